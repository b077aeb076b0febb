"""In which order the waves or rounds of a file follow each other, as far as their names tell."""

import math
import re
from collections.abc import Collection, Sequence

__all__ = ["follow", "in_turn"]

_DIGITS = re.compile(r"\d{1,15}")
_YEARS = range(1900, 2200)
_DATE = 3


def follow(names: Collection[str]) -> bool:
    """Whether the names tell their order: numbers, one number in the same words, or a year with one or two numbers.

    Other words do not: of "before" and "after" the alphabet puts the wrong one first, and 1/2/2024 has two readings.

    >>> [follow(names) for names in (["9", "10"], ["Wave 9", "Wave 10"], ["Q4 2024", "Q1 2025"], ["before", "after"])]
    [True, True, True, False]
    """
    numbers = all(_number(name) is not None for name in names)
    return len(names) < 2 or numbers or _first(names) is not None  # noqa: PLR2004 - nothing to put in order


def in_turn(names: Collection[str]) -> list[str]:
    """The names in their order: numbers by size, wherever they stand, a year before what is part of it; then words.

    >>> in_turn(["Wave 10", "Wave 9"]), in_turn(["Q4 2024", "Q1 2025"]), in_turn(["b", "10", "9", "a"])
    (['Wave 9', 'Wave 10'], ['Q4 2024', 'Q1 2025'], ['9', '10', 'a', 'b'])
    >>> in_turn(["-1", "-2"])
    ['-2', '-1']
    """
    first = _first(names)
    if first is None or all(_number(name) is not None for name in names):
        return sorted(names, key=lambda name: (_number(name) is None, _number(name) or 0.0, name))
    return sorted(names, key=lambda name: (_parts(name)[first], _parts(name), name))


def _first(names: Collection[str]) -> int | None:
    """Which of the numbers in these names counts first; None where they are not built alike, or nothing tells."""
    if len({_DIGITS.sub("#", name).casefold() for name in names}) != 1:
        return None
    parts = [_parts(name) for name in names]
    width = len(parts[0])
    if width == 1:
        return 0
    years = [place for place in range(width) if all(each[place] in _YEARS for each in parts)]
    # of a date with three numbers only one that begins with the year has a single reading
    is_clear = len(years) == 1 and (width < _DATE or (width == _DATE and years[0] == 0))
    return years[0] if is_clear else None


def _parts(name: str) -> Sequence[int]:
    return [int(part) for part in _DIGITS.findall(name)]


def _number(name: str) -> float | None:
    try:
        found = float(name)
    except ValueError:
        return None
    return found if math.isfinite(found) else None
