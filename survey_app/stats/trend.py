"""Change between two waves of different people: "more than last wave" only when the interval leaves out 0."""

from dataclasses import dataclass
from enum import StrEnum

from scipy import special

from survey_app.stats.answers import Values, base_cautions, t_quantile
from survey_app.stats.descriptive import mean
from survey_app.stats.proportion import Proportion, wilson
from survey_app.stats.results import Base, Estimate, Interval, Reason

__all__ = ["Change", "Direction", "mean_change", "proportion_change", "share_change"]

_NEWCOMBE = ("newcombe_hybrid_score", "Newcombe 1998, Statistics in Medicine 17:873, method 10")
_WELCH = ("welch", "Welch 1947, Biometrika 34:28")


class Direction(StrEnum):
    """What may be said of the change: up or down only when the interval leaves out 0."""

    UP = "up"
    DOWN = "down"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True, kw_only=True)
class Change(Estimate):
    """Now minus before (`value`); n is both bases together. `p` and `df` belong to the test of two means."""

    before: float | None
    now: float | None
    n_before: int
    n_now: int
    direction: Direction
    p: float | None = None
    df: float | None = None


def proportion_change(
    k_before: float,
    n_before: int,
    k_now: float,
    n_now: int,
    level: float = 0.95,
    *,
    population_before: int | None = None,
    population_now: int | None = None,
) -> Change:
    """Difference of two independent shares, now minus before, with Newcombe's hybrid score interval.

    Parameters: k and n of either wave as in `wilson`; level, confidence; the population sizes N, or None.
    Returns: Change. No answers in a wave: value None. Both waves a census: the difference, no interval, and the
    direction is that of the difference itself.
    Raises: StatisticsRefused as `wilson`.
    Formula: d - sqrt((p2 - l2)² + (u1 - p1)²) to d + sqrt((u2 - p2)² + (p1 - l1)²), l and u the limits of `wilson` for
    either wave (finite population included; a census has l = u = p).
    Do not trust it when the same people answered both waves, or wording, scale or mode changed.
    Source: Newcombe 1998, method 10 (56 of 70 against 48 of 80: .0524 to .3339).

    >>> found = proportion_change(48, 80, 56, 70)
    >>> round(found.interval.low, 4), round(found.interval.high, 4), found.direction.value
    (0.0524, 0.3339, 'up')
    """
    return share_change(
        wilson(k_before, n_before, population_before, level), wilson(k_now, n_now, population_now, level), level
    )


def share_change(before: Proportion, now: Proportion, level: float = 0.95) -> Change:
    """Difference of two shares already computed, weighted ones included; see `proportion_change`.

    Parameters: before and now, any Proportion (a top share, a category) of different people; level, confidence.
    Returns: Change, as `proportion_change`; the limits are computed anew for the level asked.
    Raises: StatisticsRefused as `wilson`.
    Formula, when not to trust it and source: as `proportion_change`.

    >>> share_change(wilson(0, 10), wilson(10, 10)).value
    1.0
    """
    sides = [
        wilson(side.k, side.n, side.population, level, side.n_eff, linearised=side.design_base)
        for side in (before, now)
    ]
    limits = [(side.interval.low, side.interval.high) if side.interval else (side.value, side.value) for side in sides]
    (p1, p2), reason = (sides[0].value, sides[1].value), _why_no_interval(sides[0], sides[1])
    interval = None
    if p1 is not None and p2 is not None and reason is None:
        (l1, u1), (l2, u2) = ((low or 0.0, high or 0.0) for low, high in limits)
        down, up = ((p2 - l2) ** 2 + (u1 - p1) ** 2) ** 0.5, ((u2 - p2) ** 2 + (p1 - l1) ** 2) ** 0.5
        interval = Interval(max(-1.0, p2 - p1 - down), min(1.0, p2 - p1 + up), level, _NEWCOMBE[0])
    return _change(sides[0], sides[1], interval, reason, _NEWCOMBE)


def mean_change(
    before: Values,
    now: Values,
    level: float = 0.95,
    *,
    population_before: int | None = None,
    population_now: int | None = None,
    weights_before: Values | None = None,
    weights_now: Values | None = None,
) -> Change:
    """Difference of two independent means, now minus before, after Welch.

    Parameters: the ratings of either wave, None and NaN missing; level, confidence; population sizes and weights of
    either wave, or None.
    Returns: Change with the two-sided p of the t test. A wave of nobody: value None. A wave of one answer, or no
    variation in both: no interval. Both a census: the difference, no interval, direction that of the difference.
    Raises: StatisticsRefused as `mean`.
    Formula: d +- t(df) sqrt(v1 + v2), v = (1 - n/N) s²/n (n_eff when weighted; 0 for a census),
    df = (v1 + v2)² / (v1²/(n1 - 1) + v2²/(n2 - 1)).
    Do not trust it when the same people answered both waves, or wording, scale or mode changed.
    Source: Welch 1947.

    >>> found = mean_change([3, 4, 4, 5, 3, 2], [5, 5, 4, 4, 5, 3])
    >>> round(found.value, 4), found.direction.value, round(found.p, 4)
    (0.8333, 'not_shown', 0.1574)
    """
    first = mean(before, population_before, level, weights_before)
    second = mean(now, population_now, level, weights_now)
    value = None if first.value is None or second.value is None else second.value - first.value
    reason = _why_no_interval(first, second)
    parts = [((side.standard_error or 0.0) ** 2, (side.n_eff or side.n) - 1) for side in (first, second)]
    variance = sum(part for part, _ in parts)
    if reason is None and variance == 0:
        reason = Reason.NO_VARIATION
    if value is None or reason is not None:
        return _change(first, second, None, reason, _WELCH)
    df = variance**2 / sum(part**2 / freedom for part, freedom in parts if part)
    half = t_quantile(level, df) * variance**0.5
    p = float(2 * special.stdtr(df, -abs(value) / variance**0.5))
    interval = Interval(value - half, value + half, level, _WELCH[0])
    return _change(first, second, interval, None, _WELCH, p=p, df=df)


def _why_no_interval(first: Estimate, second: Estimate) -> Reason | None:
    """Return what stops either side; a census or a wave that does not vary stops nothing unless both are so."""
    harmless = (None, Reason.CENSUS, Reason.NO_VARIATION)
    stopping = [side.reason for side in (first, second) if side.reason not in harmless]
    if stopping:
        return stopping[0]
    return first.reason if first.reason is second.reason else None


def _change(
    first: Estimate,
    second: Estimate,
    interval: Interval | None,
    reason: Reason | None,
    how: tuple[str, str],
    *,
    p: float | None = None,
    df: float | None = None,
) -> Change:
    value = None if first.value is None or second.value is None else second.value - first.value
    shown = (interval is not None and interval.leaves_out(0)) or reason is Reason.CENSUS
    direction = Direction.NOT_SHOWN
    if value and shown:
        direction = Direction.UP if value > 0 else Direction.DOWN
    return Change(
        value=value,
        interval=interval,
        before=first.value,
        now=second.value,
        n_before=first.n,
        n_now=second.n,
        direction=direction,
        p=p,
        df=df,
        n=first.n + second.n,
        missing=first.missing + second.missing,
        base=Base.VALID_ANSWERS,
        method=how[0],
        source=how[1],
        cautions=() if reason is Reason.CENSUS else base_cautions(min(first.n, second.n)),
        reason=reason,
    )
