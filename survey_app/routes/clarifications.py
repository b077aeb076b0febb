"""Answers of authors to a moderator's questions, shown together: one by one they would tell who has come by."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import BadInput
from survey_app.forms.studies import ActForm
from survey_app.routes import access, delphi_stage
from survey_app.routes.boards import brainstorm, here_of
from survey_app.services import clarifications

blueprint = Blueprint("clarifications", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>")


@blueprint.post("/rounds/<key:number>/questions")
def show(study_code: str, stage_code: str, number: int) -> Response:
    """Show all answers to questions about the texts of a round, and end these questions."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    if not ActForm().validate():
        raise BadInput
    with transaction():
        clarifications.show(found.stage, round_, access.account())
    flash(_("All answers are shown now."))
    return redirect(
        url_for("rounds.show_reasons", study_code=study_code, stage_code=stage_code, number=round_.number), 303
    )


@blueprint.post("/board/questions")
def show_of_board(study_code: str, stage_code: str) -> Response:
    """The same for the ideas of a board."""
    found = brainstorm(study_code, stage_code)
    if not ActForm().validate():
        raise BadInput
    with transaction():
        clarifications.show(found.stage, account=access.account())
    flash(_("All answers are shown now."))
    return redirect(url_for("boards.show", **here_of(found)), 303)
