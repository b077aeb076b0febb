"""The cross-table builder of a survey: a form in the address, the table, and the same as CSV and JSON."""

from collections.abc import Sequence

from flask import Blueprint, Response, jsonify, render_template, request
from flask_babel import gettext as _

from survey_app.exceptions import NotFound
from survey_app.exports.table_book import PrintedTable
from survey_app.interchange.csv_lines import csv_line
from survey_app.routes import access
from survey_app.routes.asked import filters_asked
from survey_app.routes.figures import crosstab, filtering, wording
from survey_app.routes.figures.crosstab import Grid, grid_of, row_words
from survey_app.routes.presentation import labelled
from survey_app.routes.table_files import book_of, csv_file
from survey_app.services import crosstabs
from survey_app.services.crosstabs import Built, RowChoice, Wish
from survey_app.services.filters import Dimension
from survey_app.services.several_columns import Several
from survey_app.services.studies import StageAccess
from survey_app.stats.letters import Correction

blueprint = Blueprint("crosstabs", __name__)
_STAGE = "/studies/<study_code>/stages/<stage_code>"
_LONGEST_ROW = 90
_NAMES = ("rows", "columns", "inside", "weight", "correction")

Choice = tuple[str, str]
"""A value and its words."""


def _found(study_code: str, stage_code: str) -> tuple[StageAccess, Built]:
    found = access.survey(study_code, stage_code)
    given = {name: request.args.get(name, "") for name in _NAMES}
    wish = Wish(**(given | {"correction": given["correction"] or Correction.NONE.value}))
    asked = {name: values for name, values in filters_asked().items() if name not in _NAMES}
    return found, crosstabs.build(found.stage, wish, asked, role=found.role)


def _links(found: StageAccess, built: Built) -> dict[str, str]:
    """The arguments of a link to the same table."""
    wish = {name: value for name in _NAMES if (value := getattr(built.wish, name))}
    filters = {each.dimension.key: each.offer.value for each in built.conditions}
    return {**filters, **wish, "study_code": found.study.code, "stage_code": found.stage.code}


@blueprint.get(f"{_STAGE}/crosstab")
def show(study_code: str, stage_code: str) -> str:
    """Choose rows and columns; the table stands below as soon as there are rows."""
    found, built = _found(study_code, stage_code)
    fallback = found.study.language
    here = {"study_code": found.study.code, "stage_code": found.stage.code}
    return render_template(
        "results/crosstab.html",
        access=found,
        tab="results",
        here=here,
        links=_links(found, built),
        filters=filtering.fields(built.offered, built.conditions, built.least, fallback),
        filtered=filtering.said(built.conditions, fallback),
        built=built,
        rows=[_choice(each, fallback) for each in built.rows],
        banners=[_dimension(each, fallback) for each in built.banners],
        weights=[_choice(each, fallback) for each in built.weights],
        corrections=_corrections(),
        grid=_grid(built, fallback),
    )


@blueprint.get(f"{_STAGE}/crosstab.csv")
def table(study_code: str, stage_code: str) -> Response:
    """The table as a file for a spreadsheet: counts and shares."""
    found, built = _found(study_code, stage_code)
    grid = _grid(built, found.study.language)
    if grid is None:
        raise NotFound
    lines: list[Sequence[object]] = [
        [grid.title, _("Figure"), *(column.words for column in grid.columns)],
        ["", _("Letter"), *(column.letter for column in grid.columns)],
        ["", _("Answers"), *(column.n for column in grid.columns)],
    ]
    if grid.is_weighted:
        lines.append(["", _("Effective base"), *(column.n_eff for column in grid.columns)])
    for row in grid.rows:
        lines.append([row.words, _("Answers"), *(cell.count for cell in row.cells)])
        lines.append([row.words, _("Share"), *("" if cell.share is None else cell.share for cell in row.cells)])
        lines.append([row.words, _("Letters"), *(cell.letters for cell in row.cells)])
    if grid.means:
        lines.append([grid.average, "", *("" if cell.share is None else cell.share for cell in grid.means)])
        lines.append([grid.average, _("Letters"), *(cell.letters for cell in grid.means)])
    lines += [(words,) for words in (*grid.legend, *_said(found, built))]
    return csv_file("".join(csv_line(line) for line in lines), f"{found.study.title} {built.wish.rows}.csv")


def _said(found: StageAccess, built: Built) -> tuple[str, ...]:
    """The filters in words, for the foot of a file."""
    filtered = filtering.said(built.conditions, found.study.language)
    return (str(_("Only: %(filters)s.", filters=filtered)),) if filtered else ()


@blueprint.get(f"{_STAGE}/crosstab.xlsx")
def workbook(study_code: str, stage_code: str) -> Response:
    """The table as a workbook: counts, shares as numbers, and letters."""
    found, built = _found(study_code, stage_code)
    grid = _grid(built, found.study.language)
    if grid is None:
        raise NotFound
    source = (
        labelled(found.study.title, _("By %(columns)s.", columns=grid.across)) if grid.across else found.study.title
    )
    notes = (*grid.legend, *((grid.test,) if grid.test else ()), *_said(found, built))
    table = PrintedTable(grid.title, source, *crosstab.printed(grid), notes)
    return book_of(table, found.study, f"{found.study.title} {built.wish.rows}")


@blueprint.get(f"{_STAGE}/crosstab.json")
def show_json(study_code: str, stage_code: str) -> Response:
    """The table for machines: every figure, base, test and comparison."""
    _access, built = _found(study_code, stage_code)
    if built.table is None:
        raise NotFound
    filtered = [{"name": each.dimension.key, "value": each.offer.value} for each in built.conditions]
    more = {"hidden_columns": built.hidden, "smallest_group": built.least, "filters": filtered}
    if built.chosen is not None and (built.chosen.parts or built.chosen.unsaid):
        more |= {"parts": built.chosen.parts, "left_out": built.chosen.unsaid}
    if built.chosen is not None and built.chosen.is_score:
        more |= {"mean_is": "net_promoter_score"}
    if built.left_out:
        more |= {"columns_left_out": built.left_out}
    return jsonify({**built.table.to_json(), **more})


def _grid(built: Built, fallback: str) -> Grid | None:
    return None if built.table is None or built.chosen is None else grid_of(built, fallback)


def _choice(each: RowChoice, fallback: str) -> Choice:
    return each.key, wording.narrowed(row_words(each, fallback), _LONGEST_ROW)


def _dimension(each: Dimension | Several, fallback: str) -> Choice:
    return each.key, filtering.label_of(each, fallback)


def _corrections() -> list[Choice]:
    words = {
        Correction.NONE: _("no correction"),
        Correction.BONFERRONI: "Bonferroni",
        Correction.HOLM: "Holm",
        Correction.BH: "Benjamini–Hochberg",
    }
    return [(each.value, words[each]) for each in Correction]
