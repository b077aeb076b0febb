"""Kano against the evaluation table and the tallies that are published for it."""

import pytest

from survey_app.stats.kano import ClassRule, Table, category, kano, kano_by_segment, kano_of_counts
from survey_app.stats.results import CautionCode, Reason, StatisticsRefused

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


def test_shares_become_whole_people_who_add_up() -> None:
    # three times 3.33 of 10: rounded by themselves they would be nine people
    thirds = kano_of_counts({"A": 33.3, "O": 33.3, "M": 33.4}, n=10)
    assert (thirds.counts["A"], thirds.counts["O"], thirds.counts["M"], thirds.n) == (3, 3, 4, 10)
    # six times 0.5 of 3 would be none, or six
    assert sum(kano_of_counts(dict.fromkeys("AOMIRQ", 16.6), n=3).counts.values()) == 3
    assert kano_of_counts({"A": 29, "O": 71}, n=100).counts == {"A": 29, "O": 71, "M": 0, "I": 0, "R": 0, "Q": 0}


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


def test_the_three_rules_differ_on_the_same_tally_and_that_is_told() -> None:
    tally = {"A": 20, "O": 25, "M": 22, "I": 28, "R": 4, "Q": 1}
    found = kano_of_counts(tally)
    # I leads; M lies 6 points and O 3 points below; O, A, M together are 67 of 100
    assert dict(found.by_rule) == {"plurality": "I", "within_5_points": "O", "two_step": "O"}
    assert found.warns(CautionCode.RULES_DISAGREE)
    assert kano_of_counts(tally, ClassRule.TWO_STEP).category == "O"
    # exactly 5 points below still counts as near
    assert kano_of_counts({"A": 30, "M": 25, "I": 45}, ClassRule.WITHIN_5_POINTS).category == "I"
    assert kano_of_counts({"A": 40, "M": 35, "I": 25}, ClassRule.WITHIN_5_POINTS).category == "M"


def test_pouliots_table_doubts_two_more_cells() -> None:
    changed = [
        (row, column)
        for row in range(1, 6)
        for column in range(1, 6)
        if category(row, column) != category(row, column, Table.POULIOT)
    ]
    assert changed == [(2, 2), (4, 4)]
    assert category(2, 2, Table.POULIOT) == category(4, 4, Table.POULIOT) == "Q"


def test_weighting_people_is_the_same_as_repeating_them() -> None:
    having, lacking = [1, 1, 2, 3, 5], [5, 3, 5, 3, 1]
    weighted = kano(having, lacking, weights=[3, 1, 2, 1, 1])
    repeated = kano([1, 1, 1, 1, 2, 2, 3, 5], [5, 5, 5, 3, 5, 5, 3, 1])
    for name in ("better", "worse", "strength", "total", "functional", "dysfunctional", "category", "quadrant"):
        assert getattr(weighted, name) == pytest.approx(getattr(repeated, name))
    assert weighted.shares == pytest.approx(repeated.shares)
    assert weighted.counts["O"] == 1
    # the square of the sum of the weights, 64, by the sum of their squares, 16
    assert weighted.n_eff == pytest.approx(4)


def test_the_points_lie_in_the_quadrant_of_their_means() -> None:
    # in points: twice 4; then 4 beside 0; then 0 beside 4; then none
    pairs = {"one_dimensional": (1, 5), "attractive": (1, 3), "must_be": (3, 5), "indifferent": (3, 3)}
    assert {name: kano([a, a], [b, b]).quadrant for name, (a, b) in pairs.items()} == {name: name for name in pairs}
    found = kano([1, 3], [5, 2])
    assert (found.functional, found.dysfunctional, found.quadrant) == (2, 1.5, "attractive")
    assert found.functional_sd == pytest.approx(8**0.5)


def test_reverse_features_are_shown_the_other_way_round_and_doubtful_wording_is_told() -> None:
    reverse = kano([5, 5, 3], [1, 3, 3])
    assert (reverse.category, reverse.mirrored, reverse.warns(CautionCode.MOSTLY_REVERSE)) == ("R", "M", True)
    doubtful = kano([1] * 8 + [3] * 2 + [1], [5] * 8 + [3, 3, 1])
    assert not doubtful.warns(CautionCode.MANY_QUESTIONABLE)
    assert kano([1] * 8 + [3] + [1] * 2, [5] * 8 + [3] + [1] * 2).warns(CautionCode.MANY_QUESTIONABLE)
    assert kano([1, 2], [5, None]).warns(CautionCode.ONE_SIDE_MISSING)


def test_each_segment_is_classified_on_its_own() -> None:
    found = kano_by_segment([1, 1, 3, 3, 1], [5, 5, 5, 5, 3], ["old", "old", "new", "new", None])
    assert {name: (each.category, each.tier) for name, each in found.items()} == {
        "old": ("O", "satisfying"),
        "new": ("M", "basic"),
    }


def test_a_published_evaluation_of_five_attributes_comes_out_in_every_figure() -> None:
    # README of the R package stp25kano, a maker of cleaning machines, n 296: counts, category, the category by
    # M > O > A > I within 5 points, total and category strength in per cent, CS plus and minus, Fong's least difference
    published = {
        (95, 123, 45, 33, 0, 0): ("O", "O", 89, 9, 0.568, -0.736, 19.4, True),
        (101, 54, 54, 81, 3, 3): ("M", "M", 71, 7, 0.372, -0.534, 18.5, True),
        (15, 24, 121, 124, 6, 6): ("I", "A", 54, 1, 0.511, -0.137, 19.8, False),
        (65, 87, 93, 51, 0, 0): ("A", "O", 83, 2, 0.608, -0.514, 18.5, False),
        (9, 18, 83, 177, 6, 3): ("I", "I", 37, 32, 0.352, -0.094, 19.9, True),
    }
    for counts, figures in published.items():
        found = kano_of_counts(dict(zip("MOAIRQ", counts, strict=True)))
        assert found.n == 296
        assert None not in {found.total, found.strength, found.better, found.worse, found.fong_least}
        assert (
            found.category,
            found.by_rule["within_5_points"],
            round(100 * (found.total or 0)),
            round(100 * (found.strength or 0)),
            round(found.better or 0, 3),
            round(found.worse or 0, 3),
            round(found.fong_least or 0, 1),
            found.fong,
        ) == figures
