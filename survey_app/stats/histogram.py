"""Classes for a histogram: round bounds, as many as the number of answers bears."""

import math
from dataclasses import dataclass

import numpy as np

from survey_app.stats.answers import FloatArray, Values, as_numbers

__all__ = ["HistogramClass", "histogram"]

_MOST_SINGLE = 20
_STEPS = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class HistogramClass:
    """From `low` up to `high` (the last class includes its end): how many answers lie there."""

    low: float
    high: float
    count: int


def histogram(values: Values) -> tuple[HistogramClass, ...]:
    """How answers spread over classes of equal width.

    Parameters: values, one number per respondent, None and NaN missing.
    Returns: the classes from the lowest to the highest answer, empty ones in between included; none without answers.
    Formula: about 1 + log2 n classes (Sturges), the width rounded to the nearest of 1, 2 or 5 times a power of ten
    and the first bound put on a multiple of it; whole numbers over a span of at most 20 get a class each.
    Do not trust it to show gaps narrower than a class.
    Source: Sturges 1926, Journal of the American Statistical Association 21:65.

    >>> [(each.low, each.high, each.count) for each in histogram([1, 2, 2, 4, None])]
    [(0.5, 1.5, 1), (1.5, 2.5, 2), (2.5, 3.5, 0), (3.5, 4.5, 1)]
    """
    array = as_numbers(values)
    kept = array[~np.isnan(array)]
    if not kept.size:
        return ()
    bounds = _bounds(kept)
    counts, edges = np.histogram(kept, bins=bounds)
    return tuple(
        HistogramClass(float(low), float(high), int(count))
        for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)
    )


def _bounds(kept: FloatArray) -> FloatArray:
    low, high = float(kept.min()), float(kept.max())
    if high - low <= _MOST_SINGLE and bool(np.all(kept == np.floor(kept))):
        return np.arange(low - 0.5, high + 1.0, 1.0)
    if low == high:
        return np.array([low - 0.5, low + 0.5]) if abs(low) < 2**50 else np.array([low * 0.9, low * 1.1])
    raw = (high - low) / (1 + math.log2(kept.size))
    size = 10.0 ** math.floor(math.log10(raw))
    step = min((size * factor for factor in _STEPS), key=lambda width: abs(math.log(width / raw)))
    first = math.floor(low / step)
    count = max(1, math.ceil(high / step + 1e-9) - first)
    bounds = (first + np.arange(count + 1)) * step
    bounds[0], bounds[-1] = min(bounds[0], low), max(bounds[-1], high)
    found: FloatArray = np.unique(bounds)
    return found
