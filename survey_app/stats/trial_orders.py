"""The test of Kendall's W over many simulated panels at once, as the results of a round test one."""

import itertools
import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from survey_app.stats.answers import FloatArray
from survey_app.stats.trial_views import AT_RANDOM, Scale, draw, ranks_of

__all__ = ["OrderTest", "order_test"]

_ENUMERATED, _DRAWN, _MOST_CELLS = 50_000, 9_999, 400_000
_SMALL_ITEMS, _SMALL_PEOPLE = 7, 20
_FEWEST_ITEMS, _FEWEST_PEOPLE = 3, 2
_LEVEL = 0.05
_STREAM = 100
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class OrderTest:
    """From which sum of squares on the orders of a panel agree at 5 %: infinity where none does."""

    least: float

    def agreeing(self, sheets: FloatArray) -> int:
        """How many of these panels have orders that agree."""
        return int((_squares(sheets) >= self.least - _TOLERANCE).sum())


def order_test(scale: Scale, items: int, people: int, seed: int = 2026) -> OrderTest | None:
    """The test of W for panels of one size whose orders have the same ties.

    Parameters: scale, of an order; items, how many statements; people; seed, for orders that are drawn.
    Returns: OrderTest; None for fewer than three statements or two people, where no W exists.
    Formula: W = 12 S/(m²(k³ - k) - mT) is a constant times S, the sum of squares of rank sums around their mean. For
    k <= 7 or m < 20 the distribution of S over the orders of all but one person, all of them up to 50,000, else 9,999
    panels at random; otherwise m(k - 1)W against chi2 on k - 1.
    Do not trust it where people share places in different ways: the ties have to be alike.
    Source: Friedman 1937; Kendall and Babington Smith 1939.

    >>> from survey_app.stats.trial_views import SheetKind
    >>> order_test(Scale(SheetKind.RANKING, 1, 3), 3, 4).least  # chi2 of 6.5, Friedman's table: p = .042
    26.0
    """
    if items < _FEWEST_ITEMS or people < _FEWEST_PEOPLE:
        return None
    ranks = ranks_of(np.arange(items, dtype=np.float64).reshape(1, 1, items), scale.given)
    mid = stats.rankdata(ranks, axis=2)
    if items > _SMALL_ITEMS and people >= _SMALL_PEOPLE:
        tied = items - len(np.unique(ranks)) + 1
        spread = people**2 * (items**3 - items - tied**3 + tied)
        return OrderTest(stats.chi2.isf(_LEVEL, items - 1) / (people * (items - 1)) * spread / 12)
    orders = math.factorial(items)
    if orders ** (people - 1) <= _ENUMERATED:
        return OrderTest(_least(_all_squares(mid.ravel(), people), 0))
    return OrderTest(_least(_drawn_squares(scale, items, people, np.random.default_rng([seed, _STREAM])), 1))


def _least(squares: FloatArray, observed: int) -> float:
    """The smallest sum that at most 5 % reach; the observed panel is one more of those that are drawn."""
    found, counts = np.unique(np.round(squares, 9), return_counts=True)
    as_large = counts[::-1].cumsum()[::-1]
    fits = found[(as_large + observed) / (squares.size + observed) <= _LEVEL]
    return float(fits[0]) if fits.size else math.inf


def _all_squares(ranks: FloatArray, people: int) -> FloatArray:
    """The sums of squares over every order of all people but the first."""
    sums = ranks[np.newaxis, :]
    orders = np.array(list(itertools.permutations(ranks)))
    for _each in range(people - 1):
        sums = (sums[:, np.newaxis, :] + orders[np.newaxis, :, :]).reshape(-1, ranks.size)
    return _spread(sums)


def _drawn_squares(scale: Scale, items: int, people: int, chance: np.random.Generator) -> FloatArray:
    size, left, parts = max(1, _MOST_CELLS // (people * items)), _DRAWN, []
    while left > 0:
        views = np.full((min(size, left), people), AT_RANDOM, dtype=np.int64)
        parts.append(_squares(draw(scale, views, items, chance)))
        left -= size
    return np.concatenate(parts)


def _squares(sheets: FloatArray) -> FloatArray:
    """By panel, from places: mid-ranks put those that share the last place in the middle of theirs."""
    items = sheets.shape[2]
    last = sheets == sheets.max()
    tied = last.sum(axis=2, keepdims=True)
    return _spread(np.where(last, items - (tied - 1) / 2, sheets).sum(axis=1))


def _spread(sums: FloatArray) -> FloatArray:
    return np.asarray(((sums - sums.mean(axis=1, keepdims=True)) ** 2).sum(axis=1), dtype=np.float64)
