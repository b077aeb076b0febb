"""The round workbook: its sheets, its figures, and what it must never hold."""

import io
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from survey_app.db import session, transaction
from survey_app.exports import trial_report
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.models import ItemOrigin
from survey_app.services import protocol_trials, protocols, round_reports
from survey_app.vocabulary import AnonymityLevel, Fate, ItemScale
from tests.exports.reading import find, loaded, parts, texts
from tests.panels import TestPanel, answer_all, close_and_mix, make_panel, one_round, open_round, release
from tests.services.test_analysis import FIRST, SECOND
from tests.services.test_rating_imports import DATA, bring_in, read_ratings, read_table

pytestmark = pytest.mark.sqlite_only
"""Pages and files over rows that the services read: how either database keeps these is tried in tests/services."""

SHEETS = ["Read me", "Protocol", "Panel and flow", "Items and lineage", "Round 1", "Round 2"]
SHEETS += ["Stability", "Denominators", "Reasons", "Ratings anonymous", "Check", "Codebook"]


def written(panel: TestPanel | Any, language: str = "en", **options: Any) -> bytes:
    target = io.BytesIO()
    write_round_workbook(round_reports.build(panel.stage), language, target, **options)
    return target.getvalue()


def two_rounds(**options: Any) -> TestPanel:
    panel = make_panel(groups={"Customers": 5, "Suppliers": 4}, min_median=5, **options)
    one_round(panel, FIRST, reasons=["=cmd|' /C calc'!A1", "Because it hurts"])
    one_round(panel, SECOND)
    return panel


def column(sheet: Any, head: str, row: int = 5) -> int:
    return next(cell.column for cell in sheet[row] if cell.value == head)


def test_denominators_and_the_trial_stand_in_it(app: Flask) -> None:
    panel = two_rounds()
    report = round_reports.build(panel.stage)
    rules = protocols.rules_of(panel.stage.id)
    kept = trial_report.from_json(protocol_trials.document_of(protocol_trials.run(rules, 9), rules))
    target = io.BytesIO()
    write_round_workbook(replace(report, trial=kept), "en", target)
    book = loaded(target.getvalue())
    sheet = book["Denominators"]
    assert [sheet.cell(row, column(sheet, "How it stands")).value for row in (9, 10, 11)] == [
        "settled: agreed", "agreed, still moving", "settled in two camps",
    ]  # fmt: skip
    assert sheet.cell(9, column(sheet, "Everybody asked")).value == pytest.approx(1)
    assert find(book["Protocol"], "A divided panel whose minority leaves")
    assert any("163/19683" in words for words in texts(book["Protocol"]))
    assert round_reports.plain(replace(report, trial=kept))["trial"]["chance_high"] == "163/19683"


def test_it_has_its_sheets_in_order_and_opens(app: Flask) -> None:
    content = written(two_rounds())
    assert loaded(content).sheetnames == SHEETS
    assert parts(content)


def test_the_figures_are_those_of_the_snapshot(app: Flask) -> None:
    panel = two_rounds()
    report = round_reports.build(panel.stage)
    sheet = loaded(written(panel))["Round 2"]
    for row, item in enumerate(report.rounds[1].figures.items, 6):
        assert sheet.cell(row, column(sheet, "n")).value == item.n
        assert sheet.cell(row, column(sheet, "Median")).value == item.median
        assert sheet.cell(row, column(sheet, "Rated 7–9")).value == pytest.approx(item.high)
        assert sheet.cell(row, column(sheet, "Of all who saw it")).value == pytest.approx(item.high_of_all)
        assert sheet.cell(row, column(sheet, "Weight")).value == pytest.approx(item.weight)
    assert find(sheet, "How many gave each point")
    assert any("Kendall's W" in words and "panellists" in words for words in texts(sheet))
    assert any("Hyndman and Fan" in words for words in texts(sheet))


def test_stability_stands_with_its_pairs_and_its_adjusted_p(app: Flask) -> None:
    panel = two_rounds()
    moved = [item.movement for item in round_reports.build(panel.stage).rounds[1].figures.items]
    sheet = loaded(written(panel))["Stability"]
    for row, movement in enumerate(moved, 6):
        assert movement is not None
        assert sheet.cell(row, column(sheet, "Pairs")).value == movement.pairs
        assert sheet.cell(row, column(sheet, "Net change")).value == pytest.approx(movement.net_change)
        assert sheet.cell(row, column(sheet, "p, Holm")).value == pytest.approx(movement.wilcoxon_adjusted)


def test_only_released_reasons_are_in_it_and_none_is_a_formula(app: Flask) -> None:
    panel = make_panel()
    round_ = open_round(panel)
    answer_all(panel, round_, FIRST[:6], reasons=["Kept back", "=1+1"])
    answer_all(TestPanel(panel.stage, panel.people[6:], panel.items, panel.rules), round_, FIRST[6:])
    close_and_mix(round_)
    release(round_, withhold=["Kept back"])
    content = written(panel)
    sheet = loaded(content)["Reasons"]
    assert find(sheet, "=1+1").data_type == "s"
    assert not any("Kept back" in words for each in loaded(content) for words in texts(each))


def test_the_lineage_of_a_reworded_statement_is_told(app: Flask) -> None:
    panel = make_panel()
    round_ = open_round(panel)
    answer_all(panel, round_, FIRST)
    close_and_mix(round_)
    with transaction():
        session.add(ItemOrigin(item_id=panel.items[2].id, earlier_id=panel.items[1].id))
    release(round_, {panel.items[1].id: Fate.REWORDED})
    sheet = loaded(written(panel))["Items and lineage"]
    assert "round 1: reworded" in list(texts(sheet))
    assert find(sheet, "3 statements, 1 of them made from earlier ones")


@pytest.mark.parametrize("level", [AnonymityLevel.IDENTIFIED, AnonymityLevel.SEALED])
def test_no_key_no_name_and_no_single_rating_is_in_it(app: Flask, level: AnonymityLevel) -> None:
    panel = two_rounds(level=level)
    content = written(panel)
    everything = " ".join(words for sheet in loaded(content) for words in texts(sheet))
    for number, (person, _secret) in enumerate(panel.people):
        assert person.name not in everything
        assert panel.seat(number).rating_key(panel.items[0].lineage) not in everything


def test_points_and_estimates_have_their_own_columns(app: Flask) -> None:
    panel = make_panel(scale=ItemScale.POINTS)
    one_round(panel, [[50, 30, 20]] * 8)
    sheet = loaded(written(panel))["Round 1"]
    assert sheet.cell(6, column(sheet, "Weight")).value == pytest.approx(0.5)
    assert "Verdict" not in list(texts(sheet))
    with (DATA / "three_points.csv").open("rb") as stream:
        made = bring_in(read_ratings(read_table(stream, "three_points.csv")))
    sheet = loaded(written(made))["Round 2"]
    assert sheet.cell(6, column(sheet, "Mean as share")).value == pytest.approx(0.706, abs=1e-9)


def test_every_sentence_goes_through_the_translation(app: Flask) -> None:
    content = written(two_rounds(), translate=lambda words: f"«{words}»" if "%(" not in words else words)
    said = {words for sheet in loaded(content) for words in texts(sheet)}
    assert "«Kept»" not in said
    assert {"«n»", "«Pairs»", "«Codebook»"} <= said
