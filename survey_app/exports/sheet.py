"""A report sheet in the making: cells by address, flushed row by row once everything is known.

Keeping the cells until the end lets a chart cache the very values that are written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.formatting.rule import DataBarRule, FormulaRule
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break

from survey_app.exports import printing, styles
from survey_app.exports.cells import CellValue, broken, cell_value, display_width, reads_as_code, row_height
from survey_app.exports.chart_repairs import painted
from survey_app.exports.styles import Look, StyleBook
from survey_app.exports.words import shortened

PRINTED_WIDTH = 147.0
_BOLD, _USUAL_HEIGHT = 0.92, 15.0
_FOOT_ROOM, _WIDE_FOOT_ROOM = 1.06, 0.97
"""Long lines of small letters come out narrower than their widths are counted; those of wide letters do not."""
_WIDE = 1.4
_MOST_STRETCHED = 1.35
"""How much wider than usual a sheet may become: on a screen it is to be read without turning to the side."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A run of cells in one column, with the values written there: what a chart refers to and caches."""

    sheet: str
    column: int
    first: int
    values: tuple[CellValue, ...]

    @property
    def address(self) -> str:
        """The reference a chart keeps, its sheet always in quotes."""
        letter, last = get_column_letter(self.column), self.first + len(self.values) - 1
        return f"'{self.sheet.replace(chr(39), chr(39) * 2)}'!${letter}${self.first}:${letter}${last}"


@dataclass(frozen=True, slots=True)
class _Cell:
    value: Any
    look: Look
    target: str = ""
    is_formula: bool = False


def make_cell(sheet: Any, value: CellValue | CellRichText, style: Any = None, target: str = "") -> Any:
    """One cell of a write-only sheet; texts that look like formulas or errors stay texts."""
    given: Any = None if value == "" else value
    cell: Any = WriteOnlyCell(sheet, given)
    if isinstance(value, str) and (value.startswith("=") or reads_as_code(value)):
        cell.data_type = "s"
    if style is not None:
        cell._style = style
    if target:
        cell.hyperlink = Hyperlink(ref="", location=target)
    return cell


