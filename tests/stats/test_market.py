"""Market potential to the digit, its range, and who brings the profit."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.stats.market_potential import Factor, FactorKind, Region, as_exact, potential, potential_by_region
from survey_app.stats.potential_range import FactorRange, RangeShape, simulate_potential
from survey_app.stats.profit_curve import customer_value, profit_curve
from survey_app.stats.results import CautionCode, Reason, StatisticsRefused


def test_the_studys_two_examples_come_out_to_the_digit() -> None:
    market = potential([Factor("n", 1_000_000), Factor("q", 10), Factor("p", 1)])
    assert (market.exact, market.kind) == (10_000_000, "market_potential")
    assert market.steps == (1_000_000, 10_000_000, 10_000_000)
    chain = potential(
        [
            Factor("n", as_exact("100000")),
            Factor("a", as_exact("10 000")),
            Factor("v", as_exact("1%"), FactorKind.RATIO),
            Factor("v1", as_exact("0.05"), FactorKind.FIRM_SHARE),
        ]
    )
    assert (chain.exact, chain.value, chain.kind) == (500_000, 500_000.0, "sales_potential")


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_products_stay_exact_however_large(values: list[int]) -> None:
    found = potential([Factor(str(place), value) for place, value in enumerate(values)])
    product = 1
    for value in values:
        product *= value
    assert found.exact == product


@pytest.mark.parametrize("text", ["", "x", "1/0", "nan", "inf", "9" * 61, "1e999999999", "1e80", "--1"])
def test_what_is_no_number_is_refused_as_a_factor(text: str) -> None:
    with pytest.raises(StatisticsRefused):
        as_exact(text)


def test_ratios_lie_between_nothing_and_all() -> None:
    for wrong in (Fraction(3, 2), Fraction(-1, 2)):
        with pytest.raises(StatisticsRefused):
            potential([Factor("v", wrong, FactorKind.RATIO)])
    with pytest.raises(StatisticsRefused):
        potential([])


def test_regions_that_do_not_fit_stay_out_of_the_sum_but_are_shown() -> None:
    regions = [
        Region("coast", {"n": 1000, "v": Fraction(1, 10)}),
        Region("hills", {"n": 500, "v": Fraction(1, 3)}, fits=False),
        Region("plain", {"n": 300, "v": Fraction(1, 3)}),
    ]
    found = potential_by_region([Factor("q", 2)], regions, {"v": FactorKind.RATIO})
    assert (found.exact, found.left_out, found.n) == (400, ("hills",), 2)
    assert [region.value for region in found.regions] == [200, Fraction(1000, 3), 200]
    with pytest.raises(StatisticsRefused):
        potential_by_region([], [Region("a", {"n": 1}), Region("b", {"q": 1})])


def test_the_simulated_product_has_the_moments_of_its_distribution() -> None:
    ranges = [FactorRange("n", 800, 1000, 1400), FactorRange("q", 1, 2, 4)]
    pert = simulate_potential(ranges, draws=200_000)
    # PERT: mean (low + 4 middle + high)/6; factors are independent, so the means multiply
    assert pert.mean == pytest.approx((800 + 4000 + 1400) / 6 * (1 + 8 + 4) / 6, rel=0.005)
    triangular = simulate_potential(ranges, RangeShape.TRIANGULAR, draws=200_000)
    means = (3200 / 3, 7 / 3)
    second = [(a * a + b * b + c * c - a * b - a * c - b * c) / 18 for a, b, c in ((800, 1000, 1400), (1, 2, 4))]
    variance = (second[0] + means[0] ** 2) * (second[1] + means[1] ** 2) - (means[0] * means[1]) ** 2
    assert triangular.mean == pytest.approx(means[0] * means[1], rel=0.005)
    assert triangular.sd == pytest.approx(variance**0.5, rel=0.01)
    assert (pert.low, pert.middle, pert.high) == (800, 2000, 5600)
    assert pert.p5 == pytest.approx(pert.interval.low)
    assert sum(each.share or 0 for each in pert.sensitivities) == pytest.approx(1)
    assert (pert.sensitivities[1].share or 0) > (pert.sensitivities[0].share or 1)
    assert simulate_potential(ranges, draws=500) == simulate_potential(ranges, draws=500)


def test_ranges_out_of_order_are_refused() -> None:
    for wrong in (
        FactorRange("n", 2, 1, 3),
        FactorRange("v", 0.1, 0.5, 1.2, FactorKind.RATIO),
        FactorRange("n", -1, 0, 1),
    ):
        with pytest.raises(StatisticsRefused):
            simulate_potential([wrong])


def test_twenty_percent_of_customers_bring_ninety_percent_of_the_profit_and_the_worst_lose_some() -> None:
    # ten customers: two bring 90 of 100, three lose 10 together
    profits = [50, 40, 8, 5, 4, 2, 1, -2, -3, -5]
    found = profit_curve(profits)
    shares = {(each.side, each.customers): each.share for each in found.shares}
    assert shares["top", 0.2] == pytest.approx(0.9)
    assert shares["bottom", 0.3] == pytest.approx(-0.1)
    assert (found.total, found.losing, found.loss, found.gain) == (100, 3, -10, 110)
    assert found.peak == pytest.approx(1.1)
    assert found.customers_for_80 == pytest.approx(0.1 + 0.1 * 30 / 40)
    assert found.warns(CautionCode.LOSSES_IN_TOTAL)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=30).filter(any))
def test_the_gini_coefficient_is_the_mean_difference_over_twice_the_mean(profits: list[int]) -> None:
    found = profit_curve(profits)
    values = np.array(profits, dtype=float)
    pairs = np.abs(values[:, None] - values[None, :]).mean()
    assert found.gini == pytest.approx(pairs / (2 * values.mean()), abs=1e-12)


def test_weights_count_as_customers_and_a_total_of_nothing_has_no_shares() -> None:
    one, two = profit_curve([10, 1, -1], weights=[2, 3, 1]), profit_curve([10, 10, 1, 1, 1, -1])
    assert (one.gini, one.customers_for_80) == pytest.approx((two.gini, two.customers_for_80))
    assert [each.share for each in one.shares] == pytest.approx([each.share for each in two.shares])
    assert profit_curve([1, -1]).reason is Reason.NO_CASES
    assert profit_curve([None]).reason is Reason.NO_ANSWERS


def test_a_customers_value_needs_all_its_parts() -> None:
    found = customer_value([1000, 10], [300, 1], [100, 1], [50, None], [75, 1])
    assert found[0] == 625
    assert np.isnan(found[1])
