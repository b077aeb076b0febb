"""Weighted and unweighted figures side by side, under filters: an attacker works out how many people of each weight,
and what they said, stand behind each; none of them may be fewer than five.

With two weights a base n and its effective base tell how many people have each weight; the figure with and without
weights then tells the sum of their answers, whoever they are.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest
from flask import Flask

from survey_app.db import session
from survey_app.models import KeptWeighting, Stage
from survey_app.questions.registry import summarise
from survey_app.questions.summarising import Weighed
from survey_app.services import report_json, reports, wave_pairs, weighing, weightings
from survey_app.services.filters import Asked
from survey_app.services.weighting_rules import Break, Rule
from survey_app.vocabulary import AnonymityLevel, Missing
from tests.builders import make_account, make_study, stage_of
from tests.planting import document, options, plant, publish, question

pytestmark = pytest.mark.sqlite_only
K = 5
SCALE = {"first": 1, "last": 5}
SIDES = ("expected", "experienced")
ROWS = ("R1", "R2")
NORTH, SOUTH = 60, 12


def _document() -> dict[str, Any]:
    rows = [{"code": code, "label": {"en": code}} for code in ROWS]
    features = [{"code": "F1", "label": {"en": "Feature"}}]
    return document(
        question("REG", "single", "Where?", options=options("North", "South")),
        question("SEX", "single", "Are you a member?", options=options("Yes", "No")),
        question("OVER", "rating", "How satisfied?", scale=SCALE),
        question("GAPS", "battery", "Expected and experienced", items=rows, scale=SCALE),
        question("KANO", "kano", "With and without", items=features),
    )


def _planted(rng: np.random.Generator, *, is_split: bool = False) -> Stage:
    """A survey of two weights, with holes; `is_split`: of the South three alone rated both sides of the first row."""
    stage = stage_of(make_study(make_account(), "Weights"))
    stage.level = AnonymityLevel.CONFIDENTIAL
    people: list[dict[str, int | float | str | Missing]] = []
    holes = rng.uniform(0, 0.75)
    for place in range(NORTH + SOUTH):
        person = {"REG": 1 + (place >= NORTH), "SEX": 1 + place % 2, "OVER": int(rng.integers(1, 6))}
        parts = [f"GAPS.{row}.{side}" for row in ROWS for side in SIDES]
        parts += ["KANO.F1.functional", "KANO.F1.dysfunctional"]
        person |= {name: int(rng.integers(1, 6)) for name in parts}
        if is_split:
            south = place - NORTH
            gone = {
                "GAPS.R1.expected": south >= 7,
                "GAPS.R1.experienced": 0 <= south < 4,
                "GAPS.R2.expected": 4 <= south < 7,
            }
            person = {name: code for name, code in person.items() if not gone.get(name)}
        else:
            person = {name: code for name, code in person.items() if "." not in name or rng.random() > holes}
        people.append(person)
    plant(stage, publish(stage, _document()), people)
    rule = Rule(breaks=(Break("REG", {"1": 49.7, "2": 50.3}),)).stored()
    session.add(KeptWeighting(stage_id=stage.id, name="Region", rule=rule))
    session.commit()
    return stage


WEIGHTS = (0.497 * 72 / NORTH, 0.503 * 72 / SOUTH)
"""What the rule gives: the attacker may read it on the page of the weighting."""


def classes(n: int, n_eff: float) -> list[tuple[int, int]]:
    """Every split of n people into the two weights that gives this effective base."""
    south = np.arange(n + 1)
    north = n - south
    mass = north * WEIGHTS[0] + south * WEIGHTS[1]
    squares = north * WEIGHTS[0] ** 2 + south * WEIGHTS[1] ** 2
    fits = np.isclose(mass**2 / squares, n_eff, rtol=1e-9)
    return [(int(n - each), int(each)) for each in south[fits]]


def _is_few(split: tuple[int, int]) -> bool:
    return any(0 < each < K for each in split)


def _estimates(shown: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Every figure of a document with a base, by where it stands."""
    if isinstance(shown, list):
        for place, each in enumerate(shown):
            yield from _estimates(each, (*path, str(place)))
    elif isinstance(shown, dict):
        if isinstance(shown.get("n"), int) and "value" in shown and not shown.get("withheld"):
            yield path, shown
        for name, each in shown.items():
            yield from _estimates(each, (*path, name))


