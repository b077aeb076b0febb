"""The smaller figures of a panel: spread, majorities, dissent, authority, boundaries, attrition, both RAM rules."""

import itertools
import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from survey_app.stats.appropriateness import RamClass, appropriateness, classic_rule
from survey_app.stats.attrition import attrition
from survey_app.stats.authority import authority, authority_of_levels, positive
from survey_app.stats.boundary import Fate as Screened
from survey_app.stats.boundary import boundary
from survey_app.stats.dissent import dissent
from survey_app.stats.guards import Guard
from survey_app.stats.majorities import Fate, apmo, seventy_fifteen
from survey_app.stats.results import Reason, StatisticsRefused
from survey_app.stats.spread import Tightness, Variation, spread

rating = st.one_of(st.none(), st.integers(1, 9))
panel = st.lists(rating, max_size=30)


def test_the_spread_of_ten_ratings_is_that_of_the_design() -> None:
    found = spread([2, 3, 4, 4, 5, 5, 5, 5, 5, 5], 1, 5)
    assert (found.lower_quartile, found.quartile_deviation.value, found.relative_iqr.value) == (4, 0.5, 0.2)
    assert (found.tightness, found.variation_class) == (Tightness.STRONG, Variation.GOOD)
    assert found.coefficient.value == pytest.approx(float(stats.variation([2, 3, 4, 4, 5, 5, 5, 5, 5, 5], ddof=1)))
    assert json.loads(json.dumps(found.to_json()))["quartile_deviation"] == {"value": 0.5, "guard": None}


@pytest.mark.parametrize(
    ("ratings", "ends", "guards"),
    [
        ([], (1, 9), (Guard.NO_ANSWERS, Guard.NO_ANSWERS, Guard.NO_ANSWERS)),
        ([5], (1, 9), (Guard.FEWER_THAN_FOUR, Guard.FEWER_THAN_FOUR, Guard.ONE_ANSWER)),
        ([0, 0, 0, 0, 3], (0, 9), (None, Guard.MEDIAN_IS_ZERO, None)),
        ([0, 0, 0, 0], (0, 9), (None, Guard.MEDIAN_IS_ZERO, Guard.MEAN_NOT_POSITIVE)),
        ([-3, 1, 2, 3], (-3, 3), (None, None, Guard.NO_RATIO_SCALE)),
        ([1e15, 1e15, 1e15, 1e15 + 2], (0, 2e15), (None, None, None)),
    ],
)
def test_a_figure_that_does_not_exist_says_why(
    ratings: list[float], ends: tuple[float, float], guards: tuple[Guard | None, ...]
) -> None:
    found = spread(ratings, *ends)
    assert (found.quartile_deviation.guard, found.relative_iqr.guard, found.coefficient.guard) == guards


@pytest.mark.parametrize(
    ("high", "middle", "low", "fate"),
    [
        (14, 4, 2, Fate.IN),  # 70 % passes, 10 % is below 15
        (14, 3, 3, Fate.NONE),  # 15 % is not below 15
        (13, 7, 0, Fate.NONE),
        (2, 4, 14, Fate.OUT),
        (3, 3, 14, Fate.NONE),
    ],
)
def test_seventy_fifteen_compares_whole_numbers(high: int, middle: int, low: int, fate: Fate) -> None:
    found = seventy_fifteen([8] * high + [5] * middle + [2] * low + [None] * 3)
    assert (found.fate, found.n, found.missing) == (fate, 20, 3)


def test_seventy_fifteen_without_answers_or_sense() -> None:
    assert (seventy_fifteen([]).fate, seventy_fifteen([]).reason) == (None, Reason.NO_ANSWERS)
    for wrong in ({"high": (3, 9)}, {"at_least": 0}, {"below": 101}):
        with pytest.raises(StatisticsRefused):
            seventy_fifteen([5], **wrong)  # type: ignore[arg-type]


