"""How cells look: colours, number formats, and one prototype style per look."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Side

INK = "18212B"
QUIET = "4A5563"
RESULT = "0A5A8C"
COMPARED = "86B6D6"
IMPROVE = "A8410A"
WARM = "E6A57C"
MIDDLE = "C4CBD3"
NO_ACTION = "B4BCC6"
AXIS = "6F7B88"
LINE = "D5DBE1"
PANEL = "6B4FA0"
AGREES = "146B4A"
ALARM = "B3261E"
GRID = "E6EAEE"
WHITE = "FFFFFF"

SHARE = "0%"
SHARE_1 = "0.0%"
MEAN = "0.00"
POINTS = "0.0"
SIGNED = '[>=0.005]+0.00;[<=-0.005]"−"0.00;0.00'
SIGNED_POINTS = '[>=0.05]+0.0;[<=-0.05]"−"0.0;0.0'
SIGNED_WHOLE = '[>=0.5]+0;[<=-0.5]"−"0;0'
COUNT = "#,##0"
COUNT_UNDER_100 = '#,##0" *"'
COUNT_UNDER_30 = '#,##0" **"'
HIDE_SMALL = "[>=0.06]0%;[<=-0.06]0%;"
SMALL_BASE, TINY_BASE = 100, 30
"""Bases below these are marked; below the second no group is called lower or higher."""

PLAIN = "General"
TEXT = "@"

LATIN_FONT = "Calibri"
SCALES = {"Arial": 0.91, "Georgia": 0.88, "Noto Sans": 0.84, "Verdana": 0.8}
"""How much smaller a wide font is set, so that its figures fit into the columns."""
CHINESE_FONT = "Microsoft YaHei"


def signed_format(decimals: int) -> str:
    """A figure with its sign and so many decimals; what rounds to zero has none.

    >>> signed_format(2) == SIGNED, signed_format(0) == SIGNED_WHOLE
    (True, True)
    """
    half, places = f"0.{'0' * decimals}5", "0." + "0" * decimals if decimals else "0"
    return f'[>={half}]+{places};[<=-{half}]"−"{places};{places}'


def spaced(number_format: str) -> str:
    """A share's format with the blank that Spanish puts before the sign.

    >>> spaced("[>=0.06]0%;[<=-0.06]0%;") == "[>=0.06]0\u00a0%;[<=-0.06]0\u00a0%;"
    True
    """
    return number_format.replace("0%", "0\u00a0%")


def base_format(n: float | None) -> str:
    """The number format of a base: its mark is a format, so the cell stays a number.

    >>> base_format(29), base_format(99), base_format(100)
    ('#,##0" **"', '#,##0" *"', '#,##0')
    """
    if n is None or n >= SMALL_BASE:
        return COUNT
    return COUNT_UNDER_30 if n < TINY_BASE else COUNT_UNDER_100


@dataclass(frozen=True, slots=True)
class Palette:
    """What the workbook's own colours become in a client's look, and the font of Latin letters."""

    colours: Mapping[str, str] = field(default_factory=dict)
    font: str = LATIN_FONT

    def of(self, colour: str) -> str:
        """The colour that stands for one of ours.

        >>> Palette({"0A5A8C": "7A1F5C"}).of("0A5A8C"), Palette().of("18212B")
        ('7A1F5C', '18212B')
        """
        return self.colours.get(colour, colour)


@dataclass(frozen=True, slots=True)
class Look:
    """How one kind of cell looks; the fonts follow from the words in it."""

    size: float = 11
    bold: bool = False
    colour: str = INK
    underline: bool = False
    align: str = "left"
    indent: int = 0
    wrap: bool = False
    edge: str = ""
    """The bottom line: `thin`, `medium` or none."""
    fill: str = ""
    number_format: str = PLAIN
    middle: bool = True

    def having(self, **changes: Any) -> "Look":
        """The look with some of its settings changed.

        >>> Look(bold=True).having(size=9).size
        9
        """
        mine = {name: getattr(self, name) for name in Look.__slots__}
        return Look(**(mine | changes))


TITLE = Look(size=16, bold=True)
SUBTITLE = Look(colour=QUIET)
LINK = Look(size=9, colour=RESULT, underline=True)
SECTION = Look(size=13, bold=True)
HEADER = Look(size=10, bold=True, colour=QUIET, edge="medium", wrap=True, middle=False)
HEADER_RIGHT = HEADER.having(align="right", indent=1)
BODY = Look(edge="thin")
BODY_WRAP = BODY.having(wrap=True)
BODY_BOLD = BODY.having(bold=True)
NUMBER = Look(edge="thin", align="right", indent=1)
FOOT = Look(size=9, colour=QUIET)
COLUMN_NAME = Look(bold=True, colour=WHITE, fill=RESULT, wrap=True)


def number(number_format: str, *, bold: bool = False) -> Look:
    """A number of the report's tables: right, with an indent that keeps it off the next column's bar."""
    return NUMBER.having(number_format=number_format, bold=bold)


def is_chinese(text: str) -> bool:
    """Whether a text needs a Chinese font.

    >>> is_chinese("67% 满意"), is_chinese("satisfecho")
    (True, False)
    """
    return any("\u2e80" <= letter <= "\u9fff" or "\uf900" <= letter <= "\uffef" for letter in text)


class StyleBook:
    """The looks used in one workbook: each is built once, then its compiled style is copied."""

    def __init__(
        self, sheet: Any, *, chinese: bool, blank_before_percent: bool = False, palette: Palette | None = None
    ) -> None:
        """`sheet` is any sheet of the workbook, `chinese` whether the workbook is written in Chinese."""
        self.palette = palette or Palette()
        self._sheet = sheet
        self._chinese = chinese
        self._spaced = blank_before_percent
        self._compiled: dict[tuple[Look, bool], Any] = {}

    def style(self, look: Look, value: object) -> Any:
        """The compiled style of a look, for this value."""
        key = (look, self._chinese or (isinstance(value, str) and is_chinese(value)))
        if key not in self._compiled:
            self._compiled[key] = self._compile(look, chinese=key[1])
        return copy(self._compiled[key])

    def rich(self, text: CellRichText) -> CellRichText:
        """A text of several colours in those of the client, and in the client's font."""
        parts: list[Any] = []
        for each in text:
            if isinstance(each, str):
                parts.append(each)
                continue
            font: Any = copy(each.font)
            font.color = Color(rgb=f"FF{self.palette.of(str(font.color.rgb)[-6:])}")
            if font.rFont == LATIN_FONT:
                font.rFont, font.sz = self.palette.font, font.sz * SCALES.get(self.palette.font, 1.0)
            parts.append(TextBlock(font, each.text))
        return CellRichText(*parts)

    def _size(self, look: Look, *, chinese: bool) -> float:
        if chinese:
            return look.size - 1 if look.size > 9 else look.size
        return round(2 * look.size * SCALES.get(self.palette.font, 1.0)) / 2

    def _compile(self, look: Look, *, chinese: bool) -> Any:
        cell: Any = WriteOnlyCell(self._sheet)
        cell.font = Font(
            name=CHINESE_FONT if chinese else self.palette.font,
            size=self._size(look, chinese=chinese),
            bold=look.bold,
            color=self.palette.of(look.colour),
            underline="single" if look.underline else None,
        )
        cell.alignment = Alignment(
            horizontal=look.align,
            vertical="center" if look.middle else "bottom",
            indent=look.indent,
            wrap_text=look.wrap,
        )
        if look.edge:
            edge: Any = look.edge
            side = Side(style=edge, color=INK if look.edge == "medium" else LINE)
            cell.border = Border(bottom=side)
        if look.fill:
            cell.fill = PatternFill("solid", fgColor=self.palette.of(look.fill))
        cell.number_format = spaced(look.number_format) if self._spaced else look.number_format
        return cell._style
