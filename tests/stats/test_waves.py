"""Changes between waves, run charts and flags against R, scipy and counting by hand."""

import numpy as np
import pytest
from scipy import stats

from survey_app.stats.descriptive import mean
from survey_app.stats.proportion import share_of, wilson
from survey_app.stats.quality import (
    duplicates,
    identical_answers,
    inconsistent,
    reversed_pair,
    speeding,
    straight_lining,
)
from survey_app.stats.recommend import net_promoter
from survey_app.stats.results import Reason, StatisticsRefused
from survey_app.stats.run_chart import run_chart
from survey_app.stats.waves import (
    Barrier,
    Instrument,
    barriers_between,
    change_of_means,
    change_of_recommendation,
    change_of_shares,
    paired_means,
    paired_shares,
)


def test_the_z_of_two_shares_squares_to_the_chi_square_of_their_table() -> None:
    found = change_of_shares(wilson(48, 80), wilson(56, 70))
    table = stats.chi2_contingency([[48, 32], [56, 14]], correction=False)
    assert found.test.statistic is not None
    assert found.test.statistic**2 == pytest.approx(table.statistic)
    assert found.test.p == pytest.approx(table.pvalue)
    assert found.interval is not None  # Newcombe 1998, example (a): .0524 to .3339
    assert (round(found.interval.low, 4), round(found.interval.high, 4)) == (0.0524, 0.3339)


def test_weighted_shares_count_on_the_bases_of_their_design() -> None:
    sides = [
        (np.arange(60) % 5 < 2, np.resize([0.5, 1.0, 2.0], 60)),
        (np.arange(80) % 7 < 4, np.resize([2.0, 0.5, 1.0, 1.5], 80)),
    ]
    found = change_of_shares(share_of(*sides[0]), share_of(*sides[1]))
    shares = [float(weights[hits].sum() / weights.sum()) for hits, weights in sides]
    assert shares == pytest.approx([0.4, 0.58])
    # R 4.2.2, survey 4.1-1: svyby(~y, ~g, s, svymean) of both waves in one design, whose variance has 140/139 in it
    errors = [error * (139 / 140) ** 0.5 for error in (0.0719712172685, 0.0607980499498)]
    bases = [share * (1 - share) / error**2 for share, error in zip(shares, errors, strict=True)]
    pooled = (shares[0] * bases[0] + shares[1] * bases[1]) / sum(bases)
    z = (shares[1] - shares[0]) / (pooled * (1 - pooled) * (1 / bases[0] + 1 / bases[1])) ** 0.5
    assert found.test.statistic == pytest.approx(z)
    # svychisq(~y + g, s, statistic = "Chisq"), Rao and Scott: p = 0.0604; svyttest: 0.0581
    assert found.test.p == pytest.approx(0.0604, abs=0.002)
    assert barriers_between(Instrument("a", ()), Instrument("a", (), is_weighted=True)) == (Barrier.WEIGHTS,)


def test_means_and_recommendation_of_different_people() -> None:
    before, now = [3, 4, 4, 5, 3, 2], [5, 5, 4, 4, 5, 3]
    welch = stats.ttest_ind(now, before, equal_var=False)
    found = change_of_means(before, now)
    assert found.test.statistic == pytest.approx(welch.statistic)
    assert found.test.p == pytest.approx(welch.pvalue)
    sides = net_promoter([10] * 40 + [5] * 60), net_promoter([10] * 60 + [5] * 40)
    change = change_of_recommendation(*sides)
    # by hand: v = (1 - .2^2)/100 on either side, z = .4/sqrt(.0192)
    assert change.test.statistic == pytest.approx(0.4 / 0.0192**0.5)
    assert change.test.p == pytest.approx(2 * stats.norm.sf(0.4 / 0.0192**0.5))


def test_the_same_people_are_compared_by_who_moved() -> None:
    # R: binom.test(15, 20)$p.value prints 0.04138947
    found = paired_shares([1] * 20 + [0] * 30 + [None], [1] * 15 + [0] * 20 + [1] * 15 + [1])
    assert found.test.p == pytest.approx(0.04138947, abs=1e-8)
    assert (found.moved, found.missing, found.value) == ((15, 5), 1, 0.2)
    assert found.interval is not None  # Agresti and Min 2005: (c + .5 - b - .5)/(n + 2) = 10/52
    assert (found.interval.low + found.interval.high) / 2 == pytest.approx(10 / 52)
    assert paired_shares([1, 0], [1, 0]).reason is Reason.NO_CHANGES
    before, now = [3.0, 4, 4, 5, np.nan], [4.0, 4, 5, 5, 1]
    paired, again = paired_means(before, now), stats.ttest_rel(now[:4], before[:4])
    assert paired.test.p == pytest.approx(again.pvalue)
    assert (paired.n, paired.moved, paired.before) == (4, (2, 0), mean(before[:4]).value)
    with pytest.raises(StatisticsRefused):
        paired_shares([2], [1])
    with pytest.raises(StatisticsRefused):
        paired_means([1], [1, 2])


