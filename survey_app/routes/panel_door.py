"""The door of a panel: the invitation by personal link, yes or no, and where the person's work is."""

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import BadInput
from survey_app.forms.panels import DeclineForm
from survey_app.routes import seating
from survey_app.routes.presentation import interface_language
from survey_app.routes.sessions import throttles
from survey_app.services import coming_back, erasures, panel_visits, seats
from survey_app.services.doors import Door, WrongLink
from survey_app.services.seats import Seat
from survey_app.vocabulary import LANGUAGES, PanellistState, StageKind

blueprint = Blueprint("panel_door", __name__, url_prefix="/p")
_WORK = {StageKind.BRAINSTORM: "ideas.home", StageKind.DELPHI: "ratings.home"}
_JOINS_A_MINUTE = 60


@blueprint.get("/<code>/<secret>")
def start(code: str, secret: str) -> str:
    """The invitation behind a personal link. Looking at it changes nothing: mail scanners follow links too."""
    found = seating.speak(seats.find(code, secret), request.args.get("language", ""))
    return _invitation(found.door, found)


@blueprint.post("/<code>/<secret>")
def enter(code: str, secret: str) -> Response | tuple[str, int]:
    """Let this browser hold the link, and drop the secret from the address."""
    found = seating.speak(seats.find(code, secret), request.form.get("language", ""))
    with transaction():
        seating.count(found)
        coming_back.enter(found)
        refused = _decide(found) if "choice" in request.form else None
    if refused is not None:
        return _invitation(found.door, found, form=refused), refused.status
    seating.keep(code, secret, _wanted(found.language))
    return redirect(url_for(".home", code=code), 303)


@blueprint.get("/<code>")
def home(code: str) -> Response | str:
    """Where the person's work is; before that, the invitation."""
    if not seating.holds(code):
        return _open_invitation(code)
    found = seating.seat(code)
    if found.state is PanellistState.WITHDRAWN:
        raise seating.has_left(found)
    if not found.has_accepted:
        return _invitation(found.door, found, holds=True)
    if _WORK[found.kind] in current_app.view_functions:
        return redirect(url_for(_WORK[found.kind], code=code), 303)
    return render_template("panel_door/accepted.html", door=found.door)


@blueprint.post("/<code>")
def decide(code: str) -> Response | tuple[str, int]:
    """Take part or not. Whoever came by the open link takes part by pressing its button."""
    if request.form.get("choice") == "join" and not seating.holds(code):
        return _join(code)
    found = seating.seat(code)
    with transaction():
        seating.count(found)
        refused = _decide(found)
    if refused is not None:
        return _invitation(found.door, found, holds=True, form=refused), refused.status
    return redirect(url_for(".home", code=code), 303)


def _decide(found: Seat) -> DeclineForm | None:
    """What the person's button says: take part, or decline with or without a reason; the form where it is too long."""
    form, choice = DeclineForm(), request.form.get("choice")
    if found.state is PanellistState.WITHDRAWN:
        raise seating.has_left(found)
    is_right = form.validate_on_submit()
    if choice == "decline" and form.is_submitted() and set(form.errors) == {"reason"}:
        return form
    if not is_right or choice not in {"accept", "decline"}:
        raise BadInput
    if choice == "accept":
        panel_visits.accept(found)
    else:
        panel_visits.decline(found, form.reason.text)
    return None


@blueprint.post("/<code>/language")
def choose_language(code: str) -> Response:
    """Another language for the pages, and for the mails to this person."""
    found = seating.seat(code)
    language = _wanted(found.language)
    with transaction():
        seating.count(found)
        panel_visits.speak(found, language)
    seating.choose_language(code, language)
    return redirect(url_for(".home", code=code), 303)


def _wanted(otherwise: str) -> str:
    wanted = request.form.get("language", "")
    return wanted if wanted in LANGUAGES else otherwise


def _invitation(door: Door, found: Seat | None, *, holds: bool = False, form: DeclineForm | None = None) -> str:
    """The page that asks whether somebody takes part; whoever has said yes goes on from here."""
    return render_template(
        "panel_door/start.html",
        door=door,
        seat=found,
        told=erasures.when_told(found).value if found is not None and found.is_kept_back else "",
        by_mail=found is not None and panel_visits.can_mail(found),
        holds=holds,
        facts=panel_visits.facts(door),
        promise=panel_visits.promise(door.level, by_mail=found is not None and panel_visits.has_address(found)),
        form=form or DeclineForm(formdata=None),
        languages=LANGUAGES,
        chosen=interface_language(),
    )


def _open_invitation(code: str) -> str:
    """The invitation behind the open link, for browsers that hold no personal one."""
    try:
        door = panel_visits.open_door(code)
    except WrongLink:
        raise seating.LinkNeeded from None
    g.door, g.timezone = door, door.timezone
    if request.args.get("language") in LANGUAGES:
        g.language = request.args["language"]
    return _invitation(door, None)


def _join(code: str) -> Response:
    door = panel_visits.open_door(code)
    with transaction():
        throttles().require(f"join:{door.stage_id}", _JOINS_A_MINUTE, 60)
        secret = panel_visits.join(door, _wanted(interface_language()))
    seating.keep(code, secret, _wanted(""))
    return redirect(url_for("joining.show", code=code), 303)
