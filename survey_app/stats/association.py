"""Whether two closed questions go together: chi-square with its remedies, Cramer's V, and where a table bulges."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from survey_app.stats.answers import LONE, FloatArray, base_cautions
from survey_app.stats.rao_scott import RaoScott, rao_scott
from survey_app.stats.results import Base, Caution, CautionCode, Reason, Result, StatisticsRefused

__all__ = ["Association", "association"]

_RESAMPLES = 9_999
_FEWEST, _MOST = 999, 5_000_000
"""Draws of a large table: never fewer, and at most so many cells in all, or a page would wait for it."""
_FEW, _SHARE = 5, 0.2
_TWO = 2
_SOURCE = (
    "Pearson 1900; V: Cramer 1946, chapter 21; adjusted residuals: Haberman 1973, Biometrics 29:205; "
    "weights: Rao and Scott 1984, Annals of Statistics 12:46, second order; first order without squared weights: "
    "Rao and Scott 1981, JASA 76:221, design effect 1 + cv2 (Kish)"
)


@dataclass(frozen=True, kw_only=True)
class Association(Result):
    """Chi-square (corrected for weights), its df and p, how p was got, V, and the table it came from.

    Where p is exact or drawn, `p_large_sample` is that of the chi-square distribution, which other programs print.
    Weighted, `uncorrected` over `design_effect` is `statistic`, and p is that of `rao_scott`, whose F is statistic/df;
    `kish` is 1 + cv2, whose root the residuals are divided by, and the whole correction where `rao_scott` is None.
    `rows` and `columns` are the places of the lines that hold anybody; `expected` and `residuals` have their shape.
    """

    statistic: float | None
    df: int
    p: float | None
    p_method: str
    v: float | None
    uncorrected: float | None
    design_effect: float | None
    p_large_sample: float | None = None
    kish: float | None = None
    rao_scott: RaoScott | None = None
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    expected: tuple[tuple[float, ...], ...]
    residuals: tuple[tuple[float, ...], ...]
    seed: int | None = None


def association(
    counts: Sequence[Sequence[float]] | NDArray[Any],
    weighted: Sequence[Sequence[float]] | NDArray[Any] | None = None,
    cv2: float = 0.0,
    *,
    squares: Sequence[Sequence[float]] | NDArray[Any] | None = None,
    seed: int = 1900,
    resamples: int = _RESAMPLES,
    missing: int = 0,
) -> Association:
    """Test of two questions with one answer each against their independence.

    Parameters: counts, people in the cells of the table; weighted, the sums of their weights, or None; cv2, the squared
    coefficient of variation of the weights (divisor n) of the people in the table; squares, the sums of their squared
    weights, which the second order needs, or None; seed and resamples of the Monte
    Carlo test; missing, people without both answers, carried along.
    Returns: Association. Lines that hold nobody are left out, with a caution; fewer than two of either: no test, and
    the reason. Expected counts below 5 in over a fifth of the cells, or one below 1: Fisher's exact test for 2 x 2, a
    Monte Carlo test with the stored seed beyond (unweighted only: with weights the approximation stays, and a caution).
    Raises: StatisticsRefused for negative counts or tables of two shapes.
    Formula: chi² = sum (o - e)²/e; V = sqrt(chi²/(n min(r - 1, c - 1))); residual (o - e)/sqrt(e (1 - row)(1 - col)).
    Weighted: the weights are scaled to mean 1 first; p by `rao_scott`; without squares, chi2 is divided by 1 + cv2. The
    residuals are divided by the root of 1 + cv2.
    Do not trust p as the strength of a link: V is.
    Source: Pearson 1900; Cramer 1946; Haberman 1973; Rao and Scott 1981 and 1984.

    >>> found = association([[282, 206, 79], [170, 189, 87], [175, 264, 229]])  # R: MASS::housing
    >>> round(found.statistic, 3), found.df, round(found.v, 5), round(found.residuals[0][0], 3)
    (106.175, 4, 0.17771, 7.522)
    """
    people = _table(counts)
    masses = people if weighted is None else _table(weighted)
    heavy = masses if squares is None else _table(squares)
    if masses.shape != people.shape or heavy.shape != people.shape:
        raise StatisticsRefused("not_rectangular")
    n, total = float(people.sum()), float(masses.sum())
    rows, columns = np.flatnonzero(masses.sum(axis=1) > 0), np.flatnonzero(masses.sum(axis=0) > 0)
    out = people.shape[0] - rows.size, people.shape[1] - columns.size
    cautions = base_cautions(int(n) if weighted is None else n / (1 + cv2))
    if any(out):
        cautions += (Caution.of(CautionCode.EMPTY_LINES_LEFT_OUT, rows=int(out[0]), columns=int(out[1])),)
    kept = people[np.ix_(rows, columns)]
    if min(rows.size, columns.size) < _TWO:
        reason = Reason.NO_ANSWERS if n == 0 else Reason.NO_VARIATION
        return _nothing(int(n), (rows, columns), cautions, reason, missing)
    if weighted is not None and n / (1 + cv2) <= LONE:
        return _nothing(int(n), (rows, columns), cautions, Reason.TOO_FEW_EFFECTIVE, missing)
    observed = kept if weighted is None else masses[np.ix_(rows, columns)] * n / total
    found = _tested(observed, (rows, columns), None if weighted is None else 1 + cv2, (seed, resamples), missing)
    if weighted is not None and squares is not None:
        found = _second_order(found, masses[np.ix_(rows, columns)], heavy[np.ix_(rows, columns)], int(n))
    return replace(found, cautions=cautions + found.cautions)


def _second_order(found: Association, weighted: FloatArray, squares: FloatArray, n: int) -> Association:
    """The test with the design effect of this very table; the first order stays where there is none."""
    tested = rao_scott(weighted, squares, n)
    if tested is None or found.uncorrected is None:
        return found
    told = Caution.of(CautionCode.WEIGHTED_APPROXIMATE, design_effect=tested.effect)
    others = tuple(each for each in found.cautions if each.code is not CautionCode.WEIGHTED_APPROXIMATE)
    return replace(
        found,
        statistic=found.uncorrected / tested.effect,
        p=tested.p,
        p_method="rao_scott_f",
        design_effect=tested.effect,
        rao_scott=tested,
        cautions=(*others, told),
    )


def _table(counts: Sequence[Sequence[float]] | NDArray[Any]) -> FloatArray:
    try:
        found = np.asarray(counts, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise StatisticsRefused("not_rectangular") from error
    if found.ndim != _TWO:
        raise StatisticsRefused("wrong_shape", dimensions=found.ndim, expected=2)
    if not np.all(np.isfinite(found)) or np.any(found < 0):
        raise StatisticsRefused("negative_count")
    return found


def _tested(
    observed: FloatArray,
    lines: tuple[NDArray[np.intp], NDArray[np.intp]],
    design: float | None,
    drawing: tuple[int, int],
    missing: int,
) -> Association:
    cautions: tuple[Caution, ...] = ()
    seed, resamples = drawing[0], min(drawing[1], max(_FEWEST, _MOST // observed.size))
    n = float(observed.sum())
    row, column = observed.sum(axis=1, keepdims=True) / n, observed.sum(axis=0, keepdims=True) / n
    expected = row * column * n
    plain = float(((observed - expected) ** 2 / expected).sum())
    df = (observed.shape[0] - 1) * (observed.shape[1] - 1)
    shrink = design or 1.0
    residuals = (observed - expected) / np.sqrt(expected * (1 - row) * (1 - column) * shrink)
    statistic, how, drawn = plain / shrink, "chi_square" if design is None else "chi_square_first_order", None
    p = float(special.chdtrc(df, statistic))
    large = None
    share = float((expected < _FEW).mean())
    if share > _SHARE or float(expected.min()) < 1:
        cautions += (Caution.of(CautionCode.EXPECTED_BELOW_5, share=share, smallest=float(expected.min())),)
        if design is None:
            large, (p, how, drawn) = p, _exact(observed, seed, resamples)
            cautions += (Caution.of(CautionCode.MONTE_CARLO, seed=seed, resamples=resamples),) if drawn else ()
    if design is not None:
        cautions += (Caution.of(CautionCode.WEIGHTED_APPROXIMATE, design_effect=design),)
    return Association(
        statistic=statistic,
        df=df,
        p=p,
        p_method=how,
        p_large_sample=large,
        v=(plain / (n * (min(observed.shape) - 1))) ** 0.5,
        uncorrected=plain,
        design_effect=design,
        kish=design,
        rows=tuple(lines[0].tolist()),
        columns=tuple(lines[1].tolist()),
        expected=tuple(map(tuple, expected.tolist())),
        residuals=tuple(map(tuple, residuals.tolist())),
        seed=seed if drawn else None,
        n=round(n),
        missing=missing,
        base=Base.BOTH_SIDES,
        method="pearson_chi_square",
        source=_SOURCE,
        cautions=cautions,
    )


def _exact(observed: FloatArray, seed: int, resamples: int) -> tuple[float, str, bool]:
    whole = np.rint(observed).astype(np.int64)
    if whole.shape == (_TWO, _TWO):
        return float(stats.fisher_exact(whole).pvalue), "fisher_exact", False
    drawing = stats.MonteCarloMethod(n_resamples=resamples, batch=1_000, rng=np.random.default_rng(seed))
    return float(stats.chi2_contingency(whole, correction=False, method=drawing).pvalue), "monte_carlo", True


def _nothing(
    n: int,
    lines: tuple[NDArray[np.intp], NDArray[np.intp]],
    cautions: tuple[Caution, ...],
    reason: Reason,
    missing: int,
) -> Association:
    return Association(
        statistic=None,
        df=0,
        p=None,
        p_method="none",
        v=None,
        uncorrected=None,
        design_effect=None,
        rows=tuple(lines[0].tolist()),
        columns=tuple(lines[1].tolist()),
        expected=(),
        residuals=(),
        n=n,
        missing=missing,
        base=Base.BOTH_SIDES,
        method="pearson_chi_square",
        source=_SOURCE,
        cautions=cautions,
        reason=reason,
    )
