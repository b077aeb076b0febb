"""Fuzzy Delphi: ratings as triangular numbers, their distance from the average, and a crisp figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.answers import FloatArray, Values, as_numbers, base_cautions
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = [
    "FIVE_POINTS",
    "SEVEN_POINTS",
    "SEVEN_POINTS_WIDE",
    "Defuzzify",
    "FuzzyConstruct",
    "FuzzyItem",
    "FuzzyScale",
    "TableRow",
    "Triangle",
    "fuzzy_construct",
    "fuzzy_item",
]

_SOURCE = (
    "Distance of triangular numbers: Chen 2000, Fuzzy Sets and Systems 114:1; d <= .2: Cheng and Lin 2002, European "
    "Journal of Operational Research 142:174; 75 %: Chu and Hwang 2008, Expert Systems with Applications 34:2826; "
    "A >= .5: Tang and Wu 2010"
)
_TOLERANCE = 1e-9
_NEAR, _HALF = 0.2, 0.5
_THREE = 3

Triangle = tuple[float, float, float]
FuzzyScale = Mapping[float, Triangle]
"""What each point of the scale stands for: least, most likely and largest, from 0 to 1."""

FIVE_POINTS: FuzzyScale = MappingProxyType(
    {1: (0.0, 0.0, 0.2), 2: (0.0, 0.2, 0.4), 3: (0.2, 0.4, 0.6), 4: (0.4, 0.6, 0.8), 5: (0.6, 0.8, 1.0)}
)
SEVEN_POINTS: FuzzyScale = MappingProxyType(
    {
        1: (0.0, 0.0, 0.1),
        2: (0.0, 0.1, 0.3),
        3: (0.1, 0.3, 0.5),
        4: (0.3, 0.5, 0.7),
        5: (0.5, 0.7, 0.9),
        6: (0.7, 0.9, 1.0),
        7: (0.9, 1.0, 1.0),
    }
)

SEVEN_POINTS_WIDE: FuzzyScale = MappingProxyType(
    {
        1: (0.0, 0.0, 0.2),
        2: (0.0, 0.2, 0.4),
        3: (0.0, 0.4, 0.6),
        4: (0.2, 0.6, 0.8),
        5: (0.4, 0.8, 1.0),
        6: (0.6, 1.0, 1.0),
        7: (0.8, 1.0, 1.0),
    }
)
"""Another table of seven points in use (the jamovi module FuzzyDelphiJmv): it gives other figures."""


class Defuzzify(StrEnum):
    """How three numbers become one: the middle weighs 1, 2 or 4; a study declares which."""

    THIRD = "third"
    QUARTER = "quarter"
    SIXTH = "sixth"


_MIDDLE = {Defuzzify.THIRD: 1, Defuzzify.QUARTER: 2, Defuzzify.SIXTH: 4}


@dataclass(frozen=True, slots=True)
class TableRow:
    """One point of the scale as it was read."""

    point: float
    low: float
    middle: float
    high: float


@dataclass(frozen=True, kw_only=True)
class FuzzyItem(Result):
    """One item: the average triangle, the experts' distances from it, the crisp figure and whether it is accepted.

    `table` is the scale that was used: tables of the same length differ in print. `accepted` asks all three: mean
    distance, share of near experts and crisp figure.
    """

    low: float | None = None
    middle: float | None = None
    high: float | None = None
    mean_distance: float | None = None
    near: int = 0
    near_share: float | None = None
    crisp: float | None = None
    accepted: bool | None = None
    distances: tuple[float | None, ...] = ()
    variant: Defuzzify
    near_at: float
    percent: float
    cut: float
    table: tuple[TableRow, ...]


@dataclass(frozen=True, kw_only=True)
class FuzzyConstruct(Result):
    """Several items as one construct; n are the ratings. `places` order the items by crisp figure, ties share one."""

    mean_distance: float | None
    near_share: float | None
    places: tuple[int | None, ...]


def fuzzy_construct(items: Sequence[FuzzyItem]) -> FuzzyConstruct:
    """The items of a fuzzy Delphi together.

    Parameters: items, as `fuzzy_item` gives them.
    Returns: FuzzyConstruct. No rated item: figures None, reason `no_answers`.
    Formula: mean of the items' mean distances; near ratings of all items/all ratings; places by the crisp figure.
    Do not trust it where the items belong to different subjects.
    Source: Cheng and Lin 2002; Chu and Hwang 2008.

    >>> found = fuzzy_construct([fuzzy_item([5, 5, 4]), fuzzy_item([1, 2, 1])])
    >>> round(found.mean_distance, 4), found.near_share, found.places
    (0.0807, 1.0, (1, 2))
    """
    rated = [item for item in items if item.mean_distance is not None]
    n = sum(item.n for item in rated)
    crisp = [round(item.crisp, 9) for item in rated if item.crisp is not None]
    return FuzzyConstruct(
        n=n,
        missing=sum(item.missing for item in items),
        base=Base.VALID_ANSWERS,
        method="fuzzy_construct",
        source=_SOURCE,
        reason=None if n else Reason.NO_ANSWERS,
        mean_distance=sum(item.mean_distance or 0 for item in rated) / len(rated) if rated else None,
        near_share=sum(item.near for item in rated) / n if n else None,
        places=tuple(
            None if item.crisp is None else 1 + sum(other > round(item.crisp, 9) for other in crisp) for item in items
        ),
    )


def fuzzy_item(
    ratings: Values,
    scale: FuzzyScale = FIVE_POINTS,
    *,
    variant: Defuzzify = Defuzzify.THIRD,
    near_at: float = _NEAR,
    percent: float = 75,
    cut: float = _HALF,
) -> FuzzyItem:
    """One item of a fuzzy Delphi.

    Parameters: ratings, one per expert, points of the scale, None and NaN missing (they stay missing); scale, the
    triangle of each point; variant, how the average triangle becomes one figure; near_at, the largest distance that is
    near; percent of the experts that must be near; cut, the least crisp figure.
    Returns: FuzzyItem. No ratings: figures None, reason `no_answers`.
    Raises: StatisticsRefused for a rating without a triangle, or a scale whose triangles are out of order or outside
    0..1.
    Formula: L, M, U are the means over the experts; d_i = sqrt(((l - L)² + (m - M)² + (u - U)²)/3), compared at a
    tolerance of 1e-9; A = (L + M + U)/3, or (L + 2M + U)/4, or (L + 4M + U)/6.
    Do not trust it across studies that print another table or variant.
    Source: Chen 2000; Cheng and Lin 2002; Chu and Hwang 2008; Tang and Wu 2010.

    >>> found = fuzzy_item([5, 5, 4, 4, 4, 5, 3, 4, 5, 5])
    >>> [round(each, 2) for each in (found.low, found.middle, found.high, found.mean_distance, found.crisp)]
    [0.48, 0.68, 0.88, 0.12, 0.68]
    >>> found.near_share, found.accepted
    (0.9, True)
    """
    _check(scale)
    array = as_numbers(ratings)
    there = ~np.isnan(array)
    triangles = _triangles(array[there], scale)
    n = int(there.sum())
    found = FuzzyItem(
        n=n,
        missing=int(array.size) - n,
        base=Base.VALID_ANSWERS,
        method="triangular_vertex_distance",
        source=_SOURCE,
        cautions=base_cautions(n),
        reason=None if n else Reason.NO_ANSWERS,
        distances=(None,) * int(array.size),
        variant=variant,
        near_at=near_at,
        percent=percent,
        cut=cut,
        table=tuple(TableRow(float(point), *triangle) for point, triangle in sorted(scale.items())),
    )
    return _with_figures(found, triangles, there) if n else found


def _with_figures(found: FuzzyItem, triangles: FloatArray, there: NDArray[np.bool_]) -> FuzzyItem:
    average = triangles.mean(axis=0)
    apart = np.sqrt(((triangles - average) ** 2).sum(axis=1) / _THREE)
    near = int((apart <= found.near_at + _TOLERANCE).sum())
    low, middle, high = (float(part) for part in average)
    weight = _MIDDLE[found.variant]
    crisp = (low + weight * middle + high) / (weight + 2)
    distances = np.full(there.size, np.nan)
    distances[there] = apart
    mean = float(apart.mean())
    is_near = mean <= found.near_at + _TOLERANCE and 100 * near >= found.percent * found.n - _TOLERANCE
    return replace(
        found,
        low=low,
        middle=middle,
        high=high,
        mean_distance=mean,
        near=near,
        near_share=near / found.n,
        crisp=crisp,
        accepted=is_near and crisp >= found.cut - _TOLERANCE,
        distances=tuple(None if np.isnan(each) else float(each) for each in distances),
    )


def _triangles(given: FloatArray, scale: FuzzyScale) -> FloatArray:
    unknown = [rating for rating in given.tolist() if rating not in scale]
    if unknown:
        raise StatisticsRefused("rating_without_triangle", given=unknown[0], lowest=min(scale), highest=max(scale))
    return np.array([scale[rating] for rating in given.tolist()], dtype=np.float64).reshape(-1, _THREE)


def _check(scale: FuzzyScale) -> None:
    for point, triangle in scale.items():
        if len(triangle) != _THREE or not 0 <= triangle[0] <= triangle[1] <= triangle[2] <= 1:
            raise StatisticsRefused("triangle_out_of_order", point=point)
    if not scale:
        raise StatisticsRefused("triangle_out_of_order", point=0)
