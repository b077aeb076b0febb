"""The sheets of analyses: each figure is that of its statistic, few people are never shown, all words translate."""

import itertools
import re
from dataclasses import replace
from typing import Any

import pytest

from survey_app.exports import analysis_titles, satisfaction_report
from survey_app.exports.analyses import Analyses, BannerTables
from survey_app.exports.book import Book
from survey_app.exports.cells import zone_of
from survey_app.exports.client_look import SHEETS, ClientLook
from survey_app.exports.documents.model import Figure, Heading, Paragraph, Table
from survey_app.exports.report import Report
from survey_app.exports.satisfaction_workbook import SHEETS as NAMES
from survey_app.exports.sheets import cross_tabs, reliability
from survey_app.exports.sheets.analysis_sheets import KEYS
from survey_app.exports.sheets.waves import moved_words
from survey_app.exports.words import Words
from survey_app.stats.coding import Coded
from survey_app.stats.crosstab import cross_table
from survey_app.stats.results import Reason
from tests.exports.analyses_builder import LEAST, analysed, banner_coded
from tests.exports.builder import INDUSTRIES, make_report, simulate
from tests.exports.reading import CHART, find, loaded, parts, texts, written

SHOWN = tuple(key for key in SHEETS if key not in {"codes", "labels", "codebook", "check"})
"""All sheets but those with single answers, which have tests of their own and take long."""
SHARED = ("drivers", "contrast")
ONLY = ClientLook(sheets=("waves", "crosstabs", "rivals", "kano", *SHARED, "reliability", "text_codes"))


@pytest.fixture(scope="module")
def report() -> Report:
    return analysed()


@pytest.fixture(scope="module")
def content(report: Report) -> bytes:
    return written(report, look=ClientLook(sheets=SHOWN))


@pytest.fixture(scope="module")
def book(content: bytes) -> Any:
    return loaded(content)


def row_of(sheet: Any, words: str, first: int, last: int) -> list[Any]:
    """The cells beside the first cell that holds these words."""
    line = find(sheet, words).row
    return [sheet.cell(line, column).value for column in range(first, last + 1)]


def test_the_sheets_stand_where_the_design_puts_them_and_the_cover_leads_to_them(book: Any) -> None:
    assert book.sheetnames == [NAMES["cover"], *(NAMES[key] for key in SHOWN if key not in {"priorities", "chain"})]
    cover = book["Cover"]
    for key in KEYS:
        assert find(cover, NAMES[key]).hyperlink.location == f"'{NAMES[key]}'!A1"
        assert cover.cell(find(cover, NAMES[key]).row, 3).value == book[NAMES[key]]["B1"].value


def test_a_tile_of_a_key_figure_names_the_survey_before_and_what_may_be_said(book: Any, report: Report) -> None:
    """The score of another question that an earlier survey asked stands in no tile."""
    change = report.analyses.waves[1].figures[0].change
    told = [book["KPI"].cell(9, column).value for column in (2, 5, 8, 11)]
    before = f"{100 * (change.before or 0):.1f}%"
    assert [words for words in told if words] == [f"Wave 2025: {before}, {_said(change)}"]


def test_the_table_of_key_figures_has_the_survey_before_its_change_and_the_verdict(book: Any, report: Report) -> None:
    change, sheet = report.analyses.waves[1].figures[0].change, book["KPI"]
    head = find(sheet, "Indicator").row
    assert [sheet.cell(head, column).value for column in (9, 10, 11)] == ["Wave 2025", "Difference", "What may be said"]
    before, moved, said = row_of(sheet, "Satisfied: 4 or 5", 9, 11)
    assert (before, moved) == pytest.approx((change.before, 100 * (change.value or 0)))
    assert said == _said(change)
    assert row_of(sheet, "Net promoter score", 9, 11) == [None, None, None]
    assert any("promoters" in words for words in texts(sheet))
    # a figure that is not told says why below, where the columns of the earlier survey have taken its place
    share = report.key.satisfied
    assert share is not None
    silent = replace(share, value=None, interval=None, reason=Reason.FEW_IN_A_GROUP)
    hidden = replace(report, key=replace(report.key, satisfied=silent))
    told = loaded(written(hidden, look=ClientLook(sheets=("kpi",))))["KPI"]
    assert any("Satisfied: 4 or 5" in words and "few people" in words for words in texts(told))


