"""The respondent in a browser: scripts off on a phone, by keyboard, and looked at by axe on every page."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from survey_app.db import now, session
from survey_app.models import Response
from tests.accessibility.sample import window
from tests.browsing import chromium, served, sideways, violations
from tests.questions import specimens
from tests.respondents import link_of, make_case, open_stage

pytestmark = [pytest.mark.sqlite_only, pytest.mark.slow]
LARGEST_PAGE = 60_000
Look = Callable[[Page], None]


def definition() -> dict[str, Any]:
    """Three pages with every kind of question."""
    kinds = (
        ("consent", "single", "number", "multiple"),
        ("information", "rating", "grid", "recommend"),
        ("battery", "short_text", "long_text"),
    )
    needed = {"consent", "single", "grid", "recommend"}
    titles = ({"en": "About you", "es": "Sobre usted"}, {"en": "Satisfaction"}, {})
    pages = [
        {
            "key": f"p{number}",
            "title": titles[number],
            "questions": [
                specimens.document(kind, required=kind in needed, not_applicable=kind == "grid") for kind in part
            ],
        }
        for number, part in enumerate(kinds)
    ]
    return {"languages": specimens.LANGUAGES, "pages": pages}


class Site:
    """A running application with one stage in the field."""

    def __init__(self, address: str) -> None:
        stage = open_stage(definition(), closes_at=now() + timedelta(days=9))
        self.link = address + link_of(stage, make_case(stage))
        self.open_link = f"{address}/r/{stage.code}"
        session.commit()


@pytest.fixture
def site(app: Flask) -> Iterator[Site]:
    with served(app) as address:
        yield Site(address)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def walk(page: Page, link: str, look: Look) -> None:
    """From the link to the receipt, with mistakes on the way; `look` is called on every page."""
    page.goto(link)
    look(page)
    page.click("main form button.primary")
    look(page)
    page.click("button[value=next]")
    look(page)
    page.check("#qCONSENT")
    page.check("#qSINGLE-2")
    page.fill("#qNUMBER", "many")
    page.click("button[value=next]")
    look(page)
    assert page.input_value("#qNUMBER") == "many"
    page.fill("#qNUMBER", "12")
    page.click("button[value=next]")
    look(page)
    for name, value in (("GRID.delivery", 2), ("GRID.answers", 5), ("GRID.complaints", "na"), ("RECOMMEND", 2)):
        page.check(f"[name='q{name}'][value='{value}']")
    page.click("button[value=back]")
    assert page.is_checked("#qSINGLE-2")
    page.click("button[value=next]")
    assert page.is_checked("[name='qGRID.complaints'][value=na]")
    page.click("button[value=next]")
    look(page)
    page.fill("#qLONG_TEXT", "Faster answers.\nA person to call.")
    page.click("button[value=stop]")
    look(page)
    page.goto(link)
    look(page)
    page.click("main form button.primary")
    assert page.input_value("#qLONG_TEXT") == "Faster answers.\nA person to call."
    page.click("button[value=next]")
    look(page)
    page.click("main form button.primary")
    expect(page.locator(".code")).to_be_visible()
    look(page)


def test_a_phone_without_scripts_walks_from_the_link_to_the_receipt(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    seen: list[str] = []
    walk(page, site.link, lambda shown: seen.append(shown.title()))
    assert len(seen) == 10
    assert seen[-1].startswith("Thank you")
    context.close()
    response = session.scalars(select(Response)).one()
    assert response.answers["GRID.complaints"] == {"missing": "not_applicable"}
    assert response.answers["NUMBER"] == 12
    assert response.case_id is not None


def test_every_page_is_accessible_and_fits(site: Site, browser: Browser) -> None:
    """In every size and theme, on one walk."""
    with window(browser, site.open_link.partition("/r/")[0], 320, 390, 1280) as shown:
        walk(shown.page, site.open_link, lambda page: shown.look(page.url))
        for address in (f"{site.open_link}/{'a' * 32}", site.open_link):
            shown.page.goto(address)
            shown.look(address)
    assert shown.faults == []
    assert shown.seen == 12


def test_other_answers_from_another_window_are_accessible_side_by_side(site: Site, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800})
    other, page = context.new_page(), context.new_page()  # a page behind another one is drawn, and so moves, slowly
    walk(page, site.open_link, lambda shown: other.goto(shown.url) if shown.url.endswith("/page/1") else None)
    other.bring_to_front()
    other.fill("#qNUMBER", "30")
    other.click("button[value=next]")
    expect(other.locator("h1")).to_contain_text("another window")
    assert violations(other) == []
    assert sideways(other) == 0
    context.close()


def test_no_page_weighs_more_than_its_budget_or_asks_other_hosts(site: Site, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    weights: dict[str, int] = {}
    hosts: set[str] = set()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)

    def weigh(answer: Any) -> None:
        hosts.add(answer.url.split("/")[2])
        if answer.status != 303:
            weights[answer.url] = len(answer.body())

    page.on("response", weigh)
    walk(page, site.open_link, lambda _page: None)
    context.close()
    static = sum(weight for url, weight in weights.items() if "/static/" in url)
    assert max(weight for url, weight in weights.items() if "/static/" not in url) + static < LARGEST_PAGE
    assert len(hosts) == 1
    assert complaints == []


def test_the_list_of_problems_takes_the_focus_and_leads_to_the_field(site: Site, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(site.open_link)
    page.click("main form button.primary")
    page.press("#qNUMBER", "Enter")
    expect(page.locator("#errors")).to_be_focused()
    page.click("#errors a[href='#qSINGLE']")
    expect(page.locator("#qSINGLE")).to_be_focused()
    expect(page.locator(".question", has=page.locator("#qSINGLE")).locator("legend").first).to_be_in_viewport()
    context.close()
