"""What respondents see instead of the page they wanted: why, what to do, and everything they typed."""

from flask import g, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge

from survey_app.db import session
from survey_app.exceptions import N_, AlreadySubmitted, Refusal, TooMuch
from survey_app.questions.upload_files import LARGEST
from survey_app.routes import holding
from survey_app.routes.answering import (
    Shown,
    read_page,
    show_answered,
    show_check,
    show_page,
    show_start,
    show_state,
    speak,
)
from survey_app.routes.erasures import show_erasing
from survey_app.routes.limits import same_page
from survey_app.routes.visiting import blueprint, of_browser
from survey_app.services import visits


@blueprint.errorhandler(Refusal)
def refuse(refusal: Refusal) -> Shown:
    """A refusal in the respondent's own dress, with whom to write to."""
    session.rollback()
    return show_state(refusal)


@blueprint.errorhandler(CSRFError)
@blueprint.errorhandler(TooMuch)
def show_again(error: CSRFError | TooMuch) -> Shown:
    """A form that cannot be taken as it came: show it again with everything that was typed."""
    if isinstance(error, TooMuch):
        notice, status = _("One of your answers is far too long. Shorten it and send this page again."), 413
    else:
        notice, status = _("Your browser had lost its connection to this page. Look it over and send it again."), 400
    try:
        return _again(notice, status)
    except Refusal as refusal:
        return show_state(refusal)


def _again(notice: str, status: int) -> Shown:
    found = request.view_args or {}
    code = str(found.get("code", ""))
    visit = visits.by_link(code, found["secret"]) if "secret" in found else of_browser(code)
    g.door = visit.door
    if (holder := holding.held(code)) is not None:
        holding.keep(code, holder)
    if request.endpoint == "respond.save":
        form, _page = read_page(visit, found["number"], speak(visit))
        return show_page(visit, found["number"], form, status=status, notice=notice)
    if request.endpoint == "respond.erase" and visit.keys is not None:
        return show_erasing(visit, status=status, notice=notice)
    if visit.keys is not None and visit.sent is not None:
        return show_answered(visit, status=status, notice=notice)
    if visit.sent is not None:
        raise AlreadySubmitted
    visit.door.require_open()
    if request.endpoint == "respond.send" and visit.draft is not None:
        return show_check(visit, visit.draft, status=status, notice=notice)
    return show_start(visit, personal="secret" in found, status=status, notice=notice)


@blueprint.errorhandler(RequestEntityTooLarge)
def refuse_body(_error: RequestEntityTooLarge) -> Shown:
    """More than can be read at all: the browser still has it, and what was saved on earlier pages is safe."""
    message = N_(
        "If you chose a file, it is too large: at most %(most)s MB are taken. Use your browser's Back button, where "
        "what you typed is still there, or open the page again: everything you sent before is kept."
    )
    return show_state(TooMuch(message, most=LARGEST // 1_000_000), back=same_page())
