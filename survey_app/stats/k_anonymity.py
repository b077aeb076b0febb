"""How many people share each combination of answers that others may know: the check before data are opened."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = ["KAnonymity", "LeftOut", "k_anonymity"]

_SOURCE = "Sweeney 2002, International Journal of Uncertainty, Fuzziness and Knowledge-Based Systems 10:557"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What would be left if one column were not given out: the smallest group, and the people in small groups."""

    column: str
    k: int
    below: int


@dataclass(frozen=True, kw_only=True)
class KAnonymity(Result):
    """The smallest group of people alike (`k`), how many groups there are, and who stands in small ones.

    `alone` people are the only ones of their combination, `below` stand in groups of fewer than `least`. `sizes` are
    group sizes with how many people stand in groups of that size.
    """

    k: int
    groups: int
    alone: int
    below: int
    least: int
    sizes: tuple[tuple[int, int], ...]
    without: tuple[LeftOut, ...]


def k_anonymity(columns: Mapping[str, Sequence[Hashable | None]], least: int = 5) -> KAnonymity:
    """Sizes of the groups of people who are alike in every column that others may know.

    Parameters: columns, the answers by name, a person in the same place in all, None where nothing was said (people
    without an answer are alike in that); least, the smallest group that does not point at somebody, at least 2.
    Returns: KAnonymity. Nobody or no column: k is the number of people.
    Raises: StatisticsRefused when columns differ in length or `least` is below 2.
    Formula: people with equal values in all columns are one group; k is the size of the smallest.
    Do not trust it alone: a group can be large and all of it have given the same answer elsewhere, and who knows more
    than these columns can tell people apart further.
    Source: Sweeney 2002.

    >>> found = k_anonymity({"region": ["N", "N", "S", "S", "S"], "age": [30, 30, 40, 40, 50]}, least=2)
    >>> found.k, found.groups, found.alone, [(each.column, each.k) for each in found.without]
    (1, 3, 1, [('region', 1), ('age', 2)])
    """
    if least < 2:  # noqa: PLR2004 - a group of one is nobody's cover
        raise StatisticsRefused("group_too_small", least=least)
    if len({len(column) for column in columns.values()}) > 1:
        raise StatisticsRefused("columns_differ_in_length", columns=len(columns))
    coded = {name: _coded(column) for name, column in columns.items()}
    n = next((column.size for column in coded.values()), 0)
    sizes = _sizes(list(coded.values()), n)
    values, counts = np.unique(sizes, return_counts=True)
    below = int(sizes[sizes < least].sum())
    return KAnonymity(
        k=int(sizes.min()) if sizes.size else n,
        groups=int(sizes.size),
        alone=int((sizes == 1).sum()),
        below=below,
        least=least,
        sizes=tuple((int(size), int(size * count)) for size, count in zip(values, counts, strict=True)),
        without=tuple(_without(name, coded, n, least) for name in coded) if len(coded) > 1 else (),
        n=n,
        missing=0,
        base=Base.ALL_CASES,
        method="k_anonymity",
        source=_SOURCE,
        reason=None if n else Reason.NO_CASES,
    )


Codes = NDArray[np.int64]


def _coded(column: Sequence[Hashable | None]) -> Codes:
    places = {value: place for place, value in enumerate(dict.fromkeys(column))}
    return np.array([places[value] for value in column], np.int64)


def _sizes(columns: Sequence[Codes], n: int) -> Codes:
    """The sizes of the groups of people alike in all columns; everybody is one group where there is no column."""
    if not n:
        return np.zeros(0, np.int64)
    if not columns:
        return np.array([n], np.int64)
    counts: Codes = np.unique(np.column_stack(columns), axis=0, return_counts=True)[1]
    return counts.astype(np.int64)


def _without(name: str, coded: Mapping[str, Codes], n: int, least: int) -> LeftOut:
    sizes = _sizes([column for other, column in coded.items() if other != name], n)
    return LeftOut(name, int(sizes.min()) if sizes.size else n, int(sizes[sizes < least].sum()))
