"""Results: the page, the same as JSON, open answers, tables and data as CSV, and the exports."""

import io
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.exports.report import Report
from survey_app.forms.data_files import DataFileForm
from survey_app.forms.reports import ReportForm
from survey_app.routes import access
from survey_app.routes.asked import filters_asked, wish_asked
from survey_app.routes.figures import figures_of, filtering, headline, key_targets, moves, weighted
from survey_app.routes.figures.model import Figure
from survey_app.routes.limits import page_number
from survey_app.routes.presentation import LANGUAGE_NAMES
from survey_app.routes.table_files import csv_file, csv_of, svg_of, whole_csv, whole_xlsx, xlsx_of
from survey_app.services import (
    banner_breaks,
    client_looks,
    data_files,
    data_tables,
    files,
    kept_figures,
    lookups,
    report_json,
    reports,
    sealed_surveys,
    wave_pairs,
    weighing,
    weightings,
)
from survey_app.services import exports as making
from survey_app.services.filters import Asked, GroupTooSmall
from survey_app.services.report_files import Wanted
from survey_app.services.reports import Results
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess

__all__ = ["blueprint", "csv_file"]

blueprint = Blueprint("reports", __name__)
_STAGE = "/studies/<study_code>/stages/<stage_code>"
_TEXTS, _EXPORTS = 50, 20


def _links(found: StageAccess) -> dict[str, Any]:
    """The arguments of a link to the same answers: the filters, and the stage, whatever the address says."""
    return {**filters_asked(), "study_code": found.study.code, "stage_code": found.stage.code}


def _frame(found: StageAccess, tab: str) -> dict[str, object]:
    """What every page here needs: who looks at what, and the arguments of links with and without the filters."""
    here = {"study_code": found.study.code, "stage_code": found.stage.code}
    kept = weightings.kept(found.stage)
    return {
        "access": found,
        "tab": tab,
        "asked": filters_asked(),
        "here": here,
        "links": _links(found),
        "weighting": kept.name if kept else "",
        "weighted": weighing.wanted(filters_asked()),
    }


@blueprint.get(f"{_STAGE}/results")
def show(study_code: str, stage_code: str) -> str:
    """The results: the finding, the key figures, every question."""
    found = access.survey(study_code, stage_code)
    results = reports.read(found.stage, filters_asked(), role=found.role)
    report = results.report
    conditions, fallback = results.conditions, found.study.language
    return render_template(
        "results/show.html",
        **_frame(found, "results"),
        results=results,
        report=report,
        finding=headline.finding(report, results.least) if report else "",
        lede=_lede(found, results),
        filters=filtering.fields(results.offered, conditions, results.least, fallback),
        filtered=filtering.said(conditions, fallback),
        kpis=headline.key_figures(report, results.least, _since(found, report)) if report else [],
        key_methods=key_targets.methods(report) if report and results.answered else (),
        key_files=key_targets.ANCHOR,
        figures=_figures(results),
        by_name=lookups.is_open(found.stage, found.role),
        sealed=sealed_surveys.count_of(found.stage),
    )


def _lede(found: StageAccess, results: Results) -> str:
    return headline.lede(
        results.fieldwork,
        found.stage.state,
        results.answered,
        found.study.timezone,
        filtered=bool(results.conditions),
        weighting=results.report.weighting if results.report else None,
    )


def _since(found: StageAccess, report: Report) -> dict[str, str]:
    """What moved since the survey before this one, under the same filters and weights."""
    if not report.fieldwork.usable:
        return {}
    return moves.since(wave_pairs.since_before(found.stage, filters_asked(), found.role), report)


def _report(found: StageAccess) -> Report:
    """The report of the answers that the address asks for; refused when they are too few to be shown."""
    return _shown(reports.read(found.stage, filters_asked(), role=found.role))


def _shown(results: Results) -> Report:
    if results.report is None:
        raise results.refused or GroupTooSmall(least=results.least)
    return results.report


def _figures(results: Results) -> list[Figure]:
    if results.report is None or not results.answered:
        return []
    return figures_of(results.report, results.numbers, results.least)


