"""Means of many items at once, each from the people who answered it, in the sample and in its resamples."""

from dataclasses import dataclass

import numpy as np

from survey_app.stats.answers import FloatArray, Matrix, Values, as_matrix, as_weights, kish
from survey_app.stats.results import StatisticsRefused

__all__ = ["ItemMeans", "Rated", "rated", "resampled_means"]


@dataclass(frozen=True, slots=True)
class Rated:
    """A table of ratings with the weights of its people (1 each when unweighted)."""

    table: FloatArray
    mass: FloatArray
    weighted: bool

    @property
    def counts(self) -> FloatArray:
        """People behind each item."""
        there: FloatArray = (~np.isnan(self.table) & (self.mass > 0)[:, None]).sum(axis=0)
        return there

    @property
    def effective(self) -> tuple[float, ...]:
        """Kish's effective base of each item, its people when unweighted."""
        there = ~np.isnan(self.table)
        return tuple(kish(np.where(column, self.mass, 0.0)) for column in there.T)

    @property
    def means(self) -> FloatArray:
        """The mean of each item, NaN where nobody answered."""
        found: FloatArray = resampled_means(self.table, self.mass[None, :])[0]
        return found


def rated(table: Matrix, scale: tuple[float, float] | None, weights: Values | None, items: int | None = None) -> Rated:
    """Check a table of ratings: its width, its scale and its weights."""
    array = as_matrix(table)
    if not array.shape[1] or (items is not None and array.shape[1] != items):
        raise StatisticsRefused("columns_differ_in_length", items=array.shape[1], expected=items or 1)
    if scale is not None:
        low, high = scale
        if not low < high:
            raise StatisticsRefused("scale_out_of_order", scale_min=low, scale_max=high)
        if np.any((array < low) | (array > high)):
            raise StatisticsRefused("answer_off_scale", scale_min=low, scale_max=high)
    mass = as_weights(weights, len(array))
    return Rated(array, np.ones(len(array)) if mass is None else mass, mass is not None)


class ItemMeans:
    """Means of the k items under many rows of weights; what does not depend on the weights is worked out once."""

    def __init__(self, table: FloatArray) -> None:
        """Parameters: table, n x k, NaN missing."""
        there = ~np.isnan(table)
        self.filled = np.where(there, table, 0.0)
        self.there = None if there.all() else there.astype(np.float64)

    def under(self, mass: FloatArray) -> FloatArray:
        """The means under each of m rows of weights, m x k; NaN where the weights of an item are all 0."""
        counts = mass.sum(axis=1)[:, None] if self.there is None else mass @ self.there
        found: FloatArray = mass @ self.filled / np.where(counts > 0, counts, np.nan)
        return found


def resampled_means(table: FloatArray, mass: FloatArray) -> FloatArray:
    """Means of the k items under each of m rows of weights, m x k; NaN where the weights of an item are all 0.

    >>> resampled_means(np.array([[1.0, 4.0], [3.0, np.nan]]), np.array([[1.0, 1.0], [0.0, 1.0]])).tolist()
    [[2.0, 4.0], [3.0, nan]]
    """
    return ItemMeans(table).under(mass)
