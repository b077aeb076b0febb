"""What simulated panellists answer on a whole sheet: an order, points or estimates, at random or from a view."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from survey_app.stats.answers import FloatArray
from survey_app.stats.random_pairs import judge, points_from

__all__ = ["SheetKind", "Views", "draw", "drift", "ranks_of"]

AT_RANDOM, FIRST_VIEW, OTHER_VIEW = 0, 1, 2
_WOBBLE = 1.5
"""How many places a statement wanders in the order of somebody who holds a view."""
_FIRMNESS = 5.0
_CENTRES, _SPREAD = (0.7, 0.3), 0.05
"""Estimates of the two views as shares of the way between the limits."""
_JITTER = 1e-6

Views = NDArray[np.int64]
"""By panel and person: 0 answers at random, 1 holds the first view, 2 the opposite one."""


class SheetKind(StrEnum):
    """What is answered of all statements together."""

    RANKING = "ranking"
    POINTS = "points"
    PAIRS = "pairs"
    """Points that follow from comparing the statements two by two."""
    ESTIMATE = "estimate"


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends of one answer: places of an order, points to share out, the limits of an estimate.

    `given` is how many places of an order are given; what stands behind them shares the place after the last.
    """

    kind: SheetKind
    low: float
    high: float
    given: int = 0


def draw(scale: Scale, views: Views, items: int, chance: Generator) -> FloatArray:
    """One sheet of everybody: panels, people, statements.

    Parameters: scale; views; items, how many statements; chance.
    Returns: answers. At random every order, every way to share the points out (in whole points) and every estimate is
    equally likely. The first view puts the statements in the order of their numbers, the other one in the opposite
    order; estimates lie around 70 % and 30 % of the way between the limits. Comparisons are those of `random_pairs`.
    Formula: orders from scores; points from a Dirichlet distribution and a multinomial one, which with all parameters 1
    makes every way equally likely (Bose-Einstein).
    Source: Johnson, Kotz and Balakrishnan 1997, Discrete Multivariate Distributions, chapter 35.

    >>> chance = np.random.default_rng(1)
    >>> draw(Scale(SheetKind.POINTS, 0, 100), np.zeros((1, 3), dtype=np.int64), 4, chance).sum(axis=2).tolist()
    [[100.0, 100.0, 100.0]]
    """
    if scale.kind is SheetKind.PAIRS:
        return points_from(judge(views, items, chance), items, int(scale.high))
    shape = (*views.shape, items)
    view = views[..., np.newaxis]
    if scale.kind is SheetKind.ESTIMATE:
        centre = np.where(view == FIRST_VIEW, *_CENTRES)
        held = np.clip(chance.normal(centre, _SPREAD, shape), 0.0, 1.0)
        share = np.where(view == AT_RANDOM, chance.random(shape), held)
        return np.asarray(scale.low + (scale.high - scale.low) * share, dtype=np.float64)
    place = np.arange(items, dtype=np.float64)
    place = np.where(view == OTHER_VIEW, items - 1 - place, place)
    if scale.kind is SheetKind.RANKING:
        scores = np.where(view == AT_RANDOM, chance.random(shape), place + chance.uniform(-_WOBBLE, _WOBBLE, shape))
        return ranks_of(scores, scale.given)
    weights = 2 * (items - place) / (items + 1)
    parts = chance.gamma(np.where(view == AT_RANDOM, 1.0, _FIRMNESS * weights), size=shape)
    return chance.multinomial(int(scale.high), parts / parts.sum(axis=2, keepdims=True)).astype(np.float64)


def ranks_of(scores: FloatArray, given: int) -> FloatArray:
    """Places by score, the smallest first; what stands behind the places that are given shares the one after them.

    >>> ranks_of(np.array([[[0.3, 0.1, 0.2, 0.9]]]), 2).tolist()
    [[[3.0, 1.0, 2.0, 3.0]]]
    """
    ranks = scores.argsort(axis=2).argsort(axis=2) + 1
    return np.minimum(ranks, given + 1 if 0 < given < scores.shape[2] else scores.shape[2]).astype(np.float64)


def drift(scale: Scale, answers: FloatArray, chance: Generator) -> FloatArray:
    """Everybody half the way to the panel: to its mean order, its mean points, its median estimate.

    >>> drift(Scale(SheetKind.ESTIMATE, 0, 10), np.array([[[2.0], [4.0], [8.0]]]), np.random.default_rng(1)).tolist()
    [[[3.0], [4.0], [6.0]]]
    """
    if scale.kind is SheetKind.ESTIMATE:
        return np.asarray((answers + np.median(answers, axis=1, keepdims=True)) / 2, dtype=np.float64)
    nearer = (answers + answers.mean(axis=1, keepdims=True)) / 2
    if scale.kind in (SheetKind.POINTS, SheetKind.PAIRS):
        return np.asarray(nearer, dtype=np.float64)
    return ranks_of(nearer + chance.random(answers.shape) * _JITTER, scale.given)
