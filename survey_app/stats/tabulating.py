"""Counting people into the cells of a table: rows against one banner question, weighted or not, in a few passes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce

import numpy as np

from survey_app.stats.answers import FloatArray
from survey_app.stats.coding import Coded, Net, Places
from survey_app.stats.proportion import Flags
from survey_app.stats.results import StatisticsRefused

__all__ = ["MOST_CELLS", "Block", "Masses", "RowQuestion", "cell_squares", "row_question", "tabulate"]

MOST_CELLS = 100_000
"""A table of more cells is a mistake: a column of names or keys in the place of a question."""
_PEOPLE_AT_ONCE = 1 << 14
"""The tables of so many stay near the processor; those of a million people would take hundreds of megabytes."""


@dataclass(frozen=True, eq=False)
class Masses:
    """Weights made ready once for many tables: their squares, their sums, and whether nobody has the weight 0."""

    weights: FloatArray
    squares: FloatArray
    is_positive: bool
    total: float
    total_squares: float
    by_question: dict[int, tuple[Coded, FloatArray]] = field(default_factory=dict)

    @classmethod
    def of(cls, weights: FloatArray) -> "Masses":
        """Prepare checked weights."""
        squares = weights * weights
        is_positive = bool((weights > 0).all())
        return cls(weights, squares, is_positive, float(weights.sum()), float(squares.sum()))

    def of_columns(self, question: Coded, width: int) -> FloatArray:
        """Squared weights in every column of a banner question, over everybody; counted once."""
        known = self.by_question.get(id(question))
        if known is None or known[0] is not question:
            found = np.bincount(question.offsets - (width + 1), self.squares, width + 1)[1:]
            known = self.by_question[id(question)] = question, np.asarray(found, dtype=np.float64)
        return known[1]


@dataclass(frozen=True, slots=True)
class RowQuestion:
    """The rows of a table: the codes, then the nets; who of the people counts at all, and with what weight."""

    coded: Coded
    lines: tuple[tuple[int, ...], ...]
    """The places of the codes that make up each line."""
    places: Places | None
    members: Flags | None
    valid: Flags
    complete: bool
    """Whether everybody is valid: then nothing has to be taken off the sums of a banner."""
    masses: Masses | None

    @property
    def weights(self) -> FloatArray | None:
        """Everybody's weight; None when unweighted."""
        return self.masses.weights if self.masses else None

    @property
    def squares(self) -> FloatArray | None:
        """Everybody's squared weight; None when unweighted."""
        return self.masses.squares if self.masses else None


@dataclass(frozen=True, slots=True)
class Block:
    """One banner question under the rows: people, weights and squared weights of every column and cell.

    `overlap` and `overlap_weight` are the sums of w² and of w over the people who stand in both of two columns; None
    where nobody can. `row_weights` is, per line, the weight of those who stand anywhere in the block, `whole` their
    people, weights and squared weights in all. `all_counts` and `all_weighted` are the lines over everybody.
    """

    counts: FloatArray
    weighted: FloatArray
    n: FloatArray
    weight: FloatArray
    squares: FloatArray
    row_weights: FloatArray
    whole: tuple[int, float, float]
    all_counts: FloatArray
    all_weighted: FloatArray
    overlap: FloatArray | None = None
    overlap_weight: FloatArray | None = None


def row_question(coded: Coded, nets: Sequence[Net] = (), masses: Masses | None = None) -> RowQuestion:
    """Prepare the rows; a person of weight 0 is left out, a net counts a person once."""
    index = {code: place for place, code in enumerate(coded.codes)}
    lines: list[tuple[int, ...]] = [(place,) for place in range(len(coded.codes))]
    for net in nets:
        unknown = [code for code in net.codes if code not in index]
        if unknown or not net.codes:
            raise StatisticsRefused("net_of_unknown_codes", net=net.label, codes=", ".join(map(str, unknown)))
        lines.append(tuple(sorted({index[code] for code in net.codes})))
    valid, complete = coded.answered, coded.is_complete
    if masses is not None and not masses.is_positive:
        valid = valid & (masses.weights > 0)
        complete = complete and bool(valid.all())
    if coded.places is not None:
        places = coded.places if complete else np.where(valid, coded.places, -1)
        return RowQuestion(coded, tuple(lines), places, None, valid, complete, masses)
    parts = coded.matrix()
    members = np.column_stack([parts[:, list(line)].any(axis=1) for line in lines]) & valid[:, None]
    return RowQuestion(coded, tuple(lines), None, members, valid, complete, masses)


def tabulate(rows: RowQuestion, banner: Coded) -> Block:
    """Count the rows under one banner question."""
    if rows.coded.size != banner.size:
        raise StatisticsRefused("questions_do_not_fit", first=rows.coded.size, second=banner.size)
    if len(rows.lines) * len(banner.codes) > MOST_CELLS:
        raise StatisticsRefused("table_too_large", rows=len(rows.lines), columns=len(banner.codes), most=MOST_CELLS)
    if rows.places is not None and banner.places is not None:
        return _by_keys(rows, rows.places, banner)
    return _by_products(rows, banner.matrix())


