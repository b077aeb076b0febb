"""Columns of answers as they are stored, made into numbers some rows or one column at a time: many people fit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.answers import FloatArray, Matrix, as_matrix
from survey_app.stats.results import StatisticsRefused

__all__ = ["AnswerTable", "Rows", "as_table"]

Rows = NDArray[np.int64] | slice
"""Places of some people among those of a table."""
_CODES = 1 << 16
_ANY = tuple(range(_CODES // 2))
"""Every code that is not negative."""


@dataclass(frozen=True, slots=True)
class _Column:
    """One column as it is stored.

    `points` are the codes that are answers (all others are missing), None in a column of numbers; `people` the rows
    that belong to it, None for all.
    """

    stored: NDArray[Any]
    points: tuple[int, ...] | None = None
    people: NDArray[np.int64] | None = None

    def numbers(self, some: Rows) -> FloatArray:
        part = self.stored[some] if self.people is None else self.stored[self.people[some]]
        if self.points is None:
            return np.asarray(part, np.float64)
        if part.dtype != np.int16:
            floats = np.array(part, np.float64)
            floats[~np.isin(floats, self.points)] = np.nan
            return floats
        found: FloatArray = _known(self.points)[part.view(np.uint16)]
        return found


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """A table of answers, respondents in rows and items in columns, none of it copied until it is looked at."""

    size: int
    columns: tuple[_Column, ...]

    @classmethod
    def coded(cls, columns: Sequence[NDArray[Any]], points: Sequence[int]) -> "AnswerTable":
        """Columns on one scale, as they are stored: 16-bit codes of which only the points of the scale are answers.

        >>> AnswerTable.coded([np.array([1, -9, 7], np.int16)], (1, 2)).whole().tolist()
        [[1.0], [nan], [nan]]
        """
        stored = tuple(np.ascontiguousarray(column) for column in columns)
        return cls(len(stored[0]) if stored else 0, tuple(_Column(each, tuple(points)) for each in stored))

    @classmethod
    def closed(cls, columns: Sequence[NDArray[Any]]) -> "AnswerTable":
        """Columns of 16-bit codes of which all that are not negative are answers.

        >>> AnswerTable.closed([np.array([7, -9], np.int16)]).column(0).tolist()
        [7.0, nan]
        """
        return cls.coded(columns, _ANY)

    def __len__(self) -> int:
        return self.size

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.columns)

    def column(self, at: int) -> FloatArray:
        """One column as numbers, NaN where missing."""
        return self.columns[at].numbers(slice(None))

    def rows(self, some: Rows) -> FloatArray:
        """Some rows as numbers, NaN where missing."""
        return np.column_stack([each.numbers(some) for each in self.columns])

    def whole(self) -> FloatArray:
        """Everything as numbers: only for few people."""
        return self.rows(slice(None))

    def beside(self, other: "AnswerTable") -> "AnswerTable":
        """The table with the columns of another one of the same people to its right."""
        if len(self) != len(other):
            raise StatisticsRefused("columns_differ_in_length", answers=len(self), beside=len(other))
        return AnswerTable(self.size, (*self.columns, *other.columns))

    def only(self, kept: Sequence[int]) -> "AnswerTable":
        """Some of the columns."""
        return AnswerTable(self.size, tuple(self.columns[at] for at in kept))

    def among(self, kept: NDArray[np.bool_]) -> "AnswerTable":
        """Some of the people."""
        if kept.all():
            return self
        return self.at(np.flatnonzero(kept))

    def at(self, places: NDArray[np.int64]) -> "AnswerTable":
        """The people at some places, in that order.

        >>> AnswerTable.closed([np.array([7, 8], np.int16)]).at(np.array([1, 0])).column(0).tolist()
        [8.0, 7.0]
        """
        known: dict[int, NDArray[np.int64]] = {}
        for each in self.columns:
            if id(each.people) not in known:
                known[id(each.people)] = places if each.people is None else each.people[places]
        return AnswerTable(len(places), tuple(replace(each, people=known[id(each.people)]) for each in self.columns))

    def complete(self) -> NDArray[np.bool_]:
        """Who answered every item.

        >>> AnswerTable.coded([np.array([1, 2], np.int16), np.array([1, -9], np.int16)], (1, 2)).complete().tolist()
        [True, False]
        """
        found = np.ones(len(self), np.bool_)
        for at in range(self.width):
            found &= ~np.isnan(self.column(at))
        return found

    def any_answer(self) -> NDArray[np.bool_]:
        """Who answered at least one item."""
        found = np.zeros(len(self), np.bool_)
        for at in range(self.width):
            found |= ~np.isnan(self.column(at))
        return found


@cache
def _known(points: tuple[int, ...]) -> FloatArray:
    """The number that each 16-bit code stands for; NaN for those that are no answers."""
    found = np.full(_CODES, np.nan)
    for point in points:
        found[point % _CODES] = point
    found.flags.writeable = False
    return found


def as_table(items: Matrix | AnswerTable) -> AnswerTable:
    """Return a table of answers: itself, or rows of numbers with None and NaN missing.

    Raises: StatisticsRefused for text, infinities, rows of differing length or a wrong shape.

    >>> as_table([[1, None], [2, 3]]).column(1).tolist()
    [nan, 3.0]
    """
    if isinstance(items, AnswerTable):
        return items
    array = as_matrix(items)
    return AnswerTable(len(array), tuple(map(_Column, array.T)))
