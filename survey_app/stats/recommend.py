"""The Net Promoter Score and its change between two waves."""

from dataclasses import dataclass

from scipy import special

from survey_app.stats.answers import base_cautions, normal_quantile
from survey_app.stats.promoter_score import STANDARD, Cuts, NetPromoter, adjusted_moments, net_promoter
from survey_app.stats.results import Base, Estimate, Interval, Reason, StatisticsRefused

__all__ = ["STANDARD", "Cuts", "NetPromoter", "NetPromoterChange", "net_promoter", "net_promoter_change"]

_SOURCE = "Variance of a difference of independent scores; Rocks 2016, The American Statistician 70:365"


@dataclass(frozen=True, kw_only=True)
class NetPromoterChange(Estimate):
    """Now minus before, in points; n is both bases together; z and its two-sided p test the difference."""

    before: float | None = None
    now: float | None = None
    z: float | None = None
    p: float | None = None


def net_promoter_change(before: NetPromoter, now: NetPromoter, level: float = 0.95) -> NetPromoterChange:
    """Difference of two independent Net Promoter Scores, now minus before, in points.

    Parameters: before and now, results of `net_promoter` from different people; level, confidence between 0 and 1.
    Returns: NetPromoterChange. Without a score on either side: value None. Without a standard error on a side that is
    no census: no interval, and the side's reason. Two censuses: the difference, no interval.
    Raises: StatisticsRefused when the two used different cuts.
    Formula: difference +- z sqrt(v1 + v2). A side with all answers in one class has v = 0: there v comes from the
    counts of Rocks (3/4 and 3 added), and the method says so. A census has v = 0 rightly.
    Do not trust it when wording, scale or mode changed, or when the same people answered twice.
    Source: variance of a difference of independent scores; Rocks 2016.

    >>> last, this = net_promoter([10] * 40 + [8] * 30 + [5] * 30), net_promoter([10] * 60 + [8] * 30 + [5] * 10)
    >>> change = net_promoter_change(last, this)
    >>> change.value, change.interval.leaves_out(0)
    (40.0, True)
    """
    if before.cuts != now.cuts:
        raise StatisticsRefused("different_cuts")
    z = normal_quantile(level)
    sides = (before, now)
    reason = _why_no_interval(before.reason, now.reason)
    value = None if before.value is None or now.value is None else now.value - before.value
    adjusted = any(side.standard_error == 0 for side in sides)
    method = "wald_adjusted_variance" if adjusted else "wald"
    interval, statistic = None, None
    if value is not None and reason is None:
        error = sum(_variance_in_points(side) for side in sides) ** 0.5
        interval = Interval(max(-200.0, value - z * error), min(200.0, value + z * error), level, method)
        statistic = value / error
    return NetPromoterChange(
        value=value,
        interval=interval,
        before=before.value,
        now=now.value,
        z=statistic,
        p=None if statistic is None else float(2 * special.ndtr(-abs(statistic))),
        n=before.n + now.n,
        missing=before.missing + now.missing,
        base=Base.VALID_ANSWERS,
        method=method,
        source=_SOURCE,
        cautions=base_cautions(min(before.n, now.n)) if reason is not Reason.CENSUS else (),
        reason=reason,
    )


def _why_no_interval(before: Reason | None, now: Reason | None) -> Reason | None:
    """Return what stops either side; a census stops nothing unless both are one."""
    if before is now:
        return before
    return next((side for side in (before, now) if side not in (None, Reason.CENSUS)), None)


def _variance_in_points(side: NetPromoter) -> float:
    if side.reason is Reason.CENSUS or side.promoter_share is None or side.detractor_share is None:
        return 0.0
    if side.standard_error:
        return side.standard_error**2
    n = float(side.n) if side.n_eff is None else side.n_eff
    if side.population is not None:
        n *= (side.population - 1) / (side.population - side.n)
    return 10000 * adjusted_moments(side.promoter_share, side.detractor_share, n)[1]
