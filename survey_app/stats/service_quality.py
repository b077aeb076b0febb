"""Service quality in the form of SERVQUAL: five dimensions of expectation and perception, weighted by points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from survey_app.stats.answers import FloatArray, Matrix, Values, as_matrix, as_weights
from survey_app.stats.descriptive import Mean, mean
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = [
    "DIMENSIONS",
    "REVERSED_1988",
    "Dimension",
    "MissingPairs",
    "ServiceItem",
    "ServiceQuality",
    "service_quality",
]

DIMENSIONS: Mapping[str, tuple[int, ...]] = {
    "tangibles": (1, 2, 3, 4),
    "reliability": (5, 6, 7, 8, 9),
    "responsiveness": (10, 11, 12, 13),
    "assurance": (14, 15, 16, 17),
    "empathy": (18, 19, 20, 21, 22),
}
"""Dimension -> the numbers of its items, from 1, in the form of 1988."""
REVERSED_1988 = (10, 11, 12, 13, 18, 19, 20, 21, 22)
"""Items worded negatively in the form of 1988."""
_SOURCE = {
    "servqual": "Parasuraman, Zeithaml and Berry 1988, Journal of Retailing 64:12; 1991, Journal of Retailing 67:420",
    "servperf": "Cronin and Taylor 1992, Journal of Marketing 56(3):55",
}
_ROUNDING = 1e-6


class MissingPairs(StrEnum):
    """What happens to a person who left out some items of a dimension."""

    AVAILABLE = "available"
    LISTWISE = "listwise"


@dataclass(frozen=True, slots=True)
class ServiceItem:
    """One item: mean expectation, mean perception and mean gap of those who gave both (or perception alone)."""

    number: int
    expected: float | None
    perceived: float | None
    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension: its score (gap, or perception), both sides' means, its points, and its items."""

    name: str
    score: Mean
    expected: float | None
    perceived: float | None
    points: float | None
    items: tuple[ServiceItem, ...]


@dataclass(frozen=True, kw_only=True)
class ServiceQuality(Result):
    """Five dimensions, the plain mean of their scores (`overall`) and the one weighted by points (`weighted`)."""

    dimensions: tuple[Dimension, ...]
    overall: Mean
    weighted: Mean | None
    form: str
    missing_rule: MissingPairs
    scale_min: float
    scale_max: float


def service_quality(
    perceived: Matrix,
    expected: Matrix | None = None,
    points: Sequence[float] | Matrix | None = None,
    scale: tuple[float, float] = (1, 7),
    *,
    dimensions: Mapping[str, Sequence[int]] = DIMENSIONS,
    reverse: Sequence[int] = (),
    weights: Values | None = None,
    missing_rule: MissingPairs = MissingPairs.AVAILABLE,
    population: int | None = None,
    level: float = 0.95,
) -> ServiceQuality:
    """Gaps by dimension, or perceptions alone where no expectation is given (SERVPERF).

    Parameters: perceived and expected, respondents in rows, items in their published order in columns, None and NaN
    missing; points, how 100 points are shared among the dimensions: one share for all, or a row per respondent; scale,
    the ends; dimensions, other ones than the published five; reverse, numbers of items worded negatively, turned on
    both sides; weights, one per respondent, or None; missing_rule, a person's dimension from the items answered, or
    only from all of them; population, N or None; level, confidence.
    Returns: ServiceQuality. A person's dimension is the mean of P - E over its items; the figures are means of people.
    Raises: StatisticsRefused when points do not sum to 100, items do not fit the dimensions or an answer is off the
    scale.
    Formula: gap_d = mean over its items of P - E; overall = mean of the dimensions; weighted = sum points_d gap_d/100.
    Do not trust the gap alone: perception alone predicts better in many studies (SERVPERF).
    Source: Parasuraman, Zeithaml and Berry 1988, 1991; Cronin and Taylor 1992.

    >>> found = service_quality([[6, 5, 4]], [[7, 5, 6]], [60, 40], dimensions={"a": (1, 2), "b": (3,)})
    >>> [each.score.value for each in found.dimensions], found.overall.value, round(found.weighted.value, 2)
    ([-0.5, -2.0], -1.25, -1.1)
    """
    sides = _sides(perceived, expected, scale, reverse)
    _check_dimensions(dimensions, sides[0].shape[1])
    mass = as_weights(weights, len(sides[0]))
    share = None if points is None else _points(points, len(dimensions), len(sides[0]))
    return _of_people(
        sides,
        mass,
        share,
        dimensions=dimensions,
        missing_rule=missing_rule,
        scale=scale,
        population=population,
        level=level,
    )


