"""Nothing that people type can break the workbook, start a formula in it or disappear from it."""

import re
from dataclasses import replace
from typing import Any

import pytest

from survey_app.exports.cells import CUT, MAX_TEXT
from survey_app.exports.report import Report, StratumRow, Verbatim
from survey_app.questions.base import Variable, VariableKind
from survey_app.questions.registry import read_questionnaire, summarise, variables_of
from survey_app.vocabulary import Missing
from tests.exports.builder import document, make_report, rows_of, simulate
from tests.exports.reading import loaded, parts, texts, written

FORMULA = '=HYPERLINK("http://evil.example","x")'
HOSTILE = (
    FORMULA,
    "=1+1",
    "@SUM(1)",
    "+1",
    "-1",
    "#N/A",
    "#DIV/0!",
    "#REF!",
    "_x000D_",
    "a\x00b",
    "half \ud800 letter",
    "\ufffe",
    "\uffff",
    "\x1b[0m",
    "<b>&amp;</b>",
    "]]>",
    "'",
    "\r\n",
    "  blank  ",
    "\t=1",
    "😀",
    "{=1}",
    "|cmd",
)


def labelled(part: Any, words: list[str]) -> Any:
    """A questionnaire document with a hostile text in place of every text."""
    if isinstance(part, dict):
        if set(part) & {"en", "zh_Hans_CN"}:
            words.append(words.pop(0))
            return {"en": words[-1], "es": words[-1]}
        return {key: labelled(value, words) for key, value in part.items()}
    return [labelled(value, words) for value in part] if isinstance(part, list) else part


@pytest.fixture(scope="module")
def report() -> Report:
    """A report in which every text that a person can type is hostile."""
    base = make_report()
    clean = [words for words in HOSTILE if words.isprintable()] + ["=1+1", "#N/A"]
    hostile = labelled(document(), clean)
    columns, _ = simulate()
    columns["WISH"] = [HOSTILE[place % len(HOSTILE)] for place in range(len(columns["WISH"]))]
    questionnaire = read_questionnaire(hostile)
    variables = variables_of(questionnaire)
    groups = tuple(replace(group, label=HOSTILE[place]) for place, group in enumerate(base.breakdowns[0].groups))
    strata = tuple(StratumRow(words, 9, 9, 3, 3) for words in HOSTILE)
    return replace(
        base,
        study_title="=1+1 & [Page] &P\x00",
        stage_title=FORMULA,
        organiser="#N/A",
        client="=cmd|' /C calc'!A0\ud83d",
        questionnaire=questionnaire,
        questions=tuple(summarise(question, columns, None) for question in questionnaire.questions()),
        gaps=tuple(replace(row, label={"en": HOSTILE[place]}) for place, row in enumerate(base.gaps)),
        breakdowns=(replace(base.breakdowns[0], attribute="=A1", groups=groups),),
        sample=(replace(base.sample[0], attribute="#REF!", rows=strata), replace(base.sample[1], attribute="=1")),
        verbatims=(
            *(Verbatim("WISH", words, words) for words in HOSTILE),
            Verbatim("WISH", "long " * 10_000),
            Verbatim("=A1", "unknown question"),
        ),
        variables=variables,
        filters=(("=1+1", "#N/A"),),
        rows=rows_of(tuple(variable.name for variable in variables), columns, 100),
    )


@pytest.fixture(scope="module")
def content(report: Report) -> bytes:
    return written(report)


@pytest.fixture(scope="module")
def book(content: bytes) -> Any:
    return loaded(content)


def test_no_cell_is_a_formula_or_an_error(book: Any) -> None:
    kinds = {cell.data_type for sheet in book.worksheets[:-1] for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}


def test_the_formulas_of_the_check_hold_no_word_of_the_questionnaire(book: Any) -> None:
    formulas = [cell.value for row in book["Check"].iter_rows() for cell in row if cell.data_type == "f"]
    plain = re.compile(r'=[A-Z0-9a-z_:.<>=()+*/,-]*("(>=|<=)-?\d+"[A-Z0-9a-z_:.<>=()+*/,-]*)*')
    told = [each for each in formulas if not plain.fullmatch(each)]
    assert all(re.fullmatch(r'=IF\([^"]*,"(agrees|all zero)","(DIFFERS|NOT all zero)"\)', each) for each in told)


def test_no_part_holds_a_formula_element(content: bytes) -> None:
    sheets = parts(content, "xl/worksheets/sheet")
    last = f"xl/worksheets/sheet{len(sheets)}.xml"  # the check, whose formulas are our own
    for name, part in sheets.items():
        if name == last:
            continue
        tags = {str(element.tag).rpartition("}")[2] for element in part.iter()}
        assert "f" not in tags, name


def test_every_part_is_well_formed(content: bytes) -> None:
    assert len(parts(content)) > 20


