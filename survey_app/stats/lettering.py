"""The letters of a whole table: every pair of comparable columns tested, and every column against the total."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, combinations
from itertools import pairwise as neighbours

import numpy as np

from survey_app.stats.answers import FloatArray
from survey_app.stats.banner import Banner
from survey_app.stats.letters import (
    Columns,
    Comparisons,
    Pairs,
    Scheme,
    adjusted,
    compare_means,
    compare_shares,
    places_of_pairs,
)
from survey_app.stats.results import StatisticsRefused

__all__ = ["Lettering", "letter_means", "letter_shares"]

_MOST_TESTS = 3_000_000
_Pairs = tuple[tuple[int, int], ...]
_Test = Callable[[FloatArray, Columns, Pairs], Comparisons]
_STRONG = 2


@dataclass(frozen=True, eq=False)
class Lettering:
    """Letters per cell, and the tests behind them; places of columns are those of the table, 0 being the total.

    `letters` name the columns that the cell stands above, capital at the first level, small at the second only.
    `against_total`: +2 or -2 above or below the total at the first level, +1 or -1 at the second only, 0 neither.
    """

    letters: tuple[tuple[str, ...], ...]
    against_total: FloatArray
    pairs: Comparisons
    totals: Comparisons


def letter_shares(banner: Banner, scheme: Scheme) -> Lettering:
    """Letters of the shares of every row."""
    nothing = np.full_like(banner.weighted, np.nan)
    shares = np.divide(banner.weighted, banner.weight, out=nothing, where=banner.weight > 0)
    return _lettering(banner, shares, compare_shares, scheme)


def letter_means(banner: Banner, means: FloatArray, deviations: FloatArray, scheme: Scheme) -> Lettering:
    """Letters of one row of means."""

    def test(figures: FloatArray, columns: Columns, pairs: Pairs) -> Comparisons:
        half = figures.shape[0] // 2
        return compare_means(figures[:half], figures[half:], columns, pairs)

    return _lettering(banner, np.vstack([means[None], deviations[None]]), test, scheme)


def _lettering(banner: Banner, figures: FloatArray, test: _Test, scheme: Scheme) -> Lettering:
    """All pairs of a banner question are tested at once; the correction then counts each family for itself."""
    pairs, totals = [], []
    for block, start in enumerate(banner.starts):
        size = banner.blocks[block].n.size
        compared = sum(len(family) ** 2 // 2 for family in banner.families[block]) * figures.shape[0]
        if compared > _MOST_TESTS:
            raise StatisticsRefused("too_many_comparisons", comparisons=compared, most=_MOST_TESTS)
        wanted, ends = _wanted(banner.families[block], size)
        places = np.concatenate([[0], np.arange(start, start + size)])
        found = test(figures[:, places], banner.compared(block, scheme.least), wanted)
        named = _places_of(wanted, start - 1)
        parts = [_part(found, named, first, last, scheme) for first, last in neighbours(ends)]
        pairs += parts[:-1]
        totals.append(parts[-1])
    joined, against = _joined(pairs), _joined(totals)
    names = [column.letter for column in banner.columns]
    marks = _marks(against, len(names), scheme.levels)
    return Lettering(_letters(joined, names, scheme.levels), marks, joined, against)


@lru_cache(maxsize=64)
def _wanted(families: tuple[tuple[int, ...], ...], size: int) -> tuple[_Pairs, tuple[int, ...]]:
    """The pairs of every family, then every column with the total (place 0), and where each of these lists ends."""
    lists = [list(combinations(family, 2)) for family in families]
    lists.append([(place, 0) for place in range(1, size + 1)])
    ends = tuple(accumulate((len(each) for each in lists), initial=0))
    return tuple(pair for each in lists for pair in each), ends


@lru_cache(maxsize=64)
def _places_of(pairs: _Pairs, start: int) -> _Pairs:
    """The places that the columns have in the whole table; the total stays where it is."""
    return tuple((one + start, two + start if two else 0) for one, two in pairs)


def _part(found: Comparisons, named: _Pairs, first: int, last: int, scheme: Scheme) -> Comparisons:
    """The tests of one family, corrected for their number."""
    p = found.p[:, first:last]
    freedom = None if found.df is None else found.df[:, first:last]
    return Comparisons(named[first:last], found.statistic[:, first:last], freedom, p, adjusted(p, scheme.correction))


def _joined(found: list[Comparisons]) -> Comparisons:
    if not found:
        nothing = np.zeros((0, 0))
        return Comparisons((), nothing, None, nothing, nothing)
    if len(found) == 1:
        return found[0]
    pairs = tuple(pair for each in found for pair in each.pairs)
    statistic, p, p_adjusted = (
        np.concatenate([getattr(each, name) for each in found], axis=1) for name in ("statistic", "p", "p_adjusted")
    )
    freedom = [each.df for each in found if each.df is not None]
    return Comparisons(pairs, statistic, np.concatenate(freedom, axis=1) if freedom else None, p, p_adjusted)


def _letters(found: Comparisons, names: list[str], levels: tuple[float, float]) -> tuple[tuple[str, ...], ...]:
    """The letters of every cell, in the order of the columns that they name."""
    first, second = (1 - level for level in levels)
    width, words = len(names), [*names, *(name.lower() for name in names)]
    rows, tests = np.nonzero(found.p_adjusted < max(first, second))
    one, two = (side[tests] for side in places_of_pairs(found.pairs))
    is_above = found.statistic[rows, tests] > 0
    lower = np.where(is_above, two, one)
    cell = rows * width + np.where(is_above, one, two)
    word = np.where(found.p_adjusted[rows, tests] < first, lower, lower + width)
    order = np.argsort(cell * width + lower)
    texts = [""] * (found.p.shape[0] * width)
    for place, letter in zip(cell[order].tolist(), word[order].tolist(), strict=True):
        texts[place] = f"{texts[place]} {words[letter]}" if texts[place] else words[letter]
    return tuple(tuple(texts[start : start + width]) for start in range(0, len(texts), width))


def _marks(found: Comparisons, width: int, levels: tuple[float, float]) -> FloatArray:
    marks = np.zeros((found.p.shape[0], width))
    first, second = 1 - levels[0], max(1 - level for level in levels)
    strength = (found.p_adjusted < first) * 1.0 + (found.p_adjusted < second)
    columns = [column for column, _total in found.pairs]
    marks[:, columns] = np.where(found.statistic > 0, strength, -strength)
    return marks + 0.0
