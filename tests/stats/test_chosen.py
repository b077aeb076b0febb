"""Choices among options at the edges: none, one, a tie, all the same, none of the options."""

from fractions import Fraction

import pytest
from scipy import stats

from survey_app.stats.chosen import chosen_options, option_moves
from survey_app.stats.results import Reason, StatisticsRefused
from survey_app.stats.significance import Shortfall


def test_nobody_and_one_person() -> None:
    nobody = chosen_options([None, None], 3)
    assert (nobody.n, nobody.missing, nobody.leading, nobody.share.value, nobody.variation) == (0, 2, (), None, None)
    assert (nobody.agreed, nobody.reason) == (None, Reason.NO_ANSWERS)
    assert [each.count for each in nobody.points] == [0, 0, 0]
    one = chosen_options([2], 3)
    assert (one.leading, one.share.value, one.variation, one.agreed) == ((2,), 1.0, 0.0, None)


def test_a_tie_never_agrees_whatever_share_is_declared() -> None:
    tie = chosen_options([1, 1, 1, 1, 3, 3, 3, 3], 3, percent=Fraction(50))
    assert (tie.leading, tie.share.value, tie.agreed) == ((1, 3), 0.5, False)
    assert chosen_options([1, 1, 1, 1, 3, 3, 3, 2], 3, percent=Fraction(50)).agreed


def test_all_the_same_and_all_alike() -> None:
    same = chosen_options([4.0] * 9, 4)
    assert (same.variation, same.agreed, same.leading) == (0.0, True, (4,))
    alike = chosen_options([1, 2, 3, 4] * 3, 4)
    assert (alike.variation, alike.agreed, len(alike.leading)) == (1.0, False, 4)


def test_the_threshold_is_met_in_whole_numbers_on_both_bases() -> None:
    found = chosen_options([1] * 7 + [2] * 3, 2, percent=Fraction("70"), seen=10)
    assert (found.agreed, found.agreed_of_all) == (True, True)
    more = chosen_options([1] * 7 + [2] * 3, 2, percent=Fraction("70"), seen=11)
    assert (more.agreed, more.agreed_of_all) == (True, False)
    assert more.share_of_all.value == pytest.approx(7 / 11)
    interval = stats.binomtest(7, 10).proportion_ci(method="wilson")
    assert found.share.interval is not None
    assert (found.share.interval.low, found.share.interval.high) == pytest.approx((interval.low, interval.high))
    assert chosen_options([1] * 6, 2, minimum=7).agreed is None


@pytest.mark.parametrize("answers", [[0], [4], [1.5], [-1]])
def test_what_is_no_option_is_refused(answers: list[float]) -> None:
    with pytest.raises(StatisticsRefused):
        chosen_options(answers, 3)


def test_fewer_who_saw_it_than_chose_or_one_option_are_refused() -> None:
    with pytest.raises(StatisticsRefused):
        chosen_options([1, 2], 3, seen=1)
    with pytest.raises(StatisticsRefused):
        chosen_options([1], 1)


def test_two_who_swap_leave_the_counts_alone_but_did_move() -> None:
    found = option_moves([1, 2, 1, 2, 3, 3], [2, 1, 1, 2, 3, 3], 3)
    assert (found.net_change, found.unchanged, found.shortfall, found.bowker.p) == (0.0, 4, None, 1.0)


def test_moves_of_nobody_of_few_and_of_all() -> None:
    assert option_moves([], [], 2).shortfall is Shortfall.NO_PAIRS
    assert option_moves([1, None], [None, 1], 2).net_change is None
    few = option_moves([1, 1], [2, 2], 2)
    assert (few.net_change, few.shortfall, few.bowker.p) == (1.0, Shortfall.TOO_FEW_PAIRS, None)
    every = option_moves([1] * 8, [2] * 8, 2)
    assert every.net_change == 1.0
    # one pair of options: Bowker is McNemar without continuity correction, 8 squared by 8
    assert every.bowker.p == pytest.approx(stats.chi2.sf(8, 1))
    with pytest.raises(StatisticsRefused):
        option_moves([1, 2], [1], 2)
