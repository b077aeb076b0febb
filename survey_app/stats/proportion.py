"""A share and its interval: Wilson's, exact where a finite population and few cases ask for it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from survey_app.stats.answers import FloatArray, base_cautions, check_level, check_population, kish, normal_quantile
from survey_app.stats.linearised import SUFFIX, base_of_share
from survey_app.stats.results import Base, Caution, CautionCode, Estimate, Interval, Reason, StatisticsRefused
from survey_app.stats.sample_size import Margin, SampleSize, krejcie_morgan, margin_of_error, sample_size

__all__ = [
    "Flags",
    "Margin",
    "Proportion",
    "SampleSize",
    "krejcie_morgan",
    "margin_of_error",
    "sample_size",
    "share_of",
    "wilson",
]

Flags = NDArray[np.bool_]

_FEW = 5
_WILSON = "Wilson 1927; Newcombe 1998, Statistics in Medicine 17:857"
_FINITE = "Wilson 1927; finite population by n* = n(N - 1)/(N - n)"
_EXACT = "Exact limits of the hypergeometric distribution; Buonaccorsi 1987, The American Statistician 41:215"


@dataclass(frozen=True, kw_only=True)
class Proportion(Estimate):
    """A share: `value` = k / n between 0 and 1; k is the (weighted) count, rescaled to the base n.

    `design_base` is the base that the variance of the design comes to where single weights are known.
    """

    k: float = 0
    design_base: float | None = None


def wilson(
    k: float,
    n: int,
    population: int | None = None,
    level: float = 0.95,
    n_eff: float | None = None,
    *,
    missing: int = 0,
    linearised: float | None = None,
) -> Proportion:
    """Share of k among n with the interval of Wilson, corrected for a finite population.

    Parameters: k, cases counted, 0..n (a fraction only when weighted: k = p n); n, valid answers; population, N, the
    people the n came from, or None for no correction; level, confidence between 0 and 1; n_eff, Kish's effective base
    when weighted; missing, people without a valid answer, carried along; linearised, the base of the design when the
    single weights are known, in place of Kish's.
    Returns: Proportion. No answers: value None. All N answered: the share, no interval, reason `census`.
    Raises: StatisticsRefused when k is outside 0..n, n exceeds N, n_eff exceeds n or the level is not in (0, 1).
    Formula: (p + z²/2n +- z sqrt(pq/n + z²/4n²)) / (1 + z²/n), with n* = n_eff (N - 1)/(N - n) for n under a finite
    population. If then k or n - k is below 5 (unweighted): exact hypergeometric limits, the K/N that give either tail
    more than (1 - level)/2, widened to k/n itself where no whole K gives that share.
    Do not trust it when the n are no random sample of the N: no interval covers self-selection.
    Source: Wilson 1927; Newcombe 1998 (81 of 263: .2553 to .3662); Buonaccorsi 1987 for the exact limits.

    >>> share = wilson(81, 263)
    >>> round(share.interval.low, 4), round(share.interval.high, 4)
    (0.2553, 0.3662)
    """
    _check(k, n, n_eff)
    check_level(level)
    check_population(n, population)
    if n == 0:
        return _proportion(0, 0, population, None, missing, reason=Reason.NO_ANSWERS)
    if n == population:
        return _proportion(k, n, population, n_eff, missing, reason=Reason.CENSUS)
    whole = n_eff is None and float(k).is_integer()
    few = min(k, n - k) < _FEW
    if population is not None and few and whole:
        interval = _hypergeometric(round(k), n, population, level)
        return _proportion(k, n, population, n_eff, missing, interval=interval, source=_EXACT)
    effective = float(n if n_eff is None else n_eff if linearised is None else linearised)
    method = "wilson" if linearised is None else f"wilson{SUFFIX}"
    if population is not None:
        effective, method = effective * (population - 1) / (population - n), f"{method}_finite_population"
    interval = _wilson(k / n, effective, level, method)
    edge = (Caution.of(CautionCode.EDGE_APPROXIMATE, k=k, n=n),) if few and not whole else ()
    source = _WILSON if population is None else _FINITE
    found = _proportion(k, n, population, n_eff, missing, interval=interval, source=source, cautions=edge)
    return found if n_eff is None else replace(found, design_base=linearised)


def share_of(
    hits: Flags,
    weights: FloatArray | None = None,
    population: int | None = None,
    level: float = 0.95,
    *,
    missing: int = 0,
) -> Proportion:
    """Share of the people for whom something is true, weighted when weights are given; see `wilson`.

    Parameters: hits, true or false for every valid answer; weights, positive and as many, or None; population, level
    and missing as in `wilson`.
    Returns: Proportion; weighted, k is the share times n and the interval takes for n the base that the design gives.
    Raises: StatisticsRefused as `wilson`.
    Formula: sum of the weights of the hits / sum of all weights; base by `base_of_share`, n_eff is Kish's.
    Do not trust it with weights of 0: the caller leaves those people out first.
    Source: Kish 1965, Survey Sampling, for n_eff; as `wilson`.

    >>> share_of(np.array([True, False, False, True])).value
    0.5
    """
    n = int(hits.size)
    if weights is None or n == 0:
        return wilson(int(hits.sum()), n, population, level, missing=missing)
    share, n_eff = min(1.0, float(np.average(hits, weights=weights))), kish(weights)
    squares = weights * weights
    inside = float(squares[hits].sum())
    parts = (inside, float(squares.sum()) - inside)
    base = base_of_share((share, 1 - share), parts, float(weights.sum()), n_eff)
    return wilson(n * share, n, population, level, n_eff, missing=missing, linearised=base)


def _check(k: float, n: int, n_eff: float | None) -> None:
    if n < 0 or not 0 <= k <= n:
        raise StatisticsRefused("count_out_of_range", k=k, n=n)
    if n_eff is not None and not 0 < n_eff <= n * (1 + 1e-9):
        raise StatisticsRefused("effective_base_out_of_range", n_eff=n_eff, n=n)


def _proportion(
    k: float,
    n: int,
    population: int | None,
    n_eff: float | None,
    missing: int,
    *,
    interval: Interval | None = None,
    source: str = _WILSON,
    cautions: tuple[Caution, ...] = (),
    reason: Reason | None = None,
) -> Proportion:
    small = () if reason is Reason.CENSUS else base_cautions(n if n_eff is None else n_eff)
    return Proportion(
        value=k / n if n else None,
        k=k,
        n=n,
        n_eff=n_eff,
        population=population,
        interval=interval,
        missing=missing,
        base=Base.VALID_ANSWERS,
        method=interval.method if interval else "share",
        source=source,
        cautions=small + cautions,
        reason=reason,
    )


def _wilson(p: float, n: float, level: float, method: str) -> Interval:
    z = normal_quantile(level)
    centre = p + z * z / (2 * n)
    half = z * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
    scale = 1 + z * z / n
    low = 0.0 if p == 0 else max(0.0, min(p, (centre - half) / scale))
    high = 1.0 if p == 1 else min(1.0, max(p, (centre + half) / scale))
    return Interval(low, high, level, method)


def _hypergeometric(k: int, n: int, population: int, level: float) -> Interval:
    """Exact limits; the rarer side is counted so that the tails are short sums."""
    method = "hypergeometric_exact"
    if k > n - k:
        mirrored = _hypergeometric(n - k, n, population, level)
        return Interval(1 - mirrored.high, 1 - mirrored.low, level, method)
    tail = (1 - level) / 2
    least, most = k, population - (n - k)  # the K that could have given k

    def at_most(cases: int, size: int) -> float:
        return float(stats.hypergeom.cdf(cases, population, size, n))

    low = _first(least, most, lambda size: 1 - at_most(k - 1, size) > tail)
    high = _first(low, most, lambda size: size == most or at_most(k, size + 1) <= tail)
    return Interval(min(low / population, k / n), max(high / population, k / n), level, method)


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the first whole number for which a condition holds that, once true, stays true; it holds at `high`."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low
