"""How well the items of a block measure the latent variable that stands for them."""

from dataclasses import dataclass

import numpy as np

from survey_app.stats.answers import FloatArray

__all__ = ["BlockReliability", "block_reliability"]

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class BlockReliability:
    """Standardised alpha, Dijkstra and Henseler's rho A, composite reliability; None where there is none."""

    alpha: float | None = None
    rho_a: float | None = None
    composite_reliability: float | None = None


def block_reliability(correlations: FloatArray, weights: FloatArray, loadings: FloatArray) -> BlockReliability:
    """Three measures of reliability of a block of items.

    Parameters: correlations, of the k items with each other (k x k); weights, outer weights of the items, for which the
    variable has variance 1; loadings, correlations of the items with the variable.
    Returns: BlockReliability. A block of one item has none of them; rho A also not where no two items go together.
    Formula: alpha = k/(k - 1) (1 - k/sum of correlations); composite reliability = (sum l)²/((sum l)² + sum(1 - l²));
    rho A = (w'w)² w'(R - I)w / w'(ww' - diag ww')w.
    Do not trust them for items that form a variable instead of reflecting it.
    Source: Cronbach 1951; Werts, Linn and Joreskog 1974, Educ. Psychol. Measurement 34:25 (composite reliability);
    Dijkstra and Henseler 2015, MIS Quarterly 39:297 (rho A).

    >>> found = block_reliability(np.array([[1, 0.5], [0.5, 1]]), np.array([3**-0.5] * 2), np.array([0.75**0.5] * 2))
    >>> [round(each, 4) for each in (found.alpha, found.rho_a, found.composite_reliability)]
    [0.6667, 0.6667, 0.8571]
    """
    k = len(weights)
    if k < _FEWEST or not (np.isfinite(correlations).all() and np.isfinite(weights).all()):
        return BlockReliability()
    between = correlations - np.diag(np.diag(correlations))
    total = float(k + between.sum())
    product = np.outer(weights, weights)
    apart = float(weights @ (product - np.diag(np.diag(product))) @ weights)
    whole = float(loadings.sum()) ** 2
    noise = float((1 - loadings**2).sum())
    return BlockReliability(
        alpha=k / (k - 1) * (1 - k / total) if total > 0 else None,
        rho_a=float(weights @ weights) ** 2 * float(weights @ between @ weights) / apart if apart > 0 else None,
        composite_reliability=whole / (whole + noise) if whole + noise > 0 else None,
    )
