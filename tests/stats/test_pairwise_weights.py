"""Weights of comparisons two by two: published examples, consistency, comparisons left out."""

from fractions import Fraction
from itertools import combinations
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.stats.pairwise_weights import LARGEST_RATIO, PairwiseWeights, pairwise_weights
from survey_app.stats.results import Reason, StatisticsRefused

DRINKS = (
    ("1", "9", "5", "2", "1", "1", "1/2"),
    ("1/9", "1", "1/3", "1/9", "1/9", "1/9", "1/9"),
    ("1/5", "3", "1", "1/3", "1/4", "1/3", "1/9"),
    ("1/2", "9", "3", "1", "1/2", "1", "1/3"),
    ("1", "9", "4", "2", "1", "2", "1/2"),
    ("1", "9", "3", "1", "1/2", "1", "1/3"),
    ("2", "9", "9", "3", "2", "3", "1"),
)
SCHOOLS = (
    ("1", "4", "3", "1", "3", "4"), ("1/4", "1", "7", "3", "1/5", "1"), ("1/3", "1/7", "1", "1/5", "1/5", "1/6"),
    ("1", "1/3", "5", "1", "1", "1/3"), ("1/3", "5", "5", "1", "1", "3"), ("1/4", "1", "6", "3", "1/3", "1"),
)  # fmt: skip
LEADER = (("1", "4", "3", "7"), ("1/4", "1", "1/3", "3"), ("1/3", "3", "1", "5"), ("1/7", "1/3", "1/5", "1"))


def of(matrix: tuple[tuple[str, ...], ...]) -> PairwiseWeights:
    pairs = combinations(range(len(matrix)), 2)
    return pairwise_weights(len(matrix), {(i, j): float(Fraction(matrix[i][j])) for i, j in pairs})


def test_the_drinks_of_saaty_2008() -> None:
    """Saaty 2008, International Journal of Services Sciences 1:83, table 3 (eigenvector), ratio .022."""
    found = of(DRINKS)
    assert found.weights == pytest.approx((0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327), abs=0.004)
    assert found.ratio == pytest.approx(0.022, abs=0.0005)
    assert found.is_consistent


def test_the_criteria_of_the_leader_example() -> None:
    """The worked example of the article on the method in Wikipedia: .547 .127 .270 .056, ratio .044."""
    found = of(LEADER)
    assert found.weights == pytest.approx((0.547, 0.127, 0.270, 0.056), abs=0.001)
    assert found.ratio == pytest.approx(0.044, abs=0.0005)


def test_the_schools_of_saaty_have_his_weights_as_the_eigenvector() -> None:
    """Saaty 1980, The Analytic Hierarchy Process, chapter 2: choosing a school, .32 .14 .03 .13 .24 .14."""
    found = of(SCHOOLS)
    assert [round(each, 2) for each in found.eigenvector] == [0.32, 0.14, 0.03, 0.13, 0.24, 0.14]
    assert (found.largest, found.index) == pytest.approx((7.41987, 0.283974), abs=1e-6)  # NumPy's eigenvalues
    assert found.ratio == pytest.approx(0.283974 / 1.24, abs=1e-6)
    assert pairwise_weights(3, {(0, 1): 2, (1, 2): 2}).eigenvector == ()


comparisons = st.integers(2, 7).flatmap(
    lambda n: st.fixed_dictionaries(dict.fromkeys(combinations(range(n), 2), st.sampled_from((1 / 9, 1 / 5, 1, 3, 7))))
)


@given(comparisons)
def test_all_pairs_give_the_geometric_mean_of_each_row(compared: dict[tuple[int, int], float]) -> None:
    n = max(second for _first, second in compared) + 1
    rows = [[compared.get((i, j)) or 1 / compared.get((j, i), 1) for j in range(n)] for i in range(n)]
    means = [prod(row) ** (1 / n) for row in rows]
    found = pairwise_weights(n, compared)
    assert found.weights == pytest.approx([mean / sum(means) for mean in means])
    assert found.ratio is not None
    assert found.ratio >= 0


@given(st.lists(st.sampled_from((1.0, 2.0, 3.0)), min_size=3, max_size=7))
def test_weights_that_made_the_comparisons_come_back_even_with_pairs_left_out(true: list[float]) -> None:
    compared = {(i, j): true[i] / true[j] for i, j in combinations(range(len(true)), 2)}
    whole = pairwise_weights(len(true), compared)
    chain = pairwise_weights(len(true), {pair: times for pair, times in compared.items() if pair[1] == pair[0] + 1})
    expected = [weight / sum(true) for weight in true]
    assert whole.weights == pytest.approx(expected)
    assert whole.ratio == pytest.approx(0, abs=1e-9)
    assert chain.weights == pytest.approx(expected)
    assert (chain.ratio, chain.is_consistent) == (None, None)


def test_what_goes_round_in_a_circle_has_equal_weights_and_is_inconsistent() -> None:
    found = pairwise_weights(3, {(0, 1): 5, (1, 2): 5, (0, 2): 1 / 5})
    assert found.weights == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert found.is_consistent is False


def test_what_has_no_weights_says_why() -> None:
    assert pairwise_weights(4, {}).reason is Reason.NO_ANSWERS
    apart = pairwise_weights(4, {(0, 1): 3, (2, 3): 3})
    assert (apart.weights, apart.reason, apart.missing) == ((), Reason.TOO_FEW_ITEMS, 4)
    assert pairwise_weights(2, {(0, 1): LARGEST_RATIO}).weights == pytest.approx((0.9, 0.1))
    assert pairwise_weights(2, {(0, 1): 9}).ratio == 0


@pytest.mark.parametrize(
    ("factors", "compared"),
    [(1, {}), (11, {}), (3, {(1, 0): 3}), (3, {(0, 3): 3}), (3, {(0, 1): 10}), (3, {(0, 1): float("nan")})],
)
def test_what_cannot_be_is_refused(factors: int, compared: dict[tuple[int, int], float]) -> None:
    with pytest.raises(StatisticsRefused):
        pairwise_weights(factors, compared)
