"""How every sheet meets the paper: landscape A4, fit to the width, the same footer."""

from dataclasses import dataclass
from typing import Any

from survey_app.exports.cells import clean_text
from survey_app.exports.styles import LATIN_FONT, QUIET

_FOOTER_LENGTH = 80


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


def set_up(sheet: Any, footer: Footer, area: str, repeated: str, *, one_page: bool) -> None:
    """Set paper, fit, print area, repeated rows and footer of a sheet that is about to be written."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 1 if one_page else 0
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    if area:
        sheet.print_area = area
    if repeated:
        sheet.print_title_rows = repeated
    parts = ((sheet.oddFooter.left, footer_text(footer.study)), (sheet.oddFooter.center, "&A"))
    for part, text in (*parts, (sheet.oddFooter.right, footer.page)):
        part.text, part.size, part.color = text, 8, QUIET
        part.font = f"{LATIN_FONT},Regular"
