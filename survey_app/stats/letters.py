"""Column letters: which column of a table stands significantly above which other, people in both considered."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

from survey_app.stats.answers import FloatArray
from survey_app.stats.proportion import Flags
from survey_app.stats.results import StatisticsRefused

__all__ = [
    "PLAIN",
    "Columns",
    "Comparisons",
    "Correction",
    "Pairs",
    "Scheme",
    "adjusted",
    "column_letter",
    "compare_means",
    "compare_shares",
    "places_of_pairs",
]

Pairs = Sequence[tuple[int, int]]
Places = NDArray[np.int64]
_ALPHABET = 26


class Correction(StrEnum):
    """What is done about many comparisons; the family is one row of a table within one banner question."""

    NONE = "none"
    BONFERRONI = "bonferroni"
    HOLM = "holm"
    BH = "bh"


@dataclass(frozen=True, slots=True)
class Scheme:
    """How columns are compared: correction, the levels of capital and small letters, the least effective base."""

    correction: Correction = Correction.NONE
    levels: tuple[float, float] = (0.95, 0.90)
    least: float = 30


PLAIN = Scheme()
"""Letters without correction, capital at 95 %, small at 90 %, none below an effective base of 30."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What a test needs to know of C columns: sums of weights, Kish's effective bases, and who stands in both of two.

    `overlap` and `overlap_weight`: C x C, the sums of w² and of w over the people in both columns; None for exclusive
    columns. `usable` is false for a column whose base is too small to be tested.
    """

    weight: FloatArray
    effective: FloatArray
    usable: Flags
    overlap: FloatArray | None = None
    overlap_weight: FloatArray | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Comparisons:
    """The tests of some pairs of columns, rows x pairs; NaN where none was made. `df` is None for normal z."""

    pairs: tuple[tuple[int, int], ...]
    statistic: FloatArray
    df: FloatArray | None
    p: FloatArray
    p_adjusted: FloatArray


@lru_cache(maxsize=1_024)
def column_letter(place: int) -> str:
    """The letter of a column: A to Z, then AA, AB.

    >>> column_letter(0), column_letter(25), column_letter(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, _ALPHABET)
        letters = chr(ord("A") + rest) + letters
    return letters


def adjusted(p_values: FloatArray, correction: Correction | str) -> FloatArray:
    """P values of many rows adjusted for the comparisons of their own row; NaN stays and does not count.

    Parameters: p_values, rows x comparisons; correction, which rule.
    Returns: an array of the same shape.
    Formula: Bonferroni min(1, m p); Holm, sorted upwards, (m - i + 1) p never below the one before; BH, sorted upwards,
    m p / i never above the one after.
    Do not trust an unadjusted letter in a wide table: at 95 % one comparison in twenty differs by chance.
    Source: Holm 1979, Scandinavian Journal of Statistics 6:65; Benjamini and Hochberg 1995, JRSS B 57:289.

    >>> adjusted(np.array([[0.01, 0.04, 0.03]]), "holm").round(3).tolist()
    [[0.03, 0.06, 0.06]]
    """
    rule = Correction(correction)
    if rule is Correction.NONE or not p_values.size:
        return p_values
    tested = (~np.isnan(p_values)).sum(axis=1, keepdims=True)
    if rule is Correction.BONFERRONI:
        return np.asarray(np.minimum(1.0, p_values * tested), dtype=np.float64)
    order = np.argsort(p_values, axis=1)
    ordered = np.take_along_axis(p_values, order, axis=1)
    rank = np.arange(1, p_values.shape[1] + 1)
    if rule is Correction.HOLM:
        stepped = np.fmax.accumulate(ordered * (tested - rank + 1), axis=1)
    else:
        stepped = np.fmin.accumulate((ordered * tested / rank)[:, ::-1], axis=1)[:, ::-1]
    stepped = np.where(np.isnan(ordered), np.nan, np.minimum(1.0, stepped))
    found = np.empty_like(stepped)
    np.put_along_axis(found, order, stepped, axis=1)
    return found


def _variance_factor(columns: Columns, first: Places, second: Places) -> FloatArray:
    """1/e1 + 1/e2 less twice what the people in both columns share; NaN for a pair that cannot be tested."""
    usable = columns.usable[first] & columns.usable[second]
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = 1 / columns.effective[first] + 1 / columns.effective[second]
        if columns.overlap is not None:
            factor = factor - 2 * columns.overlap[first, second] / (columns.weight[first] * columns.weight[second])
    return np.where(usable & (factor > 1e-12), factor, np.nan)  # noqa: PLR2004 - two columns of the same people