def test_the_majority_cut_counts_only_rated_items() -> None:
    # by hand: majorities 4 of 5 agreeing and 3 of 5 disagreeing, none of 4: (4 + 3)/14
    found = apmo([[9, 8, 7, 7, 1], [1, 2, 3, 9, 9], [5, 5, 9, 1], [None, None]])
    assert (found.cut, found.n) == (0.5, 14)
    assert [each.reached for each in found.items] == [True, True, False, None]
    assert apmo([]).reason is Reason.NO_ANSWERS


@pytest.mark.parametrize(
    ("ratings", "two_camps", "peaks"),
    [
        ([1] * 5 + [9] * 5, True, [(1, 1), (9, 9)]),
        ([1] * 5 + [9] * 4, None, [(1, 1), (9, 9)]),
        ([1, 2] * 3 + [8, 9] * 3, True, [(1, 2), (8, 9)]),
        ([5] * 12, False, [(5, 5)]),
        ([1] * 10 + [9], False, [(1, 1)]),
        (list(range(1, 10)) * 2, False, [(1, 9)]),
        ([], None, []),
    ],
)
def test_camps_are_separated_peaks_of_a_fifth(
    ratings: list[int], *, two_camps: bool | None, peaks: list[tuple[int, int]]
) -> None:
    found = dissent(ratings)
    assert (found.two_camps, [(mode.lowest, mode.highest) for mode in found.modes]) == (two_camps, peaks)
    assert (found.guard is None) == (len(ratings) >= 10)


def test_the_published_authority_comes_out() -> None:
    # the design's case: round 1 Ca .944, Cs .775, Cr .860; round 2 prints Ca .963 where its own parts sum to .95625
    found = authority([0.944] * 8, [0.775] * 8)
    assert found.cr.value == pytest.approx(0.8595)
    assert (found.at_threshold, authority([0.7], [0.7]).at_threshold) == (8, 1)
    parts = [("large", "large")] * 5 + [("large", "medium")] * 2 + [("medium", "large")]
    ticked = [{"practice": one, "theory": two, "literature": "large", "intuition": "small"} for one, two in parts]
    levels = authority_of_levels(ticked, ["1"] * 5 + ["2", "3", None])
    assert levels.ca.value == pytest.approx((5 * 1.0 + 2 * 0.9) / 7)
    assert (levels.n, levels.experts[7].ca, levels.experts[7].cr) == (7, 0.9, None)


def test_a_missing_part_of_authority_is_never_nought() -> None:
    found = authority([None, 0.8], [0.9, None])
    assert (found.cr.value, found.cr.guard, found.n) == (None, Guard.PART_MISSING, 0)
    for wrong in (lambda: authority([1.2], [1]), lambda: authority([1], [1, 1]), lambda: positive(3, 4)):
        with pytest.raises(StatisticsRefused):
            wrong()
    with pytest.raises(StatisticsRefused):
        authority_of_levels([{"practice": "huge"}], ["1"])
    assert positive(0, 0).returned.value is None
    assert (positive(20, 15).returned.value, positive(20, 15).suggesting.value) == (0.75, None)


def test_the_boundaries_are_means_and_deviations_over_the_items() -> None:
    items = [[5, 5, 4, 5], [4, 5, 5, 4], [3, 4, 5, 4], [5, 5, 5, 5], [1, 2, 5, 1], [4, 4, 4, 4]]
    found = boundary(items, 1, 5)
    means = [np.mean(item) for item in items]
    assert found.mean_boundary == pytest.approx(np.mean(means) - np.std(means, ddof=1))
    variations = [np.std(item, ddof=1) / np.mean(item) for item in items]
    assert found.cv_boundary == pytest.approx(np.mean(variations) + np.std(variations, ddof=1))
    assert [each.fate for each in found.items] == [Screened.KEEP] * 4 + [Screened.DISCUSS] * 2
    assert boundary(items[:4], 1, 5).guard is Guard.FEWER_THAN_FIVE
    alike = boundary([[4, 5, 4]] * 6, 1, 5)
    assert {each.fate for each in alike.items} == {Screened.KEEP}


