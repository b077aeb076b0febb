"""Several answers of a cell, parted by a comma and a blank as Google Forms does, or by a comma alone as Qualtrics does.

An answer may hold such commas itself.

“Phone, mail or chat, Web” is two answers: what follows a comma with a small letter and stands behind the same words
every time belongs to them, and so do words that never stand alone in many cells.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

__all__ = ["parted_by_commas"]

_SIGN = ", "
_TIGHT = re.compile(r"(?<!\d),(?=\S)|,(?=[^\s\d])")
"""A comma between two answers, and none within a number."""
_MOST_WORDS, _TIMES_EACH = 25, 3
_MOST_TURNS = 10
_ALWAYS = 5
"""So often two parts stand together, and never alone, before they are taken for one answer whatever their letters."""


def parted_by_commas(values: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The answers of each different cell, or nothing where commas do not part answers.

    They do only where fewer answers than different cells come of it: “yes, often”, “yes, once” and “no” are three
    answers and would be four words. Cells that all have as many parts, as “Spain, North” and “France, South”, say one
    thing in parts.

    >>> parted_by_commas(["Web", "Shop, Web", "Shop, Mail", "Mail, Web", "Shop", "Mail"] * 2)["Shop, Web"]
    ('Shop', 'Web')
    >>> parted_by_commas(["Web, by app", "Shop", "Web, by app, Shop", "Mail", "Mail, Shop", "Web, by app, Mail"] * 2)[
    ...     "Web, by app, Shop"
    ... ]
    ('Web, by app', 'Shop')
    >>> parted_by_commas(["By mail, or fax,Web", "Web", "By mail, or fax", "Shop", "Shop,Web"] * 9)[
    ...     "By mail, or fax,Web"
    ... ]
    ('By mail, or fax', 'Web')
    >>> parted_by_commas(["yes, often", "yes, once", "no"] * 9)
    {}
    >>> parted_by_commas(["Spain, North", "Spain, South", "France, North", "France, South", "Spain, East"] * 9)
    {}
    """
    counts = Counter(value for value in values if value)
    return _by_blanks(counts) or _by_tight_commas(counts)


def _by_blanks(counts: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """Parted by a comma and a blank; what is one answer is joined again."""
    if not any(_SIGN in cell for cell in counts):
        return {}
    parted = {cell: tuple(part.strip() for part in cell.split(_SIGN) if part.strip()) for cell in counts}
    for _turn in range(_MOST_TURNS):
        joined = _joined(parted, counts)
        if joined == parted:
            break
        parted = joined
    return _sound(parted, counts)


def _by_tight_commas(counts: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """Parted by commas without a blank, as Qualtrics does: commas within an answer have one behind them."""
    if not any(_TIGHT.search(cell) for cell in counts):
        return {}
    return _sound({cell: tuple(part.strip() for part in _TIGHT.split(cell) if part.strip()) for cell in counts}, counts)


def _sound(parted: dict[str, tuple[str, ...]], counts: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """The parts where they can be several answers, else nothing."""
    given = Counter(part for cell, parts in parted.items() for part in parts for _each in range(counts[cell]))
    is_several = len({len(parts) for parts in parted.values()}) > 1
    is_few = 1 < len(given) <= _MOST_WORDS and len(given) < len(counts) and given.total() >= _TIMES_EACH * len(given)
    is_once = all(len(set(parts)) == len(parts) for parts in parted.values())
    return parted if is_several and is_few and is_once else {}


def _joined(parted: Mapping[str, tuple[str, ...]], counts: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """The cells with neighbours joined that are one answer."""
    alone: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    for cell, parts in parted.items():
        alone.update(dict.fromkeys(parts, counts[cell]))
        together.update(dict.fromkeys(pairwise(parts), counts[cell]))
    one = {pair for pair, count in together.items() if _is_one(pair, count, alone)}
    return {cell: _glued(parts, one) for cell, parts in parted.items()}


def _is_one(pair: tuple[str, str], count: int, alone: Mapping[str, int]) -> bool:
    first, second = pair
    if count < alone[second]:
        return False
    if second[:1].islower() and first[:1].isupper():
        return True
    return count == alone[first] >= _ALWAYS


def _glued(parts: Sequence[str], one: set[tuple[str, str]]) -> tuple[str, ...]:
    found: list[str] = []
    last = ""
    for part in parts:
        if found and (last, part) in one:
            found[-1] = f"{found[-1]}{_SIGN}{part}"
        else:
            found.append(part)
        last = part
    return tuple(found)
