"""McDonald's omega: how much of the sum of some items comes from the one thing they share."""

from dataclasses import dataclass

import numpy as np
from scipy import optimize

from survey_app.stats.answers import FloatArray, Matrix, Values, base_cautions
from survey_app.stats.covariances import Covariances, MissingRule, correlations, covariances, unusable_cautions
from survey_app.stats.results import Caution, CautionCode, Estimate, Reason, StatisticsRefused

__all__ = ["FactorLoading", "Omega", "omega_total"]

_LEAST_ITEMS, _MOST_ITEMS = 3, 200
_ROUNDS = 5_000
_TINY = 1e-10
_SOURCE = "McDonald 1999, Test Theory, chapter 6; one factor by maximum likelihood: Joreskog 1967, Psychometrika 32:443"


@dataclass(frozen=True, slots=True)
class FactorLoading:
    """One item on the common factor: loading and own variance in its units, and the loading on the scale -1..1."""

    loading: float
    unique: float
    standardised_loading: float


@dataclass(frozen=True, kw_only=True)
class Omega(Estimate):
    """Omega total of the plain sum (`value`, covariance matrix) and of the sum of standardised items (correlations).

    `discrepancy` is the value that maximum likelihood brought to its least; 0 would be a perfect fit.
    """

    standardised: float | None
    k: int
    items: tuple[FactorLoading, ...]
    discrepancy: float | None


def omega_total(
    items: Matrix, weights: Values | None = None, missing: MissingRule | str = MissingRule.LISTWISE
) -> Omega:
    """Share of the variance of the sum of the items that their one common factor brings.

    Parameters: as in `cronbach_alpha`; at least three items, or nothing can be told apart.
    Returns: Omega, `value` on the covariance matrix and `standardised` on the correlation matrix. Fewer than three
    items, an item that does not vary, or a matrix without an inverse: value None and the reason. An item whose own
    variance comes out below 0 (Heywood): a caution that counts such items; the figure should then not be reported.
    Raises: StatisticsRefused as `covariances`, or for more than 200 items.
    Formula: (sum l)² / ((sum l)² + sum psi), l and psi loadings and own variances of one factor fitted by maximum
    likelihood, log|S| + tr(C S^-1) - log|C| - k at its least, S = l l' + diag(psi).
    Do not trust it when one factor does not fit: look at the loadings, and ask for the items' content.
    Source: McDonald 1999; Joreskog 1967.

    >>> rows = [[4, 4, 5], [2, 3, 2], [5, 4, 4], [3, 3, 4], [1, 2, 1], [4, 5, 4], [2, 2, 3]]
    >>> round(omega_total(rows).value, 3)
    0.934
    """
    spread = covariances(items, weights, missing)
    k = spread.matrix.shape[0]
    if k > _MOST_ITEMS:
        raise StatisticsRefused("too_many_items", items=k, most=_MOST_ITEMS)
    correlation = correlations(spread.matrix) if spread.n > 1 else None
    if k < _LEAST_ITEMS or correlation is None:
        return _without(spread, _why_none(spread.n, k))
    if float(np.linalg.eigvalsh(correlation)[0]) <= _TINY:
        return _without(spread, Reason.NOT_POSITIVE_DEFINITE)
    fitted = _one_factor(correlation)
    if fitted is None:
        return _without(spread, Reason.NOT_CONVERGED)
    loadings, unique, discrepancy = fitted
    sd = np.sqrt(np.diag(spread.matrix))
    return _omega(spread, (loadings * sd, unique * sd**2, loadings, unique), discrepancy)


def _why_none(n: int, k: int) -> Reason:
    if k < _LEAST_ITEMS:
        return Reason.TOO_FEW_ITEMS
    if n <= 1:
        return Reason.ONE_ANSWER if n else Reason.NO_ANSWERS
    return Reason.NO_VARIATION


def _share(loadings: FloatArray, unique: FloatArray) -> float:
    common = float(loadings.sum()) ** 2
    return common / (common + float(unique.sum()))


def _one_factor(correlation: FloatArray) -> tuple[FloatArray, FloatArray, float] | None:
    """Loadings, own variances and discrepancy; own variances are free, so that a Heywood case shows."""
    k = correlation.shape[0]
    fixed = float(np.linalg.slogdet(correlation)[1]) + k

    def cost(point: FloatArray) -> tuple[float, FloatArray]:
        loadings, unique = point[:k], point[k:]
        implied = np.outer(loadings, loadings) + np.diag(unique)
        try:
            root = np.linalg.cholesky(implied)
        except np.linalg.LinAlgError:
            return 1e10, np.zeros_like(point)
        inverse = np.linalg.inv(implied)
        slope = inverse - inverse @ correlation @ inverse
        value = 2 * float(np.log(np.diag(root)).sum()) + float((inverse * correlation).sum()) - fixed
        return value, np.concatenate([2 * slope @ loadings, np.diag(slope)])

    values, vectors = np.linalg.eigh(correlation)
    start = vectors[:, -1] * np.sqrt(values[-1]) * 0.9
    start = start if start.sum() >= 0 else -start
    begin = np.concatenate([start, np.clip(1 - start**2, 0.05, None)])
    found = optimize.minimize(cost, begin, jac=True, method="BFGS", options={"maxiter": _ROUNDS, "gtol": 1e-9})
    if float(np.abs(cost(found.x)[1]).max()) > 1e-4:  # noqa: PLR2004 - flat to four digits
        return None
    loadings = found.x[:k] if found.x[:k].sum() >= 0 else -found.x[:k]
    return loadings, found.x[k:], max(0.0, float(found.fun))


def _omega(
    spread: Covariances, parts: tuple[FloatArray, FloatArray, FloatArray, FloatArray], discrepancy: float
) -> Omega:
    loadings, unique, standardised, own = parts
    heywood, opposite = int((own < 0).sum()), int((standardised < 0).sum())
    cautions = base_cautions(spread.effective) + unusable_cautions(spread)
    cautions += (Caution.of(CautionCode.HEYWOOD_CASE, items=heywood),) if heywood else ()
    cautions += (Caution.of(CautionCode.OPPOSITE_LOADINGS, items=opposite),) if opposite else ()
    return Omega(
        value=_share(loadings, unique),
        standardised=_share(standardised, own),
        k=loadings.size,
        items=tuple(
            FactorLoading(float(one), float(two), float(three))
            for one, two, three in zip(loadings, unique, standardised, strict=True)
        ),
        discrepancy=discrepancy,
        n=spread.n,
        n_eff=spread.n_eff,
        missing=spread.missing,
        base=spread.base,
        method=f"omega_total_one_factor_{spread.rule.value}",
        source=_SOURCE,
        cautions=cautions,
    )


def _without(spread: Covariances, reason: Reason) -> Omega:
    return Omega(
        standardised=None,
        k=spread.matrix.shape[0],
        items=(),
        discrepancy=None,
        n=spread.n,
        n_eff=spread.n_eff,
        missing=spread.missing,
        base=spread.base,
        method=f"omega_total_one_factor_{spread.rule.value}",
        source=_SOURCE,
        cautions=unusable_cautions(spread),
        reason=reason,
    )
