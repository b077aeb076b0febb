"""The look of a study's exports: edited on a page, downloaded and uploaded as a file."""

import base64
import io
import json

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.exports import client_look
from survey_app.exports.client_look import LookRefused
from survey_app.forms.client_looks import LookFileForm, LookForm
from survey_app.routes import access
from survey_app.routes.presentation import filled
from survey_app.services import client_looks, files
from survey_app.services.rights import Act
from survey_app.services.studies import Access

blueprint = Blueprint("client_looks", __name__)
_LOOK = "/studies/<study_code>/look"


@blueprint.route(_LOOK, methods=["GET", "POST"])
def show(study_code: str) -> AnyResponse | tuple[str, int]:
    """See and change the look."""
    found = access.study(study_code, Act.EXPORT)
    look = client_looks.look_of(found.study.id)
    form = LookForm(look)
    if form.validate_on_submit():
        try:
            chosen = client_look.read(form.described(_logo(form, look.logo)))
        except LookRefused as refusal:
            form.form_errors.append(filled(refusal.message, refusal.params))
        else:
            return _kept(found, chosen)
    return _page(found, form, LookFileForm(formdata=None))


@blueprint.post(f"{_LOOK}/file")
def take_in(study_code: str) -> AnyResponse | tuple[str, int]:
    """Take a look from a file."""
    found = access.study(study_code, Act.EXPORT)
    form = LookFileForm()
    if form.validate_on_submit():
        try:
            look = client_look.load(_bytes(form.file.data, client_look.LARGEST_FILE))
        except LookRefused as refusal:
            form.form_errors.append(filled(refusal.message, refusal.params))
        else:
            return _kept(found, look)
    return _page(found, LookForm(client_looks.look_of(found.study.id)), form)


@blueprint.get(f"{_LOOK}.json")
def download(study_code: str) -> Response:
    """The look as a file."""
    found = access.study(study_code, Act.EXPORT)
    look = client_looks.kept(found.study.id)
    if look is None:
        raise NotFound
    content = io.BytesIO(json.dumps(look.stored(), ensure_ascii=False, indent=2).encode())
    name = files.safe_name(f"{found.study.title} look.json")
    return send_file(content, mimetype="application/json", as_attachment=True, download_name=name)


@blueprint.post(f"{_LOOK}/remove")
def remove(study_code: str) -> AnyResponse:
    """Go back to the usual look."""
    found = access.study(study_code, Act.EXPORT)
    with transaction():
        gone = client_looks.remove(found.study)
    if gone:
        flash(_("Exports have the usual look again."))
    return redirect(url_for(".show", study_code=found.study.code), 303)


def _kept(found: Access, look: client_look.ClientLook) -> AnyResponse:
    with transaction():
        client_looks.keep(found.study, look, access.account())
    flash(_("The look is kept. Every export from now on has it."))
    return redirect(url_for(".show", study_code=found.study.code), 303)


def _page(found: Access, form: LookForm, file_form: LookFileForm) -> tuple[str, int]:
    """The page, and its status: what was sent may need mending."""
    sent = form if request.endpoint == "client_looks.show" else file_form
    kept = client_looks.kept(found.study.id)
    page = render_template(
        "reports/look.html",
        access=found,
        tab="export",
        form=form,
        file_form=file_form,
        sent=sent,
        kept=kept,
        logo=base64.b64encode(kept.logo).decode() if kept is not None and kept.logo else "",
        here={"study_code": found.study.code},
    )
    return page, sent.status


def _logo(form: LookForm, before: bytes) -> str:
    """The logo that was sent, else the one that is there."""
    sent = _bytes(form.logo.data, client_look.LARGEST_LOGO)
    return base64.b64encode(sent or before).decode()


def _bytes(sent: object, most: int) -> bytes:
    """The bytes of an upload, at most one more than may be kept."""
    return sent.stream.read(most + 1) if isinstance(sent, FileStorage) and sent.filename else b""
