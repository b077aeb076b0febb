"""Erasing by link what was sent, where answers are sealed: name what goes, ask once more, erase."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.routes.answering import Shown, held_by, speak
from survey_app.routes.visiting import blueprint, count, of_browser
from survey_app.services import erasing
from survey_app.services.page_answers import DraftLost
from survey_app.services.visits import Visit


@blueprint.get("/<code>/erase")
def show_erasure(code: str) -> Shown | Response:
    """What goes, before anything goes."""
    visit = _of_link(code)
    if not visit.can_erase:
        raise erasing.NothingToErase
    return show_erasing(visit)


@blueprint.post("/<code>/erase")
def erase(code: str) -> Response:
    """Erase it for good."""
    visit = _of_link(code)
    with transaction():
        count(visit)
        erasing.erase(visit)
    return redirect(url_for(".erased", code=code), 303)


@blueprint.get("/<code>/erased")
def erased(code: str) -> Shown | Response:
    """Nothing is kept under this link any more."""
    visit = _of_link(code)
    if visit.can_erase:
        return redirect(url_for(".show_erasure", code=code), 303)
    return render_template("respond/erased.html", visit=visit, door=visit.door), 200


def show_erasing(visit: Visit, *, status: int = 200, notice: str = "") -> Shown:
    """The page that asks once more."""
    speak(visit)
    sent = visit.sent or visit.replaces
    page = render_template(
        "respond/erase.html", visit=visit, door=visit.door, sent=sent, held=held_by(visit), notice=notice
    )
    return page, status


def _of_link(code: str) -> Visit:
    """The visit of a browser that holds a link; without one only the link itself leads further."""
    visit = of_browser(code)
    speak(visit)
    if visit.keys is None:
        raise DraftLost(erasing.OPEN_LINK)
    return visit
