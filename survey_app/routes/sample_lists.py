"""Lists that are uploaded for the sample, in two steps. The pages belong to the blueprint of the sample."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import Refusal
from survey_app.forms.sampling import ColumnsForm, ListKind, UploadForm
from survey_app.interchange.tables import Table
from survey_app.models import StoredFile
from survey_app.routes import access
from survey_app.routes.limits import takes_files
from survey_app.routes.presentation import filled, ngettext
from survey_app.routes.sampling import blueprint, here
from survey_app.services import column_values, frames, samples, uploads
from survey_app.services.members import LIST_LIMITS, Problem, Reading, guess_columns, read_members
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess

__all__ = ["blueprint"]

_PREVIEW_ROWS = 5
_REFUSED_SHOWN = 50
PROBLEMS: Mapping[Problem, object] = {
    Problem.NO_ID: _l("no id"),
    Problem.REPEATED_ID: _l("the id stands there twice"),
    Problem.LONG_ID: _l("the id is too long"),
    Problem.BAD_EMAIL: _l("mail cannot be sent to this address"),
    Problem.LONG_VALUE: _l("a value is longer than 500 characters"),
    Problem.BAD_COUNT: _l("the number of cases is not a whole number"),
}


@dataclass(frozen=True, slots=True)
class Uploaded:
    """An uploaded list between its two pages."""

    file: StoredFile
    kind: ListKind
    table: Table


@blueprint.route("/upload", methods=["GET", "POST"])
@takes_files
def upload(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Take a file in; what its columns mean is asked on the next page."""
    found = access.stage(study_code, stage_code, Act.RUN)
    form = UploadForm(data={"kind": request.args.get("kind", ListKind.FRAME.value)})
    status = form.status
    if form.validate_on_submit():
        try:
            with transaction():
                file = uploads.keep_table(*form.content, found.study, access.account(), LIST_LIMITS)
            return redirect(_columns_of(found, file, form.kind.text), 303)
        except Refusal as refusal:
            form.file.errors = [filled(refusal.message, refusal.params)]
            status = refusal.status
    frame = frames.current(found.stage)
    page = {"access": found, "tab": "sample", "form": form, "frame": frame, "limits": LIST_LIMITS}
    return render_template("sampling/upload.html", **page), status


@blueprint.route("/upload/<file_code>", methods=["GET", "POST"])
def columns(study_code: str, stage_code: str, file_code: str) -> Response | tuple[str, int]:
    """Say what the columns mean; rows that cannot be taken are shown before anything is stored."""
    found = access.stage(study_code, stage_code, Act.RUN)
    file = uploads.find(found.study, file_code)
    uploaded = Uploaded(file, _list_kind(request.values.get("kind", "")), uploads.table_of(file, LIST_LIMITS))
    guessed = guess_columns(uploaded.table.header, counts=uploaded.kind is ListKind.COUNTS)
    data = {"unit": guessed.unit, "email": guessed.email, "count": guessed.count}
    form, status, reading = ColumnsForm(uploaded.table, uploaded.kind, data=data), 200, None
    if form.validate_on_submit():
        try:
            reading = read_members(uploaded.table, form.columns)
            if not reading.refused or form.good.data == len(reading.members) > 0:
                return _store(found, uploaded, reading)
        except Refusal as refusal:
            form.form_errors.append(filled(refusal.message, refusal.params))
            status = refusal.status
    if form.errors or reading:
        status = max(status, 422)
    return _columns_page(found, form, uploaded, reading), status


def _columns_page(found: StageAccess, form: ColumnsForm, uploaded: Uploaded, reading: Reading | None) -> str:
    return render_template(
        "sampling/columns.html",
        access=found,
        tab="sample",
        form=form,
        table=uploaded.table,
        preview=uploaded.table.rows[:_PREVIEW_ROWS],
        file=uploaded.file,
        kind=uploaded.kind,
        reading=reading,
        problems=PROBLEMS,
        shown=_REFUSED_SHOWN,
        frame=frames.current(found.stage),
        ListKind=ListKind,
    )


def _store(found: StageAccess, uploaded: Uploaded, reading: Reading) -> Response:
    """Store the list as what it is, and drop the file."""
    name, account = uploaded.file.filename, access.account()
    with transaction():
        if uploaded.kind is ListKind.FRAME:
            count = frames.store(found.stage, name, reading, account).size
            words = ngettext("The list holds %(num)s member.", "The list holds %(num)s members.", count)
        else:
            counts = uploaded.kind is ListKind.COUNTS
            count = samples.take_list(found.stage, name, reading, account, counts=counts)
            words = ngettext("%(num)s case was added.", "%(num)s cases were added.", count)
        column_values.renew(found.stage)
        uploads.drop(uploaded.file)
    flash(words)
    if reading.refused:
        flash(ngettext("%(num)s row was left out.", "%(num)s rows were left out.", len(reading.refused)), "look")
    return redirect(here(found, "show"), 303)


def _columns_of(found: StageAccess, file: StoredFile, kind: str) -> str:
    return url_for(
        "sampling.columns",
        study_code=found.study.code,
        stage_code=found.stage.code,
        file_code=file.code,
        kind=kind,
    )


def _list_kind(text: str) -> ListKind:
    return ListKind(text) if text in set(ListKind) else ListKind.FRAME
