"""Pictures to choose from: put into a question by its author, shown to whoever answers."""

import re

from flask import Blueprint, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from survey_app.exceptions import NotFound
from survey_app.questions.image_choice import DIGEST, MOST_PICTURES
from survey_app.routes import access
from survey_app.routes.limits import takes_files
from survey_app.routes.questionnaires import change
from survey_app.routes.sessions import public
from survey_app.services import pictures
from survey_app.services.files import safe_name
from survey_app.services.pictures import PictureRefused
from survey_app.services.rights import Act

blueprint = Blueprint("pictures", __name__)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_FOR_EVER = "public, max-age=31536000, immutable"


@blueprint.get("/pictures/<digest>")
@public
def show(digest: str) -> Response:
    """A picture: the same for everybody and for ever, since its address is made from its bytes."""
    if not DIGEST.fullmatch(digest):
        raise NotFound
    found = pictures.find(digest)
    response = Response(found.content, mimetype=found.media_type)
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Cache-Control"] = _FOR_EVER
    response.set_etag(digest)
    return response.make_conditional(request.environ)


@blueprint.post("/studies/<study_code>/stages/<stage_code>/questionnaire/questions/<code>/pictures")
@takes_files
def add(study_code: str, stage_code: str, code: str) -> Response:
    """Put pictures into a question, each as a new answer, or one in place of the picture an answer has."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    files = [_read(file) for file in request.files.getlist("picture") if file.filename]
    if not files or len(files) > MOST_PICTURES:
        raise PictureRefused(PictureRefused.crowd if files else PictureRefused.none, most=MOST_PICTURES)
    target = request.form.get("target", "")
    place = int(target) if re.fullmatch(r"\d{1,5}", target, re.ASCII) else None
    return change(found, pictures.placed(found.study.id, code, files, place), anchor="rows")


def _read(file: FileStorage) -> tuple[bytes, str]:
    with file.stream as stream:
        return stream.read(pictures.LARGEST + 1), safe_name(file.filename or "")
