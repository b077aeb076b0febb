"""Estimates of a round joined to one distribution: ranges at one confidence, pooled three ways, and the pool's curve.

A function of the ranges alone, whoever gave them: they are sorted before anything is computed.
"""

from collections.abc import Sequence
from typing import Any

from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.round_seals import Answer
from survey_app.stats.estimates import StandardRange, standardise
from survey_app.stats.pooled_quantiles import QuantileSet, linear_pool_at, pool_quantiles
from survey_app.stats.weighted_estimates import Scheme, interval_weighted

__all__ = ["MOST_DRAWN", "MOST_SHOWN", "STANDARD", "distribution", "range_of", "ranges"]

Json = dict[str, Any]
STANDARD, _EXTREMES = 80.0, 100.0
"""The confidence all ranges are brought to; where nobody is asked for theirs, the limits are the extremes."""
MOST_DRAWN = 200
"""More ranges than these are no longer kept one by one."""
MOST_SHOWN = 60
"""More than these a panellist sees as their curve alone: the page would be too heavy."""
_STEPS = 40


def range_of(
    low: float | None, best: float | None, high: float | None, confidence: float | None, rules: ProtocolRules
) -> StandardRange | None:
    """One range at the confidence all are compared at, cut to the limits of the scale; None where a part is missing."""
    if low is None or best is None or high is None:
        return None
    if not rules.confidence:
        return StandardRange(low, best, high, _EXTREMES, clipped=False)
    if confidence is None:
        return None
    limits = (float(rules.scale_min), float(rules.scale_max))
    return standardise(low, best, high, confidence, to=STANDARD, limits=limits)


def ranges(rows: Sequence[Answer], rules: ProtocolRules) -> list[StandardRange]:
    """Every whole range of an item, by its best figure, then by its limits."""
    told = (range_of(row.low, row.value, row.high, row.confidence, rules) for row in rows)
    found = [each for each in told if each is not None]
    return sorted(found, key=lambda each: (each.best, each.low, each.high, each.clipped))


def distribution(rows: Sequence[Answer], rules: ProtocolRules) -> Json:
    """The ranges of an item as they are frozen: three pools, the curve of the linear one, and the ranges themselves."""
    found = ranges(rows, rules)
    low, best, high = ([getattr(each, name) for each in found] for name in ("low", "best", "high"))
    confidence = STANDARD if rules.confidence else _EXTREMES
    limits = (float(rules.scale_min), float(rules.scale_max))
    pools = pool_quantiles(low, best, high, confidence=confidence, limits=limits)
    first, last = _window(low, high, limits)
    points = [first + (last - first) * step / _STEPS for step in range(_STEPS + 1)]
    shares = linear_pool_at(low, best, high, points, confidence=confidence, limits=limits)
    return {
        "n": len(found),
        "confidence": confidence,
        "clipped": sum(each.clipped for each in found),
        "quantile_average": _three(pools.quantile_average),
        "linear_pool": _three(pools.linear_pool),
        "median_of_quantiles": _three(pools.median_of_quantiles),
        **_weighted(low, best, high),
        "curve": [list(point) for point in zip(points, shares, strict=False)],
        "ranges": [[each.low, each.best, each.high] for each in found] if len(found) <= MOST_DRAWN else [],
    }


def _weighted(low: Sequence[float], best: Sequence[float], high: Sequence[float]) -> Json:
    """The best estimates with narrow, and with one-sided, ranges counting more."""
    if not low:
        return {"narrow": None, "one_sided": None, "capped": 0}
    [found] = interval_weighted(*([[each] for each in side] for side in (low, best, high)))
    narrow = found.of(Scheme.NARROW)
    return {"narrow": narrow.value, "one_sided": found.of(Scheme.ONE_SIDED).value, "capped": narrow.capped}


def _window(low: Sequence[float], high: Sequence[float], limits: tuple[float, float]) -> tuple[float, float]:
    """What is drawn of a long scale: the ranges and a tenth of them to either side."""
    if not low:
        return limits
    beyond = (max(high) - min(low)) / 10
    return max(limits[0], min(low) - beyond), min(limits[1], max(high) + beyond)


def _three(found: QuantileSet | None) -> list[float] | None:
    return None if found is None else [found.low, found.median, found.high]
