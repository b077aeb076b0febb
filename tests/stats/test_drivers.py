"""Drivers against the published attitude data: shares of R2 from relaimpo, weights from R's lm."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from survey_app.stats.drivers import Drivers, Shares, drivers
from survey_app.stats.importance import importance_performance
from survey_app.stats.penalty_reward import penalty_reward
from survey_app.stats.results import CautionCode, Reason, StatisticsRefused
from survey_app.stats.rivals import rivals
from tests.attitude import ATTITUDE, NAMES

OUTCOME, ITEMS = ATTITUDE[:, 0], ATTITUDE[:, 1:]


def values(found: Drivers) -> list[float]:
    return [round(each.value, 4) for each in found.drivers if each.value is not None]


def test_shares_over_all_orders_are_those_of_relaimpo() -> None:
    found = drivers(OUTCOME, ITEMS, NAMES, resamples=0)
    # relaimpo calc.relimp(type = "lmg") on attitude
    assert values(found) == [0.3708, 0.0509, 0.1558, 0.1203, 0.0066, 0.0282]
    # R: summary(lm(rating ~ ., attitude)) prints 0.7326 and 0.6628
    assert (round(found.r2 or 0, 4), round(found.r2_adjusted or 0, 4)) == (0.7326, 0.6628)
    assert math.isclose(sum(each.value or 0 for each in found.drivers), found.r2 or 0)
    assert [each.rank for each in found.drivers] == [1, 4, 2, 3, 6, 5]
    assert found.outcome_steps == len(set(OUTCOME))


def test_johnsons_weights_are_those_that_relaimpo_calls_genizi() -> None:
    found = drivers(OUTCOME, ITEMS, NAMES, shares=Shares.JOHNSON, resamples=0)
    assert values(found) == [0.3628, 0.0560, 0.1636, 0.1218, 0.0083, 0.0202]


def test_weights_and_correlations_are_those_of_r() -> None:
    found = drivers(OUTCOME, ITEMS, NAMES, resamples=0).drivers
    # R: coef(lm(scale(rating) ~ ., data.frame(scale(attitude)))) and cor(attitude, method = "spearman")
    assert [each.beta for each in found] == pytest.approx(
        [0.67072520, -0.073427428, 0.30887024, 0.069811715, 0.031199749, -0.18346445], abs=1e-8
    )
    assert [each.spearman for each in found] == pytest.approx(
        [0.832200562, 0.484287943, 0.617270199, 0.598149627, 0.048203569, 0.202945595], abs=1e-9
    )
    assert found[0].pearson == pytest.approx(stats.pearsonr(OUTCOME, ITEMS[:, 0])[0])


def test_weighted_shares_start_from_the_weighted_correlations_of_r() -> None:
    weights = [1, 2, 0.5] * 10
    found = drivers(OUTCOME, ITEMS, NAMES, weights=weights, resamples=0)
    # R: cov.wt(attitude, w, cor = TRUE)$cor and the average over all orders of its R2, written out in R
    assert found.drivers[0].pearson == pytest.approx(0.79010458474)
    assert [each.value for each in found.drivers] == pytest.approx(
        [0.3385834930, 0.0455049994, 0.2044106310, 0.1004596625, 0.0061307372, 0.0449015890], abs=1e-9
    )
    # R: summary(lm(rating ~ ., attitude, weights = w))$r.squared
    assert found.r2 == pytest.approx(0.7399911121)


def test_doubling_a_person_is_the_same_as_a_weight_of_two() -> None:
    twice = np.concatenate([ATTITUDE, ATTITUDE[:5]])
    weights = [2.0] * 5 + [1.0] * 25
    weighted = drivers(OUTCOME, ITEMS, NAMES, weights=weights, resamples=0)
    doubled = drivers(twice[:, 0], twice[:, 1:], NAMES, resamples=0)
    for one, two in zip(weighted.drivers, doubled.drivers, strict=True):
        assert (one.value, one.spearman) == pytest.approx((two.value, two.spearman))


def test_intervals_come_again_from_the_same_seed_and_hold_the_share() -> None:
    one, two = (drivers(OUTCOME, ITEMS, NAMES, resamples=400, seed=5) for _ in range(2))
    assert one == two
    first = one.drivers[0]
    assert first.interval is not None
    assert first.value is not None
    assert first.interval.low < first.value < first.interval.high
    other = drivers(OUTCOME, ITEMS, NAMES, resamples=400, seed=6).drivers[0].interval
    assert other != first.interval


def test_resamples_in_which_a_column_does_not_vary_are_left_out_and_told() -> None:
    rare = np.column_stack([ITEMS[:, 0], np.arange(30) == 3]).astype(float)
    found = drivers(OUTCOME, rare, resamples=200)
    (left,) = [dict(caution.params)["count"] for caution in found.cautions if caution.code == "resamples_left_out"]
    # one person of thirty stays away from a resample with probability (29/30)^30 = .36
    assert 45 < float(left) < 100


def test_fourteen_drivers_are_shared_over_all_orders_and_more_by_johnson() -> None:
    chance = np.random.default_rng(7)
    common = chance.normal(size=(90, 1))
    items = common + chance.normal(size=(90, 15))
    outcome = items.sum(axis=1) + chance.normal(size=90)
    fourteen = drivers(outcome, items[:, :14], resamples=0)
    assert (fourteen.method, drivers(outcome, items, resamples=0).method) == ("shapley", "johnson")
    assert sum(each.value or 0 for each in fourteen.drivers) == pytest.approx(fourteen.r2)
    with pytest.raises(StatisticsRefused):
        drivers(outcome, items, shares=Shares.SHAPLEY)


def test_constants_go_out_equals_are_merged_and_few_cases_are_told() -> None:
    odd = np.column_stack([ITEMS[:, :2], np.full(30, 4.0), 2 * ITEMS[:, 0] - 3])
    found = drivers(OUTCOME[:8], odd[:8], ("a", "b", "c", "d"), resamples=0)
    assert [each.value is None for each in found.drivers] == [False, False, True, True]
    assert found.drivers[3].same_as == "a"
    for code in (CautionCode.CONSTANT_COLUMN_OUT, CautionCode.EQUAL_COLUMNS_MERGED, CautionCode.FEW_CASES_PER_DRIVER):
        assert found.warns(code)


def test_gaps_are_left_out_by_row_and_nothing_to_explain_is_said() -> None:
    gaps = ITEMS.copy()
    gaps[:3, 0] = np.nan
    assert (drivers(OUTCOME, gaps, resamples=0).n, drivers(OUTCOME, gaps, resamples=0).missing) == (27, 3)
    assert drivers([3.0] * 30, ITEMS, resamples=0).reason is Reason.NO_VARIATION
    assert drivers([], np.empty((0, 2)), resamples=0).reason is Reason.NO_ANSWERS


def test_shares_of_next_to_nothing_are_called_little() -> None:
    noise = np.random.default_rng(3).integers(1, 6, (4000, 4)).astype(float)
    assert drivers(noise[:, 0], noise[:, 1:], "abc", resamples=0).is_little
    assert not drivers(noise[:, 0] + 0.3 * noise[:, 1], noise[:, 1:], "abc", resamples=0).is_little


def test_penalty_and_reward_weights_and_their_p_are_those_of_statsmodels() -> None:
    chance = np.random.default_rng(11)
    items = chance.integers(1, 6, (200, 3)).astype(float)
    effect = np.where(items[:, 0] == 1, -2, 0) + np.where(items[:, 1] == 5, 1.5, 0)
    outcome = effect + chance.normal(size=200)
    found = penalty_reward(outcome, items, ("a", "b", "c"), 5, 1)
    design = sm.add_constant(np.column_stack([items == 5, items == 1]).astype(float))
    oracle = sm.OLS(outcome, design).fit()
    assert [each.reward for each in found.attributes] == pytest.approx(list(oracle.params[1:4]))
    assert [each.penalty_p for each in found.attributes] == pytest.approx(list(oracle.pvalues[4:]))
    assert (found.r2, found.df) == pytest.approx((oracle.rsquared, oracle.df_resid))
    # planted: a annoys only, b pleases only, c does neither
    assert [each.category for each in found.attributes] == ["basic", "attractive", "neutral"]
    assert (found.r2_adjusted, found.is_little, found.is_undecided) == (
        pytest.approx(oracle.rsquared_adj), False, False,
    )  # fmt: skip
    assert found.undecided().is_undecided
    assert not penalty_reward(outcome[:5], items[:5], ("a", "b", "c"), 5, 1).is_undecided, "there is nothing to decide"


def test_fewer_than_twenty_cases_in_a_dummy_give_no_class_whatever_the_p() -> None:
    ratings = [1.0] * 20 + [3.0] * 100 + [5.0] * 20
    outcome = [1.0, 1.5] * 10 + [3.0, 3.5] * 50 + [5.0, 4.5] * 10
    whole = penalty_reward(outcome, [[each] for each in ratings], ("a",), 5, 1).attributes[0]
    assert (whole.high, whole.low, whole.category, whole.reason) == (20, 20, "performance", None)
    fewer = penalty_reward(outcome[1:], [[each] for each in ratings[1:]], ("a",), 5, 1).attributes[0]
    assert (fewer.low, fewer.category, fewer.reason) == (19, None, Reason.TOO_FEW_IN_CLASS)
    # the weights and their p stay for those who want to judge themselves
    assert fewer.penalty_p is not None
    assert fewer.penalty_p < 0.001


def test_the_same_people_in_another_order_give_the_same_intervals_and_places() -> None:
    chance = np.random.default_rng(4)
    rated = chance.integers(1, 6, (90, 6)).astype(float)
    rated[::7, 2] = np.nan
    weights = chance.choice([0.5, 1.5], 90)
    turned = chance.permutation(90)
    both = []
    for order in (np.arange(90), turned):
        part, mass = rated[order], weights[order]
        sides = part[:, 1:3], part[:, 3:5]
        shares = drivers(part[:, 0], part[:, 1:], "abcde", weights=mass, resamples=60)
        places = importance_performance(*sides, "ab", weights=mass, resamples=60)
        beside = rivals(*sides, {"x": part[:, [5, 0]]}, "ab", weights=mass, resamples=60)
        ends = [end for each in shares.drivers if each.interval for end in (each.interval.low, each.interval.high)]
        ends += [end for each in beside.attributes if each.interval for end in (each.interval.low, each.interval.high)]
        both.append((ends, [each.stability for each in places.attributes]))
    assert both[0][0] == pytest.approx(both[1][0])
    assert both[0][1] == both[1][1]
    assert len(both[0][0]) == 14


def test_what_explains_most_is_told_only_where_its_interval_lies_above_all_others() -> None:
    chance = np.random.default_rng(7)
    noise = chance.normal(size=(300, 4))
    clear = drivers(noise[:, 0] * 0.5 + 2 * noise[:, 1], noise[:, 1:], "abc", resamples=60)
    assert clear.are_ahead(1)
    tied = drivers(noise[:, 0] + noise[:, 1] + 1.01 * noise[:, 2], noise[:, 1:], "abc", resamples=60)
    assert not tied.are_ahead(1)
    assert tied.are_ahead(2)
    assert not drivers(noise[:, 0] + 2 * noise[:, 1], noise[:, 1:], "abc", resamples=0).are_ahead(1)


def test_two_attributes_rated_alike_cannot_be_told_apart() -> None:
    chance = np.random.default_rng(5)
    item = chance.integers(1, 6, 300).astype(float)
    found = penalty_reward(item + chance.normal(size=300), np.column_stack([item, item]), ("a", "b"), 5, 1)
    assert [each.reason for each in found.attributes] == [None, Reason.NOT_TOLD_APART]


def test_a_dummy_that_nobody_makes_gives_no_class() -> None:
    items = np.array([[3.0], [5.0]] * 30)
    found = penalty_reward([1.0, 2.0, 1.0, 3.0] * 15, items, ("a",), 5, 1)
    assert (found.attributes[0].penalty, found.attributes[0].category) == (None, None)
    assert found.warns(CautionCode.FEW_IN_CLASS)
    assert found.attributes[0].reason is Reason.TOO_FEW_IN_CLASS
    with pytest.raises(StatisticsRefused):
        penalty_reward([1.0] * 60, items, ("a",), 2, 3)