def _page(stage: Stage, asked: Asked) -> dict[tuple[str, ...], Mapping[str, Any]]:
    results = reports.read(stage, asked)
    if results.report is None:
        return {}
    shown = report_json.plain(results.report, results.least)
    return dict(_estimates({"key": shown["key"], "breakdowns": shown["breakdowns"], "questions": shown["questions"]}))


def test_three_people_would_be_read_off_a_gap_with_and_without_weights(app: Flask) -> None:
    stage = _planted(np.random.default_rng(3), is_split=True)
    answered = reports.readable(stage)
    gaps = next(each for each in answered.questionnaire.questions() if each.code == "GAPS")
    force = weightings.in_force(stage, answered, K)
    open_ = Weighed(answered.columns, force.applied.weights)
    plain, heavy = (summarise(gaps, columns, None).rows[0].gap for columns in (answered.columns, open_))
    assert plain is not None
    assert heavy is not None
    assert heavy.n_eff is not None
    assert plain.value is not None
    assert heavy.value is not None
    ((north, south),) = classes(heavy.n, heavy.n_eff)
    assert south == 3
    mass = north * WEIGHTS[0] + south * WEIGHTS[1]
    stolen = (heavy.value * mass - WEIGHTS[0] * plain.value * plain.n) / (WEIGHTS[1] - WEIGHTS[0])
    sides = [np.asarray(answered.columns[f"GAPS.R1.{side}"], float) for side in SIDES]
    region = np.asarray(answered.columns["REG"])
    theirs = (region == 2) & (sides[0] > 0) & (sides[1] > 0)
    assert stolen == pytest.approx((sides[1] - sides[0])[theirs].sum())
    # each column by itself is large enough in the South, and nobody there answered all of them
    watch = weighing.guard(force, (), K)
    assert watch is not None
    columns = weighing.weighed(answered.columns, force, answered, answered.everybody, watch)
    assert {f"GAPS.R1.{side}" for side in SIDES} <= columns.bare
    assert "OVER" not in columns.bare


@pytest.mark.parametrize("seed", range(5))
def test_no_page_tells_what_few_people_of_a_weight_said(app: Flask, seed: int) -> None:
    stage = _planted(np.random.default_rng(seed))
    filters: list[Asked] = [{}, {"SEX": ["1"]}, {"SEX": ["2"]}]
    pages = [(_page(stage, asked), _page(stage, {**asked, "weight": ["on"]})) for asked in filters]
    seen = 0
    for plain, heavy in pages:
        for path, found in heavy.items():
            if found.get("n_eff") is not None and found["n"]:
                seen += 1
                splits = classes(found["n"], found["n_eff"])
                assert splits, path
                assert not all(_is_few(split) for split in splits), (path, found)
                assert path in plain
    # everybody less a filter: the same figure of those whom the filter leaves out
    for plain, heavy in pages[1:]:
        for path, found in plain.items():
            whole = pages[0][0].get(path)
            assert whole is None or not 0 < whole["n"] - found["n"] < K, (path, whole["n"], found["n"])
        for path in heavy.keys() & pages[0][1].keys():
            parts = [pages[0][1][path], heavy[path]]
            if all(each.get("n_eff") is not None and each["n"] for each in parts):
                whole, part = (classes(each["n"], each["n_eff"]) for each in parts)
                left = [(a - c, b - d) for a, b in whole for c, d in part if c <= a and d <= b]
                assert not all(_is_few(split) for split in left), path
    assert seen > 10


def test_two_surveys_compared_tell_no_more_than_either(app: Flask) -> None:
    stage = _planted(np.random.default_rng(3), is_split=True)
    pair = wave_pairs.pair(stage, stage, {"weight": ["on"]}, None)
    keys = {each.indicator.key for each in pair.moved()}
    assert "gap:GAPS.R1.experienced" in keys
    gap = next(each for each in pair.moved() if each.indicator.key == "gap:GAPS.R1.experienced")
    assert gap.indicator.found.n_eff is None
    assert next(each for each in pair.moved() if each.indicator.key == "mean:OVER").indicator.found.n_eff is not None
