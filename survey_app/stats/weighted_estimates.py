"""Best estimates pooled with weights from the width of the ranges, and the mean pushed outward by a beta curve."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import special

from survey_app.stats.answers import FloatArray, Matrix, Values, as_matrix, as_numbers
from survey_app.stats.guards import Figure, Guard
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = ["Scheme", "SchemeEstimate", "WeightedEstimates", "beta_mean", "interval_weighted"]

_SOURCE = (
    "Hanea et al. 2021, PLOS ONE 16:e0256919; Gould et al., aggreCAT: IntWAgg, IndIntWAgg, VarIndIntWAgg, AsymWAgg, "
    "IndIntAsymWAgg, KitchSinkWAgg, BetaArMean"
)


class Scheme(StrEnum):
    """What an expert's weight on one question rests on; the names of the R package aggreCAT stand beside them."""

    NARROW = "narrow"  # IntWAgg
    NARROW_FOR_EXPERT = "narrow_for_expert"  # IndIntWAgg
    VARIED = "varied"  # VarIndIntWAgg
    ONE_SIDED = "one_sided"  # AsymWAgg
    NARROW_AND_ONE_SIDED = "narrow_and_one_sided"  # IndIntAsymWAgg
    ALL_THREE = "all_three"  # KitchSinkWAgg


@dataclass(frozen=True, slots=True)
class SchemeEstimate:
    """One question under one scheme: the pooled estimate and the weights, which sum to 1, in the experts' order.

    `capped` experts gave a range without width: their weight is that of the narrowest range with a width. `equal` says
    that no weight was above 0, so that all count the same.
    """

    scheme: Scheme
    value: float | None
    weights: tuple[float | None, ...]
    capped: int
    equal: bool


@dataclass(frozen=True, kw_only=True)
class WeightedEstimates(Result):
    """One question: n experts with a whole range, and the estimate of every scheme."""

    schemes: tuple[SchemeEstimate, ...]

    def of(self, scheme: Scheme) -> SchemeEstimate:
        """The estimate of one scheme."""
        return next(each for each in self.schemes if each.scheme is scheme)


def beta_mean(best: Values, alpha: float = 6, beta: float = 6) -> Figure:
    """The mean of best estimates, pushed away from the middle by a beta distribution.

    Parameters: best, one share per expert, 0 to 1, None and NaN missing; alpha and beta, the shape of the curve.
    Returns: Figure. No estimates: guard `no_answers`; one outside 0..1: guard `outside_0_to_1`.
    Raises: StatisticsRefused for a shape that is not above 0.
    Formula: I(mean; alpha, beta), the regularised incomplete beta function.
    Do not trust it for anything but probabilities: it makes the panel surer than it was.
    Source: Satopää et al. 2014; Hanea et al. 2021 (BetaArMean with 6 and 6).

    >>> round(beta_mean([0.5, 0.7, 0.9, None]).value, 6)
    0.921775
    """
    if not (alpha > 0 and beta > 0):
        raise StatisticsRefused("shape_out_of_range", alpha=alpha, beta=beta)
    array = as_numbers(best)
    kept = array[~np.isnan(array)]
    if not kept.size:
        return Figure(None, Guard.NO_ANSWERS)
    if kept.min() < 0 or kept.max() > 1:
        return Figure(None, Guard.OUTSIDE_0_TO_1)
    return Figure(float(special.betainc(alpha, beta, kept.mean())))


def interval_weighted(
    low: Matrix, best: Matrix, high: Matrix, *, epsilon: float | None = None
) -> tuple[WeightedEstimates, ...]:
    """Pool every question with weights from the experts' ranges.

    Parameters: low, best and high, experts in rows and questions in columns, None and NaN missing; an expert counts on
    a question when all three are there.
    Returns: one WeightedEstimates per question. Nobody with a whole range: values None, reason `no_answers`.
    Raises: StatisticsRefused when the tables differ in shape or a range is out of order.
    Formula: narrow 1/(high - low); narrow for the expert: own widest range/(high - low); varied: variance of the own
    widths (n - 1); one-sided: 1 - 2(high - best)/(high - low) or 1 - 2(best - low)/(high - low), whichever side the
    best is nearer to; the two products are of weights that sum to 1. All weights 0: all the same. A range without
    width is not one-sided, unless epsilon is given.
    Do not trust narrow ranges as knowledge: overconfident experts give them too.
    Source: Hanea et al. 2021; aggreCAT.

    >>> found = interval_weighted([[0.1], [0.4]], [[0.2], [0.5]], [[0.3], [0.8]])[0]
    >>> round(found.of(Scheme.NARROW).value, 4), found.n
    (0.3, 2)
    """
    sides = [as_matrix(side) for side in (low, best, high)]
    if len({side.shape for side in sides}) > 1:
        raise StatisticsRefused("columns_differ_in_length", low=sides[0].size, best=sides[1].size, high=sides[2].size)
    whole = ~(np.isnan(sides[0]) | np.isnan(sides[1]) | np.isnan(sides[2]))
    lows, bests, highs = (np.where(whole, side, np.nan) for side in sides)
    if np.any((lows > bests) | (bests > highs)):
        raise StatisticsRefused("range_out_of_order")
    widths = highs - lows
    shared = _per_expert(widths)
    return tuple(
        _question(lows[:, place], bests[:, place], highs[:, place], shared, epsilon) for place in range(widths.shape[1])
    )