def _said(change: Any) -> str:
    return "▲ risen" if change.interval.low > 0 else "▼ fallen" if change.interval.high < 0 else "within the margin"


def test_without_analyses_there_is_none_of_these_sheets() -> None:
    assert not {NAMES[key] for key in KEYS} & set(
        loaded(written(make_report(), look=ClientLook(sheets=SHOWN))).sheetnames
    )


def test_cross_tables_hold_the_figures_of_the_statistic(book: Any, report: Report) -> None:
    sheet, banner = book["Cross-tables"], report.analyses.banner
    assert banner is not None
    columns, industry = simulate()
    rows, breaks = banner_coded(columns, industry)
    again = cross_table(rows, breaks, scores={point: float(point) for point in range(1, 6)})
    at = {
        sheet.cell(6, column).value: column for column in range(3, sheet.max_column + 1) if sheet.cell(6, column).value
    }
    base, line = find(sheet, "Base: valid answers").row, find(sheet, "5").row
    mean = find(sheet, "Mean").row
    for place, (name, _, _) in enumerate(INDUSTRIES, 1):
        assert sheet.cell(base, at[name]).value == again.columns[place].n
        assert sheet.cell(line, at[name]).value == pytest.approx(again.column_shares[4, place])
        assert sheet.cell(line + 1, at[name]).value == again.counts[4, place]
        assert again.means is not None
        assert sheet.cell(mean, at[name]).value == pytest.approx(again.means[place])
    assert sheet.cell(base, at["Energy"]).number_format.endswith('" **"')
    test = again.tests[0][1]
    assert test is not None
    assert test.v is not None
    v = find(sheet, "Cramér’s V").row
    assert sheet.cell(v, at["Machinery, electrical"]).value == pytest.approx(test.v)
    assert "p < 0.001" in sheet.cell(v - 1, at["Machinery, electrical"]).value


def test_letters_name_the_columns_of_the_sheet(book: Any) -> None:
    sheet = book["Cross-tables"]
    line = find(sheet, "4 or 5").row + 2
    at = {sheet.cell(6, column).value: column for column in range(3, sheet.max_column + 1)}
    # C is the column of food and textiles, D to F follow it; every other large sector stands above it
    assert sheet.cell(7, at["Food, textiles"]).value == "C"
    assert "C" in sheet.cell(line, at["Machinery, electrical"]).value
    assert not sheet.cell(line, at["Food, textiles"]).value


def test_a_table_longer_than_a_page_is_shared_out_over_pages(report: Report) -> None:
    """Its last answers never stand alone under the heads."""
    banner = report.analyses.banner
    assert banner is not None
    whole = banner.tables[0]
    rows, breaks = banner_coded(*simulate())
    codes = tuple((code, {"en": f"Answer {code}"}) for code in range(1, 31))
    many = Coded("OVER", tuple(range(1, 31)), tuple((str(code),) for code in range(1, 31)), rows.places, None)
    table = replace(whole, codes=codes, points=(), table=cross_table(many, breaks))
    found = replace(banner, tables=(table,), overall="")
    only = replace(report, analyses=replace(report.analyses, banner=found))
    sheet = loaded(written(only, look=ClientLook(sheets=("crosstabs",))))["Cross-tables"]
    answers = [find(sheet, f"Answer {code}").row for code in range(1, 31)]
    ends = [0, *(each.id for each in sheet.row_breaks.brk), sheet.max_row]
    pages = [sum(first < row <= last for row in answers) for first, last in itertools.pairwise(ends)]
    assert len(pages) > 1
    assert max(pages) - min(pages) <= 1


def test_a_chain_of_words_may_be_broken_at_its_strokes() -> None:
    assert cross_tabs._in_lines("Church of England/Anglican", 9.8) == "Church of England/ Anglican"
    assert cross_tabs._in_lines("Yes/No", 9.8) == "Yes/No"


def test_the_title_names_a_group_only_where_its_test_allows_it(report: Report) -> None:
    words, banner = Words("en", str, zone_of("UTC")), report.analyses.banner
    assert banner is not None
    assert analysis_titles.crosstabs(banner, words) == "Food, textiles: less satisfied than all, 18% against 61%"
    calm = BannerTables(banner.breaks[1:], banner.tables, "OVER")
    assert analysis_titles.crosstabs(calm, words) == "No group differs for certain from all in overall satisfaction"
    assert analysis_titles.crosstabs(replace(banner, overall=""), words).startswith("Every closed question by")


