"""Groups of people who vote alike: a map of two axes, clusters on it, as many as are well apart."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from survey_app.stats.answers import FloatArray, Matrix, as_matrix

__all__ = ["OpinionGroups", "opinion_groups"]

_ENOUGH, _MOST_GROUPS, _PER_GROUP, _MOST_BASE = 7, 5, 12, 100
_STEPS, _STARTS = 50, 8
_TWO = 2

_Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class OpinionGroups:
    """The groups, the largest first: sizes, the group of every person (-1 for who voted too little) and the map.

    `silhouette` says how well apart they are, -1 to 1; `explained` the share of the variation that the map shows;
    `extremity` how far each statement lies from the middle of the map.
    """

    sizes: tuple[int, ...]
    of_person: tuple[int, ...]
    silhouette: float | None
    explained: float | None
    extremity: tuple[float, ...]
    enough_votes: int


def opinion_groups(votes: Matrix, seed: int = 2021, least: int = 1) -> OpinionGroups:
    """Group people by how they vote.

    Parameters: votes, people in rows and statements in columns, 1, 0 or -1, None and NaN not seen; seed;
    least, people that every group must have: no number of groups that leaves a smaller one is taken.
    Returns: OpinionGroups; fewer than four people with enough votes, or nobody who differs: no groups.
    Formula: people with at least min(7, statements) votes; missing votes at the mean of the statement; two principal
    components, each person's place multiplied by sqrt(statements/own votes); up to 100 base clusters by k-means; then
    k = 2 .. min(5, 2 + base/12) clusters of those, weighted by size, k with the largest mean silhouette.
    Do not trust groups of a small silhouette: every crowd can be cut in two.
    Source: Small et al. 2021, Recerca 26(2); Rousseeuw 1987, Journal of Computational and Applied Mathematics 20:53.

    >>> opinion_groups([[1, 1, -1]] * 5 + [[-1, -1, 1]] * 3).sizes
    (5, 3)
    """
    table = as_matrix(votes)
    there = ~np.isnan(table)
    enough = min(_ENOUGH, table.shape[1])
    kept = there.sum(axis=1) >= max(enough, 1)
    nobody = OpinionGroups((), (-1,) * table.shape[0], None, None, (0.0,) * table.shape[1], enough)
    if kept.sum() < 2 * _TWO:
        return nobody
    seen = there[kept]
    centre = np.where(seen, table[kept], 0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    filled = np.where(seen, table[kept] - centre, 0.0)
    _left, strength, axes = np.linalg.svd(filled, full_matrices=False)
    if strength[0] <= 0:
        return nobody
    places = filled @ axes[:_TWO].T * np.sqrt(table.shape[1] / seen.sum(axis=1))[:, None]
    found, silhouette = _groups(places, np.random.default_rng(seed), least)
    of_person = np.full(table.shape[0], -1)
    of_person[kept] = found
    sizes = np.bincount(found)
    extremity = np.sqrt((axes[:_TWO] ** 2).sum(axis=0) * table.shape[1])
    return OpinionGroups(
        tuple(int(size) for size in sizes),
        tuple(int(group) for group in of_person),
        silhouette,
        float((strength[:_TWO] ** 2).sum() / (strength**2).sum()),
        tuple(float(each) for each in extremity),
        enough,
    )


def _groups(places: FloatArray, chance: Generator, least: int) -> tuple[_Places, float | None]:
    """The group of everybody on the map, the largest group first."""
    base = _kmeans(places, np.ones(places.shape[0]), min(_MOST_BASE, np.unique(places, axis=0).shape[0]), chance)
    weights = np.bincount(base).astype(np.float64)
    centres = np.stack([np.bincount(base, places[:, axis]) / weights for axis in range(places.shape[1])], axis=1)
    best: tuple[float, _Places] | None = None
    for k in range(_TWO, min(_MOST_GROUPS, _TWO + weights.size // _PER_GROUP, weights.size) + 1):
        groups = _kmeans(centres, weights, k, chance)
        if np.bincount(groups, weights).min() < least:
            continue
        quality = _silhouette(centres, weights, groups)
        if best is None or quality > best[0]:
            best = quality, groups
    if best is None:
        return np.zeros(places.shape[0], dtype=np.int64), None
    own = best[1][base]
    order = np.argsort(-np.bincount(own), kind="stable")
    return np.argsort(order)[own].astype(np.int64), best[0]


def _kmeans(points: FloatArray, weights: FloatArray, k: int, chance: Generator) -> _Places:
    """The best of several starts, each spread out (k-means++); clusters without members vanish."""
    best: tuple[float, _Places] | None = None
    for _start in range(_STARTS if k < _MOST_GROUPS + 1 else 1):
        centres = _spread(points, weights, k, chance)
        for _step in range(_STEPS):
            apart = _squares(points, centres)
            own = apart.argmin(axis=1)
            total = np.bincount(own, weights, minlength=k)
            sums = [np.bincount(own, weights * points[:, axis], minlength=k) for axis in range(points.shape[1])]
            moved = np.where(total[:, None] > 0, np.stack(sums, axis=1) / np.maximum(total, 1e-12)[:, None], centres)
            if np.array_equal(moved, centres):
                break
            centres = moved
        cost = float((weights * _squares(points, centres).min(axis=1)).sum())
        if best is None or cost < best[0]:
            best = cost, np.unique(own, return_inverse=True)[1].astype(np.int64)
    return best[1] if best else np.zeros(points.shape[0], dtype=np.int64)


def _spread(points: FloatArray, weights: FloatArray, k: int, chance: Generator) -> FloatArray:
    chosen = [int(chance.choice(points.shape[0], p=weights / weights.sum()))]
    apart = _squares(points, points[chosen]).min(axis=1)
    while len(chosen) < k:
        odds = weights * apart
        odds = odds / odds.sum() if odds.sum() > 0 else weights / weights.sum()
        chosen.append(int(chance.choice(points.shape[0], p=odds)))
        apart = np.minimum(apart, _squares(points, points[chosen[-1:]])[:, 0])
    return points[chosen]


def _squares(points: FloatArray, centres: FloatArray) -> FloatArray:
    return np.asarray(((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2), dtype=np.float64)


def _silhouette(points: FloatArray, weights: FloatArray, groups: _Places) -> float:
    """Mean over the people of (other - own)/max, the distances being means over the people of a group."""
    apart = np.sqrt(_squares(points, points))
    k = int(groups.max()) + 1
    sizes = np.bincount(groups, weights, minlength=k)
    to_group = np.stack([(apart * (weights * (groups == group))[None, :]).sum(axis=1) for group in range(k)], axis=1)
    own_size = sizes[groups]
    own = to_group[np.arange(groups.size), groups] / np.maximum(own_size - 1, 1)
    others = np.where(np.arange(k)[None, :] == groups[:, None], np.inf, to_group / sizes[None, :])
    other = others.min(axis=1)
    most = np.maximum(own, other)
    single = np.where((own_size > 1) & (most > 0), (other - own) / np.where(most > 0, most, 1), 0.0)
    return float((weights * single).sum() / weights.sum())
