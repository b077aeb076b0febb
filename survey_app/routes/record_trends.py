"""The figures of records by day or week, as a page, CSV, workbook, drawing and JSON."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from survey_app.exceptions import NotFound
from survey_app.models import RecordPlan
from survey_app.routes import access
from survey_app.routes.figures import trend_figures
from survey_app.routes.figures.model import Figure
from survey_app.routes.table_files import csv_of, svg_of, xlsx_of
from survey_app.services import record_plans, record_trends
from survey_app.services.record_trends import Trend
from survey_app.services.studies import StageAccess

blueprint = Blueprint("record_trends", __name__)
_PAGE = "/studies/<study_code>/stages/<stage_code>/records/trend"


def _trend(study_code: str, stage_code: str) -> tuple[StageAccess, Trend | None]:
    found = access.survey(study_code, stage_code)
    plan: RecordPlan | None = record_plans.plan_of(found.stage)
    return found, record_trends.trend_of(found.stage, plan, request.args) if plan is not None else None


@blueprint.get(_PAGE)
def show(study_code: str, stage_code: str) -> str:
    """The line of one figure, with its numbers."""
    found, trend = _trend(study_code, stage_code)
    here = {"study_code": found.study.code, "stage_code": found.stage.code}
    fallback = found.study.language
    return render_template(
        "records/trend.html",
        access=found,
        tab="results",
        here=here,
        trend=trend,
        figure=trend_figures.figure_of(trend, fallback, by_mean=_by_mean()) if trend else None,
        measures=trend_figures.measures(trend, fallback) if trend else [],
        places=trend_figures.places(trend, fallback) if trend else [],
        by_mean=_by_mean(),
        links={**here, **_chosen(trend)},
    )


@blueprint.get(f"{_PAGE}.json")
def show_json(study_code: str, stage_code: str) -> Response:
    """The same for machines; a gap is null."""
    found, trend = _trend(study_code, stage_code)
    if trend is None:
        raise NotFound
    points = [
        {"from": each.period.isoformat(), "records": each.records, "n": each.n, "sum": each.total, "mean": each.mean}
        for each in trend.points
    ]
    return jsonify(
        {
            "stage": found.stage.code,
            "rhythm": trend.plan.rhythm.value,
            "measure": trend.measure.code if trend.measure else record_trends.RECORDS,
            "place": trend.place.code if trend.place else None,
            "left_out": trend.cut,
            "periods": points,
        }
    )


@blueprint.get(f"{_PAGE}/<anchor>.csv")
def table(study_code: str, stage_code: str, anchor: str) -> Response:
    """The numbers as a table."""
    found, figure = _figure(study_code, stage_code, anchor)
    return csv_of(figure, f"{found.study.title} records")


@blueprint.get(f"{_PAGE}/<anchor>.xlsx")
def workbook(study_code: str, stage_code: str, anchor: str) -> Response:
    """The numbers as a workbook."""
    found, figure = _figure(study_code, stage_code, anchor)
    return xlsx_of(figure, found.study, f"{found.study.title} records")


@blueprint.get(f"{_PAGE}/<anchor>.svg")
def drawing(study_code: str, stage_code: str, anchor: str) -> Response:
    """The line as a drawing that stands by itself."""
    found, figure = _figure(study_code, stage_code, anchor)
    return svg_of(figure, f"{found.study.title} records")


def _figure(study_code: str, stage_code: str, anchor: str) -> tuple[StageAccess, Figure | None]:
    found, trend = _trend(study_code, stage_code)
    if trend is None or anchor != trend_figures.ANCHOR:
        raise NotFound
    return found, trend_figures.figure_of(trend, found.study.language, by_mean=_by_mean())


def _by_mean() -> bool:
    """Whether the line shows the mean of a record; the sum otherwise."""
    return request.args.get("show") == "mean"


def _chosen(trend: Trend | None) -> dict[str, Any]:
    if trend is None:
        return {}
    chosen: dict[str, Any] = {"measure": trend.measure.code if trend.measure else record_trends.RECORDS}
    if trend.place is not None:
        chosen["place"] = trend.place.code
    return chosen | ({"show": "mean"} if _by_mean() else {})
