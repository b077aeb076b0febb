"""Outcomes of estimates in the workbook and in the report of a panel."""

import io
from dataclasses import replace
from datetime import date

import pytest

from survey_app.exports import round_document
from survey_app.exports.documents.model import Paragraph, Table
from survey_app.exports.outcome import Outcome
from survey_app.exports.outcome_words import scores_of
from survey_app.exports.round_report import PanelReport
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import ItemScale
from tests.exports.reading import loaded, texts
from tests.exports.round_builder import answers, report_of

RULES = ProtocolRules(scale=ItemScale.ESTIMATE, scale_min=0, scale_max=100, confidence=True)
KNOWN = {1: Outcome(100.0, date(2026, 5, 4), "Annual report, page 7"), 2: Outcome(37.5, date(2026, 5, 5), "Registry")}


def report(known: dict[int, Outcome]) -> PanelReport:
    """A round of estimates with outcomes."""
    return replace(report_of(RULES, [answers(RULES, (None,) * 9, none=0)]), outcomes=known)


def test_the_workbook_holds_every_outcome_with_its_scores() -> None:
    built, target = report(KNOWN), io.BytesIO()
    write_round_workbook(built, "en", target)
    sheet = loaded(target.getvalue())["Outcomes"]
    heads = {cell.value: cell.column for cell in sheet[5]}
    [told] = scores_of(built)
    for row, each in enumerate(told.items, 6):
        assert sheet.cell(row, heads["Outcome"]).value == each.outcome.value
        assert sheet.cell(row, heads["Off by: median"]).value == pytest.approx(each.errors["median"])
        assert each.held is not None
        assert sheet.cell(row, heads["Ranges that held it"]).value == each.held.k
        assert sheet.cell(row, heads["Where it stands"]).value == each.outcome.source
    brier = told.brier["median"]
    assert brier == pytest.approx((told.items[0].joined["median"] / 100 - 1) ** 2)  # type: ignore[operator]  # it is there
    assert any("Brier score over outcomes that are events (1)" in words for words in texts(sheet))
    assert any(f"median {brier:.4f}" in words for words in texts(sheet))


def test_the_report_has_a_chapter_of_outcomes_once_there_are_some() -> None:
    document = round_document.build(report(KNOWN), "en")
    [table] = [part for part in document.parts if isinstance(part, Table) and "Outcome" in part.head]
    assert [row[:2] for row in table.rows] == [("S1", "100"), ("S2", "37.5")]
    assert "Annual report, page 7 (4 May 2026)" in table.note
    assert any(isinstance(part, Paragraph) and "80% should" in part.text for part in document.parts)
    without = report({})
    target = io.BytesIO()
    write_round_workbook(without, "en", target)
    assert "Outcomes" not in loaded(target.getvalue()).sheetnames
    assert not any(
        isinstance(part, Table) and "Outcome" in part.head for part in round_document.build(without, "en").parts
    )
