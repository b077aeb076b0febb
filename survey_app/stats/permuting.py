"""Permutations of each panellist's ranks: all of them where they are few, a fixed number drawn where they are many."""

import math
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.answers import FloatArray

__all__ = ["Permuted", "permute"]

_DRAWS = 9_999
_MOST_EXACT = 50_000
_FEW_ITEMS, _FEW_RATERS = 7, 20
_MOST_CELLS = 5_000
_CELLS_AT_ONCE = 2_000_000

_Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Permuted:
    """The share of the permutations that agree at least as much as the panel, and how they were made."""

    p: float
    method: str


def permute(ranks: FloatArray, seed: int) -> Permuted | None:
    """How often chance alone makes rank sums as far apart as these.

    Parameters: ranks, panellists in rows and items in columns, mid-ranks; seed, for the drawn permutations.
    Returns: Permuted; None for panels where the chi-square is good (k > 7 and m >= 20) or too large to permute.
    Formula: all (k!)^(m - 1) orders when at most 50,000: share with sum R² >= the observed one; else 9,999 draws with
    p = (1 + hits)/10,000. Ranks are doubled so that mid-ranks compare as whole numbers.
    Do not trust it where panellists rated different items: every order must be of the same items.
    Source: Legendre 2005, Journal of Agricultural, Biological and Environmental Statistics 10:226.

    >>> permute(np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]), seed=1).p == 1 / 6
    True
    """
    m, k = ranks.shape
    doubled = np.rint(2 * ranks).astype(np.int64)
    observed = int((doubled.sum(axis=0) ** 2).sum())
    if (m - 1) * math.lgamma(k + 1) <= math.log(_MOST_EXACT):
        sums = _all_sums(doubled)
        return Permuted(float(((sums**2).sum(axis=1) >= observed).mean()), "permutation_exact")
    if (k > _FEW_ITEMS and m >= _FEW_RATERS) or m * k > _MOST_CELLS:
        return None
    hits = _hits(doubled, observed, seed)
    return Permuted((hits + 1) / (_DRAWS + 1), "permutation_9999")


def _all_sums(doubled: _Whole) -> _Whole:
    """Rank sums of every order of all panellists but the first, whose order may stay as it is."""
    k = doubled.shape[1]
    sums = doubled[:1]
    for row in doubled[1:]:
        orders = np.array(list(permutations(row.tolist())), dtype=np.int64)
        sums = (sums[:, None, :] + orders[None, :, :]).reshape(-1, k)
    return sums


def _hits(doubled: _Whole, observed: int, seed: int) -> int:
    chance = np.random.default_rng(seed)
    at_once = max(1, _CELLS_AT_ONCE // doubled.size)
    hits = 0
    for begun in range(0, _DRAWS, at_once):
        size = min(at_once, _DRAWS - begun)
        drawn = chance.permuted(np.broadcast_to(doubled, (size, *doubled.shape)), axis=2)
        hits += int(((drawn.sum(axis=1) ** 2).sum(axis=1) >= observed).sum())
    return hits
