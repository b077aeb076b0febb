"""Means of many items at once, each from the people who answered it, in the sample and in its resamples."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from survey_app.stats.answer_table import AnswerTable, as_table
from survey_app.stats.answers import FloatArray, Matrix, Values, as_weights, kish
from survey_app.stats.results import StatisticsRefused

__all__ = ["ItemMeans", "Rated", "rated"]


@dataclass(frozen=True, slots=True)
class Rated:
    """A table of ratings with the weights of its people (1 each when unweighted)."""

    table: AnswerTable
    mass: FloatArray
    weighted: bool

    @property
    def counts(self) -> FloatArray:
        """People behind each item."""
        there = self.mass > 0
        found: FloatArray = np.array([int((~np.isnan(column) & there).sum()) for column in self._columns()])
        return found

    @property
    def effective(self) -> tuple[float, ...]:
        """Kish's effective base of each item, its people when unweighted."""
        return tuple(kish(np.where(np.isnan(column), 0.0, self.mass)) for column in self._columns())

    @property
    def n(self) -> int:
        """The people with a weight who answered at least one item."""
        return int((self.table.any_answer() & (self.mass > 0)).sum())

    def _columns(self) -> Iterator[FloatArray]:
        return (self.table.column(at) for at in range(self.table.width))


def rated(
    items: Matrix | AnswerTable, scale: tuple[float, float] | None, weights: Values | None, width: int | None = None
) -> Rated:
    """Check a table of ratings: its width, its scale and its weights."""
    table = as_table(items)
    if not table.width or (width is not None and table.width != width):
        raise StatisticsRefused("columns_differ_in_length", items=table.width, expected=width or 1)
    mass = as_weights(weights, len(table))
    found = Rated(table, np.ones(len(table)) if mass is None else mass, mass is not None)
    if scale is not None:
        low, high = scale
        if not low < high:
            raise StatisticsRefused("scale_out_of_order", scale_min=low, scale_max=high)
        if any(np.any((column < low) | (column > high)) for column in found._columns()):  # noqa: SLF001 - its own
            raise StatisticsRefused("answer_off_scale", scale_min=low, scale_max=high)
    return found


class ItemMeans:
    """Means of the k items under many rows of weights; what does not depend on the weights is worked out once."""

    def __init__(self, table: FloatArray) -> None:
        """Parameters: table, n x k, NaN missing.

        >>> ItemMeans(np.array([[1.0, 4.0], [3.0, np.nan]])).under(np.array([[1.0, 1.0], [0.0, 1.0]])).tolist()
        [[2.0, 4.0], [3.0, nan]]
        """
        there = ~np.isnan(table)
        self.filled = np.where(there, table, 0.0)
        self.there = None if there.all() else there.astype(np.float64)

    def under(self, mass: FloatArray) -> FloatArray:
        """The means under each of m rows of weights, m x k; NaN where the weights of an item are all 0."""
        counts = mass.sum(axis=1)[:, None] if self.there is None else mass @ self.there
        found: FloatArray = mass @ self.filled / np.where(counts > 0, counts, np.nan)
        return found
