"""Correlations of many resamples at once, weighted or not."""

import numpy as np

from survey_app.stats.answers import FloatArray

__all__ = ["Correlations", "correlated", "correlation_stack", "mid_ranks"]

_NOTHING = 1e-12
_CELLS = 4_000_000


class Correlations:
    """Correlations of k columns under many rows of weights; what does not depend on the weights is worked out once."""

    def __init__(self, table: FloatArray) -> None:
        """Parameters: table, n x k, complete."""
        self.centred = table - table.mean(axis=0)
        n, k = self.centred.shape
        self.products = self._products() if n * k * (k + 1) // 2 <= _CELLS else None
        self.size = (self.centred**2).mean(axis=0)

    def _products(self) -> FloatArray:
        k = self.centred.shape[1]
        parts = [self.centred[:, place : place + 1] * self.centred[:, place:] for place in range(k)]
        return np.hstack(parts)

    def under(self, mass: FloatArray) -> FloatArray:
        """Correlation matrices under each of m rows of weights, none below 0, m x k x k; NaN where nothing varies.

        Formula: sum w (x - mx)(y - my) / sqrt(sum w (x - mx)² sum w (y - my)²).
        """
        return correlated(mass.sum(axis=1), mass @ self.centred, self._sums(mass), self.size)

    def _sums(self, mass: FloatArray) -> FloatArray:
        """Weighted sums of products: in one go where all products fit in memory, else one row of weights at a time."""
        k = self.centred.shape[1]
        if self.products is None:
            return np.stack([(self.centred * row[:, None]).T @ self.centred for row in mass])
        rows, columns = np.triu_indices(k)
        sums = mass @ self.products
        found = np.empty((len(mass), k, k))
        found[:, rows, columns], found[:, columns, rows] = sums, sums
        return found


def correlated(total: FloatArray, sums: FloatArray, products: FloatArray, size: FloatArray) -> FloatArray:
    """Correlations from sums: of m rows of weights, the weights, the weighted values and the weighted products.

    Parameters: total, m; sums, m x k, and products, m x k x k, of values around some centre; size, k, the mean squares
    around it, beside which a variance may be nothing but rounding.
    Returns: m x k x k, NaN where nothing varies.

    >>> total, sums, products = np.array([3.0]), np.array([[0.0, 0.0]]), np.array([[[2.0, 1.0], [1.0, 2.0]]])
    >>> correlated(total, sums, products, np.array([1.0, 1.0])).tolist()
    [[[1.0, 0.5], [0.5, 1.0]]]
    """
    total = np.where(total > 0, total, np.nan)
    means = sums / total[:, None]
    spread = products / total[:, None, None] - means[:, :, None] * means[:, None, :]
    variance = np.diagonal(spread, axis1=1, axis2=2)
    least = _NOTHING * np.maximum(size, np.finfo(float).tiny)
    deviation = np.sqrt(np.where(variance > least, variance, np.nan))
    found: FloatArray = np.clip(spread / deviation[:, :, None] / deviation[:, None, :], -1, 1)
    return found


def correlation_stack(table: FloatArray, mass: FloatArray) -> FloatArray:
    """Correlation matrices of k columns under each row of weights, m x k x k; a column without spread gives NaN.

    >>> correlation_stack(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 5.0]]), np.ones((1, 3))).round(4).tolist()
    [[[1.0, 0.982], [0.982, 1.0]]]
    """
    return Correlations(table).under(mass)


def mid_ranks(column: FloatArray, weights: FloatArray | None = None) -> FloatArray:
    """Ranks, of equals the middle one; weighted: the weight below plus half the weight of the equals.

    >>> mid_ranks(np.array([3.0, 1.0, 3.0])).tolist()
    [2.0, 0.5, 2.0]
    """
    mass = np.ones(column.size) if weights is None else weights
    _, places = np.unique(column, return_inverse=True)
    sums = np.bincount(places, weights=mass)
    found: FloatArray = (np.cumsum(sums) - sums / 2)[places]
    return found
