"""Pooled estimates against the published figures of aggreCAT and ranges worked by hand."""

import csv
import json
from collections import defaultdict
from pathlib import Path

import pytest

from survey_app.stats.estimates import (
    MACHINE_EPSILON,
    EstimateProblem,
    PooledEstimate,
    check_estimate,
    pool,
    pool_ranges,
    standardise,
)
from survey_app.stats.results import Reason, StatisticsRefused

DATA = Path(__file__).parents[1] / "data" / "aggrecat"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def second_round(part: str) -> dict[str, list[float]]:
    """The estimates of the second round as shares, per claim in the order of the experts."""
    found: dict[str, list[float]] = defaultdict(list)
    for row in rows("three_points.csv"):
        if row["round"] == "round_2":
            found[row["paper_id"]].append(float(row[part]) / 100)
    return found


def pooled() -> dict[str, PooledEstimate]:
    return {claim: pool(best, MACHINE_EPSILON) for claim, best in second_round("best").items()}


@pytest.mark.parametrize(
    ("method", "figure"), [("ArMean", "mean"), ("Median", "median"), ("LOArMean", "log_odds_mean")]
)
def test_the_published_aggregates_come_out_for_all_25_claims(method: str, figure: str) -> None:
    # data_confidence_scores of aggreCAT
    published = {row["paper_id"]: float(row["cs"]) for row in rows("published.csv") if row["method"] == method}
    found = pooled()
    assert len(published) == len(found) == 25
    assert {each.n for each in found.values()} == {25}
    for claim, score in published.items():
        assert getattr(found[claim], figure) == pytest.approx(score, abs=1e-9, rel=0), claim


def test_the_scores_against_what_came_out_are_those_of_the_design() -> None:
    outcome = {row["paper_id"]: float(row["outcome"]) for row in rows("outcomes.csv")}
    found = pooled()
    for figure, score in (("mean", 0.1516), ("median", 0.1521), ("log_odds_mean", 0.1445)):
        brier = sum((getattr(found[claim], figure) - result) ** 2 for claim, result in outcome.items()) / 25
        assert round(brier, 4) == score


def test_all_1250_published_ranges_are_in_order_and_within_their_limits() -> None:
    ranges = [tuple(float(row[part]) for part in ("lower", "best", "upper")) for row in rows("three_points.csv")]
    assert len(ranges) == 1250
    assert {check_estimate(*each, limits=(0, 100)) for each in ranges} == {None}


def test_the_middle_and_the_mean_of_the_ranges_of_claim_100() -> None:
    sides = [second_round(part)["100"] for part in ("lower", "best", "upper")]
    found = pool_ranges(*sides)
    assert found.median is not None
    assert found.mean is not None
    assert (found.median.low, found.median.best, found.median.high) == pytest.approx((0.600, 0.750, 0.900))
    assert (found.mean.low, found.mean.best, found.mean.high) == pytest.approx((0.518, 0.706, 0.816), abs=5e-4)
    assert found.n == 25


def test_one_extreme_answer_outweighs_nine_with_the_machine_epsilon_only() -> None:
    answers = [0.7] * 9 + [0.0]
    extreme, mild = pool(answers, MACHINE_EPSILON), pool(answers)
    assert extreme.log_odds_mean is not None
    assert mild.log_odds_mean is not None
    assert round(extreme.log_odds_mean, 3) == 0.055
    assert mild.log_odds_mean > 0.5
    assert (extreme.clipped, mild.clipped, mild.epsilon) == (1, 1, 0.005)


def test_all_certain_experts_stay_just_inside() -> None:
    found = pool([1, 1, 1])
    assert (found.mean, found.median, found.log_odds_mean) == (1, 1, pytest.approx(0.995))
    assert found.clipped == 3


def test_quantities_that_are_no_shares_have_no_log_odds() -> None:
    found = pool([40, 60, 110])
    assert (found.mean, found.median, found.log_odds_mean, found.clipped) == (70, 60, None, 0)


