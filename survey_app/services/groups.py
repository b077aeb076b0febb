"""Which groups may be shown apart: none that is small, and none that a subtraction would lay open."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

K = TypeVar("K", bound=Hashable)
Places = npt.NDArray[np.int64]


def showable(sizes: Mapping[K, int], least: int) -> frozenset[K]:
    """The groups that can be shown when all of them together are known.

    A group below `least` is hidden. What is hidden could be had by subtracting the rest from the whole; as long as the
    hidden ones come to fewer than `least` the smallest shown one is hidden too.

    >>> sorted(showable({"north": 40, "south": 12, "abroad": 2}, 5))
    ['north']
    >>> sorted(showable({"north": 40, "south": 12, "abroad": 3, "sea": 4}, 5))
    ['north', 'south']
    >>> sorted(showable({"north": 40, "south": 12}, 5))
    ['north', 'south']
    """
    filled = {key: size for key, size in sizes.items() if size > 0}
    shown = sorted((key for key, size in filled.items() if size >= least), key=lambda key: filled[key])
    hidden = sum(size for size in filled.values() if size < least)
    while shown and 0 < hidden < least:
        hidden += filled[shown.pop(0)]
    return frozenset(shown)


def crossable(columns: Sequence[Places], least: int) -> bool:
    """Whether these groupings may be crossed: no cell of their table is small, whatever is added and subtracted.

    Values that cannot be shown by themselves are one value here, since nobody can ask for them apart. Each column
    holds, for the same people in the same order, the place of their value.

    >>> region, mode = np.array([1] * 14 + [2] * 12), np.array([1] * 12 + [2] * 14)
    >>> crossable([region], 5), crossable([region, mode], 5)
    (True, False)
    """
    table = np.column_stack([merged(places, least) for places in columns])
    if not len(table):
        return True
    _cells, counts = np.unique(table, axis=0, return_counts=True)
    return bool(counts.min() >= least)


def merged(places: Places, least: int) -> Places:
    """A grouping in which all values that cannot be shown by themselves are one."""
    values, counts = np.unique(places, return_counts=True)
    shown = showable(dict(zip(values.tolist(), counts.tolist(), strict=True)), least)
    return np.where(np.isin(places, list(shown)), places, np.iinfo(np.int64).min)
