"""What simulated people say who compare things two by two: at random or from a view, and what follows from it."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from survey_app.stats.answers import FloatArray
from survey_app.stats.pairwise_weights import RANDOM_INDEX

__all__ = ["STEPS", "judge", "points_from", "ratios_from"]

STEPS = (1, 3, 5, 7, 9)
"""How many times as important one of two things can be called; each step but the first also the other way round."""
_AT_RANDOM, _OTHER_VIEW = 0, 2
_BESIDE = np.array([-1, 0, 0, 0, 0, 0, 0, 1])
"""Who holds a view says the nearest step, and in one pair of four the one below or above it."""
_ALWAYS_CONSISTENT = 2


def judge(views: NDArray[np.int64], things: int, chance: Generator, steps: Sequence[int] = STEPS) -> FloatArray:
    """The comparisons of everybody, as logarithms of how many times as important the first of each pair is.

    Parameters: views, by person: 0 at random, 1 holds the first view, 2 the opposite one; things; chance; steps.
    Returns: the same shape and the pairs, in the order of `itertools.combinations`.
    Formula: at random every step is equally likely. The first view gives things weights that fall evenly from the first
    to the last, the other one from the last to the first; who holds it says the nearest step, and in one pair of four
    one beside it.
    Source: random comparisons as in Saaty 1980, The Analytic Hierarchy Process.

    >>> judge(np.ones(1, dtype=np.int64), 2, np.random.default_rng(1)).shape
    (1, 1)
    """
    half = np.log(np.asarray(steps, dtype=np.float64))
    ladder = np.concatenate([-half[:0:-1], half])
    first, second = (np.asarray(each) for each in zip(*combinations(range(things), 2), strict=True))
    weights = np.log(things - np.arange(things, dtype=np.float64))
    held = weights[first] - weights[second]
    nearest = np.abs(held[:, np.newaxis] - ladder).argmin(axis=1)
    opposite = (weights[::-1][first] - weights[::-1][second])[:, np.newaxis]
    turned = np.abs(opposite - ladder).argmin(axis=1)
    shape = (*views.shape, first.size)
    beside = _BESIDE[chance.integers(0, _BESIDE.size, shape)]
    view = views[..., np.newaxis]
    said = np.clip(np.where(view == _OTHER_VIEW, turned, nearest) + beside, 0, ladder.size - 1)
    return np.asarray(ladder[np.where(view == _AT_RANDOM, chance.integers(0, ladder.size, shape), said)])


def points_from(said: FloatArray, things: int, total: int) -> FloatArray:
    """The whole points that comparisons come to, adding up to the total.

    Parameters: said, as `judge` gives them; things; total.
    Returns: the same shape, with things in the place of pairs.
    Formula: the geometric mean of each thing's comparisons, as shares; whole points by largest remainder.
    Source: Crawford and Williams 1985, Journal of Mathematical Psychology 29:387.

    >>> points_from(np.log([[5.0, 3.0, 1 / 3]]), 3, 100).tolist()
    [[64.0, 10.0, 26.0]]
    """
    sums = np.zeros((*said.shape[:-1], things))
    for place, (first, second) in enumerate(combinations(range(things), 2)):
        sums[..., first] += said[..., place]
        sums[..., second] -= said[..., place]
    raw = np.exp(sums / things)
    exact = total * raw / raw.sum(axis=-1, keepdims=True)
    whole = np.floor(exact)
    left = total - whole.sum(axis=-1, keepdims=True)
    rank = np.argsort(np.argsort(whole - exact, axis=-1, kind="stable"), axis=-1)
    return np.asarray(whole + (rank < left), dtype=np.float64)


def ratios_from(said: FloatArray, things: int) -> FloatArray:
    """The consistency ratio of everybody; 0 for two things, which cannot contradict each other.

    Parameters: said, as `judge` gives them; things, 2 to 10.
    Returns: one ratio a person.
    Formula: ((largest eigenvalue - n)/(n - 1)) / random index.
    Source: Saaty 1977, Journal of Mathematical Psychology 15:234; random index: Saaty 1980.

    >>> ratios_from(np.log([[2.0, 4.0, 2.0]]), 3).round(6).tolist()
    [0.0]
    """
    if things <= _ALWAYS_CONSISTENT:
        return np.zeros(said.shape[:-1])
    logs = np.zeros((*said.shape[:-1], things, things))
    for place, (first, second) in enumerate(combinations(range(things), 2)):
        logs[..., first, second], logs[..., second, first] = said[..., place], -said[..., place]
    largest = np.linalg.eigvals(np.exp(logs)).real.max(axis=-1)
    return np.asarray(np.maximum(0.0, (largest - things) / (things - 1) / RANDOM_INDEX[things]), dtype=np.float64)
