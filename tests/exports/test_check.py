"""The check sheet: its formulas are calculated by a spreadsheet program, once for all tests of this file."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from survey_app.exports.analyses import BannerTables, Break
from survey_app.exports.book import Book
from survey_app.exports.client_look import ClientLook
from survey_app.exports.report import KeyFigures, Report
from survey_app.exports.sheets import check, check_analyses
from survey_app.exports.sheets.check_formulas import Checked, Columns, Scale, fits
from survey_app.exports.sheets.data import Part
from survey_app.exports.words import Words
from survey_app.stats.coding import Net
from survey_app.stats.crosstab import cross_table
from survey_app.stats.satisfaction import SatisfactionIndex, index
from tests.exports.analyses_builder import analysed, banner_coded, driven_by_overall
from tests.exports.builder import FRAME, make_report, simulate
from tests.exports.reading import calculated, loaded, texts, written

POINTS = [19.0, 17, 3, 11, 10, 10, 10, 10, 5, 5]
FIRST = check.FIRST
SHORT = ClientLook(sheets=("codes", "check"))


def weighed(report: Report) -> Report:
    """The report with an index that a panel weighed."""
    columns, _industry = simulate()
    rows = [columns[row.variable] for row in report.questions[1].rows]
    table = [[value if value > 0 else None for value in person] for person in zip(*rows, strict=True)]
    return replace(report, key=replace(report.key, weighted=index(table, 1, 5, POINTS, FRAME)))


def wrong(report: Report) -> Report:
    """The report with a score that is a millionth off."""
    found = report.key.recommend
    assert found is not None
    assert found.value is not None
    return replace(report, key=replace(report.key, recommend=replace(found, value=found.value + 1e-6)))


@pytest.fixture(scope="module")
def report() -> Report:
    return weighed(make_report())


@pytest.fixture(scope="module")
def sheets(report: Report, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Check sheets with their values, calculated in one run."""
    folder = tmp_path_factory.mktemp("check")
    contents = {
        "plain": written(report, look=SHORT),
        "divided": written(report, look=SHORT, limits=(500, 20)),
        "analysed": written(analysed(drivers=driven_by_overall()), look=SHORT),
        "wrong": written(wrong(report), "es", look=SHORT, translate=lambda words: f'{words} "es"'),
    }
    return {name: book.worksheets[-1] for name, book in calculated(contents, folder).items()}


