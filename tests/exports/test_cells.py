from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl.utils.escape import unescape

from survey_app.exports.cells import (
    CUT,
    MAX_TEXT,
    cell_value,
    clean_text,
    display_width,
    reads_as_code,
    row_height,
    sheet_titles,
    units,
)
from survey_app.exports.printing import footer_text
from survey_app.exports.sheet import Sheet
from survey_app.exports.styles import base_format

ANY_TEXT = st.text(st.characters())


@given(ANY_TEXT)
def test_whatever_is_typed_can_stand_in_xml(text: str) -> None:
    element = etree.Element("t")
    element.text = clean_text(text)
    assert etree.fromstring(etree.tostring(element)).text == (element.text or None)


@given(ANY_TEXT)
def test_no_text_becomes_longer_than_a_cell(text: str) -> None:
    assert units(clean_text(text, 20)) <= 20


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")))
def test_ordinary_text_is_read_back_as_it_was_written(text: str) -> None:
    assert unescape(clean_text(text)) == text


def test_what_xml_cannot_carry_is_marked_and_not_dropped() -> None:
    assert clean_text("a\x00b\ud800c\uffffd\x1fe") == "a\ufffdb\ufffdc\ufffdd\ufffde"


def test_line_ends_become_one_kind() -> None:
    assert clean_text("one\r\ntwo\rthree") == "one\ntwo\nthree"


def test_a_literal_escape_stays_the_words_it_is() -> None:
    assert clean_text("_x000D_") == "_x005F_x000D_"
    assert clean_text("_x00g0_") == "_x00g0_"


def test_a_text_that_is_too_long_is_cut_visibly() -> None:
    assert clean_text("x" * MAX_TEXT) == "x" * MAX_TEXT
    cut = clean_text("x" * (MAX_TEXT + 1))
    assert len(cut) == MAX_TEXT
    assert cut.endswith(CUT)


def test_letters_beyond_the_basic_plane_count_twice() -> None:
    cut = clean_text("😀" * 20_000)
    assert units(cut) <= MAX_TEXT
    assert cut.endswith("😀" + CUT)


def test_formulas_and_errors_are_recognised() -> None:
    assert all(reads_as_code(text) for text in ("=", "=1+1", "#N/A", "#REF!", "#DIV/0!", "#NULL!", "#NAME?", "#NUM!"))
    assert not any(reads_as_code(text) for text in ("+1", "-1", "@x", "#N/A ", "", " =1"))


def test_numbers_lose_no_digits_and_no_sense() -> None:
    assert cell_value(12_345_678_901_234_567_890) == "12345678901234567890"
    assert cell_value(-(10**15)) == "-1000000000000000"
    assert cell_value(999_999_999_999_999) == 999_999_999_999_999
    assert cell_value(float("nan")) is None
    assert cell_value(float("inf")) == "∞"
    assert cell_value(10**5000) == CUT


def test_moments_are_told_on_the_clock_of_the_study() -> None:
    moment = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
    assert cell_value(moment, ZoneInfo("Asia/Shanghai")) == datetime(2026, 11, 21, 2, 30)  # noqa: DTZ001 - no zone fits


@given(st.lists(ANY_TEXT, max_size=12))
def test_sheet_titles_are_always_accepted(wanted: list[str]) -> None:
    titles = sheet_titles(wanted)
    assert len({title.casefold() for title in titles}) == len(wanted)
    for title in titles:
        assert 1 <= units(title) <= 31
        assert not set(title) & set("[]:*?/\\")
        assert not title.startswith("'")
        assert not title.endswith("'")
        assert title.casefold() != "history"


@given(ANY_TEXT)
def test_a_footer_is_one_line_without_commands(text: str) -> None:
    shown = footer_text(text)
    assert "\n" not in shown
    assert len(shown.replace("&&", "&")) <= 81 + shown.count("& [")
    assert "&" not in shown.replace("&&", "")


def test_small_bases_are_marked_by_the_format_alone() -> None:
    assert [base_format(n) for n in (0, 29, 30, 99, 100, None)] == [
        '#,##0" **"',
        '#,##0" **"',
        '#,##0" *"',
        '#,##0" *"',
        "#,##0",
        "#,##0",
    ]


def test_chinese_takes_twice_the_room() -> None:
    assert display_width("满意 67%") == 8
    assert row_height("满" * 20, 20) > row_height("x" * 20, 20)


def test_rows_that_the_first_page_does_not_hold_begin_the_second() -> None:
    sheet = Sheet("Any", ZoneInfo("UTC"))
    sheet.columns((2, 147))
    sheet.heights = dict.fromkeys(range(1, 41), 20.0)
    sheet.keep(10, 20)
    assert sheet.breaks == []
    sheet.keep(10, 30)
    sheet.keep(12, 40)
    assert sheet.breaks == [9]
