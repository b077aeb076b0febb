"""Cells that may list several answers without a semicolon: `web shop` as Kobo writes them, `1,3` as Qualtrics does.

Such cells could also be words, or a number with a comma: they are only offered, ticked where little else is possible.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

__all__ = ["Listing", "listing_of"]

_SEPARATORS = (",", " ")
_PART = re.compile(r"[^\s,;]{1,40}")
_MOST_PARTS, _TIMES_EACH = 25, 3
_LONGEST_CODE = 2
_MANY = 5


@dataclass(frozen=True, slots=True)
class Listing:
    """What parts the answers of a cell, the answers there are, and whether the cells can hardly be anything else."""

    separator: str
    parts: tuple[str, ...]
    is_likely: bool


def listing_of(values: Sequence[str]) -> Listing | None:
    """How the filled cells of a column list several answers, or None where they cannot.

    >>> listing_of(["web", "shop", "web shop", "web", "shop", "web shop"])
    Listing(separator=' ', parts=('shop', 'web'), is_likely=True)
    >>> listing_of(["low", "very low", "high", "very high", "medium", "low", "high", "low", "very low"] * 3).is_likely
    False
    >>> listing_of(["1,5", "2,5", "1,25"])
    """
    cells = set(values)
    for separator in _SEPARATORS:
        if not any(separator in cell for cell in cells):
            continue
        split = {cell: cell.split(separator) for cell in cells}
        given = [part for cell in values for part in split[cell]]
        different = {*given}
        if len(different) > _MOST_PARTS:
            continue
        parts = sorted(different, key=_order)
        if _can_be(split.values(), parts, len(given)):
            return Listing(separator, tuple(parts), _is_likely(list(split.values()), parts, separator))
    return None


def _order(part: str) -> tuple[bool, int, str]:
    return (not part.isdecimal(), int(part) if part.isdecimal() else 0, part.casefold())


def _can_be(split: Collection[Sequence[str]], parts: Sequence[str], given: int) -> bool:
    """Whether few parts return, none of them twice in a cell, and fewer parts than different cells."""
    if not 1 < len(parts) <= _MOST_PARTS or len(parts) >= len(split) or given < _TIMES_EACH * len(parts):
        return False
    if not all(_PART.fullmatch(part) for part in parts) or any(len(set(cell)) < len(cell) for cell in split):
        return False
    figures = [part for part in parts if part.isdecimal()]
    if figures and (len(figures) < len(parts) or any(len(part) > _LONGEST_CODE for part in parts)):
        return False
    return any(len(cell) > 1 for cell in split)


def _is_likely(split: Sequence[Sequence[str]], parts: Sequence[str], separator: str) -> bool:
    """Codes always rise within a cell, and not as the two halves of a few numbers do; words stand alone somewhere."""
    several = [cell for cell in split if len(cell) > 1]
    if not parts[0].isdecimal():
        return {part for cell in split if len(cell) == 1 for part in cell} >= {*parts}
    if any(list(map(int, cell)) != sorted(map(int, cell)) for cell in several):
        return False
    return separator == " " or len(several) >= _MANY
