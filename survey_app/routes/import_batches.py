"""Batches of answers that were brought in: how far one is, its report, and taking it out again."""

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.imports import CountForm
from survey_app.routes import access
from survey_app.routes.figures.wording import mode_word
from survey_app.routes.imports import blueprint, here, say_problem
from survey_app.routes.presentation import ngettext
from survey_app.services import import_batches
from survey_app.services.rights import Act

__all__ = ["blueprint"]


@blueprint.get("/batches/<key:batch_id>")
def show_batch(study_code: str, stage_code: str, batch_id: int) -> str:
    """One batch: how far it is, and the report it was confirmed with."""
    found = access.stage(study_code, stage_code, Act.IMPORT)
    one = import_batches.find(found.stage, batch_id)
    return render_template(
        "imports/batch.html",
        access=found,
        tab="import",
        batch=one,
        kept=import_batches.report_of(one),
        job=import_batches.job_of(one),
        answers=import_batches.count_answers(one),
        say_problem=say_problem,
        mode_word=mode_word,
    )


@blueprint.route("/batches/<key:batch_id>/remove", methods=["GET", "POST"])
def remove(study_code: str, stage_code: str, batch_id: int) -> Response | tuple[str, int]:
    """Name exactly how many answers go, then take them out."""
    found = access.stage(study_code, stage_code, Act.IMPORT)
    one = import_batches.find(found.stage, batch_id)
    form = CountForm(data={"count": import_batches.count_answers(one)})
    if form.validate_on_submit() and form.count.data is not None:
        with transaction():
            gone = import_batches.remove(one, form.count.data, access.account())
        flash(ngettext("%(num)s answer is taken out.", "%(num)s answers are taken out.", gone))
        return redirect(here(found, "show"), 303)
    page = render_template(
        "imports/remove.html",
        access=found,
        tab="import",
        batch=one,
        form=form,
        answers=import_batches.count_answers(one),
    )
    return page, form.status
