"""Every kind of question in a browser: accessible, never wider than the screen, nothing sent untouched."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from survey_app.forms.page import PageForm
from survey_app.questions.definition import Questionnaire
from survey_app.questions.registry import read_questionnaire
from tests.browsing import chromium, violations
from tests.questions import specimens_checked, specimens_choice
from tests.questions.rendering import document
from tests.questions.specimens import GOOD, ITEMS, POOR_TO_EXCELLENT, SATISFIED, option, whole
from tests.questions.specimens import document as specimen

Theme = Literal["light", "dark"]
SENT = """() => [...new FormData(document.querySelector("form"))]
    .filter(([name, value]) => value !== "" && value.name !== "").map(([name]) => name)"""
LONG = [option(number, f"Industry {number}") for number in range(1, 16)]
ELEVEN = {"first": 0, "last": 10, "low": {"en": "none"}, "high": {"en": "all"}}


def every_kind() -> Questionnaire:
    """Every kind of question, those with a scale once with words at every point and once at the ends."""
    made = whole(required=True)
    made["pages"][0]["questions"] += [
        specimen("single", code="LONG", settings={"options": LONG, "other": True}),
        specimen("single", code="TILES", settings={"options": LONG[:4], "look": "buttons", "comment": True}),
        specimen("single", code="DROP", settings={"options": LONG[:4], "look": "dropdown", "comment": True}),
        specimen("multiple", code="BESIDE", settings={"options": LONG[:3], "other": True, "comment": True}),
        specimen("rating", code="ENDS", settings={"scale": POOR_TO_EXCELLENT}),
        specimen("grid", code="GRID_ENDS", settings={"items": ITEMS, "scale": POOR_TO_EXCELLENT}, not_applicable=True),
        specimen("grid", code="GRID_ELEVEN", settings={"items": ITEMS, "scale": ELEVEN}),
        specimen("battery", code="WORDED", settings={"items": ITEMS, "scale": SATISFIED}, not_applicable=True),
    ]
    return read_questionnaire(made)


def form_with(fields: dict[str, list[str]] | None) -> PageForm:
    study = every_kind()
    form = PageForm(study, study.pages[0], "en")
    if fields is not None:
        form.read(fields)
    return form


WRONG = {
    **GOOD,
    "qNUMBER": ["15 apples"],
    "qMULTIPLE": ["1", "8"],
    "qSINGLE": ["1"],
    "qSINGLE.other": ["Textiles"],
    "qGRID.complaints": [],
    "qRATING": [],
    "qBATTERY.answers.expected": [],
    **specimens_checked.WRONG,
    **specimens_choice.WRONG,
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def opened(browser: Browser, form: PageForm, width: int, theme: Theme = "light") -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
    page.set_content(document(form))
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("fields", [None, WRONG], ids=["untouched", "with problems"])
def test_questions_are_accessible_and_fit(
    browser: Browser, fields: dict[str, list[str]] | None, width: int, theme: Theme
) -> None:
    page = opened(browser, form_with(fields), width, theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    page.close()


def test_an_untouched_page_sends_nothing_but_the_proof_of_the_text_shown(browser: Browser) -> None:
    page = opened(browser, form_with(None), 390)
    assert page.evaluate(SENT) == ["qCONSENT.text"]
    page.close()


def test_a_page_without_script_sends_what_it_shows(browser: Browser) -> None:
    page = opened(browser, form_with(dict(GOOD)), 390)
    assert set(page.evaluate(SENT)) == {*GOOD, "qCONSENT.text"}
    page.close()


def test_own_words_appear_when_other_is_chosen(browser: Browser) -> None:
    page = opened(browser, form_with(None), 390)
    own = page.locator("#qSINGLE-other")
    assert not own.is_visible()
    page.locator("#qSINGLE-own").check()
    assert own.is_visible()
    page.close()


@pytest.mark.parametrize(("width", "lines"), [(340, 11), (360, 1), (390, 1), (1280, 1)])
def test_eleven_points_stand_in_one_line_or_in_a_list(browser: Browser, width: int, lines: int) -> None:
    page = opened(browser, form_with(None), width)
    tops = page.locator("input[name=qRECOMMEND]:not([value=na])").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().top)"
    )
    assert len(set(tops)) == lines
    page.close()


@pytest.mark.parametrize(("width", "lines"), [(390, 6), (1280, 1)])
def test_a_grid_is_cards_in_a_narrow_box_and_a_table_in_a_wide_one(browser: Browser, width: int, lines: int) -> None:
    page = opened(browser, form_with(None), width)
    assert page.locator(".grid .heads").first.is_visible() is (lines == 1)
    tops = page.locator("input[name='qGRID.delivery']").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().top)"
    )
    assert len(set(tops)) == lines
    page.close()


def test_a_link_of_the_error_summary_leads_to_the_first_control(browser: Browser) -> None:
    page = opened(browser, form_with(WRONG), 390)
    targets = page.locator(".errors a").evaluate_all(
        "all => all.map(link => document.getElementById(link.hash.slice(1))?.matches('input, select, textarea'))"
    )
    assert targets
    assert all(targets)
    page.close()


def test_one_tab_stop_a_row_and_arrows_inside(browser: Browser) -> None:
    page = opened(browser, form_with(None), 1280)
    page.locator("#qGRID-delivery").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.value") == "2"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "qGRID.answers"
    page.close()


@pytest.mark.parametrize("name", ["respond.css", "panel.css"])
def test_the_sheet_stays_within_its_budget(name: str) -> None:
    sheet = Path(__file__).parents[2] / "survey_app" / "static" / "css" / name
    text = sheet.read_text(encoding="utf-8")
    assert len(text.encode("utf-8")) <= 20_000
    for physical in (
        "margin-left",
        "margin-right",
        "padding-left",
        "padding-right",
        "text-align: left",
        "text-align: right",
    ):
        assert physical not in text


def test_text_of_double_size_does_not_make_the_page_wider(browser: Browser) -> None:
    page = opened(browser, form_with(WRONG), 390)
    page.add_style_tag(content="html { font-size: 200% }")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
