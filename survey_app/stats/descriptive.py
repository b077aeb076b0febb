"""Frequencies of a closed question and the mean of a rating, each with its base."""

from dataclasses import dataclass

import numpy as np

from survey_app.stats.answers import (
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
from survey_app.stats.results import Base, Estimate, Interval, Reason

__all__ = ["CategoryCount", "Frequencies", "Mean", "frequencies", "mean"]

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
    Formula: m +- t(n - 1) sqrt((1 - n/N) s2/n). Weighted: m = sum wx / sum w, s2 = sum w(x - m)2 / sum w * n/(n - 1),
    and Kish's n_eff for n in the standard error and the degrees of freedom.
    Do not trust it as the whole story of a rating with two peaks: look at the frequencies.
    Source: Student 1908; Cochran 1977; Kish 1965. Quartiles: linear (Hyndman and Fan 1996, type 7); weighted: inverse
    of the distribution function (type 1).

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
    n = int(kept.size)
    n_eff = float(n) if used is None else kish(used)
    low, high = float(kept.min()), float(kept.max())
    value = min(max(float(np.average(kept, weights=used)), low), high)
    variance = float(np.average((kept - value) ** 2, weights=used)) * n / (n - 1) if n > 1 else None
    sd = None if variance is None else 0.0 if low == high else variance**0.5
    reason = _why_no_interval(n, n_eff, population, all_equal=low == high)
    error = None
    if sd is not None and reason in (None, Reason.NO_VARIATION):
        error = sd * ((1 - n / population if population else 1.0) / n_eff) ** 0.5
    method = "t" if population is None else "t_finite_population"
    interval = None
    if error is not None and reason is None:
        half = t_quantile(level, n_eff - 1) * error
        interval = Interval(value - half, value + half, level, method)
    rule = "linear" if used is None else "inverted_cdf"
    quartiles = np.quantile(kept, [0.25, 0.5, 0.75], method=rule, weights=used)  # type: ignore[call-overload]  # stubs ask for a literal
    return Mean(
        value=value,
        interval=interval,
        population=population,
        n_eff=None if used is None else n_eff,
        sd=sd,
        standard_error=error,
        lower_quartile=float(quartiles[0]),
        median=float(quartiles[1]),
        upper_quartile=float(quartiles[2]),
        minimum=low,
        maximum=high,
        quartile_method=rule,
        n=n,
        missing=missing,
        base=Base.VALID_ANSWERS,
        method=method,
        source=_STUDENT,
        cautions=() if reason is Reason.CENSUS else base_cautions(n_eff),
        reason=reason,
    )


def _why_no_interval(n: int, n_eff: float, population: int | None, *, all_equal: bool) -> Reason | None:
    if n == population:
        return Reason.CENSUS
    if n == 1:
        return Reason.ONE_ANSWER
    if all_equal:
        return Reason.NO_VARIATION
    return Reason.TOO_FEW_EFFECTIVE if n_eff <= 1 + 1e-9 else None
