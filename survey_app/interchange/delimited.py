"""Delimited text: finding out its encoding and its separator, and taking it apart."""

import codecs
import contextlib
import csv
import io
import re
from collections.abc import Iterator
from itertools import dropwhile

from survey_app.exceptions import N_
from survey_app.interchange.heading_rows import WIDE, names_columns
from survey_app.interchange.table_limits import NotATable, RaggedRow

__all__ = ["read_delimited"]

_SEPARATORS = (",", ";", "\t")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_LOOKED_AT = 20


def read_delimited(content: bytes, filename: str) -> tuple[Iterator[tuple[int, list[str]]], str, str]:
    """The rows of the text with their line's row number, the encoding it was read in, and what parts its cells."""
    text, encoding = _decoded(content, filename)
    if "\x00" in text:
        raise NotATable(file=filename)
    separator = _separator(text)
    return _rows(text, separator), encoding, separator


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise RaggedRow(
                N_("Row %(row)s cannot be taken apart: look for a quotation mark that is not closed."), row=number
            ) from None


def _decoded(content: bytes, filename: str) -> tuple[str, str]:
    """The text: by its byte order mark, else UTF-8, else the older encoding that its bytes look like."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _by(content, encoding, filename), "UTF-8" if encoding == "utf-8-sig" else "UTF-16"
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    if _looks_western(content):
        return _by(content, "cp1252", filename), "Windows-1252"
    return _by(content, "gb18030", filename), "GB18030"


def _by(content: bytes, encoding: str, filename: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise NotATable(
            N_("The letters of %(file)s cannot be read. Save it as CSV in UTF-8 and upload it again."), file=filename
        ) from None


def _looks_western(content: bytes) -> bool:
    """Accented letters stand alone between plain ones; Chinese comes in runs of at least two bytes."""
    lengths = [len(run) for run in _HIGH_RUN.findall(content)]
    return sum(length == 1 for length in lengths) * 2 > len(lengths)


def _separator(text: str) -> str:
    """The separator that cuts the first rows into the same number of cells, the most of them."""
    start = text[:65_536]
    return max(_SEPARATORS, key=lambda separator: _merit(start, separator))


def _merit(text: str, separator: str) -> tuple[bool, int, int]:
    """Whether the first rows below titles of one cell are of one width above 1, how few titles, the header's width.

    A header without commas is no title above rows of decimal commas where semicolons cut all of them alike.
    """
    first: list[list[str]] = []
    with contextlib.suppress(RaggedRow):  # the start may end inside a cell, and a broken row is refused later
        for _number, cells in _rows(text, separator):
            first += [cells] if cells else []
            if len(first) == _LOOKED_AT:
                break
    below = [*dropwhile(lambda cells: len(cells) == 1, first)]
    titles = 0
    if below and len(below[0]) >= WIDE and names_columns(below[0]):
        titles, first = len(first) - len(below), below
    widths = [len(cells) for cells in first]
    is_even = len(set(widths)) == 1 and widths[0] > 1
    return is_even, -titles if is_even else 0, widths[0] if widths else 0
