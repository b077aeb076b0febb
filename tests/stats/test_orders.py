"""Orders, pairs, fuzzy ratings and agreement of raters against published tables and other implementations."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, special, stats
from statsmodels.stats.inter_rater import fleiss_kappa

from survey_app.stats.fuzzy import SEVEN_POINTS, Defuzzify, fuzzy_item
from survey_app.stats.guards import Guard
from survey_app.stats.incomplete_blocks import balanced_concordance
from survey_app.stats.pairs import pair_score, pairwise
from survey_app.stats.priorities import Partial, RankedItem, borda, nominal_group
from survey_app.stats.rater_alpha import rater_alpha
from survey_app.stats.results import Reason, StatisticsRefused

N = None
# Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section D: four observers, twelve units
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
    [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
]
# Fleiss 1971, as Wikipedia's worked example prints it: ten subjects, fourteen raters, kappa .210
FLEISS = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip
NAMES = "abcd"
FANO = [(0, 1, 3), (1, 2, 4), (2, 3, 5), (3, 4, 6), (4, 5, 0), (5, 6, 1), (6, 0, 2)]
cells = st.lists(st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=6, max_size=6), min_size=2, max_size=6)


def test_krippendorffs_example_comes_out_with_every_metric() -> None:
    found = rater_alpha(OBSERVERS)
    figures = (found.nominal, found.ordinal, found.interval, found.ratio)
    assert [round(each.value or 0, 3) for each in figures] == [0.743, 0.815, 0.849, 0.797]
    assert (found.n, found.single, found.m, found.k) == (40, 1, 4, 12)


def test_fleiss_kappa_of_the_worked_example() -> None:
    raters = np.array([np.repeat(np.arange(5), counts) for counts in FLEISS]).T
    assert round(rater_alpha(raters).fleiss.value or 0, 3) == 0.210


@given(cells)
@settings(deadline=None, max_examples=80)
def test_alpha_agrees_with_counting_every_pair(table: list[list[int | None]]) -> None:
    units = [[value for value in unit if value is not None] for unit in zip(*table, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    found = rater_alpha(table)
    if len(set(values)) < 2:
        assert found.interval.value is None
        assert found.interval.guard in {Guard.NO_ANSWERS, Guard.NO_VARIATION}
        return
    n = len(values)
    seen = sum(sum((a - b) ** 2 for a, b in itertools.permutations(unit, 2)) / (len(unit) - 1) for unit in units) / n
    chance = sum((a - b) ** 2 for a, b in itertools.permutations(values, 2)) / (n * (n - 1))
    assert found.interval.value == pytest.approx(1 - seen / chance)
    whole = [unit for unit in zip(*table, strict=True) if None not in unit]
    if whole and len({value for unit in whole for value in unit}) > 1:
        counts = np.array([[unit.count(value) for value in range(1, 6)] for unit in whole])
        assert found.fleiss.value == pytest.approx(fleiss_kappa(counts))


def test_alpha_of_nothing_and_of_huge_numbers() -> None:
    assert rater_alpha(np.zeros((0, 3))).nominal.guard is Guard.NO_ANSWERS
    assert rater_alpha([[3, 3], [3, 3]]).fleiss.guard is Guard.NO_VARIATION
    assert rater_alpha([[-1, 2], [1, 2]]).ratio.guard is Guard.NO_RATIO_SCALE
    small, huge = rater_alpha([[1, 2, 4], [1, 3, 4]]), rater_alpha(np.array([[1, 2, 4], [1, 3, 4]]) * 1e15)
    assert huge.interval.value == pytest.approx(small.interval.value)


def test_w_of_a_balanced_plan_is_durbins() -> None:
    # seven items, seven panellists, three each: the plane of Fano; the order of the items is that of their number
    table = [[place if place in block else None for place in range(7)] for block in FANO]
    found = balanced_concordance(table)
    assert (found.each_rates, found.each_rated, found.together) == (3, 3, 1)
    assert found.chi_square is not None
    assert found.chi_square.statistic == pytest.approx(1 * (49 - 1) * (found.value or 0) / 4)
    assert found.value == pytest.approx(1)
    whole = [[1, 2, 3, 4], [2, 1, 3, 4], [1, 3, 2, 4]]
    friedman = stats.friedmanchisquare(*zip(*whole, strict=True))
    full = balanced_concordance(whole).chi_square
    assert full is not None
    assert (full.statistic, full.p) == pytest.approx((friedman.statistic, friedman.pvalue))


def test_a_plan_that_is_not_balanced_has_no_w() -> None:
    assert balanced_concordance([[1, 2, None], [1, None, 2], [1, 2, None]]).guard is Guard.NOT_BALANCED
    assert balanced_concordance([[1, 2, 3]]).guard is Guard.ONE_RATER
    assert balanced_concordance([[1, 2], [2, 1]]).guard is Guard.FEWER_THAN_THREE
    assert balanced_concordance([[None] * 3] * 2).reason is Reason.NO_ANSWERS


def test_the_fuzzy_case_of_the_design() -> None:
    case = [5, 5, 4, 4, 4, 5, 3, 4, 5, 5]
    found = fuzzy_item(case)
    assert [round(part or 0, 2) for part in (found.low, found.middle, found.high, found.mean_distance)] == [
        0.48, 0.68, 0.88, 0.12,
    ]  # fmt: skip
    assert (found.near, found.near_share, found.accepted, round(found.crisp or 0, 2)) == (9, 0.9, True, 0.68)
    assert len(found.table) == 5


def test_the_variants_of_the_crisp_figure_differ_as_printed() -> None:
    # the design prints .853, .860 and .867 for one case; 10 experts on seven points with (.74, .88, .94) as average
    scale = {1: (0.74, 0.88, 0.94)}
    crisp = [fuzzy_item([1], scale, variant=variant).crisp for variant in Defuzzify]
    assert [round(each or 0, 3) for each in crisp] == [0.853, 0.86, 0.867]


def test_distances_are_compared_with_a_tolerance_and_missing_stays_missing() -> None:
    # five and three: both are .2 from their average, which is not below .2 in floating point
    found = fuzzy_item([5, 5, 3, 3, None])
    assert (found.missing, found.distances[4]) == (1, None)
    assert fuzzy_item([4, 5]).near_share == 1
    assert found.mean_distance == pytest.approx(0.2)
    assert found.near == 4
    assert fuzzy_item([]).reason is Reason.NO_ANSWERS
    assert fuzzy_item([7, 7, 6], SEVEN_POINTS).accepted
    for wrong in (lambda: fuzzy_item([6]), lambda: fuzzy_item([1], {1: (0.3, 0.2, 0.4)}), lambda: fuzzy_item([1], {})):
        with pytest.raises(StatisticsRefused):
            wrong()


def test_points_of_a_nominal_group_and_ballots_that_are_none() -> None:
    found = nominal_group([[1, 2, 3, None], [None, 1, 2, 3], [None] * 4], 5)
    assert [(each.total, each.voters, each.mean) for each in found.items] == [
        (5, 1, 5), (9, 2, 4.5), (7, 2, 3.5), (3, 1, 3),
    ]  # fmt: skip
    assert (found.n, found.missing, [each.place for each in found.items]) == (2, 1, [3, 1, 2, 4])
    for wrong in ([[1, 1]], [[0]], [[1.5]], [[3]], [[1e15]]):
        with pytest.raises(StatisticsRefused):
            nominal_group(wrong, 2)
    assert nominal_group([[None, None]]).items[0].mean is None


@given(st.lists(st.permutations([1, 2, 3, 4]), min_size=1, max_size=8))
def test_full_ballots_give_borda_by_counting_those_behind(ballots: list[list[int]]) -> None:
    found = borda(ballots)
    behind = [sum(other > ballot[item] for ballot in ballots for other in ballot) for item in range(4)]
    assert [each.points for each in found.items] == pytest.approx(behind)
    assert [each.mean_rank for each in found.items] == pytest.approx(np.mean(ballots, axis=0))
    turned = borda([[5 - rank for rank in ballot] for ballot in ballots], highest_first=True)
    assert turned.items == found.items


def test_a_partial_ballot_is_shared_or_dropped_as_declared() -> None:
    ballots = [[1, None, None, 2], [1, 2, 3, 4], [None] * 4]
    shared, dropped = borda(ballots), borda(ballots, Partial.DROP)
    assert [each.mean_rank for each in shared.items] == [1, 2.75, 3.25, 3]
    assert (shared.n, shared.partial, shared.empty) == (2, 1, 1)
    assert (dropped.n, [each.points for each in dropped.items]) == (1, [3, 2, 1, 0])
    assert borda([[None, None]]).items[0].place is None


pair = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda two: two[0] != two[1])


@given(st.lists(pair, max_size=25))
@settings(deadline=None, max_examples=40)
def test_strengths_are_those_that_a_general_optimiser_finds(won: list[tuple[str, str]]) -> None:
    circle = [*zip(NAMES, NAMES[1:] + NAMES[0], strict=True)]
    choices = [(*two, two[0]) for two in [*circle, *won]]
    found = pairwise(choices, NAMES)
    places = [(NAMES.index(one), NAMES.index(two)) for one, two, _chosen in choices]

    def against(strengths: np.ndarray) -> float:
        return -float(sum(special.log_expit(strengths[one] - strengths[two]) for one, two in places))

    best = optimize.minimize(against, np.zeros(4), tol=1e-12).x
    strengths = [each.strength or 0 for each in found.items]
    assert strengths == pytest.approx(best - best.mean(), abs=1e-3)
    assert against(np.array(strengths)) <= against(best) + 1e-9
    assert sum(strengths) == pytest.approx(0, abs=1e-9)


def test_what_does_not_connect_has_scores_and_no_strengths() -> None:
    apart = pairwise([("a", "b", "a"), ("b", "a", "b"), ("c", "d", "c")])
    assert (apart.guard, apart.groups, apart.items[0].strength) == (Guard.NOT_CONNECTED, 2, None)
    assert pairwise([("a", "b", "a")]).guard is Guard.NEVER_LOST
    assert pairwise([("a", "b", "a"), ("b", "a", "b"), ("a", "c", "a")]).guard is Guard.NEVER_WON
    skipped = pairwise([("a", "b", None)])
    assert (skipped.skipped, skipped.reason, skipped.items[0].score) == (1, Reason.NO_ANSWERS, 50)
    assert pairwise([]).guard is Guard.NO_ANSWERS
    assert (pair_score(0, 0), pair_score(9, 0)) == (50, pytest.approx(1000 / 11))
    for wrong in ([("a", "a", "a")], [("a", "b", "c")]):
        with pytest.raises(StatisticsRefused):
            pairwise(wrong)


def test_ballots_of_no_item_are_no_order() -> None:
    assert (borda([[]]).n, borda([[]]).items) == (0, ())


def test_weighting_a_ballot_is_the_same_as_repeating_it() -> None:
    ballots: list[list[float | None]] = [[1, 2, 3, None], [2, 1, None, 3], [1, None, 2, 3], [3, 2, 1, None]]
    times = [3, 1, 2, 0]
    repeated = [ballot for ballot, often in zip(ballots, times, strict=True) for _ in range(often)]
    for method in (borda, nominal_group):
        weighted, plain = method(ballots, weights=times), method(repeated)
        assert (weighted.n, weighted.missing, plain.n) == (3, 1, 6)
        assert (weighted.weighted_n, weighted.n_eff) == (6, pytest.approx(36 / 14))
        for one, other in zip(weighted.items, plain.items, strict=True):
            figures = [
                (each.mean_rank if isinstance(each, RankedItem) else each.mean, each.place) for each in (one, other)
            ]
            assert figures[0] == pytest.approx(figures[1])
    assert [each.points for each in borda(ballots, weights=times).items] == pytest.approx(
        [each.points for each in borda(repeated).items]
    )


def test_weighted_choices_have_the_strengths_and_errors_of_a_survey_design() -> None:
    """R 4.2, package survey: svyglm(won ~ 0 + b + c, svydesign(ids = ~1, weights = ~w), quasibinomial()), centred."""
    left, right, chosen = "aabcabcabc", "bccababcca", "acbabacacc"
    weights = [1, 2, 0.5, 1.5, 1, 3, 2, 0.7, 1.2, 0.4]
    found = pairwise(list(zip(left, right, chosen, strict=True)), weights=weights)
    assert [each.strength for each in found.items] == pytest.approx([0.44552597004, -1.05536649971, 0.60984052967])
    assert [each.standard_error for each in found.items] == pytest.approx(
        [0.611387354983, 0.644426567367, 0.597386950013]
    )
    assert found.n_eff == pytest.approx(sum(weights) ** 2 / sum(each**2 for each in weights))
    # only what weights are to one another counts, and a choice of weight 0 is none
    more = [*zip(left, right, chosen, strict=True), ("d", "a", "d")]
    again = pairwise(more, weights=[*(50 * each for each in weights), 0])
    assert again.items[0].score == pytest.approx(found.items[0].score)
    assert (again.n, again.items[3].wins) == (10, 0)
    nobody = pairwise(more, weights=[0] * 11)
    assert (nobody.reason, nobody.n) == (Reason.ZERO_WEIGHTS, 0)
