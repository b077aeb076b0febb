"""Satisfaction as the gap between experience and expectation, as a top share, and as an index of 0 to 100."""

from collections.abc import Collection
from dataclasses import dataclass
from numbers import Real

import numpy as np

from survey_app.stats.answers import Values, as_numbers, as_weights
from survey_app.stats.gap import Gap, LeftOut, PairedTests, gap
from survey_app.stats.proportion import Proportion, share_of
from survey_app.stats.results import Reason, StatisticsRefused
from survey_app.stats.satisfaction_index import IndexItem, MissingItems, SatisfactionIndex, index

__all__ = [
    "Gap",
    "IndexItem",
    "LeftOut",
    "MissingItems",
    "PairedTests",
    "SatisfactionIndex",
    "TopShare",
    "gap",
    "index",
    "rescale_100",
    "top_share",
]


@dataclass(frozen=True, kw_only=True)
class TopShare(Proportion):
    """Share of the top answers; `count` people gave one, `apart` gave an answer kept outside the base."""

    count: int
    top: tuple[float, ...]
    apart: int

    @property
    def is_single(self) -> bool:
        """One code alone counts, as on a scale of three points."""
        return len(self.top) == 1


def top_share(
    values: Values,
    top: Collection[float],
    population: int | None = None,
    level: float = 0.95,
    *,
    weights: Values | None = None,
    apart: Collection[float] = (),
) -> TopShare:
    """Customer satisfaction score: the share of valid answers among the top codes.

    Parameters: values, one code per respondent, None and NaN missing; top, the codes that count (4 and 5 of 5, 9 and 10
    of 10: the report states which); population, N or None; level, confidence; weights, one per respondent, or None;
    apart, codes such as "don't know" that leave the base and are counted on their own.
    Returns: TopShare with the interval of `wilson`. No valid answer: value None, reason `no_answers`.
    Raises: StatisticsRefused for no top code, a code both on top and apart, or n above N.
    Formula: k / n, k = answers on top, n = valid answers; weighted: shares of weight, interval with Kish's n_eff.
    Do not trust comparisons between a top 2 of 5 and a top 2 of 10: they are different measures.
    Source: as `wilson`.

    >>> found = top_share([5, 4, 3, 2, 5, None, -1], top=(4, 5), apart=(-1,))
    >>> found.value, found.n, found.missing, found.apart
    (0.6, 5, 1, 1)
    """
    if not top or set(top) & set(apart):
        raise StatisticsRefused("top_codes_do_not_fit", top=len(top), shared=len(set(top) & set(apart)))
    array = as_numbers(values)
    mass = as_weights(weights, array.size)
    beside = np.isin(array, list(apart))
    answered = ~np.isnan(array) & ~beside
    present = answered if mass is None else answered & (mass > 0)
    hits = np.isin(array[present], list(top))
    used = None if mass is None else mass[present]
    share = share_of(hits, used, population, level, missing=int(np.isnan(array).sum()))
    reason = Reason.ZERO_WEIGHTS if share.n == 0 and answered.any() else share.reason
    found = vars(share) | {"reason": reason, "count": int(hits.sum()), "top": tuple(sorted(top))}
    return TopShare(**found, apart=int(beside.sum()))


def rescale_100(value: float | None, scale_min: float, scale_max: float) -> float | None:
    """Put a rating, or a mean of ratings, on 0 to 100.

    Parameters: value, a number on the scale, or None; scale_min and scale_max, the ends of the scale.
    Returns: 0 at the low end, 100 at the high end, None for None or NaN.
    Raises: StatisticsRefused when the ends are not in order or the value lies off the scale.
    Formula: 100 (x - min)/(max - min).
    Do not trust it to make scales of different length comparable: people use them differently.
    Source: Fornell et al. 1996, Journal of Marketing 60(4):7, in its single-item form.

    >>> rescale_100(4, 1, 5), rescale_100(None, 1, 5)
    (75.0, None)
    """
    if not scale_min < scale_max:
        raise StatisticsRefused("scale_out_of_order", scale_min=scale_min, scale_max=scale_max)
    if value is None or (isinstance(value, Real) and np.isnan(value)):
        return None
    if not scale_min <= value <= scale_max:
        raise StatisticsRefused("answer_off_scale", scale_min=scale_min, scale_max=scale_max)
    return float(100 * (value - scale_min) / (scale_max - scale_min))
