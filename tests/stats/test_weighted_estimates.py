"""Estimates weighted, pooled and scored: every published aggregate of aggreCAT, figures of the design, and edges."""

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from survey_app.stats.answers import FloatArray
from survey_app.stats.estimates import MACHINE_EPSILON
from survey_app.stats.expert_scores import brier, hit_rate, performance_weights
from survey_app.stats.guards import Guard
from survey_app.stats.pooled_quantiles import QuantileSet, pert, pool_quantiles
from survey_app.stats.results import Reason, StatisticsRefused
from survey_app.stats.weighted_estimates import Scheme, beta_mean, interval_weighted

DATA = Path(__file__).parents[1] / "data" / "aggrecat"
AGGREGATES = dict(
    zip(("IntWAgg", "IndIntWAgg", "VarIndIntWAgg", "AsymWAgg", "IndIntAsymWAgg", "KitchSinkWAgg"), Scheme, strict=True)
)
WIDTH = st.floats(0.001, 0.3)
RANGES = st.lists(st.tuples(st.floats(0.3, 0.7), WIDTH, WIDTH), min_size=1, max_size=9)
# the documentation of the R package expert: three experts, two seeds, quantiles 10, 50 and 90 %
LOW = [[0.14, 130_000], [0.20, 165_000], [0.20, 200_000]]
BEST = [[0.22, 150_000], [0.30, 205_000], [0.40, 400_000]]
HIGH = [[0.28, 200_000], [0.40, 250_000], [0.52, 500_000]]
SEEDS = [0.27, 210_000]


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def second_round() -> tuple[list[str], FloatArray]:
    """The claims, and lower, best and upper of 25 experts as shares: experts, claims, parts."""
    found: dict[str, dict[str, list[float]]] = defaultdict(dict)
    for row in rows("three_points.csv"):
        if row["round"] == "round_2":
            found[row["paper_id"]][row["user_name"]] = [float(row[part]) / 100 for part in ("lower", "best", "upper")]
    people = sorted(found["100"])
    return list(found), np.array([[each[person] for each in found.values()] for person in people])


def test_every_interval_weighted_aggregate_of_aggrecat_comes_out_for_all_25_claims() -> None:
    claims, table = second_round()
    found = interval_weighted(*np.moveaxis(table, 2, 0), epsilon=MACHINE_EPSILON)
    published = [row for row in rows("published_weighted.csv") if row["method"] in AGGREGATES]
    assert len(published) == 6 * 25
    for row in published:
        each = found[claims.index(row["paper_id"])].of(AGGREGATES[row["method"]])
        assert each.value == pytest.approx(float(row["cs"]), abs=1e-9, rel=0), row


def test_the_beta_transformed_mean_of_aggrecat_comes_out_for_all_25_claims() -> None:
    claims, table = second_round()
    published = {row["paper_id"]: float(row["cs"]) for row in rows("published_weighted.csv") if row["method"][0] == "B"}
    found = {claim: beta_mean(table[:, place, 1]).value for place, claim in enumerate(claims)}
    assert len(published) == 25
    assert found == pytest.approx(published, abs=1e-9, rel=0)
    outcome = {row["paper_id"]: float(row["outcome"]) for row in rows("outcomes.csv")}
    score = brier([found[claim] for claim in claims], [outcome[claim] for claim in claims]).value
    assert score is not None
    assert round(score, 4) == 0.1105


def test_a_range_without_width_weighs_as_the_narrowest_and_is_counted() -> None:
    low, best, high = [[0.5], [0.2], [0.1]], [[0.5], [0.3], [0.4]], [[0.5], [0.4], [0.9]]
    narrow = interval_weighted(low, best, high)[0].of(Scheme.NARROW)
    assert narrow.weights == pytest.approx((0.4444444, 0.4444444, 0.1111111))
    assert (narrow.capped, narrow.equal) == (1, False)
    alone = interval_weighted(low, best, high, epsilon=MACHINE_EPSILON)[0].of(Scheme.NARROW)
    assert alone.value == pytest.approx(0.5)
    flat = interval_weighted([[1.0], [2.0]], [[1.0], [2.0]], [[1.0], [2.0]])[0]
    assert {each.value for each in flat.schemes} == {1.5}
    nobody = interval_weighted([[None]], [[0.5]], [[0.6]])[0]
    assert (nobody.reason, nobody.of(Scheme.VARIED).value) == (Reason.NO_ANSWERS, None)


def shown(found: QuantileSet | None) -> tuple[float, ...]:
    assert found is not None
    return tuple(round(part, 3) for part in (found.low, found.median, found.high, found.width))


def test_claim_100_is_pooled_as_in_the_design() -> None:
    # worked out beforehand in another program, for the design of the product
    claims, table = second_round()
    found = pool_quantiles(*table[:, claims.index("100")].T, confidence=90, limits=(0, 1))
    assert shown(found.quantile_average) == (0.518, 0.706, 0.816, 0.298)
    assert shown(found.linear_pool) == (0.184, 0.724, 0.929, 0.745)
    assert shown(found.median_of_quantiles) == (0.6, 0.75, 0.9, 0.3)


@given(RANGES, st.sampled_from([60.0, 80.0, 90.0]))
@settings(deadline=None, max_examples=60)
def test_the_linear_pool_is_the_mixture_whatever_the_ranges(
    ranges: list[tuple[float, float, float]], confidence: float
) -> None:
    low, best, high = ([b - d for b, d, _u in ranges], [b for b, _d, _u in ranges], [b + u for b, _d, u in ranges])
    found = pool_quantiles(low, best, high, confidence=confidence, limits=(-1, 2))
    pool = found.linear_pool
    assert pool is not None
    t = found.t
    for x, level in ((pool.low, t), (pool.median, 0.5), (pool.high, 1 - t)):
        heights = [np.interp(x, (-1, *each, 2), (0, t, 0.5, 1 - t, 1)) for each in zip(low, best, high, strict=True)]
        assert np.mean(heights) == pytest.approx(level, abs=1e-9)


