"""Invitations and the reminder of a stage: what goes out, to how many, and the button that sends."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import N_, BadInput, NotFound
from survey_app.forms.studies import ActForm
from survey_app.mail.invitations import previews
from survey_app.routes import access, list_words
from survey_app.services import invitations, sealed_surveys
from survey_app.services.invitations import Segment
from survey_app.services.rights import Act
from survey_app.vocabulary import MailKind, StageState

blueprint = Blueprint("letters", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/letters")


@blueprint.route("/<kind>", methods=["GET", "POST"])
def show(study_code: str, stage_code: str, kind: str) -> Response | str:
    """The letter as it will read, the exact number, and Send. Pressing twice sends once."""
    found = access.stage(study_code, stage_code, Act.RUN)
    letter = _kind(kind)
    form = ActForm()
    offered = invitations.segments(found.stage) if letter is MailKind.INVITATION else ()
    segment = _segment(offered)
    if form.validate_on_submit():
        with transaction():
            job = invitations.send(found.stage, letter, access.account(), segment)
        if job is None:
            flash(_("These mails are on their way already."))
            return redirect(url_for("sampling.show", study_code=study_code, stage_code=stage_code), 303)
        return redirect(url_for("jobs.show", job_code=job.code), 303)
    return render_template(
        "letters/show.html",
        access=found,
        tab="sample",
        form=form,
        kind=letter,
        MailKind=MailKind,
        is_open=found.stage.state is StageState.OPEN,
        due=segment.due if segment is not None else invitations.count_due(found.stage, letter),
        segments=offered,
        said=list_words.of_stage(found.stage),
        segment=segment,
        sealed=sealed_surveys.covers(found.stage) and letter is MailKind.REMINDER,
        everybody=invitations.goes_to_everybody(found.stage),
        without_address=invitations.count_without_address(found.stage),
        previews=previews(found.stage, letter),
    )


def _segment(offered: tuple[Segment, ...]) -> Segment | None:
    """The segment that the address or the button names; None is everybody."""
    wanted = request.values.get("segment", "")
    found = next((each for each in offered if each.key == wanted), None)
    if wanted and found is None:
        raise BadInput(N_("Nobody of this segment is left to write to. Choose another one."))
    return found


def _kind(text: str) -> MailKind:
    if text not in {kind.value for kind in invitations.KINDS}:
        raise NotFound
    return MailKind(text)