def test_kano_shows_every_rule_and_both_coefficients(book: Any, report: Report) -> None:
    sheet = book["Kano"]
    assert sheet["B1"].value == "Must be there: Delivery on the agreed date; delights: Fixed prices"
    for row in analysis_titles.kano_rows(report):
        assert row.kano is not None
        cells = row_of(sheet, row.label["en"], 3, 16)
        assert cells[:6] == pytest.approx([row.kano.shares[letter] for letter in "AOMIRQ"])
        assert len(set(cells[6:9])) == 1
        assert cells[9:] == pytest.approx([row.kano.total, row.kano.better, row.kano.worse, row.kano.p, row.kano.n])


def test_drivers_and_reliability_show_their_statistics(book: Any, report: Report) -> None:
    found, scale = report.analyses.drivers, report.analyses.scales[0]
    assert found is not None
    for row in found.rows:
        name = f"{row.label['en']} (not to be acted on)" if row.is_marked else row.label["en"]
        driver = row.driver
        assert driver.interval is not None
        assert driver.percent is not None
        shown = row_of(book["Drivers"], name, 3, 11)
        limits = (driver.interval.low, driver.interval.high, driver.percent / 100, driver.johnson)
        assert shown == pytest.approx([driver.value, *limits, driver.pearson, driver.spearman, driver.beta, row.panel])
    sheet, interval = book["Reliability"], scale.alpha.interval
    assert interval is not None
    assert scale.omega is not None
    figures = [scale.alpha.value, interval.low, interval.high, scale.alpha.standardised, scale.omega.value]
    assert [sheet.cell(6, column).value for column in range(3, 10)] == pytest.approx(
        [*figures, scale.alpha.k, scale.alpha.n]
    )
    item = scale.alpha.items[0]
    label = scale.items[0][1]["en"]
    assert row_of(sheet, label, 3, 4) == pytest.approx([item.item_rest_correlation, item.alpha_if_deleted])
    assert any("below 0.3 in orange: it" in words for words in texts(sheet))
    told = reliability.note(Book(report, Words("en", str, zone_of("UTC")), {}, {}, ClientLook(warning="7A1F5C")))
    assert "below 0.3 it hardly belongs" in told, "a client's own colours have no names"


def test_rivals_stand_by_decision_and_what_is_marked_is_only_reported(book: Any, report: Report) -> None:
    found = report.analyses.rivals
    assert found is not None
    for row in found.rows:
        cells = row_of(book["Rivals"], row.label["en"], 5, 13)
        assert row.interval is not None
        assert cells[:3] == pytest.approx([row.own, *(rival.mean for rival in row.rivals)])
        assert cells[4:8] == pytest.approx([row.difference, row.interval.low, row.interval.high, row.n])
    assert row_of(book["Rivals"], "Price", 13, 13) == ["Reported, not acted on"]


def test_rivals_are_not_decided_on_where_the_attributes_hardly_explain_the_outcome(report: Report) -> None:
    found = report.analyses.rivals
    assert found is not None
    bare = tuple(replace(row, important=None, decision=None, is_marked=False) for row in found.rows)
    little = replace(report, analyses=replace(report.analyses, rivals=replace(found, rows=bare, is_little=True)))
    sheet = loaded(written(little, look=ClientLook(sheets=("rivals",))))["Rivals"]
    assert sheet["B1"].value == "The attributes explain less than 1% of the outcome: no priorities follow"
    assert {row_of(sheet, row.label["en"], 13, 13)[0] for row in bare} == {"–"}
    assert not any("Improve first" in words or "improve first" in words for words in texts(sheet))
    told = satisfaction_report.build(little, "en", sections=("rivals",)).parts
    assert "no priorities follow" in next(part.text for part in told if isinstance(part, Paragraph))


