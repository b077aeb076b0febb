"""Drawing very many people anew: not one by one, but in random groups whose sums are worked out once.

A figure that follows from sums over people (means, shares, correlations) follows from the sums of groups of them. Where
each group is a random part of the people, drawing the groups anew spreads the figure as drawing the people does.
"""

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.answer_table import AnswerTable
from survey_app.stats.answers import FloatArray
from survey_app.stats.drawing_order import drawing_order
from survey_app.stats.item_means import ItemMeans
from survey_app.stats.moments import Correlations, correlated

__all__ = [
    "AT_ONCE",
    "GROUPS",
    "MOST_SINGLY",
    "SOURCE",
    "DrawnMeans",
    "DrawnMoments",
    "drawn_means",
    "drawn_moments",
    "groups_of",
    "random_groups",
    "sourced",
]

MOST_SINGLY = 20_000
"""Up to so many people each is drawn by himself."""
GROUPS = 1000
AT_ONCE = 50
"""Resamples that are looked at together: their matrices of correlations are in memory at the same time."""
SOURCE = "random groups: Wolter 2007, Introduction to Variance Estimation, 2nd ed., ch. 2"


def sourced(source: str, groups: int) -> str:
    """The source of a figure, with that of its drawing where groups were drawn.

    >>> sourced("Efron 1979", 0)
    'Efron 1979'
    """
    return f"{source}; {SOURCE}" if groups else source


def groups_of(n: int) -> int:
    """How many random groups n people are drawn in; 0 where each is drawn by himself.

    >>> groups_of(20_000), groups_of(20_001)
    (0, 1000)
    """
    return 0 if n <= MOST_SINGLY else GROUPS


