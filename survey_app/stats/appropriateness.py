"""The RAND/UCLA class of one item: appropriate, uncertain or inappropriate, and whether the panel disagrees."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

import numpy as np

from survey_app.stats.answers import Values, as_numbers, base_cautions
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = ["Appropriateness", "RamClass", "appropriateness"]

_SOURCE = "Fitch et al. 2001, The RAND/UCLA Appropriateness Method User's Manual"
_LOW, _MIDDLE, _HIGH = 1, 5, 9
_SYMMETRIC, _CORRECTION = Fraction("2.35"), Fraction("1.5")
_FEW = 7


class RamClass(StrEnum):
    """What the panel says of an item; disagreement makes it uncertain."""

    APPROPRIATE = "appropriate"
    UNCERTAIN = "uncertain"
    INAPPROPRIATE = "inappropriate"


@dataclass(frozen=True, kw_only=True)
class Appropriateness(Result):
    """The class with what it rests on; `index` above 1 is disagreement, `few` marks fewer than seven ratings."""

    ram_class: RamClass | None = None
    median: float | None = None
    p30: float | None = None
    p70: float | None = None
    ipr: float | None = None
    ipras: float | None = None
    index: float | None = None
    disagreement: bool | None = None
    few: bool = False


def appropriateness(ratings: Values) -> Appropriateness:
    """Class of an item rated from 1 to 9, with the interpercentile range adjusted for symmetry.

    Parameters: ratings, whole numbers from 1 to 9, one per panellist, None and NaN missing.
    Returns: Appropriateness. No ratings: all None, reason `no_answers`.
    Raises: StatisticsRefused for ratings off the scale from 1 to 9: the constants hold for no other.
    Formula: IPR = P70 - P30 (linear percentiles); IPRAS = 2.35 + 1.5 |5 - (P30 + P70)/2|; disagreement when IPR >
    IPRAS; index = IPR/IPRAS; in exact fractions. Median 6.5 and above appropriate, below 3.5 inappropriate.
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
    found = _figures([Fraction(rating) for rating in kept.tolist()]) if n else {}
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


def _figures(ordered: Sequence[Fraction]) -> dict[str, Any]:
    p30, median, p70 = (_percentile(ordered, Fraction(part, 10)) for part in (3, 5, 7))
    ipr = p70 - p30
    ipras = _SYMMETRIC + _CORRECTION * abs(_MIDDLE - (p30 + p70) / 2)
    return {
        "ram_class": _class(median, disagreement=ipr > ipras),
        "median": float(median),
        "p30": float(p30),
        "p70": float(p70),
        "ipr": float(ipr),
        "ipras": float(ipras),
        "index": float(ipr / ipras),
        "disagreement": ipr > ipras,
    }


def _percentile(ordered: Sequence[Fraction], part: Fraction) -> Fraction:
    place = (len(ordered) - 1) * part
    below, above = math.floor(place), math.ceil(place)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _class(median: Fraction, *, disagreement: bool) -> RamClass:
    if disagreement:
        return RamClass.UNCERTAIN
    if median >= Fraction("6.5"):
        return RamClass.APPROPRIATE
    return RamClass.INAPPROPRIATE if median < Fraction("3.5") else RamClass.UNCERTAIN
