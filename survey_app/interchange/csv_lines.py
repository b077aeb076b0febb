"""Lines of CSV that spreadsheets show and never compute: the one place where a file for people is written as text."""

import csv
import io
from collections.abc import Sequence

_BEGINNINGS = frozenset("=+-@\t\r＝＋－＠")  # noqa: RUF001 - spreadsheets read the wide signs alike


def csv_line(cells: Sequence[object], separator: str = ",") -> str:
    r"""One line of CSV; a text that a spreadsheet would take for a formula stands behind an apostrophe.

    >>> csv_line(["=1+1", -4, "plain", ""])
    "'=1+1,-4,plain,\r\n"
    """
    line = io.StringIO()
    csv.writer(line, delimiter=separator).writerow([_harmless(cell) for cell in cells])
    return line.getvalue()


def bare_cell(cell: str) -> str:
    """A cell as it was before `csv_line` put the apostrophe in front.

    >>> bare_cell("'=1+1"), bare_cell("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _BEGINNINGS else cell


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in _BEGINNINGS else cell
