"""The cycle of raking itself: from margin to margin, trimming in between when a weight may not grow too large."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.answers import FloatArray
from survey_app.stats.results import StatisticsRefused

__all__ = ["Cells", "MarginTargets", "Raked", "raked"]

Places = NDArray[np.int64]
_MORE_WITH_CAP = 20
_A_WHILE, _NO_BETTER = 250, 0.999
"""Cycles after which something must have come of it, and what counts as nothing."""
_HELD = 1 + 1e-9


@dataclass(frozen=True, slots=True)
class MarginTargets:
    """What every category of a margin should weigh; the last category is "not known" (None)."""

    name: str
    codes: tuple[Hashable, ...]
    targets: FloatArray


@dataclass(frozen=True, slots=True)
class Cells:
    """People who stand in the same categories everywhere are raked as one; `mine` is each person's cell.

    Where weights are limited and began differently, everybody is a cell: they are trimmed differently.
    """

    start: FloatArray
    mass: FloatArray
    places: tuple[Places, ...]
    mine: Places

    @classmethod
    def of(cls, start: FloatArray, places: Sequence[Places], *, merge: bool) -> "Cells":
        """Put people of the same categories together."""
        if not merge:
            return cls(start, start, tuple(places), np.arange(start.size))
        key = np.zeros(start.size, dtype=np.int64)
        for each in places:
            key = np.unique(key * (int(each.max()) + 1) + each, return_inverse=True)[1].reshape(-1)
        _, first, mine = np.unique(key, return_index=True, return_inverse=True)
        mine = mine.reshape(-1)
        mass = np.bincount(mine, start)
        return cls(start, np.asarray(mass, dtype=np.float64), tuple(each[first] for each in places), mine)


@dataclass(frozen=True, slots=True)
class Raked:
    """Weights per person, the cycles it took, and the largest deviation left as a share of the total."""

    weights: FloatArray
    cycles: int
    worst: float


def raked(
    cells: Cells,
    margins: Sequence[MarginTargets],
    *,
    limits: tuple[float | None, float | None],
    tolerance: float,
    cycles: int,
) -> Raked:
    """Cycle over the margins until all of them, and the smallest and largest weight (of the mean 1), hold.

    Raises: StatisticsRefused naming the worst category when they do not within the cycles.
    """
    total = float(margins[0].targets.sum())
    weights = cells.mass * (total / cells.mass.sum())
    free = limits == (None, None)
    most = cycles if free else cycles * _MORE_WITH_CAP
    people = np.bincount(cells.mine).astype(np.float64)
    earlier = float("inf")
    for cycle in range(1, most + 1):
        for places, margin in zip(cells.places, margins, strict=True):
            weights = weights * _factors(places, weights, margin.targets)[places]
        held = True
        if not free:
            held, weights = _trimmed(weights, people, limits, total)
        worst, where = _worst(cells, weights, margins, total)
        if held and worst <= tolerance:
            return Raked(_per_person(cells, weights), cycle, worst)
        if cycle % _A_WHILE == 0:
            if worst > earlier * _NO_BETTER:
                break
            earlier = worst
    name, category, off = where
    code = "margins_not_reached" if free else "cap_not_held"
    raise StatisticsRefused(code, margin=name, category=category, off_by=off, share=worst, cycles=cycle)


def _trimmed(
    weights: FloatArray, people: FloatArray, limits: tuple[float | None, float | None], total: float
) -> tuple[bool, FloatArray]:
    """Whether the limits hold already, and the weights brought within them; a weight of 0 stays 0."""
    there = weights > 0
    mean = total / float(people[there].sum())
    least, most = limits
    held = True
    if most is not None:
        limit = most * mean * people
        held = bool((weights <= limit * _HELD).all())
        weights = np.minimum(weights, limit)
    if least is not None:
        limit = np.where(there, least * mean * people, 0.0)
        held = held and bool((weights * _HELD >= limit).all())
        weights = np.maximum(weights, limit)
    return held, weights


def _factors(places: Places, weights: FloatArray, targets: FloatArray) -> FloatArray:
    sums = np.bincount(places, weights, targets.size)
    return np.divide(targets, sums, out=np.zeros_like(targets), where=sums > 0)


def _worst(
    cells: Cells, weights: FloatArray, margins: Sequence[MarginTargets], total: float
) -> tuple[float, tuple[str, str, float]]:
    """The largest deviation over all categories, and which one it is."""
    worst, where = -1.0, ("", "", 0.0)
    for places, margin in zip(cells.places, margins, strict=True):
        off = np.bincount(places, weights, margin.targets.size) - margin.targets
        place = int(np.abs(off).argmax())
        if abs(float(off[place])) / total > worst:
            worst = abs(float(off[place])) / total
            where = margin.name, str(margin.codes[place]), float(off[place])
    return worst, where


def _per_person(cells: Cells, weights: FloatArray) -> FloatArray:
    return np.asarray(cells.start * (weights / cells.mass)[cells.mine], dtype=np.float64)
