"""Changes between waves against Newcombe's table, statsmodels and scipy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from survey_app.stats.proportion import wilson
from survey_app.stats.results import Interval, Reason, StatisticsRefused
from survey_app.stats.satisfaction import top_share
from survey_app.stats.trend import Direction, mean_change, proportion_change, share_change


def limits(interval: Interval | None) -> tuple[float, float]:
    assert interval is not None
    return interval.low, interval.high


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17:873, table II, method 10: p(first) - p(second)
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_the_hybrid_interval_gives_the_table_of_newcombe(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    found = limits(proportion_change(*second, *first).interval)
    assert tuple(round(limit, 4) for limit in found) == (low, high)


@given(st.integers(1, 300), st.integers(1, 300), st.data())
@settings(deadline=None)
def test_the_hybrid_interval_agrees_with_statsmodels(n_before: int, n_now: int, data: st.DataObject) -> None:
    k_before, k_now = data.draw(st.integers(0, n_before)), data.draw(st.integers(0, n_now))
    found = proportion_change(k_before, n_before, k_now, n_now)
    oracle = confint_proportions_2indep(k_now, n_now, k_before, n_before, method="newcomb", compare="diff")
    assert limits(found.interval) == pytest.approx(oracle, abs=1e-9)
    assert found.value == pytest.approx(k_now / n_now - k_before / n_before)
    low, high = limits(found.interval)
    expected = Direction.UP if low > 0 else Direction.DOWN if high < 0 else Direction.NOT_SHOWN
    assert found.direction is expected


def test_more_than_last_wave_is_said_only_when_the_interval_leaves_out_0() -> None:
    assert proportion_change(50, 100, 52, 100).direction is Direction.NOT_SHOWN
    assert proportion_change(500, 1000, 600, 1000).direction is Direction.UP
    assert proportion_change(600, 1000, 500, 1000).direction is Direction.DOWN


def test_a_finite_population_can_show_what_a_sample_alone_cannot() -> None:
    plain = proportion_change(390, 783, 420, 783)
    finite = proportion_change(390, 783, 420, 783, population_before=1224, population_now=1224)
    assert (plain.direction, finite.direction) == (Direction.NOT_SHOWN, Direction.UP)


def test_a_census_has_no_error_and_two_of_them_speak_for_themselves() -> None:
    half = proportion_change(5, 10, 60, 100, population_before=10)
    now = wilson(60, 100)
    assert now.interval is not None
    assert limits(half.interval) == pytest.approx((now.interval.low - 0.5, now.interval.high - 0.5))
    both = proportion_change(5, 10, 6, 10, population_before=10, population_now=10)
    assert (both.interval, both.reason, both.direction) == (None, Reason.CENSUS, Direction.UP)
    assert proportion_change(5, 10, 5, 10, population_before=10, population_now=10).direction is Direction.NOT_SHOWN


def test_a_wave_without_answers_has_no_change() -> None:
    found = proportion_change(0, 0, 5, 10)
    assert (found.value, found.interval, found.direction) == (None, None, Direction.NOT_SHOWN)
    assert (found.before, found.now, found.reason) == (None, 0.5, Reason.NO_ANSWERS)


def test_weighted_shares_change_on_their_effective_bases() -> None:
    before, now = top_share([5, 1, 1, 5], (5,), weights=[1, 2, 1, 2]), top_share([5, 5, 1, 5], (5,))
    found = share_change(before, now)
    # statsmodels with the effective counts: n_eff = 36/10, p = .5
    oracle = confint_proportions_2indep(3, 4, 1.8, 3.6, method="newcomb", compare="diff")
    assert limits(found.interval) == pytest.approx(oracle, abs=1e-9)


@given(st.lists(st.integers(1, 7), min_size=3, max_size=30), st.lists(st.integers(1, 7), min_size=3, max_size=30))
@settings(deadline=None)
def test_two_means_agree_with_welch_of_scipy(before: list[int], now: list[int]) -> None:
    found = mean_change(before, now)
    assert found.value == pytest.approx(np.mean(now) - np.mean(before), abs=1e-12)
    if len(set(before)) == len(set(now)) == 1:
        assert (found.interval, found.reason) == (None, Reason.NO_VARIATION)
        return
    if len(set(before)) == 1 or len(set(now)) == 1:
        assert found.interval is not None
        return
    oracle = stats.ttest_ind(now, before, equal_var=False)
    assert (found.p, found.df) == pytest.approx((oracle.pvalue, oracle.df))
    assert limits(found.interval) == pytest.approx(tuple(oracle.confidence_interval()))


def test_one_wave_that_does_not_vary_leaves_the_error_of_the_other() -> None:
    found = mean_change([3, 3, 3], [4, 5, 6, 5])
    oracle = stats.ttest_1samp([4, 5, 6, 5], 3).confidence_interval()
    assert limits(found.interval) == pytest.approx((oracle.low - 3, oracle.high - 3))


def test_means_of_censuses_of_nobody_and_of_one() -> None:
    both = mean_change([1, 2, 3], [2, 3, 3], population_before=3, population_now=3)
    assert (both.interval, both.reason, both.direction) == (None, Reason.CENSUS, Direction.UP)
    half = mean_change([1, 2, 3], [2, 3, 3, 4], population_before=3)
    oracle = stats.ttest_1samp([2, 3, 3, 4], 2).confidence_interval()
    assert limits(half.interval) == pytest.approx((oracle.low - 2, oracle.high - 2))
    still = mean_change([1, 2, 3], [3, 3, 3], population_before=3)
    assert (still.value, still.interval, still.reason) == (1, None, Reason.NO_VARIATION)
    nobody = mean_change([], [1, 2])
    assert (nobody.value, nobody.reason, nobody.direction) == (None, Reason.NO_ANSWERS, Direction.NOT_SHOWN)
    one = mean_change([4], [1, 2])
    assert (one.value, one.interval, one.reason) == (-2.5, None, Reason.ONE_ANSWER)


def test_a_finite_population_narrows_the_change_of_means() -> None:
    before, now = [1, 2, 3, 4] * 10, [2, 3, 4, 5] * 10
    wide, narrow = mean_change(before, now), mean_change(before, now, population_before=50, population_now=50)
    assert limits(narrow.interval)[0] > limits(wide.interval)[0]
    # (1 - 40/50) of either variance: the width shrinks by sqrt(.2), the degrees of freedom stay
    wide_low, wide_high = limits(wide.interval)
    low, high = limits(narrow.interval)
    assert high - low == pytest.approx((wide_high - wide_low) * 0.2**0.5)


def test_equal_weights_leave_the_change_of_means_alone() -> None:
    plain, weighted = (
        mean_change([1, 2, 4], [3, 5, 4], weights_before=w, weights_now=w) for w in (None, [2.0, 2.0, 2.0])
    )
    assert limits(weighted.interval) == pytest.approx(limits(plain.interval))


def test_impossible_counts_are_refused() -> None:
    for ask in (lambda: proportion_change(3, 2, 1, 2), lambda: mean_change([1, 2], [1], population_before=1)):
        with pytest.raises(StatisticsRefused):
            ask()