class Sheet:
    """One sheet of the report, filled in any order."""

    def __init__(self, name: str, zone: ZoneInfo, tab: str = styles.RESULT) -> None:
        """`name` is the sheet's final title, `tab` the colour of its tab."""
        self.name = name
        self.zone = zone
        self.tab = tab
        self.cells: dict[tuple[int, int], _Cell] = {}
        self.widths: tuple[float, ...] = ()
        self.printed = 1
        self.heights: dict[int, float] = {}
        self.charts: list[Any] = []
        self.pictures: list[Any] = []
        self.bars: list[tuple[str, str, float]] = []
        self.alarms: list[tuple[str, str]] = []
        self.breaks: list[int] = []
        self.freeze = ""
        self.filter = ""
        self.repeated = "1:3"
        self.one_page = False

    def columns(self, widths: Sequence[float], beside: Sequence[float] = (), total: float = PRINTED_WIDTH) -> None:
        """Set the widths: the gutter and those `beside` the paper as given, the printed ones scaled to `total`."""
        factor = total / sum(widths[1:])
        self.widths = (widths[0], *(width * factor for width in widths[1:]), *beside)
        self.printed = len(widths)

    def width(self, first: int, last: int | None = None) -> float:
        """How wide the columns from `first` to `last` are together."""
        return sum(self.widths[first - 1 : last or first])

    def put(self, row: int, column: int, value: object, look: Look = styles.BODY) -> None:
        """Write a value; rich text goes in as it is."""
        kept = value if isinstance(value, CellRichText) else cell_value(value, self.zone)
        self.cells[row, column] = _Cell(kept, look)

    def link(self, row: int, column: int, words: str, sheet: str, look: Look = styles.LINK) -> None:
        """Write words that lead to the top of another sheet."""
        quoted = sheet.replace("'", "''")
        self.cells[row, column] = _Cell(cell_value(words), look, f"'{quoted}'!A1")

    def formula(self, row: int, column: int, formula: str, look: Look = styles.BODY) -> None:
        """Write a live formula of our own; words of users never come here."""
        self.cells[row, column] = _Cell(f"={formula}", look, is_formula=True)

    def alarm(self, where: str, rule: str) -> None:
        """Write the cells of a range in bold red where a rule, a formula for its first cell, holds."""
        self.alarms.append((where, rule))

    def line(self, row: int, look: Look, first: int = 2, last: int | None = None) -> None:
        """Give every empty cell of a row part a look, so that its bottom line runs through."""
        for column in range(first, (last or self.printed) + 1):
            self.cells.setdefault((row, column), _Cell(None, look))

    def head(self, title: str, subtitle: str, back: str, cover: str) -> None:
        """The three top rows that every report sheet shares."""
        self.put(1, 2, title, styles.TITLE)
        room = 1.05 * self.width(2, self.printed)
        size = next((size for size in (11, 10, 9, 8) if display_width(subtitle) <= room * 11 / size), 8)
        self.put(2, 2, shortened(subtitle, int(room * 11 / size)), styles.SUBTITLE.having(size=size))
        self.heights |= {1: 30.0, 2: 18.0, 3: 16.0}
        self.link(3, 2, back, cover)

    def header(
        self,
        row: int,
        words: Mapping[int, str],
        left: Sequence[int] = (2,),
        height: float = 20,
        wide: Sequence[int] = (),
    ) -> None:
        """A table's header row: texts in the columns of `left` start left, numbers right.

        Long words wrap, except in the columns of `wide`, where they reach over empty cells.
        """
        for column, text in words.items():
            look = styles.HEADER if column in left else styles.HEADER_RIGHT
            self.put(row, column, text, look.having(wrap=column not in wide))
            if column in wide:
                continue
            height = max(height, min(self.head_height(column, text, is_left=column in left), 72.0))
        self.heights[row] = height

    def head_height(self, column: int, words: str, *, is_left: bool = False) -> float:
        """The height that the head of a column needs: bold letters are wider than those the widths are counted in."""
        return row_height(words, self.width(column) * _BOLD - (0 if is_left else 1.5), 10)

    def foot(self, row: int, words: str) -> int:
        """Small quiet lines under everything, broken by hand at the paper's width; returns the next free row."""
        room = _WIDE_FOOT_ROOM if display_width(words) > _WIDE * len(words) else _FOOT_ROOM
        for text in broken(words, room * self.width(2, self.printed) * 11 / 9):
            self.put(row, 2, text, styles.FOOT)
            self.heights[row] = 16.0
            row += 1
        return row

    def strip(self, column: int, first: int, last: int) -> Strip:
        """The cells of one column as a chart refers to them."""
        values = (self.cells.get((row, column)) for row in range(first, last + 1))
        return Strip(self.name, column, first, tuple(cell.value if cell else None for cell in values))

    def data_bar(self, column: int, first: int, last: int, colour: str = styles.COMPARED, most: float = 1) -> None:
        """Draw shares as bars from 0 to `most`, the same ends everywhere, so that columns compare."""
        letter = get_column_letter(column)
        self.bars.append((f"{letter}{first}:{letter}{last}", colour, most))

    def chart(self, chart: Any, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Hang a chart over the cells from `first` (row, column) up to, not including, `last`."""
        chart.anchor = TwoCellAnchor(
            editAs="oneCell",
            _from=AnchorMarker(col=first[1] - 1, row=first[0] - 1, rowOff=40_000),
            to=AnchorMarker(col=last[1] - 1, row=last[0] - 1),
        )
        self.charts.append(chart)

    def keep(self, first: int, last: int) -> None:
        """Begin the second page with the rows from `first` to `last` where the first page does not hold them all."""
        needed = sum(self.heights.get(row, _USUAL_HEIGHT) for row in range(1, last + 1))
        if not self.breaks and needed > printing.PAGE:
            self.breaks.append(first - 1)

    def evenly(self, first: int) -> None:
        """Break a long table, whose rows begin at `first`, into pages of like length; a last page of few rows is none.

        The rows above it stand on every page.
        """
        heights = [self.heights.get(row, _USUAL_HEIGHT) for row in range(1, self.last_row + 1)]
        head, rows = sum(heights[: first - 1]), heights[first - 1 :]
        scale = min(1.0, PRINTED_WIDTH / max(sum(self.widths[1 : self.printed]), 1.0))
        self.breaks += [first - 1 + after for after in printing.even_breaks(rows, head, scale)]

    @property
    def last_row(self) -> int:
        """The lowest row with something in it, charts included."""
        rows = [row for row, _column in self.cells] + [chart.anchor.to.row for chart in self.charts]
        return max(rows, default=1)

    def flush(self, workbook: Workbook, book: StyleBook, footer: printing.Footer) -> None:
        """Write everything as the workbook's next sheet."""
        sheet: Any = workbook.create_sheet(self.name)
        self._set_up(sheet, footer, book.palette)
        last = max((row for row, _column in self.cells), default=0)
        rows: dict[int, dict[int, _Cell]] = {}
        for (row, column), cell in self.cells.items():
            rows.setdefault(row, {})[column] = cell
        for number in range(1, last + 1):
            present = rows.get(number, {})
            sheet.append(
                [self._written(sheet, book, present.get(column)) for column in range(1, max(present, default=0) + 1)]
            )
        for chart in self.charts:
            sheet.add_chart(painted(chart, book.palette))
        for picture in self.pictures:
            sheet.add_image(picture)
        sheet.close()

    def _written(self, sheet: Any, book: StyleBook, cell: _Cell | None) -> Any:
        if cell is None:
            return None
        if cell.is_formula:
            made: Any = WriteOnlyCell(sheet, cell.value)
            made._style = book.style(cell.look, cell.value)
            return made
        value = book.rich(cell.value) if isinstance(cell.value, CellRichText) else cell.value
        return make_cell(sheet, value, book.style(cell.look, cell.value), cell.target)

    def _set_up(self, sheet: Any, footer: printing.Footer, palette: styles.Palette) -> None:
        sheet.sheet_view.showGridLines = False
        sheet.sheet_properties.tabColor = palette.of(self.tab)
        pages = self._pages()
        for number, width in enumerate(self._stretched(pages), 1):
            column = sheet.column_dimensions[get_column_letter(number)]
            # what only charts refer to stands beside the paper; they draw it all the same
            column.width, column.hidden = width, number > self.printed and bool(self.charts)
        for row, height in self.heights.items():
            sheet.row_dimensions[row].height = height
        if self.freeze:
            sheet.freeze_panes = self.freeze
        if self.filter:
            sheet.auto_filter.ref = self.filter
        for where, colour, most in self.bars:
            bar: Any = DataBarRule
            rule = bar("num", 0, "num", most, color=f"FF{palette.of(colour)}", minLength=0, maxLength=100)
            sheet.conditional_formatting.add(where, rule)
        for where, formula in self.alarms:
            alarm: Any = FormulaRule
            rule = alarm(formula=[formula], font=Font(bold=True, color=styles.ALARM))
            sheet.conditional_formatting.add(where, rule)
        for row in self.breaks:
            sheet.row_breaks.append(Break(id=row))
        area = f"A1:{get_column_letter(self.printed)}{self.last_row}"
        printing.set_up(sheet, footer, area, self.repeated, one_page=self.one_page, pages=pages)

    def _heights(self) -> tuple[list[float], float]:
        """The height of every row, and how much of them each further page repeats."""
        heights = [self.heights.get(row, _USUAL_HEIGHT) for row in range(1, self.last_row + 1)]
        first, last = (int(row) for row in (self.repeated or "1:0").split(":"))
        return heights, sum(heights[first - 1 : last])

    def _pages(self) -> int:
        """How many pages it shall fit on; as many as it takes where it is broken on purpose."""
        if self.one_page:
            return 1
        if self.breaks or not self.repeated:
            return 0
        scale = min(1.0, PRINTED_WIDTH / max(sum(self.widths[1 : self.printed]), 1.0))
        return printing.pages_high(*self._heights(), scale)

    def _stretched(self, pages: int) -> tuple[float, ...]:
        """The widths; the printed ones wider where many rows make the print smaller, so that no strip stays empty."""
        if not pages or not self.widths:
            return self.widths
        wanted = PRINTED_WIDTH * min(_MOST_STRETCHED, printing.drawn_in(*self._heights(), pages))
        factor = max(1.0, wanted / max(sum(self.widths[1 : self.printed]), 1.0))
        printed = (width * factor for width in self.widths[1 : self.printed])
        return (self.widths[0], *printed, *self.widths[self.printed :])
