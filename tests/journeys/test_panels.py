"""Nine people and a moderator in browsers: a brainstorm, and a Delphi panel of two rounds that weighs what it found."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsing import Watch, chromium
from tests.journeys import ideas_told, rounds_told
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


def test_a_brainstorm_and_two_rounds_of_a_delphi(
    browser: Browser, moderator: Moderator, post: Post, tmp_path: Path
) -> None:
    people = {each[0]: expert(browser, post, *each) for each in ideas_told.ROLL}
    watch = Watch(moderator.page, moderator.address)
    moderator.set_up()
    moderator.begin_chain("Suppliers 2026")
    ideas_told.tell(moderator, people, tmp_path / "instance")
    panel = rounds_told.Panel(moderator, people, browser, post)
    panel.prepare()
    panel.first_round()
    panel.between()
    panel.second_round()
    panel.end(tmp_path / "rounds.xlsx")
    assert post.unread() == ["hana@example.org", "hana@example.org"]
    assert watch.complaints == []
