"""The report of each kind of Delphi: its own methods and words, and nothing that its answers do not have."""

import io
from collections.abc import Sequence
from dataclasses import replace

import pytest

from survey_app.exports import round_document
from survey_app.exports.documents.model import Document, Heading, Table
from survey_app.exports.moved_figures import MovedFigures, MovedItem
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.stats.panel_readings import FuzzyTable
from survey_app.vocabulary import ItemScale
from tests.exports.reading import loaded
from tests.exports.round_builder import answers, report_of

pytestmark = pytest.mark.sqlite_only
NINE: Sequence[None] = (None,) * 9
RATING = ProtocolRules()
CHOICE = ProtocolRules(scale=ItemScale.CHOICE, scale_max=3, options={"en": "Train\nBus\nCar"})
RANKING = ProtocolRules(scale=ItemScale.RANKING, scale_max=3)
POINTS = ProtocolRules(scale=ItemScale.POINTS, scale_max=100)
ESTIMATE = ProtocolRules(scale=ItemScale.ESTIMATE, scale_min=0, scale_max=100)


def document_of(rules: ProtocolRules, *, items: int = 3) -> Document:
    return round_document.build(report_of(rules, [answers(rules, NINE, items, none=0)]), "en")


def methods(document: Document) -> str:
    [table] = [part for part in document.parts if isinstance(part, Table) and part.head[:1] == ("How it is computed",)]
    assert all(source for _words, source in table.rows)
    return " ".join(words for words, _source in table.rows)


def rules_told(document: Document) -> dict[str, str]:
    [table] = [part for part in document.parts if isinstance(part, Table) and not part.head]
    return {row[0]: row[1] for row in table.rows}


def headings(document: Document) -> list[str]:
    return [part.text for part in document.parts if isinstance(part, Heading)]


@pytest.mark.parametrize(
    ("rules", "has", "has_not"),
    [
        (RATING, "Agreed: the share in a declared range", "Borda"),
        (CHOICE, "Most chosen", "Median"),
        (RANKING, "Borda", "Agreed"),
        (POINTS, "Weight", "Agreed"),
        (ESTIMATE, "Estimates as one", "Kendall"),
    ],
)
def test_only_what_was_computed_is_explained_and_every_method_has_a_source(
    rules: ProtocolRules, has: str, has_not: str
) -> None:
    told = methods(document_of(rules))
    assert has in told
    assert has_not not in told


def test_a_rule_of_the_protocol_is_told_where_it_does_anything() -> None:
    rating, choice, ranking = (rules_told(document_of(rules)) for rules in (RATING, CHOICE, RANKING))
    assert rating["Fewest answers"] == "5 for a median, 7 for a distribution, 7 for a verdict"
    assert choice["Denominator"].startswith("those who chose;")
    assert "Cannot judge" not in ranking
    assert "verdict" not in ranking["Fewest answers"]


def test_one_estimate_is_one() -> None:
    assert document_of(ESTIMATE, items=1).finding == "Round 1: 1 estimate of the panel as one"
    assert document_of(ESTIMATE, items=2).finding == "Round 1: 2 estimates of the panel as one"


def test_readings_that_the_protocol_declares_stand_in_the_report() -> None:
    ram = document_of(ProtocolRules(ram=True))
    assert "RAND/UCLA" in headings(ram)
    [table] = [part for part in ram.parts if isinstance(part, Table) and "Class by range" in part.head]
    assert {row[3] for row in table.rows} <= {"appropriate", "uncertain", "inappropriate"}
    assert "IPRAS = 2.35" in methods(ram)
    five = ProtocolRules(scale_max=5, high_from=4, high_to=5, low_to=2, fuzzy=FuzzyTable.FIVE)
    fuzzy = document_of(five)
    [table] = [part for part in fuzzy.parts if isinstance(part, Table) and "Fuzzy average" in part.head]
    assert table.note.startswith("Table used: 1 = (0, 0, 0.2)")
    assert {row[-1] for row in table.rows} <= {"yes", "no"}
    assert "RAND/UCLA" not in headings(fuzzy)
    assert not {"RAND/UCLA", "Fuzzy numbers"} & set(headings(document_of(RATING)))


def test_what_moved_on_the_second_scale_stands_below_the_first() -> None:
    rules = ProtocolRules(second=True, real_time=True, rounds=1)
    report = report_of(rules, [answers(rules, NINE, 1, none=0)])
    second = MovedItem("S1", 6, 5, None, 5, 3.0, 6, 4.0, 0.25, None, None)
    moved = MovedFigures(2, (replace(second, changed=7, early_median=8.0, second=second),))
    part = report.rounds[0]
    told = replace(report, rounds=(replace(part, figures=replace(part.figures, moved=moved)),))
    target = io.BytesIO()
    write_round_workbook(told, "en", target)
    rows = [[cell.value for cell in row[1:8]] for row in loaded(target.getvalue())["Real time"].iter_rows(min_row=6)]
    assert rows[0][:3] == ["S1", "Statement 1", 7]
    assert rows[1] == ["S1", "Statement 1 (second scale)", 6, 5, None, 5, 3]
