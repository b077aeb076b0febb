"""The round workbook: its sheets, its figures, and what it must never hold."""

import io
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from survey_app.db import session, transaction
from survey_app.exports import trial_report
from survey_app.exports.own_scale_trials import OwnScaleLine
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.models import ItemOrigin
from survey_app.services import own_scales, protocol_trials, protocols, round_reports
from survey_app.stats.pair_trial import PairPlan, try_pairs
from survey_app.vocabulary import AnonymityLevel, Fate, ItemScale
from tests.exports.reading import CHART, find, loaded, parts, texts
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
    own = (OwnScaleLine(own_scales.choice({"en": "Yes\nNo"}, {}), ("S8", "S9"), 0.0625, 0.125, 0.9),)
    kept = replace(kept, own_scales=own)
    target = io.BytesIO()
    write_round_workbook(replace(report, trial=kept), "en", target)
    book = loaded(target.getvalue())
    lines = [[cell.value for cell in row if cell.value is not None] for row in book["Protocol"].iter_rows()]
    assert ["S8, S9", 0.0625, "one of: Yes; No", 0.9] in lines
    sheet = book["Denominators"]
    assert [sheet.cell(row, column(sheet, "How it stands")).value for row in (9, 10, 11)] == [
        "settled: agreed", "agreed, still moving", "settled in two camps",
    ]  # fmt: skip
    assert sheet.cell(9, column(sheet, "Everybody asked")).value == pytest.approx(1)
    assert find(book["Protocol"], "A divided panel whose minority leaves")
    assert any("163/19683" in words for words in texts(book["Protocol"]))
    assert round_reports.plain(replace(report, trial=kept))["trial"]["chance_high"] == "163/19683"
    compared = replace(rules, scale=ItemScale.POINTS, compared=True)
    pairs = protocol_trials.document_of(None, compared, (), try_pairs(PairPlan(5, 9, judges=200), 1))
    write_round_workbook(replace(report, trial=trial_report.from_json(pairs | {"panellists": 9})), "en", target)
    told = loaded(target.getvalue())["Protocol"]
    assert find(told, "Comparisons at random")
    assert any("Comparisons of 5 statements by 200 simulated people" in words for words in texts(told))


def test_it_has_its_sheets_in_order_and_opens(app: Flask) -> None:
    content = written(two_rounds())
    assert loaded(content).sheetnames == SHEETS
    assert parts(content)


def test_the_figures_are_those_of_the_snapshot(app: Flask) -> None:
    panel = two_rounds()
    report = round_reports.build(panel.stage)
    content = written(panel)
    sheet = loaded(content)["Round 2"]
    for row, item in enumerate(report.rounds[1].figures.items, 6):
        assert sheet.cell(row, column(sheet, "n")).value == item.n
        assert sheet.cell(row, column(sheet, "Median")).value == item.median
        assert sheet.cell(row, column(sheet, "Rated 7–9")).value == pytest.approx(item.high)
        assert sheet.cell(row, column(sheet, "Of all who saw it")).value == pytest.approx(item.high_of_all)
        assert sheet.cell(row, column(sheet, "Weight")).value == pytest.approx(item.weight)
    top = find(sheet, "How many gave each point").row + 2
    codes = [item.code for item in report.rounds[1].figures.items]
    chart = next(
        tree for tree in parts(content, "xl/charts/").values() if sheet["B1"].value in "".join(tree.itertext())
    )
    values = [float(node.text) for node in chart.find(f".//{CHART}val").iter(f"{CHART}v")]
    assert values == [item.median for item in report.rounds[1].figures.items]
    assert [sheet.cell(row, 2).value for row in range(top, top + len(codes))] == codes
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
    heads = {cell.value for cell in sheet[5]}
    # what this level of anonymity does not tell has no empty columns, and no method at the foot
    assert all(movement is not None and movement.wilcoxon_p is movement.up is None for movement in moved)
    assert not heads & {"Up", "Down", "Wilcoxon p", "p, Holm", "Kappa"}
    assert not any("Wilcoxon" in words for words in texts(sheet))
    report = round_reports.build(panel.stage)
    first, *others = report.rounds[1].figures.items
    assert first.movement is not None
    tested = replace(first, movement=replace(first.movement, wilcoxon_p=0.02, wilcoxon_adjusted=0.04))
    figures = replace(report.rounds[1].figures, items=(tested, *others))
    target = io.BytesIO()
    write_round_workbook(
        replace(report, rounds=(report.rounds[0], replace(report.rounds[1], figures=figures))), "en", target
    )
    sheet = loaded(target.getvalue())["Stability"]
    assert sheet.cell(6, column(sheet, "p, Holm")).value == 0.04
    assert any("Wilcoxon" in words for words in texts(sheet))


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
