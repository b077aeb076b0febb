"""Margins and sample sizes against the source study, Cochran and the table of Krejcie and Morgan."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import samplesize_confint_proportion

from survey_app.stats.proportion import krejcie_morgan, margin_of_error, sample_size
from survey_app.stats.results import Reason, StatisticsRefused


@pytest.mark.parametrize(
    ("returned", "without", "corrected"),
    # the 2006 customer study, N about 1,224 (design, satisfaction 0.3): 783 returned of 979 sent; all 979 returned
    [(783, 3.50, 2.10), (979, 3.13, 1.40)],
)
def test_the_source_study_has_its_margins(returned: int, without: float, corrected: float) -> None:
    margin = margin_of_error(returned, population=1224)
    assert margin.uncorrected is not None
    assert margin.value is not None
    assert round(100 * margin.uncorrected, 2) == without
    assert round(100 * margin.value, 2) == corrected


def test_without_a_population_both_margins_are_the_same() -> None:
    margin = margin_of_error(400)
    assert margin.value == margin.uncorrected
    assert margin.method == "wald_margin"


def test_no_answers_have_no_margin_and_a_census_needs_none() -> None:
    assert (margin_of_error(0).value, margin_of_error(0).reason) == (None, Reason.NO_ANSWERS)
    census = margin_of_error(50, population=50)
    assert (census.value, census.reason, census.cautions) == (None, Reason.CENSUS, ())
    assert census.uncorrected is not None


@pytest.mark.parametrize(
    ("population", "n"),
    # Krejcie and Morgan 1970, Educational and Psychological Measurement 30:607, table 1
    [
        (10, 10), (15, 14), (20, 19), (25, 24), (30, 28), (35, 32), (40, 36), (50, 44), (60, 52), (70, 59), (80, 66),
        (90, 73), (100, 80), (150, 108), (200, 132), (300, 169), (500, 217), (1000, 278), (2000, 322), (5000, 357),
        (10000, 370), (75000, 382), (1000000, 384),
    ],
)  # fmt: skip
def test_krejcie_and_morgan_give_their_table(population: int, n: int) -> None:
    assert krejcie_morgan(population).n == n


def test_the_table_rounds_where_the_ceiling_rule_does_not() -> None:
    # design 2a: 75,000 -> 382 in the table, 383 by the ceiling rule; N = 10 gives 9.77 before rounding
    assert (krejcie_morgan(75000).n, sample_size(0.05, population=75000).n) == (382, 383)
    assert round(krejcie_morgan(10).uncorrected, 2) == 9.77


def test_cochran_needs_385_for_five_points_and_1068_for_three() -> None:
    # 1.96^2 / 4 / .05^2 = 384.1 and / .03^2 = 1067.1: the figures of every textbook
    assert sample_size(0.05).n == 385
    assert sample_size(0.03).n == 1068
    # independent: statsmodels, half length of a normal interval
    assert sample_size(0.04, p=0.2).uncorrected == pytest.approx(samplesize_confint_proportion(0.2, 0.04))


@given(st.integers(1, 10**7), st.sampled_from([0.01, 0.03, 0.05, 0.1]), st.sampled_from([0.1, 0.5, 0.7]))
@settings(deadline=None)
def test_the_size_keeps_the_margin_and_one_less_does_not(population: int, margin: float, p: float) -> None:
    n = sample_size(margin, population=population, p=p).n
    assert 1 <= n <= population
    if n < population:
        assert (margin_of_error(n, population, p).value or 0) <= margin + 1e-12
    if n > 1:
        assert (margin_of_error(n - 1, population, p).value or 0) > margin


@given(st.integers(1, 10**6))
def test_a_larger_population_never_needs_a_smaller_sample(population: int) -> None:
    assert sample_size(0.05, population=population).n <= sample_size(0.05, population=population + 1).n
    assert krejcie_morgan(population).n <= krejcie_morgan(population + 1).n


def test_impossible_questions_are_refused() -> None:
    for ask in (
        lambda: margin_of_error(11, population=10),
        lambda: margin_of_error(-1),
        lambda: margin_of_error(10, p=0),
        lambda: margin_of_error(0, level=1.5),
        lambda: sample_size(0),
        lambda: sample_size(1.2),
        lambda: sample_size(0.05, population=0),
        lambda: sample_size(0.05, p=1),
        lambda: krejcie_morgan(0),
        lambda: krejcie_morgan(10, margin=0),
    ):
        with pytest.raises(StatisticsRefused):
            ask()
