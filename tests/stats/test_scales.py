"""Alpha with weights and gaps, and omega, against figures that R printed."""

import numpy as np
import pytest

from survey_app.stats.covariances import covariances
from survey_app.stats.omega import omega_total
from survey_app.stats.reliability import cronbach_alpha
from survey_app.stats.results import CautionCode, Reason

# Chatterjee and Price 1977, Regression Analysis by Example; R: datasets::attitude
PRINTED = """
43 51 30 39 61 92 45 63 64 51 54 63 73 47 71 70 68 69 76 86 48 61 63 45 47 54 84 35 81 78 56 66 71 83 47
43 55 49 44 54 49 34 58 67 42 56 66 68 35 71 75 50 55 70 66 41 72 82 72 67 71 83 31 67 61 45 47 62 80 41
64 53 53 58 58 67 34 67 60 47 39 59 74 41 69 62 57 42 55 63 25 68 83 83 45 59 77 35 77 77 54 72 79 77 46
81 90 50 72 60 54 36 74 85 64 69 79 79 63 65 60 65 75 55 80 60 65 70 46 57 75 85 46 50 58 68 54 64 78 52
50 40 33 34 43 64 33 64 61 52 62 66 80 41 53 66 52 50 63 80 37 40 37 42 58 50 57 49 63 54 42 48 66 75 33
66 77 66 63 88 76 72 78 75 58 74 80 78 49 48 57 44 45 51 83 38 85 85 71 71 77 74 55 82 82 39 59 64 78 39
"""
ATTITUDE = np.array([float(each) for each in PRINTED.split()]).reshape(30, 7)


def test_alpha_with_weights_is_that_of_the_weighted_covariances() -> None:
    # R: C <- cov.wt(attitude, w / sum(w))$cov; 7/6 * (1 - sum(diag(C)) / sum(C)) prints 0.82856889
    weights = np.array([1, 2, 0.5])[np.arange(30) % 3]
    found = cronbach_alpha(ATTITUDE, weights=weights)
    assert found.value == pytest.approx(0.82856889, abs=1e-8)
    assert found.n_eff == pytest.approx(35**2 / 52.5)
    assert found.interval is not None
    plain = cronbach_alpha(ATTITUDE, weights=[3.0] * 30)
    assert plain.value == pytest.approx(cronbach_alpha(ATTITUDE).value)
    assert cronbach_alpha(ATTITUDE).value == pytest.approx(0.84314277, abs=1e-8)  # psych::alpha(attitude)
    assert cronbach_alpha(ATTITUDE).standardised == pytest.approx(0.8390838, abs=1e-7)


def test_what_is_done_about_gaps_is_named_and_moves_the_figure() -> None:
    table: list[list[float | None]] = [[1, 2, 2], [3, 3, None], [5, 4, 5], [2, None, 1], [4, 4, 3], [3, 2, 4]]
    matrix = np.array(table, dtype=float)
    whole = matrix[~np.isnan(matrix).any(axis=1)]
    means = np.where(np.isnan(matrix), np.nanmean(matrix, axis=0), matrix)
    listwise, pairwise, filled = (cronbach_alpha(table, missing=rule) for rule in ("listwise", "pairwise", "item_mean"))
    assert (listwise.n, pairwise.n, filled.n) == (4, 6, 6)
    assert listwise.value == pytest.approx(cronbach_alpha(whole).value)
    assert filled.value == pytest.approx(cronbach_alpha(means).value)
    assert pairwise.value not in {listwise.value, filled.value}
    assert pairwise.method == "cronbach_alpha_pairwise"
    assert pairwise.warns(CautionCode.BASES_DIFFER_BY_PAIR)
    assert filled.warns(CautionCode.IMPUTED_BY_ITEM_MEAN)
    pair = covariances(table, missing="pairwise").matrix
    assert pair[0, 1] == pytest.approx(np.cov(matrix[[0, 1, 2, 4, 5], 0], matrix[[0, 1, 2, 4, 5], 1])[0, 1])


def test_omega_is_that_of_the_one_factor_which_r_finds() -> None:
    # R: f <- factanal(attitude, 1, lower = 1e-6); l and u its loadings and uniquenesses, s the standard deviations:
    # sum(l)^2/(sum(l)^2 + sum(u)) prints 0.84054473, with l s and u s^2 it prints 0.85632692
    found = omega_total(ATTITUDE)
    assert found.standardised == pytest.approx(0.84054473, abs=1e-6)
    assert found.value == pytest.approx(0.85632692, abs=1e-6)
    printed = (0.85247647, 0.90223986, 0.59270570, 0.73069809, 0.76499573, 0.24609349, 0.37784753)
    assert [item.standardised_loading for item in found.items] == pytest.approx(printed, abs=1e-5)
    assert found.n == 30


def test_an_own_variance_below_nothing_is_said_to_be_one() -> None:
    # three items fit one factor exactly: l1^2 = r12 r13 / r23 = .8 .8 / .5 = 1.28, so psi1 = -.28
    wanted = np.array([[1, 0.8, 0.8], [0.8, 1, 0.5], [0.8, 0.5, 1]])
    raw = np.random.default_rng(5).normal(size=(60, 3))
    raw -= raw.mean(axis=0)
    white = raw @ np.linalg.inv(np.linalg.cholesky(np.cov(raw, rowvar=False))).T
    found = omega_total(white @ np.linalg.cholesky(wanted).T)
    assert found.warns(CautionCode.HEYWOOD_CASE)
    assert found.items[0].unique == pytest.approx(-0.28, abs=1e-4)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([[1, 2], [2, 3], [4, 4]], Reason.TOO_FEW_ITEMS),
        ([[1, 2, 3]], Reason.ONE_ANSWER),
        ([[None, 2, 3]], Reason.NO_ANSWERS),
        ([[1, 2, 3], [2, 2, 4], [5, 2, 1]], Reason.NO_VARIATION),
        ([[1, 1, 3], [2, 2, 4], [5, 5, 1], [3, 3, 3]], Reason.NOT_POSITIVE_DEFINITE),
    ],
)
def test_omega_says_why_it_does_not_exist(rows: list[list[float | None]], reason: Reason) -> None:
    found = omega_total(rows)
    assert (found.value, found.standardised, found.reason) == (None, None, reason)