def test_a_changed_question_is_not_compared() -> None:
    old = Instrument("How satisfied are you?", ("1", "2", "3"), frozenset({"web"}))
    new = Instrument("How content are you?", ("1", "2", "3"), frozenset({"phone"}))
    assert barriers_between(old, Instrument("how satisfied  are you?", old.scale, old.modes)) == ()
    barriers = barriers_between(old, new)
    assert barriers == (Barrier.WORDING, Barrier.MODE)
    for found in (
        change_of_shares(wilson(4, 8), wilson(5, 8), barriers=barriers),
        change_of_means([1, 2], [2, 4], barriers=barriers),
        change_of_recommendation(net_promoter([9, 3]), net_promoter([9, 9]), barriers=barriers),
    ):
        assert (found.value, found.interval, found.test.p) == (None, None, None)
        assert (found.reason, found.barriers) == (Reason.NOT_COMPARABLE, barriers)
        assert None not in {found.before, found.now}


def test_a_run_chart_shows_a_shift_and_no_more_than_that() -> None:
    # qicharts2's limits for 24 useful points: longest run 8, crossings at least 8
    steady = [1, 2] * 12
    found = run_chart(steady)
    assert (found.longest_run_limit, found.crossings_limit, found.signal) == (8, 8, False)
    shifted = run_chart([1, 2] * 6 + [5, 6] * 6)
    assert (shifted.longest_run, shifted.signal) == (12, True)
    assert run_chart([3, 3, None]).reason is Reason.NO_VARIATION
    assert run_chart([]).reason is Reason.NO_ANSWERS
    assert run_chart([1, 2, 3]).cautions


def test_flags_name_people_and_thresholds_and_leave_everybody_in() -> None:
    items: list[list[float | None]] = [
        [3, 3, 3, 3, 3, 3],
        [3, 3, 3, 3, 3, 1],
        [1, 2, 1, 2, 1, 2],
        [4, None, 4, 4, 4, 4],
        [2, 2, None, None, 2, 2],
    ]
    lines = straight_lining(items)
    assert lines.flags.tolist() == [True, False, False, True, False]
    assert (lines.flagged, lines.n, lines.missing) == (2, 4, 1)
    assert straight_lining(items, share=0.8).flags.tolist() == [True, True, False, True, False]
    assert lines.to_json()["places"] == [0, 3]
    assert lines.to_json()["thresholds"] == {"share": 1.0, "least_items": 5}
    fast = speeding([100, 29, 31, None, 300, 100], shortest=30)
    assert fast.flags.tolist() == [False, True, False, False, False, False]
    assert identical_answers([[1, 2], [1, None], [1, None], [None, None]], 1).flags.tolist() == [
        False,
        True,
        True,
        False,
    ]
    assert duplicates(["a", None, "", "A ", "b"]).flags.tolist() == [True, False, False, True, False]
    pairs = inconsistent(["never", "often", None], ["daily", "daily", "daily"], [("never", "daily")])
    assert (pairs.flags.tolist(), pairs.n) == ([True, False, False], 2)
    assert reversed_pair([5, 5, 4, None], [5, 1, 4, 2], (1, 5)).figures[:3].tolist() == [4, 0, 2]


def test_flags_refuse_thresholds_that_make_no_sense() -> None:
    for wrong in (
        lambda: straight_lining([[1, 2]], share=0),
        lambda: speeding([1, -2]),
        lambda: speeding([1], ratio=0),
        lambda: inconsistent([1], [1, 2], []),
        lambda: reversed_pair([1], [1], (5, 5)),
    ):
        with pytest.raises(StatisticsRefused):
            wrong()
    assert straight_lining(np.zeros((0, 5))).reason is Reason.NO_ANSWERS
    assert identical_answers(np.zeros((0, 5))).reason is Reason.NO_ANSWERS
    assert speeding([]).reason is Reason.NO_ANSWERS
