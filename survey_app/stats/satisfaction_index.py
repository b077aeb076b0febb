"""A satisfaction index of 0 to 100: the weighted mean of several items on their scales."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from survey_app.stats.answers import FloatArray, Matrix, Values, as_matrix, as_weights
from survey_app.stats.descriptive import Mean, mean
from survey_app.stats.linearised import SUFFIX
from survey_app.stats.results import Base, Caution, CautionCode, StatisticsRefused

__all__ = ["IndexItem", "MissingItems", "SatisfactionIndex", "index", "personal_indices"]

_ROUNDING = 1e-6
_SOURCE = "Fornell, Johnson, Anderson, Cha and Bryant 1996, Journal of Marketing 60(4):7"


class MissingItems(StrEnum):
    """What happens to a person who left out some of the items."""

    LISTWISE = "listwise"
    ITEM_MEAN = "item_mean"


@dataclass(frozen=True, slots=True)
class IndexItem:
    """One item of the index: its mean on its own scale, its points of 100, and how many answered it."""

    mean: float | None
    points: float
    scale_min: float
    scale_max: float
    n: int


@dataclass(frozen=True, kw_only=True)
class SatisfactionIndex(Mean):
    """The index, 0 to 100 (`value`), with the spread of the personal indices behind it."""

    items: tuple[IndexItem, ...]
    missing_rule: MissingItems


def index(
    items: Matrix,
    scale_min: float | Sequence[float],
    scale_max: float | Sequence[float],
    points: Sequence[float] | None = None,
    population: int | None = None,
    *,
    level: float = 0.95,
    weights: Values | None = None,
    missing_rule: MissingItems = MissingItems.LISTWISE,
) -> SatisfactionIndex:
    """Index of 0 to 100 from several items, in the form of the American Customer Satisfaction Index.

    Parameters: items, respondents in rows and k items in columns, None and NaN missing; scale_min and scale_max, one
    number for all items or k numbers; points, k shares of 100, None for equal; population, N or None; level,
    confidence; weights, one per respondent, or None; missing_rule, leave incomplete rows out, or put the mean of the
    item in (rows without any answer are left out either way).
    Returns: SatisfactionIndex. Nobody left: value None. The interval is the t interval of the personal indices.
    Raises: StatisticsRefused when points do not sum to 100 or are negative, scales do not fit, or an answer is off.
    Formula: 100 (sum w mean - sum w min)/(sum w (max - min)), w the points.
    Do not trust it as the published ACSI: that takes its w from a model; equal points are a plain mean.
    Source: Fornell et al. 1996, appendix.

    >>> found = index([[5, 4], [3, 4], [4, None]], 1, 5)
    >>> found.value, found.n, found.missing
    (75.0, 2, 1)
    """
    table = as_matrix(items)
    rows, k = table.shape
    low, high = _ends(scale_min, k), _ends(scale_max, k)
    _check(table, low, high)
    share = _points(points, k)
    mass = as_weights(weights, rows)
    complete = ~np.isnan(table).any(axis=1)
    kept = complete if missing_rule is MissingItems.LISTWISE else ~np.isnan(table).all(axis=1)
    if mass is not None:
        kept &= mass > 0
    table, used = table[kept], None if mass is None else mass[kept]
    averages = [mean(column, weights=used) for column in table.T]
    filled = np.where(np.isnan(table), [np.nan if a.value is None else a.value for a in averages], table)
    found = mean(_personal(filled, low, high, share), population, level, used)
    imputed = int(np.isnan(table).sum())
    gaps = (Caution.of(CautionCode.IMPUTED_BY_ITEM_MEAN, answers=imputed),) if imputed else ()
    listwise = missing_rule is MissingItems.LISTWISE
    return SatisfactionIndex(
        **vars(found)
        | {
            "missing": rows - found.n,
            "base": Base.COMPLETE_CASES if listwise else Base.CASES_WITH_ANY_ITEM,
            "method": "weighted_mean_index" if used is None else f"weighted_mean_index{SUFFIX}",
            "source": _SOURCE,
            "cautions": found.cautions + gaps,
        },
        items=tuple(
            IndexItem(a.value, float(p), float(lo), float(hi), a.n)
            for a, p, lo, hi in zip(averages, share, low, high, strict=True)
        ),
        missing_rule=missing_rule,
    )


def personal_indices(
    items: Matrix,
    scale_min: float | Sequence[float],
    scale_max: float | Sequence[float],
    points: Sequence[float] | None = None,
) -> FloatArray:
    """The index of every person, 0 to 100, of which `index` is the mean; NaN for whoever left an item out.

    Parameters: as `index`.
    Returns: one number a respondent, in their order.
    Raises: StatisticsRefused as `index`.
    Formula: 100 (sum w answer - sum w min)/(sum w (max - min)), w the points.
    Do not trust it as a figure of one person: the scale is too coarse for that. It is for means and their tests.
    Source: Fornell et al. 1996, appendix.

    >>> personal_indices([[5, 4], [3, 4], [4, None]], 1, 5).tolist()
    [87.5, 62.5, nan]
    """
    table = as_matrix(items)
    k = table.shape[1]
    low, high = _ends(scale_min, k), _ends(scale_max, k)
    _check(table, low, high)
    return _personal(table, low, high, _points(points, k))


def _personal(table: FloatArray, low: FloatArray, high: FloatArray, share: FloatArray) -> FloatArray:
    found: FloatArray = 100 * ((table - low) @ share) / ((high - low) @ share)
    return found


def _ends(ends: float | Sequence[float], k: int) -> FloatArray:
    array = np.asarray(ends, dtype=np.float64)
    if array.ndim > 1 or (array.ndim == 1 and array.size != k):
        raise StatisticsRefused("scales_do_not_fit", items=k, given=int(array.size))
    return np.broadcast_to(array, (k,))


def _check(table: FloatArray, low: FloatArray, high: FloatArray) -> None:
    if not table.shape[1]:
        raise StatisticsRefused("no_items")
    if not np.all(low < high):
        raise StatisticsRefused("scale_out_of_order")
    if np.any((table < low) | (table > high)):
        raise StatisticsRefused("answer_off_scale")


def _points(points: Sequence[float] | None, k: int) -> FloatArray:
    if points is None:
        return np.full(k, 100 / k)
    share = np.asarray(points, dtype=np.float64)
    if share.shape != (k,):
        raise StatisticsRefused("points_do_not_fit", items=k, given=int(share.size))
    total = float(share.sum())
    if np.any(share < 0) or not abs(total - 100) < _ROUNDING:
        raise StatisticsRefused("points_not_100", total=total)
    return share
