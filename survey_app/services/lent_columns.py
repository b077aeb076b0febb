"""Columns by name, whose texts are read from the database when the first of them is asked for: most pages need none."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from survey_app.questions.summarising import ClosedColumn, Columns, NumberColumn

Arrays = Mapping[str, npt.NDArray[Any]]
Texts = Mapping[str, Sequence[str]]


class Lent(Mapping[str, ClosedColumn | NumberColumn | Sequence[str]]):
    """Closed answers and numbers as they stand in memory, and the names of texts that may be read."""

    def __init__(self, arrays: Arrays, written: Sequence[str], read: Callable[[], Texts]) -> None:
        self.arrays, self.written, self._read = arrays, tuple(written), read

    @cached_property
    def texts(self) -> Texts:
        """The columns of texts, read once."""
        return self._read()

    def __getitem__(self, name: str) -> ClosedColumn | NumberColumn | Sequence[str]:
        if name in self.arrays:
            return self.arrays[name]
        if name not in self.written:
            raise KeyError(name)
        return self.texts[name]

    def __contains__(self, name: object) -> bool:
        return name in self.arrays or name in self.written

    def __iter__(self) -> Iterator[str]:
        return chain(self.arrays, self.written)

    def __len__(self) -> int:
        return len(self.arrays) + len(self.written)


def arrays_of(columns: Columns) -> Arrays:
    """The closed answers and numbers among columns; no text is read for it."""
    if isinstance(columns, Lent):
        return columns.arrays
    return {name: column for name, column in columns.items() if isinstance(column, np.ndarray)}


__all__ = ["Arrays", "Lent", "Texts", "arrays_of"]