@given(RANGES, st.sampled_from([1.0, 1e15, 1e-9]))
@settings(deadline=None, max_examples=60)
def test_pooled_estimates_stay_inside_and_keep_their_order(
    ranges: list[tuple[float, float, float]], unit: float
) -> None:
    table = np.array([[b - d, b, b + u] for b, d, u in ranges]) * unit
    found = pool_quantiles(*table.T)
    for each in (found.quantile_average, found.linear_pool, found.median_of_quantiles):
        assert each is not None
        assert each.low <= each.median <= each.high
    for scheme in interval_weighted(*(table[:, [part]] for part in range(3)))[0].schemes:
        assert scheme.value is not None
        assert table[:, 1].min() <= scheme.value <= table[:, 1].max()
        assert sum(weight or 0 for weight in scheme.weights) == pytest.approx(1)


def test_pooling_has_its_guards() -> None:
    assert pert(10, 15, 26).mean == 16
    assert round(pert(10, 15, 26).sd, 3) == 2.667
    empty = pool_quantiles([None], [0.5], [0.6])
    assert (empty.reason, empty.linear_pool, empty.missing) == (Reason.NO_ANSWERS, None, 1)
    one = pool_quantiles([3], [3], [3], confidence=100)
    assert shown(one.linear_pool) == (3, 3, 3, 0)
    weighted = pool_quantiles([0, 10], [1, 11], [2, 12], weights=[0, 2])
    assert shown(weighted.quantile_average) == shown(weighted.linear_pool) == (10, 11, 12, 2)
    assert not weighted.equal_weights
    for wrong in (
        lambda: pool_quantiles([2], [1], [3]),
        lambda: pool_quantiles([0], [1], [2], limits=(0.5, None)),
        lambda: pool_quantiles([0], [1], [2], weights=[0]),
        lambda: pool_quantiles([0], [1], [2], confidence=50),
        lambda: pool_quantiles([0], [1, 2], [2]),
        lambda: beta_mean([0.5], alpha=0),
        lambda: interval_weighted([[2.0]], [[1.0]], [[3.0]]),
    ):
        with pytest.raises(StatisticsRefused):
            wrong()
    assert beta_mean([1.5]).guard is Guard.OUTSIDE_0_TO_1
    assert beta_mean([]).guard is Guard.NO_ANSWERS


def test_calibration_is_given_with_both_degrees_of_freedom() -> None:
    found = performance_weights(LOW, BEST, HIGH, SEEDS, confidence=80)
    assert [round(each.calibration or 0, 3) for each in found.experts] == [0.3, 0.827, 0.3]
    assert [round(each.calibration_by_seeds or 0, 3) for each in found.experts] == [0.056, 0.345, 0.056]
    assert [each.in_bins for each in found.experts] == [(0, 0, 1, 1), (0, 1, 1, 0), (0, 2, 0, 0)]
    assert (found.usable, found.n) == (False, 2)
    assert sum(each.weight for each in found.experts) == pytest.approx(1)


def test_experts_without_a_known_answer_have_no_scores() -> None:
    found = performance_weights([[1.0], [None]], [[2.0], [None]], [[3.0], [None]], [None])
    assert [(each.seeds, each.calibration, each.weight) for each in found.experts] == [(0, None, 0), (0, None, 0)]
    assert (found.n, found.reason, found.usable, found.equal) == (0, Reason.NO_ANSWERS, False, True)


def test_ten_seeds_make_weights_and_a_poor_expert_has_none() -> None:
    truth = [float(n) for n in range(20)]
    good = (
        [x - (1 if n % 10 else -0.5) for n, x in enumerate(truth)],
        [x + 0.4 * (-1) ** n for n, x in enumerate(truth)],
    )
    low = [[min(a, b) - 0.6 for a, b in zip(*good, strict=True)], [100.0] * 20, [None] * 20]
    best = [good[1], [101.0] * 20, [None] * 20]
    high = [[b + 2 for b in good[1]], [102.0] * 20, [None] * 20]
    found = performance_weights(low, best, high, truth, confidence=90)
    assert found.usable
    assert [round(each.weight, 6) for each in found.experts] == [1, 0, 0]
    assert (found.experts[1].in_bins, found.experts[2].calibration) == ((20, 0, 0, 0), None)
    # information by its definition for one expert on one seed
    score = performance_weights([[1.0]], [[2.0]], [[4.0]], [3.0], confidence=80).experts[0]
    shares, widths = np.array([0.1, 0.4, 0.4, 0.1]), np.array([0.3, 1, 2, 0.3])
    assert score.information == pytest.approx(float(stats.entropy(shares, widths / widths.sum())))


def test_scores_after_the_fact() -> None:
    assert brier([0.5] * 4, [1, 0, 1, 0]).value == 0.25
    assert brier([], []).guard is Guard.NO_ANSWERS
    with pytest.raises(StatisticsRefused):
        brier([1.2], [1])
    claims, table = second_round()
    hits = hit_rate(table[:, claims.index("100"), 0], table[:, claims.index("100"), 2], [0.75] * 25)
    assert (hits.n, hits.k) == (25, sum(low <= 0.75 <= high for low, _best, high in table[:, claims.index("100")]))
    assert hit_rate([], [], []).value is None
