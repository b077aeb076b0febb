"""The Net Promoter Score against statsmodels and figures worked by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.weightstats import DescrStatsW

from survey_app.stats.recommend import Cuts, NetPromoter, net_promoter, net_promoter_change
from survey_app.stats.results import CautionCode, Reason, StatisticsRefused

Z = 1.959963984540054


def answers(promoters: int, passives: int, detractors: int) -> list[int]:
    return [10] * promoters + [8] * passives + [3] * detractors


def test_every_answer_falls_in_its_published_class() -> None:
    # Reichheld 2003: 0 to 6 detract, 7 and 8 are passive, 9 and 10 promote
    found = net_promoter(list(range(11)))
    assert (found.detractors, found.passives, found.promoters) == (7, 2, 2)
    assert found.value == pytest.approx(100 * (2 - 7) / 11)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
@settings(deadline=None)
def test_score_error_and_interval_agree_with_statsmodels(promoters: int, passives: int, detractors: int) -> None:
    found = net_promoter(answers(promoters, passives, detractors))
    n = promoters + passives + detractors
    assert found.n == n
    if n < 2:
        assert found.interval is None
        return
    # independent: the score is the mean of +1, 0, -1; Rocks 2016 adds 3/4, 3/2, 3/4 answers to the classes
    plain = DescrStatsW([1, 0, -1], weights=[promoters, passives, detractors])
    adjusted = DescrStatsW([1, 0, -1], weights=[promoters + 0.75, passives + 1.5, detractors + 0.75])
    assert found.value == pytest.approx(100 * plain.mean, abs=1e-9)
    assert found.standard_error == pytest.approx(100 * (plain.var / n) ** 0.5, abs=1e-6)
    half = Z * (adjusted.var / (n + 3)) ** 0.5
    assert found.interval is not None
    assert found.interval.low == pytest.approx(100 * max(-1, adjusted.mean - half))
    assert found.interval.high == pytest.approx(100 * min(1, adjusted.mean + half))
    assert -100 <= found.interval.low < found.interval.high <= 100


def test_all_in_one_class_keeps_a_width_and_earns_a_caution() -> None:
    found = net_promoter([10] * 40)
    assert (found.value, found.standard_error) == (100, 0)
    assert found.interval is not None
    # by hand: centre 40/43, variance (41.5/43 - (40/43)^2)/43
    assert found.interval.low == pytest.approx(100 * (40 / 43 - Z * ((41.5 / 43 - (40 / 43) ** 2) / 43) ** 0.5))
    assert found.interval.low < 100
    assert found.warns(CautionCode.ALL_IN_ONE_CLASS)
    assert not net_promoter([10, 3]).warns(CautionCode.ALL_IN_ONE_CLASS)


def test_nobody_one_person_and_everybody_each_have_their_reason() -> None:
    nobody, one, everybody = net_promoter([None]), net_promoter([9]), net_promoter([9, 3, 7], population=3)
    assert (nobody.value, nobody.promoter_share, nobody.missing, nobody.reason) == (None, None, 1, Reason.NO_ANSWERS)
    assert net_promoter([9, None], weights=[0, 1]).reason is Reason.ZERO_WEIGHTS
    assert net_promoter([None], weights=[1]).reason is Reason.NO_ANSWERS
    assert (one.value, one.interval, one.reason) == (100, None, Reason.ONE_ANSWER)
    assert (everybody.value, everybody.interval, everybody.reason) == (0, None, Reason.CENSUS)


def test_a_finite_population_narrows_the_interval_round_the_score() -> None:
    values = answers(60, 20, 20)
    wide, narrow, closest = (net_promoter(values, population=size) for size in (None, 150, 101))
    assert wide.interval is not None
    assert narrow.interval is not None
    assert closest.interval is not None
    assert wide.interval.low < narrow.interval.low < closest.interval.low < 40
    assert 40 < closest.interval.high < narrow.interval.high < wide.interval.high
    assert narrow.standard_error == pytest.approx((wide.standard_error or 0) * (50 / 149) ** 0.5)


def test_whole_weights_give_the_score_of_repeated_people() -> None:
    found = net_promoter([10, 8, 2, None], weights=[3, 1, 2, 7])
    repeated = net_promoter(answers(3, 1, 2))
    assert found.value == pytest.approx(repeated.value)
    assert found.n_eff == pytest.approx(36 / 14)
    assert (found.promoters, found.n) == (1, 3)
    lonely = net_promoter([10, 2], weights=[1, 1e-9])
    assert (lonely.interval, lonely.reason) == (None, Reason.TOO_FEW_EFFECTIVE)


def test_other_scales_and_other_cuts_are_cautioned() -> None:
    assert net_promoter([1, 10], cuts=Cuts(scale_min=1)).warns(CautionCode.ITEM_NOT_0_TO_10)
    own = net_promoter([0, 8], cuts=Cuts(detractors_to=5, promoters_from=8))
    assert own.warns(CautionCode.OWN_CUTS)
    assert (own.promoters, own.detractors) == (1, 1)
    assert {caution.code for caution in net_promoter([0, 10]).cautions} == {CautionCode.BASE_BELOW_30}


@pytest.mark.parametrize("cuts", [Cuts(detractors_to=9), Cuts(promoters_from=11), Cuts(detractors_to=-1)])
def test_cuts_that_overlap_or_leave_the_scale_are_refused(cuts: Cuts) -> None:
    with pytest.raises(StatisticsRefused):
        net_promoter([5], cuts=cuts)


def test_answers_off_the_scale_and_too_many_answers_are_refused() -> None:
    for ask in (lambda: net_promoter([11]), lambda: net_promoter([-1]), lambda: net_promoter([5, 6], population=1)):
        with pytest.raises(StatisticsRefused):
            ask()
    with pytest.raises(StatisticsRefused):
        net_promoter([0], cuts=Cuts(scale_min=1))


def test_the_difference_of_two_scores_has_the_sum_of_their_variances() -> None:
    # by hand: .5 +- z sqrt((.7 - .01)/100 + (.8 - .36)/50), scores 10 and 60
    before, now = net_promoter(answers(40, 30, 30)), net_promoter(answers(35, 10, 5))
    change = net_promoter_change(before, now)
    half = 100 * Z * (0.69 / 100 + 0.44 / 50) ** 0.5
    assert change.value == pytest.approx(50)
    assert change.interval is not None
    assert (change.interval.low, change.interval.high) == pytest.approx((50 - half, 50 + half))
    assert (change.method, change.n, change.before, change.now) == ("wald", 150, before.value, now.value)


def test_a_side_of_one_class_takes_the_adjusted_variance() -> None:
    change = net_promoter_change(net_promoter(answers(20, 20, 20)), net_promoter([10] * 30))
    assert change.method == "wald_adjusted_variance"
    added = (31.5 / 33 - (30 / 33) ** 2) / 33  # Rocks 2016 by hand: 30.75 and .75 of 33
    half = 100 * Z * ((2 / 3) / 60 + added) ** 0.5
    assert change.interval is not None
    assert change.interval.low == pytest.approx(100 - half)


def test_changes_with_a_silent_side_a_census_or_other_cuts() -> None:
    some, nobody, one = net_promoter(answers(5, 3, 2)), net_promoter([]), net_promoter([9])
    census = net_promoter(answers(5, 3, 2), population=10)
    assert net_promoter_change(some, nobody).reason is Reason.NO_ANSWERS
    assert net_promoter_change(nobody, some).value is None
    assert net_promoter_change(some, one).interval is None
    assert net_promoter_change(some, one).value == pytest.approx(70)
    both = net_promoter_change(census, census)
    assert (both.value, both.interval, both.reason) == (0, None, Reason.CENSUS)
    half = net_promoter_change(census, some)
    assert half.interval is not None
    assert half.interval.high == pytest.approx(Z * (some.standard_error or 0))
    assert half.method == "wald"
    with pytest.raises(StatisticsRefused):
        net_promoter_change(some, net_promoter([9, 3], cuts=Cuts(promoters_from=8)))


def test_an_adjusted_side_of_a_finite_weighted_sample_stays_finite() -> None:
    def side(population: int) -> NetPromoter:
        return net_promoter([10] * 12, population=population, weights=[1, 2] * 6)

    near, far = (net_promoter_change(side(size), net_promoter(answers(3, 3, 3))) for size in (13, 10**6))
    assert near.interval is not None
    assert far.interval is not None
    assert far.interval.low < near.interval.low


@given(st.lists(st.one_of(st.none(), st.integers(0, 10)), max_size=40))
@settings(deadline=None, max_examples=50)
def test_the_order_of_the_answers_does_not_matter(values: list[int | None]) -> None:
    assert net_promoter(values[::-1]) == net_promoter(values)


def test_an_array_of_a_million_answers_is_summarised() -> None:
    found = net_promoter(np.tile(np.arange(11.0), 100_000))
    assert found.value == pytest.approx(100 * -5 / 11)
