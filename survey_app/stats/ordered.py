"""Two ordered questions: whether answers rise together, and whether a share rises with a score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from survey_app.stats.answers import LONE, FloatArray, base_cautions, check_level, normal_quantile
from survey_app.stats.jonckheere import OrderedGroups, jonckheere_terpstra
from survey_app.stats.results import Base, Caution, CautionCode, Interval, Reason, Result, StatisticsRefused
from survey_app.stats.significance import SignificanceTest

__all__ = ["OrderCoefficient", "OrderedAssociation", "TrendInShares", "cochran_armitage", "ordered_association"]

_SOURCE = (
    "Agresti 2002, Categorical Data Analysis, 2nd ed., 3.4 (linear-by-linear); Goodman and Kruskal 1963, JASA 58:310 "
    "and 1972, JASA 67:415 (gamma, Somers' d, tau-b and their errors)"
)
_TWO = 2
Table = Sequence[Sequence[float]] | NDArray[Any]
Scores = Sequence[float] | None


@dataclass(frozen=True, slots=True)
class OrderCoefficient:
    """One measure between -1 and 1 with its asymptotic standard error and interval; None where it does not exist."""

    value: float | None
    standard_error: float | None = None
    interval: Interval | None = None


@dataclass(frozen=True, kw_only=True)
class OrderedAssociation(Result):
    """Linear-by-linear test with the correlation of the scores, gamma, tau-b, and Somers' d either way.

    `jonckheere` tests whether the rows rise over the columns as ordered groups.
    """

    linear_by_linear: SignificanceTest
    jonckheere: OrderedGroups
    r: float | None
    gamma: OrderCoefficient
    tau_b: OrderCoefficient
    somers_rows: OrderCoefficient
    somers_columns: OrderCoefficient


@dataclass(frozen=True, kw_only=True)
class TrendInShares(Result):
    """The Cochran-Armitage test: chi-square on one degree of freedom, the slope of the share per unit of the score."""

    statistic: float | None
    df: int
    p: float | None
    slope: float | None
    shares: tuple[float | None, ...]


def ordered_association(
    counts: Table,
    row_scores: Scores = None,
    column_scores: Scores = None,
    *,
    design_effect: float = 1.0,
    level: float = 0.95,
) -> OrderedAssociation:
    """Whether the answers to two ordered questions rise together.

    Parameters: counts, people in the cells, rows and columns in their order (weighted: the weights scaled to mean 1);
    row_scores and column_scores of the linear test, or None for 1, 2, 3...; design_effect, 1 + cv2 of the weights;
    level, confidence of the intervals.
    Returns: OrderedAssociation. Fewer than two lines with people on either side: no figures, and the reason.
    Raises: StatisticsRefused for negative counts, or scores that do not fit.
    Formula: M² = (n - 1) r² on one degree of freedom; gamma = (P - Q)/(P + Q), tau-b = (P - Q)/sqrt(wr wc), d of the
    columns on the rows (P - Q)/wr, with P and Q twice the pairs in and against order, wr = n² - sum of squared row
    sums; errors after Goodman and Kruskal. Weighted: M² over the design effect, errors times its root: approximate.
    Do not trust gamma for strength alone: it leaves out every tied pair.
    Source: Agresti 2002; Goodman and Kruskal 1963, 1972.

    >>> jobs = [[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]]  # income by job satisfaction, Agresti 2002
    >>> found = ordered_association(jobs)
    >>> round(found.gamma.value, 3), round(found.gamma.standard_error, 3)
    (0.221, 0.117)
    """
    check_level(level)
    table = _table(counts)
    scores = _scores(row_scores, table.shape[0]), _scores(column_scores, table.shape[1])
    rows, columns = table.sum(axis=1) > 0, table.sum(axis=0) > 0
    n = float(table.sum())
    cautions = base_cautions(n / design_effect)
    if design_effect != 1:
        cautions += (Caution.of(CautionCode.WEIGHTED_APPROXIMATE, design_effect=design_effect),)
    fields: dict[str, Any] = {"n": round(n), "base": Base.BOTH_SIDES, "method": "ordered_table", "source": _SOURCE}
    fields["cautions"] = cautions
    is_line = bool(min(rows.sum(), columns.sum()) < _TWO)
    if is_line or n / design_effect <= LONE:
        why = Reason.NO_ANSWERS if n == 0 else Reason.NO_VARIATION if is_line else Reason.TOO_FEW_EFFECTIVE
        empty = SignificanceTest("linear_by_linear")
        fields |= {"reason": why, "jonckheere": OrderedGroups()}
        return _association(None, empty, (OrderCoefficient(None),) * 4, fields)
    r = _correlation(table, *scores)
    linear = None if r is None else (n - 1) * r**2 / design_effect
    p = None if linear is None else float(special.chdtrc(1, linear))
    test = SignificanceTest("linear_by_linear", linear, (1,), p)
    fields["jonckheere"] = jonckheere_terpstra(table, design_effect)
    return _association(r, test, _coefficients(table, design_effect, level), fields)


def _association(
    r: float | None, test: SignificanceTest, found: tuple[OrderCoefficient, ...], fields: Mapping[str, Any]
) -> OrderedAssociation:
    gamma, tau_b, by_rows, by_columns = found
    return OrderedAssociation(
        linear_by_linear=test,
        r=r,
        gamma=gamma,
        tau_b=tau_b,
        somers_rows=by_rows,
        somers_columns=by_columns,
        **fields,
    )


def _table(counts: Table) -> FloatArray:
    try:
        found = np.asarray(counts, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise StatisticsRefused("not_rectangular") from error
    if found.ndim != _TWO:
        raise StatisticsRefused("wrong_shape", dimensions=int(found.ndim), expected=2)
    if not np.all(np.isfinite(found)) or np.any(found < 0):
        raise StatisticsRefused("negative_count")
    return found


def _scores(given: Scores, size: int) -> FloatArray:
    found = np.arange(1, size + 1, dtype=np.float64) if given is None else np.asarray(given, dtype=np.float64)
    if found.shape != (size,):
        raise StatisticsRefused("scores_do_not_fit", scores=int(found.size), lines=size)
    return found


def _correlation(table: FloatArray, rows: FloatArray, columns: FloatArray) -> float | None:
    n, row, column = table.sum(), table.sum(axis=1), table.sum(axis=0)
    x, y = rows - row @ rows / n, columns - column @ columns / n
    spread = float((row @ x**2) * (column @ y**2))
    return float(x @ table @ y) / spread**0.5 if spread > 0 else None


def _coefficients(table: FloatArray, design: float, level: float) -> tuple[OrderCoefficient, ...]:
    n, row, column = float(table.sum()), table.sum(axis=1), table.sum(axis=0)
    above, against = _pairs(table), _pairs(table[:, ::-1])[:, ::-1]
    p, q = float((table * above).sum()), float((table * against).sum())
    wr, wc = float(n**2 - (row**2).sum()), float(n**2 - (column**2).sum())
    order = above - against

    def coefficient(value: float, variance: float) -> OrderCoefficient:
        error = max(0.0, variance * design) ** 0.5
        half = normal_quantile(level) * error
        low, high = max(-1.0, value - half), min(1.0, value + half)
        return OrderCoefficient(value, error, Interval(low, high, level, "asymptotic_normal"))

    gamma = OrderCoefficient(None)
    if p + q > 0:
        gamma = coefficient(
            (p - q) / (p + q), 16 / (p + q) ** 4 * float((table * (q * above - p * against) ** 2).sum())
        )
    both, tau = (wr * wc) ** 0.5, (p - q) / (wr * wc) ** 0.5
    margins = row[:, None] * wc + column * wr
    square = float((table * (2 * both * order + tau * margins) ** 2).sum()) - n**3 * tau**2 * (wr + wc) ** 2
    somers = [
        coefficient((p - q) / w, 4 / w**4 * float((table * (w * order - (p - q) * (n - side)) ** 2).sum()))
        for w, side in ((wc, column[None, :]), (wr, row[:, None]))
    ]
    return gamma, coefficient(tau, square / both**4), *somers


def _pairs(table: FloatArray) -> FloatArray:
    """For every cell, the people who stand higher on both questions and lower on both."""
    corner = np.zeros((table.shape[0] + 1, table.shape[1] + 1))
    corner[1:, 1:] = table.cumsum(axis=0).cumsum(axis=1)
    lower = corner[:-1, :-1]
    upper = corner[-1, -1] - corner[1:, -1][:, None] - corner[-1, 1:][None, :] + corner[1:, 1:]
    return np.asarray(lower + upper, dtype=np.float64)


def cochran_armitage(
    hits: Sequence[float], totals: Sequence[float], scores: Scores = None, n_eff: Sequence[float] | None = None
) -> TrendInShares:
    """Whether a share rises or falls steadily over several ordered groups or waves.

    Parameters: hits, people counted in each group (weighted: share times n); totals, people in each; scores of the
    groups, or None for 1, 2, 3...; n_eff, Kish's effective base of each group when weighted.
    Returns: TrendInShares. Fewer than two groups with people, or a share of 0 or 1 overall: no test, and the reason.
    Raises: StatisticsRefused when lists do not fit or hits exceed totals.
    Formula: (sum s (x - n p))² / (p q (sum n s² - (sum n s)²/n)), chi-square on one degree of freedom; the effective
    bases stand for n when weighted.
    Do not trust it for a rise that turns: it looks for a straight line.
    Source: Cochran 1954, Biometrics 10:417; Armitage 1955, Biometrics 11:375.

    >>> found = cochran_armitage([175, 264, 229], [627, 659, 395])  # R: prop.trend.test, MASS::housing
    >>> round(found.statistic, 4)
    90.1518
    """
    x, n = np.asarray(hits, dtype=np.float64), np.asarray(totals, dtype=np.float64)
    if x.shape != n.shape or x.ndim != 1 or np.any(x < 0) or np.any(x > n * (1 + 1e-12)):
        raise StatisticsRefused("count_out_of_range", k=float(x.sum()), n=float(n.sum()))
    s = _scores(scores, x.size)
    share = np.divide(x, n, out=np.full_like(x, np.nan), where=n > 0)
    base = n if n_eff is None else np.asarray(n_eff, dtype=np.float64)
    kept = base > 0
    statistic, p, slope, reason = None, None, None, None
    total = float(base[kept].sum())
    mean = float((base[kept] @ share[kept]) / total) if total else 0.0
    spread = float(base[kept] @ s[kept] ** 2 - (base[kept] @ s[kept]) ** 2 / total) if total else 0.0
    if not total:
        reason = Reason.NO_ANSWERS
    elif spread <= 0 or not 0 < mean < 1:
        reason = Reason.ONE_GROUP if spread <= 0 else Reason.NO_VARIATION
    else:
        along = float(s[kept] @ (base[kept] * (share[kept] - mean)))
        statistic, slope = along**2 / (mean * (1 - mean) * spread), along / spread
        p = float(special.chdtrc(1, statistic))
    return TrendInShares(
        statistic=statistic,
        df=1,
        p=p,
        slope=slope,
        shares=tuple(None if np.isnan(each) else float(each) for each in share),
        n=round(float(n.sum())),
        base=Base.VALID_ANSWERS,
        method="cochran_armitage" if n_eff is None else "cochran_armitage_effective_bases",
        source="Cochran 1954, Biometrics 10:417; Armitage 1955, Biometrics 11:375",
        cautions=base_cautions(float(base.min(initial=0))),
        reason=reason,
    )
