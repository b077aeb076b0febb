"""The sample of a stage: its frame, its draw, and lists of cases that are taken as they are."""

import secrets
from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import Refusal
from survey_app.forms.sampling import ColumnsForm, DrawForm, ListKind, SearchForm, UploadForm
from survey_app.forms.studies import ActForm
from survey_app.interchange.tables import Table
from survey_app.models import StoredFile
from survey_app.routes import access
from survey_app.routes.limits import page_number, takes_files
from survey_app.services import frames, invitations, samples, uploads
from survey_app.services.draws import rule_sentence
from survey_app.services.members import LIST_LIMITS, Problem, Reading, guess_columns, read_members
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import MailKind

blueprint = Blueprint("sampling", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/sample")
_SIZE = 50
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


@blueprint.get("")
def show(study_code: str, stage_code: str) -> str:
    """The list, the sample and the letters: what is there and what comes next."""
    found = access.stage(study_code, stage_code, Act.RUN)
    draws = samples.draws_of(found.stage)
    return render_template(
        "sampling/show.html",
        access=found,
        tab="sample",
        frame=frames.current(found.stage),
        draws=[(draw, samples.rule_of(draw)) for draw in draws],
        sentence=sentence,
        cases=samples.count_cases(found.stage),
        due={kind: invitations.count_due(found.stage, kind) for kind in invitations.KINDS},
        without_address=invitations.count_without_address(found.stage),
        MailKind=MailKind,
    )


@blueprint.route("/upload", methods=["GET", "POST"])
@takes_files
def upload(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Take a file in; what its columns mean is asked on the next page."""
    found = access.stage(study_code, stage_code, Act.RUN)
    form = UploadForm(data={"kind": request.args.get("kind", ListKind.FRAME.value)})
    if form.validate_on_submit():
        try:
            with transaction():
                file = uploads.keep_table(
                    form.file.data.read(), form.file.data.filename, found.study, access.account(), LIST_LIMITS
                )
        except Refusal as refusal:
            form.file.errors = [_(refusal.message, **refusal.params)]
            return _upload_page(found, form), refusal.status
        return redirect(_here(found, "columns", file_code=file.code, kind=form.kind.data), 303)
    return _upload_page(found, form), form.status


def _upload_page(found: StageAccess, form: UploadForm) -> str:
    frame = frames.current(found.stage)
    return render_template("sampling/upload.html", access=found, tab="sample", form=form, frame=frame, limits=LIST_LIMITS)


@blueprint.route("/upload/<file_code>", methods=["GET", "POST"])
def columns(study_code: str, stage_code: str, file_code: str) -> Response | tuple[str, int]:
    """Say what the columns mean; rows that cannot be taken are shown before anything is stored."""
    found = access.stage(study_code, stage_code, Act.RUN)
    file = uploads.find(found.study, file_code)
    kind = _list_kind(request.values.get("kind", ""))
    table = uploads.table_of(file, LIST_LIMITS)
    guessed = guess_columns(table.header, counts=kind is ListKind.COUNTS)
    form = ColumnsForm(table, kind, data={"unit": guessed.unit, "email": guessed.email, "count": guessed.count})
    reading: Reading | None = None
    status = form.status
    if form.validate_on_submit():
        try:
            reading = read_members(table, form.columns)
            if not reading.refused or form.good.data == len(reading.members) > 0:
                return _store(found, kind, file, reading)
            status = 422
        except Refusal as refusal:
            form.form_errors.append(_(refusal.message, **refusal.params))
            status = refusal.status
    return _columns_page(found, form, table, file, kind, reading), status


def _columns_page(
    found: StageAccess, form: ColumnsForm, table: Table, file: StoredFile, kind: ListKind, reading: Reading | None
) -> str:
    return render_template(
        "sampling/columns.html",
        access=found,
        tab="sample",
        form=form,
        table=table,
        preview=table.rows[:_PREVIEW_ROWS],
        file=file,
        kind=kind,
        reading=reading,
        problems=PROBLEMS,
        shown=_REFUSED_SHOWN,
        frame=frames.current(found.stage),
        ListKind=ListKind,
    )


def _store(found: StageAccess, kind: ListKind, file: StoredFile, reading: Reading) -> Response:
    """Store the list as what it is, and drop the file."""
    name, account = file.filename, access.account()
    with transaction():
        if kind is ListKind.FRAME:
            count = frames.store(found.stage, name, reading, account).size
        else:
            counts = kind is ListKind.COUNTS
            count = samples.take_list(found.stage, name, reading, account, counts=counts)
        uploads.drop(file)
    if kind is ListKind.FRAME:
        flash(ngettext("The list holds %(num)s member.", "The list holds %(num)s members.", count))
    else:
        flash(ngettext("%(num)s case was added.", "%(num)s cases were added.", count))
    if reading.refused:
        flash(ngettext("%(num)s row was left out.", "%(num)s rows were left out.", len(reading.refused)), "look")
    return redirect(_here(found, "show"), 303)


@blueprint.get("/frame")
def frame(study_code: str, stage_code: str) -> tuple[str, int]:
    """The list, page by page."""
    found = access.stage(study_code, stage_code, Act.RUN)
    current = frames.needed(found.stage)
    form = SearchForm(formdata=request.args)
    page, search = page_number(), form.search.text if form.validate() else ""
    rows, count = frames.page_of(current, search=search, page=page, size=_SIZE)
    status = 422 if form.errors else 200
    return render_template(
        "sampling/frame.html",
        access=found,
        tab="sample",
        frame=current,
        form=form,
        rows=rows,
        count=count,
        page=page,
        size=_SIZE,
        search=search,
    ), status


@blueprint.route("/frame/remove", methods=["GET", "POST"])
def remove_frame(study_code: str, stage_code: str) -> Response | str:
    """Forget the list; the page names how many members go."""
    found = access.stage(study_code, stage_code, Act.RUN)
    current = frames.needed(found.stage)
    form = ActForm()
    if form.validate_on_submit():
        size = current.size
        with transaction():
            frames.remove(current, access.account())
        flash(ngettext("%(num)s member was removed.", "%(num)s members were removed.", size))
        return redirect(_here(found, "show"), 303)
    return render_template("sampling/remove_frame.html", access=found, tab="sample", frame=current, form=form)


@blueprint.route("/draw", methods=["GET", "POST"])
def draw(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """State the rule, look at the table, draw. The plan has an address; only the drawing stores anything."""
    found = access.stage(study_code, stage_code, Act.RUN)
    current = frames.needed(found.stage)
    sent = request.method == "POST" or "seed" in request.args
    suggested = {"rate": "80 %", "seed": str(secrets.randbelow(900_000) + 100_000)}
    form = DrawForm(current.attributes, formdata=request.values if sent else None, data=suggested)
    act, plan, status = ActForm(), None, 200
    if sent and form.validate():
        try:
            if act.validate_on_submit():
                with transaction():
                    made = samples.confirm(found.stage, current, form.rule, access.account())
                flash(ngettext("%(num)s case was drawn.", "%(num)s cases were drawn.", made.drawn))
                return redirect(_here(found, "show"), 303)
            plan = samples.propose(current, form.rule)
        except Refusal as refusal:
            form.form_errors.append(_(refusal.message, **refusal.params))
            status = refusal.status
    return render_template(
        "sampling/draw.html",
        access=found,
        tab="sample",
        frame=current,
        form=form,
        act=act,
        plan=plan,
        rule=sentence(form.rule) if plan else "",
        cases=samples.count_cases(found.stage),
    ), 422 if form.errors and status == 200 else status


@blueprint.route("/remove", methods=["GET", "POST"])
def remove(study_code: str, stage_code: str) -> Response | str:
    """Take the sample back as long as nobody has been asked."""
    found = access.stage(study_code, stage_code, Act.RUN)
    form = ActForm()
    if form.validate_on_submit():
        with transaction():
            count = samples.remove(found.stage, access.account())
        flash(ngettext("%(num)s case was removed.", "%(num)s cases were removed.", count))
        return redirect(_here(found, "show"), 303)
    counts = {"cases": samples.count_cases(found.stage), "touched": samples.touched(found.stage)}
    return render_template("sampling/remove.html", access=found, tab="sample", form=form, **counts)


def sentence(rule: object) -> str:
    """The rule of a draw in the page's language."""
    message, words = rule_sentence(rule)
    return str(_(message, **words))


def _list_kind(text: str) -> ListKind:
    return ListKind(text) if text in set(ListKind) else ListKind.FRAME


def _here(found: StageAccess, endpoint: str, **more: str) -> str:
    return url_for(f"sampling.{endpoint}", study_code=found.study.code, stage_code=found.stage.code, **more)
