"""A weighted mean or share with an interval from drawing the people anew, where the effective base is too cautious."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.answer_table import as_table
from survey_app.stats.answers import Values, as_numbers, as_weights, base_cautions, check_level, kish
from survey_app.stats.drawing_order import drawing_order
from survey_app.stats.results import Base, Estimate, Interval, Reason, StatisticsRefused

__all__ = ["Resampled", "resampled_mean"]

_SOURCE = "Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13"
_MOST = 20_000
Vector = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Resampled(Estimate):
    """The weighted mean (of 0 and 1: a share), its percentile interval and standard error, and the draw behind them.

    `implied_n_eff` is the plain sample whose mean would be as precise; beside it `n_eff` is Kish's, which looks at the
    weights alone.
    """

    standard_error: float | None
    implied_n_eff: float | None
    seed: int
    resamples: int


def resampled_mean(
    values: Values, weights: Values, level: float = 0.95, *, seed: int = 1979, resamples: int = 1_000
) -> Resampled:
    """Weighted mean with a percentile interval from people drawn with their weights.

    Parameters: values, one per person, None and NaN missing; weights, one per person (0 leaves the person out); level;
    seed and number of the draws, at most 20,000.
    Returns: Resampled. Fewer than two people, or values that do not vary: no interval, and the reason.
    Raises: StatisticsRefused for lists of two lengths, a negative weight or a number of draws out of range.
    Formula: n people drawn with replacement, in whatever order they stand, each with value and weight; sum w x / sum w
    of every draw; the (1 - level)/2 and (1 + level)/2 points of them. Implied base = weighted variance / squared
    standard error.
    Do not trust it below some thirty people, nor for weights that were raked: it draws people, not the raking.
    Source: Efron and Tibshirani 1993, chapter 13.

    >>> found = resampled_mean([1, 0, 1, 1, 0, 1] * 20, [1, 2, 1, 1, 2, 1] * 20)
    >>> found.value, found.interval.low < 0.5 < found.interval.high
    (0.5, True)
    """
    check_level(level)
    if not 1 < resamples <= _MOST:
        raise StatisticsRefused("draws_out_of_range", resamples=resamples, most=_MOST)
    x, w, missing = _people(values, weights)
    n = int(x.size)
    reason = Reason.NO_ANSWERS if not n else Reason.ONE_ANSWER if n == 1 else None
    if reason is None and float(np.ptp(x)) == 0:
        reason = Reason.NO_VARIATION
    value = float(np.average(x, weights=w)) if n else None
    interval, error, implied = None, None, None
    if reason is None and value is not None:
        interval, error = _drawn(x, w, level, seed, resamples)
        implied = float(np.average((x - value) ** 2, weights=w)) / error**2 if error > 0 else None
    return Resampled(
        value=value,
        interval=interval,
        standard_error=error,
        implied_n_eff=implied,
        seed=seed,
        resamples=resamples,
        n=n,
        n_eff=kish(w) if n else None,
        missing=missing,
        base=Base.VALID_ANSWERS,
        method="weighted_bootstrap",
        source=_SOURCE,
        cautions=base_cautions(n),
        reason=reason,
    )


def _people(values: Values, weights: Values) -> tuple[Vector, Vector, int]:
    """Whoever has a value and a weight, in an order that the rows of a file do not decide, and how many have none."""
    array = as_numbers(values)
    mass = as_weights(weights, array.size)
    mass = np.ones(array.size) if mass is None else mass
    kept = ~np.isnan(array) & (mass > 0)
    x, w = array[kept], mass[kept]
    order = drawing_order(as_table(x[:, None]), w)
    return x[order], w[order], int(array.size - x.size)


def _drawn(x: Vector, w: Vector, level: float, seed: int, resamples: int) -> tuple[Interval, float]:
    chance, drawn = np.random.default_rng(seed), np.empty(resamples)
    for place in range(resamples):
        people = chance.integers(0, x.size, x.size)
        drawn[place] = w[people] @ x[people] / w[people].sum()
    tail = (1 - level) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail]).tolist()
    return Interval(low, high, level, "bootstrap_percentile"), float(drawn.std(ddof=1))