def _of_people(
    sides: tuple[FloatArray, FloatArray | None],
    mass: FloatArray | None,
    share: FloatArray | None,
    *,
    dimensions: Mapping[str, Sequence[int]],
    missing_rule: MissingPairs,
    scale: tuple[float, float],
    population: int | None,
    level: float,
) -> ServiceQuality:
    """Each person's dimensions, and their means over people."""
    scores = sides[0] if sides[1] is None else sides[0] - sides[1]
    personal = [_personal(scores, numbers, missing_rule) for numbers in dimensions.values()]
    stacked = np.column_stack(personal)
    figures = [mean(each, population, level, mass) for each in (stacked.mean(axis=1), *personal)]
    weighted = None if share is None else mean((stacked * share).sum(axis=1) / 100, population, level, mass)
    form = "servperf" if sides[1] is None else "servqual"
    n = int((~np.isnan(scores).all(axis=1) & (True if mass is None else mass > 0)).sum())
    return ServiceQuality(
        dimensions=tuple(
            _dimension(name, numbers, figures[1 + at], (sides, scores, mass), None if share is None else share[:, at])
            for at, (name, numbers) in enumerate(dimensions.items())
        ),
        overall=figures[0],
        weighted=weighted,
        form=form,
        missing_rule=missing_rule,
        scale_min=scale[0],
        scale_max=scale[1],
        n=n,
        missing=len(scores) - n,
        base=Base.CASES_WITH_ANY_ITEM,
        method=f"{form}_{missing_rule.value}",
        source=_SOURCE[form],
        cautions=figures[0].cautions,
        reason=None if n else Reason.NO_ANSWERS,
    )


Sides = tuple[FloatArray, FloatArray | None]


def _sides(perceived: Matrix, expected: Matrix | None, scale: tuple[float, float], reverse: Sequence[int]) -> Sides:
    low, high = scale
    if not low < high:
        raise StatisticsRefused("scale_out_of_order", scale_min=low, scale_max=high)
    found = []
    for side in (perceived, expected):
        if side is None:
            continue
        table = as_matrix(side)
        if np.any((table < low) | (table > high)):
            raise StatisticsRefused("answer_off_scale", scale_min=low, scale_max=high)
        at = np.array(reverse, dtype=int) - 1
        if at.size and (at.min() < 0 or at.max() >= table.shape[1]):
            raise StatisticsRefused("unknown_item", item=int(at.max()) + 1, items=table.shape[1])
        turned = table.copy()
        turned[:, at] = low + high - turned[:, at]
        found.append(turned)
    if len(found) > 1 and found[0].shape != found[1].shape:
        raise StatisticsRefused("sides_differ_in_shape", perceived=found[0].shape[1], expected=found[1].shape[1])
    return found[0], found[1] if len(found) > 1 else None


def _check_dimensions(dimensions: Mapping[str, Sequence[int]], items: int) -> None:
    named = sorted(number for numbers in dimensions.values() for number in numbers)
    if named != list(range(1, items + 1)) or not all(dimensions.values()):
        raise StatisticsRefused("wrong_number_of_items", items=items, expected=len(named))


def _personal(scores: FloatArray, numbers: Sequence[int], rule: MissingPairs) -> FloatArray:
    part = scores[:, [number - 1 for number in numbers]]
    answered = (~np.isnan(part)).sum(axis=1)
    enough = answered == part.shape[1] if rule is MissingPairs.LISTWISE else answered > 0
    return np.where(enough, np.nansum(part, axis=1) / np.maximum(answered, 1), np.nan)


def _points(points: Sequence[float] | Matrix, dimensions: int, rows: int) -> FloatArray:
    share = np.asarray(points, dtype=np.float64)
    share = np.broadcast_to(share, (rows, dimensions)) if share.shape == (dimensions,) else share
    if share.shape != (rows, dimensions):
        raise StatisticsRefused("points_do_not_fit", items=dimensions, given=int(share.shape[-1]) if share.ndim else 1)
    known = share[~np.isnan(share).any(axis=1)]
    totals = known.sum(axis=1)
    wrong = totals[~(np.abs(totals - 100) < _ROUNDING)]
    if wrong.size or np.any(known < 0):
        raise StatisticsRefused("points_not_100", total=float(wrong[0]) if wrong.size else float(known.min()))
    return share


def _dimension(
    name: str,
    numbers: Sequence[int],
    score: Mean,
    answers: tuple[Sides, FloatArray, FloatArray | None],
    share: FloatArray | None,
) -> Dimension:
    points = None if share is None or np.isnan(share).all() else float(np.nanmean(share))
    items = tuple(_item(answers[0], answers[1], number, answers[2]) for number in numbers)
    return Dimension(name, score, *_side_means(answers[0], answers[1], numbers, answers[2]), points, items)


def _item(sides: Sides, scores: FloatArray, number: int, mass: FloatArray | None) -> ServiceItem:
    column = scores[:, number - 1]
    gone = np.isnan(column)
    first = mean(np.where(gone, np.nan, sides[0][:, number - 1]), weights=mass)
    second = None if sides[1] is None else mean(np.where(gone, np.nan, sides[1][:, number - 1]), weights=mass).value
    return ServiceItem(number, second, first.value, mean(column, weights=mass).value, first.n)


def _side_means(
    sides: Sides, scores: FloatArray, numbers: Sequence[int], mass: FloatArray | None
) -> tuple[float | None, float | None]:
    """Mean expectation and perception of a dimension, from the pairs that make its score."""
    found = []
    for side in (sides[1], sides[0]):
        part = None if side is None else np.where(np.isnan(scores), np.nan, side)
        personal = None if part is None else _personal(part, numbers, MissingPairs.AVAILABLE)
        found.append(None if personal is None else mean(personal, weights=mass).value)
    return found[0], found[1]
