"""The notes of the register of needs: which needs customers state, which are latent, and what shows it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.forms.need_notes import AWARENESS, NeedForm
from survey_app.routes import access
from survey_app.routes.figures import wording
from survey_app.services import need_notes, reports
from survey_app.services.rights import Act

blueprint = Blueprint("need_notes", __name__)


@blueprint.route("/studies/<study_code>/stages/<stage_code>/needs/<question_code>", methods=["GET", "POST"])
def show(study_code: str, stage_code: str, question_code: str) -> Response | tuple[str, int]:
    """Every feature of one question of pairs with what is known of it."""
    found = access.survey(study_code, stage_code, Act.ANALYSE)
    asked = reports.readable(found.stage).questionnaire.questions()
    question = next((each for each in asked if each.code == question_code and each.kind == "kano"), None)
    if question is None:
        raise NotFound
    fallback = found.study.language
    features = [
        (f"{question.code}.{item.code}", wording.words_of(item.label, fallback, item.code))
        for item in question.settings.items
    ]
    form = NeedForm(features, need_notes.of_stage(found.stage), request.form if request.method == "POST" else None)
    here: dict[str, Any] = {"study_code": found.study.code, "stage_code": found.stage.code}
    back = url_for("customers.view", view_name="needs", features=question.code, **here)
    if form.notes is not None:
        with transaction():
            changed = need_notes.keep(found.stage, form.notes, access.account())
        flash(_("The register is saved.") if changed else _("Nothing changed."))
        return redirect(back, 303)
    page = render_template(
        "results/needs.html",
        access=found,
        tab="results",
        here=here,
        back=back,
        form=form,
        kinds=AWARENESS,
        title=wording.label_of(question, fallback),
    )
    return page, 422 if form.errors else 200
