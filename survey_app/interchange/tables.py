"""Reading a table that somebody uploads: CSV, a sheet of an Excel workbook, responses of LimeSurvey (`.lsa`).

Everything is text when it leaves here. Nothing is guessed silently: `Table.encoding` says how the bytes were read.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import BinaryIO

from survey_app.exceptions import N_
from survey_app.interchange.delimited import read_delimited
from survey_app.interchange.foot_rows import foot_rows
from survey_app.interchange.heading_rows import headed
from survey_app.interchange.questionnaires.limesurvey.archive import is_archive
from survey_app.interchange.questionnaires.limesurvey.old_answers import read_old_answers
from survey_app.interchange.table_limits import (
    LIMITS,
    EmptyTable,
    FileTooLarge,
    HeaderRefused,
    Limits,
    NotATable,
    RaggedRow,
    UnreadableText,
)
from survey_app.interchange.workbooks import read_workbook

__all__ = ["LIMITS", "Limits", "Table", "read_table"]

_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TOP = 200
_ZIP = b"PK\x03\x04"
_STATISTICS = (b"$FL2", b"$FL3", b"<stata_dta>")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows, all text, outer blanks removed, every row as long as the header.

    `numbers` are the rows' numbers in the file, the header being 1: reports point with them.
    `passed` are the numbers of the rows that are neither header nor answers (`heading_rows`, `foot_rows`), `whys` why.
    `wordings` say what the columns ask where a row of the file does. `separator` is what parts the cells of a text,
    `zone` the time zone of its times where it names one, and `notes` say how columns were read whose cells could be
    read otherwise: a marked message for each. `doubtful` are the numbers of rows that could sum up the others, but are
    read as answers. `absent` is how many cells of a column held what stands for no answer.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    encoding: str
    passed: tuple[int, ...] = ()
    whys: tuple[str, ...] = ()
    wordings: tuple[str, ...] = ()
    separator: str = ""
    zone: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    absent: Mapping[str, int] = field(default_factory=dict)
    doubtful: tuple[int, ...] = ()

    _columns: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """The rows turned into columns, once: a file is looked at column by column many times."""
    _filled: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _distinct: dict[str, frozenset[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def column(self, name: str) -> tuple[str, ...]:
        """The cells below one name of the header."""
        if not self._columns and self.rows:
            turned = zip(self.header, zip(*self.rows, strict=True), strict=True)
            # of several columns with one name the first counts
            self._columns.update(reversed([*turned]))
        return self._columns[name] if self.rows else self._nothing(name)

    def _nothing(self, name: str) -> tuple[str, ...]:
        self.header.index(name)
        return ()

    def filled(self, name: str) -> tuple[str, ...]:
        """The cells below one name that hold something."""
        if name not in self._filled:
            self._filled[name] = tuple(filter(None, self.column(name)))
        return self._filled[name]

    def distinct(self, name: str) -> frozenset[str]:
        """The different cells below one name, blank ones left out."""
        if name not in self._distinct:
            self._distinct[name] = frozenset(self.filled(name))
        return self._distinct[name]

    def with_cells(self, changed: Mapping[int, Mapping[str, str]]) -> "Table":
        """The table with other cells: by the place of a column, what each cell that changes becomes there."""
        if not changed or not self.rows:
            return self
        columns = [*zip(*self.rows, strict=True)]
        for place, cells in changed.items():
            columns[place] = tuple([cells.get(cell, cell) for cell in columns[place]])
        return replace(self, rows=tuple(zip(*columns, strict=True)))


def read_table(stream: BinaryIO, filename: str, limits: Limits = LIMITS) -> Table:
    """Read an uploaded table, or refuse it with what is wrong and where."""
    content = stream.read(limits.packed + 1)
    if len(content) > limits.packed:
        raise FileTooLarge(file=filename, most=limits.packed // (1024 * 1024))
    if not content.strip():
        raise EmptyTable(file=filename)
    if content.startswith(_OLD_EXCEL):
        raise NotATable(
            N_(
                "%(file)s is an old or a protected Excel file. Save it as .xlsx without a password and upload it again."
            ),
            file=filename,
        )
    if content.startswith(_STATISTICS):
        raise NotATable(
            N_("%(file)s is a file of SPSS or Stata. Save it there as CSV or Excel (.xlsx) and upload that."),
            file=filename,
        )
    if content.startswith(_ZIP) and is_archive(content):
        return _table(read_old_answers(content, filename), filename, limits, "lsa", is_strict=False)
    if content.startswith(_ZIP):
        return _sheet(content, filename, limits)
    if limits.sheet:
        raise NotATable(N_("%(file)s is no workbook: only a workbook has sheets to choose from."), file=filename)
    rows, encoding, separator = read_delimited(content, filename)
    return replace(_table(rows, filename, limits, encoding, is_strict=True), separator=separator)


def _sheet(content: bytes, filename: str, limits: Limits) -> Table:
    """A sheet of a workbook; the first one may be a cover."""
    try:
        return _table(read_workbook(content, filename, limits), filename, limits, "xlsx", is_strict=False)
    except EmptyTable:
        if limits.sheet:
            raise
        raise EmptyTable(
            N_(
                "The first sheet of %(file)s has no rows below its first row. Choose another sheet, or make the list "
                "the first one."
            ),
            file=filename,
        ) from None


def _table(
    rows: Iterable[tuple[int, list[str]]], filename: str, limits: Limits, encoding: str, *, is_strict: bool
) -> Table:
    """Check the rows one by one. In delimited text (strict) a row must be as long as the header."""
    filled = _filled(rows, limits)
    top = headed(list(islice(filled, _TOP)))
    if not top.names:
        raise EmptyTable(file=filename)
    # a name may be missing at the end too, where the rows go on
    most = max((len(_without_tail(cells)) for _number, cells in top.rows), default=0) if limits.unnamed else 0
    header = _header(top.names[: max(most, len(_without_tail(top.names)))], limits)
    kept: list[tuple[str, ...]] = []
    numbers: list[int] = []
    for number, cells in chain(top.rows, filled):
        if len(kept) >= limits.rows:
            raise FileTooLarge(
                N_("%(file)s has more than %(rows)s rows. Split it and upload the parts."),
                file=filename,
                rows=limits.rows,
            )
        kept.append(_fit(cells, number, len(header), is_strict=is_strict))
        numbers.append(number)
    if not kept:
        raise EmptyTable(file=filename)
    found = Table(header, tuple(kept), tuple(numbers), encoding, top.passed, top.whys, top.wordings, zone=top.zone)
    return _without_feet(found) if limits.feet else found


def _without_feet(table: Table) -> Table:
    """The table without rows that sum up the others; of those that only could, the column beside their word tells."""
    feet = foot_rows(table.rows)
    if not (feet.out or feet.doubtful):
        return table
    kept = [place for place in range(len(table.rows)) if place not in feet.out]
    beside = [[at for at, cell in enumerate(table.rows[place]) if cell][1] for place in feet.doubtful]
    told = N_("A row at the end could sum up the others. It is read as answers: if it is none, take it out.")
    return replace(
        table,
        rows=tuple(table.rows[place] for place in kept),
        numbers=tuple(table.numbers[place] for place in kept),
        passed=(*table.passed, *(table.numbers[place] for place in feet.out)),
        whys=(*table.whys, *[N_("A total, mean or the like of the rows above")] * len(feet.out)),
        doubtful=tuple(table.numbers[place] for place in feet.doubtful),
        notes={**table.notes, **{table.header[at]: told for at in beside}},
    )


def _filled(rows: Iterable[tuple[int, list[str]]], limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, readable, with outer blanks removed."""
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        whole = "".join(cells)
        if len(whole) <= limits.cell and not _UNREADABLE.search(whole):
            yield number, [cell.strip() for cell in cells]
            continue
        for place, cell in enumerate(cells, start=1):
            if len(cell) > limits.cell:
                raise FileTooLarge(
                    N_("Row %(row)s, column %(column)s holds more than %(most)s characters. Shorten it."),
                    row=number,
                    column=place,
                    most=limits.cell,
                )
            if _UNREADABLE.search(cell):
                raise UnreadableText(row=number, column=place)
        yield number, [cell.strip() for cell in cells]


