"""Shares and their intervals against Newcombe's table, statsmodels and exact coverage."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from survey_app.stats.proportion import share_of, wilson
from survey_app.stats.results import CautionCode, Interval, Reason, StatisticsRefused


def limits(interval: Interval | None) -> tuple[float, float]:
    assert interval is not None
    return interval.low, interval.high


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3 (score without correction)
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_table_of_newcombe(k: int, n: int, low: float, high: float) -> None:
    found = limits(wilson(k, n).interval)
    assert tuple(round(limit, 4) for limit in found) == (low, high)


def test_wilson_gives_the_top_two_of_the_redbook_survey() -> None:
    # Fair 1978, Redbook survey, rate_marriage counts 99, 348, 993, 2242, 2684; .7738 and .7634 to .7839 (design 2a)
    share = wilson(2242 + 2684, 6366)
    assert share.value is not None
    assert round(share.value, 4) == 0.7738
    assert tuple(round(limit, 4) for limit in limits(share.interval)) == (0.7634, 0.7839)


@given(st.integers(1, 5000), st.data(), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
@settings(deadline=None)
def test_wilson_agrees_with_statsmodels_and_stays_between_0_and_1(n: int, data: st.DataObject, level: float) -> None:
    k = data.draw(st.integers(0, n))
    low, high = limits(wilson(k, n, level=level).interval)
    assert (low, high) == pytest.approx(proportion_confint(k, n, 1 - level, method="wilson"), abs=1e-12)
    assert 0 <= low <= k / n <= high <= 1


def test_an_effective_base_widens_the_interval_as_a_smaller_n_would() -> None:
    # statsmodels with the effective counts: p = .3, n_eff = 50
    low, high = limits(wilson(30, 100, n_eff=50).interval)
    assert (low, high) == pytest.approx(proportion_confint(15, 50, method="wilson"), abs=1e-12)


def test_a_finite_population_takes_n_star_for_n() -> None:
    # design 2a: n* = n(N - 1)/(N - n); statsmodels takes real counts
    star = 100 * 499 / 400
    low, high = limits(wilson(30, 100, population=500).interval)
    assert (low, high) == pytest.approx(proportion_confint(0.3 * star, star, method="wilson"), abs=1e-12)


def brute_limits(k: int, n: int, population: int, tail: float) -> tuple[float, float]:
    """The definition itself, every population size tried: an independent implementation."""
    possible = range(k, population - n + k + 1)
    kept = [
        size
        for size in possible
        if stats.hypergeom.sf(k - 1, population, size, n) > tail and stats.hypergeom.cdf(k, population, size, n) > tail
    ]
    return kept[0] / population, kept[-1] / population


@pytest.mark.parametrize(
    ("k", "n", "population"), [(0, 10, 40), (1, 10, 40), (4, 30, 60), (10, 10, 40), (27, 30, 60), (3, 6, 7), (0, 1, 2)]
)
def test_few_cases_of_a_finite_population_take_the_exact_limits(k: int, n: int, population: int) -> None:
    share = wilson(k, n, population)
    assert share.method == "hypergeometric_exact"
    assert limits(share.interval) == pytest.approx(brute_limits(k, n, population, 0.025), abs=1e-12)


@given(st.integers(2, 400), st.data())
@settings(deadline=None, max_examples=60)
def test_exact_limits_hold_the_share_and_mirror_each_other(population: int, data: st.DataObject) -> None:
    n = data.draw(st.integers(1, population - 1))
    k = data.draw(st.integers(0, min(4, n)))
    low, high = limits(wilson(k, n, population).interval)
    mirrored = limits(wilson(n - k, n, population).interval)
    assert 0 <= low <= k / n <= high <= 1
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-12)


def coverage(size: int, n: int, population: int) -> float:
    counts = range(max(0, n - (population - size)), min(n, size) + 1)
    chances = stats.hypergeom.pmf(counts, population, size, n)
    truth = size / population
    inside = [not limits_of.leaves_out(truth) for k in counts if (limits_of := wilson(k, n, population).interval)]
    return float(sum(chance for chance, hit in zip(chances, inside, strict=True) if hit))


@pytest.mark.parametrize(("n", "population"), [(8, 12), (20, 50), (60, 80)])
def test_the_interval_covers_every_possible_truth_of_a_small_population(n: int, population: int) -> None:
    # design 2a: without the exact limits coverage falls to .80 near the edges; computed exactly here, not simulated
    lowest = min(coverage(size, n, population) for size in range(population + 1))
    assert lowest > 0.9


def test_the_limits_step_over_from_exact_to_wilson_at_five_cases() -> None:
    assert wilson(4, 50, 100).method == "hypergeometric_exact"
    assert wilson(5, 50, 100).method == "wilson_finite_population"
    assert wilson(46, 50, 100).method == "hypergeometric_exact"
    assert wilson(4, 50).method == "wilson"


def test_few_weighted_cases_keep_wilson_and_say_so() -> None:
    share = wilson(1.5, 50, 100, n_eff=40)
    assert share.method == "wilson_finite_population"
    assert share.warns(CautionCode.EDGE_APPROXIMATE)


def test_nobody_answered_gives_no_share_and_the_reason() -> None:
    share = wilson(0, 0, 10, missing=4)
    assert (share.value, share.interval, share.reason, share.missing) == (None, None, Reason.NO_ANSWERS, 4)
    assert share.cautions == ()


def test_everybody_answered_is_a_census_without_interval_or_caution() -> None:
    share = wilson(7, 10, 10)
    assert (share.value, share.interval, share.reason, share.cautions) == (0.7, None, Reason.CENSUS, ())


def test_one_answer_and_all_alike_still_have_an_interval() -> None:
    assert limits(wilson(1, 1).interval) == pytest.approx(proportion_confint(1, 1, method="wilson"), abs=1e-12)
    assert limits(wilson(50, 50).interval)[1] == 1.0
    assert limits(wilson(0, 50).interval)[0] == 0.0


@pytest.mark.parametrize(
    ("k", "n", "population", "n_eff"),
    [
        (3, 2, None, None),
        (-1, 2, None, None),
        (0, -1, None, None),
        (1, 5, 4, None),
        (1, 5, None, 6.0),
        (1, 5, None, 0.0),
    ],
)
def test_impossible_counts_are_refused(k: int, n: int, population: int | None, n_eff: float | None) -> None:
    with pytest.raises(StatisticsRefused):
        wilson(k, n, population, n_eff=n_eff)


def test_a_wrong_level_is_refused_even_without_answers() -> None:
    with pytest.raises(StatisticsRefused):
        wilson(0, 0, level=95)


def test_a_billion_people_pose_no_problem() -> None:
    low, high = limits(wilson(3, 2000, 10**9).interval)
    # the exact limits of an endless population: Clopper and Pearson by statsmodels
    assert (low, high) == pytest.approx(proportion_confint(3, 2000, method="beta"), rel=1e-4)


@given(st.integers(10, 500), st.integers(1, 400))
@settings(deadline=None, max_examples=50)
def test_the_larger_part_of_the_population_answers_the_narrower_the_interval(n: int, more: int) -> None:
    k = n // 2
    finite = limits(wilson(k, n, population=n + more).interval)
    endless = limits(wilson(k, n).interval)
    assert finite[1] - finite[0] <= endless[1] - endless[0] + 1e-12


@given(st.lists(st.booleans(), min_size=1, max_size=60))
@settings(deadline=None, max_examples=50)
def test_a_weighted_share_does_not_depend_on_the_order(hits: list[bool]) -> None:
    weights = 1 + np.arange(len(hits), dtype=np.float64) % 3
    order = np.random.default_rng(len(hits)).permutation(len(hits))
    one = share_of(np.array(hits), weights)
    two = share_of(np.array(hits)[order], weights[order])
    assert one.value == pytest.approx(two.value)
    assert one.value == pytest.approx(float(np.average(hits, weights=weights)))
    assert limits(one.interval) == pytest.approx(limits(two.interval))
    assert math.isfinite(one.k)
