"""How many answers are needed, and how exact a given number of answers is."""

import math
from dataclasses import dataclass

from survey_app.stats.answers import base_cautions, check_population, normal_quantile
from survey_app.stats.results import Base, Caution, Reason, Result, StatisticsRefused

__all__ = ["Margin", "SampleSize", "krejcie_morgan", "margin_of_error", "sample_size"]

_COCHRAN = "Cochran 1977, Sampling Techniques, 3rd ed., chapters 3 and 4"
_CHI2_95 = 3.841


@dataclass(frozen=True, kw_only=True)
class Margin(Result):
    """Half the width of an interval, as a share: `value` with the correction (if N is known), `uncorrected` without."""

    value: float | None
    uncorrected: float | None
    p: float
    level: float
    population: int | None


@dataclass(frozen=True, kw_only=True)
class SampleSize(Result):
    """Answers needed: n, after the correction for N; `uncorrected` is n0, a real number."""

    uncorrected: float
    margin: float
    p: float
    level: float
    population: int | None


def margin_of_error(n: int, population: int | None = None, p: float = 0.5, level: float = 0.95) -> Margin:
    """Margin of error of a share for n answers that came back, with and without the finite population correction.

    Parameters: n, answers returned (not issued); population, N or None; p, the share assumed, .5 being the widest;
    level, confidence between 0 and 1.
    Returns: Margin, as shares (.021 = 2.1 points). n = 0: both None. n = N: value None, reason `census`.
    Raises: StatisticsRefused when n exceeds N, n is negative, or p or the level is out of range.
    Formula: z sqrt(pq/n), corrected by sqrt((N - n)/(N - 1)).
    Do not trust it for shares near 0 or 1 (use `wilson`), nor when the n chose themselves.
    Source: Cochran 1977. The 2006 customer study: 783 of about 1,224 give 3.50 points, corrected 2.10.

    >>> margin = margin_of_error(783, population=1224)
    >>> round(100 * margin.uncorrected, 2), round(100 * margin.value, 2)
    (3.5, 2.1)
    """
    _check(p, n)
    z = normal_quantile(level)
    check_population(n, population)
    uncorrected = z * math.sqrt(p * (1 - p) / n) if n else None
    value, reason = uncorrected, None if n else Reason.NO_ANSWERS
    cautions: tuple[Caution, ...] = base_cautions(n)
    if uncorrected is not None and population is not None:
        if n == population:
            value, reason, cautions = None, Reason.CENSUS, ()
        else:
            value = uncorrected * math.sqrt((population - n) / (population - 1))
    return Margin(
        value=value,
        uncorrected=uncorrected,
        n=n,
        p=p,
        level=level,
        population=population,
        base=Base.VALID_ANSWERS,
        method="wald_margin" if population is None else "wald_margin_finite_population",
        source=_COCHRAN,
        cautions=cautions,
        reason=reason,
    )


def sample_size(margin: float, population: int | None = None, p: float = 0.5, level: float = 0.95) -> SampleSize:
    """Answers needed so that a share's margin of error is no larger than wished.

    Parameters: margin, half the width as a share, in (0, 1); population, N or None; p, the share expected; level.
    Returns: SampleSize with n, never above N.
    Raises: StatisticsRefused when margin, p or level is out of range, or N is below 1.
    Formula: n0 = z² pq/e²; n = ceil(n0/(1 + (n0 - 1)/N)), or ceil(n0) without N.
    Do not trust it as a number to send out: divide by the response rate you expect.
    Source: Cochran 1977.

    >>> sample_size(0.05).n, sample_size(0.05, population=1000).n
    (385, 278)
    """
    _check(p, 0)
    if not 0 < margin < 1 or (population is not None and population < 1):
        raise StatisticsRefused("margin_or_population_out_of_range", margin=margin, population=population or 0)
    n0 = normal_quantile(level) ** 2 * p * (1 - p) / margin**2
    n = math.ceil(n0) if population is None else min(population, math.ceil(n0 / (1 + (n0 - 1) / population)))
    return SampleSize(
        n=max(n, 1),
        uncorrected=n0,
        margin=margin,
        p=p,
        level=level,
        population=population,
        base=Base.FRAME_UNITS,
        method="cochran",
        source=_COCHRAN,
    )


def krejcie_morgan(population: int, margin: float = 0.05, p: float = 0.5) -> SampleSize:
    """Sample size of Krejcie and Morgan's table: rounded to the nearest, so up to one below `sample_size`.

    Parameters: population, N of 1 or more; margin, the exactness wished, as a share; p, the share expected.
    Returns: SampleSize; `uncorrected` holds the unrounded result of the formula.
    Raises: StatisticsRefused when N is below 1 or margin or p is out of range.
    Formula: X² N P(1 - P) / (d² (N - 1) + X² P(1 - P)), X² = 3.841, rounded half up.
    Do not trust it for other levels than .95: X² is the table's constant.
    Source: Krejcie and Morgan 1970, Educational and Psychological Measurement 30:607 (1,000: 278; 75,000: 382).

    >>> [krejcie_morgan(size).n for size in (10, 1000, 75000)]
    [10, 278, 382]
    """
    _check(p, 0)
    if population < 1 or not 0 < margin < 1:
        raise StatisticsRefused("margin_or_population_out_of_range", margin=margin, population=population)
    spread = _CHI2_95 * p * (1 - p)
    exact = spread * population / (margin**2 * (population - 1) + spread)
    return SampleSize(
        n=min(population, math.floor(exact + 0.5)),
        uncorrected=exact,
        margin=margin,
        p=p,
        level=0.95,
        population=population,
        base=Base.FRAME_UNITS,
        method="krejcie_morgan",
        source="Krejcie and Morgan 1970, Educational and Psychological Measurement 30:607",
    )


def _check(p: float, n: int) -> None:
    if not 0 < p < 1 or n < 0:
        raise StatisticsRefused("share_or_count_out_of_range", p=p, n=n)
