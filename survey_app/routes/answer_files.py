"""Files that people sent in: listed, handed out one by one as downloads, or all together in an archive."""

import io

from flask import Blueprint, Response, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from survey_app.db import transaction
from survey_app.routes import access
from survey_app.routes.limits import page_number
from survey_app.services import answer_archives, answer_files
from survey_app.services.rights import Act

blueprint = Blueprint("answer_files", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/files")
_SIZE = 50
_PLAIN = "application/octet-stream"


@blueprint.get("")
def show(study_code: str, stage_code: str) -> str:
    """Every file by question, with nothing that says when it came or who sent it."""
    found = access.survey(study_code, stage_code, Act.EXPORT)
    page = page_number()
    rows, count = answer_files.of_stage(found.stage, page=page, size=_SIZE)
    return render_template(
        "answer_files/show.html",
        access=found,
        tab="export",
        here={"study_code": found.study.code, "stage_code": found.stage.code},
        rows=rows,
        count=count,
        page=page,
        size=_SIZE,
        jobs=answer_archives.under_way(found.stage),
    )


@blueprint.get("/<answer_file_code>")
def download(study_code: str, stage_code: str, answer_file_code: str) -> Response:
    """One file, always to be kept and never to be opened in the browser: anybody may have sent it."""
    found = access.survey(study_code, stage_code, Act.EXPORT)
    row = answer_files.find(found.stage, answer_file_code)
    content = io.BytesIO(answer_files.content_of(row))
    response = send_file(content, mimetype=_PLAIN, as_attachment=True, download_name=row.filename)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@blueprint.post("")
def gather(study_code: str, stage_code: str) -> AnyResponse:
    """Put all files into one archive; it lies among the exports when it is made."""
    found = access.survey(study_code, stage_code, Act.EXPORT)
    with transaction():
        answer_archives.start(found.stage, access.account())
    flash(_("The archive is being made. It stands among the exports when it is ready."))
    return redirect(url_for(".show", study_code=found.study.code, stage_code=found.stage.code), 303)
