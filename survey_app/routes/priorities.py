"""What to improve first: a form in the address, the figures, the same as files, and what is not to be acted on."""

from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from survey_app.db import transaction
from survey_app.exceptions import BadInput, NotFound
from survey_app.routes import access, table_files
from survey_app.routes.asked import filters_asked
from survey_app.routes.figures import filtering, priorities_page, priority_choices, priority_json
from survey_app.routes.figures.model import Figure
from survey_app.routes.presentation import ngettext
from survey_app.services import attribute_flags, priorities, weighing, weightings
from survey_app.services.filters import WEIGHT, GroupTooSmall, is_filter
from survey_app.services.priorities import Priorities, Wish
from survey_app.services.rights import Act, may
from survey_app.services.studies import StageAccess

blueprint = Blueprint("priorities", __name__)
_PAGE = "/studies/<study_code>/stages/<stage_code>/priorities"
_MOST_MARKS = 500


def _built(study_code: str, stage_code: str) -> tuple[StageAccess, Priorities]:
    found = access.survey(study_code, stage_code)
    return found, priorities.build(found.stage, _wish(), filters_asked(), role=found.role)


def _wish() -> Wish:
    """What the address asks for. With another battery than the form showed, what belonged to that one is forgotten."""
    given = {name: request.args.get(name, "") for name in Wish.__slots__}
    shown = request.args.get("shown", "")
    return Wish(**given) if shown in {"", given["battery"]} else Wish(battery=given["battery"])


def _links(found: StageAccess, built: Priorities) -> dict[str, Any]:
    """The arguments of a link to the same figures."""
    filters = {each.dimension.key: each.offer.value for each in built.conditions}
    wish = {name: value for name in Wish.__slots__ if (value := getattr(built.wish, name))}
    weight = {WEIGHT: weighing.ON} if weighing.wanted(filters_asked()) else {}
    return {**filters, **weight, **wish, "study_code": found.study.code, "stage_code": found.stage.code}


@blueprint.get(_PAGE)
def show(study_code: str, stage_code: str) -> tuple[str, int]:
    """The map, what drives the outcome, the rivals, and the mark “not to be acted on”."""
    found, built = _built(study_code, stage_code)
    fallback = found.study.language
    page = render_template(
        "results/priorities.html",
        access=found,
        tab="results",
        here={"study_code": found.study.code, "stage_code": found.stage.code},
        links=_links(found, built),
        built=built,
        choices=priority_choices.of(built, fallback),
        filters=filtering.fields(built.offered, built.conditions, built.least, fallback),
        filtered=filtering.said(built.conditions, fallback),
        finding=priorities_page.finding(built, fallback),
        lede=priorities_page.lede(built, fallback),
        nothing=priorities_page.nothing(built),
        figures=priorities_page.figures_of(built, fallback),
        is_weighted=weighing.wanted(filters_asked()),
        weighting=kept.name if (kept := weightings.kept(found.stage)) is not None else "",
        marks=priority_choices.marks(built, fallback) if may(found.role, Act.ANALYSE) else [],
    )
    is_choice = bool(built.wish.importance or built.wish.lines)
    return page, 422 if built.trouble and is_choice else 200


@blueprint.get(f"{_PAGE}.json")
def show_json(study_code: str, stage_code: str) -> Response:
    """The same figures for machines."""
    _found, built = _figured(study_code, stage_code)
    return jsonify(priority_json.plain(built))


@blueprint.get(f"{_PAGE}.csv")
def all_tables(study_code: str, stage_code: str) -> Response:
    """Every table of the page."""
    found, built = _figured(study_code, stage_code)
    figures = priorities_page.figures_of(built, found.study.language)
    return table_files.whole_csv(figures, f"{found.study.title} {_('Priorities')}", *_said(found, built))


@blueprint.get(f"{_PAGE}.xlsx")
def all_sheets(study_code: str, stage_code: str) -> Response:
    """The same as a workbook."""
    found, built = _figured(study_code, stage_code)
    figures = priorities_page.figures_of(built, found.study.language)
    return table_files.whole_xlsx(figures, found.study, f"{found.study.title} {_('Priorities')}", *_said(found, built))


def _said(found: StageAccess, built: Priorities) -> tuple[str, ...]:
    """The filters in words, for the foot of a file."""
    filtered = filtering.said(built.conditions, found.study.language)
    return (str(_("Only: %(filters)s.", filters=filtered)),) if filtered else ()


@blueprint.get(f"{_PAGE}/<anchor>.csv")
def table(study_code: str, stage_code: str, anchor: str) -> Response:
    """The numbers behind one figure."""
    found, figure, said = _figure(study_code, stage_code, anchor)
    return table_files.csv_of(figure, f"{found.study.title} {anchor}", *said)


@blueprint.get(f"{_PAGE}/<anchor>.xlsx")
def workbook(study_code: str, stage_code: str, anchor: str) -> Response:
    """The same table as a workbook."""
    found, figure, said = _figure(study_code, stage_code, anchor)
    return table_files.xlsx_of(figure, found.study, f"{found.study.title} {anchor}", *said)


@blueprint.get(f"{_PAGE}/<anchor>.svg")
def drawing(study_code: str, stage_code: str, anchor: str) -> Response:
    """The drawing of one figure."""
    found, figure, _its_filters = _figure(study_code, stage_code, anchor)
    return table_files.svg_of(figure, f"{found.study.title} {anchor}")


@blueprint.post(f"{_PAGE}/marks")
def mark(study_code: str, stage_code: str) -> AnyResponse:
    """Say which attributes of a battery are not to be acted on."""
    found = access.survey(study_code, stage_code, Act.ANALYSE)
    chosen = frozenset(request.form.getlist("aside")[:_MOST_MARKS])
    with transaction():
        battery = priorities.of_stage(found.stage, request.form.get("battery", ""))
        changed = attribute_flags.mark(found.stage, battery, chosen, access.account())
    flash(
        ngettext("%(num)s mark is changed.", "%(num)s marks are changed.", changed)
        if changed
        else _("No mark changed.")
    )
    known: dict[str, Any] = {
        name: values for name, values in request.args.lists() if is_filter(name) or name in Wish.__slots__
    }
    return redirect(url_for(".show", **{**known, "study_code": study_code, "stage_code": stage_code}), 303)


def _figured(study_code: str, stage_code: str) -> tuple[StageAccess, Priorities]:
    """The figures for a file: refused where few people would be shown apart, not there while there is no map."""
    found, built = _built(study_code, stage_code)
    if built.is_small:
        raise GroupTooSmall(least=built.least)
    if built.trouble:
        raise BadInput(built.trouble)
    if built.placed is None:
        raise NotFound
    return found, built


def _figure(study_code: str, stage_code: str, anchor: str) -> tuple[StageAccess, Figure | None, tuple[str, ...]]:
    """One figure of the page, and what its file says below the table."""
    found, built = _figured(study_code, stage_code)
    figures = priorities_page.figures_of(built, found.study.language)
    return found, next((each for each in figures if each.anchor == anchor), None), _said(found, built)
