"""What the panellists' pages of a brainstorm have in common: the visit they begin with, and no typed word is lost."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from survey_app.db import DATABASE_AWAY, session
from survey_app.exceptions import NotFound, Refusal, TooMuch
from survey_app.forms.ideas import NUMBER, TEXT, IdeaForm
from survey_app.routes import errors, seating
from survey_app.routes.presentation import filled
from survey_app.services import brainstorms
from survey_app.services.brainstorms import Visit
from survey_app.services.seats import Seat
from survey_app.vocabulary import StageKind

Shown = tuple[str, int]
Again = Callable[..., Shown]
ANSWER = "answer"
"""The box for an answer to the moderator."""
_WHY, _MANY = ("why", "pro", "contra"), ("why-", "text-")
"""The boxes of a Delphi for a reason or arguments; those of every statement at once, and those of an open question."""
UNSAVED: tuple[type[Exception], ...] = (Refusal, *DATABASE_AWAY)
"""What may keep something from being stored: the page is shown again with everything that was typed."""

AGAIN: dict[str, Again] = {}
"""For each page that takes something: how it is shown once more, with what was typed and a notice."""


def seat(code: str) -> Seat:
    """The seat of somebody who takes part in this brainstorm."""
    found = seating.require_accepted(seating.seat(code))
    if found.kind is not StageKind.BRAINSTORM:
        raise NotFound
    return found


def visit(code: str) -> Visit:
    """The brainstorm as this browser's person finds it."""
    return brainstorms.visit(seat(code))


def told(error: Exception) -> tuple[str, int]:
    """Why something was not stored, in words, and the status of the page that says so."""
    if isinstance(error, Refusal):
        return filled(error.message, error.params), error.status
    return _("It could not be stored just now. Send this page again."), 503


def add_regrets(blueprint: Blueprint) -> None:
    """Let a blueprint's pages keep what was typed, whatever goes wrong."""
    blueprint.register_error_handler(Refusal, refuse)
    keep_words(blueprint)


def keep_words(blueprint: Blueprint) -> None:
    """Let a form that cannot be taken as it came be shown again, or at least the words that were typed on it."""
    blueprint.register_error_handler(TooMuch, show_again)
    blueprint.register_error_handler(CSRFError, show_again)


def refuse(refusal: Refusal) -> Shown:
    """A refusal on a page of its own; a text that was typed stands on it to be copied."""
    session.rollback()
    title, message = _(refusal.title), filled(refusal.message, refusal.params)
    return _kept(refusal.status, title, message)


def _kept(status: int, title: str, message: str) -> Shown:
    typed = _typed() if request.method == "POST" else []
    if not typed:
        return errors.page(status, title, message)
    words = {"title": title, "message": message, "typed": typed, "door": g.get("door"), "code": _code()}
    return render_template("ideas/kept.html", **words), status


def show_again(error: CSRFError | TooMuch) -> Shown:
    """A form that cannot be taken as it came: the same page once more, filled in."""
    session.rollback()
    if isinstance(error, TooMuch):
        notice, status = _("That is far too much text. Shorten it and send it again."), 413
    else:
        notice, status = _("Your browser had lost its connection to this page. Look it over and send it again."), 400
    shown = AGAIN.get(request.endpoint or "")
    if shown is None:
        return _kept(status, _("Not stored"), notice)
    try:
        return shown(**_addressed(), notice=notice, status=status)
    except Refusal as refusal:
        return refuse(refusal)


def _addressed() -> dict[str, Any]:
    return dict(request.view_args or {})


def _code() -> str:
    return str(_addressed().get("code", ""))


def _typed() -> list[str]:
    """Every text that was typed on the page that was sent."""
    texts = [IdeaForm(request.form.get(name, "")).shown for name in (TEXT, ANSWER, *_WHY)]
    texts += [IdeaForm(value).shown for name, value in request.form.items() if name.startswith((NUMBER, *_MANY))]
    return [text for text in texts if text.strip()]


blueprint = Blueprint("ideas", __name__, url_prefix="/p")
"""The pages of ideas: those in `ideas.py` and those in `idea_board.py`."""
add_regrets(blueprint)
