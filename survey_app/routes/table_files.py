"""The files behind one figure of a results page: its table for a spreadsheet or as a workbook, its drawing."""

import io
import re
from collections.abc import Sequence

from babel.numbers import NumberFormatError, parse_decimal
from flask import Response, send_file
from flask_babel import get_locale
from flask_babel import gettext as _

from survey_app.charts.standalone import standalone
from survey_app.exceptions import NotFound
from survey_app.exports.cells import zone_of
from survey_app.exports.table_book import MEDIA_TYPE, Cell, Number, PrintedTable, write_table
from survey_app.exports.words import Words
from survey_app.interchange.csv_lines import csv_line
from survey_app.models import Study
from survey_app.routes.figures.model import Figure
from survey_app.services import files

_FIGURE = re.compile(r"[+−]?[0-9][0-9.,\s]*%?")
_LONGEST = 24


def csv_file(text: str, name: str) -> Response:
    """A CSV file that spreadsheets open in the right letters."""
    content = io.BytesIO(b"\xef\xbb\xbf" + text.encode())
    return send_file(content, mimetype="text/csv", as_attachment=True, download_name=files.safe_name(name))


def csv_of(figure: Figure | None, name: str) -> Response:
    """The table as CSV, as it is shown."""
    if figure is None or figure.table is None:
        raise NotFound
    lines: list[Sequence[object]] = [figure.table.head, *((row.label, *row.cells) for row in figure.table.rows)]
    return csv_file("".join(csv_line(line) for line in lines), f"{name}.csv")


def xlsx_of(figure: Figure | None, study: Study, name: str, *more: str) -> Response:
    """The table as a workbook, its figures as numbers, with the notes of the figure and `more` below."""
    if figure is None or figure.table is None:
        raise NotFound
    rows = tuple((row.label, *(number_of(cell) for cell in row.cells)) for row in figure.table.rows)
    source = f"{study.title}: {figure.measure}"
    return book_of(PrintedTable(figure.heading, source, figure.table.head, rows, (*figure.notes, *more)), study, name)


def book_of(table: PrintedTable, study: Study, name: str) -> Response:
    """A table as a workbook to keep."""
    target = io.BytesIO()
    write_table(table, Words(str(get_locale()), _, zone_of(study.timezone), study.language), target)
    target.seek(0)
    return send_file(target, mimetype=MEDIA_TYPE, as_attachment=True, download_name=files.safe_name(f"{name}.xlsx"))


def svg_of(figure: Figure | None, name: str) -> Response:
    """The drawing as a file that stands by itself."""
    drawn = standalone(figure.chart) if figure is not None else ""
    if not drawn:
        raise NotFound
    content = io.BytesIO(drawn.encode())
    kind = "image/svg+xml"
    return send_file(content, mimetype=kind, as_attachment=True, download_name=files.safe_name(f"{name}.svg"))


def number_of(cell: str) -> Cell:
    """A cell as the number it shows in the page's language; words, and figures with a mark, stay as they are."""
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
