from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from survey_app.exports.client_look import ClientLook
from survey_app.exports.report import Fieldwork, KeyFigures, Report
from survey_app.exports.satisfaction_workbook import write_workbook
from survey_app.exports.sheets import questions
from survey_app.questions.registry import summarise
from survey_app.vocabulary import Missing
from tests.exports.builder import N, make_report
from tests.exports.reading import CHART, find, loaded, parts, texts, written

ALL = ["Cover", "Method", "KPI", "Questions", "Gap", "Sample", "Verbatims"]
ALL += ["Data (codes)", "Data (labels)", "Codebook", "Check"]


@pytest.fixture(scope="module")
def report() -> Report:
    return make_report()


@pytest.fixture(scope="module")
def book(report: Report) -> Any:
    return loaded(written(report))


def test_all_sheets_stand_in_their_order(book: Any) -> None:
    assert book.sheetnames == ALL


def test_the_cover_repeats_every_title(book: Any) -> None:
    cover = book["Cover"]
    lines = {row[1].value: row[2].value for row in cover.iter_rows(min_row=5) if row[1].value}
    for name in ("Method", "KPI", "Questions", "Gap", "Sample", "Verbatims", "Codebook"):
        assert lines[name] == book[name]["B1"].value
        assert find(cover, name).hyperlink.location == f"'{name}'!A1"
        assert book[name]["B3"].hyperlink.location == "'Cover'!A1"


def test_key_figures_are_values_equal_to_the_report(book: Any, report: Report) -> None:
    sheet, key = book["KPI"], report.key
    figures = (key.satisfied, key.index, key.recommend, key.gap_mean)
    for row, figure in enumerate(figures, 11):
        assert figure is not None
        assert figure.interval is not None
        assert [sheet.cell(row, column).value for column in (5, 6, 7, 8)] == pytest.approx(
            [figure.value, figure.interval.low, figure.interval.high, figure.n]
        )
    assert [sheet[cell].value for cell in ("B6", "E6", "H6", "K6")] == pytest.approx(
        [figure.value for figure in figures if figure]
    )
    # what has no room up to the end of the paper stands below the table
    assert sheet.cell(12, 9).value == "all attributes together, equal weights"
    assert any("equal weights; people who rated every attribute" in words for words in texts(sheet))


def test_a_question_shows_the_figures_of_its_summary(book: Any, report: Report) -> None:
    sheet = book["Questions"]
    for row in report.questions[1].rows:
        assert row.frequencies is not None
        assert row.top is not None
        assert row.mean is not None
        line = find(sheet, row.label["en"]).row
        shares = [category.value for category in row.frequencies.categories]
        shown = [sheet.cell(line, column).value for column in range(3, 13)]
        apart = row.missing[Missing.NOT_APPLICABLE] / N
        assert shown == pytest.approx([*shares, row.top.value, row.mean.value, row.mean.sd, row.n, apart])
    assert find(sheet, "Overall, how satisfied are you?").font.b


def test_only_the_same_answers_and_satisfaction_stand_under_those_of_a_battery(report: Report) -> None:
    overall, battery = report.questions[:2]
    other = replace(
        overall.rows[0], codes=tuple((code, {"en": f"Place {code}"}) for code, _text in overall.rows[0].codes)
    )
    asked = (replace(overall, rows=(other,)), battery)
    blocks, _others = questions.sort_out(asked, None)
    assert [len(block.lines()) for block in blocks] == [len(battery.rows), 1], "its answers mean something else"
    for told, wanted in ((asked, other), ((overall, battery), None)):
        [block], _others = questions.sort_out(told, wanted)
        assert block.single == [told[0].rows[0]]


def test_choices_and_numbers_have_counts_shares_and_base(book: Any, report: Report) -> None:
    sheet = book["Questions"]
    single = report.questions[3].rows[0].frequencies
    assert single is not None
    start = find(sheet, "How did you first hear of us?").row + 2
    for place, category in enumerate(single.categories):
        assert sheet.cell(start + place, 7).value == category.count
        assert sheet.cell(start + place, 8).value == pytest.approx(category.value)
    ticked = report.questions[4].rows[2].frequencies
    assert ticked is not None
    line = find(sheet, "Which of our services do you use?").row + 4
    assert sheet.cell(line, 7).value == ticked.categories[1].count
    years = report.questions[5].rows[0].mean
    assert years is not None
    line = find(sheet, "Numbers given").row
    shown = [sheet.cell(line, column).value for column in (3, 5, 7, 8, 12)]
    assert shown == pytest.approx([years.minimum, years.median, years.maximum, years.value, years.sd])
    assert [sheet.cell(line, column).number_format for column in (3, 8)] == ["0.0", "0.0"]


def test_the_gap_sheet_is_sorted_by_shortfall(book: Any, report: Report) -> None:
    shown = [book["Gap"].cell(row, 5).value for row in range(6, 16)]
    assert shown == pytest.approx(sorted(row.gap.value or 0 for row in report.gaps))


