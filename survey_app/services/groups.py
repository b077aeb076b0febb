"""Which groups may be shown apart: none that is small, and none that a subtraction would lay open."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


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
