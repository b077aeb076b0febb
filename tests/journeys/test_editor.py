"""The editor in a browser: it saves by itself, adds and moves rows, and loses nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from survey_app.db import session
from survey_app.models import Stage
from survey_app.services import editing, questionnaires, versions
from tests.browsing import chromium, served
from tests.builders import PASSWORD, make_account, make_study, stage_of

pytestmark = [pytest.mark.sqlite_only, pytest.mark.slow]


@pytest.fixture
def stage(app: Flask) -> Stage:
    owner = make_account("mei@example.org")
    stage = stage_of(make_study(owner))
    questionnaires.carry_out(versions.latest(stage), editing.added("grid", "p1"), expected=1, account=owner)
    session.commit()
    return stage


@pytest.fixture
def address(app: Flask, stage: Stage) -> Iterator[str]:
    with served(app) as found:
        yield found


@pytest.fixture
def page(address: str, stage: Stage) -> Iterator[Page]:
    with chromium() as browser:
        page = browser.new_page()
        page.goto(f"{address}/sign-in")
        page.fill("[name=email]", "mei@example.org")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "sign-in" not in url)
        page.goto(f"{address}/studies/{stage.study.code}/stages/{stage.code}/questionnaire?q=Q1")
        yield page


def rows(stage: Stage) -> list[tuple[str, str]]:
    session.expire_all()
    question = versions.document(versions.latest(stage)).find("Q1")
    assert question
    return [(item.code, item.label.get("en", "")) for item in question.settings.items]


@contextmanager
def saved(page: Page) -> Iterator[None]:
    """Type something, and wait until it has been stored."""
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 303):
        yield
    expect(page.locator("[data-status]")).to_contain_text("saved")


def stored(page: Page, stage: Stage, *wanted: tuple[str, str]) -> None:
    """Wait until these rows are stored: on a slow machine some of them are saved before the others are typed."""
    for _tenth in range(300):
        if rows(stage) == [*wanted]:
            break
        page.wait_for_timeout(100)
    assert rows(stage) == [*wanted]
    expect(page.locator("[data-status]")).to_contain_text("saved")


def test_what_is_typed_is_saved_after_a_pause_and_stands_in_the_preview(page: Page, stage: Stage) -> None:
    with saved(page):
        page.fill("#text", "How was it?")
    expect(page.locator(".device .ask")).to_contain_text("How was it?")
    page.reload()
    expect(page.locator("#text")).to_have_value("How was it?")


def test_enter_adds_rows_and_a_second_save_does_not_add_them_again(page: Page, stage: Stage) -> None:
    page.fill("#row1 input[aria-label]", "Price")
    page.press("#row1 input[aria-label]", "Enter")
    page.keyboard.type("Speed")
    page.keyboard.press("Enter")
    page.keyboard.type("Care")
    three = ("1", "Price"), ("2", "Speed"), ("3", "Care")
    stored(page, stage, *three)
    page.keyboard.press("Enter")
    page.keyboard.type("Place")
    stored(page, stage, *three, ("4", "Place"))


def test_a_pasted_list_becomes_rows_and_alt_with_an_arrow_moves_one(page: Page, stage: Stage) -> None:
    page.fill("#row1 input[aria-label]", "Price")
    page.focus("#row2 input[aria-label]")
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData('text/plain', '1. Speed\\n- Care\\n\\nPlace');
          const paste = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
          document.activeElement.dispatchEvent(paste);
        }"""
    )
    stored(page, stage, ("1", "Price"), ("2", "Speed"), ("3", "Care"), ("4", "Place"))
    page.focus("#row4 input[aria-label]")
    page.keyboard.press("Alt+ArrowUp")
    stored(page, stage, ("1", "Price"), ("2", "Speed"), ("4", "Place"), ("3", "Care"))
    expect(page.locator("#row3 input[aria-label]")).to_be_focused()


def test_another_button_saves_what_was_typed_first(page: Page, stage: Stage) -> None:
    page.fill("#text", "Typed a moment ago")
    page.click("text=Copy")
    page.wait_for_url("**q=Q2**")
    expect(page.locator("#text")).to_have_value("Typed a moment ago")


def test_a_change_by_somebody_else_is_said_and_save_shows_both(page: Page, stage: Stage) -> None:
    version = versions.latest(stage)
    questionnaires.carry_out(version, editing.page_added(), expected=version.revision, account=None)
    session.commit()
    with saved(page):
        page.fill("#hint", "A page more does not matter")
    version = versions.latest(stage)
    theirs = versions.document(version).find("Q1")
    assert theirs
    theirs = replace(theirs, text={"en": "Theirs"})
    questionnaires.carry_out(version, editing.edited("Q1", theirs), expected=version.revision, account=None)
    session.commit()
    page.fill("#text", "Mine")
    expect(page.locator("[data-status]")).to_contain_text("Press Save to see both")
    page.click("[data-save]")
    expect(page.locator("h1")).to_contain_text("Somebody else saved")
    expect(page.locator("td", has_text="Mine")).to_be_visible()
    page.click("text=Keep mine")
    expect(page.locator("#text")).to_have_value("Mine")