def _per_expert(widths: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The widest range of each expert and the variance of their widths over all questions; 0 where there is none."""
    counts = (~np.isnan(widths)).sum(axis=1)
    filled = np.nan_to_num(widths)
    centre = filled.sum(axis=1) / np.maximum(counts, 1)
    apart = np.where(np.isnan(widths), 0, widths - centre[:, None])
    return filled.max(axis=1, initial=0.0), (apart**2).sum(axis=1) / np.maximum(counts - 1, 1)


def _question(
    low: FloatArray,
    best: FloatArray,
    high: FloatArray,
    shared: tuple[FloatArray, FloatArray],
    epsilon: float | None,
) -> WeightedEstimates:
    there = ~np.isnan(best)
    n = int(there.sum())
    near = np.minimum(high - best, best - low)[there]
    capped = int((high - low == 0)[there].sum())
    raw = _raw((high - low)[there], near, shared[0][there], shared[1][there], epsilon)
    return WeightedEstimates(
        n=n,
        missing=int(best.size) - n,
        base=Base.COMPLETE_CASES,
        method="interval_weights",
        source=_SOURCE,
        reason=None if n else Reason.NO_ANSWERS,
        schemes=tuple(
            _pooled(scheme, weights, best, capped if "narrow" in scheme or scheme is Scheme.ALL_THREE else 0)
            for scheme, weights in raw.items()
        ),
    )


def _raw(
    width: FloatArray, near: FloatArray, widest: FloatArray, variance: FloatArray, epsilon: float | None
) -> Mapping[Scheme, FloatArray]:
    flat = width <= 0
    narrow, own = (_over(over, width, epsilon) for over in (np.ones_like(width), widest))
    one_sided = np.where(
        flat, 0.0 if epsilon is None else 1.0, np.maximum(1 - 2 * near / np.where(flat, 1, width), 0.0)
    )
    sharp = _share(own) * _share(one_sided)
    return {
        Scheme.NARROW: narrow,
        Scheme.NARROW_FOR_EXPERT: own,
        Scheme.VARIED: variance,
        Scheme.ONE_SIDED: one_sided,
        Scheme.NARROW_AND_ONE_SIDED: sharp,
        Scheme.ALL_THREE: sharp * _share(variance),
    }


def _over(over: FloatArray, width: FloatArray, epsilon: float | None) -> FloatArray:
    """`over`/width; without a width, over epsilon, or the largest of the others (1 where there are none)."""
    if epsilon is not None:
        return np.asarray(over / np.maximum(width, epsilon), dtype=np.float64)
    has = width > 0
    found = np.divide(over, width, out=np.zeros_like(over), where=has)
    found[~has] = found[has].max() if has.any() else 1.0
    return found


def _share(weights: FloatArray) -> FloatArray:
    """Weights that sum to 1; all the same where none is above 0."""
    if not weights.size or weights.max() <= 0:
        return np.full(weights.size, 1 / max(weights.size, 1))
    scaled = weights / weights.max()
    return np.asarray(scaled / scaled.sum(), dtype=np.float64)


def _pooled(scheme: Scheme, raw: FloatArray, best: FloatArray, capped: int) -> SchemeEstimate:
    there = ~np.isnan(best)
    weights = np.full(best.size, np.nan)
    weights[there] = _share(raw)
    kept = best[there]
    value = min(max(float(weights[there] @ kept), float(kept.min())), float(kept.max())) if kept.size else None
    equal = bool(raw.size) and float(raw.max()) <= 0
    return SchemeEstimate(
        scheme, value, tuple(None if np.isnan(each) else float(each) for each in weights), capped, equal
    )
