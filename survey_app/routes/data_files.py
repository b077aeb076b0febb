"""The answers as a file for a program of statistics: sent at once, or made in the background when there are many."""

import io
from typing import Any

from flask import Blueprint, flash, redirect, send_file, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from survey_app.db import transaction
from survey_app.forms.data_files import DataFileForm
from survey_app.routes import access
from survey_app.routes.asked import filters_asked
from survey_app.services import counted_codebooks, data_files, exports, files, kept_figures, reports
from survey_app.services.filters import Asked
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess

blueprint = Blueprint("data_files", __name__)


@blueprint.post("/studies/<study_code>/stages/<stage_code>/data-files")
def make(study_code: str, stage_code: str) -> AnyResponse:
    """Send a small file; queue a large one, which appears among the exports."""
    found = access.survey(study_code, stage_code, Act.EXPORT)
    asked = filters_asked()
    arguments: dict[str, Any] = {**asked, "study_code": study_code, "stage_code": stage_code}
    back = url_for("reports.exports", **arguments)
    form = DataFileForm(data_files.offered())
    if not form.validate_on_submit():
        flash(_("Choose the kind of file from the list."))
        return redirect(back, 303)
    kind, language = str(form.kind.data), str(get_locale())
    sent = None if kept_figures.is_large(found.stage) else _at_once(found, kind, language, asked)
    if sent is not None:
        return sent
    with transaction():
        data_files.start(found, access.account(), kind, language, asked)
    flash(_("The file is being made. It appears below when it is ready."))
    return redirect(back, 303)


def _at_once(found: StageAccess, kind: str, language: str, asked: Asked) -> AnyResponse | None:
    """The file as the answer to its order, where it is small."""
    report = reports.build(found.stage, asked, role=found.role)
    exports.require_rows(report)
    if not data_files.is_small(report):
        return None
    content = io.BytesIO(data_files.content(report, kind, language, _))
    name = files.safe_name(data_files.filename(report, kind))
    return send_file(content, mimetype=data_files.FORMS[kind].media_type, as_attachment=True, download_name=name)


@blueprint.get("/studies/<study_code>/stages/<stage_code>/codebook.xml")
def codebook(study_code: str, stage_code: str) -> AnyResponse:
    """The codebook with the frequencies that the results page shows under the same filters."""
    found = access.survey(study_code, stage_code, Act.EXPORT)
    asked = filters_asked()
    report = reports.build(found.stage, asked, role=found.role)
    content = io.BytesIO(counted_codebooks.written(report, reports.least_shown(found.stage, found.role)))
    name = files.safe_name(exports.filename(report, "ddi.xml"))
    return send_file(content, mimetype=counted_codebooks.MEDIA_TYPE, as_attachment=True, download_name=name)
