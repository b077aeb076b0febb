"""Kendall's W against printed examples, Friedman's test of scipy and counting by hand."""

import json
import math
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from survey_app.stats.concordance import concordance
from survey_app.stats.permuting import permute
from survey_app.stats.results import Reason, StatisticsRefused
from survey_app.stats.significance import Shortfall

# R, package irr, data set anxiety: kendall(anxiety, TRUE) prints Wt = 0.54, Chisq(19) = 30.8, p-value = 0.0429
ANXIETY = [
    [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
    [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
    [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
]
panels = st.integers(3, 6).flatmap(
    lambda k: st.lists(st.lists(st.integers(1, 9), min_size=k, max_size=k), min_size=2, max_size=8)
)


def test_the_anxiety_ratings_give_the_figures_of_irr() -> None:
    found = concordance(ANXIETY)
    assert found.value is not None
    assert found.chi_square.statistic is not None
    assert found.chi_square.p is not None
    assert round(found.value, 4) == 0.5397
    assert (round(found.chi_square.statistic, 3), found.chi_square.df, round(found.chi_square.p, 4)) == (
        30.760,
        (19,),
        0.0429,
    )
    assert found.f.p == pytest.approx(0.0138, abs=5e-5)
    assert found.f.df == pytest.approx((19 - 2 / 3, 2 * (19 - 2 / 3)))
    # another 9,999 permutations gave .016; one standard error is .0013
    assert found.permutation.p == pytest.approx(0.016, abs=0.004)
    assert (found.permutation.method, found.preferred) == ("permutation_9999", "permutation_9999")


def test_the_mean_of_the_rank_correlations_is_close_where_ties_differ() -> None:
    found = concordance(ANXIETY)
    pairs = [stats.spearmanr(ANXIETY[a], ANXIETY[b]).statistic for a, b in ((0, 1), (0, 2), (1, 2))]
    assert found.mean_spearman is not None
    assert (round(found.mean_spearman, 4), round(float(np.mean(pairs)), 4)) == (0.3095, 0.3100)
    assert not found.spearman_exact


@given(panels)
@settings(deadline=None, max_examples=60)
def test_w_is_the_statistic_of_friedman_over_its_largest_value(rows: list[list[int]]) -> None:
    found = concordance(rows)
    used = [row for row in rows if len(set(row)) > 1]
    assert (found.n, len(found.constant)) == (len(used), len(rows) - len(used))
    if len(used) < 2:
        assert found.value is None
        return
    # scipy: Friedman's chi-square with its correction for ties is m(k - 1)W
    oracle = stats.friedmanchisquare(*np.array(used).T)
    m, k = len(used), len(used[0])
    assert found.value == pytest.approx(oracle.statistic / (m * (k - 1)), abs=1e-9)
    assert found.chi_square.p == pytest.approx(oracle.pvalue)
    assert 0 <= found.value <= 1
    assert found.mean_ranks == pytest.approx(stats.rankdata(used, axis=1).mean(axis=0))
    assert json.dumps(found.to_json(), allow_nan=False)


@given(panels, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=30)
def test_w_does_not_depend_on_the_order_of_panellists_or_items(rows: list[list[int]], chance: object) -> None:
    table = np.array(rows)
    turned = table[::-1, ::-1]
    one, two = concordance(table), concordance(turned)
    assert one.value == pytest.approx(two.value)
    assert one.mean_ranks == pytest.approx(two.mean_ranks[::-1])


def test_without_ties_w_is_the_textbook_formula_and_the_mean_correlation_exact() -> None:
    rows = [[1, 2, 3, 4, 5], [2, 1, 3, 5, 4], [1, 3, 2, 4, 5]]
    sums = np.sum(rows, axis=0)
    by_hand = 12 * ((sums - 9) ** 2).sum() / (9 * (125 - 5))
    found = concordance(rows)
    pairs = [stats.spearmanr(rows[a], rows[b]).statistic for a, b in ((0, 1), (0, 2), (1, 2))]
    assert found.value == pytest.approx(by_hand)
    assert found.mean_spearman == pytest.approx(np.mean(pairs))
    assert (found.spearman_exact, found.tied_raters) == (True, 0)


@pytest.mark.parametrize(
    ("rows", "share"),
    [
        # Friedman 1937, exact probabilities for three items: m = 3, chi2 = 6 gives .028; m = 4, chi2 = 6.5 gives .042,
        # chi2 = 8 gives .0046
        ([[1, 2, 3]] * 3, 0.028),
        ([[1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 3, 2]], 0.042),
        ([[1, 2, 3]] * 4, 0.0046),
    ],
)
def test_all_permutations_give_the_printed_table_of_friedman(rows: list[list[int]], share: float) -> None:
    found = concordance(rows)
    assert found.permutation.method == "permutation_exact"
    assert found.permutation.p is not None
    assert found.permutation.p == pytest.approx(share, abs=0.0005)


def test_all_permutations_agree_with_counting_by_hand_when_there_are_ties() -> None:
    rows = [[2, 2, 5, 7], [1, 3, 3, 9], [4, 4, 4, 8]]
    ranks = stats.rankdata(rows, axis=1)
    seen = ((ranks.sum(axis=0) - 7.5) ** 2).sum()
    every = product(*(list(permutations(row)) for row in ranks))
    spreads = [((np.sum(orders, axis=0) - 7.5) ** 2).sum() for orders in every]
    assert concordance(rows).permutation.p == pytest.approx(np.mean([spread >= seen - 1e-9 for spread in spreads]))


def test_drawn_permutations_agree_with_all_of_them_and_come_out_again() -> None:
    ranks = np.array([[1, 2, 3, 4, 5], [2, 1, 3, 5, 4], [1, 3, 2, 4, 5]], dtype=float)
    exact = permute(ranks, 1)
    drawn = permute(np.vstack([ranks, ranks]), 7)
    assert exact is not None
    assert drawn is not None
    assert (exact.method, drawn.method) == ("permutation_exact", "permutation_9999")
    assert drawn == permute(np.vstack([ranks, ranks]), 7)
    assert exact.p > drawn.p


def test_large_panels_with_many_items_rest_on_the_chi_square() -> None:
    chance = np.random.default_rng(3)
    found = concordance(chance.integers(1, 10, (25, 8)))
    assert (found.permutation.p, found.permutation.shortfall) == (None, Shortfall.LARGE_PANEL)
    assert (found.preferred, found.chi_square.method) == ("chi_square", "chi_square")
    assert concordance(chance.integers(1, 10, (25, 7))).preferred == "permutation_9999"
    assert concordance(chance.integers(1, 10, (2_000, 4))).preferred == "chi_square"


def test_one_order_for_all_is_full_concordance_and_its_f_is_no_number() -> None:
    found = concordance([[1, 2, 3, 4]] * 3)
    assert (found.value, found.mean_spearman) == (1, 1)
    assert (found.f.statistic, found.f.p, found.f.shortfall) == (None, None, Shortfall.FULL_CONCORDANCE)


def test_opposite_orders_have_a_w_of_nothing() -> None:
    found = concordance([[1, 2, 3, 4], [4, 3, 2, 1]])
    assert (found.value, found.mean_spearman, found.permutation.p) == (0, -1, 1)


def test_those_left_out_are_named_with_the_cause() -> None:
    rows = [[1, 2, 3], [1, None, 3], [4, 4, 4], [2, 1, 3], [None, None, None]]
    found = concordance(rows, ["Ana", "Bo", "Cy", "Di", "Ed"], ["x", "y", "z"])
    assert (found.raters, found.incomplete, found.constant) == (("Ana", "Di"), ("Bo", "Ed"), ("Cy",))
    assert (found.n, found.missing, found.items, found.mean_ranks) == (2, 3, ("x", "y", "z"), (1.5, 1.5, 3))


@pytest.mark.parametrize(
    ("rows", "shortfall", "reason"),
    [
        ([[1, 2, 3]], Shortfall.ONE_RATER, Reason.ONE_ANSWER),
        ([[1, 2, 3], [1, None, 3]], Shortfall.ONE_RATER, Reason.ONE_ANSWER),
        ([[1], [2]], Shortfall.TOO_FEW_ITEMS, Reason.ONE_ITEM),
        ([[1, 2], [1, 2]], Shortfall.TOO_FEW_ITEMS, Reason.TOO_FEW_EFFECTIVE),
        ([[4, 4, 4], [4, 4, 4]], Shortfall.NO_ORDER, Reason.NO_VARIATION),
        ([[None, 1, 2], [1, 2, None]], Shortfall.NO_RATERS, Reason.NO_ANSWERS),
        (np.empty((0, 3)), Shortfall.NO_RATERS, Reason.NO_ANSWERS),
        (np.empty((3, 0)), Shortfall.TOO_FEW_ITEMS, Reason.ONE_ITEM),
        (np.empty((0, 0)), Shortfall.TOO_FEW_ITEMS, Reason.ONE_ITEM),
    ],
)
def test_where_w_does_not_exist_the_reason_stands(
    rows: list[list[float | None]], shortfall: Shortfall, reason: Reason
) -> None:
    found = concordance(rows)
    assert (found.value, found.mean_spearman, found.shortfall, found.reason) == (None, None, shortfall, reason)
    assert {test.shortfall for test in (found.chi_square, found.f, found.permutation)} == {shortfall}
    assert json.dumps(found.to_json(), allow_nan=False)


def test_names_that_do_not_fit_are_refused() -> None:
    for raters, items in ((["A"], ()), ((), ["x"])):
        with pytest.raises(StatisticsRefused):
            concordance([[1, 2, 3], [1, 2, 3]], raters, items)


def test_two_panellists_over_many_items_can_be_permuted_exactly_or_not() -> None:
    assert math.factorial(8) < 50_000 < math.factorial(9)
    assert concordance([list(range(8)), list(range(8))]).permutation.p == pytest.approx(1 / math.factorial(8))
    assert concordance([list(range(9)), list(range(9))]).permutation.method == "permutation_9999"