def test_nothing_typed_is_lost(book: Any) -> None:
    shown = set(texts(book["Verbatims"]))
    for words in (
        FORMULA,
        "=1+1",
        "@SUM(1)",
        "+1",
        "-1",
        "#N/A",
        "#DIV/0!",
        "<b>&amp;</b>",
        "]]>",
        "'",
        "  blank  ",
        "😀",
    ):
        assert words in shown, words
    assert "a\ufffdb" in shown
    assert "half \ufffd letter" in shown
    assert "_x005F_x000D_" in shown
    assert "unknown question" in shown


def test_the_same_words_stand_in_both_data_sheets(book: Any) -> None:
    for name in ("Data (codes)", "Data (labels)"):
        sheet = book[name]
        column = [cell.value for cell in sheet[1]].index("WISH") + 1
        shown = {sheet.cell(row, column).value for row in range(2, sheet.max_row + 1)}
        assert {FORMULA, "=1+1", "#N/A", "+1", "@SUM(1)", "a\ufffdb", "_x005F_x000D_", "😀"} <= shown


def test_a_cut_is_visible(book: Any) -> None:
    cut = next(text for text in texts(book["Verbatims"]) if text.startswith("long long"))
    assert len(cut) == MAX_TEXT
    assert cut.endswith(CUT)


def test_a_study_title_is_no_command_in_the_footer(content: bytes) -> None:
    part = next(iter(parts(content, "xl/worksheets/sheet1.xml").values()))
    footer = next(element.text for element in part.iter() if str(element.tag).endswith("oddFooter"))
    assert "=1+1 && [Page] &&P" in footer
    assert footer.count("&P") - footer.count("&&P") == 1


def test_hostile_headers_are_texts(report: Report) -> None:
    names = ("=1+1", "#N/A", "OVER", "x" * 40_000)
    variables = tuple(
        Variable(name, VariableKind.CLOSED, {}, ((1, {"en": "=1"}), (2, {"en": "#N/A"}))) for name in names
    )
    rows = [dict.fromkeys(names, 1), dict.fromkeys(names, 2)]
    book = loaded(written(replace(report, variables=variables, rows=lambda: iter(rows))))
    sheet = book["Data (codes)"]
    assert [cell.value for cell in sheet[1]][:4] == ["row", "=1+1", "#N/A", "OVER"]
    assert sheet.cell(1, 5).value.endswith(CUT)
    labels = book["Data (labels)"]
    assert [labels.cell(row, 2).value for row in (2, 3)] == ["=1", "#N/A"]
    assert {cell.data_type for row in labels.iter_rows() for cell in row} <= {"s", "n"}


def test_numbers_that_are_none_are_empty_and_huge_ones_are_texts(report: Report) -> None:
    variable = Variable("SIZE", VariableKind.NUMBER, {"en": "Size"})
    values = [float("nan"), float("inf"), 10**20, 10**6000, 2.5, Missing.REFUSED]
    rows = [{"SIZE": value} for value in values]
    book = loaded(written(replace(report, variables=(variable,), rows=lambda: iter(rows))))
    shown = [book["Data (codes)"].cell(row, 2).value for row in range(2, 8)]
    assert shown == [None, "∞", "1" + "0" * 20, CUT, 2.5, -6]


@pytest.mark.parametrize("limits", [(11, 16_384), (1_048_576, 4), (11, 4)])
def test_a_full_sheet_goes_on_in_the_next(report: Report, limits: tuple[int, int]) -> None:
    variables = tuple(Variable(f"V{number}", VariableKind.CLOSED, {"en": "v"}) for number in range(7))
    rows = [{f"V{number}": line * 10 + number for number in range(7)} for line in range(25)]
    book = loaded(written(replace(report, variables=variables, rows=lambda: iter(rows)), limits=limits))
    sheets = [sheet for sheet in book if sheet.title.startswith("Data (codes)")]
    assert len(sheets) == {(11, 16_384): 3, (1_048_576, 4): 3, (11, 4): 9}[limits]
    found: dict[int, dict[str, int]] = {}
    for sheet in sheets:
        assert sheet.max_row <= limits[0]
        assert sheet.max_column <= limits[1]
        header, *lines = sheet.iter_rows(values_only=True)
        for line in lines:
            found.setdefault(line[0], {}).update(zip(header[1:], line[1:], strict=True))
    assert [found[number] for number in range(1, 26)] == rows
    assert sorted({line["V0"] for line in found.values()}) == [number * 10 for number in range(25)]


def test_translated_sheet_titles_are_made_acceptable(report: Report) -> None:
    def translate(message: str) -> str:
        return message + "/:*?[]\\ and more words than a sheet title holds" if message.startswith("Data") else message

    book = loaded(written(report, translate=translate))
    titles = book.sheetnames
    assert len({title.casefold() for title in titles}) == len(titles) == 11
    assert all(len(title) <= 31 for title in titles)