def test_the_sample_sheet_counts_issued_and_returned(book: Any) -> None:
    sheet = book["Sample"]
    total = find(sheet, "All").row
    assert [sheet.cell(total, column).value for column in (3, 4, 5)] == [1224, 979, 783]
    assert sheet.cell(total, 6).value == pytest.approx(783 / 979)
    assert "not stated" in set(texts(sheet))


def test_coded_data_are_numbers_with_negative_missing_codes(book: Any, report: Report) -> None:
    sheet = book["Data (codes)"]
    header = [cell.value for cell in sheet[1]]
    assert header == ["row", *(variable.name for variable in report.variables)]
    assert sheet.max_row == N + 1
    for number, row in enumerate(report.rows(), 2):
        for column, variable in enumerate(report.variables, 2):
            value = row.get(variable.name)
            shown = sheet.cell(number, column).value
            if value is None:
                assert shown == -9
            elif value is Missing.NOT_APPLICABLE:
                assert shown == -7
            elif value is Missing.DO_NOT_KNOW:
                assert shown == -8
            else:
                assert shown == value


def test_labelled_data_are_words_for_codes_and_for_reasons(book: Any) -> None:
    sheet = book["Data (labels)"]
    names = [cell.value for cell in sheet[1]]
    how = names.index("HOW") + 1
    shown = {sheet.cell(row, how).value for row in range(2, N + 2)}
    assert shown == {"Recommended by a colleague", "Trade fair", "Search on the internet", "Do not know"}
    over = {sheet.cell(row, names.index("OVER") + 1).value for row in range(2, N + 2)}
    assert over == {"1 very bad", "2", "3", "4", "5 very good", "No answer"}


def test_identity_never_enters_the_file(book: Any) -> None:
    for sheet in book:
        assert not any("Your address" in text for text in texts(sheet))


def test_an_identity_question_is_not_shown_even_if_it_is_summarised(report: Report) -> None:
    questions = tuple(summarise(question, {}, None) for question in report.questionnaire.questions())
    assert any(summary.question.is_identity for summary in questions)
    book = loaded(written(replace(report, questions=questions)))
    assert not any("Your address" in text for text in texts(book["Questions"]))


def test_verbatims_carry_no_person_and_keep_every_word(book: Any, report: Report) -> None:
    sheet = book["Verbatims"]
    assert sheet["B5"].value == report.questionnaire.find(report.verbatims[0].variable).text["en"]
    assert [cell.value for cell in sheet[6]][1:] == ["Answer, as written", "How often", "Group"]
    rows = [[cell.value for cell in sheet[row]][1:] for row in range(7, sheet.max_row + 1)]
    shown = [words for words, often, _group in rows for _ in range(often)]
    assert sorted(shown) == sorted(verbatim.words for verbatim in report.verbatims)
    assert len(rows) < len(report.verbatims), "words that come back stand once"
    assert sheet.freeze_panes == "A7"


def test_the_codebook_counts_valid_answers_and_names_the_missing(book: Any, report: Report) -> None:
    sheet = book["Codebook"]
    line = find(sheet, "HOW").row
    assert [sheet.cell(line, column).value for column in range(3, 10)] == [
        "solicitation, codes",
        "How did you first hear of us?",
        "¿Cómo supo de nosotros?",
        "您是如何知道我们的？",
        "1 Recommended by a colleague; 2 Trade fair; 3 Search on the internet",
        "−8",
        report.questions[3].n,
    ]
    training = find(sheet, "SERV.training.experienced").row
    assert sheet.cell(training, 8).value == "−7, −9"
    assert sheet.freeze_panes == "C6"


def test_every_sheet_prints(book: Any) -> None:
    colours = []
    for sheet in book:
        assert sheet.print_area
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth >= 1
        assert sheet.oddFooter.right.text == "Page &P of &N"
        assert sheet.oddFooter.left.text == "Customer satisfaction 2026"
        colours.append(sheet.sheet_properties.tabColor.rgb[-6:])
        if not sheet.title.startswith("Data"):
            assert not sheet.sheet_view.showGridLines
    assert colours == ["18212B"] * 2 + ["0A5A8C"] * 3 + ["18212B"] * 2 + ["6F7B88"] * 3 + ["146B4A"]
    for name in ("Method", "KPI", "Questions", "Gap", "Sample"):
        assert book[name].print_title_rows == "$1:$3"
        printed = book[name].print_area.split("$")[-2]
        widths = [book[name].column_dimensions[letter].width for letter in "BCDEFGHIJKLM" if letter <= printed]
        # a sheet drawn in to one page is wider, so that its print fills the paper
        assert 146.5 <= sum(widths) <= 1.36 * 147
    assert book["Data (codes)"].print_title_cols == "$A:$A"
    assert book["Data (codes)"].freeze_panes == "B2"
    assert book["Data (codes)"].auto_filter.ref == f"A1:AC{N + 1}"


