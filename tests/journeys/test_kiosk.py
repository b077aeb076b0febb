"""A tablet that stays at its place, in a real browser: it goes back by itself, and Back shows nothing of anybody."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browsing import chromium, served
from tests.planting import document, question
from tests.respondents import open_stage

SHORT = document(question("PLACE", "hidden", "Place", parameter="place"), question("WHY", "short_text", "Why?"))
NEXT_TURN = """() => new Promise(done => {
    const gate = new MessageChannel();
    gate.port1.onmessage = done;
    gate.port2.postMessage(0);
})"""
"""What closing a dialog sets off comes a turn later; the page's own timers stand still."""


@pytest.mark.sqlite_only
def test_a_kiosk_asks_before_it_leaves_and_returns_after_the_receipt(app: Flask) -> None:
    code = open_stage(SHORT).code
    with served(app) as base, chromium() as browser:
        page = browser.new_page()
        page.clock.install()
        start = f"{base}/r/{code}?place=Hall&kiosk=1"
        page.goto(start)
        page.get_by_role("button", name="Start").click()
        page.fill("[name=qWHY]", "left behind")
        page.clock.run_for(91_000)
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.evaluate(NEXT_TURN)
        page.clock.run_for(89_000)
        assert page.url.endswith("/page/1")
        page.clock.run_for(2_000)
        assert page.get_by_role("dialog").is_visible()
        page.clock.run_for(30_000)
        page.wait_for_url(start)
        page.go_back()
        page.wait_for_url(start)
        page.get_by_role("button", name="Start").click()
        page.fill("[name=qWHY]", "well received")
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("button", name="Send answers").click()
        page.get_by_role("link", name="Next person").wait_for()
        page.clock.run_for(21_000)
        page.wait_for_url(start)
        page.go_back()
        page.wait_for_url(start)
        assert "well received" not in page.content()
