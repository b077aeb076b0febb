"""How the ratings of one item spread over the scale: counts, median, middle half and what follows from them."""

from dataclasses import dataclass

import numpy as np

from survey_app.stats.answers import FloatArray, Values, as_numbers, base_cautions
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = ["Distribution", "PointCount", "distribution", "variation"]

_MOST_POINTS = 21
_INFORMATIVE = 4
_SOURCE = "Quartiles: Hyndman and Fan 1996, The American Statistician 50:361, type 7"


@dataclass(frozen=True, slots=True)
class PointCount:
    """One point of the scale: how many gave it, and their share of the ratings (None when there are none)."""

    point: float
    count: int
    share: float | None


@dataclass(frozen=True, kw_only=True)
class Distribution(Result):
    """The ratings of one item; `spread_informative` is false below four ratings, where a middle half says little."""

    points: tuple[PointCount, ...]
    median: float | None = None
    lower_quartile: float | None = None
    upper_quartile: float | None = None
    iqr: float | None = None
    mean: float | None = None
    sd: float | None = None
    cv: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    full_score: float | None = None
    spread_informative: bool = False
    quartile_method: str = "linear"


def distribution(ratings: Values, scale_min: float = 1, scale_max: float = 9) -> Distribution:
    """Counts per point of the scale with median, quartiles, interquartile range, mean and spread.

    Parameters: ratings, one per panellist, None and NaN missing; scale_min and scale_max, the ends of the scale.
    Returns: Distribution. No ratings: all None, reason `no_answers`. One rating: the quartiles are that rating, no sd.
    Raises: StatisticsRefused when a rating lies off the scale or the ends are out of order.
    Formula: quartile at h = (n - 1)p, interpolated; IQR = Q3 - Q1; sd with n - 1; cv as `variation`; full score =
    share at scale_max. Scales of up to 21 whole points list every point, longer ones the points that were given.
    Do not trust the coefficient of variation across scales that start at different numbers: it falls when a scale
    is shifted up.
    Source: Hyndman and Fan 1996, type 7 (R's default, Excel's PERCENTILE.INC).

    >>> found = distribution([2, 3, 4, 4, 5, 5, 5, 5, 5, 5, None])
    >>> found.median, found.lower_quartile, found.upper_quartile, found.iqr, found.n, found.missing
    (5.0, 4.0, 5.0, 1.0, 10, 1)
    """
    array = as_numbers(ratings)
    kept = array[~np.isnan(array)]
    _check(kept, scale_min, scale_max)
    n = int(kept.size)
    points = _points(kept, scale_min, scale_max)
    if not n:
        return Distribution(
            n=0,
            missing=int(array.size),
            base=Base.VALID_ANSWERS,
            method="quartiles_linear",
            source=_SOURCE,
            reason=Reason.NO_ANSWERS,
            points=points,
        )
    lower, median, upper = (float(cut) for cut in np.quantile(kept, [0.25, 0.5, 0.75], method="linear"))
    low, high = float(kept.min()), float(kept.max())
    return Distribution(
        n=n,
        missing=int(array.size) - n,
        base=Base.VALID_ANSWERS,
        method="quartiles_linear",
        source=_SOURCE,
        cautions=base_cautions(n),
        points=points,
        median=median,
        lower_quartile=lower,
        upper_quartile=upper,
        iqr=upper - lower,
        mean=min(max(float(kept.mean()), low), high),
        sd=_sd(kept),
        cv=variation(kept),
        minimum=low,
        maximum=high,
        full_score=int((kept == scale_max).sum()) / n,
        spread_informative=n >= _INFORMATIVE,
    )


def variation(ratings: FloatArray) -> float | None:
    """Coefficient of variation, sd / mean; None below two ratings or where the mean is not above 0.

    >>> variation(np.array([4.0, 6.0])), variation(np.array([5.0]))
    (0.282842712474619, None)
    """
    sd = _sd(ratings)
    centre = float(ratings.mean()) if ratings.size else 0.0
    return None if sd is None or centre <= 0 else sd / centre


def _sd(kept: FloatArray) -> float | None:
    if kept.size <= 1:
        return None
    return float(kept.std(ddof=1)) if np.ptp(kept) else 0.0


def _check(kept: FloatArray, low: float, high: float) -> None:
    if not low < high:
        raise StatisticsRefused("scale_out_of_order", scale_min=low, scale_max=high)
    if np.any((kept < low) | (kept > high)):
        raise StatisticsRefused("answer_off_scale", scale_min=low, scale_max=high)


def _points(kept: FloatArray, low: float, high: float) -> tuple[PointCount, ...]:
    given, counts = np.unique(kept, return_counts=True)
    found = {float(point): int(count) for point, count in zip(given, counts, strict=True)}
    if float(low).is_integer() and float(high).is_integer() and high - low < _MOST_POINTS:
        found = {float(point): 0 for point in range(int(low), int(high) + 1)} | found
    n = kept.size
    return tuple(PointCount(point, count, count / n if n else None) for point, count in sorted(found.items()))