@given(st.lists(st.integers(1, 9), min_size=5, max_size=20), st.lists(st.integers(1, 9), min_size=5, max_size=20))
@settings(deadline=None, max_examples=60)
def test_attrition_agrees_with_every_pair_and_with_scipy(stayed: list[int], left: list[int]) -> None:
    found = attrition(stayed, left)
    pairs = [(a > b) - (a < b) for a, b in itertools.product(stayed, left)]
    assert found.rank_biserial == pytest.approx(sum(pairs) / len(pairs))
    assert found.test is not None
    if len({*stayed, *left}) > 1:
        oracle = stats.mannwhitneyu(stayed, left, method="asymptotic", use_continuity=False)
        assert found.test.p == pytest.approx(oracle.pvalue)
        assert found.test.statistic == pytest.approx(oracle.statistic)
    if found.interval:
        assert -1 <= found.interval.low <= (found.rank_biserial or 0) <= found.interval.high <= 1


def test_few_dropouts_are_counted_and_nothing_else() -> None:
    found = attrition([7] * 20, [1, 2, 3, 4, None])
    assert (found.stayed, found.left, found.rank_biserial, found.guard) == (20, 4, None, Guard.FEWER_THAN_FIVE)
    apart = attrition([9] * 6, [1] * 6)
    assert (apart.rank_biserial, apart.interval, apart.median_difference) == (1, None, 8)
    same = attrition([5] * 6, [5] * 6)
    assert (same.rank_biserial, same.test and same.test.p) == (0, 1)


@pytest.mark.parametrize(("n", "each"), [(8, 3), (10, 3), (11, 4), (13, 4), (14, 5), (16, 5)])
def test_both_rules_of_disagreement_stand_side_by_side(n: int, each: int) -> None:
    split = [2] * each + [8] * (n - each)
    found = appropriateness(split)
    assert found.classic is not None
    assert (found.classic.disagreement, found.classic.agreement, found.classic.extended) == (True, False, False)
    assert (found.classic_class, found.classic.outside_most) == (RamClass.UNCERTAIN, each - 1)
    almost = appropriateness([2] * (each - 1) + [8] * (n - each + 1))
    assert almost.classic is not None
    assert (almost.classic.disagreement, almost.classic.agreement) == (False, True)
    assert almost.classic_class is RamClass.APPROPRIATE


def test_the_adjusted_range_is_compared_in_fractions_and_the_half_is_a_setting() -> None:
    found = appropriateness([1, 1, 1, 1, 5, 9, 9, 9, 9])
    assert (found.ipr_exact, found.ipras_exact) == (Fraction(8), Fraction("2.35"))
    assert found.to_json()["ipras_exact"] == "47/20"
    assert appropriateness([6, 7], half_up=False).ram_class is RamClass.UNCERTAIN
    assert appropriateness([3, 4], half_up=False).ram_class is RamClass.INAPPROPRIATE
    assert classic_rule([]) is None


@given(panel)
@settings(deadline=None, max_examples=60)
def test_a_scale_turned_round_keeps_every_spread(ratings: list[int | None]) -> None:
    turned = [None if each is None else 10 - each for each in ratings]
    one, two = spread(ratings), spread(turned)
    assert one.quartile_deviation.value == pytest.approx(two.quartile_deviation.value)
    assert dissent(ratings).two_camps == dissent(turned).two_camps
    swap = {Fate.IN: Fate.OUT, Fate.OUT: Fate.IN, Fate.NONE: Fate.NONE, None: None}
    assert seventy_fifteen(turned).fate == swap[seventy_fifteen(ratings).fate]
    first, second = classic_rule(ratings), classic_rule(turned)
    assert (first and first.disagreement) == (second and second.disagreement)
