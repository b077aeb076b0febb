"""Labelled codes on both sides of 0, as from -2 “much worse” to 2 “much better”: a scale, not codes for no answer."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import count
from typing import Any

from survey_app.exceptions import N_

__all__ = ["RAISED", "raised", "reach_of"]

RAISED = N_("Its codes went below 0: they are counted from 1 here, with the same words.")
_FARTHEST, _LARGEST_CODE = 10, 9_999


def reach_of(labelled: Collection[float], seen: Collection[float]) -> int:
    """How far a scale goes on both sides of 0; 0 where codes below 0 are no points of one.

    The labelled codes are one run through 0 with as many below as above; points between its ends may have no label.

    >>> reach_of([-2, -1, 0, 1, 2], [3]), reach_of([-2, 2], [-2, -1, 0, 1]), reach_of([-2, -1, 1, 2], [1])
    (2, 2, 0)
    >>> reach_of([-9, 0, 1, 2], [1]), reach_of([-9, -1, 0, 1], [1])
    (0, 1)
    """
    known = {*labelled}
    return _run(known) or _run(known | {*seen}, known)


def _run(codes: set[float], labelled: set[float] | None = None) -> int:
    above, below = (next(each for each in count(1) if sign * each not in codes) - 1 for sign in (1, -1))
    is_run = 0 in codes and above == below and {-below, above} <= (codes if labelled is None else labelled)
    return above if is_run else 0


def raised(
    cells: Sequence[str], labels: Mapping[Any, object], reach: int, missing: Iterable[tuple[float, float]]
) -> tuple[list[str], dict[Any, object]] | None:
    """The cells and labels with the points of the scale as 1, 2, 3 and so on, for questions hold no codes below 0.

    None where other codes, or those for no answer, are in the way of the new ones.

    >>> raised(["-1", "1", "", "97"], {-1: "worse", 0: "same", 1: "better", 97: "other"}, 1, [])
    (['1', '3', '', '97'], {1: 'worse', 2: 'same', 3: 'better', 97: 'other'})
    >>> raised(["-1", "2"], {-1: "worse", 0: "same", 1: "better"}, 1, [])
    """
    first, last = 1, 2 * reach + 1
    points = {str(code): str(code + reach + first) for code in range(-reach, reach + 1)}
    others = {cell for cell in cells if cell} - points.keys()
    named = {code: words for code, words in labels.items() if isinstance(code, int | float) and code >= -reach}
    are_apart = all(cell.isdecimal() and last < int(cell) <= _LARGEST_CODE for cell in others)
    are_labels_apart = all(code <= reach or code > last for code in named)
    if reach > _FARTHEST or not are_apart or not are_labels_apart:
        return None
    if any(low <= last and high > reach for low, high in missing):
        return None
    new = {code + reach + first if code <= reach else code: words for code, words in named.items()}
    return [points.get(cell, cell) for cell in cells], new
