"""Design-based intervals of weighted figures against R's package survey 4.1-1, `svydesign(ids = ~1, weights = ~w)`.

The numbers are those that `svymean` prints for these twelve people (`print(..., digits = 12)`), with a finite
population `svydesign(..., fpc = rep(40, 12))`.
"""

import numpy as np
import pytest

from survey_app.stats.answers import t_quantile
from survey_app.stats.descriptive import mean
from survey_app.stats.gap import gap
from survey_app.stats.promoter_score import Cuts, net_promoter
from survey_app.stats.proportion import share_of, wilson
from survey_app.stats.tally import average, count_codes, recommend_score, top

RATINGS = np.array([5, 4, 3, 2, 5, 4, 1, 3, 4, 5, 2, 4])
WEIGHTS = np.array([1.2, 0.8, 1.5, 0.6, 1, 2.1, 0.7, 0.9, 1.3, 0.5, 1.8, 1.1])
SCALE = (1, 2, 3, 4, 5)
CUTS = Cuts(1, 5, 2, 5)
N = RATINGS.size


def test_the_standard_error_of_a_weighted_mean_is_that_of_svymean() -> None:
    found = mean(RATINGS, weights=WEIGHTS)
    assert found.value == pytest.approx(3.511111111111)
    assert found.standard_error == pytest.approx(0.345765196888)
    assert mean(RATINGS, 40, weights=WEIGHTS).standard_error == pytest.approx(0.289287918803)
    # `confint(..., df = degf(d))` gives 2.75008704388 to 4.27213517834 with 11 degrees of freedom; ours has Kish's
    # n_eff - 1, which are fewer, and is as much wider
    assert found.n_eff is not None
    assert found.interval is not None
    wider = t_quantile(0.95, found.n_eff - 1) / t_quantile(0.95, N - 1)
    half = (4.27213517834 - 2.75008704388) / 2
    assert found.interval.high - found.value == pytest.approx(half * wider)
    assert wider > 1
    assert found.method == "t_linearised"


def test_the_interval_of_a_weighted_share_rests_on_the_base_of_the_design() -> None:
    found = share_of(RATINGS >= 4, WEIGHTS)
    assert found.value == pytest.approx(0.592592592593)
    # svymean's error is sqrt(n/(n - 1) p q / base)
    base = N / (N - 1) * found.value * (1 - found.value) / 0.160001354801**2
    plain = wilson(found.k, N, n_eff=base)
    assert found.interval is not None
    assert plain.interval is not None
    assert (found.interval.low, found.interval.high) == pytest.approx((plain.interval.low, plain.interval.high))
    assert found.interval.method == "wilson_linearised"


def test_the_standard_error_of_a_weighted_recommend_score_is_that_of_svymean() -> None:
    found = net_promoter(RATINGS, weights=WEIGHTS, cuts=CUTS)
    assert found.value == pytest.approx(-2.96296296296)
    assert found.standard_error == pytest.approx(20.04507474956 * ((N - 1) / N) ** 0.5)


def test_a_weighted_gap_is_tested_with_its_linearised_error() -> None:
    expected = np.full(N, 4)
    found = gap(expected, RATINGS, 1, 5, weights=WEIGHTS)
    assert found.tests.t == pytest.approx((3.511111111111 - 4) / 0.345765196888)
    # the same people in a finite population: the interval is shorter, the test of the population without end is not
    finite = gap(expected, RATINGS, 1, 5, population=40, weights=WEIGHTS)
    assert finite.tests.t == pytest.approx(found.tests.t)
    assert finite.standard_error == pytest.approx(0.289287918803)


def test_counted_columns_give_the_same_as_single_answers() -> None:
    tally = count_codes(RATINGS, WEIGHTS)
    for counted, single in (
        (average(tally, SCALE), mean(RATINGS, weights=WEIGHTS)),
        (top(tally, SCALE, (4, 5)), share_of(RATINGS >= 4, WEIGHTS)),
    ):
        assert counted.interval is not None
        assert single.interval is not None
        assert counted.interval.low == pytest.approx(single.interval.low)
        assert counted.interval.high == pytest.approx(single.interval.high)
        assert counted.interval.method == single.interval.method
    assert recommend_score(tally, cuts=CUTS).standard_error == pytest.approx(
        net_promoter(RATINGS, weights=WEIGHTS, cuts=CUTS).standard_error
    )


def test_equal_weights_give_the_unweighted_intervals() -> None:
    same = np.full(N, 7.5)
    for plain, weighted in (
        (mean(RATINGS), mean(RATINGS, weights=same)),
        (share_of(RATINGS >= 4), share_of(RATINGS >= 4, same)),
        (net_promoter(RATINGS, cuts=CUTS), net_promoter(RATINGS, weights=same, cuts=CUTS)),
    ):
        assert plain.interval is not None
        assert weighted.interval is not None
        ends = (weighted.interval.low, weighted.interval.high)
        assert ends == pytest.approx((plain.interval.low, plain.interval.high))


@pytest.mark.parametrize("hits", [[True] * 3, [False] * 3])
def test_a_share_of_all_or_nobody_keeps_a_width(hits: list[bool]) -> None:
    found = share_of(np.array(hits), np.array([1.0, 2.0, 3.0]))
    assert found.interval is not None
    assert found.interval.high - found.interval.low > 0.3


@pytest.mark.parametrize("tiny", [1e-170, 5e-324])
def test_weights_so_small_that_their_squares_are_nothing_give_the_figures_of_their_proportions(tiny: float) -> None:
    plain, small = (mean([1, 2, 4], weights=[unit, 2 * unit, unit]) for unit in (1.0, tiny))
    assert small.standard_error == pytest.approx(plain.standard_error)
    assert small.interval == plain.interval
    score = net_promoter([10, 2, 9], weights=[tiny] * 3)
    assert score.standard_error == pytest.approx(net_promoter([10, 2, 9], weights=[1] * 3).standard_error)
