"""The weighting of a survey: choose breaks, give targets, see before and after, keep it or take it away."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask import Response as AnyResponse
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import BadInput, NotAllowed
from survey_app.forms.weightings import WeightingForm
from survey_app.routes import access
from survey_app.routes.figures import filtering, wording
from survey_app.routes.figures.weighting import Fit, figures_of, fit_of
from survey_app.routes.presentation import filled
from survey_app.routes.table_files import whole_csv, whole_xlsx
from survey_app.services import reports, weightings
from survey_app.services.columns import Answered
from survey_app.services.filters import Dimension
from survey_app.services.rights import Act, may
from survey_app.services.studies import StageAccess
from survey_app.services.weighting_rules import MOST_BREAKS, Applied, CannotWeigh, Rule, apply, weight_columns

blueprint = Blueprint("weightings", __name__)
_PAGE = "/studies/<study_code>/stages/<stage_code>/weighting"


@blueprint.route(_PAGE, methods=["GET", "POST"])
def show(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """The weighting that is kept, and the form for another one; sent, it is shown before anything is kept."""
    found = access.survey(study_code, stage_code)
    answered = reports.readable(found.stage)
    form, offered, columns = _form(found, answered)
    tried: Applied | None = None
    if request.method == "POST":
        if not may(found.role, Act.EXPORT):
            raise NotAllowed
        tried = _try(found, form, answered)
        if tried is not None and request.form.get("act") == "keep" and _keep(found, form, answered):
            flash(_("The weighting “%(name)s” is kept. Turn it on on the results page.", name=form.name))
            return redirect(url_for(".show", study_code=study_code, stage_code=stage_code), 303)
    here = {"study_code": found.study.code, "stage_code": found.stage.code}
    fallback = found.study.language
    return render_template(
        "weightings/show.html",
        access=found,
        tab="results",
        here=here,
        form=form,
        kept=_kept(found, answered),
        tried=fit_of(tried, offered, fallback) if tried is not None else None,
        labels={each.key: filtering.label_of(each, fallback) for each in offered},
        words={each.key: filtering.words_by_value(each, fallback) for each in offered},
        columns=[(each, _column_words(answered, each, fallback)) for each in columns],
        chosen=[table.dimension.key for table in form.tables],
        places=range(MOST_BREAKS),
        editable=may(found.role, Act.EXPORT),
        answers=len(answered.keys),
    ), 422 if form.errors else 200


@blueprint.post(f"{_PAGE}/remove")
def remove(study_code: str, stage_code: str) -> Response:
    """Take the weighting away; the answers stay as they are."""
    found = access.survey(study_code, stage_code)
    if not may(found.role, Act.EXPORT):
        raise NotAllowed
    with transaction():
        was_there = weightings.remove(found.stage, access.account())
    if was_there:
        flash(_("The weighting is taken away. Figures are unweighted again."))
    return redirect(url_for(".show", study_code=study_code, stage_code=stage_code), 303)


@blueprint.get(f"{_PAGE}.json")
def show_json(study_code: str, stage_code: str) -> AnyResponse:
    """The kept weighting for machines: what it costs, and how each break fits."""
    _found, name, fit = _in_force(study_code, stage_code)
    applied = fit.applied
    figures = {"n": applied.n, "n_eff": applied.n_eff, "design_effect": applied.effect, "cycles": applied.cycles}
    limits = {"smallest": applied.smallest, "largest": applied.largest}
    return jsonify({"weighting": name, **figures, **limits, "lines": [asdict(line) for line in applied.lines]})


@blueprint.get(f"{_PAGE}.csv")
def table(study_code: str, stage_code: str) -> AnyResponse:
    """The same as a table."""
    found, name, fit = _in_force(study_code, stage_code)
    return whole_csv(figures_of(fit), f"{found.study.title} {name}")


@blueprint.get(f"{_PAGE}.xlsx")
def workbook(study_code: str, stage_code: str) -> AnyResponse:
    """The same as a workbook."""
    found, name, fit = _in_force(study_code, stage_code)
    return whole_xlsx(figures_of(fit), found.study, f"{found.study.title} {name}")


def _in_force(study_code: str, stage_code: str) -> tuple[StageAccess, str, Fit]:
    """The kept weighting for a file; there is none while nothing is kept, and it is refused where it does not fit."""
    found = access.survey(study_code, stage_code)
    answered = reports.readable(found.stage)
    least = reports.least_shown(found.stage, found.role)
    used = weightings.in_force(found.stage, answered, least)
    return found, used.name, fit_of(used.applied, weightings.breakable(answered, least), found.study.language)


def _form(found: StageAccess, answered: Answered) -> tuple[WeightingForm, tuple[Dimension, ...], tuple[str, ...]]:
    """The form as the address asks for it: the breaks or the column, filled in from the sample's list when wanted."""
    least = reports.least_shown(found.stage, found.role)
    offered = weightings.breakable(answered, least)
    columns = weight_columns(answered) if least == 1 else ()
    named = {each.key: each for each in offered}
    wanted = list(dict.fromkeys(key for key in request.args.getlist("by") if key))
    variable = request.args.get("column", "")
    if any(key not in named for key in wanted) or len(wanted) > MOST_BREAKS or (variable and variable not in columns):
        raise BadInput
    breaks = [named[key] for key in wanted] if not variable else []
    begin = _begin(found, breaks) if request.method == "GET" else None
    return WeightingForm(variable, breaks, request.form if request.method == "POST" else None, begin), offered, columns


