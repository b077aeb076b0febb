"""What the colours of a chart mean, told by squares in those very colours."""

from collections.abc import Mapping
from typing import Any

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Color

from survey_app.exports import styles
from survey_app.exports.cells import clean_text
from survey_app.exports.sheet import Sheet


def add(sheet: Sheet, row: int, meanings: Mapping[str, str], *, chinese: bool) -> int:
    """Write a line of squares, each with what its colour means; returns the next row."""
    font, parts = styles.CHINESE_FONT if chinese else styles.LATIN_FONT, list[Any]()
    for colour, words in meanings.items():
        square = InlineFont(rFont=font, sz=12, color=Color(rgb=f"FF{colour}"))
        quiet = InlineFont(rFont=font, sz=9, color=Color(rgb=f"FF{styles.QUIET}"))
        parts += [TextBlock(square, "■ "), TextBlock(quiet, clean_text(words) + "    ")]
    sheet.put(row, 2, CellRichText(*parts), styles.FOOT)
    sheet.heights[row] = 18.0
    return row + 1
