"""How every sheet meets the paper: landscape A4, fit to the width, the same footer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from survey_app.exports.cells import clean_text
from survey_app.exports.styles import LATIN_FONT, QUIET

_FOOTER_LENGTH = 80
PAGE = 510.0
"""Points of rows that a page holds when its columns fill the width at full size."""
_FULL = 535.0
"""What it holds at most: programs print columns that fill the width a little smaller."""
_ORPHAN, _HALF = 0.25, 0.5
"""Less than this share of a page, for each page before it, is drawn in to them; never more than half a page."""


@dataclass(frozen=True, slots=True)
class Footer:
    """What the footer says: the study, and `Page &P of &N` in the workbook's language."""

    study: str
    page: str


def footer_text(words: str) -> str:
    """Words as a footer can hold them: one line, short, and no sign taken for a command.

    >>> footer_text("R&D")
    'R&&D'
    """
    line = " ".join(clean_text(words).split())
    if len(line) > _FOOTER_LENGTH:
        line = line[: _FOOTER_LENGTH - 1] + "…"
    return line.replace("&", "&&").replace("&[", "& [")


def pages_high(rows: Sequence[float], head: float, scale: float) -> int:
    """On how many pages the rows of these heights shall fit; 0 lets them take as many as they need.

    `head` is what every further page repeats, `scale` how large the columns leave the rows. A last page with a few
    lines on it is none: the pages before are printed a little smaller.

    >>> pages_high([15] * 30, 60, 1), pages_high([15] * 40, 60, 1), pages_high([15] * 55, 60, 1)
    (0, 1, 0)
    """
    room = PAGE / scale
    rest, further = sum(rows) - room, room - head
    if rest <= 0 or further <= room / 2:
        return 0
    whole, left = divmod(rest, further)
    pages = 1 + int(whole)
    return pages if 0 < left <= min(_HALF, _ORPHAN * pages) * further else 0


def even_breaks(rows: Sequence[float], head: float, scale: float) -> list[int]:
    """After how many rows pages end, so that all of them are about as long; `head` stands on each.

    >>> even_breaks([15] * 30, 60, 1), even_breaks([15] * 32, 60, 1), even_breaks([15] * 80, 60, 1)
    ([], [16], [27, 53])
    """
    room, whole = PAGE / scale - head, math.fsum(rows)
    pages = math.ceil(whole / room) if room > 0 else 1
    found: list[int] = []
    seen = 0.0
    for number, height in enumerate(rows):
        if seen + height / 2 > whole * (len(found) + 1) / pages:
            found.append(number)
        seen += height
    return found


def drawn_in(rows: Sequence[float], head: float, pages: int) -> float:
    """How many times a page's height each page must hold so that rows of these heights fit on so many pages.

    >>> round(drawn_in([15] * 51, 60, 1), 2), round(drawn_in([15] * 80, 60, 2), 2)
    (1.43, 1.18)
    """
    return (sum(rows) + (pages - 1) * head) / (pages * _FULL)


def set_up(
    sheet: Any, footer: Footer, area: str, repeated: str, *, one_page: bool, pages: int = 0, columns: str = ""
) -> None:
    """Set paper, fit, print area, repeated rows and columns, and footer of a sheet that is about to be written."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 1 if one_page else pages
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    if area:
        sheet.print_area = area
    if repeated:
        sheet.print_title_rows = repeated
    if columns:
        sheet.print_title_cols = columns
    parts = ((sheet.oddFooter.left, footer_text(footer.study)), (sheet.oddFooter.center, "&A"))
    for part, text in (*parts, (sheet.oddFooter.right, footer.page)):
        part.text, part.size, part.color = text, 8, QUIET
        part.font = f"{LATIN_FONT},Regular"