def test_waves_are_tested_or_say_what_forbids_comparing(book: Any, report: Report) -> None:
    sheet, figure = book["Earlier waves"], report.analyses.waves[1].figures[0]
    change = figure.change
    assert change.value is not None
    assert change.interval is not None
    cells = row_of(sheet, "Overall, how satisfied are you? (satisfied)", 3, 11)
    assert cells[:2] == pytest.approx([change.before, change.now])
    assert cells[2:5] == pytest.approx(
        [100 * each for each in (change.value, change.interval.low, change.interval.high)]
    )
    assert cells[5:8] == pytest.approx([change.test.p, change.n_before, change.n_now])
    assert cells[8] == "▲ risen"
    blocked = row_of(sheet, "Recommend: satisfied", 5, 11)
    assert blocked[:3] == [None, None, None]
    assert blocked[-1] == "Not compared: the words changed; the ways of answering changed"
    # where nothing moved, as many figures are counted as stand in the table
    still = replace(change, interval=replace(change.interval, low=-1.0, high=1.0))
    names = ("satisfied", "gap", "gap")
    wave = replace(report.analyses.waves[1], figures=tuple(replace(figure, measure=m, change=still) for m in names))
    words = Words("en", str, zone_of("UTC"))
    assert moved_words(wave, words) == "None of 3 figures changed beyond the margin"


def test_codes_with_few_answers_and_their_themes_are_not_counted(book: Any, report: Report) -> None:
    sheet = book["Codes of open answers"]
    lines = {row[0] or row[1]: row[2:4] for row in sheet.iter_rows(min_row=7, min_col=2, max_col=5, values_only=True)}
    assert lines["Delivery"] == (30, pytest.approx(30 / 66))
    assert lines["Service"] == (40, pytest.approx(40 / 66))
    assert lines["Thanks"] == lines["Praise"] == ("fewer than 5", None)
    coded = report.coded["WISH"]
    few = replace(report, coded={"WISH": replace(coded, codes=coded.codes[2:], theme_of=coded.theme_of[2:])})
    assert (
        "Codes of open answers" not in loaded(written(few, look=ONLY)).sheetnames
    )  # a sheet of nothing but rare codes
    hidden = replace(report, withheld=frozenset({"WISH"}))
    assert "Codes of open answers" not in loaded(written(hidden, look=ONLY)).sheetnames


def test_a_feature_that_few_answered_is_not_shown(report: Report) -> None:
    many = replace(report, analyses=replace(report.analyses, least=10_000))
    assert "Kano" not in loaded(written(many, look=ONLY)).sheetnames


def test_every_chart_says_what_was_found_and_holds_its_values(content: bytes, book: Any) -> None:
    charts = parts(content, "xl/charts/")
    said = ["".join(node.itertext()) for tree in charts.values() for node in tree.iter(f"{CHART}title")]
    for key in ("drivers", "rivals", "waves", "text_codes"):
        assert any(book[NAMES[key]]["B1"].value in title for title in said), key
    for tree in charts.values():
        for values in tree.iter(f"{CHART}numRef"):
            assert values.find(f"{CHART}numCache") is not None


def test_the_look_of_a_client_knows_the_new_sheets(report: Report) -> None:
    assert set(KEYS) <= set(SHEETS)
    look = ClientLook(sheets=("kano", "crosstabs"))
    assert loaded(written(report, look=look)).sheetnames == ["Cover", "Kano", "Cross-tables"]


def test_the_report_has_kano_drivers_and_the_main_break(report: Report) -> None:
    document = satisfaction_report.build(report, "en", sections=("kano", "drivers", "crosstabs"), least=LEAST)
    headings = [part.text for part in document.parts if isinstance(part, Heading)]
    assert headings == ["Kano", "Drivers", "Penalty and reward", "Groups compared"]
    assert sum(isinstance(part, Figure) for part in document.parts) == 2
    table = [part for part in document.parts if isinstance(part, Table)][-1]
    assert table.head[:3] == ("Question", "Base", "All")
    assert table.head[3:6] == ("Machinery, electrical (A)", "Chemicals, pharma (B)", "Food, textiles (C)")
    assert table.rows[1][0] == "Overall, how satisfied are you?"
    assert table.rows[1][1] == table.rows[0][2], "the base of the columns is that of the first question"
    assert table.rows[1][3].endswith("CF") or "C" in table.rows[1][3]
    bare = replace(report, analyses=Analyses(), questions=report.questions[:-1])
    assert not satisfaction_report.build(bare, "en", sections=("kano", "drivers", "crosstabs")).parts