@blueprint.get(f"{_STAGE}/results.json")
def show_json(study_code: str, stage_code: str) -> Response:
    """The same figures for machines."""
    found = access.survey(study_code, stage_code)
    return jsonify(report_json.plain(_report(found), reports.least_shown(found.stage, found.role)))


@blueprint.get(f"{_STAGE}/results.csv")
def all_tables(study_code: str, stage_code: str) -> Response:
    """Every table of the page, one below the other."""
    found, figures, more = _all_figures(study_code, stage_code)
    return whole_csv(figures, f"{found.study.title} {found.stage.title}", *more)


@blueprint.get(f"{_STAGE}/results.xlsx")
def all_sheets(study_code: str, stage_code: str) -> Response:
    """Every table of the page as a workbook, a sheet for each."""
    found, figures, more = _all_figures(study_code, stage_code)
    return whole_xlsx(figures, found.study, f"{found.study.title} {found.stage.title}", *more)


@blueprint.get(f"{_STAGE}/results/answers/<variable>")
def texts(study_code: str, stage_code: str, variable: str) -> str:
    """Everything that was written to one open question, page by page."""
    found = access.survey(study_code, stage_code)
    results = reports.read(found.stage, filters_asked(), role=found.role)
    report, filtered = _shown(results), filtering.said(results.conditions, found.study.language)
    row = next((row for each in report.questions for row in each.rows if row.variable == variable and row.texts), None)
    summary = next((each for each in report.questions if row is not None and row in each.rows), None)
    if row is None or summary is None:
        raise NotFound
    page = page_number()
    return render_template(
        "results/texts.html",
        **_frame(found, "results"),
        row=row,
        question=summary.question,
        fallback=report.questionnaire.language,
        filtered=filtered,
        texts=row.texts[(page - 1) * _TEXTS : page * _TEXTS],
        page=page,
        size=_TEXTS,
        count=len(row.texts),
    )


@blueprint.get(f"{_STAGE}/results/<anchor>.csv")
def table(study_code: str, stage_code: str, anchor: str) -> Response:
    """The numbers behind one figure."""
    found, figure, more = _one_figure(study_code, stage_code, anchor)
    return csv_of(figure, f"{found.study.title} {anchor}", *more)


@blueprint.get(f"{_STAGE}/results/<anchor>.xlsx")
def workbook(study_code: str, stage_code: str, anchor: str) -> Response:
    """The same table as a workbook."""
    found, figure, more = _one_figure(study_code, stage_code, anchor)
    return xlsx_of(figure, found.study, f"{found.study.title} {anchor}", *more)


@blueprint.get(f"{_STAGE}/results/<anchor>.svg")
def drawing(study_code: str, stage_code: str, anchor: str) -> Response:
    """The drawing of one figure."""
    found, figure, _more = _one_figure(study_code, stage_code, anchor)
    return svg_of(figure, f"{found.study.title} {anchor}")


def _one_figure(study_code: str, stage_code: str, anchor: str) -> tuple[StageAccess, Figure | None, tuple[str, ...]]:
    """A figure of the page by its name, or the table of the key figures; with what files say of weights and filters."""
    found, figures, more = _all_figures(study_code, stage_code, about=anchor)
    return found, next((each for each in figures if each.anchor == anchor), None), more


def _all_figures(
    study_code: str, stage_code: str, about: str = ""
) -> tuple[StageAccess, list[Figure], tuple[str, ...]]:
    """Every figure of the page; of those about one question, at least these."""
    found = access.survey(study_code, stage_code)
    results = reports.read(found.stage, filters_asked(), role=found.role, about=about)
    report = _shown(results)
    has_key = about in {"", key_targets.ANCHOR}
    kpis = headline.key_figures(report, results.least, _since(found, report)) if has_key else []
    figures = [key_targets.table_of(report, kpis, results.least)] if kpis else []
    more = [] if report.weighting is None else [weighted.said(report.weighting)]
    if filtered := filtering.said(results.conditions, found.study.language):
        more.append(str(_("Only: %(filters)s.", filters=filtered)))
    return found, [*figures, *_figures(results)], tuple(more)


