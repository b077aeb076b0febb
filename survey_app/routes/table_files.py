"""The files behind one figure of a results page: its table for a spreadsheet or as a workbook, its drawing."""

import io
import re
from collections.abc import Sequence

from babel.numbers import NumberFormatError, parse_decimal
from flask import Response, send_file
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.charts.standalone import standalone
from survey_app.exceptions import NotFound
from survey_app.exports.cells import zone_of
from survey_app.exports.styles import signed_format
from survey_app.exports.table_book import MEDIA_TYPE, Cell, Number, PrintedTable, write_tables
from survey_app.exports.words import Words
from survey_app.interchange.csv_lines import csv_line
from survey_app.models import Study
from survey_app.routes.figures.model import Figure, Table
from survey_app.routes.presentation import Between, Shown, Spanned, labelled
from survey_app.services import files

_FIGURE = re.compile(r"[+−]?[0-9][0-9.,\s]*%?")
_LONGEST = 24


def csv_file(text: str, name: str) -> Response:
    """A CSV file that spreadsheets open in the right letters."""
    content = io.BytesIO(b"\xef\xbb\xbf" + text.encode())
    return send_file(content, mimetype="text/csv", as_attachment=True, download_name=files.safe_name(name))


def csv_of(figure: Figure | None, name: str, *more: str) -> Response:
    """The table as CSV, its figures in full, with `more` below."""
    if figure is None or figure.table is None:
        raise NotFound
    lines = [*_lines(figure.table), *((words,) for words in (*figure.caveats, *more))]
    return csv_file("".join(csv_line(line) for line in lines), f"{name}.csv")


def whole_csv(figures: Sequence[Figure], name: str, *more: str) -> Response:
    """All tables of a page as CSV, each under its finding and what it measures, with `more` below."""
    lines: list[Sequence[object]] = []
    for figure in figures:
        if figure.table is not None:
            caveats = ((words,) for words in figure.caveats)
            lines += [(figure.heading, figure.measure), *_lines(figure.table), *caveats, ()]
    if not lines:
        raise NotFound
    return csv_file("".join(csv_line(line) for line in [*lines, *((words,) for words in more)]), f"{name}.csv")


def _lines(table: Table) -> list[Sequence[object]]:
    """The head and the rows; behind the columns of the page the two ends of each interval as numbers."""
    kinds = {
        place: type(cell)
        for row in table.rows for place, cell in enumerate(row.cells) if isinstance(cell, Between | Spanned)
    }  # fmt: skip
    spans = sorted(kinds)
    # an interval stands behind its figure, in a column of its own or in the same one
    heads = [table.head[at + (kinds[at] is Spanned)] for at in spans]
    ends = [(_("%(figure)s, lower end", figure=head), _("%(figure)s, upper end", figure=head)) for head in heads]
    head = (*table.head, *(words for pair in ends for words in pair))
    return [head, *((row.label, *map(_in_full, row.cells), *_all_ends(row.cells, spans)) for row in table.rows)]


def _all_ends(cells: Sequence[str], spans: Sequence[int]) -> list[object]:
    return [end for at in spans for end in _ends(cells[at], cells[at - 1] if at else "")]


def _ends(cell: str, figure: str) -> list[object]:
    """The ends of an interval in the measure of the figure before it: beside a share they are shares from 0 to 1."""
    if isinstance(cell, Spanned):
        return _ends(cell.interval, cell.figure)
    if not isinstance(cell, Between):
        return ["", ""]
    found = [_in_full(end) for end in (cell.low, cell.high)]
    is_part = isinstance(figure, Shown) and figure.is_share
    is_hundredth = is_part and not (isinstance(cell.low, Shown) and cell.low.is_share)
    return [each / 100 if is_hundredth and isinstance(each, int | float) else each for each in found]


def _in_full(cell: str) -> object:
    """A cell as the number behind it with all its decimals, a share from 0 to 1; words stay as they are."""
    found = number_of(cell.figure if isinstance(cell, Spanned) else cell)
    if not isinstance(found, Number):
        return found
    return int(found.value) if found.value.is_integer() else found.value


def xlsx_of(figure: Figure | None, study: Study, name: str, *more: str) -> Response:
    """The table as a workbook, its figures as numbers, with the notes of the figure and `more` below."""
    return whole_xlsx([figure] if figure is not None else [], study, name, *more)


def whole_xlsx(figures: Sequence[Figure], study: Study, name: str, *more: str) -> Response:
    """All tables of a page as a workbook, a sheet for each, its figures as numbers, with notes and `more` below."""
    tables = [
        PrintedTable(
            figure.heading,
            labelled(study.title, figure.measure),
            figure.table.head,
            tuple((row.label, *(number_of(cell) for cell in row.cells)) for row in figure.table.rows),
            (*figure.notes, *more),
            figure.anchor,
        )
        for figure in figures
        if figure.table is not None
    ]
    if not tables:
        raise NotFound
    return _book(tables, study, name)


def book_of(table: PrintedTable, study: Study, name: str) -> Response:
    """A table as a workbook to keep."""
    return _book([table], study, name)


def _book(tables: Sequence[PrintedTable], study: Study, name: str) -> Response:
    target = io.BytesIO()
    write_tables(tables, Words(str(get_locale()), _, zone_of(study.timezone), study.language), target)
    target.seek(0)
    return send_file(target, mimetype=MEDIA_TYPE, as_attachment=True, download_name=files.safe_name(f"{name}.xlsx"))


def svg_of(figure: Figure | None, name: str) -> Response:
    """The drawing as a file that stands by itself."""
    return svg_file(figure.chart if figure is not None else Markup(""), name)


def svg_file(chart: Markup, name: str) -> Response:
    """A drawing of a page as a file that stands by itself; 404 where there is none."""
    drawn = standalone(chart)
    if not drawn:
        raise NotFound
    content = io.BytesIO(drawn.encode())
    kind = "image/svg+xml"
    return send_file(content, mimetype=kind, as_attachment=True, download_name=files.safe_name(f"{name}.svg"))


def number_of(cell: str) -> Cell:
    """A cell as the number behind it, shown as on the page; words, and figures with a mark, stay as they are."""
    if isinstance(cell, Shown):
        written = signed_format(cell.decimals) if cell.is_signed else ""
        if cell.is_year:
            written = "0." + "0" * cell.decimals if cell.decimals else "0"
        return Number(cell.value, cell.decimals, cell.is_share, written)
    if len(cell) > _LONGEST or not _FIGURE.fullmatch(cell):
        return cell
    is_share = cell.endswith("%")
    plain = cell.removesuffix("%").strip().replace("−", "-").replace("+", "")
    try:
        found = parse_decimal(plain, locale=get_locale(), strict=True)
    except NumberFormatError:
        return cell
    exponent = found.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return Number(float(found) / 100 if is_share else float(found), decimals, is_share)
