"""The columns of a table: everybody first, then every code of every banner question, with their bases."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from survey_app.stats.answers import FloatArray
from survey_app.stats.coding import Coded
from survey_app.stats.letters import Columns, column_letter
from survey_app.stats.tabulating import Block, RowQuestion, tabulate

__all__ = ["Banner", "TableColumn", "banner_of"]

_USABLE, _STEADY = 30, 100
_Labels = tuple[str, ...]


class TableColumn(NamedTuple):
    """One column: its letter (none for the total), banner question, words, bases, and the mark of a small base.

    `mark` is "**" for an effective base below the least that is tested (30), "*" below 100. `n_eff` is Kish's base.
    """

    letter: str
    question: str
    labels: tuple[str, ...]
    n: int
    weighted_n: float
    n_eff: float
    mark: str


@dataclass(frozen=True, slots=True)
class Banner:
    """All columns side by side; `starts` are the places of the first column of each banner question.

    `families` are the places of the columns that are compared with one another.
    """

    columns: tuple[TableColumn, ...]
    blocks: tuple[Block, ...]
    starts: tuple[int, ...]
    families: tuple[tuple[tuple[int, ...], ...], ...]
    counts: FloatArray
    weighted: FloatArray
    row_bases: FloatArray
    n: FloatArray
    weight: FloatArray
    squares: FloatArray

    @property
    def effective(self) -> FloatArray:
        """Kish's effective base of every column; 0 for an empty one."""
        return np.divide(self.weight**2, self.squares, out=np.zeros_like(self.weight), where=self.squares > 0)

    def compared(self, block: int, least: float) -> Columns:
        """The total and then the columns of one banner question: everybody in a column is in the total as well."""
        start, found = self.starts[block], self.blocks[block]
        size = found.n.size + 1
        places = np.concatenate([[0], np.arange(start, start + size - 1)])
        effective, weight = self.effective[places], self.weight[places]
        overlap, shared = np.zeros((size, size)), np.zeros((size, size))
        overlap[1:, 0], shared[1:, 0] = found.squares, found.weight
        if found.overlap is not None and found.overlap_weight is not None:
            overlap[1:, 1:], shared[1:, 1:] = found.overlap, found.overlap_weight
        return Columns(weight, effective, effective >= least, overlap, shared)


def banner_of(rows: RowQuestion, questions: Sequence[Coded], least: float = _USABLE) -> Banner:
    """Count the rows under every banner question and put the columns side by side."""
    everybody = Coded("", ("",), ((),), np.zeros(rows.coded.size, np.int64), None)
    blocks = [tabulate(rows, question) for question in questions]
    whole = blocks[0] if blocks else tabulate(rows, everybody)
    total_n, total_weight, total_squares = _totals(rows)
    sizes = [block.n.size for block in blocks]
    starts = tuple(int(start) for start in np.cumsum([1, *sizes])[:-1])
    bases = [np.repeat(block.row_weights[:, None], block.n.size, axis=1) for block in blocks]
    n = np.concatenate([[total_n], *(block.n for block in blocks)])
    weight = np.concatenate([[total_weight], *(block.weight for block in blocks)])
    squares = np.concatenate([[total_squares], *(block.squares for block in blocks)])
    return Banner(
        columns=_columns(questions, (n, weight, squares), least),
        blocks=tuple(blocks),
        starts=starts,
        families=tuple(_families(question) for question in questions),
        counts=np.column_stack([whole.all_counts, *(block.counts for block in blocks)]),
        weighted=np.column_stack([whole.all_weighted, *(block.weighted for block in blocks)]),
        row_bases=np.column_stack([whole.all_weighted, *bases]),
        n=n,
        weight=weight,
        squares=squares,
    )


def _totals(rows: RowQuestion) -> tuple[float, float, float]:
    """People, weight and squared weight of everybody who answered the rows."""
    n = float(rows.coded.size if rows.complete else rows.valid.sum())
    if rows.masses is None:
        return n, n, n
    if rows.complete:
        return n, rows.masses.total, rows.masses.total_squares
    return n, float(rows.masses.weights[rows.valid].sum()), float(rows.masses.squares[rows.valid].sum())


def _families(question: Coded) -> tuple[tuple[int, ...], ...]:
    """Places within the question, 1 being its first column, of the columns under one outer code."""
    return _alike(question.families or (0,) * len(question.codes))


@lru_cache(maxsize=64)
def _alike(outer: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    found: dict[int, list[int]] = {}
    for place, family in enumerate(outer, start=1):
        found.setdefault(family, []).append(place)
    return tuple(map(tuple, found.values()))


def _columns(
    questions: Sequence[Coded], bases: tuple[FloatArray, FloatArray, FloatArray], least: float
) -> tuple[TableColumn, ...]:
    n, weight, squares = bases
    named = _lettered(tuple((question.name, question.labels) for question in questions))
    effective = np.divide(weight**2, squares, out=np.zeros_like(weight), where=squares > 0).tolist()
    found = []
    for (letter, name, labels), people, mass, n_eff in zip(named, n.tolist(), weight.tolist(), effective, strict=True):
        mark = "**" if n_eff < least else "*" if n_eff < _STEADY else ""
        found.append(TableColumn(letter, name, labels, int(people), mass, n_eff, mark))
    return tuple(found)


@lru_cache(maxsize=64)
def _lettered(questions: tuple[tuple[str, tuple[_Labels, ...]], ...]) -> tuple[tuple[str, str, _Labels], ...]:
    """Letter, question and words of every column, the total first: the same under every question in the rows."""
    listed = [(name, labels) for name, columns in questions for labels in columns]
    return ("", "", ()), *((column_letter(place), name, labels) for place, (name, labels) in enumerate(listed))
