"""Many people at once: lists that are pasted or uploaded, the list of an earlier stage, and the invitations.

The pages belong to the blueprint of the panel.
"""

from collections.abc import Mapping

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import BadInput, NotFound, Refusal
from survey_app.forms.panels import OtherPanelForm, RollListForm
from survey_app.forms.studies import ActForm
from survey_app.interchange.csv_lines import csv_line
from survey_app.mail.panels import previews
from survey_app.models import Job
from survey_app.routes import access
from survey_app.routes.limits import takes_files
from survey_app.routes.navigation import panellist_word
from survey_app.routes.panels import blueprint, panel_stage
from survey_app.routes.presentation import filled, ngettext
from survey_app.routes.table_files import csv_file
from survey_app.services import asking_again, other_panels, panel_invitations, panel_roll, roll_lists, uploads
from survey_app.services.roll_lists import Problem, Reading
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import MailKind, StageState

__all__ = ["blueprint"]

_REFUSED_SHOWN = 20
PROBLEMS: Mapping[Problem, object] = {
    Problem.NOBODY: _l("neither a name nor an address"),
    Problem.BAD_EMAIL: _l("mail cannot be sent to this address"),
    Problem.LONG_VALUE: _l("a value is too long"),
    Problem.BAD_LANGUAGE: _l("the language is not one of en, es, zh"),
    Problem.REPEATED: _l("the address stands there twice"),
}


@blueprint.route("/list", methods=["GET", "POST"])
@takes_files
def add_list(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Take a list in; when a line cannot be taken nothing is, and the page says why."""
    found, form = panel_stage(study_code, stage_code), RollListForm()
    reading: Reading | None = None
    status = form.status
    if form.validate_on_submit():
        try:
            reading = _read(found, form)
            if not reading.refused:
                return _store(found, reading)
        except Refusal as refusal:
            form.form_errors.append(filled(refusal.message, refusal.params))
            status = refusal.status
    page = render_template(
        "panels/list.html",
        access=found,
        others=OtherPanelForm(other_panels.of_account(access.account(), found.stage), formdata=None),
        tab="panel",
        form=form,
        reading=reading,
        problems=PROBLEMS,
        shown=_REFUSED_SHOWN,
        limits=roll_lists.ROLL_LIMITS,
    )
    return page, status


def _read(found: StageAccess, form: RollListForm) -> Reading:
    if form.content is None:
        return roll_lists.read_lines(form.lines.text, found.study.language)
    content, name = form.content
    table = uploads.read_bytes(content, uploads.safe_name(name), roll_lists.ROLL_LIMITS)
    return roll_lists.read_roll(table, found.study.language)


def _store(found: StageAccess, reading: Reading) -> Response:
    with transaction():
        new, known = panel_roll.add_list(found.stage, reading.entries, access.account())
    return _added(found, new, known)


def _added(found: StageAccess, new: int, known: int) -> Response:
    flash(ngettext("%(num)s person was added.", "%(num)s people were added.", new))
    if known:
        flash(ngettext("%(num)s was on the panel already.", "%(num)s were on the panel already.", known))
    return redirect(_roll(found), 303)


@blueprint.post("/bring/<earlier_code>")
def bring(study_code: str, stage_code: str, earlier_code: str) -> Response:
    """Bring the people of an earlier stage of the study over."""
    found = panel_stage(study_code, stage_code)
    earlier = next((each for each in panel_roll.earlier_stages(found.stage) if each.code == earlier_code), None)
    if earlier is None:
        raise NotFound
    return _store(found, Reading(tuple(panel_roll.people_of(earlier)), ()))


@blueprint.post("/bring")
def bring_other(study_code: str, stage_code: str) -> Response:
    """Bring the people of a panel of another study over."""
    found = panel_stage(study_code, stage_code)
    form = OtherPanelForm(other_panels.of_account(access.account(), found.stage))
    if not form.validate_on_submit():
        raise BadInput
    other = other_panels.find(access.account(), found.stage, form.panel.data or "")
    if other is None:
        raise NotFound
    with transaction():
        new, known = panel_roll.bring_over(found.stage, other, access.account())
    return _added(found, new, known)


@blueprint.get("/people.csv")
def people(study_code: str, stage_code: str) -> Response:
    """The list as a file: what the page shows, in columns that "Add a list" reads again."""
    found = panel_stage(study_code, stage_code)
    roll = panel_roll.roll(found.stage, size=panel_roll.MOST_PANELLISTS)
    lines = [
        (each.name, each.email, each.group.name if each.group else "", each.language, panellist_word(each.state))
        for each in roll.people
    ]
    head = ("name", "email", "group", "language", "state")
    name = f"{found.study.title} {found.stage.title} {_('panel')}.csv"
    return csv_file("".join(csv_line(line) for line in (head, *lines)), name)


@blueprint.route("/invite-again", methods=["GET", "POST"])
def invite_again(study_code: str, stage_code: str) -> Response | str:
    """The same letter for those who have not replied, the exact number, and Send. Pressing twice sends once."""
    found, form = panel_stage(study_code, stage_code), ActForm()
    if form.validate_on_submit():
        with transaction():
            job = panel_invitations.invite_again(found.stage, access.account())
        return _queued(found, job)
    return render_template(
        "panels/invite_again.html",
        access=found,
        tab="panel",
        form=form,
        unanswered=asking_again.of_stage(found.stage),
        most=asking_again.MOST_INVITATIONS,
        days=asking_again.INVITATION_GAP.days,
        previews=previews(found.stage, MailKind.PANEL_INVITATION, note=asking_again.INVITED_BEFORE),
    )


@blueprint.post("/<panellist_code>/invitation")
def invite_one_again(study_code: str, stage_code: str, panellist_code: str) -> Response:
    """The same letter once more for one person who has not replied."""
    found = panel_stage(study_code, stage_code)
    person = panel_roll.find(found.stage, panellist_code)
    with transaction():
        panel_invitations.invite_one_again(found.stage, person, access.account())
    flash(_("The invitation is on its way to %(email)s.", email=person.email))
    return redirect(_roll(found), 303)


@blueprint.route("/invite", methods=["GET", "POST"])
def invite(study_code: str, stage_code: str) -> Response | str:
    """The invitation as it will read, the exact number, and Send. Pressing twice sends once."""
    found, form = panel_stage(study_code, stage_code), ActForm()
    if form.validate_on_submit():
        with transaction():
            job = panel_invitations.invite(found.stage, access.account())
        return _queued(found, job)
    return render_template(
        "panels/invite.html",
        access=found,
        tab="panel",
        form=form,
        due=panel_invitations.count_to_invite(found.stage),
        without_address=panel_invitations.count_without_address(found.stage),
        is_first=found.stage.state is StageState.DRAFT,
        previews=previews(found.stage, MailKind.PANEL_INVITATION),
    )


def _queued(found: StageAccess, job: Job | None) -> Response:
    """Back to the panel, with a word on whether the mails were queued now or before."""
    flash(_("These mails are on their way already.") if job is None else _("The invitations are on their way."))
    return redirect(_roll(found), 303)


def _roll(found: StageAccess) -> str:
    return url_for("panels.show", study_code=found.study.code, stage_code=found.stage.code)