def random_groups(n: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """The places of n people, dealt at random into 1,000 groups of the same size (or one more).

    Parameters: n, people, more than 1,000; seed, of the generator that deals them.
    Returns: the places of each group, in rising order.
    Meaning: a resample draws 1,000 groups with replacement. Over all ways of dealing, the variance of a sum drawn so is
    that of the sum over people drawn with replacement, times 1 - 1/1,000; for one way of dealing its error is known to
    within about 2 % (1/sqrt(2 (G - 1))), as that of a thousand resamples of people is. The order of the rows must not
    matter: rows that stand together may be alike, so blocks of neighbours would not do.
    Do not trust it for figures that are no smooth function of sums, such as a median or the largest answer.
    Source: Wolter 2007, Introduction to Variance Estimation, 2nd ed., chapter 2 (random groups); Efron 1979. Another
    way for streams is the Poisson bootstrap (Chamandy, Muralidharan, Najmi and Naidu 2012, Estimating Uncertainty for
    Massive Data Streams), which costs each resample a pass over all people; the tests hold both side by side.

    >>> found = list(random_groups(2_500, 1))
    >>> len(found), {len(each) for each in found}, int(sum(each.sum() for each in found)) == 2_500 * 2_499 // 2
    (1000, {2, 3}, True)
    """
    order = np.random.default_rng([seed, 1]).permutation(n)
    for part in np.array_split(order, GROUPS):
        yield np.sort(part)


class DrawnMeans(Protocol):
    """Means of items under how often each unit (a person, or a random group) is drawn."""

    units: int

    def means(self, counts: FloatArray) -> FloatArray:
        """The means of k items, m x k, under m rows of counts; NaN where nobody is left."""


class DrawnMoments(DrawnMeans, Protocol):
    """The same with correlations."""

    def correlations(self, counts: FloatArray) -> FloatArray:
        """Correlations of k columns, m x k x k, under m rows of counts; NaN where nothing varies."""

    def among(self, kept: list[int]) -> "DrawnMoments":
        """The same of some of the columns."""


def drawn_means(table: AnswerTable, mass: FloatArray, seed: int, order: NDArray[np.int64] | None = None) -> DrawnMeans:
    """Means of the items of a table, each from those who answered it; `mass`, the weight of each person.

    `order` is that in which people are drawn: of several tables of the same people it has to be one.
    """
    order = drawing_order(table, mass) if order is None else order
    table, mass = table.at(order), mass[order]
    return _GroupMeans(table, mass, seed) if groups_of(len(table)) else _SingleMeans(table, mass)


def drawn_moments(table: AnswerTable, mass: FloatArray | None, seed: int) -> DrawnMoments:
    """Means and correlations of a table without gaps; `mass`, the weight of each person, or None."""
    order = drawing_order(table, mass)
    table, mass = table.at(order), None if mass is None else mass[order]
    return _GroupMoments.of(table, mass, seed) if groups_of(len(table)) else _SingleMoments(table.whole(), mass)


class _SingleMeans:
    def __init__(self, table: AnswerTable, mass: FloatArray) -> None:
        self.units, self._mass, self._means = len(table), mass, ItemMeans(table.whole())

    def means(self, counts: FloatArray) -> FloatArray:
        return self._means.under(counts * self._mass)


class _SingleMoments:
    def __init__(self, table: FloatArray, mass: FloatArray | None) -> None:
        self.units, self._table, self._mass = len(table), table, mass
        self._spread = Correlations(table) if len(table) > 1 else None
        self._means = ItemMeans(table)

    def means(self, counts: FloatArray) -> FloatArray:
        return self._means.under(self._heavy(counts))

    def correlations(self, counts: FloatArray) -> FloatArray:
        width = self._table.shape[1]
        return (
            np.full((len(counts), width, width), np.nan)
            if self._spread is None
            else self._spread.under(self._heavy(counts))
        )

    def among(self, kept: list[int]) -> "_SingleMoments":
        return _SingleMoments(self._table[:, kept], self._mass)

    def _heavy(self, counts: FloatArray) -> FloatArray:
        return counts if self._mass is None else counts * self._mass


class _GroupMeans:
    def __init__(self, table: AnswerTable, mass: FloatArray, seed: int) -> None:
        self.units = GROUPS
        self._sums, self._there = np.empty((GROUPS, table.width)), np.empty((GROUPS, table.width))
        for unit, places in enumerate(random_groups(len(table), seed)):
            rows, heavy = table.rows(places), mass[places]
            there = ~np.isnan(rows)
            self._sums[unit], self._there[unit] = heavy @ np.where(there, rows, 0.0), heavy @ there

    def means(self, counts: FloatArray) -> FloatArray:
        there = counts @ self._there
        found: FloatArray = counts @ self._sums / np.where(there > 0, there, np.nan)
        return found


class _GroupMoments:
    """Of each group the weights and the weighted sums of values and of products, around the means of all."""

    def __init__(self, centre: FloatArray, size: FloatArray, sums: FloatArray) -> None:
        """Parameters: centre and size, mean and mean square of each of k columns; sums, groups x (k + 1) x (k + 1)."""
        self.units = GROUPS
        self._centre, self._size, self._sums = centre, size, sums

    @classmethod
    def of(cls, table: AnswerTable, mass: FloatArray | None, seed: int) -> "_GroupMoments":
        width = table.width
        centre, size = np.empty(width), np.empty(width)
        for at in range(width):
            column = table.column(at)
            centre[at], size[at] = column.mean(), column.var()
        sums = np.empty((GROUPS, width + 1, width + 1))
        for unit, places in enumerate(random_groups(len(table), seed)):
            rows = np.column_stack([np.ones(len(places)), table.rows(places) - centre])
            heavy = rows if mass is None else rows * mass[places, None]
            sums[unit] = heavy.T @ rows
        return cls(centre, size, sums)

    def means(self, counts: FloatArray) -> FloatArray:
        total = counts @ self._sums[:, 0, 0]
        found: FloatArray = self._centre + counts @ self._sums[:, 0, 1:] / np.where(total > 0, total, np.nan)[:, None]
        return found

    def correlations(self, counts: FloatArray) -> FloatArray:
        whole = (counts @ self._sums.reshape(self.units, -1)).reshape(len(counts), *self._sums.shape[1:])
        return correlated(whole[:, 0, 0], whole[:, 0, 1:], whole[:, 1:, 1:], self._size)

    def among(self, kept: list[int]) -> "_GroupMoments":
        places = [0, *(each + 1 for each in kept)]
        return _GroupMoments(self._centre[kept], self._size[kept], self._sums[:, places][:, :, places])
