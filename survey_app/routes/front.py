"""The front door: where to go from the bare address, language, health."""

from flask import Blueprint, redirect, request, session, url_for
from werkzeug.wrappers import Response

from survey_app.exceptions import BadInput
from survey_app.vocabulary import LANGUAGES

blueprint = Blueprint("front", __name__)


@blueprint.get("/healthz")
def health() -> tuple[str, int]:
    """Whether the process answers."""
    return "ok\n", 200


@blueprint.post("/language")
def choose_language() -> Response:
    """Remember the language of the interface for this browser."""
    wanted = request.form.get("language", "")
    if wanted not in LANGUAGES:
        raise BadInput()
    session["language"] = wanted
    back = request.form.get("back", "/")
    safe = back.startswith("/") and not back.startswith("//") and "\\" not in back
    return redirect(back if safe else url_for("front.health"), 303)
