"""The answers, one row per respondent: once as codes, once as words; streamed, and split where a sheet is full."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from survey_app.exceptions import N_
from survey_app.exports import printing, styles
from survey_app.exports.book import Book
from survey_app.exports.cells import MAX_COLUMNS, MAX_ROWS, CellValue, cell_value, reads_as_code, text_width
from survey_app.exports.sheet import make_cell
from survey_app.exports.styles import StyleBook
from survey_app.questions.base import Value, Variable, VariableKind
from survey_app.questions.consent import TEXT_SHOWN
from survey_app.questions.words import MISSING
from survey_app.vocabulary import MISSING_CODES, Missing

Row = Mapping[str, Value]
Written = Callable[[Variable, Value | None], CellValue]


_PAGE_WIDTH = 340.0
"""How many width units of a data sheet one page shows, small but readable."""
CODES_WIDTH, WORDS_WIDTH = 11.0, 16.0
"""The least width of a column of codes and of one of words."""
_NAME = styles.COLUMN_NAME.having(size=8)
_APART = styles.Look(align="right", indent=1)
_SMALLER, _BUTTON, _WIDEST = 0.8, 3.0, 30.0
"""Names of columns are bold and smaller than their cells; at their end stands the button of the filter."""


@dataclass(frozen=True, slots=True)
class Part:
    """One data sheet as it was written: its title, its variables from the second column on, its last row."""

    name: str
    variables: tuple[str, ...]
    last: int


class DataSheets:
    """Writes the answers into one sheet, and into further ones where rows or columns run out."""

    def __init__(
        self,
        workbook: Workbook,
        book: Book,
        looks: StyleBook,
        footer: printing.Footer,
        titles: Callable[[str], str],
        *,
        limits: tuple[int, int] = (MAX_ROWS, MAX_COLUMNS),
    ) -> None:
        """`titles` gives a further sheet a unique title; `limits` are the rows and columns one sheet holds."""
        self.workbook, self.book, self.looks, self.footer = workbook, book, looks, footer
        self.titles, self.limits = titles, limits
        self.parts: dict[str, list[Part]] = {}
        """By key, the sheets that are written."""

    def write(self, key: str, value: Written, width: float, count: Callable[[Row], None]) -> None:
        """Write all rows under one kind of value; `count` is called once for every row."""
        room = self.limits[1] - 1
        variables = self.book.report.variables
        parts = [variables[start : start + room] for start in range(0, len(variables), room)] or [()]
        name = self.book.names[key]
        for part_number, part in enumerate(parts):
            rows = enumerate(self.book.report.rows(), 1)
            apart = _before_words(part, worded=key == "labels")
            sheet: Any = None
            used = 0
            for number, row in rows:
                if sheet is None or used >= self.limits[0]:
                    self._keep(key, name, part, used)
                    name = self._next(sheet, name, key, first=sheet is None and part_number == 0)
                    sheet, used = self._open(name, part, width), 1
                self._append(sheet, number, row, part, (value, apart))
                used += 1
                if part_number == 0:
                    count(row)
            if sheet is None:
                name = self._next(None, name, key, first=part_number == 0)
                sheet = self._open(name, part, width)
            self._keep(key, name, part, used)
            self._close(sheet, part, used)

    def _keep(self, key: str, name: str, variables: Sequence[Variable], used: int) -> None:
        if used > 1:
            part = Part(name, tuple(variable.name for variable in variables), used)
            self.parts.setdefault(key, []).append(part)

    def _next(self, sheet: Any, name: str, key: str, *, first: bool) -> str:
        if sheet is not None:
            sheet.close()
        return name if first else self.titles(self.book.names[key])

    def _open(self, name: str, variables: Sequence[Variable], width: float) -> Any:
        sheet: Any = self.workbook.create_sheet(name)
        sheet.sheet_properties.tabColor = styles.AXIS
        sheet.freeze_panes = "B2"
        headers = [self.book.words.say(N_("row")), *(variable.name for variable in variables)]
        wide = [10.0, *(self._wide(variable, width) for variable in variables)]
        for number, units in enumerate(wide, 1):
            sheet.column_dimensions[get_column_letter(number)].width = units
        sheet.row_dimensions[1].height = 34.0
        printing.set_up(sheet, self.footer, "", "1:1", one_page=False, columns="A:A")
        sheet.page_setup.fitToWidth = max(1, math.ceil(sum(wide) / _PAGE_WIDTH))
        clean = [cell_value(words) for words in headers]
        sheet.append([make_cell(sheet, words, self.looks.style(_NAME, words)) for words in clean])
        return sheet

    def _wide(self, variable: Variable, width: float) -> float:
        """How wide a column is: by its name and, where answers stand in words, by the longest of them."""
        needed = [_SMALLER * text_width(variable.name) + _BUTTON]
        if width >= WORDS_WIDTH:
            needed += [text_width(self.book.words.of(label)) + 1 for _code, label in variable.codes]
        return max(width, min(_WIDEST, max(needed)))

    def _append(
        self,
        sheet: Any,
        number: int,
        row: Row,
        variables: Sequence[Variable],
        shown: tuple[Written, frozenset[int]],
    ) -> None:
        value, apart = shown
        cells: list[Any] = [number]
        for variable in variables:
            written = value(variable, row.get(variable.name))
            if isinstance(written, str) and reads_as_code(written):
                written = make_cell(sheet, written)
            cells.append(None if written == "" else written)
        for place in apart:
            if isinstance(cells[place], int | float):
                cells[place] = make_cell(sheet, cells[place], self.looks.style(_APART, None))
        sheet.append(cells)

    def _close(self, sheet: Any, variables: Sequence[Variable], rows: int) -> None:
        letter = get_column_letter(len(variables) + 1)
        sheet.auto_filter.ref = f"A1:{letter}{max(rows, 1)}"
        sheet.print_area = f"A1:{letter}{max(rows, 1)}"
        sheet.close()


def _before_words(variables: Sequence[Variable], *, worded: bool) -> frozenset[int]:
    """The columns of numbers, which stand right, whose next column begins with words: they are kept off it."""
    numbers = {VariableKind.NUMBER} if worded else {VariableKind.NUMBER, VariableKind.CLOSED}
    right = [True, *(variable.kind in numbers for variable in variables), True]
    return frozenset(place for place in range(len(right) - 1) if right[place] and not right[place + 1])


def coded(_variable: Variable, value: Value | None) -> CellValue:
    """A value of the coded sheet: numbers stay numbers, missing reasons are their negative codes."""
    if value is None:
        return MISSING_CODES[Missing.SKIPPED]
    if isinstance(value, Missing):
        return MISSING_CODES[value]
    return cell_value(value)


def worded(book: Book) -> Written:
    """How values are written in the sheet of words: labels instead of codes, reasons in the study's words."""
    labels = {
        (variable.name, code): cell_value(book.words.of(text) or str(code))
        for variable in book.report.variables
        for code, text in variable.codes
    }
    agreed = {sign: cell_value(book.words.of(text)) for sign, text in book.report.consents.items()}
    reasons = {code: cell_value(book.words.of(MISSING[why])) for why, code in MISSING_CODES.items()}

    def written(variable: Variable, value: Value | None) -> CellValue:
        if value is None:
            return reasons[MISSING_CODES[Missing.SKIPPED]]
        if isinstance(value, Missing):
            return reasons[MISSING_CODES[value]]
        if variable.kind is VariableKind.CLOSED and isinstance(value, int):
            return reasons.get(value, labels.get((variable.name, value), cell_value(value)))
        if isinstance(value, str) and value in agreed and variable.label == TEXT_SHOWN:
            return agreed[value]
        return cell_value(value)

    return written


class Tally:
    """Counts valid and missing answers of every variable while the rows go by."""

    def __init__(self) -> None:
        """Nothing counted yet."""
        self.valid: Counter[str] = Counter()
        self.missing: Counter[tuple[str, int]] = Counter()
        self.rows = 0

    def count(self, row: Row) -> None:
        """Take one row into account; what is not in it was skipped."""
        self.rows += 1
        for name, value in row.items():
            if isinstance(value, Missing):
                self.missing[name, MISSING_CODES[value]] += 1
            elif cell_value(value) is not None:
                self.valid[name] += 1

    def reasons(self, variable: Variable) -> Iterator[int]:
        """The missing codes that stand in this variable's column."""
        found = {code for code in MISSING_CODES.values() if self.missing[variable.name, code]}
        named = sum(self.missing[variable.name, code] for code in found)
        if self.valid[variable.name] + named < self.rows:
            found.add(MISSING_CODES[Missing.SKIPPED])
        yield from sorted(found, reverse=True)