def compare_shares(
    shares: FloatArray, columns: Columns, pairs: Pairs, correction: Correction | str = Correction.NONE
) -> Comparisons:
    """Compare the shares of every row between pairs of columns by z.

    Parameters: shares, rows x columns, between 0 and 1; columns; pairs of places of columns; correction.
    Returns: Comparisons, the statistic positive where the first of the pair is higher.
    Raises: StatisticsRefused when shares and columns do not fit.
    Formula: z = (p1 - p2)/sqrt(p(1 - p) v), p pooled on weighted counts, v = 1/e1 + 1/e2 - 2 sum w² over the people in
    both / (W1 W2), e Kish's effective base, W the sum of weights; two-sided p of the normal.
    Do not trust it below a base of 30, or without a correction when many columns are compared.
    Source: satisfaction surveys' usual test; Kish 1965 for e; the overlap term follows from the covariance of the two
    weighted means.

    >>> columns = Columns(np.array([200.0, 200.0]), np.array([200.0, 200.0]), np.array([True, True]))
    >>> compare_shares(np.array([[0.6, 0.5]]), columns, [(0, 1)]).statistic.round(4).tolist()
    [[2.0101]]
    """
    first, second = _sides(shares, columns, pairs)
    p1, p2 = shares[:, first], shares[:, second]
    w1, w2 = columns.weight[first], columns.weight[second]
    factor = _variance_factor(columns, first, second)
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (p1 * w1 + p2 * w2) / (w1 + w2)
        spread = pooled * (1 - pooled) * factor
        z = (p1 - p2) / np.sqrt(np.where(spread > 0, spread, np.nan))
    p = 2 * special.ndtr(-np.abs(z))
    return Comparisons(tuple(pairs), z, None, p, adjusted(p, correction))


def compare_means(
    means: FloatArray,
    deviations: FloatArray,
    columns: Columns,
    pairs: Pairs,
    correction: Correction | str = Correction.NONE,
) -> Comparisons:
    """Compare the mean of one question between pairs of columns by t.

    Parameters: means and standard deviations, rows x columns, NaN where there is none; columns; pairs; correction.
    Returns: Comparisons with degrees of freedom.
    Raises: StatisticsRefused when means and columns do not fit.
    Formula: t = (m1 - m2)/sqrt(s² v), s² pooled with e - 1, v as in `compare_shares`, df = e1 + e2 - 2 less Kish's
    effective number of the people in both.
    Do not trust it when the spreads of the two columns differ much and so do their bases.
    Source: Student 1908; Kish 1965.

    >>> columns = Columns(np.array([10.0, 10.0]), np.array([10.0, 10.0]), np.array([True, True]))
    >>> compare_means(np.array([[4.0, 3.0]]), np.array([[1.0, 1.0]]), columns, [(0, 1)]).p.round(4).tolist()
    [[0.0382]]
    """
    first, second = _sides(means, columns, pairs)
    e1, e2 = columns.effective[first], columns.effective[second]
    factor = _variance_factor(columns, first, second)
    df = e1 + e2 - 2
    if columns.overlap is not None and columns.overlap_weight is not None:
        both, heavy = columns.overlap[first, second], columns.overlap_weight[first, second]
        df = df - np.divide(heavy**2, both, out=np.zeros_like(both), where=both > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = ((e1 - 1) * deviations[:, first] ** 2 + (e2 - 1) * deviations[:, second] ** 2) / (e1 + e2 - 2) * factor
        t = (means[:, first] - means[:, second]) / np.sqrt(np.where(spread > 0, spread, np.nan))
        t = np.where(df > 0, t, np.nan)
        p = 2 * special.stdtr(np.broadcast_to(df, t.shape), -np.abs(t))
    return Comparisons(tuple(pairs), t, np.broadcast_to(df, t.shape), p, adjusted(p, correction))


def _sides(figures: FloatArray, columns: Columns, pairs: Pairs) -> tuple[Places, Places]:
    if figures.ndim != 2 or figures.shape[1] != columns.weight.size:  # noqa: PLR2004 - rows and columns
        raise StatisticsRefused("wrong_shape", dimensions=int(figures.ndim), expected=2)
    return places_of_pairs(tuple(pairs))


@lru_cache(maxsize=64)
def places_of_pairs(pairs: tuple[tuple[int, int], ...]) -> tuple[Places, Places]:
    """The places of the first column of every pair, and those of the second.

    >>> [side.tolist() for side in places_of_pairs(((1, 2), (3, 0)))]
    [[1, 3], [2, 0]]
    """
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return both[:, 0].copy(), both[:, 1].copy()
