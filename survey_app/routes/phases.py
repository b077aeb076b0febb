"""The phases of a brainstorm: begun, moved on by hand, one step back, and when they end."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import BadInput, Refusal
from survey_app.forms.boards import EndsForm, PassForm, ReasonForm
from survey_app.forms.fields import Moment
from survey_app.forms.studies import ActForm
from survey_app.models import Account, Stage
from survey_app.routes import access
from survey_app.routes.boards import brainstorm, here_of
from survey_app.routes.phase_words import phase_steps
from survey_app.routes.presentation import filled
from survey_app.routes.round_words import thrown_away
from survey_app.services import boards, brainwriting, courses, phase_ends, phases, protocols
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import BrainstormPhase

blueprint = Blueprint("phases", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/phases")
_FORWARD: dict[str, Callable[[Stage, Account], None]] = {"build": phases.to_build, "group": phases.to_group}


@blueprint.get("")
def show(study_code: str, stage_code: str) -> tuple[str, int]:
    """Where the brainstorm stands, what comes next, and when the phases end."""
    found = brainstorm(study_code, stage_code)
    return _page(found, _ends_form(found), ReasonForm())


@blueprint.post("")
def move(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Move on to the next phase; each move is made once."""
    found = brainstorm(study_code, stage_code)
    if request.form.get("do") == "pass":
        return _pass_on(found)
    to = _FORWARD.get(request.form.get("do", ""))
    if to is None:
        return _page(found, _ends_form(found), ReasonForm())
    with transaction():
        to(found.stage, access.account())
    return redirect(url_for("boards.show", **here_of(found)), 303)


def _pass_on(found: StageAccess) -> Response:
    """Hand out other ideas to everybody, once for each page that was looked at."""
    form = PassForm()
    if not form.validate():
        raise BadInput
    with transaction():
        brainwriting.pass_on(found.stage, form.passes.data or 0, access.account())
    flash(_("Everybody has other ideas to build on now."))
    return redirect(url_for("phases.show", **here_of(found)), 303)


@blueprint.post("/ends")
def set_ends(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """When the phases end, on the clock of the study."""
    found = brainstorm(study_code, stage_code)
    form, zone = EndsForm(), found.study.timezone
    if form.validate() and form.require_change(_on_wall(found)):
        try:
            with transaction():
                phase_ends.write(found.stage, {phase: field.in_zone(zone) for phase, field in form.by_phase.items()})
        except phase_ends.EndsRefused as refusal:
            form.write.errors = [_(refusal.message)]
        else:
            flash(_("The times are saved."))
            return redirect(url_for("phases.show", **here_of(found)), 303)
    return _page(found, form, ReasonForm(formdata=None), 422)


@blueprint.post("/back")
def go_back(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """One step back, from grouping to building on, with a reason."""
    found = brainstorm(study_code, stage_code)

    def act(form: ReasonForm) -> None:
        phases.back_to_build(found.stage, form.reason.text, form.ends.in_zone(found.study.timezone), access.account())
        flash(_("People can write and answer again."))

    return _reasoned(found, act)


@blueprint.post("/discard")
def discard(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Throw away unread what too few people have written since the last release."""
    found = brainstorm(study_code, stage_code)

    def act(form: ReasonForm) -> None:
        flash(thrown_away(phases.discard_rest(found.stage, form.reason.text, access.account())))

    return _reasoned(found, act)


def _reasoned(found: StageAccess, act: Callable[[ReasonForm], None]) -> Response | tuple[str, int]:
    """An act that gives its reason; what was typed stays when something is wrong with it."""
    form = ReasonForm()
    if form.validate():
        try:
            with transaction():
                act(form)
        except (protocols.ReasonTooShort, phase_ends.EndsRefused) as refusal:
            form.reason.errors = [_words(refusal)]
        else:
            return redirect(url_for("phases.show", **here_of(found)), 303)
    return _page(found, _ends_form(found), form, 422)


def _words(refusal: Refusal) -> str:
    return filled(refusal.message, refusal.params)


@blueprint.route("/begin", methods=["GET", "POST"])
def begin(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Name exactly who gets a mail and what is promised, then let people write."""
    found = brainstorm(study_code, stage_code)
    form = ActForm()
    if form.validate_on_submit():
        with transaction():
            phases.begin(found.stage, access.account())
        flash(_("The brainstorm has begun: people can write."))
        return redirect(url_for("boards.show", **here_of(found)), 303)
    return render_template(
        "phases/begin.html",
        access=found,
        tab="board",
        here=here_of(found),
        form=form,
        course=courses.course(found.stage),
        people=courses.people(found.stage),
        least=phases.FEWEST_PEOPLE,
    ), form.status


def _ends_form(found: StageAccess) -> EndsForm:
    return EndsForm(formdata=None, data={phase.value: moment for phase, moment in _on_wall(found).items()})


def _on_wall(found: StageAccess) -> dict[BrainstormPhase, datetime | None]:
    """When the phases end as it stands, on the clock of the study."""
    ends = courses.course(found.stage).ends
    return {phase: Moment.on_wall(moment, found.study.timezone) for phase, moment in ends.items()}


def _page(found: StageAccess, ends: EndsForm, reason: ReasonForm, status: int = 200) -> tuple[str, int]:
    course = courses.course(found.stage)
    return render_template(
        "phases/show.html",
        access=found,
        tab="board",
        here=here_of(found),
        course=course,
        steps=phase_steps(course, found.study.timezone),
        passes=brainwriting.passes(course.panel),
        people=courses.people(found.stage),
        writers=boards.writers(found.stage),
        ends=ends,
        reason=reason,
    ), status
