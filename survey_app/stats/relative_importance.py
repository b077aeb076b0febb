"""How the R2 of a regression is shared out among correlated drivers: all orders (Shapley), or Johnson's weights.

Both start from correlations, a stack of matrices at a time, so that a thousand resamples cost one pass.
"""

from math import factorial

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.answers import FloatArray

__all__ = ["LARGEST_SHAPLEY", "explained", "johnson", "shapley", "standardised"]

LARGEST_SHAPLEY = 14
"""More drivers have more than 16,384 subsets: Johnson's weights stand in."""
_NOTHING = 1e-10
_CELLS = 4_000_000


def shapley(between: FloatArray, outcome: FloatArray) -> FloatArray:
    """Share of R2 of each driver, averaged over all orders in which the drivers can enter (LMG, Shapley).

    Parameters: between, a stack of m correlation matrices of the p drivers, m x p x p; outcome, their correlations with
    the outcome, m x p.
    Returns: m x p shares that sum to R2.
    Formula: sum over the subsets S without j of |S|! (p - |S| - 1)! / p! (R2(S + j) - R2(S)).
    Do not trust a small difference of shares without its interval.
    Source: Lindeman, Merenda and Gold 1980; Shapley 1953.

    >>> shapley(np.array([[[1.0, 0.0], [0.0, 1.0]]]), np.array([[0.6, 0.5]])).round(4).tolist()
    [[0.36, 0.25]]
    """
    p = outcome.shape[1]
    weights = _subset_weights(p)
    size = max(1, _CELLS // (2**p * (p + 1)))
    parts = [_all_r2(between[list(some)], outcome[list(some)]) @ weights for some in _chunks(len(outcome), size)]
    return np.concatenate(parts) if parts else np.empty((0, p))


def _chunks(n: int, size: int) -> list[tuple[int, ...]]:
    return [tuple(range(start, min(n, start + size))) for start in range(0, n, size)]


def _all_r2(between: FloatArray, outcome: FloatArray) -> FloatArray:
    """R2 of every subset of the drivers, m x 2^p; bit j of the subset's number says whether driver j is in it.

    One driver after the other is either left out or swept into every subset so far; what remains of the later drivers
    and of the outcome is kept, nothing else. A driver that adds nothing new (collinear) leaves R2 as it is.
    """
    m, p = outcome.shape
    whole = np.empty((m, 1, p + 1, p + 1))
    whole[:, 0, :p, :p], whole[:, 0, p, :p], whole[:, 0, :p, p], whole[:, 0, p, p] = between, outcome, outcome, 1
    for _ in range(p):
        pivot = whole[..., 0, 0]
        usable = pivot > _NOTHING
        row = whole[..., 0, 1:]
        share = np.where(usable, 1 / np.where(usable, pivot, 1), 0.0)
        rest = whole[..., 1:, 1:]
        swept = rest - row[..., :, None] * row[..., None, :] * share[..., None, None]
        whole = np.concatenate([rest, swept], axis=1)
    r2: FloatArray = 1 - whole[..., 0, 0]
    return r2


def _subset_weights(p: int) -> FloatArray:
    """2^p x p: how much R2 of a subset counts for each driver, positive with the driver, negative without it."""
    numbers = np.arange(2**p)
    inside: NDArray[np.bool_] = (numbers[:, None] >> np.arange(p)) & 1 == 1
    sizes = inside.sum(axis=1)
    weight = np.array([factorial(s) * factorial(p - s - 1) / factorial(p) for s in range(p)])
    joined = weight[np.maximum(sizes - 1, 0)]
    apart = weight[np.minimum(sizes, p - 1)]
    found: FloatArray = np.where(inside, joined[:, None], -apart[:, None])
    return found


def johnson(between: FloatArray, outcome: FloatArray) -> FloatArray:
    """Share of R2 of each driver by Johnson's relative weights.

    Parameters: as `shapley`.
    Returns: m x p shares that sum to R2.
    Formula: R = V D V', L = V sqrt(D) V', b = L^-1 r, share_j = sum over k of L_jk^2 b_k^2.
    Do not trust it for drivers that are all but the same: merge them.
    Source: Johnson 2000, Multivariate Behavioral Research 35:1; the same figures as Genizi 1993.

    >>> johnson(np.array([[[1.0, 0.0], [0.0, 1.0]]]), np.array([[0.6, 0.5]])).round(4).tolist()
    [[0.36, 0.25]]
    """
    values, vectors = np.linalg.eigh(between)
    root = np.sqrt(np.maximum(values, 0))
    usable = root > _NOTHING**0.5
    back = np.where(usable, 1 / np.where(usable, root, 1), 0.0)
    loads = (vectors * root[:, None, :]) @ np.swapaxes(vectors, 1, 2)
    b = ((vectors * back[:, None, :]) @ np.swapaxes(vectors, 1, 2) @ outcome[..., None])[..., 0]
    shares: FloatArray = (loads**2 @ (b**2)[..., None])[..., 0]
    return shares


def standardised(between: FloatArray, outcome: FloatArray) -> FloatArray:
    """Standardised regression weights of the drivers, m x p.

    >>> standardised(np.array([[[1.0, 0.5], [0.5, 1.0]]]), np.array([[0.6, 0.3]])).round(4).tolist()
    [[0.6, 0.0]]
    """
    solved: FloatArray = (np.linalg.pinv(between, hermitian=True) @ outcome[..., None])[..., 0]
    return solved


def explained(between: FloatArray, outcome: FloatArray) -> FloatArray:
    """R2 of the regression on all drivers, one for each of m matrices.

    >>> explained(np.array([[[1.0, 0.0], [0.0, 1.0]]]), np.array([[0.6, 0.5]])).round(4).tolist()
    [0.61]
    """
    found: FloatArray = (standardised(between, outcome) * outcome).sum(axis=1)
    return found
