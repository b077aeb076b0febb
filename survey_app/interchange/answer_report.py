"""The report of an import as a file: one line for each row that would be taken, one for each cell that is no answer."""

from collections.abc import Callable, Iterator

from survey_app.interchange.answers import Reading
from survey_app.interchange.csv_lines import csv_line
from survey_app.questions.base import Problem


def report_lines(
    reading: Reading, titles: tuple[str, str, str, str, str], words: tuple[str, str], say: Callable[[Problem], str]
) -> Iterator[str]:
    """The report in CSV, line by line, in the order of the file. `words` are those for taken and refused."""
    taken, refused = words
    rows = [(row.number, taken, "", "", "") for row in reading.taken]
    rows += [(cell.number, refused, cell.column, cell.value, say(cell.problem)) for cell in reading.bad]
    yield "\ufeff" + csv_line(titles)
    for number, verdict, column, value, reason in sorted(rows, key=lambda row: row[0]):
        yield csv_line((str(number), verdict, column, value, reason))
