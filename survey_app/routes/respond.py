"""The respondent's pages: start, questions, check, receipt. A GET changes nothing at all: mail scanners follow links."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from survey_app.db import DATABASE_AWAY, session, transaction
from survey_app.exceptions import N_, AlreadySubmitted, Refusal, TooMuch, TooOften
from survey_app.routes import holding
from survey_app.routes.answering import (
    Shown,
    form_of,
    read_page,
    show_both,
    show_check,
    show_page,
    show_start,
    show_state,
    speak,
)
from survey_app.routes.sessions import throttles
from survey_app.services import conflicts, drafts, sending, visits
from survey_app.services.doors import WrongLink
from survey_app.services.drafts import DraftLost, Holder, PageAnswers
from survey_app.services.sending import Outcome
from survey_app.services.visits import Sent, Visit

blueprint = Blueprint("respond", __name__, url_prefix="/r")
_POSTS_A_MINUTE = 30
_LANGUAGE = "language:"
_BUTTONS = {"back", "clear", "stop"}


@blueprint.get("/<code>")
def start(code: str) -> Shown:
    """The start page of the open link; somebody who has begun in this browser may go on."""
    visit = _of_browser(code)
    if not visit.door.open_link and visit.draft is None and visit.sent is None:
        raise WrongLink
    if visit.sent is None:
        visit.door.require_open()
    return show_start(visit, personal=visit.case_id is not None)


@blueprint.get("/<code>/<secret>")
def start_personal(code: str, secret: str) -> Shown:
    """The start page of a personal link."""
    visit = visits.by_link(code, secret)
    g.door = visit.door
    if visit.sent is not None:
        speak(visit)
        raise AlreadySubmitted
    visit.door.require_open()
    return show_start(visit, personal=True)


@blueprint.post("/<code>")
def begin(code: str) -> Response:
    """Begin, or go on with the draft this browser holds; `fresh` begins another one."""
    visit = _of_browser(code)
    if request.form.get("fresh"):
        holding.drop(code)
        visit = visits.by_browser(code, "", "")
    if visit.sent is not None:
        return redirect(url_for(".thanks", code=code), 303)
    if not visit.door.open_link and visit.draft is None:
        raise WrongLink
    return _begin(visit)


@blueprint.post("/<code>/<secret>")
def begin_personal(code: str, secret: str) -> Response:
    """Begin with a personal link, or go on with its one draft, from whatever browser."""
    visit = visits.by_link(code, secret)
    g.door = visit.door
    if visit.sent is not None:
        speak(visit)
        raise AlreadySubmitted
    return _begin(visit)


def _begin(visit: Visit) -> Response:
    language = speak(visit, request.form.get("language"))
    with transaction():
        _count(visit)
        holder = drafts.begin(visit, language)
    holding.keep(visit.door.code, holder)
    return _forward(visit)


@blueprint.get("/<code>/page/<key:number>")
def show(code: str, number: int) -> Shown | Response:
    """One page of questions, with what was answered there so far."""
    visit = _of_browser(code)
    if (elsewhere := _elsewhere(visit)) is not None:
        return elsewhere
    visit.door.require_open()
    return show_page(visit, number, form_of(visit, number, look="look" in request.args))


@blueprint.post("/<code>/page/<key:number>")
def save(code: str, number: int) -> Shown | Response:
    """Save a page, whatever is on it and wherever the person goes next; only Continue waits for problems."""
    visit = _of_browser(code)
    go = _button()
    form, page = read_page(visit, number, speak(visit))
    if go == "clear":
        page = PageAnswers(page.key, {}, {}, finished=False)
    try:
        if visit.sent is not None:
            return _after_sending(visit, visit.sent, page)
        with transaction():
            _count(visit)
            visit = _with_draft(visit)
            drafts.save(visit, page, _language_after(visit, go))
    except (Refusal, *DATABASE_AWAY) as error:
        return _not_saved(visit, number, error)
    holding.keep(code, Holder(visit.secret, visit.submit_key))
    if go == "next" and form.problems:
        return show_page(visit, number, form, status=422)
    return redirect(_next_address(visit, number, go), 303)


def _with_draft(visit: Visit) -> Visit:
    """The visit with a draft: a browser that lost its own gets another, through its link or through the open one."""
    if visit.draft is not None:
        return visit
    try:
        found = visits.by_link(visit.door.code, visit.secret)
    except WrongLink:
        if not visit.door.open_link:
            raise DraftLost from None
        found = visit
    if found.sent is not None:
        raise AlreadySubmitted
    holder = drafts.begin(found, speak(found))
    return visits.by_browser(visit.door.code, holder.secret, holder.submit_key)


def _after_sending(visit: Visit, sent: Sent, page: PageAnswers) -> Shown | Response:
    """Another window goes on after everything was sent: keep what it says, if it says something else."""
    with transaction():
        _count(visit)
        differs = conflicts.keep_page(visit, sent, page)
    holding.keep(visit.door.code, Holder(visit.secret, visit.submit_key))
    if differs:
        return show_both(visits.by_browser(visit.door.code, visit.secret, visit.submit_key), sent)
    return redirect(url_for(".thanks", code=visit.door.code), 303)


def _not_saved(visit: Visit, number: int, error: Exception) -> Shown:
    """Say why the page could not be saved, with everything that was typed."""
    session.rollback()
    form, _page = read_page(visit, number, speak(visit))
    if isinstance(error, DraftLost | TooOften | drafts.TooBusy):
        return show_page(visit, number, form, status=error.status, notice=_(error.message, **error.params))
    if isinstance(error, Refusal):
        return show_state(error, form=form)
    return show_page(
        visit, number, form, status=503, notice=_("Your answers could not be stored just now. Send this page again.")
    )


def _button() -> str:
    """The button that was pressed; anything else is Continue, as when Enter was pressed in a field."""
    go = request.form.get("go", "")
    return go if go in _BUTTONS or go.startswith(_LANGUAGE) else "next"


def _language_after(visit: Visit, go: str) -> str:
    wanted = go.removeprefix(_LANGUAGE) if go.startswith(_LANGUAGE) else visit.language
    return visit.ready.language(wanted)


def _next_address(visit: Visit, number: int, go: str) -> str:
    """Where a button leads."""
    code, last = visit.door.code, len(visit.ready.questionnaire.pages)
    if go == "stop":
        return url_for(".paused", code=code)
    if go == "back":
        return url_for(".show", code=code, number=number - 1) if number > 1 else url_for(".start", code=code)
    if go == "clear" or go.startswith(_LANGUAGE):
        return url_for(".show", code=code, number=number)
    return url_for(".show", code=code, number=number + 1) if number < last else url_for(".check", code=code)


@blueprint.get("/<code>/paused")
def paused(code: str) -> Shown | Response:
    """How to come back later."""
    visit = _of_browser(code)
    if (elsewhere := _elsewhere(visit)) is not None:
        return elsewhere
    speak(visit)
    return render_template("respond/paused.html", door=visit.door, personal=visit.case_id is not None), 200


@blueprint.get("/<code>/check")
def check(code: str) -> Shown | Response:
    """All answers, to be looked over before they are sent."""
    visit = _of_browser(code)
    if (elsewhere := _elsewhere(visit)) is not None:
        return elsewhere
    visit.door.require_open()
    if visit.draft is None or visit.first_open_page is not None:
        return _forward(visit)
    return show_check(visit, visit.draft)


@blueprint.post("/<code>/check")
def send(code: str) -> Shown | Response:
    """Send the answers: exactly once, whatever is clicked, repeated or open in another window."""
    visit = _of_browser(code)
    language = speak(visit)
    shown = request.form.get("shown", "")
    try:
        with transaction():
            _count(visit)
            outcome = sending.send(visit, shown)
    except sending.CaseAnswered:
        with transaction():
            sending.keep_beside(visit)
        raise
    if outcome is Outcome.UNFINISHED:
        return _forward(visit, look=1)
    if outcome is Outcome.CHANGED:
        notice = _("The answers were changed in another window in the meantime. Look them over and send them again.")
        return _changed(_of_browser(code), notice)
    holding.keep(code, Holder(visit.secret, visit.submit_key))
    if outcome is Outcome.DIFFERENT and visit.sent is not None:
        return _differently(visit, visit.sent, language)
    return redirect(url_for(".thanks", code=code), 303)


def _changed(visit: Visit, notice: str) -> Shown | Response:
    """Show what the answers are now, before they are sent."""
    if visit.draft is None or visit.first_open_page is not None:
        return _forward(visit, look=1)
    return show_check(visit, visit.draft, status=409, notice=notice)


def _differently(visit: Visit, sent: Sent, language: str) -> Shown:
    """The same key came with other answers: keep both, show both."""
    with transaction():
        conflicts.keep_shown(visit, sent, request.form.get("content", ""), language)
    return show_both(visits.by_browser(visit.door.code, visit.secret, visit.submit_key), sent)


@blueprint.get("/<code>/compare")
def compare(code: str) -> Shown | Response:
    """What was sent beside what another window said."""
    visit = _of_browser(code)
    if visit.sent is None or visit.draft is None:
        return redirect(url_for(".thanks", code=code), 303)
    return show_both(visit, visit.sent)


@blueprint.post("/<code>/compare")
def choose(code: str) -> Response:
    """Stay with what was sent, or put the other answers in its place."""
    visit = _of_browser(code)
    speak(visit)
    if visit.sent is not None:
        with transaction():
            if request.form.get("choice") == "other":
                conflicts.replace(visit, visit.sent)
            else:
                conflicts.discard(visit)
    return redirect(url_for(".thanks", code=code), 303)


@blueprint.get("/<code>/thanks")
def thanks(code: str) -> Shown | Response:
    """The receipt; it can be loaded again and says the same."""
    visit = _of_browser(code)
    if visit.sent is None:
        return redirect(url_for(".start", code=code), 303) if visit.draft is None else _forward(visit)
    speak(visit)
    return render_template(
        "respond/thanks.html",
        door=visit.door,
        sent=visit.sent,
        other=visit.draft is not None,
        back=_entry_address(visit) if visit.sent.entered_by is not None else "",
    ), 200


def _entry_address(visit: Visit) -> str:
    """Where the next form is entered."""
    return url_for("entry.begin", study_code=visit.door.study_code, stage_code=visit.door.code)


def _of_browser(code: str) -> Visit:
    holder = holding.held(code)
    visit = visits.by_browser(code, holder.secret, holder.submit_key) if holder else visits.by_browser(code, "", "")
    g.door = visit.door
    return visit


def _elsewhere(visit: Visit) -> Response | None:
    """Where a page leads that has no draft to show: to the receipt, or to the start."""
    if visit.sent is not None:
        return redirect(url_for(".thanks", code=visit.door.code), 303)
    if visit.draft is None:
        if not visit.door.open_link:
            raise DraftLost
        return redirect(url_for(".start", code=visit.door.code), 303)
    if visit.draft.conflicts_with is not None:
        speak(visit)
        raise sending.CaseAnswered
    return None


def _forward(visit: Visit, **query: int) -> Response:
    """To the first page that is not finished, or to the check."""
    number = visit.first_open_page
    code = visit.door.code
    return redirect(
        url_for(".show", code=code, number=number, **query) if number else url_for(".check", code=code), 303
    )


def _count(visit: Visit) -> None:
    """Thirty posts a minute for one link are more than anybody types."""
    if visit.secret:
        throttles().require(f"respond:{visit.key}", _POSTS_A_MINUTE, 60)


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
    visit = visits.by_link(code, found["secret"]) if "secret" in found else _of_browser(code)
    g.door = visit.door
    if (holder := holding.held(code)) is not None:
        holding.keep(code, holder)
    if request.endpoint == "respond.save":
        form, _page = read_page(visit, found["number"], speak(visit))
        return show_page(visit, found["number"], form, status=status, notice=notice)
    if visit.sent is not None:
        raise AlreadySubmitted
    visit.door.require_open()
    if request.endpoint == "respond.send" and visit.draft is not None:
        return show_check(visit, visit.draft, status=status, notice=notice)
    return show_start(visit, personal="secret" in found, status=status, notice=notice)


@blueprint.errorhandler(RequestEntityTooLarge)
def refuse_body(_error: RequestEntityTooLarge) -> Shown:
    """More than can be read at all: the browser still has it."""
    return show_state(TooMuch(N_("Use your browser's Back button: what you typed is still there. Then shorten it.")))
