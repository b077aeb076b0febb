"""Which panellist sits at this browser: every page of a panel begins here.

The secret of a link stands in the first address only; afterwards the signed session cookie holds it, one for each
stage.
"""

from flask import g, request, session

from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.privacy.links import is_secret
from survey_app.routes.sessions import throttles
from survey_app.services import panel_visits, seats, sittings
from survey_app.services.doors import WrongLink
from survey_app.services.seats import Seat
from survey_app.services.sittings import Sitting
from survey_app.services.standings import ENDED
from survey_app.vocabulary import LANGUAGES, PanellistState, StageKind

_NAME = "panel"
_MOST_STAGES = 10
_POSTS_A_MINUTE = 30


class LinkNeeded(WrongLink):
    """No link to the panel is held by this browser."""

    title = N_("Your personal link is needed here")
    message = N_("Open the link in your invitation once more. If you no longer have it, ask for a new one.")


class NotAccepted(Refusal):
    """The person has not said yet that they take part."""

    title = N_("Say first whether you take part")
    message = N_("Your invitation tells what it is about. There you can take part or decline.")


class HasLeft(Refusal):
    """The person has withdrawn."""

    title = N_("You have left this panel")
    message = N_(
        "You are not asked any more. To take part again, write to the people who invited you. They can invite you once "
        "more as long as the panel has new links left."
    )


class MayComeBack(HasLeft):
    """The person has withdrawn, and others are not told yet: a new link is enough to take part again."""

    message = N_(
        "You are not asked any more. A new link lets you take part again, or write to the people who invited you."
    )


def has_left(found: Seat) -> HasLeft:
    """What is said to somebody who has left; where a mail can bring them a new link the page leads to it."""
    if found.panel_state in ENDED:
        return HasLeft(N_("This panel has ended. It takes no more answers."))
    if not found.is_kept_back or not panel_visits.can_mail(found):
        return HasLeft()
    g.may_ask_for_link = True
    return MayComeBack()


def seat(code: str) -> Seat:
    """The seat of whoever uses this browser; sets the language, the time zone and the door of the page."""
    secret, language = _held(code)
    if not secret:
        raise LinkNeeded
    found = speak(seats.find(code, secret), language)
    g.is_seated = True
    return found


def require_accepted(found: Seat) -> Seat:
    """The same seat, if the person takes part; otherwise a page that leads to the invitation."""
    if found.state is PanellistState.WITHDRAWN:
        raise has_left(found)
    if not found.has_accepted:
        raise NotAccepted
    return found


def delphi(code: str) -> Sitting:
    """How the Delphi stands for whoever uses this browser and takes part in it; other panels have no such pages."""
    found = require_accepted(seat(code))
    if found.kind is not StageKind.DELPHI:
        raise NotFound
    return sittings.of(found)


def is_of_earlier_round(sitting: Sitting) -> bool:
    """Whether the page that was sent showed another round: at its places may stand other statements by now."""
    return request.form.get("round", str(sitting.asked.number)) != str(sitting.asked.number)


def speak(found: Seat, language: str = "") -> Seat:
    """Speak the chosen language, else the panellist's own; the pages show the study's time."""
    g.door = found.door
    g.timezone = found.door.timezone
    chosen = language if language in LANGUAGES else found.language
    if chosen in LANGUAGES:
        g.language = chosen
    return found


def count(found: Seat) -> None:
    """Thirty posts a minute for one link are more than anybody types. Nothing is stored that says who came when."""
    throttles().require_unwritten(f"panel:{found.door.stage_id}:{found.panellist_id}", _POSTS_A_MINUTE)


def keep(code: str, secret: str, language: str = "") -> None:
    """Let this browser hold the link; the oldest stages are forgotten."""
    stages = session.get(_NAME)
    others = [pair for pair in stages.items() if pair[0] != code] if isinstance(stages, dict) else []
    session[_NAME] = dict([*others[-_MOST_STAGES + 1 :], (code, f"{secret}.{language}")])
    session.permanent = True


def choose_language(code: str, language: str) -> None:
    """Keep the language this browser wants for the panel."""
    secret, _before = _held(code)
    if secret:
        keep(code, secret, language)


def leave(code: str) -> None:
    """Let this browser forget the panel, so that the next person at it begins anew."""
    stages = session.get(_NAME)
    if isinstance(stages, dict) and code in stages:
        session[_NAME] = {other: value for other, value in stages.items() if other != code}


def _held(code: str) -> tuple[str, str]:
    stages = session.get(_NAME)
    text = stages.get(code, "") if isinstance(stages, dict) else ""
    secret, _dot, language = text.partition(".") if isinstance(text, str) else ("", "", "")
    return (secret, language) if is_secret(secret) else ("", "")


def holds(code: str) -> bool:
    """Whether this browser holds a link to the panel."""
    return bool(_held(code)[0])
