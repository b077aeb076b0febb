"""An open question of a panel in a browser: answered on a phone without scripts, made into a statement at the desk."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from survey_app.db import session, transaction
from survey_app.models import Account, PanelRound, Reason
from survey_app.services import reasons
from tests.browsing import THEMES, chromium, served, sideways, violations
from tests.builders import PASSWORD
from tests.delphis import analysed, opened
from tests.panels import TestPanel, release
from tests.routes.test_open_questions import QUESTION, TEXTS, make_open_panel, write

pytestmark = [pytest.mark.sqlite_only, pytest.mark.slow]
PICTURES = os.environ.get("RONDO_PICTURES", "")
"""A folder for pictures of the pages, for somebody who wants to look at them."""


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def looked_at(page: Page, name: str, *, width: int) -> None:
    """No violation in either theme, no sideways scroll; a picture where one is wanted."""
    page.set_viewport_size({"width": 320, "height": 800})
    assert sideways(page) <= 0, name
    page.set_viewport_size({"width": width, "height": 900})
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{theme}.png", full_page=True)
        found = violations(page, colours_only=theme == "dark") if page.context.pages else []
        assert found == [], (name, theme)


def test_an_open_question_is_answered_without_scripts_and_becomes_a_statement(app: Flask, browser: Browser) -> None:
    panel, question = make_open_panel()
    round_ = opened(panel)
    for number, texts in enumerate(TEXTS[:-1]):
        write(app.test_client(), panel, number, texts)
    with served(app) as address:
        answered_on_a_phone(browser, address, panel)
        analysed(round_)
        assert "A shop on wheels" in session.scalars(Reason.__table__.select().with_only_columns(Reason.text)).all()
        made_at_the_desk(browser, address, panel, question.code)
        released(round_)
        read_on_a_phone(browser, address, panel)


def answered_on_a_phone(browser: Browser, address: str, panel: TestPanel) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 800}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{address}/p/{panel.code}/{panel.secret(5)}")
    page.click("main form button.primary")
    page.goto(f"{address}/p/{panel.code}/round")
    page.click("text=Begin")
    expect(page.locator("h1")).to_have_text(QUESTION)
    page.click("text=Save and go on")
    expect(page.locator("#errors")).to_contain_text("Write at least one answer")
    page.fill("#text-1", "A shop on wheels")
    page.click("summary:has-text('More fields')")
    page.fill("#text-5", "Delivery by night")
    page.click("text=Save and go on")
    page.click("text=I have finished this round")
    expect(page.locator("h1")).to_contain_text("You have finished round 1")
    page.goto(f"{address}/p/{panel.code}/round/1")
    expect(page.locator("#text-2")).to_have_value("Delivery by night")
    seen(browser, page, "question", 390)
    context.close()


def seen(browser: Browser, page: Page, name: str, width: int) -> None:
    """The same page in a browser of the same person whose scripts run, since axe is one."""
    context = browser.new_context(storage_state=page.context.storage_state(), reduced_motion="reduce")
    other = context.new_page()
    other.goto(page.url)
    looked_at(other, name, width=width)
    if PICTURES:
        looked_at(other, name, width=1280)
    context.close()


def made_at_the_desk(browser: Browser, address: str, panel: TestPanel, code: str) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    owner = session.get_one(Account, panel.stage.study.memberships[0].account_id)
    page.fill("#email", owner.email)
    page.fill("#password", PASSWORD)
    page.click("main form button.primary")
    root = f"{address}/studies/{panel.stage.study.code}/stages/{panel.stage.code}"
    page.goto(f"{root}/rounds/1/reasons")
    seen(browser, page, "moderation", 1280)
    page.click("text=Make statements of the answers")
    for text in ("Prices rise", "Prices rise!"):
        page.get_by_label(text, exact=True).check()
    page.get_by_label("English", exact=True).fill("Prices go up")
    seen(browser, page, "statements", 1280)
    page.click("button:has-text('Make the statement')")
    expect(page.locator("#made")).to_be_visible()
    expect(page.locator("table").first).to_contain_text("Prices go up")
    if PICTURES:
        seen(browser, page, "made", 390)
        for name in ("items", f"items/{code}", "rounds", "rounds/1/statements", "round-results"):
            page.goto(f"{root}/{name}")
            seen(browser, page, name.replace("/", "_"), 390)
    context.close()


def released(round_: PanelRound) -> None:
    with transaction():
        reasons.release_waiting(round_, [line.code for line in reasons.queue(round_)])
    release(round_)


def read_on_a_phone(browser: Browser, address: str, panel: TestPanel) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 800}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{address}/p/{panel.code}/{panel.secret(1)}")
    page.click("main form button.primary")
    page.goto(f"{address}/p/{panel.code}/round")
    page.click("text=What the panel answered to the open questions")
    expect(page.locator("main")).to_contain_text("Prices rise! (yours)")
    expect(page.locator("main")).to_contain_text("A shop on wheels")
    seen(browser, page, "answers", 390)
    context.close()
