"""The cells of a data file before its columns are looked at: what stands for no answer, and commas for points."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.data_files.listings import listing_of
from survey_app.interchange.data_files.numerals import Figures, decimal_sign_of, figures_of
from survey_app.interchange.tables import Table
from survey_app.questions.figures import from_cell

__all__ = ["Absent", "absent_of", "cleaned", "emptied", "marks_beside_numbers", "marks_of"]

_MARKS = ("NA", "N/A", "#N/A", "NaN", "nan", "NULL", "null", "#NULL!", ".")
_SAID = ("(跳过)", "(空)", "[not completed]")
"""What wjx writes for a question that was passed over or not answered, and REDCap for a form: never an answer."""
_COLUMN_MARKS = frozenset(
    ("-", "--", "–", "—", "?", "none", "missing", "(blank)", "k.a.", "k. a.", "n/a", "n.a.", "s/d", "n/d", "ns/nc")
) | {"无", "不适用", "未填", "#div/0!", "#value!"}
"""What also stands for no answer beside numbers, but could be an answer in a column of words."""
_SEPARATED = re.compile(r"[,\s]+")


@dataclass(frozen=True, slots=True)
class Absent:
    """Codes that stand for no answer, and the columns in which they do: names, a..b, q5_*; all where it is empty."""

    codes: tuple[str, ...]
    columns: str = ""

    def __str__(self) -> str:
        codes = ", ".join(self.codes)
        return f"{self.columns} = {codes}" if self.columns else codes


def absent_of(text: str) -> list[Absent]:
    """What somebody wrote of missing codes: codes for every column, or columns and their codes, with semicolons.

    >>> [str(each) for each in absent_of("98 99; q1..q3, age = 999")]
    ['98, 99', 'q1..q3, age = 999']
    """
    found = []
    for part in text.split(";"):
        columns, _sign, codes = part.rpartition("=")
        listed = tuple(dict.fromkeys(code for code in _SEPARATED.split(codes) if code))
        if listed:
            found.append(Absent(listed, columns.strip()))
    return found


def marks_of(table: Table) -> tuple[str, ...]:
    """The marks of statistics programs for no answer, where a column of numbers shows that they stand for none.

    Such a column holds numbers and nothing else but these marks; the program that wrote it writes them everywhere.
    """
    found: dict[str, None] = {}
    for name in table.header:
        distinct = table.distinct(name)
        found |= dict.fromkeys(mark for mark in _SAID if mark in distinct)
        marks = [mark for mark in _MARKS if mark in distinct]
        if marks and _is_of_numbers({cell for cell in distinct - {*marks} if cell.casefold() not in _COLUMN_MARKS}):
            found |= dict.fromkeys(marks)
    return tuple(found)


def marks_beside_numbers(table: Table) -> tuple[Absent, ...]:
    """The other marks for no answer, such as k.A. and -, each in the columns of numbers that hold it."""
    found: list[Absent] = []
    for name in table.header:
        distinct = table.distinct(name)
        marks = {cell for cell in distinct if cell.casefold() in _COLUMN_MARKS}
        if marks and _is_of_numbers(distinct - marks - {*_MARKS}):
            found.append(Absent(tuple(sorted(marks)), name))
    return tuple(found)


def _is_of_numbers(distinct: Collection[str]) -> bool:
    return bool(distinct) and all(from_cell(cell) is not None for cell in distinct)


def cleaned(table: Table, missing: Sequence[Absent]) -> Table:
    """The table with nothing in cells that hold no answer, and numbers with a point, however the file writes them.

    How a column was read stands in its notes where it could have been read otherwise. Codes of several answers, as 1,3,
    stay.
    """
    codes = _by_column(table.header, missing)
    columns = [_Cells(name, table, codes[name]) for name in table.header]
    sign = decimal_sign_of((each.distinct for each in columns if not each.is_listing), table.separator)
    changed: dict[int, Mapping[str, str]] = {}
    notes = dict(table.notes)
    for place, each in enumerate(columns):
        figures = Figures() if each.is_listing else figures_of(each.distinct, sign)
        if figures.note:
            notes[each.name] = figures.note
        if each.known or figures.cells:
            changed[place] = {**each.known, **figures.cells}
    if not changed and notes == table.notes:
        return table
    return replace(table.with_cells(changed), notes=notes, absent=_absent(table, columns))


def emptied(table: Table, missing: Sequence[Absent]) -> Table:
    """The table with nothing in cells that hold no answer; its numbers were read before."""
    codes = _by_column(table.header, missing)
    columns = [_Cells(name, table, codes[name]) if codes[name] else None for name in table.header]
    changed = {place: each.known for place, each in enumerate(columns) if each and each.known}
    return (
        replace(table.with_cells(changed), absent=_absent(table, [each for each in columns if each]))
        if changed
        else table
    )


def _absent(table: Table, columns: Iterable["_Cells"]) -> dict[str, int]:
    """How many cells of each column count as no answer: those of before, and those that are emptied now."""
    found = Counter(table.absent)
    for each in columns:
        gone = {cell for cell, left in each.known.items() if not left}
        if gone:
            found[each.name] += sum(cell in gone for cell in table.column(each.name))
    return dict(found)


class _Cells:
    """A column: what its cells become that hold no answer, and the different ones that are left."""

    def __init__(self, name: str, table: Table, absent: frozenset[str]) -> None:
        distinct = table.distinct(name)
        self.name = name
        self.known = {}
        if absent:
            self.known = {cell: _without(cell, absent) for cell in distinct if not absent.isdisjoint(_parts(cell))}
        self.distinct = distinct - self.known.keys()
        has_commas = any("," in cell for cell in self.distinct)
        listing = listing_of([cell for cell in table.column(name) if cell in self.distinct]) if has_commas else None
        self.is_listing = listing is not None and listing.is_likely


def _by_column(header: Sequence[str], missing: Sequence[Absent]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = dict.fromkeys(header, frozenset())
    for each in missing:
        for name in _named(header, each.columns) if each.columns else header:
            found[name] |= {*each.codes}
    return found


def _named(header: Sequence[str], listed: str) -> list[str]:
    """The columns of a list: names, a range of names, a pattern; whatever their capitals."""
    folded = [name.casefold() for name in header]
    found: list[str] = []
    for part in [listed] if listed.casefold() in folded else listed.split(","):
        asked = part.strip().casefold()
        ends = [end.strip() for end in asked.split("..")]
        if asked not in folded and len(ends) == len(("first", "last")) and {*ends} <= {*folded}:
            first, last = sorted(map(folded.index, ends))
            found += header[first : last + 1]
            continue
        # a name such as “Do you smoke?” is no pattern where a column is called so
        is_named = asked in folded
        matching = [
            name
            for name, low in zip(header, folded, strict=True)
            if low == asked or (not is_named and fnmatchcase(low, asked))
        ]
        if not matching:
            raise FileRefused(
                N_("There is no column “%(name)s”. The first row names: %(columns)s."),
                name=part.strip()[:80],
                columns=", ".join(name[:40] for name in header[:40]),
            )
        found += matching
    return found


def _parts(cell: str) -> list[str]:
    """The cell, or the codes of one that holds several, such as 1;99."""
    return [cell] if ";" not in cell else [cell, *(part.strip() for part in cell.split(";"))]


def _without(cell: str, absent: frozenset[str]) -> str:
    if ";" not in cell or cell in absent:
        return ""
    return ";".join(part for part in cell.split(";") if part.strip() and part.strip() not in absent)
