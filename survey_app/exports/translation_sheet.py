"""The sheet a translator fills in: where each text stands, the words in the study's own language, and a column each."""

import io
from collections.abc import Sequence

from openpyxl.styles import Alignment, Font, Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from survey_app.exports.cells import clean_text

__all__ = ["write_translations"]

_PLACE_WIDTH, _TEXT_WIDTH = 26, 60


def write_translations(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook of one sheet. Every cell is text, also one that begins like a formula; the header stays in sight."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for line in (header, *rows):
        sheet.append([None] * len(line))
        for place, words in enumerate(line, start=1):
            cell = sheet.cell(sheet.max_row, place)
            cell.value = clean_text(words)
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.protection = Protection(locked=place == 1)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for place in range(1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = _PLACE_WIDTH if place == 1 else _TEXT_WIDTH
    sheet.freeze_panes = "B2"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