def test_no_estimates_leave_the_reason() -> None:
    found = pool([None, None])
    assert (found.n, found.missing, found.mean, found.log_odds_mean) == (0, 2, None, None)
    assert found.reason is Reason.NO_ANSWERS
    assert pool([]).reason is Reason.NO_ANSWERS
    nothing = pool_ranges([None], [0.5], [0.6])
    assert (nothing.median, nothing.mean, nothing.reason, nothing.missing) == (None, None, Reason.NO_ANSWERS, 1)
    json.dumps([found.to_json(), nothing.to_json()], allow_nan=False)


@pytest.mark.parametrize("epsilon", [0, 0.5, -0.1, 1])
def test_the_epsilon_lies_between_nothing_and_a_half(epsilon: float) -> None:
    with pytest.raises(StatisticsRefused):
        pool([0.5], epsilon)


@pytest.mark.parametrize(
    ("estimate", "problem"),
    [
        ((0.2, 0.5, 0.9, 80), None),
        ((0.5, 0.5, 0.5, 100), None),
        ((0, 0.5, 1, None), None),
        ((0.6, 0.5, 0.9, 80), EstimateProblem.LOW_ABOVE_BEST),
        ((0.2, 0.95, 0.9, 80), EstimateProblem.BEST_ABOVE_HIGH),
        ((-0.1, 0.5, 0.9, 80), EstimateProblem.OUTSIDE_LIMITS),
        ((0.2, 0.5, 1.1, 80), EstimateProblem.OUTSIDE_LIMITS),
        ((0.2, float("nan"), 0.9, 80), EstimateProblem.OUTSIDE_LIMITS),
        ((0.2, 0.5, float("inf"), 80), EstimateProblem.OUTSIDE_LIMITS),
        ((0.2, 0.5, 0.9, 50), EstimateProblem.CONFIDENCE_OUT_OF_RANGE),
        ((0.2, 0.5, 0.9, 101), EstimateProblem.CONFIDENCE_OUT_OF_RANGE),
        ((0.2, 0.5, 0.9, float("nan")), EstimateProblem.CONFIDENCE_OUT_OF_RANGE),
    ],
)
def test_what_is_wrong_with_an_estimate_is_said(
    estimate: tuple[float, float, float, float | None], problem: EstimateProblem | None
) -> None:
    assert check_estimate(*estimate, limits=(0, 1)) is problem


def test_a_range_is_stretched_to_one_confidence_as_elicitr_does() -> None:
    found = standardise(0.52, 0.72, 0.82, 72)
    assert (round(found.low, 4), found.best, round(found.high, 4)) == (0.4978, 0.72, 0.8311)
    assert (found.confidence, found.clipped) == (80, False)


def test_a_range_shrinks_keeps_its_width_or_is_cut_at_the_limits() -> None:
    same, less = standardise(0.2, 0.5, 0.9, 80), standardise(0.2, 0.5, 0.9, 100)
    assert (same.low, same.high) == pytest.approx((0.2, 0.9))
    assert (less.low, less.high) == pytest.approx((0.26, 0.82))
    cut = standardise(0.1, 0.5, 0.9, 60, to=90, limits=(0, 1))
    assert (cut.low, cut.high, cut.clipped) == (0, 1, True)


@pytest.mark.parametrize(("confidence", "to"), [(50, 80), (80, 50), (80, 101)])
def test_half_sure_is_not_stretched(confidence: float, to: float) -> None:
    with pytest.raises(StatisticsRefused):
        standardise(0.2, 0.5, 0.9, confidence, to=to)


def test_ranges_out_of_order_or_of_differing_number_are_refused() -> None:
    with pytest.raises(StatisticsRefused):
        pool_ranges([0.6], [0.5], [0.7])
    with pytest.raises(StatisticsRefused):
        pool_ranges([0.6], [0.7, 0.8], [0.9])
