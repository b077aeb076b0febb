"""Tables of a results page as a workbook: a sheet each, with its title, figures as numbers, and its notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from openpyxl.workbook import Workbook

from survey_app.exceptions import N_
from survey_app.exports import cells, styles
from survey_app.exports.cells import MAX_COLUMNS, row_height
from survey_app.exports.printing import Footer
from survey_app.exports.sheet import PRINTED_WIDTH, Sheet
from survey_app.exports.styles import StyleBook
from survey_app.exports.words import Words

_HEAD = 4
_NARROW, _WIDE, _FIRST_COLUMN = 14.0, 26.0, 44.0
_LONG = 18
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Number:
    """A figure of a table with the decimals it is shown with; a share is shown in per cent.

    `written` is a format of its own, for instance with a sign before what is above 0.
    """

    value: float
    decimals: int = 0
    is_share: bool = False
    written: str = ""

    @property
    def number_format(self) -> str:
        """How a spreadsheet shows it."""
        if self.written:
            return self.written
        places = "." + "0" * self.decimals if self.decimals else ""
        return f"0{places}%" if self.is_share else f"#,##0{places}"


Cell = str | Number


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table: what it is of, what it is taken from, its head (first the row column), its rows and its notes."""

    title: str
    source: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    name: str = ""
    """The name of its sheet where there are several; empty for the title."""


def write_tables(tables: Sequence[PrintedTable], words: Words, target: BinaryIO) -> None:
    """Write a workbook with a sheet for each table; the only sheet of one table is called so."""
    workbook: Any = Workbook(write_only=True)
    book = StyleBook(_Anywhere(workbook), chinese=words.is_chinese, blank_before_percent=words.blank_before_percent)
    workbook.properties.title = cells.clean_text(tables[0].title, 255)
    workbook.properties.creator = ""
    names = [words.say(N_("Table"))] if len(tables) == 1 else [table.name or table.title for table in tables]
    for table, name in zip(tables, cells.sheet_titles(names), strict=True):
        footer = Footer(table.source, words.say(N_("Page %(page)s of %(pages)s"), page="&P", pages="&N"))
        _sheet(table, words, name).flush(workbook, book, footer)
    workbook.save(target)


class _Anywhere:
    """Stands for a sheet where only the workbook's styles are needed."""

    def __init__(self, workbook: Any) -> None:
        self.parent = workbook


def _sheet(table: PrintedTable, words: Words, name: str) -> Sheet:
    heads = table.head[: MAX_COLUMNS - 1]
    sheet = Sheet(name, words.zone)
    wide = {
        place for row in table.rows for place, cell in enumerate(row) if isinstance(cell, str) and len(cell) > _LONG
    }
    widths = [_FIRST_COLUMN, *(_WIDE if place in wide else _NARROW for place in range(1, len(heads)))]
    sheet.columns((2, *widths), total=max(PRINTED_WIDTH, sum(widths)))
    sheet.put(1, 2, table.title, styles.TITLE)
    sheet.put(2, 2, table.source, styles.SUBTITLE)
    sheet.heights |= {1: 30.0, 2: 18.0}
    texts = [place for place in range(len(heads)) if _is_text(table.rows, place)]
    sheet.header(_HEAD, dict(enumerate(heads, 2)), left=[place + 2 for place in texts])
    for row, line in enumerate(table.rows, _HEAD + 1):
        _line(sheet, row, line)
    last = _HEAD + len(table.rows)
    for number, note in enumerate(table.notes, last + 2):
        sheet.foot(number, note)
    sheet.repeated, sheet.freeze = f"{_HEAD}:{_HEAD}", f"C{_HEAD + 1}"
    return sheet


def _is_text(rows: Sequence[tuple[Cell, ...]], place: int) -> bool:
    return place == 0 or not any(isinstance(row[place], Number) for row in rows if place < len(row))


def _line(sheet: Sheet, row: int, line: Sequence[Cell]) -> None:
    height = 17.0
    for column, cell in enumerate(line, 2):
        if isinstance(cell, Number):
            sheet.put(row, column, cell.value, styles.number(cell.number_format))
        else:
            sheet.put(row, column, cell, styles.BODY_WRAP)
            height = max(height, row_height(cell, sheet.width(column)))
    sheet.heights[row] = height
