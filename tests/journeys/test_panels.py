"""A brainstorm of nine people, and a Delphi of three rounds and 24 panellists that weighs what it found.

Four people sit at browsers, the others come over HTTP; the moderator has a browser.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsing import Watch, chromium
from tests.journeys import ideas_told, rounds_told
from tests.journeys import planted as plan
from tests.journeys.callers import Caller
from tests.journeys.experts import Post, expert, post_office
from tests.journeys.moderator import Moderator
from tests.journeys.newcomer import fresh_installation

pytestmark = [pytest.mark.sqlite_only, pytest.mark.slow]


@pytest.fixture
def post() -> Iterator[Post]:
    with post_office() as office:
        yield office


@pytest.fixture
def address(tmp_path: Path, post: Post) -> Iterator[str]:
    with fresh_installation(tmp_path / "instance", SURVEY_MAIL_URL=post.address) as found:
        yield found


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def moderator(browser: Browser, address: str, post: Post) -> Moderator:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en", timezone_id="UTC")
    context.set_default_timeout(30_000)
    return Moderator(context.new_page(), address)


def test_a_brainstorm_and_three_rounds_of_a_delphi(
    browser: Browser, moderator: Moderator, post: Post, tmp_path: Path
) -> None:
    people: ideas_told.People = {
        each[0]: expert(browser, post, *each) if each[0] in plan.IN_BROWSERS else Caller(*each, post)
        for each in (*plan.BRAINSTORMED, *plan.JOINED)
    }
    watch = Watch(moderator.page, moderator.address)
    moderator.set_up()
    moderator.begin_chain("Suppliers 2026")
    nine = {name: people[name] for name, _language, _group in plan.BRAINSTORMED}
    ideas_told.tell(moderator, nine, tmp_path / "instance")
    panel = rounds_told.Panel(moderator, people, browser, post)
    panel.prepare()
    panel.first_round()
    panel.after_first()
    panel.between()
    panel.later_round(2)
    panel.after_second()
    panel.later_round(3)
    panel.end()
    assert post.unread() == ["hana@example.org", "hana@example.org"]
    assert watch.complaints == []
