"""Which groups may be shown apart: none that is small, and none that a subtraction would lay open."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from survey_app.vocabulary import MISSING_CODES

K = TypeVar("K", bound=Hashable)
Places = npt.NDArray[np.int64]

UNANSWERED = frozenset(MISSING_CODES.values())
"""The places of those who gave no answer to what people are told apart by."""
REST = 0
"""The cell of all whose values cannot be shown, of one grouping."""
_MOST_CELLS = 1_000_000


def showable(sizes: Mapping[K, int], least: int) -> frozenset[K]:
    """The groups that can be shown when all of them together are known.

    A group below `least` is hidden. What is hidden could be had by subtracting the rest from the whole; as long as the
    hidden ones come to fewer than `least` the smallest shown one is hidden too. Those who gave no answer are no group,
    and hide none: how many they are is told elsewhere.

    >>> sorted(showable({"north": 40, "south": 12, "abroad": 2}, 5))
    ['north']
    >>> sorted(showable({"north": 40, "south": 12, "abroad": 3, "sea": 4}, 5))
    ['north', 'south']
    >>> sorted(showable({"north": 40, "south": 12}, 5))
    ['north', 'south']
    >>> sorted(showable({1: 40, 2: 12, 3: 2, -9: 9}, 5))
    [1]
    """
    filled = {key: size for key, size in sizes.items() if size > 0 and key not in UNANSWERED}
    silent = sum(sizes.values()) - sum(filled.values())
    shown = sorted((key for key, size in filled.items() if size >= least), key=lambda key: filled[key])
    hidden = sum(size for size in filled.values() if size < least)
    while shown and (0 < hidden < least or 0 < hidden + silent < least):
        hidden += filled[shown.pop(0)]
    return frozenset(shown)


def one_each(places: Places) -> bool:
    """Whether a value belongs to two people at most on average, as a name does: such values are no groups to miss.

    `places` are those of the values; below 0 there is none.

    >>> one_each(np.array([0, 1, 2, 3, 3, -1])), one_each(np.array([0, 0, 0, 1, 1, 1]))
    (True, False)
    """
    sizes = np.bincount(places[places >= 0])
    return 2 * int(np.count_nonzero(sizes)) >= int(sizes.sum())


def crossable(columns: Sequence[Places], least: int) -> bool:
    """Whether these groupings may be crossed: no cell of their table is small, whatever is added and subtracted.

    Values that cannot be shown by themselves are one value here, since nobody can ask for them apart; with those who
    gave no answer and without them. Each column holds, for the same people in the same order, the place of their value.

    >>> region, mode = np.array([1] * 14 + [2] * 12), np.array([1] * 12 + [2] * 14)
    >>> crossable([region], 5), crossable([region, mode], 5)
    (True, False)
    """
    if not len(columns) or not len(columns[0]):
        return True
    cells, whole = crossed(columns, least), answering(columns)
    return all(min(sizes_of(each).values(), default=least) >= least for each in (cells, cells[whole]))


def rests_alone(columns: Sequence[Places], least: int) -> bool:
    """Whether all whom one grouping cannot show lie in one group of another: each small group of theirs does, then.

    >>> region, mode = np.array([1] * 8 + [2] * 8 + [3] * 3 + [4] * 3), np.array([1] * 16 + [2] * 6)
    >>> rests_alone([region, mode], 5), rests_alone([region, np.array([1, 2] * 11)], 5)
    (True, False)
    """
    told = [crossed([places], least) for places in columns] if len(columns) > 1 else []
    answered = [answering([places]) for places in columns]
    return any(
        one is not other and len(sizes_of(other)) > 1 and len(sizes_of(other[(one == REST) & among])) == 1
        for one, there in zip(told, answered, strict=bool(told))
        for other in told
        for among in (np.ones_like(there), there)
    )


def answering(columns: Sequence[Places]) -> npt.NDArray[np.bool_]:
    """Who gave an answer to each of these groupings."""
    found: npt.NDArray[np.bool_] = np.logical_and.reduce([places > max(UNANSWERED) for places in columns])
    return found


def crossed(columns: Sequence[Places], least: int) -> Places:
    """The cell of each person in the table of these groupings, values that cannot be shown by themselves being one."""
    cells, kinds = np.zeros(len(columns[0]) if columns else 0, np.int64), 1
    if not len(cells):
        return cells
    for places in columns:
        shown = sorted(showable(sizes_of(places), least))
        numbered = {place: number for number, place in enumerate(shown, start=1)}
        cells = cells * (len(shown) + 1) + looked_up(places, numbered, REST)
        kinds *= len(shown) + 1
        if kinds > _MOST_CELLS:
            _values, cells = np.unique(cells, return_inverse=True)
            kinds = int(cells.max()) + 1
    return cells


def merged(places: Places, least: int) -> Places:
    """A grouping in which all values that cannot be shown by themselves are one."""
    shown = showable(sizes_of(places), least)
    return looked_up(places, {place: place for place in shown}, np.iinfo(np.int64).min)


def sizes_of(places: Places) -> dict[int, int]:
    """How often each value of a grouping occurs, in rising order.

    Places lie close together, so they are counted without being sorted: a filter asks this of every question.

    >>> sizes_of(np.array([2, -1, 2, 0]))
    {-1: 1, 0: 1, 2: 2}
    """
    if not len(places):
        return {}
    low, high = int(places.min()), int(places.max())
    if high - low > max(_MOST_CELLS, len(places)):
        values, counts = np.unique(places, return_counts=True)
        return dict(zip(values.tolist(), counts.tolist(), strict=True))
    counts = np.bincount(places - low)
    filled = np.flatnonzero(counts)
    return dict(zip((filled + low).tolist(), counts[filled].tolist(), strict=True))


def looked_up(places: Places, values: Mapping[int, int], otherwise: int) -> Places:
    """What each place stands for; `otherwise` where it stands for nothing."""
    if not len(places) or not values:
        return np.full(len(places), otherwise, np.int64)
    known = np.array(sorted(values), np.int64)
    there = np.array([values[each] for each in known.tolist()], np.int64)
    low, high = int(known[0]), int(known[-1])
    if high - low > max(_MOST_CELLS, len(places)):
        nearest = np.minimum(np.searchsorted(known, places), known.size - 1)
        return np.where(known[nearest] == places, there[nearest], otherwise)
    table = np.full(high - low + 3, otherwise, np.int64)  # one place more on either side, for what lies outside
    table[known - low + 1] = there
    return np.asarray(table[np.clip(places, low - 1, high + 1) - (low - 1)], np.int64)
