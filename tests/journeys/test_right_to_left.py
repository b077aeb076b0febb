"""A questionnaire in Arabic beside English: written from right to left, switched without losing answers, accessible."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from survey_app.db import session
from tests.browsing import chromium, served, sideways, violations
from tests.planting import document, question
from tests.respondents import link_of, make_case, open_stage

SCALE = {
    "first": 1,
    "last": 5,
    "low": {"en": "poor", "ar": "ضعيف"},
    "high": {"en": "excellent", "ar": "ممتاز"},
}
ASKED = {"en": "How was the delivery?", "ar": "كيف كان التسليم؟"}
WHY = {"en": "Why?", "ar": "لماذا؟"}


@pytest.mark.sqlite_only
def test_an_arabic_questionnaire_is_read_from_right_to_left(app: Flask) -> None:
    rating = {**question("DELI", "rating", scale=SCALE), "text": ASKED}
    why = {**question("WHY", "long_text"), "text": WHY}
    stage = open_stage(document(rating, why, languages=("en", "ar")))
    link = link_of(stage, make_case(stage))
    session.commit()
    with served(app) as address, chromium() as browser:
        page = browser.new_context(viewport={"width": 390, "height": 800}).new_page()
        page.goto(f"{address}{link}?language=ar")
        page.click("main button.primary")
        expect(page.locator("main")).to_have_attribute("dir", "rtl")
        expect(page.locator("legend").first).to_contain_text("كيف كان التسليم؟")
        legend, main = page.locator("legend").first.bounding_box(), page.locator("main").bounding_box()
        assert legend is not None
        assert main is not None
        assert legend["x"] + legend["width"] > main["x"] + main["width"] - 60
        page.locator("input[type=radio]").nth(3).check(force=True)
        page.fill("textarea", "وصلت في الموعد")
        assert (violations(page), sideways(page)) == ([], 0)
        page.click("button[value='language:en']")
        expect(page.locator("main")).not_to_have_attribute("dir", "rtl")
        expect(page.locator("legend").first).to_contain_text("How was the delivery?")
        expect(page.locator("textarea")).to_have_value("وصلت في الموعد")
        expect(page.locator("input[type=radio]").nth(3)).to_be_checked()
