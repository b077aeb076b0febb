"""Frequencies of a closed question and the mean of a rating, each with its base."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.answers import (
    LONE,
    FloatArray,
    Values,
    as_numbers,
    as_weights,
    base_cautions,
    check_level,
    check_population,
    kish,
    t_quantile,
)
from survey_app.stats.counting import CategoryCount, Frequencies, frequencies
from survey_app.stats.linearised import SUFFIX, variance_of_mean
from survey_app.stats.results import Base, Estimate, Interval, Reason

__all__ = ["CategoryCount", "Frequencies", "Mean", "frequencies", "mean", "mean_of_counts", "within"]

_STUDENT = "Student 1908; finite population: Cochran 1977, Sampling Techniques, 3rd ed., eq. 2.20"


@dataclass(frozen=True, kw_only=True)
class Mean(Estimate):
    """A mean with spread and order statistics; `quartile_method` names the rule the quartiles follow."""

    sd: float | None = None
    standard_error: float | None = None
    median: float | None = None
    lower_quartile: float | None = None
    upper_quartile: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    quartile_method: str = "linear"


def mean(
    values: Values,
    population: int | None = None,
    level: float = 0.95,
    weights: Values | None = None,
) -> Mean:
    """Mean of a rating with its t interval, spread, median and quartiles.

    Parameters: values, one rating per respondent, None and NaN missing; population, N or None; level, confidence
    between 0 and 1; weights, one per respondent, or None (a weight of 0 leaves the person out of the figures).
    Returns: Mean. No answers: all None. One answer: no spread, no interval. All equal: sd 0, no interval. All N
    answered: no interval, reason `census`.
    Raises: StatisticsRefused when n exceeds N or the weights do not fit.
    Formula: m +- t(n - 1) sqrt((1 - n/N) s²/n). Weighted: m = sum wx / sum w, s² = sum w(x - m)² / sum w * n/(n - 1);
    the linearised variance (`variance_of_mean`) for s²/n, and Kish's n_eff - 1 degrees of freedom, fewer than the n - 1
    of the design, because a few heavy people carry the figure.
    Do not trust it as the whole story of a rating with two peaks: look at the frequencies.
    Source: Student 1908; Cochran 1977; Kish 1965. Quartiles: linear (Hyndman and Fan 1996, type 7); where weights
    differ: inverse of the distribution function (type 1).

    >>> found = mean([1, 2, 3, 4, None])
    >>> found.value, round(found.sd, 4), found.median, found.n, found.missing
    (2.5, 1.291, 2.5, 4, 1)
    """
    check_level(level)
    array = as_numbers(values)
    mass = as_weights(weights, array.size)
    present = ~np.isnan(array)
    missing = int(array.size - present.sum())
    if mass is None:
        kept, used = array[present], None
    else:
        kept, used = array[present & (mass > 0)], mass[present & (mass > 0)]
    n = int(kept.size)
    check_population(n, population)
    if n == 0:
        empty = Reason.NO_ANSWERS if not present.any() else Reason.ZERO_WEIGHTS
        return Mean(n=0, missing=missing, base=Base.VALID_ANSWERS, method="t", source=_STUDENT, reason=empty)
    return _mean_of(kept, used, population, level, missing)


def _mean_of(kept: FloatArray, used: FloatArray | None, population: int | None, level: float, missing: int) -> Mean:
    value = float(np.average(kept, weights=used))
    n_eff = None if used is None else kish(used)
    if _is_even(int(kept.size), n_eff):
        quartiles = np.quantile(kept, [0.25, 0.5, 0.75])
    else:
        quartiles = np.quantile(kept, [0.25, 0.5, 0.75], method="inverted_cdf", weights=used)
    return _described(
        (value, float(np.average((kept - value) ** 2, weights=used))),
        (float(kept.min()), float(kept.max())),
        (float(quartiles[0]), float(quartiles[1]), float(quartiles[2])),
        (int(kept.size), n_eff, _linearised(kept, used, value)),
        (population, level, missing),
    )


def _is_even(n: int, n_eff: float | None) -> bool:
    """Whether all weights are alike, so that they change nothing: the quartiles are then those without weights."""
    return n_eff is None or n_eff >= n * (1 - 1e-12)


def _linearised(kept: FloatArray, used: FloatArray | None, value: float) -> float | None:
    if used is None or kept.size == 1:
        return None
    return variance_of_mean(kept, used * used, value, float(used.sum()), int(kept.size))


def mean_of_counts(
    values: FloatArray,
    counts: NDArray[np.int64],
    weighing: tuple[FloatArray, FloatArray] | None,
    population: int | None = None,
    level: float = 0.95,
    *,
    missing: int = 0,
    weightless: bool = False,
) -> Mean:
    """The mean of a column that was counted before, as `mean` of the column itself.

    Parameters: values, the ratings that occur, in rising order; counts, how many people gave each; weighing, the sums
    of their weights and of their squared weights per rating (None: unweighted); population, N or None; level;
    missing, people without a rating, carried along; weightless, whether people were left out for a weight of 0.
    Returns: Mean, as `mean`.
    Raises: StatisticsRefused as `mean`.
    Formula and source: as `mean`.

    >>> found = mean_of_counts(np.array([1.0, 2.0]), np.array([3, 1]), None)
    >>> found.value, found.median, found.n
    (1.25, 1.0, 4)
    """
    check_level(level)
    n = int(counts.sum())
    check_population(n, population)
    if not n:
        empty = Reason.ZERO_WEIGHTS if weightless else Reason.NO_ANSWERS
        return Mean(n=0, missing=missing, base=Base.VALID_ANSWERS, method="t", source=_STUDENT, reason=empty)
    mass = counts.astype(np.float64) if weighing is None else weighing[0]
    value, total = float(np.average(values, weights=mass)), float(mass.sum())
    linearised = None if weighing is None or n == 1 else variance_of_mean(values, weighing[1], value, total, n)
    n_eff = None if weighing is None else min(float(n), total**2 / float(weighing[1].sum()))
    return _described(
        (value, float(np.average((values - value) ** 2, weights=mass))),
        (float(values[0]), float(values[-1])),
        _ranked(values, counts) if _is_even(n, n_eff) else _by_mass(values, mass),
        (n, n_eff, linearised),
        (population, level, missing),
    )


def within(found: Mean, low: float | None, high: float | None) -> Mean:
    """The mean of answers that have ends, its interval cut off at these ends.

    Parameters: found, a mean; low and high, the least and the most an answer can be, None where there is no end.
    Returns: the same mean; the ends of its interval lie between low and high, and never on the wrong side of the mean.
    Reason: a t interval knows nothing of ends, so near one it reaches beyond what any mean can be. The true mean lies
    within the ends, so the part cut off cannot hold it and the interval covers it as often as before.
    Do not trust it as a better interval: with very few answers near an end the t interval stays rough.
    Source: `mean`; the cut at the ends of the parameter space is plain logic.

    >>> found = mean([0, 0, 0, 10])
    >>> round(found.interval.low, 2), within(found, 0, 100).interval.low
    (-5.46, 0)
    """
    if found.interval is None or found.value is None:
        return found
    interval = found.interval
    if low is not None and interval.low < low:
        interval = replace(interval, low=min(low, found.value))
    if high is not None and interval.high > high:
        interval = replace(interval, high=max(high, found.value))
    return found if interval is found.interval else replace(found, interval=interval)


def _ranked(values: FloatArray, counts: NDArray[np.int64]) -> tuple[float, float, float]:
    """Linear quartiles (type 7) from counts."""
    upto, n = counts.cumsum(), int(counts.sum())
    places = np.array([0.25, 0.5, 0.75]) * (n - 1)
    low = values[np.searchsorted(upto, np.floor(places), side="right")]
    high = values[np.searchsorted(upto, np.ceil(places), side="right")]
    first, second, third = (low + (high - low) * (places - np.floor(places))).tolist()
    return first, second, third


def _by_mass(values: FloatArray, weighted: FloatArray) -> tuple[float, float, float]:
    """Quartiles by the inverse of the distribution function (type 1) from sums of weights."""
    upto = weighted.cumsum() / weighted.sum()
    places = np.minimum(np.searchsorted(upto, [0.25, 0.5, 0.75]), values.size - 1)
    first, second, third = values[places].tolist()
    return first, second, third


def _described(
    moments: tuple[float, float],
    ends: tuple[float, float],
    quartiles: tuple[float, float, float],
    bases: tuple[int, float | None, float | None],
    rules: tuple[int | None, float, int],
) -> Mean:
    (low, high), (n, n_eff, linearised), (population, level, missing) = ends, bases, rules
    effective = float(n) if n_eff is None else n_eff
    value = min(max(moments[0], low), high)
    variance = moments[1] * n / (n - 1) if n > 1 else None
    sd = None if variance is None else 0.0 if low == high else variance**0.5
    reason = _why_no_interval(n, effective, population, all_equal=low == high)
    error = None
    if sd is not None and reason in (None, Reason.NO_VARIATION):
        plain = sd**2 / n if linearised is None else linearised
        error = ((1 - n / population if population else 1.0) * plain) ** 0.5
    method = "t" if n_eff is None else f"t{SUFFIX}"
    method += "" if population is None else "_finite_population"
    interval = None
    if error is not None and reason is None:
        half = t_quantile(level, effective - 1) * error
        interval = Interval(value - half, value + half, level, method)
    return Mean(
        value=value,
        interval=interval,
        population=population,
        n_eff=n_eff,
        sd=sd,
        standard_error=error,
        lower_quartile=quartiles[0],
        median=quartiles[1],
        upper_quartile=quartiles[2],
        minimum=low,
        maximum=high,
        quartile_method="linear" if _is_even(n, n_eff) else "inverted_cdf",
        n=n,
        missing=missing,
        base=Base.VALID_ANSWERS,
        method=method,
        source=_STUDENT,
        cautions=() if reason is Reason.CENSUS else base_cautions(effective if n_eff is not None else n),
        reason=reason,
    )


def _why_no_interval(n: int, n_eff: float, population: int | None, *, all_equal: bool) -> Reason | None:
    if n == population:
        return Reason.CENSUS
    if n == 1:
        return Reason.ONE_ANSWER
    if all_equal:
        return Reason.NO_VARIATION
    return Reason.TOO_FEW_EFFECTIVE if n_eff <= LONE else None
