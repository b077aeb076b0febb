"""Kano against the evaluation table and the tallies that are published for it."""

import pytest

from survey_app.stats.kano import category, kano, kano_of_counts
from survey_app.stats.results import Reason, StatisticsRefused

# Berger et al. 1993: rows are the answers to having it, columns those to lacking it; like, must-be, neutral, live
# with, dislike
PUBLISHED = {
    1: ["Q", "A", "A", "A", "O"],
    2: ["R", "I", "I", "I", "M"],
    3: ["R", "I", "I", "I", "M"],
    4: ["R", "I", "I", "I", "M"],
    5: ["R", "R", "R", "R", "Q"],
}


def test_all_twenty_five_pairs_stand_as_in_the_published_table() -> None:
    found = {row: [category(row, column).value for column in range(1, 6)] for row in range(1, 6)}
    assert found == PUBLISHED


@pytest.mark.parametrize(
    ("counts", "named"),
    [
        # two features of 25 people in the lookup-table example of the Kano guide at kano-model.proofofthepudding.be
        ({"M": 9, "O": 10, "A": 1, "I": 2, "R": 3, "Q": 0}, "O"),
        ({"M": 9, "O": 5, "A": 4, "I": 2, "R": 4, "Q": 1}, "M"),
        # skis, Sauerwein et al. 1996, in tenths of a percent
        ({"A": 70, "O": 323, "M": 493, "I": 95, "R": 3, "Q": 15}, "M"),
        ({"A": 638, "O": 216, "M": 29, "I": 85, "R": 7, "Q": 25}, "A"),
    ],
)
def test_published_tallies_give_the_published_category(counts: dict[str, int], named: str) -> None:
    assert kano_of_counts(counts).category == named


def test_better_and_worse_follow_their_formula() -> None:
    found = kano_of_counts({"A": 70, "O": 323, "M": 493, "I": 95, "R": 3, "Q": 15})
    assert (round(found.better, 2), round(found.worse, 2)) == (0.40, -0.83)
    assert found.strength == pytest.approx(170 / 999)
    assert found.total == pytest.approx(886 / 999)


def test_of_equals_the_stricter_category_is_named() -> None:
    assert [kano_of_counts({first: 3, second: 3}).category for first, second in ("OM", "AO", "IA")] == ["M", "O", "A"]


def test_the_first_two_are_compared_exactly_and_by_the_rule_of_fong() -> None:
    # the exact p is that of the binomial test of scipy for 15 of 20
    found = kano_of_counts({"M": 15, "A": 5})
    assert found.p == pytest.approx(0.04138947, abs=1e-8)
    # 15 and 5 differ by more than the 5.2 that the rule asks for among 20
    assert found.fong is True
    assert kano_of_counts({"M": 11, "A": 9}).fong is False


def test_nothing_to_divide_by_is_said_and_not_computed() -> None:
    nothing = kano([], [])
    assert (nothing.n, nothing.category, nothing.better, nothing.reason) == (0, None, None, Reason.NO_ANSWERS)
    reverse = kano([5, 5], [1, 1])
    assert (reverse.category, reverse.better, reverse.worse, reverse.total) == ("R", None, None, 0)


def test_a_pair_with_a_side_missing_stays_out() -> None:
    found = kano([1, None, 1], [5, 5, None])
    assert (found.n, found.missing, found.counts["O"]) == (1, 2, 1)
    assert (found.functional, found.dysfunctional) == (4, 4)


def test_answers_that_do_not_exist_are_refused() -> None:
    with pytest.raises(StatisticsRefused):
        kano([6], [1])
    with pytest.raises(StatisticsRefused):
        kano([1, 2], [1])
