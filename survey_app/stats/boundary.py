"""The boundary method: which items fall out by mean, full-score rate and coefficient of variation at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from survey_app.stats.answers import Values
from survey_app.stats.distribution import Distribution, distribution
from survey_app.stats.guards import Guard
from survey_app.stats.results import Base, Reason, Result

__all__ = ["Boundary", "BoundaryItem", "Fate", "boundary"]

_SOURCE = "Boundary values as in Chinese Delphi practice: mean and full-score rate minus, variation plus one SD"
_FEWEST = 5
_ALL_THREE = 3
_DECIMALS = 12


class Fate(StrEnum):
    """What the boundaries say of an item: it stays, is talked about, or goes."""

    KEEP = "keep"
    DISCUSS = "discuss"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class BoundaryItem:
    """One item's three figures and which of them lie beyond their boundary; None where a figure does not exist."""

    mean: float | None
    full_score: float | None
    cv: float | None
    below_mean: bool | None
    below_full_score: bool | None
    above_cv: bool | None
    fate: Fate | None


@dataclass(frozen=True, kw_only=True)
class Boundary(Result):
    """The three boundaries over k items (n are the ratings) and every item; below five items there are none."""

    k: int
    mean_boundary: float | None = None
    full_score_boundary: float | None = None
    cv_boundary: float | None = None
    items: tuple[BoundaryItem, ...]
    guard: Guard | None = None


def boundary(items: Sequence[Values], scale_min: float = 1, scale_max: float = 9) -> Boundary:
    """Screen the items of a round by their mean, full-score rate and coefficient of variation.

    Parameters: items, the ratings of each, None and NaN missing; scale_min and scale_max, the ends of the scale.
    Returns: Boundary. Fewer than five items with all three figures: no boundaries, guard `fewer_than_five`.
    Raises: StatisticsRefused when a rating lies off the scale.
    Formula: an item fails when its mean < avg - SD of the means, its full-score rate < avg - SD of the rates, its
    cv > avg + SD of the cvs, SD with n - 1 over the items. All three: drop; one or two: discuss.
    Do not trust it as a verdict: it always finds the weakest of the items, however good they are.
    Source: Chinese Delphi practice; the averages run over the items.

    >>> found = boundary([[5, 5, 4], [5, 4, 4], [4, 5, 5], [5, 5, 5], [1, 2, 3]], 1, 5)
    >>> [each.fate.value for each in found.items]
    ['keep', 'keep', 'keep', 'keep', 'drop']
    """
    each = [distribution(ratings, scale_min, scale_max) for ratings in items]
    full = [one for one in each if one.mean is not None and one.cv is not None]
    limits = _limits(full) if len(full) >= _FEWEST else None
    return Boundary(
        n=sum(one.n for one in each),
        missing=sum(one.missing for one in each),
        base=Base.VALID_ANSWERS,
        method="boundary_values",
        source=_SOURCE,
        reason=None if any(one.n for one in each) else Reason.NO_ANSWERS,
        k=len(each),
        mean_boundary=limits[0] if limits else None,
        full_score_boundary=limits[1] if limits else None,
        cv_boundary=limits[2] if limits else None,
        items=tuple(_item(one, limits) for one in each),
        guard=None if limits else Guard.FEWER_THAN_FIVE,
    )


def _limits(full: Sequence[Distribution]) -> tuple[float, float, float]:
    table = np.array([(one.mean, one.full_score, one.cv) for one in full], dtype=np.float64)
    centre, apart = table.mean(axis=0), table.std(axis=0, ddof=1)
    return float(centre[0] - apart[0]), float(centre[1] - apart[1]), float(centre[2] + apart[2])


def _item(one: Distribution, limits: tuple[float, float, float] | None) -> BoundaryItem:
    """Compared at twelve decimals: items that are all alike lie on their boundary, not beyond it."""
    if limits is None or one.mean is None or one.full_score is None or one.cv is None:
        return BoundaryItem(one.mean, one.full_score, one.cv, None, None, None, None)
    beyond = (
        round(one.mean - limits[0], _DECIMALS) < 0,
        round(one.full_score - limits[1], _DECIMALS) < 0,
        round(one.cv - limits[2], _DECIMALS) > 0,
    )
    fate = Fate.DROP if sum(beyond) == _ALL_THREE else Fate.DISCUSS if any(beyond) else Fate.KEEP
    return BoundaryItem(one.mean, one.full_score, one.cv, *beyond, fate)