def lines(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """The lines of the table: name, written, by formula, difference, state."""
    for row in sheet.iter_rows(min_row=FIRST, min_col=2, max_col=6, values_only=True):
        if row[1] is not None:
            yield row


@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", ["plain", "divided"])
def test_every_formula_gives_the_figure_as_written(sheets: dict[str, Any], name: str) -> None:
    found = list(lines(sheets[name]))
    assert len(found) == 8 + 3 * 10
    for _name, figure, formula, difference, state in found:
        assert formula == pytest.approx(figure, abs=1e-9)
        assert abs(difference) < 1e-9
        assert state == "agrees"
    assert sheets[name].cell(*check.VERDICT).value == "all zero"


@pytest.mark.sqlite_only
def test_groups_kano_rivals_and_alpha_are_counted_again(sheets: dict[str, Any]) -> None:
    found = {row[0]: row for row in lines(sheets["analysed"])}
    assert len(found) == 7 + 3 * 10 + 3 + 2 * 2 + 4 + 1 + 10 + 15
    assert all(row[4] == "agrees" for row in found.values())
    assert found["CS− Delivery on the agreed date"][2] < -0.7
    assert found["Satisfied, How did you hear?: Way 1"][2] > 0.5
    assert 0 < found["Correlation with the outcome: Fault repair"][2] < 1
    assert found["High ratings: Staff courtesy"][2] == 188
    assert "Low ratings: Staff courtesy" not in found
    assert found["Own − best rival: On-time delivery"][2] < 0


@pytest.mark.sqlite_only
def test_the_weighted_index_is_counted_with_its_weights(sheets: dict[str, Any], report: Report) -> None:
    weighted, plain = report.key.weighted, report.key.index
    assert isinstance(weighted, SatisfactionIndex)
    assert plain is not None
    assert weighted.value != pytest.approx(plain.value)
    shown = {row[0]: row[2] for row in lines(sheets["plain"])}
    assert shown["Index weighted by the panel, 0 to 100"] == pytest.approx(weighted.value, abs=1e-9)


@pytest.mark.sqlite_only
def test_a_figure_that_is_a_millionth_off_is_found_and_said(sheets: dict[str, Any]) -> None:
    states = [row[4] for row in lines(sheets["wrong"])]
    assert states.count('DIFFERS "es"') == 1
    assert states.count('agrees "es"') == len(states) - 1
    assert sheets["wrong"].cell(*check.VERDICT).value == 'NOT all zero "es"'


def test_a_file_without_single_answers_has_no_formulas_and_says_why(report: Report) -> None:
    book = loaded(written(replace(report, gives_rows=False)))
    assert "Check" not in book.sheetnames
    assert any("no formula can count the figures again" in text for text in texts(book["Method"]))


def test_without_key_figures_only_the_rows_are_counted(report: Report) -> None:
    bare = replace(report, key=KeyFigures(), questions=(), gaps=())
    assert [each.name for each in checked(bare)] == ["Usable answers"]
    assert not list(checked(replace(bare, filters=(("Industry", "Energy"),))))


def checked(report: Report) -> list[Checked]:
    """What would be checked."""
    columns = Columns([Part("Data", tuple(variable.name for variable in report.variables), 784)])
    return list(check.checks(Book(report, Words("en", str, ZoneInfo("UTC")), {}, {}), columns))


def test_a_scale_told_in_ranges_is_counted_over_all_its_points(report: Report) -> None:
    overall = report.key.overall
    assert overall is not None
    pooled = replace(overall, codes=overall.codes[:3], parts=((1, 2, 3), (4,), (5,)))
    # without its parts it would be taken for a scale of three points
    keys = [replace(report.key, overall=row) for row in (overall, pooled, replace(pooled, parts=()))]
    found = [checked(replace(report, key=key)) for key in keys]
    whole, told, broken = (next(each.formula for each in made if "4 or 5" in each.name) for made in found)
    assert whole == told != broken


def test_a_group_of_numbers_is_counted_from_its_first_to_its_last() -> None:
    """People are told apart by years in groups, such as 18–24: the data hold the years."""
    report = analysed()
    banner = report.analyses.banner
    assert banner is not None
    rows, breaks = banner_coded(*simulate())
    values = ("18-24", "25-", "north")
    assert check_analyses._answers_of("-1-") == Scale(-1_000_000_000, -1), "all numbers below 0, not from -1 up"
    years = replace(breaks[1], name="HOW", codes=values, labels=tuple((each,) for each in values))
    table = cross_table(replace(rows, unlisted=0), [years], nets=[Net("top", (4, 5))])
    told = BannerTables(
        (Break("HOW", {"en": "Years"}, tuple((each, {"en": each}) for each in values), 3),),
        (replace(banner.tables[0], table=table),),
        "OVER",
        0,
    )
    report = replace(report, analyses=replace(report.analyses, banner=told))
    formulas = {each.name: each.formula for each in checked(report) if each.name.startswith("Satisfied, ")}
    assert list(formulas) == ["Satisfied, Years: 18-24", "Satisfied, Years: 25-"]
    assert '">=18"' in formulas["Satisfied, Years: 18-24"]
    assert '"<=24"' in formulas["Satisfied, Years: 18-24"]


def test_its_lines_are_shared_out_over_the_pages(report: Report) -> None:
    """No page holds the last few alone."""
    sheet = loaded(written(report, look=SHORT)).worksheets[-1]
    heights = {row: sheet.row_dimensions[row].height or 15 for row in range(FIRST, sheet.max_row + 1)}
    ends = [FIRST - 1, *(each.id for each in sheet.row_breaks.brk), sheet.max_row]
    pages = [sum(heights[row] for row in range(first + 1, last + 1)) for first, last in itertools.pairwise(ends)]
    assert len(pages) > 1
    assert max(pages) - min(pages) <= 2 * max(heights.values())


def test_a_formula_too_long_for_a_cell_is_not_written() -> None:
    names = tuple(f"Q.{place}.{side}" for place in range(90) for side in ("expected", "experienced"))
    columns = Columns([Part("Data", names, 100)])
    pairs = list(zip(names[::2], names[1::2], strict=True))
    assert fits(columns.gap(pairs[:30], Scale(1, 5)))
    assert not fits(columns.gap(pairs, Scale(1, 5)))


def test_names_of_columns_quote_the_sheet_they_stand_on() -> None:
    columns = Columns([Part("Data's", ("A",), 9), Part("Data 2", ("A",), 3)])
    assert columns.places["codes_B"] == "'Data''s'!$B$2:$B$9"
    assert columns.count_rows() == "COUNT(codes_A)+COUNT(codes_2_A)"
    assert columns.base("A", Scale(1, 5)) == (
        'COUNTIFS(codes_B,">=1",codes_B,"<=5")+COUNTIFS(codes_2_B,">=1",codes_2_B,"<=5")'
    )
