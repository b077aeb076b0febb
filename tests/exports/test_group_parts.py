"""The chapter of groups in the report: what the pages may tell of a group, and nothing that a subtraction lays open."""

from dataclasses import replace

import pytest

from survey_app.exports import round_document
from survey_app.exports.documents.model import Document, Heading, Paragraph, Table
from survey_app.exports.round_report import PanelReport
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import AnonymityLevel, ItemScale
from tests.exports.round_builder import answers, report_of

pytestmark = pytest.mark.sqlite_only
NINE_AND_EIGHT = (1,) * 9 + (2,) * 8
RATING = ProtocolRules(question={"en": "How important?"})


def chapter(report: PanelReport) -> tuple[list[Table], str]:
    """Its tables and its sentences; nothing where there is none."""
    document: Document = round_document.build(report, "en")
    tables, words, inside = [], [], False
    for part in document.parts:
        if isinstance(part, Heading) and part.level == 1:
            inside = part.text == "Subgroups"
        elif inside and isinstance(part, Table):
            tables.append(part)
        elif inside and isinstance(part, Heading | Paragraph):
            words.append(part.text)
    return tables, " ".join(words)


def test_every_statement_stands_with_its_groups_as_the_figures_have_them() -> None:
    report = report_of(
        RATING,
        [answers(RATING, NINE_AND_EIGHT), answers(RATING, NINE_AND_EIGHT, seed=2, none=0)],
        AnonymityLevel.CONFIDENTIAL,
    )
    [table], told = chapter(report)
    assert table.head == ("Code", "Statement", "Group", "n", "Median", "Middle half", "Rated 7–9", "Rated 1–3")
    assert "Round 2" in told
    assert "Round 1" not in told, "every statement was asked again"
    figures = report.rounds[-1].figures.items
    rows = iter(table.rows)
    for item in figures:
        for place, group in enumerate(item.groups):
            row = next(rows)
            assert row[:2] == ((item.code, f"Statement {item.item_id}") if place == 0 else (item.code, ""))
            assert row[2:5] == (group.name, str(group.n), f"{group.median:g}")
            assert row[6] == f"{100 * (group.high or 0):.0f}%"
    assert next(rows, None) is None
    gap = max(figures, key=lambda item: abs((item.groups[0].median or 0) - (item.groups[1].median or 0)))
    assert f"lie furthest apart on {gap.code} (" in told


def test_a_small_group_and_the_one_that_would_give_it_away_are_kept_back() -> None:
    small = (1,) * 9 + (2,) * 6 + (None,) * 3
    report = report_of(RATING, [answers(RATING, small, none=0)], AnonymityLevel.CONFIDENTIAL)
    [table], told = chapter(report)
    kept_back = [row for row in table.rows if row[2] == "Suppliers"]
    assert kept_back
    assert all(row[3:] == ("–", "–", "kept back", "–", "–") for row in kept_back)
    assert "fewer than 5" in told
    part = report.rounds[-1]
    third = replace(part.figures, groups=(*part.figures.groups, ("Field staff", 4, 4)))
    [table], _told = chapter(replace(report, rounds=(replace(part, figures=third),)))
    assert [row[2] for row in table.rows[:2]] == ["Customers", "Suppliers, Field staff"], "one row for all of them"
    assert chapter(report_of(RATING, [answers(RATING, (1,) * 4 + (2,) * 3, none=0)])) == ([], "")


def test_both_scales_and_choices_have_their_groups() -> None:
    both = ProtocolRules(second=True, second_question={"en": "How likely?"})
    tables, told = chapter(report_of(both, [answers(both, NINE_AND_EIGHT, none=0)], AnonymityLevel.CONFIDENTIAL))
    assert [len(table.head) for table in tables] == [8, 6]
    assert "How likely?" in told
    options = ProtocolRules(scale=ItemScale.CHOICE, scale_max=3, options={"en": "Train\nBus\nCar"})
    chosen = [answers(options, NINE_AND_EIGHT, none=0)]
    [table], _told = chapter(report_of(options, chosen, AnonymityLevel.CONFIDENTIAL))
    assert table.head[-1] == "What was chosen"
    assert table.rows[0][4].startswith("Train: ")
    assert "Median" not in table.head


def test_where_answers_have_no_name_only_medians_of_nine_people_are_told() -> None:
    report = report_of(RATING, [answers(RATING, (1,) * 9 + (2,) * 8, none=0)])
    [table], told = chapter(report)
    assert {row[3:] for row in table.rows if row[2] == "Suppliers"} == {("–", "–", "kept back")}
    assert table.head[-1] == "Middle half", "no columns of shares that nothing stands in"
    assert all(row[3] == "9" and row[4] != "–" and row[5:] == ("–",) for row in table.rows if row[2] == "Customers")
    assert "only the median of groups of at least 9" in told
    options = ProtocolRules(scale=ItemScale.CHOICE, scale_max=3, options={"en": "Train\nBus\nCar"})
    items = report_of(options, [answers(options, NINE_AND_EIGHT, none=0)]).rounds[0].figures.items
    assert [item.choice.groups for item in items if item.choice] == [()] * len(items)


def test_points_have_no_ranges() -> None:
    points = ProtocolRules(scale=ItemScale.POINTS, scale_max=100)
    tables, _told = chapter(report_of(points, [answers(points, NINE_AND_EIGHT, none=0)]))
    assert all(not any("Rated" in head for head in table.head) for table in tables)
