"""Correlations of many resamples at once, weighted or not."""

import numpy as np

from survey_app.stats.answers import FloatArray

__all__ = ["correlation_stack", "mid_ranks"]

_NOTHING = 1e-12
_CELLS = 4_000_000


def correlation_stack(table: FloatArray, mass: FloatArray) -> FloatArray:
    """Correlation matrices of k columns under each row of weights, m x k x k; a column without spread gives NaN.

    Parameters: table, n x k, complete; mass, m x n, none below 0.
    Formula: sum w (x - mx)(y - my) / sqrt(sum w (x - mx)2 sum w (y - my)2).

    >>> correlation_stack(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 5.0]]), np.ones((1, 3))).round(4).tolist()
    [[[1.0, 0.982], [0.982, 1.0]]]
    """
    centred = table - table.mean(axis=0)
    total = mass.sum(axis=1)
    total = np.where(total > 0, total, np.nan)
    means = mass @ centred / total[:, None]
    spread = _products(centred, mass) / total[:, None, None] - means[:, :, None] * means[:, None, :]
    variance = np.diagonal(spread, axis1=1, axis2=2)
    size = np.maximum((centred**2).mean(axis=0), np.finfo(float).tiny)
    deviation = np.sqrt(np.where(variance > _NOTHING * size, variance, np.nan))
    found: FloatArray = np.clip(spread / deviation[:, :, None] / deviation[:, None, :], -1, 1)
    return found


def _products(centred: FloatArray, mass: FloatArray) -> FloatArray:
    """Weighted sums of products: in one go where all products fit in memory, else one row of weights at a time."""
    n, k = centred.shape
    if n * k * k <= _CELLS:
        products = (centred[:, :, None] * centred[:, None, :]).reshape(n, k * k)
        return np.asarray((mass @ products).reshape(-1, k, k), dtype=np.float64)
    return np.stack([(centred * row[:, None]).T @ centred for row in mass])


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
