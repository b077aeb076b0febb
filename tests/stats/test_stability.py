"""Movement between rounds: figures of real panels, scipy, statsmodels and counting every sign by hand."""

import csv
import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import SquareTable
from statsmodels.stats.contingency_tables import mcnemar as statsmodels_mcnemar
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.multitest import multipletests

from survey_app.stats.consensus import AgreementRule
from survey_app.stats.results import Base, Reason, StatisticsRefused
from survey_app.stats.signed_ranks import signed_ranks
from survey_app.stats.significance import Shortfall, holm
from survey_app.stats.stability import Stability, stability
from survey_app.stats.transitions import bowker, mcnemar

DATA = Path(__file__).parents[1] / "data" / "aggrecat" / "three_points.csv"
PERCENT = AgreementRule(0, 100, (50.5, 100), (0, 49.5))
FIFTHS = (20.0, 40.0, 60.0, 80.0)

side = st.one_of(st.none(), st.integers(1, 9))
sides = st.lists(st.tuples(side, side), max_size=40)


def claim(name: str, cuts: tuple[float, ...] = FIFTHS) -> Stability:
    """The best estimates of 25 experts for one claim of aggreCAT, first against second round."""
    found: dict[str, dict[str, float]] = {"round_1": {}, "round_2": {}}
    with DATA.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["paper_id"] == name:
                found[row["round"]][row["user_name"]] = float(row["best"])
    people = sorted(found["round_1"])
    return stability(*([turn[person] for person in people] for turn in found.values()), PERCENT, cuts=cuts)


@pytest.mark.parametrize(
    ("name", "net", "people", "cv"),
    [("100", 0.16, 0.32, -0.130), ("102", 0.20, 0.48, -0.077), ("118", 0.08, 0.24, -0.038)],
)
def test_what_the_distribution_moved_is_another_number_than_the_people(
    name: str, net: float, people: float, cv: float
) -> None:
    # worked out from the source data beforehand in another program, for the design of the product
    found = claim(name)
    assert (found.n, found.net_change, found.changed_bin) == (25, pytest.approx(net), pytest.approx(people))
    assert found.cv_change == pytest.approx(cv, abs=5e-4)
    assert found.stable == (net < 0.15)


def test_the_change_of_sides_on_claim_100_is_exact() -> None:
    # R: mcnemar.test prints .248 corrected and .083 plain for 3 against 0; the exact one is .25
    found = claim("100")
    assert sorted((found.sides.only_first, found.sides.only_second)) == [0, 3]
    assert (found.mcnemar.p, found.mcnemar.method) == (0.25, "mcnemar_exact")


@given(st.lists(st.integers(-4, 4).filter(bool), min_size=6, max_size=11), st.integers(0, 4))
@settings(deadline=None, max_examples=60)
def test_signed_ranks_agree_with_trying_every_sign(moved: list[int], zeros: int) -> None:
    ranks = stats.rankdata(np.abs(moved))
    seen = float(ranks[np.array(moved) > 0].sum())
    sums = np.array(list(product((0, 1), repeat=len(moved)))) @ ranks
    by_hand = min(1.0, 2 * min((sums <= seen + 1e-9).mean(), (sums >= seen - 1e-9).mean()))
    found = signed_ranks([*moved, *[0] * zeros, None])
    assert (found.test.method, found.up, found.zeros, found.moved) == ("wilcoxon_exact", seen, zeros, len(moved))
    assert found.test.p == pytest.approx(by_hand)


@given(st.lists(st.integers(1, 400), min_size=6, max_size=25, unique=True), st.integers(0, 2**25))
@settings(deadline=None, max_examples=30)
def test_without_ties_signed_ranks_are_those_of_scipy(sizes: list[int], signs: int) -> None:
    moved = [size if signs >> place & 1 else -size for place, size in enumerate(sizes)]
    assert signed_ranks(moved).test.p == pytest.approx(stats.wilcoxon(moved, method="exact").pvalue)


@given(st.lists(st.integers(-4, 4), min_size=30, max_size=60).filter(lambda d: sum(map(bool, d)) > 25))
@settings(deadline=None, max_examples=30)
def test_many_movers_take_the_normal_distribution_with_ties_as_scipy_does(differences: list[int]) -> None:
    oracle = stats.wilcoxon([d for d in differences if d], method="asymptotic", correction=False)
    found = signed_ranks(differences)
    assert found.test.method == "wilcoxon_normal"
    assert found.test.p == pytest.approx(oracle.pvalue)
    assert min(found.up, found.down) == oracle.statistic


