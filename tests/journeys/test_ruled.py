"""A page whose questions come and go while it is answered, in a browser with scripts and without."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Response
from tests.browsing import chromium, served
from tests.planting import items, options, question
from tests.respondents import open_stage

pytestmark = [pytest.mark.sqlite_only, pytest.mark.slow]


def definition() -> dict[str, Any]:
    """An earlier answer, then a page with four questions that hang on each other."""
    first = [question("YEARS", "number", "How many years?")]
    second = [
        question("USES", "single", "Do you use it?", options=options("Yes", "No")),
        {**question("WHICH", "multiple", "What of it?", options=options("Tea", "Coffee")), "show_if": "USES = 1"},
        {**question("SERV", "grid", "How good?", items=items("Price"), scale={}), "show_if": "WHICH has 2"},
        {**question("LONG", "short_text", "Why so long?", required=True), "show_if": "SERV.price < 3 and YEARS > 2"},
    ]
    pages = [{"key": f"p{n}", "title": {}, "questions": part} for n, part in enumerate((first, second), 1)]
    return {"languages": ["en"], "pages": pages}


@pytest.fixture
def page(app: Flask) -> Iterator[Page]:
    """A browser on the first page of questions."""
    with served(app) as address, chromium() as browser:
        yield opened(browser, f"{address}/r/{open_stage(definition()).code}")


def opened(browser: Browser, link: str) -> Page:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(link)
    page.click("main form button.primary")
    return page


def test_questions_come_and_go_with_the_answers_and_what_is_hidden_is_not_sent(page: Page) -> None:
    page.fill("#qYEARS", "2.5")
    page.click("button[value=next]")
    which, serv, long = (page.locator(f"[data-code={code}]") for code in ("WHICH", "SERV", "LONG"))
    for hidden in (which, serv, long):
        expect(hidden).to_be_hidden()
    page.check("#qUSES")
    expect(which).to_be_visible()
    page.check("[name=qWHICH][value='2']")
    expect(serv).to_be_visible()
    page.check("[name='qSERV.price'][value='2']")
    expect(long).to_be_visible()
    page.fill("#qLONG", "habit")
    page.check("[name=qUSES][value='2']")
    for hidden in (which, serv, long):
        expect(hidden).to_be_hidden()
        assert hidden.evaluate("box => box.disabled")
    page.check("#qUSES")
    expect(long).to_be_visible()
    assert page.input_value("#qLONG") == "habit"
    page.uncheck("[name=qWHICH][value='2']")
    page.check("[name=qWHICH][value='1']")
    page.click("button[value=next]")
    expect(page.locator("dl")).not_to_contain_text("How good?")
    page.click("main form button.primary")
    expect(page.locator(".code")).to_be_visible()
    hidden_value = {"missing": "not_shown"}
    assert session.scalars(select(Response.answers)).one() == {
        "YEARS": 2.5, "USES": 1, "WHICH.1": 1, "WHICH.2": 0, "SERV.price": hidden_value, "LONG": hidden_value,
    }  # fmt: skip
