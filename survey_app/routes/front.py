"""The front door: where to go from the bare address, language, how figures are computed, health."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from survey_app.exceptions import BadInput
from survey_app.routes.sessions import safe_back
from survey_app.services import installation, setup
from survey_app.vocabulary import LANGUAGES

blueprint = Blueprint("front", __name__)


@blueprint.get("/")
def start() -> Response:
    """To the studies; to the door for strangers; to the set-up page as long as there is nobody."""
    if current_user.is_authenticated:
        return redirect(url_for("studies.list_studies"), 303)
    if setup.is_due(installation.settings()):
        return redirect(url_for("setup.show"), 303)
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.get("/healthz")
def health() -> tuple[str, int]:
    """Whether the process answers."""
    return "ok\n", 200


@blueprint.get("/methods")
def methods() -> str:
    """How figures are computed, with sources."""
    return render_template("front/methods.html", area="methods")


@blueprint.post("/language")
def choose_language() -> Response:
    """Remember the language of the interface for this browser."""
    wanted = request.form.get("language", "")
    if wanted not in LANGUAGES:
        raise BadInput
    session["language"] = wanted
    return redirect(safe_back(request.form.get("back", "/")), 303)
