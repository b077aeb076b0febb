"""Statements from a file, with a look at every row before anything is stored, and from a questionnaire's rows."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import Refusal
from survey_app.forms.items import ItemFileForm, RowsForm
from survey_app.forms.studies import ActForm
from survey_app.models import StoredFile
from survey_app.routes import access, delphi_stage
from survey_app.routes.limits import takes_files
from survey_app.routes.presentation import filled, ngettext
from survey_app.services import item_imports, item_lists, items, uploads
from survey_app.services.item_imports import Outcome, Plan
from survey_app.services.item_lists import ITEM_LIMITS, Problem
from survey_app.services.studies import StageAccess

blueprint = Blueprint("item_imports", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/item-files")
OUTCOMES: Mapping[Outcome, object] = {
    Outcome.NEW: _l("new"),
    Outcome.CHANGED: _l("changed"),
    Outcome.SAME: _l("there already"),
    Outcome.REFUSED: _l("refused"),
}
PROBLEMS: Mapping[Problem, object] = {
    Problem.NO_TEXT: _l("no statement in the language of the study"),
    Problem.LONG_VALUE: _l("a text is too long"),
    Problem.BAD_CODE: _l("a code is a letter and up to 11 more letters, digits, dots or dashes"),
    Problem.REPEATED_CODE: _l("the code stands in an earlier row"),
    Problem.REPEATED_TEXT: _l("the statement stands in an earlier row"),
    Problem.BAD_KIND: _l("the kind is neither “open” nor “statement”"),
    Problem.BAD_SCALE: _l(
        "nobody can answer on this scale: write 1-5, estimate 0-60, or 2 to 9 options with semicolons"
    ),
    Problem.BAD_LINK: _l("a link is no web address, or there are too many"),
    Problem.NO_ROOM: _l("the locked protocol leaves no room for a scale of its own"),
    Problem.ASKED: _l("the panel was asked it: it keeps its words"),
    Problem.TOO_MANY: _l("there are too many statements"),
}


@blueprint.route("", methods=["GET", "POST"])
@takes_files
def upload(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Take a file in; what it would do is shown on the next page, nothing is stored before."""
    found = delphi_stage.find(study_code, stage_code, delphi_stage.WRITING)
    form = ItemFileForm()
    status = form.status
    if form.validate_on_submit():
        content, name = form.content
        try:
            item_lists.read(uploads.read_bytes(content, uploads.safe_name(name), ITEM_LIMITS), found.study.language)
            with transaction():
                file = uploads.keep_table(content, name, found.study, access.account(), ITEM_LIMITS)
            return redirect(url_for(".check", **_here(found), file_code=file.code), 303)
        except Refusal as refusal:
            form.file.errors = [filled(refusal.message, refusal.params)]
            status = refusal.status
    page = {"access": found, "tab": "items", "form": form, "limits": ITEM_LIMITS}
    return render_template("items/upload.html", **page), status


@blueprint.route("/<file_code>", methods=["GET", "POST"])
def check(study_code: str, stage_code: str, file_code: str) -> Response | tuple[str, int]:
    """What every row would do; the button takes in exactly what the page shows."""
    found = delphi_stage.find(study_code, stage_code, delphi_stage.WRITING)
    file, form = uploads.find(found.study, file_code), ActForm()
    planned = _plan(found, file)
    if form.validate_on_submit():
        if request.form.get("taken") == str(planned.taken):
            return _carry_out(found, file, planned)
        flash(_("The statements have changed in the meantime. Look at the rows again."), "look")
    return render_template(
        "items/check.html",
        access=found,
        tab="items",
        form=form,
        file=file,
        plan=planned,
        outcomes=OUTCOMES,
        problems=PROBLEMS,
    ), form.status


def _plan(found: StageAccess, file: StoredFile) -> Plan:
    reading = item_lists.read(uploads.table_of(file, ITEM_LIMITS), found.study.language)
    return item_imports.plan(found.stage, reading)


def _carry_out(found: StageAccess, file: StoredFile, planned: Plan) -> Response:
    with transaction():
        taken = item_imports.carry_out(found.stage, planned)
        uploads.drop(file)
    flash(ngettext("%(num)s statement was taken in.", "%(num)s statements were taken in.", taken))
    if refused := planned.count(Outcome.REFUSED):
        flash(ngettext("%(num)s row was left out.", "%(num)s rows were left out.", refused), "look")
    return redirect(url_for("items.show", **_here(found)), 303)


@blueprint.route("/questionnaires", methods=["GET", "POST"])
def questionnaires(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Choose rows of questions of this study's surveys; each becomes a statement."""
    found = delphi_stage.find(study_code, stage_code, delphi_stage.WRITING)
    form, chosen = RowsForm(), set(request.form.getlist("row"))
    status = form.status
    if form.validate_on_submit():
        if chosen:
            with transaction():
                ticked = {"as_sections": form.as_sections.on, "with_scales": form.with_scales.on}
                added = item_imports.take_rows(found.stage, chosen, **ticked)
            flash(ngettext("%(num)s statement was added.", "%(num)s statements were added.", added))
            return redirect(url_for("items.show", **_here(found)), 303)
        form.form_errors.append(_("Tick at least one row."))
        status = 422
    return render_template(
        "items/questionnaires.html",
        access=found,
        tab="items",
        form=form,
        chosen=chosen,
        sources=item_imports.sources(found.study),
        known=item_imports.known_texts(found.stage),
        bare=items.bare,
        address=item_imports.address,
    ), status


def _here(found: StageAccess) -> dict[str, Any]:
    return {"study_code": found.study.code, "stage_code": found.stage.code}
