"""Sorted ratings, their check by a spreadsheet program, and the sheet of groups."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from survey_app.exports import sorted_ratings
from survey_app.exports.round_report import PanelReport
from survey_app.exports.round_sheets import check
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.exports.sorted_ratings import Which, kept_back, lists_of
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import AnonymityLevel, ItemScale
from tests.exports.reading import calculated, find, loaded, texts
from tests.exports.round_builder import answers, report_of

TEAM = (1,) * 8 + (2,) * 6
OPTIONS = {"en": "Build it\nBuy it\nWait"}
RATED = ProtocolRules(second=True, second_max=5)
SURE = ProtocolRules(scale=ItemScale.ESTIMATE, scale_min=0, scale_max=100, confidence=True)
CHOSEN = ProtocolRules(scale=ItemScale.CHOICE, scale_min=1, scale_max=3, options=OPTIONS)


def rated(**changes: Any) -> PanelReport:
    """Two rounds on two scales."""
    rules = replace(RATED, **changes)
    return report_of(rules, [answers(rules, TEAM, seed=seed) for seed in (1, 2)], AnonymityLevel.CONFIDENTIAL)


def wrong(report: PanelReport) -> PanelReport:
    """The same report with a median that is a millionth off."""
    part = report.rounds[0]
    items = list(part.figures.items)
    items[1] = replace(items[1], median=(items[1].median or 0) + 1e-6)
    return replace(
        report, rounds=(replace(part, figures=replace(part.figures, items=tuple(items))), *report.rounds[1:])
    )


def written(report: PanelReport, language: str = "en", **options: Any) -> bytes:
    target = io.BytesIO()
    write_round_workbook(report, language, target, **options)
    return target.getvalue()


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Check sheets with their values, all calculated in one run."""
    contents = {
        "rated": written(rated()),
        "sure": written(report_of(SURE, [answers(SURE, TEAM)])),
        "chosen": written(report_of(CHOSEN, [answers(CHOSEN, TEAM)])),
        "wrong": written(wrong(rated()), "es", translate=lambda words: f'{words} "es"'),
    }
    folder: Path = tmp_path_factory.mktemp("lists")
    return {name: book.worksheets[-2] for name, book in calculated(contents, folder).items()}


def states(sheet: Any) -> list[Any]:
    """What the last column says of every list."""
    rows = sheet.iter_rows(min_row=check.FIRST, min_col=2, max_col=14, values_only=True)
    return [row[12] for row in rows if row[1] is not None]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("name", "lists"), [("rated", 2 * 3 * 2), ("sure", 3 * 3), ("chosen", 3)])
def test_the_figures_follow_from_the_sorted_lists(sheets: dict[str, Any], name: str, lists: int) -> None:
    assert states(sheets[name]) == ["agrees"] * lists
    assert sheets[name].cell(*check.VERDICT).value == "all zero"
    rows = sheets[name].iter_rows(min_row=check.FIRST, min_col=5, max_col=13, values_only=True)
    differences = [each for row in rows for each in row if each is not None]
    assert len(differences) >= 2 * lists
    assert sheets[name].cell(check.FIRST, 4).value.startswith("Statement 1"), "no column stands empty"
    assert max(map(abs, differences)) < 1e-9


@pytest.mark.sqlite_only
def test_a_median_that_is_a_millionth_off_is_found(sheets: dict[str, Any]) -> None:
    assert states(sheets["wrong"]).count('DIFFERS "es"') == 1
    assert sheets["wrong"].cell(*check.VERDICT).value == 'NOT all zero "es"'