def test_base_marks_are_formats_and_the_cell_stays_a_number(book: Any) -> None:
    sheet = book["KPI"]
    line = find(sheet, "Energy **").row
    assert sheet.cell(line, 11).value == 13
    assert sheet.cell(line, 11).number_format == '#,##0" **"'


def test_sheets_with_nothing_to_show_are_left_out_and_named(report: Report) -> None:
    book = loaded(written(replace(report, gaps=(), sample=(), verbatims=())))
    assert book.sheetnames == [name for name in ALL if name not in {"Gap", "Sample", "Verbatims"}]
    assert "Gap, Sample, Verbatims: nothing to show" in set(texts(book["Cover"]))
    assert "Gap, Sample, Verbatims: nothing to show" in set(texts(book["Method"]))


def test_a_study_without_answers_says_why_and_does_not_fall(report: Report) -> None:
    questions = tuple(summarise(question, {}, None) for question in report.questionnaire.questions())
    over = questions[0].rows[0]
    empty = replace(
        report,
        key=KeyFigures(over, over.top, over.mean, questions[2].rows[0].recommend),
        questions=questions[:-1],
        gaps=tuple(replace(row, gap=replace(row.gap, n=0, value=None, interval=None)) for row in report.gaps),
        breakdowns=(),
        sample=(),
        verbatims=(),
        rows=lambda: iter(()),
        fieldwork=Fieldwork(None, None, 0, 0, None, None, None),
    )
    content = written(empty)
    book = loaded(content)
    assert "Gap" not in book.sheetnames
    assert not parts(content, "xl/charts/")  # nothing is drawn without a single figure
    assert "no answers" in set(texts(book["KPI"]))
    assert book["Data (codes)"].max_row == 1
    assert "no answers yet" in set(texts(book["Cover"]))


def test_no_question_at_all_still_gives_a_workbook(report: Report) -> None:
    bare = replace(
        report,
        key=KeyFigures(),
        questions=(),
        gaps=(),
        breakdowns=(),
        sample=(),
        verbatims=(),
        variables=(),
    )
    assert loaded(written(bare)).sheetnames[2] == "KPI"


def test_progress_ends_at_its_total_and_never_runs_back(report: Report, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    write_workbook(report, "en", tmp_path / "report.xlsx", lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == seen[-1][1]


def test_times_stand_on_the_clock_of_the_study_with_its_name(book: Any) -> None:
    assert "Questionnaire 2; made 21 November 2026, 02:30 (Asia/Shanghai)" in set(texts(book["Cover"]))
    assert book.properties.created == datetime(2026, 11, 20, 18, 30, tzinfo=UTC).replace(tzinfo=None)


def test_filters_in_force_stand_on_cover_and_method(report: Report) -> None:
    book = loaded(written(replace(report, filters=(("Industry", "Food, textiles"),))))
    assert "Industry: Food, textiles" in set(texts(book["Cover"]))
    assert "Industry: Food, textiles" in set(texts(book["Method"]))
    told = (("attr.industry", "Energy"), ("mode", "phone"))
    cover = set(texts(loaded(written(replace(report, filters=told), look=ClientLook(sheets=("method",))))["Cover"]))
    assert {"Industry: Energy", "Mode: telephone"} <= cover


def test_what_a_filter_hides_is_not_said_to_have_no_answers(report: Report) -> None:
    variables = {row.variable for each in report.questions for row in each.rows if row.gap is not None}
    silent = replace(report.gaps[0].gap, n=0, value=None, interval=None)
    key = replace(report.key, gap=silent, gap_mean=None)
    hidden = replace(report, key=key, withheld=frozenset(variables), gives_rows=False)
    book = loaded(written(hidden, look=ClientLook(sheets=("method", "kpi", "questions"))))
    assert "Experience − expectation" not in set(texts(book["KPI"]))
    assert not any("Staff courtesy" in words for words in texts(book["Questions"]))
    assert any(words.startswith("fewer than 5 answers: ") for words in texts(book["Method"]))


def test_a_chinese_workbook_has_chinese_fonts_and_labels(report: Report) -> None:
    book = loaded(written(report, "zh_Hans_CN"))
    cell = find(book["Gap"], "准时交货")
    assert cell.font.name == "Microsoft YaHei"
    assert cell.font.sz == 10
    assert book["KPI"]["B1"].font.name == "Microsoft YaHei"


def test_chinese_words_in_a_latin_workbook_get_their_font(book: Any) -> None:
    assert find(book["Codebook"], "您是如何知道我们的？").font.name == "Microsoft YaHei"
    assert find(book["Codebook"], "How did you first hear of us?").font.name == "Calibri"


def test_spanish_shares_have_their_blank_in_cells_and_charts(report: Report) -> None:
    content = written(report, "es")
    assert loaded(content)["KPI"]["B6"].number_format == "0\u00a0%"
    formats = {
        format_.get("formatCode")
        for chart in parts(content, "xl/charts/chart").values()
        for format_ in chart.iter(f"{CHART}numFmt")
    }
    assert "0\u00a0%" in formats
    assert not any("0%" in format_ for format_ in formats)
