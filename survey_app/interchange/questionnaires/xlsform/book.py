"""The workbook that is written: rows of named cells become sheets, every cell is plain text."""

import io
from collections.abc import Iterable, Mapping, Sequence

from babel import Locale, UnknownLocaleError
from openpyxl import Workbook

from survey_app.questions.definition import Text

Cells = dict[str, str]
_FIRST = {
    "survey": ("type", "name"),
    "choices": ("list_name", "name"),
    "settings": ("form_title", "form_id", "default_language"),
}


def header_of(column: str, language: str) -> str:
    """A column in one language: `label::Spanish (es)`."""
    return f"{column}::{language_name(language)}"


def language_name(code: str) -> str:
    """A language as XLSForm names it.

    >>> language_name("es"), language_name("zh_Hans_CN"), language_name("qaa")
    ('Spanish (es)', 'Chinese (zh)', 'qaa (qaa)')
    """
    try:
        words = Locale.parse(code, sep="_" if "_" in code else "-").get_language_name("en") or code
    except (UnknownLocaleError, ValueError):
        words = code
    return f"{words} ({'zh' if code == 'zh_Hans_CN' else code.replace('_', '-')})"


def in_columns(column: str, text: Text, languages: Sequence[str]) -> Cells:
    """A text in one cell for each language it is written in."""
    return {header_of(column, code): text[code] for code in languages if text.get(code)}


def to_bytes(sheets: Mapping[str, Iterable[Cells]]) -> bytes:
    """The workbook with these sheets; columns stand in the order in which they are first used."""
    book = Workbook(write_only=False)
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        kept = list(rows)
        columns = list(dict.fromkeys([*_FIRST.get(name, ()), *(column for row in kept for column in row)]))
        sheet = book.create_sheet(name)
        for number, row in enumerate([dict(zip(columns, columns, strict=True)), *kept], start=1):
            for place, column in enumerate(columns, start=1):
                if row.get(column):
                    cell = sheet.cell(number, place, row[column])
                    cell.data_type = "s"  # a text that begins with = is a text
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
