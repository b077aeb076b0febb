"""Frequencies and means against the Redbook survey, statsmodels and numpy."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.weightstats import DescrStatsW

from survey_app.stats.descriptive import frequencies, mean, mean_of_counts, within
from survey_app.stats.results import CautionCode, Reason, StatisticsRefused

# Fair 1978, Journal of Political Economy 86:45, Redbook survey: answers 1..5 to the rating of the marriage
REDBOOK = np.repeat([1.0, 2.0, 3.0, 4.0, 5.0], [99, 348, 993, 2242, 2684])

ratings = st.lists(st.one_of(st.none(), st.integers(1, 7)), max_size=60)


def test_the_redbook_mean_is_that_of_the_survey() -> None:
    found = mean(REDBOOK)
    assert found.value is not None
    assert round(found.value, 4) == 4.1096  # design 2a, read from the file
    assert (found.n, found.median, found.lower_quartile, found.upper_quartile) == (6366, 4.0, 4.0, 5.0)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40).filter(lambda values: np.ptp(values) > 1e-3))
@settings(deadline=None)
def test_the_mean_and_its_interval_agree_with_statsmodels(values: list[float]) -> None:
    found, oracle = mean(values), DescrStatsW(values)
    assert found.value == pytest.approx(oracle.mean, abs=1e-6)
    assert found.sd == pytest.approx(DescrStatsW(values, ddof=1).std)
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == pytest.approx(oracle.tconfint_mean(), rel=1e-9, abs=1e-6)


def test_a_finite_population_narrows_the_interval_by_the_square_root_of_what_is_left() -> None:
    # Cochran 1977 eq. 2.20: sqrt(1 - n/N); n = 75 of N = 100 halves the width
    values = [1, 2, 3, 4, 5] * 15
    endless, finite = mean(values).interval, mean(values, population=100).interval
    assert endless is not None
    assert finite is not None
    assert finite.high - finite.low == pytest.approx((endless.high - endless.low) / 2)


def test_whole_weights_give_the_mean_of_the_repeated_answers() -> None:
    # independent: repeat every answer by its weight
    values, weights = [1, 2, 4, 5, None], [3, 1, 2, 4, 9]
    found, repeated = mean(values, weights=weights), np.repeat([1, 2, 4, 5], [3, 1, 2, 4])
    assert found.value == pytest.approx(repeated.mean())
    assert (found.n, found.missing) == (4, 1)
    assert found.n_eff == pytest.approx(100 / 30)  # Kish 1965 by hand: (3 + 1 + 2 + 4)^2 / (9 + 1 + 4 + 16)
    assert (found.lower_quartile, found.median, found.upper_quartile) == (1, 4, 5)
    assert found.quartile_method == "inverted_cdf"


def test_equal_weights_change_nothing() -> None:
    values = [1, 5, 3, 2, 2, 4]
    plain, weighted = mean(values, 50), mean(values, 50, weights=[2.5] * 6)
    assert weighted.value == pytest.approx(plain.value)
    assert weighted.sd == pytest.approx(plain.sd)
    assert weighted.interval is not None
    assert plain.interval is not None
    assert (weighted.interval.low, weighted.interval.high) == pytest.approx((plain.interval.low, plain.interval.high))
    assert (weighted.lower_quartile, weighted.median, weighted.upper_quartile, weighted.quartile_method) == (
        2, 2.5, 3.75, "linear",
    )  # fmt: skip
    alike = np.full(3, 7.5)
    counted = mean_of_counts(np.array([1.0, 2.0]), np.array([2, 1]), (alike[:2] * [2, 1], alike[:2] ** 2 * [2, 1]))
    assert (counted.median, counted.upper_quartile, counted.quartile_method) == (1, 1.5, "linear")


def test_quartiles_are_those_of_type_seven() -> None:
    # Hyndman and Fan 1996, type 7, by hand for 1, 2, 3, 4: 1.75, 2.5, 3.25
    found = mean([4, 1, 3, 2])
    assert (found.lower_quartile, found.median, found.upper_quartile) == (1.75, 2.5, 3.25)
    assert (found.minimum, found.maximum) == (1, 4)


def test_nobody_one_person_all_alike_and_everybody_each_have_their_reason() -> None:
    nobody, one, alike, everybody = mean([None, math.nan]), mean([4]), mean([3, 3, 3]), mean([1, 2, 3], population=3)
    assert (nobody.value, nobody.sd, nobody.n, nobody.missing, nobody.reason) == (None, None, 0, 2, Reason.NO_ANSWERS)
    assert (one.value, one.sd, one.interval, one.reason) == (4, None, None, Reason.ONE_ANSWER)
    assert (alike.value, alike.sd, alike.interval, alike.reason) == (3, 0, None, Reason.NO_VARIATION)
    assert (everybody.value, everybody.sd, everybody.interval, everybody.reason) == (2, 1, None, Reason.CENSUS)
    assert everybody.cautions == ()
    assert mean([]).value is None


def test_equal_answers_that_are_no_whole_numbers_have_no_spread_at_all() -> None:
    found = mean([0.1] * 3)
    assert (found.value, found.sd, found.reason) == (0.1, 0.0, Reason.NO_VARIATION)


def test_weights_of_nothing_are_named() -> None:
    found = mean([1, 2], weights=[0, 0])
    assert (found.value, found.reason) == (None, Reason.ZERO_WEIGHTS)
    lone = mean([1, 2], weights=[1, 0])
    assert (lone.value, lone.n, lone.reason) == (1, 1, Reason.ONE_ANSWER)
    nearly_lone = mean([1, 2], weights=[1, 1e-20])
    assert nearly_lone.reason is Reason.TOO_FEW_EFFECTIVE
    assert nearly_lone.interval is None


def test_more_answers_than_people_are_refused() -> None:
    with pytest.raises(StatisticsRefused):
        mean([1, 2, 3], population=2)


@given(ratings, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_the_answers_does_not_matter(values: list[int | None], chance: random.Random) -> None:
    shuffled = values.copy()
    chance.shuffle(shuffled)
    one, two = mean(values), mean(shuffled)
    assert one.value == pytest.approx(two.value)
    assert one.sd == pytest.approx(two.sd)
    assert (one.n, one.missing, one.median, one.reason) == (two.n, two.missing, two.median, two.reason)


@given(ratings)
@settings(deadline=None)
def test_mean_and_median_lie_between_the_extremes(values: list[int | None]) -> None:
    found = mean(values)
    valid = [value for value in values if value is not None]
    assert (found.n, found.missing) == (len(valid), len(values) - len(valid))
    if not valid:
        assert found.value is None
    else:
        assert found.value is not None
        assert min(valid) <= found.value <= max(valid)
        assert found.median == float(np.median(valid))


def test_frequencies_of_the_redbook_survey_keep_order_base_and_intervals() -> None:
    found = frequencies(REDBOOK, [5, 4, 3, 2, 1])
    assert [row.count for row in found.categories] == [2684, 2242, 993, 348, 99]
    assert sum(row.value or 0 for row in found.categories) == pytest.approx(1)
    top = found.categories[0]
    assert top.value == pytest.approx(2684 / 6366)
    assert top.interval is not None
    assert top.interval.low < top.value < top.interval.high


def test_missing_codes_unlisted_codes_and_unused_categories_stay_apart() -> None:
    found = frequencies(["a", None, "b", "zz", math.nan, "a"], ["a", "b", "c"])
    assert [(row.code, row.count) for row in found.categories] == [("a", 2), ("b", 1), ("c", 0)]
    assert (found.n, found.missing, found.unlisted) == (3, 2, 1)
    assert found.warns(CautionCode.UNLISTED_CODES)
    assert found.categories[2].value == 0


def test_numpy_codes_match_plain_categories() -> None:
    found = frequencies(np.array([1, 2, 2, np.nan]), [1, 2])
    assert [row.count for row in found.categories] == [1, 2]
    assert found.missing == 1


def test_weighted_shares_are_shares_of_weight_and_counts_stay_people() -> None:
    found = frequencies([1, 2, 2, 1, None], [1, 2], weights=[3, 1, 1, 0, 5])
    assert [row.count for row in found.categories] == [1, 2]
    assert [row.value for row in found.categories] == pytest.approx([0.6, 0.4])
    assert (found.n, found.weighted_n) == (3, 5)
    assert found.n_eff == pytest.approx(25 / 11)


def test_frequencies_of_nothing_have_no_shares() -> None:
    found = frequencies([None], [1, 2])
    assert [(row.count, row.value, row.reason) for row in found.categories] == [(0, None, Reason.NO_ANSWERS)] * 2
    assert found.reason is Reason.NO_ANSWERS
    assert frequencies([1], [1], weights=[0]).reason is Reason.ZERO_WEIGHTS
    assert frequencies([], []).n == 0


def test_a_census_of_frequencies_has_no_intervals_and_no_caution() -> None:
    found = frequencies([1, 2], [1, 2], population=2)
    assert [row.interval for row in found.categories] == [None, None]
    assert found.cautions == ()


def test_a_category_named_twice_is_refused() -> None:
    with pytest.raises(StatisticsRefused):
        frequencies([1], [1, 1])


@given(st.lists(st.sampled_from([1, 2, 3, None]), max_size=50))
@settings(deadline=None, max_examples=50)
def test_summarising_twice_is_equal_and_leaves_the_answers_alone(codes: list[int | None]) -> None:
    # the fault found in another survey tool: a second call added an option (design, architecture 3.4)
    before, categories = codes.copy(), [1, 2, 3]
    assert frequencies(codes, categories) == frequencies(codes, categories)
    assert (codes, categories) == (before, [1, 2, 3])


def test_an_interval_is_cut_at_the_ends_an_answer_can_have() -> None:
    low, high, middle = mean([0, 0, 0, 10]), mean([100, 100, 100, 90]), mean([40, 50, 60, 55, 45])
    assert low.interval is not None
    assert high.interval is not None
    assert low.interval.low < 0
    assert high.interval.high > 100
    cut = within(low, 0, 100).interval
    assert cut is not None
    assert (cut.low, cut.high) == (0, low.interval.high)
    cut = within(high, 0, 100).interval
    assert cut is not None
    assert (cut.low, cut.high) == (high.interval.low, 100)
    assert within(middle, 0, 100) is middle
    assert within(low, None, None) is low
    # answers from elsewhere beyond the ends: the interval still holds its mean
    beyond = within(mean([-9, -7, -8]), 0, 100)
    assert beyond.interval is not None
    assert beyond.value == beyond.interval.low == -8
