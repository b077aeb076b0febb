"""The report of an import as a file: one line for each row that would be taken, one for each cell that is no answer."""

import csv
import io
from collections.abc import Callable, Iterator

from survey_app.interchange.answers import Reading
from survey_app.questions.base import Problem

_BEGINNINGS = frozenset("=+-@\t\r＝＋－＠")  # noqa: RUF001 - spreadsheets read the wide signs alike


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> guarded("=1+1"), guarded("Jinan"), guarded("")
    ("'=1+1", 'Jinan', '')
    """
    return f"'{text}" if text[:1] in _BEGINNINGS else text


def report_lines(
    reading: Reading, titles: tuple[str, str, str, str, str], words: tuple[str, str], say: Callable[[Problem], str]
) -> Iterator[str]:
    """The report in CSV, line by line, in the order of the file. `words` are those for taken and refused."""
    taken, refused = words
    rows = [(row.number, taken, "", "", "") for row in reading.taken]
    rows += [(cell.number, refused, cell.column, cell.value, say(cell.problem)) for cell in reading.bad]
    yield "\ufeff" + _line(titles)
    for number, verdict, column, value, reason in sorted(rows, key=lambda row: row[0]):
        yield _line((str(number), verdict, guarded(column), guarded(value), guarded(reason)))


def _line(cells: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()