@blueprint.get(f"{_STAGE}/data.csv")
def data(study_code: str, stage_code: str) -> Response:
    """The answers, one line a response: codes or words, with the separator and the mark that the address asks for."""
    found = access.survey(study_code, stage_code, Act.EXPORT)
    wanted = data_tables.shape(request.args, str(get_locale()))
    report = _report(found)
    return _sent(data_tables.encoded(report, wanted), "text/csv", making.filename(report, "csv"))


@blueprint.get(f"{_STAGE}/data.json")
def data_json(study_code: str, stage_code: str) -> Response:
    """The answers for machines, one object a response."""
    found = access.survey(study_code, stage_code, Act.EXPORT)
    report = _report(found)
    return _sent(making.data_parts(report), "application/json", making.filename(report, "json"))


def _sent(parts: Iterable[bytes], media_type: str, name: str) -> Response:
    """A file that is written bit by bit: its bytes stand in memory once, and nothing else of it."""
    content = io.BytesIO()
    content.writelines(parts)
    content.seek(0)
    return send_file(content, mimetype=media_type, as_attachment=True, download_name=files.safe_name(name))


@blueprint.route(f"{_STAGE}/exports", methods=["GET", "POST"])
def exports(study_code: str, stage_code: str) -> AnyResponse | tuple[str, int]:
    """Order the report: a small one is sent at once; see those being made and those that are kept."""
    found = access.survey(study_code, stage_code, Act.EXPORT)
    form = ReportForm(LANGUAGE_NAMES, str(get_locale()), _breaks(found))
    if form.validate_on_submit():
        made = None if form.keep.on or kept_figures.is_large(found.stage) else _at_once(found, form)
        if made is not None:
            return made
        with transaction():
            making.start(found, access.account(), form.language.text, _ordered(form), form.form.text)
        flash(_("The report is being made. It appears below when it is ready."))
        return redirect(url_for(".exports", **{**_links(found), **wish_asked()}), 303)
    page = page_number()
    kept, count = making.earlier(found.study.id, page=page, size=_EXPORTS)
    return render_template(
        "reports/exports.html",
        **_frame(found, "export"),
        wish=wish_asked(),
        form=form,
        file_form=DataFileForm(data_files.offered()),
        file_jobs=data_files.under_way(found.stage),
        jobs=making.under_way(found.stage),
        kept=kept,
        page=page,
        size=_EXPORTS,
        count=count,
    ), form.status


def _ordered(form: ReportForm) -> Asked:
    """What goes into a report: the filters and weights, the priorities and the breaks of cross-tables as chosen."""
    breaks = form.banner.chosen
    return {**filters_asked(), **wish_asked(), **({banner_breaks.BANNER: breaks} if breaks else {})}


def _breaks(found: StageAccess) -> list[tuple[str, str]]:
    """What the cross-tables may be broken by, in words."""
    fallback = found.study.language
    return [(each.key, filtering.label_of(each, fallback)) for each in banner_breaks.offered(found.stage)]


def _at_once(found: StageAccess, form: ReportForm) -> Response | None:
    """The report as the answer to its order, where it is small."""
    language = form.language.text
    least, look = reports.least_shown(found.stage, found.role), client_looks.look_of(found.study.id)
    wanted = Wanted(form.form.text, language, least, look)
    with force_locale(language):
        made = making.at_once(found, wanted, _ordered(form), _)
    if made is None:
        return None
    content, name = io.BytesIO(made.content), files.safe_name(made.filename)
    return send_file(content, mimetype=made.media_type, as_attachment=True, download_name=name)


@blueprint.get("/files/<file_code>")
def download(file_code: str) -> Response:
    """A stored export, always as a file to keep."""
    stored = making.find(access.account(), file_code)
    return send_file(
        files.path_of(stored), mimetype=stored.media_type, as_attachment=True, download_name=stored.filename
    )
