"""The editor by keyboard and by dragging: what moves is stored, is said aloud, and can be taken back after a reload."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from survey_app.db import session
from survey_app.models import Stage
from survey_app.services import versions
from tests.browsing import chromium, served
from tests.builders import PASSWORD, make_account, make_study, stage_of

pytestmark = [pytest.mark.sqlite_only, pytest.mark.slow]


@pytest.fixture
def stage(app: Flask) -> Stage:
    stage = stage_of(make_study(make_account("mei@example.org")))
    options = {"options": [{"code": n, "label": {"en": f"Answer {n}"}} for n in (1, 2, 3)]}
    asked = [
        {"code": code, "kind": "single", "text": {"en": f"Text of {code}"}, "settings": options} for code in "ABCD"
    ]
    pages = [{"key": "p1", "questions": asked[:2]}, {"key": "p2", "questions": asked[2:]}]
    versions.latest(stage).definition = {"languages": ["en"], "pages": pages}
    session.commit()
    return stage


@pytest.fixture
def page(app: Flask, stage: Stage) -> Iterator[Page]:
    with served(app) as address, chromium() as browser:
        page = browser.new_page()
        page.goto(f"{address}/sign-in")
        page.fill("[name=email]", "mei@example.org")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "sign-in" not in url)
        page.goto(f"{address}/studies/{stage.study.code}/stages/{stage.code}/questionnaire?q=A")
        yield page


def codes(stage: Stage) -> list[list[str]]:
    session.expire_all()
    return [[each.code for each in page.questions] for page in versions.document(versions.latest(stage)).pages]


def test_questions_move_by_keys_and_by_dragging_and_come_back_after_a_reload(page: Page, stage: Stage) -> None:
    said = page.locator(".vh[data-said]")
    link = page.locator("[data-code=A] a")
    link.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(said).to_have_text("Text of A is now question 2 of 4")
    expect(link).to_be_focused()
    assert codes(stage) == [["B", "A"], ["C", "D"]]
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[data-page=p2] [data-code=A]")).to_be_visible()
    assert codes(stage) == [["B"], ["A", "C", "D"]]

    page.locator("[data-code=D] a").hover()
    page.mouse.down()
    target = page.locator("[data-code=B] a").bounding_box()
    assert target
    page.mouse.move(target["x"] + 40, target["y"] + 30, steps=6)
    page.mouse.move(target["x"] + 40, target["y"] + 2, steps=6)
    # the list makes room in steps of its own: let go only when the question lies where it is meant to
    expect(page.locator("[data-page=p1] [data-code]").first).to_have_attribute("data-code", "D")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.mouse.up()
    expect(said).to_contain_text("Text of D is now question 1 of 4")
    assert codes(stage) == [["D", "B"], ["A", "C"]]

    page.reload()
    page.keyboard.press("Control+z")
    expect(page.locator(".flash")).to_have_text("Taken back: question D moved.")
    page.keyboard.press("Control+z")
    page.wait_for_load_state()
    expect(page.locator("[data-page=p1] [data-code=A]")).to_be_visible()
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("[data-page=p2] [data-code=A]")).to_be_visible()
    assert codes(stage) == [["B"], ["A", "C", "D"]]

    _a_page_is_dragged_above_the_other(page, stage)
    _answers_move_and_questions_are_added(page, stage)


def _a_page_is_dragged_above_the_other(page: Page, stage: Stage) -> None:
    """With its questions, by its heading; and back by Undo."""
    page.locator("[data-key=p2] a").hover()
    page.mouse.down()
    target = page.locator("[data-key=p1] a").bounding_box()
    assert target
    page.mouse.move(target["x"] + 40, target["y"] + 20, steps=8)
    page.mouse.move(target["x"] + 40, target["y"] + 2, steps=6)
    expect(page.locator("[data-key]").first).to_have_attribute("data-key", "p2")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.mouse.up()
    expect(page.locator(".vh[data-said]")).to_have_text("The page is now number 1 of 2")
    expect(page.locator("[data-key=p2] a")).to_be_focused()
    assert codes(stage) == [["A", "C", "D"], ["B"]]
    page.keyboard.press("Control+z")
    expect(page.locator(".flash")).to_have_text("Taken back: page moved.")
    assert codes(stage) == [["B"], ["A", "C", "D"]]


def _answers_move_and_questions_are_added(page: Page, stage: Stage) -> None:
    """The rest of the walk: rows of one question, then a new question by the keyboard alone."""
    said = page.locator(".vh[data-said]")
    page.goto(page.url.partition("?")[0] + "?q=B")
    page.keyboard.press("j")
    expect(page.locator("[data-code=A] a")).to_have_attribute("aria-current", "true")
    page.fill("#row3 input[aria-label]", "Last")
    page.press("#row3 input[aria-label]", "Alt+ArrowUp")
    expect(said).to_have_text("Now row 2 of 4")
    row = page.locator("[data-rows] > [data-row]")
    row.nth(2).locator("[data-number]").hover()
    page.mouse.down()
    target = row.nth(0).bounding_box()
    assert target
    page.mouse.move(target["x"] + 20, target["y"] + target["height"] / 2, steps=8)
    page.mouse.move(target["x"] + 20, target["y"] + 2, steps=4)
    expect(row.nth(0).locator("input[aria-label]")).to_have_value("Answer 2")
    page.mouse.up()
    expect(said).to_have_text("Now row 1 of 4")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**?q=C*")
    page.locator("h1").first.click(force=True)
    page.keyboard.press("/")
    page.wait_for_url("**/add**")
    page.keyboard.type("slider")
    page.keyboard.press("Enter")
    page.wait_for_url("**?q=Q1*")
    assert codes(stage) == [["B"], ["A", "C", "Q1", "D"]]
    rows = versions.document(versions.latest(stage)).find("A")
    assert rows
    assert [each.label["en"] for each in rows.settings.options] == ["Answer 2", "Answer 1", "Last"]
