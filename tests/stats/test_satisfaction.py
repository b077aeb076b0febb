"""The gap, the top share and the index against scipy, statsmodels and figures worked by hand."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.weightstats import DescrStatsW

from survey_app.stats.results import Base, CautionCode, Reason, StatisticsRefused
from survey_app.stats.satisfaction import MissingItems, gap, index, rescale_100, top_share

# Student 1908, Biometrika 6:1, the sleep data: extra hours after drug 1 and drug 2; paired t = 4.06 on 9 degrees
SLEEP_ONE = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SLEEP_TWO = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]

sides = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(1, 7)), st.one_of(st.none(), st.integers(1, 7))), max_size=50
)


def test_the_gap_gives_the_paired_t_of_student() -> None:
    found = gap(SLEEP_ONE, SLEEP_TWO, -5, 10)
    assert found.value == pytest.approx(1.58)
    assert found.tests.t is not None
    assert found.tests.t_p is not None
    assert (round(found.tests.t, 4), found.tests.df) == (4.0621, 9)
    # R: t.test(extra ~ group, sleep, paired = TRUE) prints p = 0.002833 and 0.7001142 to 2.4598858
    assert round(found.tests.t_p, 6) == 0.002833
    assert found.interval is not None
    assert (round(found.interval.low, 7), round(found.interval.high, 7)) == (0.7001142, 2.4598858)


def test_the_signed_ranks_agree_with_scipy_without_the_zeros() -> None:
    found = gap(SLEEP_ONE, SLEEP_TWO, -5, 10)
    moved = [b - a for a, b in zip(SLEEP_ONE, SLEEP_TWO, strict=True) if b != a]
    oracle = stats.wilcoxon(moved)
    assert (found.tests.wilcoxon, found.tests.wilcoxon_p) == (oracle.statistic, oracle.pvalue)
    # all nine non-zero differences are positive: exactly 2 of 2^9 orders of signs are as extreme
    assert found.tests.wilcoxon_p == pytest.approx(2 / 2**9)


@given(sides)
@settings(deadline=None)
def test_the_tests_agree_with_scipy_and_the_shares_add_up(pairs: list[tuple[int | None, int | None]]) -> None:
    expected, experienced = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    found = gap(expected, experienced, 1, 7)
    both = [(e, p) for e, p in pairs if e is not None and p is not None]
    left = found.left_out
    assert found.n == len(both)
    assert found.n + left.only_expected + left.only_experienced + left.neither == len(pairs)
    assert found.missing == len(pairs) - len(both)
    if not both:
        assert (found.value, found.below.value, found.reason) == (None, None, Reason.NO_ANSWERS)
        return
    gaps = [p - e for e, p in both]
    assert found.value == pytest.approx(np.mean(gaps))
    assert found.below.k + found.met.k + found.above.k == found.n
    assert found.expected_top.k == sum(e == 7 for e, _ in both)
    if len(set(gaps)) > 1:
        oracle = stats.ttest_rel([p for _, p in both], [e for e, _ in both])
        assert (found.tests.t, found.tests.t_p) == pytest.approx((oracle.statistic, oracle.pvalue))
    else:
        assert found.tests.t is None


@given(sides, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=40)
def test_the_gap_does_not_depend_on_the_order_of_the_respondents(
    pairs: list[tuple[int | None, int | None]], chance: random.Random
) -> None:
    shuffled = pairs.copy()
    chance.shuffle(shuffled)
    one, two = (gap([e for e, _ in some], [p for _, p in some], 1, 7) for some in (pairs, shuffled))
    assert one.value == pytest.approx(two.value)
    assert (one.below, one.met, one.above, one.left_out) == (two.below, two.met, two.above, two.left_out)


def test_turning_experience_and_expectation_round_turns_the_sign() -> None:
    one, other = gap([1, 2, 5], [3, 3, 4], 1, 5), gap([3, 3, 4], [1, 2, 5], 1, 5)
    assert one.value == pytest.approx(-(other.value or 0))
    assert (one.below.k, one.above.k) == (other.above.k, other.below.k)


def test_who_expected_the_top_is_counted_because_they_cannot_be_exceeded() -> None:
    found = gap([5, 5, 4, 1], [5, 3, 5, None], 1, 5)
    assert (found.expected_top.k, found.expected_top.n) == (2, 3)
    assert found.warns(CautionCode.EXPECTED_TOP)
    assert not gap([4, 4], [5, 3], 1, 5).warns(CautionCode.EXPECTED_TOP)


def test_an_expectation_asked_afterwards_is_marked_as_recalled() -> None:
    assert gap([4, 4], [5, 3], 1, 5).warns(CautionCode.RECALLED_EXPECTATION)
    assert not gap([4, 4], [5, 3], 1, 5, recalled=False).warns(CautionCode.RECALLED_EXPECTATION)


def test_equal_gaps_have_a_mean_but_no_interval_and_no_t() -> None:
    found = gap([1, 2, 3], [2, 3, 4], 1, 5)
    assert (found.value, found.sd, found.interval, found.reason) == (1, 0, None, Reason.NO_VARIATION)
    assert found.tests.t is None
    assert found.tests.wilcoxon_p == pytest.approx(0.25)  # 2 of 2^3 orders of signs
    unmoved = gap([1, 2], [1, 2], 1, 5)
    assert (unmoved.value, unmoved.met.value, unmoved.tests.wilcoxon) == (0, 1, None)


def test_a_single_person_has_a_gap_and_no_test() -> None:
    found = gap([2], [4], 1, 5)
    assert (found.value, found.reason, found.tests.t, found.tests.wilcoxon) == (2, Reason.ONE_ANSWER, None, None)


def test_everybody_of_a_finite_population_is_a_census() -> None:
    found = gap([2, 3], [4, 3], 1, 5, population=2)
    assert (found.value, found.interval, found.reason) == (1, None, Reason.CENSUS)
    assert found.above.reason is Reason.CENSUS


def test_a_weighted_gap_is_the_gap_of_repeated_people() -> None:
    # independent: repeat the people by their whole weights
    found = gap([1, 4, 5], [3, 4, 3], 1, 5, weights=[2, 1, 3])
    repeated = gap([1, 1, 4, 5, 5, 5], [3, 3, 4, 3, 3, 3], 1, 5)
    assert found.value == pytest.approx(repeated.value)
    assert found.above.value == pytest.approx(repeated.above.value)
    assert found.expected_mean == pytest.approx(repeated.expected_mean)
    assert found.tests.wilcoxon is None
    assert found.tests.t is not None
    assert found.warns(CautionCode.RANK_TEST_TAKES_NO_WEIGHTS)


def test_different_scales_lengths_and_ratings_off_the_scale_are_refused() -> None:
    for ask, code in (
        (lambda: gap([1], [10], 1, 5, experienced_scale=(1, 10)), "scales_differ"),
        (lambda: gap([1], [6], 1, 5), "answer_off_scale"),
        (lambda: gap([0], [5], 1, 5), "answer_off_scale"),
        (lambda: gap([1, 2], [1], 1, 5), "columns_differ_in_length"),
        (lambda: gap([1], [1], 5, 1), "scale_out_of_order"),
        (lambda: gap([1, 2], [1, 2], 1, 5, population=1), "more_answers_than_population"),
    ):
        with pytest.raises(StatisticsRefused) as refused:
            ask()
        assert refused.value.code == code
    assert gap([1], [5], 1, 5, experienced_scale=(1, 5)).value == 4


def test_the_top_two_of_the_redbook_survey() -> None:
    # Fair 1978: counts of rate_marriage 1..5; .7738 (design 2a)
    values = np.repeat([1, 2, 3, 4, 5], [99, 348, 993, 2242, 2684])
    found = top_share(values, (4, 5))
    assert found.value is not None
    assert round(found.value, 4) == 0.7738
    assert (found.count, found.n, found.top) == (4926, 6366, (4, 5))
    assert found.interval is not None
    assert (round(found.interval.low, 4), round(found.interval.high, 4)) == (0.7634, 0.7839)


def test_do_not_know_stands_apart_from_missing_and_outside_the_base() -> None:
    found = top_share([5, 99, None, 2, 99, 98], (4, 5), apart=(98, 99))
    assert (found.value, found.n, found.missing, found.apart) == (0.5, 2, 1, 3)
    assert found.base is Base.VALID_ANSWERS


def test_weighted_top_share_and_its_empty_cases() -> None:
    assert top_share([5, 1, 5], (5,), weights=[1, 2, 1]).value == pytest.approx(0.5)
    assert top_share([None], (5,)).reason is Reason.NO_ANSWERS
    assert top_share([5], (5,), weights=[0]).reason is Reason.ZERO_WEIGHTS
    assert top_share([5, 4], (5,), population=2).reason is Reason.CENSUS


@pytest.mark.parametrize(("top", "apart"), [((), ()), ((5,), (5,))])
def test_top_codes_must_exist_and_not_stand_apart(top: tuple[int, ...], apart: tuple[int, ...]) -> None:
    with pytest.raises(StatisticsRefused):
        top_share([5], top, apart=apart)


@pytest.mark.parametrize(
    ("value", "low", "high", "result"),
    [(1, 1, 5, 0), (5, 1, 5, 100), (3, 1, 5, 50), (7.5, 0, 10, 75), (None, 1, 5, None)],
)
def test_rescaling_puts_the_ends_on_0_and_100(value: float | None, low: int, high: int, result: float | None) -> None:
    # 100 (x - min)/(max - min), by hand
    assert rescale_100(value, low, high) == result


def test_rescaling_keeps_missing_missing_and_refuses_what_is_off_the_scale() -> None:
    assert rescale_100(math.nan, 1, 5) is None
    for value, low, high in ((6, 1, 5), (0, 1, 5), (3, 5, 1), (3, 3, 3)):
        with pytest.raises(StatisticsRefused):
            rescale_100(value, low, high)


def test_the_index_is_the_formula_of_fornell_on_means() -> None:
    # Fornell et al. 1996, appendix, by hand: points 50, 30, 20; means 8, 6, 4 on scales 1-10, 1-10, 1-5:
    # (50 * 8 + 30 * 6 + 20 * 4 - 100) / (50 * 9 + 30 * 9 + 20 * 4) = 560 / 800
    found = index([[9, 5, 5], [7, 7, 3]], [1, 1, 1], [10, 10, 5], points=[50, 30, 20])
    assert found.value == pytest.approx(70)
    assert [(item.mean, item.points) for item in found.items] == [(8, 50), (6, 30), (4, 20)]


def test_the_interval_of_the_index_is_that_of_the_personal_indices() -> None:
    rows = [[5, 4], [3, 2], [4, 4], [1, 3]]
    found, personal = index(rows, 1, 5), [100 * (sum(row) - 2) / 8 for row in rows]
    oracle = DescrStatsW(personal)
    assert found.value == pytest.approx(oracle.mean)
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == pytest.approx(oracle.tconfint_mean())


def test_the_lowest_answers_give_0_and_the_highest_100() -> None:
    assert index([[1, 0]] * 2, [1, 0], [7, 10]).value == 0
    assert index([[7, 10]] * 2, [1, 0], [7, 10]).value == pytest.approx(100)


def test_incomplete_people_leave_or_take_the_mean_of_the_item() -> None:
    rows = [[5, 4], [3, None], [None, None], [4, 2]]
    listwise, filled = index(rows, 1, 5), index(rows, 1, 5, missing_rule=MissingItems.ITEM_MEAN)
    assert (listwise.n, listwise.missing, listwise.base) == (2, 2, Base.COMPLETE_CASES)
    assert (filled.n, filled.missing, filled.base) == (3, 1, Base.CASES_WITH_ANY_ITEM)
    assert listwise.value == pytest.approx(100 * (4.5 + 3 - 2) / 8)
    assert filled.value == pytest.approx(100 * (4 + 3 - 2) / 8)  # item means 4 and 3
    assert filled.warns(CautionCode.IMPUTED_BY_ITEM_MEAN)
    assert not listwise.warns(CautionCode.IMPUTED_BY_ITEM_MEAN)


def test_a_weighted_index_is_that_of_repeated_people() -> None:
    assert index([[5, 4], [1, 2]], 1, 5, weights=[3, 1]).value == pytest.approx(
        index([[5, 4]] * 3 + [[1, 2]], 1, 5).value or 0
    )
    assert index([[5, 4], [1, 2]], 1, 5, weights=[0, 1]).n == 1


def test_an_index_of_nobody_says_so() -> None:
    for rows in ([[None, 1]], np.empty((0, 2))):
        found = index(rows, 1, 5)
        assert (found.value, found.n, found.reason) == (None, 0, Reason.NO_ANSWERS)
        assert [item.mean for item in found.items] == [None, None]


def test_an_item_nobody_answered_leaves_no_index_under_either_rule() -> None:
    for rule in MissingItems:
        found = index([[5, None], [4, None]], 1, 5, missing_rule=rule)
        assert (found.value, found.reason) == (None, Reason.NO_ANSWERS)


def test_points_that_are_not_100_and_scales_that_do_not_fit_are_refused() -> None:
    for ask, code in (
        (lambda: index([[1, 2]], 1, 5, points=[50, 49]), "points_not_100"),
        (lambda: index([[1, 2]], 1, 5, points=[120, -20]), "points_not_100"),
        (lambda: index([[1, 2]], 1, 5, points=[100]), "points_do_not_fit"),
        (lambda: index([[1, 2]], [1], 5), "scales_do_not_fit"),
        (lambda: index([[1, 2]], 5, 5), "scale_out_of_order"),
        (lambda: index([[1, 9]], 1, 5), "answer_off_scale"),
        (lambda: index(np.empty((2, 0)), 1, 5), "no_items"),
    ):
        with pytest.raises(StatisticsRefused) as refused:
            ask()
        assert refused.value.code == code
    thirds = index([[1, 2, 3]] * 2, 1, 5, points=[33.3, 33.3, 33.4])
    assert thirds.value is not None
