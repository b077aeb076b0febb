"""Questions made ready for a table: one answer each, several answers each (`1;3;5`), one question inside another."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.proportion import Flags
from survey_app.stats.results import StatisticsRefused

__all__ = ["Coded", "Codes", "Net", "Places", "in_order", "multiple", "nested", "single", "split_answers"]

Codes = Sequence[Hashable] | NDArray[Any]
Places = NDArray[np.signedinteger[Any]]
_NONE = -1
_FEW = 100
_MOST = 100_000_000


@dataclass(frozen=True, slots=True)
class Net:
    """Several codes shown as one line, a person counting once: a top-2 box, "any fault"."""

    label: str
    codes: tuple[Hashable, ...]


@dataclass(frozen=True)
class Coded:
    """One question: its codes in display order, and who gave which.

    One answer each: `places` holds everybody's place among the codes, -1 without one. Several answers each: `members`
    says for everybody and every code whether it was given. `outer` is the number of codes of the question around it.
    """

    name: str
    codes: tuple[Hashable, ...]
    labels: tuple[tuple[str, ...], ...]
    places: Places | None
    members: Flags | None
    unlisted: int = 0
    families: tuple[int, ...] = ()

    @cached_property
    def answered(self) -> Flags:
        """Who answered at all; somebody who gave none of the codes listed did not."""
        if self.members is not None:
            return np.asarray(self.members.any(axis=1), dtype=np.bool_)
        return np.asarray(self._places >= 0, dtype=np.bool_)

    @cached_property
    def is_complete(self) -> bool:
        """Whether everybody gave one of the codes."""
        return bool(self.answered.all())

    @cached_property
    def offsets(self) -> Places:
        """The places as columns of a table that has a line and a column for "none" before the others."""
        return self._places + (len(self.codes) + 2)

    @property
    def _places(self) -> Places:
        if self.places is None:
            raise StatisticsRefused("several_answers", question=self.name)
        return self.places

    @property
    def size(self) -> int:
        """How many people stand in the column of answers."""
        return int((self.members if self.places is None else self.places).shape[0])  # type: ignore[union-attr]  # one is set

    def matrix(self) -> Flags:
        """People in rows, codes in columns: whether the person gave the code."""
        if self.members is not None:
            return self.members
        return np.asarray(self._places[:, None] == np.arange(len(self.codes)), dtype=np.bool_)

    def named(self, labels: Mapping[Hashable, str]) -> "Coded":
        """The same question with words for its codes."""
        words = tuple((labels.get(code, str(code)),) for code in self.codes)
        return replace(self, labels=words)


def in_order(codes: Sequence[str]) -> list[str]:
    """Numbers by size, words after them in alphabetical order.

    >>> in_order(["10", "b", "9", "a"])
    ['9', '10', 'a', 'b']
    """

    def key(code: str) -> tuple[bool, float, str]:
        try:
            return False, float(code), code
        except ValueError:
            return True, 0.0, code

    return sorted(codes, key=key)


def single(codes: Codes, categories: Sequence[Hashable] | None = None, name: str = "") -> Coded:
    """A question with one answer each.

    Parameters: codes, one per person, None, NaN and "" missing; categories, the codes in display order, or None for
    those that occur; name, what refusals call it.
    Returns: Coded; codes outside the categories count as no answer and stand in `unlisted`.
    Raises: StatisticsRefused for a repeated category.

    >>> single([2, 1, None, 2]).places.tolist()
    [1, 0, -1, 1]
    """
    column = codes if isinstance(codes, np.ndarray) and codes.dtype.kind in "iuf" else np.asarray(list(codes), object)
    column = np.ascontiguousarray(column)  # a column of a table of people lies scattered
    if column.dtype.kind == "O":
        return _by_looking_up(column, categories, name)
    missing = np.isnan(column) if column.dtype.kind == "f" else np.zeros(1, np.bool_)
    if categories is None:
        categories = [value.item() for value in np.unique(column[~missing] if missing.any() else column)]
    listed = np.asarray(_checked(categories, name), dtype=np.float64)
    if _is_whole(column, listed):
        small = listed.size < _FEW and abs(listed[0]) < _FEW and column.dtype.kind == "i"
        narrow = small and column.itemsize <= np.dtype(np.int16).itemsize
        moved = column.astype(np.int16) if narrow else column.astype(np.int64)
        places: Places = moved - int(listed[0])
        found = Coded(name, tuple(categories), _labels(categories), places, None)
        found.__dict__.update(answered=np.ones(column.size, np.bool_), is_complete=True)  # known: no need to look again
        return found
    places = _numeric_places(column, listed)
    found = Coded(name, tuple(categories), _labels(categories), places, None)
    gaps = 0 if found.is_complete else int((~found.answered).sum())
    return replace(found, unlisted=gaps - int(missing.sum())) if gaps else found


def _is_whole(column: NDArray[Any], listed: NDArray[np.float64]) -> bool:
    """Whether the categories are whole numbers in a row, and everybody gave one of them."""
    if column.dtype.kind not in "iu" or not listed.size or not column.size:
        return False
    in_a_row = np.array_equal(listed, np.arange(listed[0], listed[0] + listed.size)) and listed[0].is_integer()
    return bool(in_a_row and column.min() >= listed[0] and column.max() <= listed[-1])


def _numeric_places(column: NDArray[Any], listed: NDArray[np.float64]) -> Places:
    """Small whole codes by one table of places; anything else by searching."""
    if not listed.size:
        return np.full(column.shape, _NONE, np.int64)
    low, high = float(listed.min()), float(listed.max())
    if column.dtype.kind in "iu" and high - low < 10_000 and bool(np.all(listed == np.round(listed))):  # noqa: PLR2004 - the table stays small
        table = np.full(int(high - low) + 3, _NONE, np.int64)
        table[(listed - low).astype(np.int64) + 1] = np.arange(listed.size)
        return np.asarray(table[np.clip(column.astype(np.int64) - int(low) + 1, 0, table.size - 1)], dtype=np.int64)
    order = np.argsort(listed)
    nearest = order[np.minimum(np.searchsorted(listed, column, sorter=order), listed.size - 1)]
    return np.where(listed[nearest] == column, nearest, _NONE)


def _by_looking_up(column: NDArray[Any], categories: Sequence[Hashable] | None, name: str) -> Coded:
    cleaned = [None if _is_missing(code) else code for code in column.tolist()]
    if categories is None:
        there = {code for code in cleaned if code is not None}
        texts = all(isinstance(code, str) for code in there)
        categories = in_order(list(there)) if texts else sorted(there, key=lambda code: (str(type(code)), code))
    index = {code: place for place, code in enumerate(_checked(categories, name))}
    places = np.array([_NONE if code is None else index.get(code, _NONE) for code in cleaned], np.int64)
    missing = sum(code is None for code in cleaned)
    return Coded(name, tuple(categories), _labels(categories), places, None, int((places < 0).sum()) - missing)


def _is_missing(code: object) -> bool:
    return code is None or code == "" or (isinstance(code, float) and code != code)  # noqa: PLR0124 - NaN differs from itself


def _checked(categories: Sequence[Hashable], name: str) -> Sequence[Hashable]:
    if len(set(categories)) != len(categories):
        raise StatisticsRefused("repeated_category", question=name)
    return categories


def _labels(categories: Sequence[Hashable]) -> tuple[tuple[str, ...], ...]:
    return tuple((str(code),) for code in categories)


def split_answers(cell: str, separator: str = ";") -> tuple[str, ...]:
    """The codes of one cell with several answers.

    >>> split_answers("1;3; 5;")
    ('1', '3', '5')
    """
    return tuple(part for part in (part.strip() for part in cell.split(separator)) if part)


def multiple(
    cells: Sequence[str | None] | NDArray[np.bool_],
    categories: Sequence[Hashable] | None = None,
    name: str = "",
    separator: str = ";",
) -> Coded:
    """A question with several answers each.

    Parameters: cells, one text such as "1;3;5" per person, empty or None without an answer, or an array of true and
    false with people in rows; categories, the codes in display order (needed for an array), or None for those that
    occur; name, what refusals call it; separator, what stands between two codes.
    Returns: Coded. Somebody who gave none of the categories counts as not having answered.
    Raises: StatisticsRefused for a repeated category, an array that does not fit them, or a column of free texts.

    >>> multiple(["1;3;", "", "3"]).matrix().tolist()
    [[True, True], [False, False], [False, True]]
    """
    if isinstance(cells, np.ndarray) and cells.dtype.kind == "b":
        listed = _checked(tuple(categories or range(1, cells.shape[1] + 1)), name)
        if cells.ndim != 2 or cells.shape[1] != len(listed):  # noqa: PLR2004 - people and codes
            raise StatisticsRefused("wrong_shape", dimensions=int(cells.ndim), expected=2)
        return Coded(name, tuple(listed), _labels(listed), None, cells)
    written = ["" if cell is None else cell for cell in cells]
    kinds = {text: place for place, text in enumerate(dict.fromkeys(written))}
    parts = [split_answers(text, separator) for text in kinds]
    listed = categories if categories is not None else in_order(list({part for each in parts for part in each}))
    if max(len(kinds), len(written)) * len(listed) > _MOST:
        raise StatisticsRefused("too_many_codes", question=name, codes=len(listed))
    index = {str(code): place for place, code in enumerate(_checked(listed, name))}
    pattern = np.zeros((len(parts), len(listed)), dtype=np.bool_)
    outside = np.zeros(len(parts), dtype=np.int64)
    for row, each in enumerate(parts):
        for part in each:
            place = index.get(part)
            if place is None:
                outside[row] += 1
            else:
                pattern[row, place] = True
    mine = np.array([kinds[text] for text in written], dtype=np.int64)
    unlisted = int(outside[mine].sum()) if mine.size else 0
    return Coded(name, tuple(listed), _labels(listed), None, pattern[mine], unlisted)


def nested(outer: Coded, inner: Coded) -> Coded:
    """One question inside another: a column for every pair of codes; only columns under one outer code are compared.

    >>> both = nested(single(["m", "f"]), single([1, 2]))
    >>> both.labels
    (('f', '1'), ('f', '2'), ('m', '1'), ('m', '2'))
    """
    if outer.size != inner.size:
        raise StatisticsRefused("questions_do_not_fit", first=outer.size, second=inner.size)
    many = len(inner.codes)
    codes = tuple((first, second) for first in outer.codes for second in inner.codes)
    labels = tuple((*first, *second) for first in outer.labels for second in inner.labels)
    families = tuple(place for place in range(len(outer.codes)) for _ in range(many))
    name = f"{outer.name} > {inner.name}"
    if outer.places is not None and inner.places is not None:
        both = (outer.places >= 0) & (inner.places >= 0)
        places = np.where(both, outer.places.astype(np.int64) * many + inner.places, _NONE)
        return Coded(name, codes, labels, places, None, families=families)
    first, second = outer.matrix(), inner.matrix()
    members = (first[:, :, None] & second[:, None, :]).reshape(outer.size, -1)
    return Coded(name, codes, labels, None, members, families=families)
