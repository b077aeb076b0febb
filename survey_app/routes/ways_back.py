"""Stopping at one device and going on at another: the code is shown once, and typed at the survey's door."""

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.routes import holding
from survey_app.routes.answering import Shown, speak
from survey_app.routes.sessions import throttles
from survey_app.routes.visiting import blueprint, count, elsewhere, forward, of_browser
from survey_app.services import visits, ways_back
from survey_app.services.doors import WrongLink
from survey_app.services.visits import Visit

_TRIES_A_MINUTE = 60


@blueprint.post("/<code>/paused")
def give_way_back(code: str) -> Shown | Response:
    """Make a code and show it; it is shown this once."""
    visit = of_browser(code)
    if (address := elsewhere(visit)) is not None:
        return address
    speak(visit)
    with transaction():
        count(visit)
        given = ways_back.give(visit)
    return render_template("respond/paused.html", door=visit.door, personal=False, offers=True, given=given), 200


@blueprint.get("/<code>/way-back")
def show_way_back(code: str) -> Shown:
    """Where a code is typed."""
    return _ask(_open_door(code), "")


@blueprint.post("/<code>/way-back")
def take_way_back(code: str) -> Shown | Response:
    """Go on with the answers of a code."""
    visit = _open_door(code)
    typed = request.form.get("way_back", "")
    try:
        with transaction():
            throttles().require(f"way_back:{visit.door.stage_id}", _TRIES_A_MINUTE, 60)
        holder = ways_back.find(visit, typed)
    except ways_back.NoSuchCode as refusal:
        return _ask(visit, typed[:80], _(refusal.message), refusal.status)
    holding.keep(code, holder)
    return forward(visits.by_browser(code, holder.secret, holder.submit_key))


def _open_door(code: str) -> Visit:
    """The visit at the door of an open link; where there is none a personal link leads in."""
    visit = of_browser(code)
    if not visit.door.open_link or visit.door.is_unlinked:
        raise WrongLink
    visit.door.require_open()
    speak(visit)
    return visit


def _ask(visit: Visit, typed: str, problem: str = "", status: int = 200) -> Shown:
    begun = visit.draft is not None and bool(visit.draft.given)
    page = render_template("respond/way_back.html", door=visit.door, typed=typed, problem=problem, begun=begun)
    return page, status