A_LINE = 60
"""A foot is broken where it is longer than this; single words in small letters have to be marked themselves."""


@pytest.mark.parametrize("language", ["en", "es", "zh_Hans_CN"])
def test_no_word_of_these_sheets_goes_round_the_translation(report: Report, language: str) -> None:
    look = ClientLook(sheets=("method", "kpi", *ONLY.sheets))
    book = loaded(written(report, language, translate=lambda words: f"§{words}", look=look))
    known = " ".join(_data(report)).casefold()
    for sheet in book.worksheets[1:]:
        before = ""
        for text in texts(sheet):
            if "§" in before and len(before) >= A_LINE and text[:1].islower():
                continue  # the next line of a foot that was broken
            before = text
            pieces = re.split(r"[■□/]", re.sub(r"\s*\*+$", "", text).rstrip("…").casefold())
            is_letters = re.fullmatch(r"[A-Za-z]{1,9}|CS[+−].*|[−–\d.,%\s]+", text)
            is_data = all(piece.strip() in known for piece in pieces)
            assert "§" in text or is_letters or is_data, (sheet.title, text)


def _data(report: Report) -> list[str]:
    """The words that are data: of the questionnaire in every language, of the list, of waves and codes."""
    found = [report.study_title, report.stage_title, report.client, report.organiser, "Acme", "Bestware"]
    for question in (*report.questionnaire.questions(), *(each.question for each in report.questions)):
        found += [*question.text.values(), str(question.settings)]
    found += [str(row.label) for summary in report.questions for row in summary.rows]
    found += [str(row.codes) for summary in report.questions for row in summary.rows]
    found += [str(report.breakdowns), str(report.analyses), str(report.coded), "Attractive One-dimensional Must-be"]
    return [*found, *KANO]


KANO = [
    "Indifferent Reverse Questionable Atractivo Unidimensional Obligatorio Indiferente Inverso Dudoso",
    "魅力型 期望型 必备型 无差异型 反向型 可疑型",
]


def test_penalty_and_reward_are_those_of_the_regression_and_few_get_no_verdict(book: Any, report: Report) -> None:
    sheet, found = book["Penalty and reward"], report.analyses.contrast
    assert found is not None
    assert sheet["B1"].value == "No attribute only annoys"
    steady = [row for row in found.rows if found.is_steady(row)]
    assert 0 < len(steady) < len(found.rows)
    for row in found.rows:
        name = row.label["en"] + (" (not to be acted on)" if row.is_marked else "")
        figures = row_of(sheet, name, 3, 9)
        if row in steady:
            each = row.contrast
            assert figures[:4] == pytest.approx([each.penalty, each.penalty_p, each.reward, each.reward_p])
            assert figures[4:6] == [each.low, each.high]
        else:
            assert figures[:4] == [None] * 4
            assert "fewer than 20" in figures[4:6]
            assert figures[6] == "too few for a verdict"
            assert not {row.contrast.low, row.contrast.high} & {n for n in figures if isinstance(n, int) and n < 20}


def test_nothing_pleases_or_annoys_where_the_attributes_hardly_explain_the_outcome(report: Report) -> None:
    found = report.analyses.contrast
    assert found is not None
    bare = tuple(replace(row, contrast=replace(row.contrast, category=None)) for row in found.rows)
    little = replace(found, rows=bare, result=found.result.undecided())
    told = replace(report, analyses=replace(report.analyses, contrast=little))
    sheet = loaded(written(told, look=ClientLook(sheets=("drivers", "contrast"))))["Penalty and reward"]
    assert sheet["B1"].value == "The attributes explain less than 1% of the outcome: no priorities follow"
    name = next(row.label["en"] for row in bare if little.is_steady(row) and not row.is_marked)
    assert row_of(sheet, name, 9, 9) == ["–"]
    assert not any("other verdicts" in words for words in texts(sheet))


def test_drivers_hold_the_shares_of_the_second_method_beside_the_first(book: Any, report: Report) -> None:
    found = report.analyses.drivers
    assert found is not None
    for row in found.rows:
        name = row.label["en"] + (" (not to be acted on)" if row.is_marked else "")
        assert row_of(book["Drivers"], name, 7, 7) == pytest.approx([row.driver.johnson])
    assert sum(row.driver.johnson or 0.0 for row in found.rows) == pytest.approx(found.result.r2)
