"""The bundle for programs of statistics: one file of data, and what makes SPSS, Stata and R understand it."""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from survey_app.exceptions import N_
from survey_app.exports.report import Report
from survey_app.exports.statfiles import r_script, spss, stata
from survey_app.exports.statfiles.columns import Layout, layout, stored, written

Line = Callable[[Sequence[object]], str]
Translate = Callable[[str], str]
Progress = Callable[[int, int], None]
_STEP = 500
_MARK = "\ufeff"

_README = (
    N_("data.txt holds the answers: one line a response, tabs between the columns, UTF-8, no quotation marks."),
    N_("Tabs and line breaks inside a text became blanks."),
    N_("SPSS reads it by data.sps, Stata (14 or newer) by data.do, R by data.R. Each begins with where to put it."),
    N_("codebook.csv says what each column is called in Rondo and what its codes mean."),
    N_("Missing answers are the codes −9 to −5 in columns of codes. Other columns are empty: a number may be −9."),
    N_("Stata calls the reasons .a (−5) to .e (−9); R keeps them as an attribute of the column."),
    N_("SPSS keeps 32,767 bytes of a text and 120 of the words of a code; codebook.csv holds the whole words."),
)


def write(
    report: Report, language: str, path: Path, *, line: Line, translate: Translate, progress: Progress | None = None
) -> None:
    """Write the bundle; `line` makes a line of CSV that no spreadsheet computes."""
    found = layout(report, language)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        widths = _data(archive, report, found, progress)
        archive.writestr("data.sps", _MARK + spss.syntax(found, widths))
        archive.writestr("data.do", stata.syntax(found))
        archive.writestr("data.R", r_script.script(found))
        archive.writestr("codebook.csv", _MARK + "".join(line(cells) for cells in codebook(found)))
        archive.writestr("README.txt", "\n".join([found.title, "", *(translate(words) for words in _README)]) + "\n")


def _data(archive: zipfile.ZipFile, report: Report, found: Layout, progress: Progress | None) -> dict[str, int]:
    """Write the answers; the bytes that the longest text of each column takes."""
    widths: dict[str, int] = {}
    texts = {place: column.name for place, column in enumerate(found.columns) if column.is_text}
    total = report.fieldwork.usable
    with archive.open("data.txt", "w", force_zip64=True) as stream:
        stream.write(("\t".join(column.name for column in found.columns) + "\n").encode())
        for number, row in enumerate(report.rows(), 1):
            cells = [written(stored(column, row.get(column.original))) for column in found.columns]
            for place, name in texts.items():
                widths[name] = max(widths.get(name, 0), len(cells[place].encode()))
            stream.write(("\t".join(cells) + "\n").encode())
            if progress is not None and number % _STEP == 0:
                progress(min(number, total), total)
    return widths


def codebook(found: Layout) -> Iterator[list[str]]:
    """One line for each column: its name here and there, what it is, its words and codes."""
    sets = {column.name: each.name for each in found.sets for column in each.columns}
    yield ["name", "name_in_rondo", "kind", "measure", "label", "codes", "missing_codes", "set"]
    for column in found.columns:
        yield [
            column.name,
            column.original,
            column.kind.value,
            column.measure,
            column.label,
            "; ".join(f"{code} = {words}" for code, words in column.codes),
            "; ".join(f"{words} = {code}" for code, words in found.reasons) if column.holds_reasons else "",
            sets.get(column.name, ""),
        ]
