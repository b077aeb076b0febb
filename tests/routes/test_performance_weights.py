"""Estimates joined with weights by performance: where they exist, what the page shows, and what it never shows."""

import json
import random
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from survey_app.db import session, transaction
from survey_app.models import Erasure, PanelRound, Rating
from survey_app.services import outcomes, performance, ratings, round_reports
from survey_app.services.outcomes import Outcome
from survey_app.services.ratings import Answer
from survey_app.stats.estimates import standardise
from survey_app.stats.expert_scores import performance_weights
from survey_app.stats.pooled_quantiles import pool_quantiles
from survey_app.vocabulary import AnonymityLevel, ItemScale, Role
from tests.builders import make_member, sign_in
from tests.panels import TestPanel, close_and_mix, make_panel, open_round
from tests.rating_pages import words

pytestmark = pytest.mark.sqlite_only
PEOPLE, SEEDS = 7, 10
Four = tuple[float, float, float, float]


def table(seed: int = 11) -> list[list[Four]]:
    """What everybody says to every statement; people know the truth well, each with an own width."""
    draw = random.Random(seed)
    rows = []
    for person in range(PEOPLE):
        row = []
        for item in range(SEEDS + 1):
            best = min(max(truth(item) + draw.uniform(-9, 9), 10), 90)
            width = 6 + person
            row.append((round(best - width, 1), round(best, 1), round(best + width, 1), 80.0))
        rows.append(row)
    return rows


def truth(item: int) -> float:
    """What comes out of a statement."""
    return 30.0 + 4 * item


def estimated(level: AnonymityLevel, rows: list[list[Four]]) -> tuple[TestPanel, PanelRound]:
    """A round of estimates, closed and frozen, with ten outcomes."""
    panel = make_panel(
        n=PEOPLE, level=level, statements=[f"Share {n}" for n in range(SEEDS + 1)], scale=ItemScale.ESTIMATE,
        scale_min=0, scale_max=100, confidence=True,
    )  # fmt: skip
    round_ = open_round(panel)
    for number, row in enumerate(rows):
        given = {
            item: Answer(best, low=low, high=high, confidence=sure)
            for item, (low, best, high, sure) in zip(panel.items, row, strict=True)
        }
        with transaction():
            ratings.save_all(panel.seat(number), round_, given)
            ratings.finish(panel.seat(number), round_)
    close_and_mix(round_)
    know(panel, SEEDS)
    return panel, round_


def know(panel: TestPanel, count: int) -> None:
    """So many outcomes are known, and no others."""
    day = round_reports.build(panel.stage).made_at.date()
    wanted = {
        item.id: Outcome(truth(place), day, "Register") if place < count else None
        for place, item in enumerate(panel.items[:-1])
    }
    with transaction():
        outcomes.keep(panel.stage, wanted, None)


def expected(rows: list[list[Four]]) -> tuple[list[float], tuple[float, float, float]]:
    """The weights, and the pool of the last statement, straight from what was said."""
    told = [[standardise(*each, to=80, limits=(0, 100)) for each in row] for row in rows]
    sides = [[[getattr(each, side) for each in row[:-1]] for row in told] for side in ("low", "best", "high")]
    found = performance_weights(*sides, [truth(item) for item in range(SEEDS)], confidence=80)  # type: ignore[misc, arg-type]  # three tables
    weights = [expert.weight for expert in found.experts]
    last = [[getattr(row[-1], side) for row in told] for side in ("low", "best", "high")]
    pool = pool_quantiles(*last, confidence=80, limits=(0, 100), weights=weights).linear_pool
    assert pool is not None
    return weights, (pool.low, pool.median, pool.high)


def test_who_did_well_counts_more_and_nobody_is_shown(app: Flask, client: FlaskClient) -> None:
    rows = table()
    panel, _round = estimated(AnonymityLevel.CONFIDENTIAL, rows)
    weights, pool = expected(rows)
    assert sum(weight > 0 for weight in weights) >= panel.stage.min_group
    assert max(weights) > 1.2 / PEOPLE
    sign_in(client, make_member(panel.stage.study, Role.OWNER))
    here = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results/outcomes"
    [found] = json.loads(client.get(f"{here}.json").text)["performance"]
    assert found["why_not"] is None
    assert found["people"] == sum(weight > 0 for weight in weights)
    [item] = found["items"]
    assert item["weighted"] == pytest.approx(pool)
    assert item["weighted"] != pytest.approx(item["equal"])
    assert set(item) == {"code", "text", "equal", "weighted"}
    told = words(client.get(here))
    assert f"{found['people']} people have a weight" in told
    assert "Single weights are not shown." in told

    know(panel, SEEDS - 1)
    [found] = json.loads(client.get(f"{here}.json").text)["performance"]
    assert (found["why_not"], [each["weighted"] for each in found["items"]]) == ("few_seeds", [None, None])
    assert "9 outcomes are known; from 10 on" in words(client.get(here))


def test_too_few_people_with_a_weight_would_be_single_people(app: Flask) -> None:
    rows = table()
    for row in rows[3:]:  # most are far off everywhere
        row[:] = [(1.0, 2.0, 3.0, 80.0)] * len(row)
    panel, _round = estimated(AnonymityLevel.IDENTIFIED, rows)
    [found] = performance.of_stage(panel.stage, round_reports.build(panel.stage)).values()
    assert found.why_not == "few_people"
    assert found.people is None
    assert found.items[0].weighted is None
    assert found.items[0].equal is not None


def test_one_person_alone_is_no_panel(app: Flask) -> None:
    rows = table(seed=3)  # one knows far better than the others
    weights, _pool = expected(rows)
    panel, round_ = estimated(AnonymityLevel.CONFIDENTIAL, rows)
    [found] = performance.of_stage(panel.stage, round_reports.build(panel.stage)).values()
    assert sum(weight > 0 for weight in weights) >= panel.stage.min_group
    assert max(weights) > 0.5
    assert found.why_not == "one_person"
    erased(round_)
    [found] = performance.of_stage(panel.stage, round_reports.build(panel.stage)).values()
    assert found.why_not == "gone"


def erased(round_: PanelRound) -> None:
    """Nobody's rows are left, as after everybody erased theirs."""
    with transaction():
        session.add(Erasure(round_id=round_.id, rows=1, done=False))
        session.flush()
        session.execute(delete(Rating).where(Rating.round_id == round_.id))


def test_answers_that_are_never_put_together_give_no_weights(app: Flask, client: FlaskClient) -> None:
    panel, _round = estimated(AnonymityLevel.ANONYMOUS, table())
    sign_in(client, make_member(panel.stage.study, Role.OWNER))
    here = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results/outcomes"
    assert "need the answers of one person to be put together" in words(client.get(here))
    [found] = json.loads(client.get(f"{here}.json").text)["performance"]
    assert (found["why_not"], found["people"], found["items"][0]["weighted"]) == ("unjoined", None, None)
    assert found["items"][0]["equal"]
    report = round_reports.build(panel.stage)
    for level in AnonymityLevel:
        told = performance._refused(replace(report, level=level), report.rounds[0], SEEDS)
        assert (told == "unjoined") is (level in {AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED})
