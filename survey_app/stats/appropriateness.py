"""The RAND/UCLA class of one item: appropriate, uncertain or inappropriate, and whether the panel disagrees.

Two rules say what disagreement is: the adjusted range between percentiles, and the older count of ratings at the ends.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

import numpy as np

from survey_app.stats.answers import Values, as_numbers, base_cautions
from survey_app.stats.consensus import split_from
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = ["Appropriateness", "ClassicRule", "RamClass", "appropriateness", "classic_rule"]

_SOURCE = "Fitch et al. 2001, The RAND/UCLA Appropriateness Method User's Manual"
_LOW, _MIDDLE, _HIGH = 1, 5, 9
_SYMMETRIC, _CORRECTION = Fraction("2.35"), Fraction("1.5")
_FEW = 7
_REGIONS = ((1, 3), (4, 6), (7, 9))
_PUBLISHED_SIZES = range(8, 17)
_BOUNDS = (Fraction("3.5"), Fraction("6.5"))


class RamClass(StrEnum):
    """What the panel says of an item; disagreement makes it uncertain."""

    APPROPRIATE = "appropriate"
    UNCERTAIN = "uncertain"
    INAPPROPRIATE = "inappropriate"


@dataclass(frozen=True, slots=True)
class ClassicRule:
    """The count at either end: `each_end` ratings in 1-3 and as many in 7-9 are disagreement.

    `outside` lie beyond the three points around the median; up to `outside_most` of them are agreement. `extended` says
    that the panel's size is not one the manual prints (8 to 16).
    """

    disagreement: bool
    agreement: bool
    low: int
    high: int
    each_end: int
    outside: int
    outside_most: int
    extended: bool


@dataclass(frozen=True, kw_only=True)
class Appropriateness(Result):
    """The class with what it rests on; `index` above 1 is disagreement, `few` marks fewer than seven ratings.

    `ram_class` uses the adjusted range, `classic_class` the count at the ends. `ipr_exact` and `ipras_exact` are the
    fractions that were compared.
    """

    ram_class: RamClass | None = None
    classic_class: RamClass | None = None
    median: float | None = None
    p30: float | None = None
    p70: float | None = None
    ipr: float | None = None
    ipras: float | None = None
    index: float | None = None
    ipr_exact: Fraction | None = None
    ipras_exact: Fraction | None = None
    disagreement: bool | None = None
    classic: ClassicRule | None = None
    few: bool = False


def appropriateness(ratings: Values, *, half_up: bool = True) -> Appropriateness:
    """Class of an item rated from 1 to 9, with the interpercentile range adjusted for symmetry.

    Parameters: ratings, whole numbers from 1 to 9, one per panellist, None and NaN missing; half_up, whether a median
    of 3.5 is uncertain and one of 6.5 appropriate (the manual), or 3.5 inappropriate and 6.5 uncertain.
    Returns: Appropriateness, the class by either rule of disagreement. No ratings: all None, reason `no_answers`.
    Raises: StatisticsRefused for ratings off the scale from 1 to 9: the constants hold for no other.
    Formula: IPR = P70 - P30 (linear percentiles); IPRAS = 2.35 + 1.5 |5 - (P30 + P70)/2|; disagreement when IPR >
    IPRAS; index = IPR/IPRAS; in exact fractions. Median 6.5 and above appropriate, below 3.5 inappropriate. The count
    at the ends: `classic_rule`.
    Do not trust it across rules for percentiles: the IPR of ten ratings can be 3.6, 4.0 or 4.4.
    Source: Fitch et al. 2001.

    >>> found = appropriateness([1, 1, 1, 1, 5, 9, 9, 9, 9])
    >>> round(found.index, 4), found.disagreement, found.ram_class.value
    (3.4043, True, 'uncertain')
    """
    array = as_numbers(ratings)
    kept = np.sort(array[~np.isnan(array)])
    if np.any((kept < _LOW) | (kept > _HIGH)):
        raise StatisticsRefused("answer_off_scale", scale_min=_LOW, scale_max=_HIGH)
    n = int(kept.size)
    found = _figures([Fraction(rating) for rating in kept.tolist()], half_up=half_up) if n else {}
    return Appropriateness(
        n=n,
        missing=int(array.size) - n,
        base=Base.VALID_ANSWERS,
        method="ipras_linear_percentiles",
        source=_SOURCE,
        cautions=base_cautions(n),
        reason=None if n else Reason.NO_ANSWERS,
        few=n < _FEW,
        **found,
    )


def classic_rule(ratings: Values) -> ClassicRule | None:
    """The older rule of disagreement: many ratings at both ends.

    Parameters: ratings, whole numbers from 1 to 9, None and NaN missing.
    Returns: ClassicRule; None without ratings.
    Formula: disagreement when 1-3 and 7-9 hold at least floor((n + 1)/3) each: 3 for 8-10 panellists, 4 for 11-13, 5
    for 14-16. Agreement when fewer than that lie outside the three points 1-3, 4-6 or 7-9 that hold the median (3.5
    belongs to 4-6, 6.5 to 7-9).
    Do not trust it for panels of other sizes than 8 to 16: they are an extension, marked so.
    Source: Fitch et al. 2001; BMC Medical Informatics and Decision Making 2012;12:93.

    >>> found = classic_rule([1, 2, 3, 7, 8, 9, 5, 5, 5])
    >>> found.disagreement, found.each_end, found.agreement, found.outside
    (True, 3, False, 6)
    """
    array = as_numbers(ratings)
    kept = [Fraction(rating) for rating in np.sort(array[~np.isnan(array)]).tolist()]
    return _classic(kept, _percentile(kept, Fraction(1, 2))) if kept else None


def _classic(ordered: Sequence[Fraction], median: Fraction) -> ClassicRule:
    n = len(ordered)
    each = split_from(n)
    region = _REGIONS[(median >= _BOUNDS[0]) + (median >= _BOUNDS[1])]
    low, high = (sum(ends[0] <= rating <= ends[1] for rating in ordered) for ends in (_REGIONS[0], _REGIONS[2]))
    outside = n - sum(region[0] <= rating <= region[1] for rating in ordered)
    split = min(low, high) >= each
    return ClassicRule(split, outside < each, low, high, each, outside, each - 1, n not in _PUBLISHED_SIZES)


def _figures(ordered: Sequence[Fraction], *, half_up: bool) -> dict[str, Any]:
    p30, median, p70 = (_percentile(ordered, Fraction(part, 10)) for part in (3, 5, 7))
    ipr = p70 - p30
    ipras = _SYMMETRIC + _CORRECTION * abs(_MIDDLE - (p30 + p70) / 2)
    classic = _classic(ordered, median)
    return {
        "ram_class": _class(median, disagreement=ipr > ipras, half_up=half_up),
        "classic_class": _class(median, disagreement=classic.disagreement, half_up=half_up),
        "median": float(median),
        "p30": float(p30),
        "p70": float(p70),
        "ipr": float(ipr),
        "ipras": float(ipras),
        "index": float(ipr / ipras),
        "ipr_exact": ipr,
        "ipras_exact": ipras,
        "disagreement": ipr > ipras,
        "classic": classic,
    }


def _percentile(ordered: Sequence[Fraction], part: Fraction) -> Fraction:
    place = (len(ordered) - 1) * part
    below, above = math.floor(place), math.ceil(place)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _class(median: Fraction, *, disagreement: bool, half_up: bool) -> RamClass:
    if disagreement:
        return RamClass.UNCERTAIN
    if median > _BOUNDS[1] or (half_up and median == _BOUNDS[1]):
        return RamClass.APPROPRIATE
    below = median < _BOUNDS[0] or (not half_up and median == _BOUNDS[0])
    return RamClass.INAPPROPRIATE if below else RamClass.UNCERTAIN
