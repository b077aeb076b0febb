"""Customers by kind: choose what stands for what, see the figures, and the same as CSV and JSON."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from flask_babel import gettext as _

from survey_app.exceptions import NotFound
from survey_app.questions.registry import TYPES
from survey_app.routes import access
from survey_app.routes.figures import filtering, wording
from survey_app.routes.figures.customers import figures_of
from survey_app.routes.figures.model import Figure
from survey_app.routes.table_files import csv_of, svg_of, whole_csv, whole_xlsx, xlsx_of
from survey_app.services import customers, weighing, weightings
from survey_app.services.customers import VIEWS, Looked, Offer
from survey_app.services.customers.choosing import FITTING
from survey_app.services.filters import WEIGHT, Asked, GroupTooSmall
from survey_app.services.studies import StageAccess

blueprint = Blueprint("customers", __name__)
_STAGE = "/studies/<study_code>/stages/<stage_code>/customers"
_LONGEST = 90

Field = tuple[str, str, bool, list[tuple[str, str]], str]
"""Name, label, whether it is needed, the entries, and the one chosen."""


def _looked(study_code: str, stage_code: str, view_name: str) -> tuple[StageAccess, Looked]:
    found = access.survey(study_code, stage_code)
    view = VIEWS.get(view_name)
    if view is None:
        raise NotFound
    asked: Asked = dict(request.args.lists())
    return found, customers.look(found.stage, view, asked, role=found.role)


@blueprint.get(_STAGE)
def show(study_code: str, stage_code: str) -> str:
    """Every analysis of customers with what it is for."""
    found = access.survey(study_code, stage_code)
    here = {"study_code": found.study.code, "stage_code": found.stage.code}
    return render_template("results/customers.html", access=found, tab="results", here=here, views=VIEWS.values())


@blueprint.get(f"{_STAGE}/<view_name>")
def view(study_code: str, stage_code: str, view_name: str) -> str:
    """One analysis: what stands for what, and the figures once everything it needs is chosen."""
    found, looked = _looked(study_code, stage_code, view_name)
    fallback = found.study.language
    title = str(_(looked.view.title))
    return render_template(
        "results/customer_view.html",
        access=found,
        tab="results",
        here={"study_code": found.study.code, "stage_code": found.stage.code},
        links=_links(found, looked),
        looked=looked,
        title=title,
        fields=_fields(looked, fallback),
        lacking=_lacking(looked),
        filters=filtering.fields(looked.offered, looked.conditions, looked.least, fallback),
        filtered=filtering.said(looked.conditions, fallback),
        figures=figures_of(looked, title, fallback),
        weighted=" ".join(_weighted(looked)),
        weighting=kept.name if (kept := weightings.kept(found.stage)) is not None else "",
    )


@blueprint.get(f"{_STAGE}/<view_name>.json")
def show_json(study_code: str, stage_code: str, view_name: str) -> Response:
    """The same figures for machines."""
    _found, looked = _figured(study_code, stage_code, view_name)
    result = looked.result.to_json() if looked.result else {}
    return jsonify(
        {
            "analysis": view_name,
            "parts": dict(looked.values),
            "weighting": looked.weighting,
            "withheld": looked.hidden,
            **result,
        }
    )


@blueprint.get(f"{_STAGE}/<view_name>.csv")
def all_tables(study_code: str, stage_code: str, view_name: str) -> Response:
    """Every table of the analysis."""
    found, looked = _figured(study_code, stage_code, view_name)
    title = str(_(looked.view.title))
    return whole_csv(
        figures_of(looked, title, found.study.language), f"{found.study.title} {title}", *_said(found, looked)
    )


@blueprint.get(f"{_STAGE}/<view_name>.xlsx")
def all_sheets(study_code: str, stage_code: str, view_name: str) -> Response:
    """The same as a workbook."""
    found, looked = _figured(study_code, stage_code, view_name)
    title = str(_(looked.view.title))
    figures = figures_of(looked, title, found.study.language)
    return whole_xlsx(figures, found.study, f"{found.study.title} {title}", *_said(found, looked))


def _said(found: StageAccess, looked: Looked) -> tuple[str, ...]:
    """The filters in words, for the foot of a file."""
    filtered = filtering.said(looked.conditions, found.study.language)
    said = [str(_("Only: %(filters)s.", filters=filtered))] if filtered else []
    return (*said, *_weighted(looked))


def _weighted(looked: Looked) -> tuple[str, ...]:
    """That the figures are weighted; nothing where they are not."""
    return (str(_("Shares are weighted by “%(name)s”, counts are people.", name=looked.weighting)),) * bool(
        looked.weighting
    )


@blueprint.get(f"{_STAGE}/<view_name>/<anchor>.csv")
def table(study_code: str, stage_code: str, view_name: str, anchor: str) -> Response:
    """The numbers behind one figure."""
    found, figure, said = _figure(study_code, stage_code, view_name, anchor)
    return csv_of(figure, f"{found.study.title} {anchor}", *said)


@blueprint.get(f"{_STAGE}/<view_name>/<anchor>.xlsx")
def workbook(study_code: str, stage_code: str, view_name: str, anchor: str) -> Response:
    """The same table as a workbook."""
    found, figure, said = _figure(study_code, stage_code, view_name, anchor)
    return xlsx_of(figure, found.study, f"{found.study.title} {anchor}", *said)


@blueprint.get(f"{_STAGE}/<view_name>/<anchor>.svg")
def drawing(study_code: str, stage_code: str, view_name: str, anchor: str) -> Response:
    """The drawing of one figure."""
    found, figure, _its_filters = _figure(study_code, stage_code, view_name, anchor)
    return svg_of(figure, f"{found.study.title} {anchor}")


def _figure(
    study_code: str, stage_code: str, view_name: str, anchor: str
) -> tuple[StageAccess, Figure | None, tuple[str, ...]]:
    """One figure of an analysis, and what its file says below the table."""
    found, looked = _figured(study_code, stage_code, view_name)
    figures = figures_of(looked, str(_(looked.view.title)), found.study.language)
    return found, next((each for each in figures if each.anchor == anchor), None), _said(found, looked)


def _figured(study_code: str, stage_code: str, view_name: str) -> tuple[StageAccess, Looked]:
    """An analysis for a file: refused where few people would be shown apart, not there while nothing is chosen."""
    found, looked = _looked(study_code, stage_code, view_name)
    if looked.is_small:
        raise GroupTooSmall(least=looked.least)
    if looked.result is None:
        raise NotFound
    return found, looked


def _links(found: StageAccess, looked: Looked) -> dict[str, Any]:
    """The arguments of a link to the same figures."""
    filters = {each.dimension.key: each.offer.value for each in looked.conditions}
    here = {"study_code": found.study.code, "stage_code": found.stage.code, "view_name": looked.view.key}
    weight = {WEIGHT: weighing.ON} if looked.weighting else {}
    return {**filters, **weight, **looked.values, **here}


def _fields(looked: Looked, fallback: str) -> list[Field]:
    words = {kind: [(each.value, _words(each, fallback)) for each in offers] for kind, offers in looked.offers.items()}
    return [
        (part.name, str(_(part.label)), part.is_needed, words[part.kind], looked.values.get(part.name, ""))
        for part in looked.view.parts
    ]


def _lacking(looked: Looked) -> list[tuple[str, str]]:
    """The parts that are needed and that no question can stand for, each with the kinds of question that could."""
    return [
        (str(_(part.label)), str(_(", ")).join(str(_(TYPES[kind].label)) for kind in FITTING[part.kind]))
        for part in looked.view.parts
        if part.is_needed and not looked.offers[part.kind]
    ]


def _words(offer: Offer, fallback: str) -> str:
    asked = wording.words_of(offer.label, fallback, offer.value)
    if offer.answer is None:
        return wording.short(asked, _LONGEST)
    answer = wording.words_of(offer.answer, fallback, offer.value.rpartition("=")[2])
    return str(
        _("%(label)s: %(words)s", label=wording.short(asked, _LONGEST // 2), words=wording.short(answer, _LONGEST // 2))
    )
