"""Opening a file for the statistics: CSV, a sheet of a workbook, a file of SPSS or Stata; names of columns."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import click

from survey_app.cli.stats.printing import remark, remark_once
from survey_app.cli.stats.reading import BINARY, Cells, Shape, Sheet
from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.data_files.labelled import Labelled, is_labelled, read_labelled
from survey_app.interchange.tables import Limits, Table, read_table

__all__ = ["read"]

_LIMITS = Limits(
    packed=200 * 1024 * 1024,
    unpacked=1024 * 1024 * 1024,
    columns=2_001,
    rows=200_000,
    unnamed=True,
    repeated=True,
    feet=True,
)
_NAMELESS = re.compile(rb"\A(\xef\xbb\xbf)?(?:\"\")?([,;\t])")
_AGAIN = re.compile(r"(?P<name>.+) \(\d{1,4}\)", re.DOTALL)
"""What a name is called that stands there a second time."""
_FIGURE = re.compile(r"-?[0-9]{1,9}(?:[.,][0-9]{1,9})?", re.ASCII)
_HEAD, _SHOWN, _FEW = 16, 8, 12

Words = Mapping[str, Mapping[str, str]]


def read(
    path: Path,
    cells: Cells,
    shape: Shape | None = None,
    called: Sequence[tuple[str, str]] = (),
    page: str | None = None,
) -> Sheet:
    """Read CSV (commas, semicolons or tabs), a sheet of an Excel workbook (the first, or `page`), SPSS or Stata.

    The numbers of a workbook have points whatever the decimal sign; its texts may have commas.
    `called` renames columns: what a command calls them, and what the file does. A first column without a name, as R
    writes it, is called "row". A first row that holds answers is refused, or read as such where the shape says so.
    """
    shape = shape or Shape()
    table, words = _opened(path, page)
    if shape.headless and table.encoding == BINARY:
        raise click.UsageError("A file of SPSS or Stata names its columns itself: leave out --no-header.")
    if shape.headless:
        table = _with_first_row(table)
    else:
        _doubt_names([_own(name, table.header) for name in table.header])
    if table.passed:
        passed = ", ".join(map(str, table.passed))
        remark(f"Neither names nor answers, left out: row {passed}.")
    if table.doubtful:
        doubtful = ", ".join(map(str, table.doubtful))
        remark(f"Row {doubtful} could sum up the others: it is read like them. If it sums them up, take it out.")
    for name in table.header:
        first = _own(name, table.header)
        if first != name:
            remark_once(f"There are several columns “{first[:80]}”: a further one is called “{name[:80]}” here.")
    sheet = Sheet(table, cells, shape, words)
    header = list(table.header)
    for name, theirs in called:
        place = sheet.place(theirs)
        if name.casefold() in {each.casefold() for each in header if each != header[place]}:
            raise FileRefused(N_("There is a column “%(name)s” already."), name=name[:80])
        words = {(name if each == header[place] else each): codes for each, codes in words.items()}
        header[place] = name
    return replace(sheet, table=replace(table, header=tuple(header)), words=words)


def _opened(path: Path, page: str | None) -> tuple[Table, Words]:
    """The table, and of a file of SPSS or Stata the words of its codes."""
    content = path.read_bytes() if path.stat().st_size <= _LIMITS.packed else None
    if content is not None and is_labelled(content[:_HEAD]):
        if page:
            raise FileRefused(
                N_("%(file)s is no workbook: only a workbook has sheets to choose from."), file=path.name[:80]
            )
        return _labelled(read_labelled(content, path.name, _LIMITS, as_written=True))
    with path.open("rb") if content is None else io.BytesIO(_NAMELESS.sub(rb"\1row\2", content, count=1)) as stream:
        return read_table(stream, path.name, replace(_LIMITS, sheet=(page or "").replace("\0", ""))), {}


def _labelled(found: Labelled) -> tuple[Table, Words]:
    """Codes as the file writes them; what it calls missing is no answer, which is told."""
    absent: dict[str, list[str]] = {}
    for each in found.absent:
        absent.setdefault(", ".join(each.codes), []).append(each.columns)
    for codes, columns in absent.items():
        more = f" and {len(columns) - _FEW} more" if len(columns) > _FEW else ""
        remark_once(f"The file says that {codes} is no answer in {', '.join(columns[:_FEW])}{more}.")
    words = {
        name: {str(code): label for code, text in column.codes if (label := text.get("", ""))}
        for name, column in found.columns.items()
    }
    told = {**words, **found.said}
    return replace(found.table, encoding=BINARY), {name: codes for name, codes in told.items() if codes}


def _own(name: str, names: Sequence[str]) -> str:
    """What stands in the file for a name that got a number behind it because it returns."""
    again = _AGAIN.fullmatch(name)
    is_again = again is not None and again["name"].casefold() in {each.casefold() for each in names}
    return again["name"] if again and is_again else name


def _doubt_names(names: Sequence[str]) -> None:
    """Refuse a first row that can only be answers; say how it was read where it could be."""
    if not all(map(_FIGURE.fullmatch, names)):
        return
    given = [float(name.replace(",", ".")) for name in names]
    steps = {later - earlier for earlier, later in pairwise(given)}
    if steps == {1.0}:
        return
    shown = ", ".join(name[:20] for name in names[:_SHOWN])
    if min(steps, default=1) <= 0:
        raise FileRefused(
            N_(
                "The first row holds figures, not names: %(names)s. Put a row with the names of the columns above it, "
                "or add --no-header: then they are called q1, q2 and so on."
            ),
            names=shown,
        )
    remark_once(
        f"The first row holds figures alone: {shown}. They are read as names; if they are answers, add --no-header."
    )


def _with_first_row(table: Table) -> Table:
    """The table whose names were its first answers, under names of its own: q1, q2 and so on."""
    first = [_own(name, table.header) for name in table.header]
    first = ["" if name == f"column {place}" else name for place, name in enumerate(first, start=1)]
    if first[0] == "row":
        first[0] = ""
    header = tuple(f"q{place}" for place in range(1, len(first) + 1))
    number = max(1, min(table.numbers, default=2) - 1)
    return replace(table, header=header, rows=(tuple(first), *table.rows), numbers=(number, *table.numbers))