def _header(cells: list[str], limits: Limits) -> tuple[str, ...]:
    """The names of the columns: each one there, each one once, whatever its capitals."""
    names = list(cells) if limits.unnamed else _without_tail(cells)
    if len(names) > limits.columns:
        raise FileTooLarge(
            N_("The first row names %(columns)s columns, at most %(most)s are accepted. Leave out what is not needed."),
            columns=len(names),
            most=limits.columns,
        )
    if limits.unnamed:
        names = [name or f"column {place}" for place, name in enumerate(names, start=1)]
    if "" in names:
        raise HeaderRefused(
            N_("Column %(column)s has no name in the first row. Name it or remove it."), column=names.index("") + 1
        )
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name.casefold() in seen and not limits.repeated:
            raise HeaderRefused(name=name[:80])
        names[place] = _free(name, seen)
        seen.add(names[place].casefold())
    return tuple(names)


def _free(name: str, seen: set[str]) -> str:
    """The name, with a number behind it where it stands there already."""
    number, free = 1, name
    while free.casefold() in seen:
        number += 1
        free = f"{name} ({number})"
    return free


def _fit(cells: list[str], number: int, width: int, *, is_strict: bool) -> tuple[str, ...]:
    """The row at the header's width. A workbook leaves empty cells at the end out, delimited text does not."""
    found = _without_tail(cells) if len(cells) > width else cells
    if len(found) > width or (is_strict and len(cells) < width):
        raise RaggedRow(row=number, cells=len(cells), columns=width)
    return tuple(found + [""] * (width - len(found)))


def _without_tail(cells: list[str]) -> list[str]:
    """The cells up to the last one that holds something."""
    filled = [place for place, cell in enumerate(cells) if cell]
    return cells[: filled[-1] + 1] if filled else []
