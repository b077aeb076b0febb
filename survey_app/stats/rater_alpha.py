"""How far raters agree beyond chance: Krippendorff's alpha, missing cells allowed, and Fleiss' kappa."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from survey_app.stats.answers import FloatArray, Matrix, as_matrix
from survey_app.stats.guards import Figure, Guard
from survey_app.stats.results import Base, Result, StatisticsRefused

__all__ = ["Metric", "RaterAlpha", "rater_alpha"]

_SOURCE = "Krippendorff 2011, Computing Krippendorff's Alpha-Reliability; Fleiss 1971, Psychological Bulletin 76:378"
_MOST_VALUES = 2_000
_TWO = 2


class Metric(StrEnum):
    """What a difference between two ratings weighs."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


@dataclass(frozen=True, kw_only=True)
class RaterAlpha(Result):
    """Agreement of m raters on k items; n are the ratings that could be paired, `single` those alone on their item.

    `fleiss` rests on the `complete` items, those that every rater rated. A figure is None where nothing varies: chance
    itself would always agree, and 1 would say too much.
    """

    m: int
    k: int
    single: int
    complete: int
    nominal: Figure
    ordinal: Figure
    interval: Figure
    ratio: Figure
    fleiss: Figure


def rater_alpha(ratings: Matrix, *, ordered: bool = True) -> RaterAlpha:
    """Krippendorff's alpha with four metrics, and Fleiss' kappa.

    Parameters: ratings, raters in rows and items in columns, None and NaN missing; ordered, whether the
    ratings are numbers; codes of categories have the nominal alpha and Fleiss' kappa only.
    Returns: RaterAlpha. Fewer than two ratings on every item, or all ratings equal: None with the guard. The ratio
    metric needs numbers from 0 up.
    Raises: StatisticsRefused for text or rows of differing length.
    Formula: alpha = 1 - Do/De over the pairs of ratings on the same item, each item weighing 1/(its ratings - 1);
    De over all pairs. Squared differences: nominal 1 unless equal; ordinal (sum of n_g from c to k - (n_c + n_k)/2)²;
    interval (c - k)²; ratio ((c - k)/(c + k))². Fleiss: (Po - Pe)/(1 - Pe), Pe = sum of squared shares.
    Do not trust alpha of ratings that hardly vary: little disagreement can give a low alpha.
    Source: Krippendorff 2011 (his example of four observers: .743, .815, .849, .797); Fleiss 1971.

    >>> found = rater_alpha([[1, 2, 3, 3], [1, 2, 3, 4], [None, 2, 3, 4]])
    >>> round(found.nominal.value, 4), round(found.fleiss.value, 4), found.n, found.complete
    (0.7727, 0.6538, 11, 3)
    """
    table = as_matrix(ratings)
    there = ~np.isnan(table)
    sizes = there.sum(axis=0)
    paired = table[:, sizes >= _TWO]
    values, matrix = _coincidences(paired)
    n = int((~np.isnan(paired)).sum())
    return RaterAlpha(
        n=n,
        missing=int((~there).sum()),
        base=Base.VALID_ANSWERS,
        method="alpha_of_pairs",
        source=_SOURCE,
        m=int(table.shape[0]),
        k=int(table.shape[1]),
        single=int((sizes == 1).sum()),
        complete=int((sizes == table.shape[0]).sum()) if table.shape[0] else 0,
        nominal=_alpha(values, matrix, Metric.NOMINAL),
        ordinal=_alpha(values, matrix, Metric.ORDINAL) if ordered else Figure(None, Guard.NO_ORDER),
        interval=_alpha(values, matrix, Metric.INTERVAL) if ordered else Figure(None, Guard.NO_ORDER),
        ratio=_alpha(values, matrix, Metric.RATIO) if ordered else Figure(None, Guard.NO_ORDER),
        fleiss=_fleiss(table[:, sizes == table.shape[0]]),
    )


def _coincidences(table: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The distinct ratings and how often each meets each other on the same item, every item weighing its ratings."""
    values, index = np.unique(table[~np.isnan(table)], return_inverse=True)
    if values.size > _MOST_VALUES:
        raise StatisticsRefused("too_many_values", values=int(values.size), most=_MOST_VALUES)
    places = np.nonzero(~np.isnan(table))[1]
    counts = np.zeros((table.shape[1], values.size))
    np.add.at(counts, (places, index), 1)
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True) - 1, 1)
    return values, np.asarray(share.T @ counts - np.diag(share.sum(axis=0)), dtype=np.float64)


def _alpha(values: FloatArray, matrix: FloatArray, metric: Metric) -> Figure:
    margin = matrix.sum(axis=1)
    n = float(margin.sum())
    if n < _TWO:
        return Figure(None, Guard.NO_ANSWERS)
    if values.size < _TWO:
        return Figure(None, Guard.NO_VARIATION)
    if metric is Metric.RATIO and values[0] < 0:
        return Figure(None, Guard.NO_RATIO_SCALE)
    apart = _distance(values, margin, metric)
    expected = float(margin @ apart @ margin) / (n - 1)
    return Figure(1 - float((matrix * apart).sum()) / expected)


def _distance(values: FloatArray, margin: FloatArray, metric: Metric) -> FloatArray:
    """Squared differences; those of numbers are brought to their largest first, so that huge ones do not overflow."""
    if metric is Metric.NOMINAL:
        return 1 - np.eye(values.size)
    if metric is Metric.ORDINAL:
        middle = np.cumsum(margin) - margin / 2
        return np.asarray((middle[:, None] - middle[None, :]) ** 2, dtype=np.float64)
    gap = values[:, None] - values[None, :]
    if metric is Metric.INTERVAL:
        return np.asarray((gap / np.abs(gap).max()) ** 2, dtype=np.float64)
    both = values[:, None] + values[None, :]
    return np.asarray(np.divide(gap, both, out=np.zeros_like(gap), where=both > 0) ** 2, dtype=np.float64)


def _fleiss(table: FloatArray) -> Figure:
    m, k = table.shape
    if m < _TWO:
        return Figure(None, Guard.ONE_RATER if m else Guard.NO_ANSWERS)
    if not k:
        return Figure(None, Guard.PART_MISSING)
    values = np.unique(table)
    if values.size < _TWO:
        return Figure(None, Guard.NO_VARIATION)
    counts = np.stack([(table == value).sum(axis=0) for value in values], axis=1)
    observed = float(((counts**2).sum(axis=1) - m).sum()) / (k * m * (m - 1))
    chance = float(((counts.sum(axis=0) / (k * m)) ** 2).sum())
    return Figure((observed - chance) / (1 - chance))
