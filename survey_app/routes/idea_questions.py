"""A question of the moderator to the author of an idea, asked at the desk and answered where the author comes by."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.boards import QuestionForm
from survey_app.routes import seating
from survey_app.routes.boards import brainstorm, here_of, show_idea
from survey_app.routes.brainstorming import blueprint as ideas_blueprint
from survey_app.routes.brainstorming import seat
from survey_app.routes.presentation import filled
from survey_app.services import clarifications
from survey_app.services.proposals import plain_lines

blueprint = Blueprint("idea_questions", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/board")


@blueprint.post("/ideas/<item_code>/ask")
def ask(study_code: str, stage_code: str, item_code: str) -> Response | tuple[str, int]:
    """Leave a question for whoever wrote an idea; nobody learns who it is."""
    found = brainstorm(study_code, stage_code)
    form = QuestionForm()
    if form.validate():
        try:
            with transaction():
                clarifications.ask_author(found.stage, item_code, form.question.text)
        except clarifications.AskedEnough as refusal:
            form.question.errors = [filled(refusal.message, refusal.params)]
        else:
            flash(_("The author finds the question at the next visit."))
            return redirect(url_for("boards.redact", item_code=item_code, **here_of(found)), 303)
    return show_idea(found, item_code, question=form)


@ideas_blueprint.post("/<code>/ideas/questions/<question_code>")
def explain(code: str, question_code: str) -> Response:
    """Answer a question of the moderator about one's own idea."""
    found = seat(code)
    with transaction():
        seating.count(found)
        clarifications.answer(found, question_code, plain_lines(request.form.get("answer", "")))
    return redirect(url_for("ideas.home", code=code, answered=1), 303)