def test_five_movers_make_no_test_and_nobody_moving_is_said() -> None:
    five, none, empty = signed_ranks([1] * 5 + [0]), signed_ranks([0, 0]), signed_ranks([None])
    assert (five.test.p, five.test.shortfall) == (None, Shortfall.TOO_FEW_MOVED)
    assert (none.test.p, none.test.shortfall) == (1, Shortfall.NOBODY_MOVED)
    assert (empty.test.p, empty.test.shortfall) == (None, Shortfall.NO_PAIRS)


def test_differences_that_only_rounding_separates_are_ties() -> None:
    assert signed_ranks([0.3 - 0.2, 0.2 - 0.1, 0.1, 0.1, 0.1, -0.1]).up == 17.5


@pytest.mark.parametrize(("lost", "won"), [(3, 0), (1, 9), (12, 12), (5, 19), (5, 20), (40, 20)])
def test_the_change_of_sides_agrees_with_statsmodels(lost: int, won: int) -> None:
    exact = lost + won < 25
    oracle = statsmodels_mcnemar([[7, lost], [won, 9]], exact=exact, correction=False)
    found = mcnemar(lost, won, lost + won + 16)
    assert found.p == pytest.approx(oracle.pvalue)
    assert found.statistic == pytest.approx(oracle.statistic)


def test_the_change_of_sides_at_its_edges() -> None:
    assert (mcnemar(0, 0, 9).p, mcnemar(0, 0, 9).shortfall) == (1, Shortfall.NOBODY_MOVED)
    assert (mcnemar(2, 1, 5).p, mcnemar(2, 1, 5).shortfall) == (None, Shortfall.TOO_FEW_PAIRS)
    assert mcnemar(0, 0, 0).shortfall is Shortfall.NO_PAIRS
    for counts in ((-1, 0, 9), (5, 5, 9)):
        with pytest.raises(StatisticsRefused):
            mcnemar(*counts)


def test_more_classes_agree_with_statsmodels_where_every_pair_moved() -> None:
    table = np.array([[5, 2, 7], [1, 6, 3], [2, 8, 4]])
    pairs = [(i, j) for i in range(3) for j in range(3) for _ in range(table[i, j])]
    oracle = SquareTable(table, shift_zeros=False).symmetry(method="bowker")
    found = bowker([one for one, _ in pairs], [two for _, two in pairs])
    assert found.statistic == pytest.approx(oracle.statistic)
    assert (found.df, found.p) == ((3,), pytest.approx(oracle.pvalue))


def test_pairs_of_classes_nobody_moved_between_do_not_inflate_p() -> None:
    found = bowker([1] * 6 + [3] * 3, [2] * 4 + [1] * 2 + [3] * 3)
    assert (found.statistic, found.df) == (4, (1,))
    assert found.p == pytest.approx(stats.chi2.sf(4, 1))
    assert bowker([1] * 6, [1] * 6).p == 1
    assert bowker([1, None], [2, 2]).shortfall is Shortfall.TOO_FEW_PAIRS
    assert bowker([], []).shortfall is Shortfall.NO_PAIRS
    with pytest.raises(StatisticsRefused):
        bowker([1], [])


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=2, max_size=40))
@settings(deadline=None, max_examples=60)
def test_kappa_is_that_of_statsmodels(pairs: list[tuple[int, int]]) -> None:
    found = stability([one for one, _ in pairs], [two for _, two in pairs])
    table = np.zeros((5, 5))
    for one, two in pairs:
        table[one - 1, two - 1] += 1
    if len({rating for pair in pairs for rating in pair}) == 1:
        assert found.kappa is None
    else:
        oracle = cohens_kappa(table, wt="quadratic", return_results=False)
        assert found.kappa == pytest.approx(float(oracle), abs=1e-9)