def _begin(found: StageAccess, breaks: Sequence[Dimension]) -> Mapping[str, Mapping[str, float]]:
    """The targets to begin with: those of the sample's list when asked for, else those that are kept."""
    if request.args.get("fill") == "list":
        return {each.key: weightings.suggested(found.stage, each) for each in breaks}
    row = weightings.kept(found.stage)
    return {each.key: each.targets for each in Rule.read(row.rule).breaks} if row is not None else {}


def _try(found: StageAccess, form: WeightingForm, answered: Answered) -> Applied | None:
    """What the rule gives; None where something is to be mended, which the form then says."""
    if form.rule is None:
        return None
    try:
        applied = apply(answered, form.rule)
        weightings.refuse_fingerprints(applied.weights, reports.least_shown(found.stage, found.role))
    except CannotWeigh as refusal:
        form.refuse("targets", filled(refusal.message, refusal.params))
        return None
    return applied


def _keep(found: StageAccess, form: WeightingForm, answered: Answered) -> bool:
    if not form.name:
        form.refuse("name", _("Give the weighting a name, such as Region and sector 2026."))
    if form.errors or form.rule is None:
        return False
    try:
        with transaction():
            weightings.keep(found.stage, form.name, form.rule, answered, access.account())
    except CannotWeigh as refusal:
        form.refuse("targets", filled(refusal.message, refusal.params))
        return False
    return True


def _kept(found: StageAccess, answered: Answered) -> dict[str, object] | None:
    """The kept weighting for the page: its name, who kept it when, how it fits, or why it does not."""
    row = weightings.kept(found.stage)
    if row is None:
        return None
    by = weightings.keeper(row)
    said: dict[str, object] = {"name": row.name, "at": row.kept_at, "by": by, "fit": None, "problem": ""}
    rule = Rule.read(row.rule)
    said["links"] = {"column": rule.variable} if rule.variable else {"by": [each.key for each in rule.breaks]}
    least = reports.least_shown(found.stage, found.role)
    try:
        applied = weightings.in_force(found.stage, answered, least).applied
    except CannotWeigh as refusal:
        return said | {"problem": filled(refusal.message, refusal.params)}
    return said | {"fit": fit_of(applied, weightings.breakable(answered, least), found.study.language)}


def _column_words(answered: Answered, code: str, fallback: str) -> str:
    question = next(each for each in answered.questionnaire.questions() if each.code == code)
    return wording.narrowed(wording.label_of(question, fallback))
