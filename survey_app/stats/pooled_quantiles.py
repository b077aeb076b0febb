"""Ranges of several experts as one distribution: average of quantiles, linear pool, median of quantiles, and PERT."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.answers import FloatArray, Values, as_numbers, as_weights, base_cautions
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = ["Limits", "Pert", "PooledQuantiles", "QuantileSet", "linear_pool_at", "pert", "pool_quantiles"]

_SOURCE = (
    "Quantile average: Lichtendahl, Grushka-Cockayne and Winkler 2013, Management Science 59:1594; linear pool: Stone "
    "1961, Annals of Mathematical Statistics 32:1339; tails: Cooke 1991, Experts in Uncertainty"
)
_BEYOND = 0.1
_HALF = 0.5
_ROUNDING = 1e-12

Limits = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Pert:
    """Mean and standard deviation of one range by the rule of PERT."""

    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class QuantileSet:
    """The pooled distribution at t, one half and 1 - t, and how wide it is."""

    low: float
    median: float
    high: float
    width: float


@dataclass(frozen=True, kw_only=True)
class PooledQuantiles(Result):
    """n ranges as one, three ways, at the quantiles t, .5 and 1 - t.

    `lower_end` and `upper_end` bound the linear pool: the physical limits, or a tenth beyond the widest range.
    """

    t: float
    quantile_average: QuantileSet | None = None
    linear_pool: QuantileSet | None = None
    median_of_quantiles: QuantileSet | None = None
    lower_end: float | None = None
    upper_end: float | None = None
    equal_weights: bool = True


def pert(low: float, best: float, high: float) -> Pert:
    """Mean and spread of a range whose ends are the extremes.

    Parameters: low, best and high, the ends being the least and the most that can be (not the 5th and 95th percentile).
    Returns: Pert.
    Raises: StatisticsRefused when they are out of order.
    Formula: mean (a + 4m + b)/6, standard deviation (b - a)/6.
    Do not trust it for ranges with a stated confidence: standardise to 100 % first.
    Source: Malcolm et al. 1959, Operations Research 7:646.

    >>> found = pert(10, 15, 26)
    >>> found.mean, round(found.sd, 3)
    (16.0, 2.667)
    """
    if not low <= best <= high:
        raise StatisticsRefused("range_out_of_order", low=low, best=best, high=high)
    return Pert((low + 4 * best + high) / 6, (high - low) / 6)


def pool_quantiles(
    low: Values,
    best: Values,
    high: Values,
    *,
    confidence: float = 80,
    limits: Limits = (None, None),
    weights: Values | None = None,
) -> PooledQuantiles:
    """Ranges of several experts as one distribution.

    Parameters: low, best and high, one per expert, at one confidence for all (`standardise`), None and NaN missing: an
    expert with a part missing is left out; confidence, in per cent, that the ranges hold the truth: low and high are
    the quantiles t = (1 - confidence/100)/2 and 1 - t; limits, the physical ones, None for none; weights, one per
    expert, by default all the same.
    Returns: PooledQuantiles. No whole range: all None, reason `no_answers`.
    Raises: StatisticsRefused when the columns differ in length, a range is out of order or beyond a limit, the
    confidence is outside 50..100, or no weight is above 0.
    Formula: quantile average Q(p) = sum w Q_i(p); linear pool F(x) = sum w F_i(x), F_i linear between (end, 0),
    (low, t), (best, .5), (high, 1 - t), (end, 1), inverted at the three quantiles; the ends are the limits, or a tenth
    of the whole range beyond it. Median of quantiles: the median of each, weights left out.
    Do not trust the quantile average as the panel's doubt: it is narrower than the pool wherever experts differ.
    Source: Lichtendahl, Grushka-Cockayne and Winkler 2013; Stone 1961; Cooke 1991.

    >>> found = pool_quantiles([0.1, 0.5], [0.2, 0.6], [0.3, 0.7], confidence=90, limits=(0, 1))
    >>> round(found.quantile_average.width, 3), round(found.linear_pool.width, 3)
    (0.2, 0.585)
    """
    if not 50 < confidence <= 100:  # noqa: PLR2004 - per cent that a range holds the truth
        raise StatisticsRefused("confidence_out_of_range", confidence=confidence)
    table, kept = _table(low, best, high, limits)
    w, is_equal = _weights(weights, kept)
    n = int(table.shape[0])
    t = (100 - confidence) / 200
    ends = _ends(table, limits) if n else (None, None)
    levels = np.array([t, _HALF, 1 - t])
    return PooledQuantiles(
        n=n,
        missing=int(kept.size) - n,
        base=Base.COMPLETE_CASES,
        method="pooled_quantiles",
        source=_SOURCE,
        cautions=base_cautions(n),
        reason=None if n else Reason.NO_ANSWERS,
        t=t,
        quantile_average=_set(w @ table) if n else None,
        linear_pool=None
        if ends[0] is None or ends[1] is None
        else _set(_inverted(table, w, (ends[0], ends[1]), levels)),
        median_of_quantiles=_set(np.median(table, axis=0)) if n else None,
        lower_end=ends[0],
        upper_end=ends[1],
        equal_weights=is_equal,
    )


def linear_pool_at(
    low: Values,
    best: Values,
    high: Values,
    points: Values,
    *,
    confidence: float = 80,
    limits: Limits = (None, None),
) -> tuple[float, ...]:
    """Share of the linear pool that lies at or below each of several points: its curve, to be drawn.

    Parameters: as in `pool_quantiles`, all experts counting the same; points, where the curve is wanted.
    Returns: one share between 0 and 1 a point, in their order; nothing where there is no whole range.
    Raises: StatisticsRefused as `pool_quantiles` does.
    Formula: F(x) = mean of F_i(x), each as in `pool_quantiles`, a jump at x included.
    Do not trust the curve between the points given: where experts name one figure for all three it jumps.
    Source: Stone 1961.

    >>> linear_pool_at([10, 20], [20, 30], [30, 40], [0, 25, 50], confidence=100, limits=(0, 50))
    (0.0, 0.5, 1.0)
    """
    if not 50 < confidence <= 100:  # noqa: PLR2004 - per cent that a range holds the truth
        raise StatisticsRefused("confidence_out_of_range", confidence=confidence)
    table, _kept = _table(low, best, high, limits)
    if not table.size:
        return ()
    t, ends, at = (100 - confidence) / 200, _ends(table, limits), as_numbers(points)
    heights = np.array([0, t, _HALF, 1 - t, 1])
    shares = [_upto(np.array([ends[0], *row, ends[1]]), heights, at) for row in table.tolist()]
    return tuple(float(share) for share in np.clip(np.mean(shares, axis=0), 0, 1))


def _table(low: Values, best: Values, high: Values, limits: Limits) -> tuple[FloatArray, NDArray[np.bool_]]:
    sides = [as_numbers(side) for side in (low, best, high)]
    if len({side.size for side in sides}) > 1:
        raise StatisticsRefused("columns_differ_in_length", low=sides[0].size, best=sides[1].size, high=sides[2].size)
    table = np.column_stack(sides)
    kept = np.asarray(~np.isnan(table).any(axis=1), dtype=np.bool_)
    whole = table[kept]
    if np.any(np.diff(whole, axis=1) < 0):
        raise StatisticsRefused("range_out_of_order")
    floor, ceiling = (-np.inf if limits[0] is None else limits[0]), (np.inf if limits[1] is None else limits[1])
    if whole.size and (whole.min() < floor or whole.max() > ceiling):
        raise StatisticsRefused("outside_limits", lowest=float(whole.min()), highest=float(whole.max()))
    return whole, kept


def _weights(weights: Values | None, kept: NDArray[np.bool_]) -> tuple[FloatArray, bool]:
    n = int(kept.sum())
    given = as_weights(weights, kept.size)
    if given is None:
        return np.full(n, 1 / max(n, 1)), True
    used = given[kept]
    if n and used.max() <= 0:
        raise StatisticsRefused("zero_weights")
    scaled = used / used.max() if n else used
    return np.asarray(scaled / scaled.sum() if n else scaled, dtype=np.float64), bool(n == 0 or np.ptp(used) == 0)


def _ends(table: FloatArray, limits: Limits) -> tuple[float, float]:
    least, most = float(table.min()), float(table.max())
    beyond = _BEYOND * (most - least)
    return least - beyond if limits[0] is None else limits[0], most + beyond if limits[1] is None else limits[1]


def _inverted(table: FloatArray, weights: FloatArray, ends: tuple[float, float], levels: FloatArray) -> FloatArray:
    """Quantiles of the mixture: exact, since it is linear between the points of all experts, jumps included."""
    t = float(levels[0])
    heights = np.array([0, t, _HALF, 1 - t, 1])
    points = np.unique(np.concatenate([table.ravel(), ends]))
    below, above = np.zeros(points.size), np.zeros(points.size)
    for (low, best, high), weight in zip(table.tolist(), weights.tolist(), strict=True):
        places = np.array([ends[0], low, best, high, ends[1]])
        below += weight * _before(places, heights, points)
        above += weight * _upto(places, heights, points)
    x = np.repeat(points, 2)
    y = np.column_stack([below, above]).ravel()
    return np.array([_at(x, y, float(level)) for level in levels])


def _upto(places: FloatArray, heights: FloatArray, points: FloatArray) -> FloatArray:
    """F(x), the jump at x included."""
    left = np.clip(np.searchsorted(places, points, side="right") - 1, 0, places.size - 1)
    right = np.minimum(left + 1, places.size - 1)
    return _between(places, heights, points, (left, right))


def _before(places: FloatArray, heights: FloatArray, points: FloatArray) -> FloatArray:
    """F just below x."""
    right = np.clip(np.searchsorted(places, points, side="left"), 0, places.size - 1)
    left = np.maximum(right - 1, 0)
    found = _between(places, heights, points, (left, right))
    return np.where(points <= places[0], 0.0, found)


def _between(
    places: FloatArray, heights: FloatArray, points: FloatArray, sides: tuple[NDArray[np.int64], NDArray[np.int64]]
) -> FloatArray:
    left, right = sides
    run = places[right] - places[left]
    part = np.divide(points - places[left], run, out=np.zeros_like(points), where=run > 0)
    return np.asarray(heights[left] + part * (heights[right] - heights[left]), dtype=np.float64)


def _at(x: FloatArray, y: FloatArray, level: float) -> float:
    """The smallest x where the pool reaches the level; at level 0 the largest below which nothing lies."""
    if level <= 0:
        return float(x[int(np.searchsorted(y, _ROUNDING, side="right")) - 1])
    place = int(np.searchsorted(y, level - _ROUNDING, side="left"))
    if place == 0 or place >= y.size or y[place] <= y[place - 1]:
        return float(x[min(place, x.size - 1)])
    part = min(1.0, max(0.0, (level - float(y[place - 1])) / float(y[place] - y[place - 1])))
    return float(x[place - 1] + part * (x[place] - x[place - 1]))


def _set(parts: FloatArray) -> QuantileSet:
    low, median, high = (float(part) for part in parts)
    return QuantileSet(low, median, high, high - low)