@given(sides)
@settings(deadline=None, max_examples=80)
def test_everybody_is_counted_once_and_the_figures_fit_together(pairs: list[tuple[int | None, int | None]]) -> None:
    found = stability([one for one, _ in pairs], [two for _, two in pairs])
    neither = sum(one is None and two is None for one, two in pairs)
    assert found.n + found.only_first + found.only_second + neither == len(pairs)
    movement, counts = found.movement, found.sides
    assert movement.up + movement.down + movement.unchanged == found.n
    assert counts.both + counts.only_first + counts.only_second + counts.neither == found.n
    assert (movement.up + movement.down, found.base) == (found.wilcoxon.moved, Base.BOTH_SIDES)
    json.dumps(found.to_json(), allow_nan=False)
    if not found.n:
        assert (found.net_change, found.share_unchanged.value, found.reason) == (None, None, Reason.NO_ANSWERS)
        return
    both = [(one, two) for one, two in pairs if one is not None and two is not None]
    assert movement.mean_change == pytest.approx(np.mean([two - one for one, two in both]))
    assert movement.median_change == np.median([two - one for one, two in both])
    assert found.net_change is not None
    assert found.changed_bin is not None
    assert found.net_change <= found.changed_bin + 1e-12
    assert found.changed_bin == pytest.approx((movement.up + movement.down) / found.n)


def test_newcomers_and_those_who_left_do_not_move_the_figures() -> None:
    one, two = [7, 5, 6, 8, 7, 3, 5], [7, 7, 7, 8, 8, 3, 5]
    alone, among = stability(one, two), stability([*one, 1, None, None], [*two, None, 9, None])
    assert (among.only_first, among.only_second, among.missing) == (1, 1, 3)
    assert (among.movement, among.wilcoxon, among.net_change) == (alone.movement, alone.wilcoxon, alone.net_change)


def test_nobody_moving_is_stable_and_said() -> None:
    found = stability([7, 5, 6, 8, 7, 3], [7, 5, 6, 8, 7, 3])
    assert (found.share_unchanged.value, found.net_change, found.stable, found.kappa) == (1, 0, True, 1)
    assert {found.wilcoxon.test.shortfall, found.mcnemar.shortfall, found.bowker.shortfall} == {Shortfall.NOBODY_MOVED}


def test_people_who_change_places_leave_the_distribution_as_it_was() -> None:
    found = stability([1, 9, 2, 8, 3, 7], [9, 1, 8, 2, 7, 3])
    assert (found.net_change, found.changed_bin, found.stable) == (0, 1, True)
    assert found.kappa is not None
    assert found.kappa < 0


def test_fifteen_per_cent_exactly_is_not_below_fifteen() -> None:
    one = [5] * 20
    assert stability(one, [5] * 17 + [6] * 3).stable is False
    assert stability(one, [5] * 18 + [6] * 2).stable is True


def test_five_pairs_give_figures_without_tests_or_verdict() -> None:
    found = stability([5] * 5, [6] * 5)
    assert (found.movement.mean_change, found.net_change, found.stable) == (1, 1, None)
    assert (found.shortfall, found.mcnemar.shortfall) == (Shortfall.TOO_FEW_PAIRS, Shortfall.TOO_FEW_PAIRS)
    assert (found.wilcoxon.test.p, found.mcnemar.p, found.bowker.p) == (None, None, None)
    assert stability([], []).shortfall is Shortfall.NO_PAIRS


@pytest.mark.parametrize(
    ("one", "two", "cuts"), [([1], [1, 2], ()), ([0], [5], ()), ([5], [10], ()), ([5], [5], (6, 3)), ([5], [5], (3, 3))]
)
def test_a_wrong_question_is_refused(one: list[float], two: list[float], cuts: tuple[float, ...]) -> None:
    with pytest.raises(StatisticsRefused):
        stability(one, two, cuts=cuts)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_adjustment_for_many_items_is_that_of_statsmodels(seed: int) -> None:
    p_values = [float(p) for p in np.random.default_rng(seed).beta(0.4, 3, 12).round(2)]
    assert holm(p_values) == pytest.approx(tuple(multipletests(p_values, method="holm")[1]))


def test_items_without_a_p_do_not_count_in_the_adjustment() -> None:
    assert holm([None, 0.02, None]) == (None, 0.02, None)
    assert holm([]) == ()
    with pytest.raises(StatisticsRefused):
        holm([1.2])


def test_a_rule_whose_scale_runs_backwards_is_refused() -> None:
    with pytest.raises(StatisticsRefused, match="ranges_out_of_order"):
        stability([1, 2], [1, 2], AgreementRule(9, 1, (7, 9), (1, 3), 75))
