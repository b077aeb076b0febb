"""What scripts add to sliders, orders, points and groups: the fields of the form stay the answer."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from survey_app.forms.page import PageForm
from tests.browsing import chromium, violations
from tests.questions.rendering import PACKAGE, document
from tests.questions.specimens import page_of, question

SENT = """() => Object.fromEntries([...new FormData(document.querySelector("form"))].filter(([, value]) => value))"""
pytestmark = pytest.mark.sqlite_only


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def opened(browser: Browser, kind: str, width: int = 390, fields: dict[str, list[str]] | None = None) -> Page:
    asked = question(kind)
    questionnaire, page = page_of(asked)
    form = PageForm(questionnaire, page, "en")
    if fields:
        form.read({f"q{asked.code}{name}": values for name, values in fields.items()})
    made = browser.new_page(viewport={"width": width, "height": 900})
    made.set_content(document(form))
    script = (PACKAGE / "static" / "js" / f"{kind}.js").read_text()
    made.add_script_tag(content=f"{script}\ndocument.documentElement.dataset.done = '';", type="module")
    made.wait_for_selector("html[data-done]", state="attached")
    return made


@pytest.mark.parametrize("kind", ["slider", "ranking", "constant_sum", "hierarchical"])
def test_with_scripts_a_page_is_accessible_fits_and_sends_nothing_untouched(browser: Browser, kind: str) -> None:
    page = opened(browser, kind, 320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(page) == []
    assert page.evaluate(SENT) == {}
    page.close()


def test_a_line_has_no_thumb_until_it_is_touched_and_can_be_cleared(browser: Browser) -> None:
    page = opened(browser, "slider")
    line = page.locator("input[type=range]")
    assert line.get_attribute("aria-valuetext") == "No answer yet"
    line.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(SENT) == {"qSLIDER": "0"}
    page.keyboard.press("ArrowRight")
    assert page.evaluate(SENT) == {"qSLIDER": "0.5"}
    assert line.get_attribute("aria-valuetext") is None
    page.locator("#qSLIDER").fill("7.5")
    assert line.input_value() == "7.5"
    page.get_by_role("button", name="Clear my answer", exact=True).click()
    assert page.evaluate(SENT) == {}
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(SENT) == {"qSLIDER": "10"}
    page.close()


def test_an_order_is_made_by_keyboard_alone_and_focus_follows_the_row(browser: Browser) -> None:
    page = opened(browser, "ranking")
    page.get_by_role("button", name="Add: Price").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("status").text_content() == "Price is now number 1 of 1"
    page.get_by_role("button", name="Add: Quality of the goods").press("Enter")
    page.get_by_role("button", name="Up: Quality of the goods").press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").endswith("Quality of the goods")
    page.get_by_role("button", name="Add: Delivery on the agreed date").press("Enter")
    assert page.evaluate(SENT) == {"qRANKING.quality": "1", "qRANKING.price": "2", "qRANKING.delivery": "3"}
    page.get_by_role("button", name="Take out: Quality of the goods").press("Enter")
    assert page.evaluate(SENT) == {"qRANKING.price": "1", "qRANKING.delivery": "2"}
    page.close()


def test_an_order_with_a_fault_keeps_its_selects(browser: Browser) -> None:
    page = opened(browser, "ranking", 390, {".price": ["1"], ".quality": ["1"]})
    assert page.locator("select").first.is_visible()
    page.close()


def test_points_left_are_told_while_they_are_typed(browser: Browser) -> None:
    page = opened(browser, "constant_sum")
    told = page.locator("output")
    assert told.text_content() == "0 of 100 given, 100 left"
    page.locator("[id='qCONSTANT_SUM-price']").fill("80")
    assert told.text_content() == "80 of 100 given, 20 left"
    page.locator("[id='qCONSTANT_SUM-quality']").fill("30")
    assert told.text_content() == "110 given, 10 more than 100"
    page.close()


def test_groups_are_chosen_in_two_steps(browser: Browser) -> None:
    page = opened(browser, "hierarchical")
    first, second = page.locator("select").nth(0), page.locator("#qHIERARCHICAL")
    assert not second.is_visible()
    first.select_option(label="Spain")
    assert second.is_visible()
    assert page.evaluate(SENT) == {"qHIERARCHICAL.group": "g0"}
    second.select_option("112")
    assert page.evaluate(SENT) == {"qHIERARCHICAL": "112", "qHIERARCHICAL.group": "g0"}
    first.select_option(label="Elsewhere")
    assert page.evaluate(SENT) == {"qHIERARCHICAL": "9", "qHIERARCHICAL.group": "9"}
    page.close()
    page = opened(browser, "hierarchical", 390, {"": ["112"]})
    assert page.evaluate(SENT) == {"qHIERARCHICAL": "112", "qHIERARCHICAL.group": "g0"}
    assert page.locator("select").nth(0).evaluate("each => each.selectedOptions[0].text") == "Spain"
    page.close()


def test_words_follow_the_script_and_what_was_not_used_is_not_rated(browser: Browser) -> None:
    page = opened(browser, "ranking")
    assert page.locator(".hint").text_content() == "Put all of them into your order, the first place on top."
    page.close()
    page = opened(browser, "hierarchical")
    first = page.locator("select").nth(0)
    assert first.get_attribute("aria-label") == "Country"
    assert first.locator("option").nth(0).text_content() == "First choose: Country"
    page.close()
    page = opened(browser, "use_and_rating")
    rating = page.locator("[id='qUSE_AND_RATING-delivery-rating']")
    rating.check()
    page.locator("input[name='qUSE_AND_RATING.delivery.used'][value='0']").check()
    assert not rating.is_visible()
    assert page.evaluate(SENT) == {"qUSE_AND_RATING.delivery.used": "0"}
    page.keyboard.press("ArrowLeft")
    assert rating.is_visible()
    assert page.evaluate(SENT)["qUSE_AND_RATING.delivery.rating"] == "1"
    assert violations(page) == []
    page.close()


def test_a_file_that_is_too_large_is_told_before_it_is_sent(browser: Browser) -> None:
    page = opened(browser, "file_upload", 320)
    page.evaluate("document.querySelector('[data-largest]').dataset.largest = 10")
    field = page.locator("#qFILE_UPLOAD")
    field.set_input_files([{"name": "large.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 too large"}])
    assert page.get_by_role("alert").text_content() == "“large.pdf” has more than 5 MB. Choose a smaller one."
    assert page.evaluate("document.querySelector('#qFILE_UPLOAD').files.length") == 0
    field.set_input_files([{"name": "small.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-"}])
    assert page.get_by_role("alert").text_content() == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()
