"""The worlds in which a protocol is tried: how simulated panellists rate first, and what they do in the next round."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from survey_app.stats.answers import FloatArray
from survey_app.stats.consensus import AgreementRule

__all__ = ["DIVIDED", "Crowd", "World", "begin", "go_on", "points_of"]

_MOST_POINTS = 100
_DECIMALS = 9
DIVIDED = 0.6
"""The share of a divided panel that holds with the high end."""

Flags = NDArray[np.bool_]


class World(StrEnum):
    """What the panellists are like."""

    RANDOM = "random"
    SMALL = "small"
    MAJORITY = "majority"
    POLARISED = "polarised"
    DRIFTING = "drifting"
    DROPOUT = "dropout"


@dataclass(frozen=True, slots=True)
class Crowd:
    """Many panels at once, panels in rows: the ratings, who holds with the high end, and who still answers."""

    ratings: FloatArray
    is_high: Flags
    answers: Flags


def points_of(rule: AgreementRule) -> FloatArray:
    """The points of the scale: its whole numbers, or 101 points from end to end where these are none or too many.

    >>> points_of(AgreementRule()).tolist()
    [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]
    """
    low, high = float(rule.scale_min), float(rule.scale_max)
    if low.is_integer() and high.is_integer() and high - low <= _MOST_POINTS:
        return np.arange(low, high + 1)
    return np.round(np.linspace(low, high, _MOST_POINTS + 1), _DECIMALS)


def begin(world: World, rule: AgreementRule, shape: tuple[int, int], true_share: float, chance: Generator) -> Crowd:
    """The first round of many panels.

    Random, small and drifting panels rate any point; polarised ones half in each range; in the other worlds a
    panellist rates in the high range with the true share, or, in the world of dropouts, with 60 % and else low.
    """
    panels, people = shape
    is_high = np.zeros(shape, dtype=np.bool_)
    if world is World.POLARISED:
        is_high[:, people // 2 :] = True
    elif world is World.MAJORITY:
        is_high = chance.random(shape) < true_share
    elif world is World.DROPOUT:
        is_high = chance.random(shape) < DIVIDED
    return Crowd(_draw(world, rule, is_high, chance), is_high, np.ones((panels, people), dtype=np.bool_))


def _draw(world: World, rule: AgreementRule, is_high: Flags, chance: Generator) -> FloatArray:
    """A rating of everybody, from what they hold."""
    points = points_of(rule)
    if world in {World.RANDOM, World.SMALL, World.DRIFTING}:
        return np.asarray(chance.choice(points, is_high.shape), dtype=np.float64)
    inside = (points >= rule.high[0]) & (points <= rule.high[1])
    high = points[inside] if inside.any() else points[-1:]
    if world is World.MAJORITY:
        others = points[~inside] if not inside.all() else points
    else:
        low = (points >= rule.low[0]) & (points <= rule.low[1])
        others = points[low] if low.any() else points[:1]
    return np.where(is_high, chance.choice(high, is_high.shape), chance.choice(others, is_high.shape))


def go_on(world: World, rule: AgreementRule, crowd: Crowd, chance: Generator, *, keeps: float, leaves: float) -> Crowd:
    """The next round: most keep their rating, others give a new one from what they hold.

    Drifting panellists do not draw again: they take one step towards the median of the round before. In the world of
    dropouts each round loses some of those who answer, twice as many of those at the low end, where the few stand.
    """
    moves = chance.random(crowd.ratings.shape) >= keeps
    if world is World.DRIFTING:
        return Crowd(_towards_median(rule, crowd, moves), crowd.is_high, crowd.answers)
    ratings = np.where(moves, _draw(world, rule, crowd.is_high, chance), crowd.ratings)
    if world is not World.DROPOUT:
        return Crowd(ratings, crowd.is_high, crowd.answers)
    leaving = chance.random(crowd.ratings.shape) < np.where(crowd.is_high, leaves, min(1.0, 2 * leaves))
    return Crowd(ratings, crowd.is_high, crowd.answers & ~leaving)


def _towards_median(rule: AgreementRule, crowd: Crowd, moves: Flags) -> FloatArray:
    points = points_of(rule)
    step = float(points[1] - points[0])
    centre = np.median(crowd.ratings, axis=1, keepdims=True)
    gap = centre - crowd.ratings
    stepped = crowd.ratings + np.sign(gap) * step
    return np.where(moves & (np.abs(gap) >= step), stepped, crowd.ratings)
