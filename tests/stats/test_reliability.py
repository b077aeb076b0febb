"""Alpha against printed figures and against the analysis of variance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from survey_app.stats.reliability import _feldt, cronbach_alpha, difference_reliability
from survey_app.stats.results import CautionCode, Reason, StatisticsRefused

# Shrout and Fleiss 1979, Psychological Bulletin 86:420, table 2: six targets, four judges
SHROUT = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def test_alpha_is_the_average_consistency_of_shrout_and_fleiss() -> None:
    # their table 4 prints ICC(3,4) = .91, which is alpha
    found = cronbach_alpha(SHROUT)
    assert found.value is not None
    assert round(found.value, 2) == 0.91
    assert (found.n, found.k, found.missing) == (6, 4, 0)


def test_the_interval_is_that_of_feldt() -> None:
    # R, package statpsych: ci.cronbach(.05, .85, 7, 89) prints 0.7971 and 0.8932
    interval = _feldt(0.85, 89, 7, 0.95)
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.7971, 0.8932)


@given(
    st.integers(2, 12).flatmap(
        lambda k: st.lists(st.lists(st.integers(1, 7), min_size=k, max_size=k), min_size=2, max_size=20)
    )
)
@settings(deadline=None)
def test_alpha_agrees_with_the_analysis_of_variance_of_hoyt(rows: list[list[int]]) -> None:
    # Hoyt 1941, Psychometrika 6:153: alpha = 1 - MS(residual)/MS(people), an independent way to the same figure
    table = np.array(rows, dtype=float)
    n, k = table.shape
    people = k * ((table.mean(axis=1) - table.mean()) ** 2).sum() / (n - 1)
    residual = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0) + table.mean()
    error = (residual**2).sum() / ((n - 1) * (k - 1))
    found = cronbach_alpha(rows)
    if people < 1e-9:
        assert (found.value, found.reason) == (None, Reason.NO_VARIATION)
    else:
        assert found.value == pytest.approx(1 - error / people, abs=1e-9)
        assert found.value <= 1 + 1e-12
        assert found.warns(CautionCode.NEGATIVE_ALPHA) == (found.value < 0)
        assert found.interval is not None
        assert found.interval.low <= found.interval.high <= 1 + 1e-12


def test_standardised_alpha_is_that_of_the_correlations() -> None:
    found, correlation = cronbach_alpha(SHROUT), np.corrcoef(np.array(SHROUT), rowvar=False)
    mean_r = float(correlation[np.triu_indices(4, 1)].mean())
    assert found.mean_correlation == pytest.approx(mean_r)
    assert found.standardised == pytest.approx(4 * mean_r / (1 + 3 * mean_r))


def test_two_items_standardised_are_spearman_and_brown() -> None:
    rows = [[1, 2], [2, 2], [3, 5], [4, 3], [5, 5]]
    r = float(stats.pearsonr(*np.array(rows).T).statistic)
    assert cronbach_alpha(rows).standardised == pytest.approx(2 * r / (1 + r))


def test_each_item_is_set_against_the_sum_of_the_others() -> None:
    found, table = cronbach_alpha(SHROUT), np.array(SHROUT)
    for place, item in enumerate(found.items):
        rest = np.delete(table, place, axis=1)
        assert item.item_rest_correlation == pytest.approx(stats.pearsonr(table[:, place], rest.sum(axis=1)).statistic)
        assert item.alpha_if_deleted == pytest.approx(cronbach_alpha(rest).value)


def test_incomplete_people_are_left_out_and_counted() -> None:
    found = cronbach_alpha([*SHROUT, [1, None, 2, 3], [None] * 4])
    assert (found.n, found.missing) == (6, 2)
    assert found.value == cronbach_alpha(SHROUT).value


def test_a_constant_item_has_no_standardised_alpha_and_a_caution() -> None:
    found = cronbach_alpha([[1, 3, 2], [2, 3, 2], [3, 3, 5]])
    assert found.value is not None
    assert found.standardised is None
    assert found.warns(CautionCode.CONSTANT_ITEM)
    assert found.items[1].item_rest_correlation is None


def test_items_keyed_the_other_way_give_a_negative_alpha_with_its_caution() -> None:
    found = cronbach_alpha([[1, 4], [2, 5], [3, 2], [5, 1]])
    assert found.value is not None
    assert found.value < 0
    assert found.warns(CautionCode.NEGATIVE_ALPHA)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([[1], [2]], Reason.ONE_ITEM),
        ([[1, 2]], Reason.ONE_ANSWER),
        ([[1, None]], Reason.NO_ANSWERS),
        (np.empty((0, 3)), Reason.NO_ANSWERS),
        (np.empty((3, 0)), Reason.ONE_ITEM),
        ([[2, 2], [2, 2]], Reason.NO_VARIATION),
        ([[1, 5], [5, 1], [3, 3]], Reason.NO_VARIATION),
    ],
)
def test_where_alpha_does_not_exist_the_reason_stands(rows: list[list[float | None]], reason: Reason) -> None:
    found = cronbach_alpha(rows)
    assert (found.value, found.interval, found.reason) == (None, None, reason)


def test_rows_of_differing_length_are_refused() -> None:
    with pytest.raises(StatisticsRefused):
        cronbach_alpha([[1, 2], [1]])


def test_the_reliability_of_a_difference_is_that_of_lord() -> None:
    # by hand: (4 * .9 + 1 * .7 - 2 * 2 * 1 * .5) / (4 + 1 - 2) = 2.3 / 3
    value, reason = difference_reliability(2, 1, 0.9, 0.7, 0.5)
    assert value == pytest.approx(2.3 / 3)
    assert reason is None
    assert difference_reliability(1, 1, 0.9, 0.9, 1) == (None, Reason.NO_VARIATION)
    for spread, correlation in ((-1, 0.5), (1, 1.5)):
        with pytest.raises(StatisticsRefused):
            difference_reliability(spread, 1, 0.9, 0.9, correlation)
