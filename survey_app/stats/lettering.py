"""The letters of a whole table: every pair of comparable columns tested, and every column against the total."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from survey_app.stats.answers import FloatArray
from survey_app.stats.banner import Banner
from survey_app.stats.letters import Columns, Comparisons, Scheme, compare_means, compare_shares

__all__ = ["Lettering", "letter_means", "letter_shares"]

_Test = Callable[[FloatArray, Columns, list[tuple[int, int]]], Comparisons]
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
    shares = np.divide(
        banner.weighted, banner.weight, out=np.full_like(banner.weighted, np.nan), where=banner.weight > 0
    )

    def test(figures: FloatArray, columns: Columns, pairs: list[tuple[int, int]]) -> Comparisons:
        return compare_shares(figures, columns, pairs, scheme.correction)

    return _lettering(banner, shares, test, scheme)


def letter_means(banner: Banner, means: FloatArray, deviations: FloatArray, scheme: Scheme) -> Lettering:
    """Letters of one row of means."""

    def test(figures: FloatArray, columns: Columns, pairs: list[tuple[int, int]]) -> Comparisons:
        half = figures.shape[0] // 2
        return compare_means(figures[:half], figures[half:], columns, pairs, scheme.correction)

    return _lettering(banner, np.vstack([means[None], deviations[None]]), test, scheme)


def _lettering(banner: Banner, figures: FloatArray, test: _Test, scheme: Scheme) -> Lettering:
    pairs, totals = [], []
    for block, start in enumerate(banner.starts):
        columns = banner.compared(block, scheme.least)
        places = [0, *range(start, start + columns.weight.size - 1)]
        mine = figures[:, places]
        for family in banner.families[block]:
            found = test(mine, columns, list(combinations(family, 2)))
            pairs.append(_moved(found, places))
        totals.append(_moved(test(mine, columns, [(place, 0) for place in range(1, len(places))]), places))
    joined, whole = _joined(pairs), _joined(totals)
    names = [column.letter for column in banner.columns]
    return Lettering(_letters(joined, names, scheme.levels), _marks(whole, len(names), scheme.levels), joined, whole)


def _moved(found: Comparisons, places: list[int]) -> Comparisons:
    pairs = tuple((places[first], places[second]) for first, second in found.pairs)
    return Comparisons(pairs, found.statistic, found.df, found.p, found.p_adjusted)


def _joined(found: list[Comparisons]) -> Comparisons:
    if not found:
        nothing = np.zeros((0, 0))
        return Comparisons((), nothing, None, nothing, nothing)
    pairs = tuple(pair for each in found for pair in each.pairs)
    statistic, p, p_adjusted = (
        np.concatenate([getattr(each, name) for each in found], axis=1) for name in ("statistic", "p", "p_adjusted")
    )
    freedom = [each.df for each in found if each.df is not None]
    return Comparisons(pairs, statistic, np.concatenate(freedom, axis=1) if freedom else None, p, p_adjusted)


def _letters(found: Comparisons, names: list[str], levels: tuple[float, float]) -> tuple[tuple[str, ...], ...]:
    first, second = (1 - level for level in levels)
    cells: list[list[list[tuple[int, str]]]] = [[[] for _ in names] for _ in range(found.p.shape[0])]
    with np.errstate(invalid="ignore"):
        rows, places = np.nonzero(found.p_adjusted < max(first, second))
    for row, place in zip(rows.tolist(), places.tolist(), strict=True):
        one, two = found.pairs[place]
        higher, lower = (one, two) if found.statistic[row, place] > 0 else (two, one)
        letter = names[lower] if found.p_adjusted[row, place] < first else names[lower].lower()
        cells[row][higher].append((lower, letter))
    return tuple(tuple(" ".join(letter for _, letter in sorted(cell)) for cell in row) for row in cells)


def _marks(found: Comparisons, width: int, levels: tuple[float, float]) -> FloatArray:
    marks = np.zeros((found.p.shape[0], width))
    with np.errstate(invalid="ignore"):
        strength = (found.p_adjusted < 1 - levels[0]) * 1.0 + (found.p_adjusted < max(1 - level for level in levels))
    for place, (column, _total) in enumerate(found.pairs):
        marks[:, column] = np.sign(np.nan_to_num(found.statistic[:, place])) * strength[:, place]
    return marks
