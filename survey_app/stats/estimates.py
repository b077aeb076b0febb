"""Estimates of a quantity by experts: checking low, best and high, one confidence for all, and pooling."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import special

from survey_app.stats.answers import FloatArray, Values, as_numbers, base_cautions
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = [
    "MACHINE_EPSILON",
    "EstimateProblem",
    "PooledEstimate",
    "PooledRange",
    "StandardRange",
    "Triple",
    "check_estimate",
    "pool",
    "pool_ranges",
    "standardise",
]

MACHINE_EPSILON = float(np.finfo(np.float64).eps)
"""The clip that reproduces the published figures of aggreCAT; one answer of 0 or 1 then outweighs many others."""

_EPSILON = 0.005
_SOURCE = (
    "Gould, Gray, Willcox, O'Dea, Groenewegen and Wilkinson, aggreCAT: ArMean, Median, LOArMean; "
    "Hanea et al. 2021, PLOS ONE 16:e0256919"
)
_IDEA = "IDEA protocol: Hemming et al. 2018, Methods in Ecology and Evolution 9:169"
_HALF, _WHOLE = 50, 100


class EstimateProblem(StrEnum):
    """What is wrong with an estimate, to be said when it is saved."""

    LOW_ABOVE_BEST = "low_above_best"
    BEST_ABOVE_HIGH = "best_above_high"
    OUTSIDE_LIMITS = "outside_limits"
    CONFIDENCE_OUT_OF_RANGE = "confidence_out_of_range"


@dataclass(frozen=True, slots=True)
class StandardRange:
    """A range stretched to one confidence for all; `clipped` says that a limit cut it."""

    low: float
    best: float
    high: float
    confidence: float
    clipped: bool


@dataclass(frozen=True, kw_only=True)
class PooledEstimate(Result):
    """Best estimates of n experts as one: three answers to the same question; `clipped` entered the log-odds moved."""

    mean: float | None = None
    median: float | None = None
    log_odds_mean: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    epsilon: float
    clipped: int = 0


@dataclass(frozen=True, slots=True)
class Triple:
    """A low, a best and a high."""

    low: float
    best: float
    high: float


@dataclass(frozen=True, kw_only=True)
class PooledRange(Result):
    """Ranges of n experts as one: the median of each limit (shown to a panel), and their mean, which is narrower."""

    median: Triple | None = None
    mean: Triple | None = None


def check_estimate(
    low: float,
    best: float,
    high: float,
    confidence: float | None = None,
    limits: tuple[float | None, float | None] = (None, None),
) -> EstimateProblem | None:
    """Say what is wrong with one estimate, or None.

    Parameters: low, best and high; confidence in per cent that the range holds the truth, above 50 up to 100, or None
    when it is not asked; limits, the lowest and highest possible value, None for none.
    Returns: the first problem found, None when all is well. NaN and infinite figures are outside the limits.
    Formula: limit <= low <= best <= high <= limit; 50 < confidence <= 100.
    Do not trust that an estimate in order is a good one: only known answers tell (`performance_weights`).
    Source: Hemming et al. 2018.

    >>> check_estimate(0.2, 0.5, 0.9, 80, (0, 1)), check_estimate(0.6, 0.5, 0.9).value
    (None, 'low_above_best')
    """
    floor = -np.inf if limits[0] is None else limits[0]
    ceiling = np.inf if limits[1] is None else limits[1]
    if not all(np.isfinite(part) for part in (low, best, high)):
        return EstimateProblem.OUTSIDE_LIMITS
    if low > best:
        return EstimateProblem.LOW_ABOVE_BEST
    if best > high:
        return EstimateProblem.BEST_ABOVE_HIGH
    if low < floor or high > ceiling:
        return EstimateProblem.OUTSIDE_LIMITS
    if confidence is not None and not _HALF < confidence <= _WHOLE:
        return EstimateProblem.CONFIDENCE_OUT_OF_RANGE
    return None


def standardise(
    low: float,
    best: float,
    high: float,
    confidence: float,
    *,
    to: float = 80,
    limits: tuple[float | None, float | None] = (None, None),
) -> StandardRange:
    """Stretch or shrink a range around its best estimate to one confidence, so that experts can be compared.

    Parameters: low, best, high, confidence and limits as in `check_estimate`; to, the confidence wanted, in per cent.
    Returns: StandardRange; a limit that would be passed cuts it, and `clipped` says so.
    Raises: StatisticsRefused with the problem's code when the estimate is none.
    Formula: best - (best - low) to/c and best + (high - best) to/c, then cut to the limits.
    Do not trust it far from the confidence stated: it assumes that the range grows in proportion.
    Source: Hemming et al. 2018; 0.52, 0.72, 0.82 at 72 % becomes 0.4978 to 0.8311 at 80 %.

    >>> found = standardise(0.52, 0.72, 0.82, 72)
    >>> round(found.low, 4), round(found.high, 4), found.clipped
    (0.4978, 0.8311, False)
    """
    problem = check_estimate(low, best, high, confidence, limits)
    if problem is not None:
        raise StatisticsRefused(problem.value, low=low, best=best, high=high, confidence=confidence)
    if not _HALF < to <= _WHOLE:
        raise StatisticsRefused(EstimateProblem.CONFIDENCE_OUT_OF_RANGE.value, confidence=to)
    lower, upper = best - (best - low) * to / confidence, best + (high - best) * to / confidence
    cut = (lower if limits[0] is None else max(lower, limits[0]), upper if limits[1] is None else min(upper, limits[1]))
    return StandardRange(cut[0], best, cut[1], to, clipped=cut != (lower, upper))


def pool(best: Values, epsilon: float = _EPSILON) -> PooledEstimate:
    """Best estimates of several experts as one: arithmetic mean, median and mean of the log-odds.

    Parameters: best, one estimate per expert, None and NaN missing; epsilon, how near to 0 and 1 an estimate may come
    in the log-odds, between 0 and .5.
    Returns: PooledEstimate. No estimates: all None, reason `no_answers`. An estimate outside 0 to 1: no log-odds mean.
    Raises: StatisticsRefused when epsilon is not between 0 and .5.
    Formula: mean of ln(p/(1 - p)) with p cut to [epsilon, 1 - epsilon], turned back by 1/(1 + e^-x).
    Do not trust the log-odds mean with `MACHINE_EPSILON` when somebody said 0 or 1: nine answers of .7 and one of 0
    give .055.
    Source: aggreCAT (ArMean, Median, LOArMean), whose figures come out with `MACHINE_EPSILON`.

    >>> found = pool([0.2, 0.5, 0.8, None])
    >>> found.mean, found.median, round(found.log_odds_mean, 6), found.n
    (0.5, 0.5, 0.5, 3)
    """
    if not 0 < epsilon < 1 / 2:
        raise StatisticsRefused("epsilon_out_of_range", epsilon=epsilon)
    array = as_numbers(best)
    kept = array[~np.isnan(array)]
    n = int(kept.size)
    if not n:
        return PooledEstimate(
            n=0,
            missing=int(array.size),
            base=Base.VALID_ANSWERS,
            method="equal_weights",
            source=_SOURCE,
            reason=Reason.NO_ANSWERS,
            epsilon=epsilon,
        )
    low, high = float(kept.min()), float(kept.max())
    within = low >= 0 and high <= 1
    return PooledEstimate(
        n=n,
        missing=int(array.size) - n,
        base=Base.VALID_ANSWERS,
        method="equal_weights",
        source=_SOURCE,
        cautions=base_cautions(n),
        mean=min(max(float(kept.mean()), low), high),
        median=float(np.median(kept)),
        log_odds_mean=_log_odds_mean(kept, epsilon) if within else None,
        minimum=low,
        maximum=high,
        epsilon=epsilon,
        clipped=int(((kept < epsilon) | (kept > 1 - epsilon)).sum()) if within else 0,
    )


def pool_ranges(low: Values, best: Values, high: Values) -> PooledRange:
    """Ranges of several experts as one: the median of each limit, and the mean of each.

    Parameters: low, best and high, one per expert in the same order, brought to one confidence first (`standardise`);
    an expert with a part missing is left out.
    Returns: PooledRange. No whole range: both None, reason `no_answers`.
    Raises: StatisticsRefused when the columns differ in length or a range is out of order.
    Formula: median, and mean, of the lows, the bests and the highs; both stay in order.
    Do not trust the width of the mean: it is narrower than the experts' disagreement.
    Source: Hemming et al. 2018; averaging quantiles: Lichtendahl, Grushka-Cockayne and Winkler 2013, Management
    Science 59:1594.

    >>> found = pool_ranges([0.1, 0.3, 0.2], [0.4, 0.5, 0.3], [0.6, 0.9, 0.6])
    >>> found.median.low, found.median.best, found.median.high
    (0.2, 0.4, 0.6)
    """
    sides = [as_numbers(side) for side in (low, best, high)]
    if len({side.size for side in sides}) > 1:
        raise StatisticsRefused("columns_differ_in_length", low=sides[0].size, best=sides[1].size, high=sides[2].size)
    table = np.column_stack(sides)
    kept = table[~np.isnan(table).any(axis=1)]
    if np.any(np.diff(kept, axis=1) < 0):
        raise StatisticsRefused("range_out_of_order")
    n = int(kept.shape[0])
    return PooledRange(
        n=n,
        missing=int(table.shape[0]) - n,
        base=Base.COMPLETE_CASES,
        method="median_of_limits",
        source=_IDEA,
        cautions=base_cautions(n),
        reason=None if n else Reason.NO_ANSWERS,
        median=_triple(np.median(kept, axis=0)) if n else None,
        mean=_triple(kept.mean(axis=0)) if n else None,
    )


def _triple(parts: FloatArray) -> Triple:
    return Triple(float(parts[0]), float(parts[1]), float(parts[2]))


def _log_odds_mean(kept: FloatArray, epsilon: float) -> float:
    return float(special.expit(special.logit(np.clip(kept, epsilon, 1 - epsilon)).mean()))
