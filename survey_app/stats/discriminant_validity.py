"""Whether the latent variables of a model are different things: HTMT; and how far items say the same: VIF."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from survey_app.stats.answers import FloatArray

__all__ = ["htmt", "variance_inflation"]

_SINGULAR = 1e-12


def htmt(correlations: FloatArray, blocks: FloatArray) -> FloatArray:
    """The heterotrait-monotrait ratio of every two latent variables, for each of m correlation matrices.

    Parameters: correlations, m x k x k of the items; blocks, k x L, 1 where the item belongs to the latent variable.
    Returns: m x pairs, in the order of `itertools.combinations`; NaN where the items of a block do not go together.
    Formula: mean of |r| between the items of two blocks / square root of (mean of |r| within the one x mean of |r|
    within the other); a block of one item has 1 within. With correlations that are all positive it is the published
    figure; the absolute values are those of HTMT+.
    Do not trust it for a block that its items make up instead of reflecting. Above .85 (or .90 for things that are near
    each other) the two are hardly different; an interval that holds 1 says so more surely.
    Source: Henseler, Ringle and Sarstedt 2015, Journal of the Academy of Marketing Science 43:115; Ringle, Sarstedt,
    Sinkovics and Sinkovics 2023, Data in Brief 48:109074 (absolute values).

    >>> matrix = np.array([[[1, 0.5, 0.2, 0.3], [0.5, 1, 0.3, 0.2], [0.2, 0.3, 1, 0.5], [0.3, 0.2, 0.5, 1]]])
    >>> htmt(matrix, np.array([[1, 0], [1, 0], [0, 1], [0, 1]])).round(6).tolist()
    [[0.5]]
    """
    size = np.abs(correlations)
    counts = blocks.sum(axis=0)
    sums = blocks.T @ size @ blocks
    within = np.ones((len(size), blocks.shape[1]))
    for place, count in enumerate(counts):
        if count > 1:
            within[:, place] = (sums[:, place, place] - count) / (count * (count - 1))
    within = np.where(within > 0, within, np.nan)
    pairs = list(combinations(range(blocks.shape[1]), 2))
    found = np.empty((len(size), len(pairs)))
    for at, (one, two) in enumerate(pairs):
        between = sums[:, one, two] / (counts[one] * counts[two])
        found[:, at] = between / np.sqrt(within[:, one] * within[:, two])
    return found


def variance_inflation(correlations: FloatArray) -> Sequence[float | None]:
    """The variance inflation factor of each of k items: how far the others of its block say it already.

    Parameters: correlations, k x k.
    Returns: a figure each, None for all where they depend on each other exactly.
    Formula: the diagonal of the inverse of the correlations, 1/(1 - R²) of an item on the others.
    Do not trust single weights of mode B where it is above 5: they share the same variance.
    Source: Diamantopoulos and Winklhofer 2001, Journal of Marketing Research 38:269; Hair et al. 2021, chapter 5.

    >>> [round(each, 4) for each in variance_inflation(np.array([[1, 0.6], [0.6, 1]]))]
    [1.5625, 1.5625]
    """
    k = len(correlations)
    if not np.isfinite(correlations).all() or np.linalg.eigvalsh(correlations)[0] < _SINGULAR * k:
        return [None] * k
    return [float(each) for each in np.diag(np.linalg.inv(correlations))]