def _by_keys(rows: RowQuestion, places: Places, banner: Coded) -> Block:
    """One answer on either side: every person falls into one cell of a table whose first line and column say "none"."""
    height, width = len(rows.coded.codes), len(banner.codes)
    size = (height + 1) * (width + 1)
    key = _keys(places, banner, size)

    def table(mass: FloatArray | None) -> FloatArray:
        return np.bincount(key, mass, size).astype(np.float64).reshape(height + 1, width + 1)[1:]

    whole = table(None)
    whole_weighted = whole if rows.weights is None else table(rows.weights)
    counts, weighted = whole[:, 1:], whole_weighted[:, 1:]
    squares = _column_squares(rows, banner, counts)
    row_weights = weighted.sum(axis=1)
    return Block(
        counts=_lines(counts, rows.lines),
        weighted=_lines(weighted, rows.lines),
        n=counts.sum(axis=0),
        weight=weighted.sum(axis=0),
        squares=squares,
        row_weights=_lines(row_weights[:, None], rows.lines)[:, 0],
        whole=(int(counts.sum()), float(weighted.sum()), float(squares.sum())),
        all_counts=_lines(whole.sum(axis=1)[:, None], rows.lines)[:, 0],
        all_weighted=_lines(whole_weighted.sum(axis=1)[:, None], rows.lines)[:, 0],
    )


def _keys(places: Places, banner: Coded, size: int) -> Places:
    """The cell of every person; the first line and the first column are of those who gave no answer."""
    key = (places if size < np.iinfo(places.dtype).max else places.astype(np.int64)) * (len(banner.codes) + 1)
    return (key + banner.offsets).astype(np.intp, copy=False)  # counted several times: turned round once


def cell_squares(rows: RowQuestion, banner: Coded) -> FloatArray | None:
    """Sums of the squared weights in the cells of the codes; None when unweighted or with several answers on a side."""
    if rows.squares is None or rows.places is None or banner.places is None:
        return None
    height, width = len(rows.coded.codes), len(banner.codes)
    size = (height + 1) * (width + 1)
    found = np.bincount(_keys(rows.places, banner, size), rows.squares, size).reshape(height + 1, width + 1)
    return np.asarray(found[1:, 1:], dtype=np.float64)


def _column_squares(rows: RowQuestion, banner: Coded, counts: FloatArray) -> FloatArray:
    """Squared weights per column, over the people who also answered the rows."""
    width = len(banner.codes)
    if rows.masses is None:
        return np.asarray(counts.sum(axis=0), dtype=np.float64)
    if rows.complete:
        return rows.masses.of_columns(banner, width)
    counted = rows.masses.squares * rows.valid
    return np.asarray(np.bincount(banner.offsets - (width + 1), counted, width + 1)[1:], dtype=np.float64)


def _lines(table: FloatArray, lines: Sequence[tuple[int, ...]]) -> FloatArray:
    """Codes added up into nets: one answer each, so nobody counts twice."""
    if len(lines) == table.shape[0]:
        return table
    nets = [table[list(line)].sum(axis=0) for line in lines[table.shape[0] :]]
    return np.vstack([table, *nets])


def _by_products(rows: RowQuestion, banner: Flags) -> Block:
    """Several answers on a side: products of the two tables of true and false, over some thousand people at a time."""
    starts = range(0, rows.coded.size, _PEOPLE_AT_ONCE) or range(1)
    return reduce(_added, (_products(rows, banner, slice(start, start + _PEOPLE_AT_ONCE)) for start in starts))


def _products(rows: RowQuestion, table: Flags, some: slice) -> Block:
    """The block of some people."""
    if rows.members is not None:
        members = rows.members[some].astype(np.float64)
    else:
        places = rows.places[some] if rows.places is not None else np.zeros(0, np.int64)
        members = np.column_stack([np.isin(places, line) for line in rows.lines]).astype(np.float64)
    banner = (table[some] & rows.valid[some, None]).astype(np.float64)
    mass = np.ones(len(banner)) if rows.weights is None else rows.weights[some]
    squares = mass if rows.squares is None else rows.squares[some]
    heavy = banner * mass[:, None]
    inside = banner.any(axis=1)
    several = banner.shape[1] > 1
    return Block(
        counts=np.rint(members.T @ banner),
        weighted=members.T @ heavy,
        n=banner.sum(axis=0),
        weight=heavy.sum(axis=0),
        squares=squares @ banner,
        row_weights=members.T @ (mass * inside),
        whole=(int(inside.sum()), float(mass[inside].sum()), float(squares[inside].sum())),
        all_counts=members.sum(axis=0),
        all_weighted=mass @ members,
        overlap=banner.T @ (banner * squares[:, None]) if several else None,
        overlap_weight=banner.T @ heavy if several else None,
    )


def _added(one: Block, two: Block) -> Block:
    """The block of two groups of people together."""
    return Block(
        counts=one.counts + two.counts,
        weighted=one.weighted + two.weighted,
        n=one.n + two.n,
        weight=one.weight + two.weight,
        squares=one.squares + two.squares,
        row_weights=one.row_weights + two.row_weights,
        whole=(one.whole[0] + two.whole[0], one.whole[1] + two.whole[1], one.whole[2] + two.whole[2]),
        all_counts=one.all_counts + two.all_counts,
        all_weighted=one.all_weighted + two.all_weighted,
        overlap=_sum(one.overlap, two.overlap),
        overlap_weight=_sum(one.overlap_weight, two.overlap_weight),
    )


def _sum(one: FloatArray | None, two: FloatArray | None) -> FloatArray | None:
    return None if one is None or two is None else one + two
