"""Weights that an expert panel gives to the parts of an index: importance ratings become points of 100."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from survey_app.stats.answers import Matrix, as_matrix, base_cautions
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = ["PanelPoints", "PanelWeight", "PointsFrom", "panel_points"]


class PointsFrom(StrEnum):
    """Which figure of the panel's ratings the points are proportional to."""

    MEAN = "mean"
    MEDIAN = "median"


@dataclass(frozen=True, slots=True)
class PanelWeight:
    """One part: the panel's figure, its points of 100, and how many panellists rated it."""

    name: str
    rating: float | None
    points: float | None
    n: int


@dataclass(frozen=True, kw_only=True)
class PanelPoints(Result):
    """The parts in the order given; their points sum to 100, or there are none and the reason says why."""

    parts: tuple[PanelWeight, ...]
    points_from: PointsFrom
    zero: float

    @property
    def points(self) -> tuple[float, ...] | None:
        """The points alone, as `index` takes them."""
        found = tuple(part.points for part in self.parts if part.points is not None)
        return found if len(found) == len(self.parts) else None


def panel_points(
    ratings: Matrix, names: Sequence[str], points_from: PointsFrom = PointsFrom.MEAN, zero: float = 0
) -> PanelPoints:
    """Turn a panel's ratings of importance into points that sum to 100.

    Parameters: ratings, panellists in rows and the parts in columns, None and NaN missing; names, a word a part;
    points_from, the mean or the median of the ratings; zero, the rating that means no importance at all (0, or 1 on a
    scale from 1).
    Returns: PanelPoints. A part that nobody rated, or nothing above zero: no points.
    Raises: StatisticsRefused when names do not fit or a rating lies below zero.
    Formula: points_j = 100 (figure_j - zero) / sum (figure - zero).
    Do not trust small differences of points: ratings of importance lie close together.
    Source: proportional weighting of ratings; Edwards and Barron 1994, Organizational Behavior and Human Decision
    Processes 60:306, for its place among direct weights.

    >>> panel_points([[9, 3], [7, 5]], ["a", "b"]).points
    (66.66666666666667, 33.333333333333336)
    """
    table = as_matrix(ratings)
    if len(names) != table.shape[1] or not names:
        raise StatisticsRefused("names_do_not_fit", names=len(names), items=table.shape[1])
    if np.any(table < zero):
        raise StatisticsRefused("rating_below_zero", zero=zero)
    counts = (~np.isnan(table)).sum(axis=0)
    work = np.median if points_from is PointsFrom.MEDIAN else np.mean
    figures = [
        float(work(column[~np.isnan(column)])) if count else None for column, count in zip(table.T, counts, strict=True)
    ]
    total = sum(each - zero for each in figures if each is not None)
    usable = total > 0 and None not in figures
    n = int((~np.isnan(table)).any(axis=1).sum())
    return PanelPoints(
        parts=tuple(
            PanelWeight(name, each, 100 * (each - zero) / total if usable and each is not None else None, int(count))
            for name, each, count in zip(names, figures, counts, strict=True)
        ),
        points_from=points_from,
        zero=zero,
        n=n,
        missing=len(table) - n,
        base=Base.CASES_WITH_ANY_ITEM,
        method=f"proportional_to_{points_from.value}",
        source="Edwards and Barron 1994, Organizational Behavior and Human Decision Processes 60:306",
        cautions=base_cautions(n),
        reason=None if usable else Reason.NO_ANSWERS if None in figures else Reason.ZERO_WEIGHTS,
    )