def test_each_list_is_sorted_by_itself_and_no_order_follows_people() -> None:
    rows = answers(RATED, TEAM)
    given = report_of(RATED, [rows])
    other = report_of(RATED, [[row._replace(key=f"{99 - int(row.key):02}") for row in reversed(rows)]])
    for one, two in zip(lists_of(given.rounds[0], 5), lists_of(other.rounds[0], 5), strict=True):
        assert one.values == two.values == tuple(sorted(one.values))
    first = lists_of(given.rounds[0], 5)[0]
    assert first.values == tuple(sorted(row.value for row in rows if row.item_id == 1 and row.value is not None))
    assert {each.which for each in lists_of(given.rounds[0], 5)} == {Which.ANSWER, Which.SECOND}


@pytest.mark.parametrize("level", list(AnonymityLevel))
def test_no_list_holds_fewer_than_the_smallest_group(level: AnonymityLevel) -> None:
    rules = replace(RATED, second=False, min_median=3, min_distribution=3, min_verdict=3)
    rows = [row for row in answers(rules, (None,) * 9, none=0) if row.item_id != 2 or int(row.key) < 4]
    part = report_of(rules, [rows], level, least=5).rounds[0]
    assert [each.item.code for each in lists_of(part, 5)] == ["S1", "S3"]
    assert [each.code for each in kept_back(part, 5)] == ["S2"]
    sheet = loaded(written(report_of(rules, [rows], level, least=5)))["Ratings anonymous"]
    assert any(words.endswith(": S2.") for words in texts(sheet))


def test_more_answers_than_a_sheet_should_hold_are_left_to_the_other_file(monkeypatch: pytest.MonkeyPatch) -> None:
    report = rated()
    monkeypatch.setattr(sorted_ratings, "MOST", sum(i.n for part in report.rounds for i in part.figures.items) - 1)
    book = loaded(written(report))
    assert "Check" not in book.sheetnames
    assert any("too many answers" in words for words in texts(book["Ratings anonymous"]))
    assert not any(cell.data_type == "f" for row in book["Ratings anonymous"].iter_rows() for cell in row)


@pytest.mark.parametrize("scale", sorted_ratings.BOUND)
def test_answers_that_are_bound_to_each_other_are_never_listed(scale: ItemScale) -> None:
    rules = ProtocolRules(scale=scale, scale_min=1, scale_max=3)
    report = report_of(rules, [answers(rules, TEAM, none=0)])
    assert not sorted_ratings.are_in(report)
    book = loaded(written(report))
    assert "Check" not in book.sheetnames
    assert any("put together again" in words for words in texts(book["Ratings anonymous"]))


def test_groups_stand_with_their_agreement_and_kept_back_ones_say_so() -> None:
    report = rated(second=False)
    sheet = loaded(written(report))["Subgroups"]
    heads = {cell.value: cell.column for cell in sheet[5]}
    lines = list(sheet.iter_rows(min_row=6, values_only=True))
    shown = [item for part in report.rounds for item in part.figures.items]
    for place, item in enumerate(shown):
        for beside, name in enumerate(("Customers", "Suppliers")):
            line, found = lines[2 * place + beside], {each.name: each for each in item.groups}.get(name)
            assert line[heads["Group"] - 1] == name
            assert line[heads["Median"] - 1] == (found.median if found else None)
            assert line[heads["In the high range"] - 1] == (pytest.approx(found.high) if found else None)
            assert line[heads["What is found"] - 1] == (None if found else "kept back")
    assert any(item.groups for item in shown)


def test_the_agreement_of_a_group_is_counted_from_its_own_ratings() -> None:
    rows = answers(RATED, TEAM, none=0)
    report = report_of(RATED, [rows], AnonymityLevel.CONFIDENTIAL)
    found = report.rounds[0].figures.items[0]
    mine = [row.value for row in rows if row.item_id == 1 and row.group_id == 1 and row.value is not None]
    assert found.groups[0].high == pytest.approx(sum(7 <= value <= 9 for value in mine) / len(mine))
    assert found.groups[0].low == pytest.approx(sum(1 <= value <= 3 for value in mine) / len(mine))
    assert find(loaded(written(report))["Subgroups"], "second scale")
