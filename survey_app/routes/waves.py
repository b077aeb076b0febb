"""Two surveys of a study compared, as a page, CSV, workbook, drawing and JSON."""

from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, render_template, request

from survey_app.models import Stage
from survey_app.routes import access
from survey_app.routes.figures import moves, wave_figures
from survey_app.routes.figures.model import Figure
from survey_app.routes.table_files import csv_of, svg_of, xlsx_of
from survey_app.services import waves
from survey_app.services.rights import Act
from survey_app.services.studies import Access
from survey_app.services.waves import Moved, Wave

blueprint = Blueprint("waves", __name__)
_WAVES = "/studies/<study_code>/waves"
_LEAST = 2


@dataclass(frozen=True, slots=True)
class _Compared:
    """The surveys of a study, the two that are compared, and what moved."""

    access: Access
    surveys: list[Stage]
    before: Wave | None
    now: Wave | None
    moved: list[Moved]


def _compared(study_code: str) -> _Compared:
    found = access.study(study_code, Act.SEE_RESULTS)
    surveys = waves.waves_of(found.study)
    if len(surveys) < _LEAST:
        return _Compared(found, surveys, None, None, [])
    first = waves.find(found.study, request.args.get("before") or surveys[-2].code)
    second = waves.find(found.study, request.args.get("now") or surveys[-1].code)
    before, now = waves.read(first, found.role), waves.read(second, found.role)
    return _Compared(found, surveys, before, now, waves.compare(before, now))


@blueprint.get(_WAVES)
def show(study_code: str) -> str:
    """Every figure that two surveys share, before and now."""
    found = _compared(study_code)
    fallback = found.access.study.language
    rows = [moves.row_of(each, fallback) for each in found.moved]
    return render_template(
        "waves/show.html",
        access=found.access,
        tab="waves",
        found=found,
        rows=rows,
        links=_links(found),
        figure=_figure(found),
    )


def _links(found: _Compared) -> dict[str, str]:
    here = {"study_code": found.access.study.code}
    if found.before is None or found.now is None:
        return here
    return {**here, "before": found.before.stage.code, "now": found.now.stage.code}


@blueprint.get(f"{_WAVES}.json")
def show_json(study_code: str) -> Response:
    """The same for machines."""
    found = _compared(study_code)
    lines = [{"indicator": each.indicator.key, **each.change.to_json()} for each in found.moved]
    return jsonify({**_links(found), "changes": lines})


@blueprint.get(f"{_WAVES}.csv")
def table(study_code: str) -> Response:
    """The same as a table."""
    found = _compared(study_code)
    return csv_of(_figure(found), f"{found.access.study.title} waves")


@blueprint.get(f"{_WAVES}.xlsx")
def workbook(study_code: str) -> Response:
    """The same as a workbook."""
    found = _compared(study_code)
    return xlsx_of(_figure(found), found.access.study, f"{found.access.study.title} waves")


@blueprint.get(f"{_WAVES}.svg")
def drawing(study_code: str) -> Response:
    """The shares before and now as a drawing."""
    found = _compared(study_code)
    return svg_of(_figure(found), f"{found.access.study.title} waves")


def _figure(found: _Compared) -> Figure | None:
    if found.before is None or found.now is None or not found.moved:
        return None
    titles = (found.before.stage.title, found.now.stage.title)
    return wave_figures.figure_of(found.moved, titles, found.access.study.language)
