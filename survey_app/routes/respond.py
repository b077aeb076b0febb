"""The respondent's pages: start and questions. A GET changes nothing at all: mail scanners follow links too."""

from dataclasses import replace

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import DATABASE_AWAY, session, transaction
from survey_app.exceptions import AlreadySubmitted, Refusal, TooOften
from survey_app.privacy.links import random_secret
from survey_app.routes import arranging, erasures, holding, kiosks, page_files, receipts, regrets, ways_back
from survey_app.routes.answering import (
    Shown,
    form_of,
    read_page,
    show_answered,
    show_both,
    show_page,
    show_start,
    show_state,
    speak,
)
from survey_app.routes.limits import takes_answer_files
from survey_app.routes.visiting import blueprint, count, elsewhere, forward, of_browser, turn_away
from survey_app.services import conflicts, drafts, interviews, quotas, sending, visits
from survey_app.services import ways_back as way_back_codes
from survey_app.services.doors import WrongLink
from survey_app.services.drafts import DraftLost, Holder, PageAnswers
from survey_app.services.visits import Sent, Visit

__all__ = ["blueprint"]

PARTS = (erasures, receipts, regrets, ways_back)
"""The modules whose pages belong to the same blueprint."""
_LANGUAGE = "language:"
_AGAIN = "again"
"""A button inside a question was pressed: the page comes back as it is then."""
_BUTTONS = {"back", "clear", "stop"}
_UNSAVED: tuple[type[Exception], ...] = (Refusal, *DATABASE_AWAY)


@blueprint.get("/<code>")
def start(code: str) -> Shown | Response:
    """The start page of the open link; somebody who has begun in this browser may go on."""
    visit = of_browser(code)
    if (address := kiosks.turn(visit)) is not None:
        return address
    if kiosks.is_on(code):
        visit = kiosks.emptied(visit)
    is_personal = not visit.door.open_link or visit.door.is_unlinked
    if is_personal and visit.draft is None and visit.sent is None and visit.keys is None:
        raise WrongLink
    if visit.keys is not None and visit.sent is not None:
        return show_answered(visit)
    if visit.sent is None:
        visit.door.require_open()
    return show_start(visit, personal=visit.case_id is not None)


@blueprint.get("/<code>/<secret>")
def start_personal(code: str, secret: str) -> Shown:
    """The start page of a personal link."""
    visit = visits.by_link(code, secret)
    g.door = visit.door
    if visit.keys is not None and visit.sent is not None:
        return show_answered(visit)
    _refuse_answered(visit)
    visit.door.require_open()
    return show_start(visit, personal=True)


@blueprint.post("/<code>")
def begin(code: str) -> Response:
    """Begin, or go on with the draft this browser holds; `fresh` begins another one."""
    visit = of_browser(code)
    if visit.keys is not None:
        return _go_on(visit)
    if kiosks.is_on(code):
        visit = kiosks.begin(visit)
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
    if visit.keys is not None:
        return _go_on(visit)
    _refuse_answered(visit)
    return _begin(visit)


def _go_on(visit: Visit) -> Response:
    """Where answers are sealed: begin, change what was sent, stay with it, or go where it can be erased."""
    code, go = visit.door.code, request.form.get("go", "")
    if go == "keep":
        with transaction():
            drafts.discard(visit)
    elif visit.sent is None or (go == "change" and visit.can_change):
        return _begin(visit)
    elif go == "change":
        speak(visit)
        raise sending.TooLateToChange
    holding.keep(code, Holder(visit.secret, visit.submit_key or random_secret()))
    return redirect(url_for(".show_erasure" if go == "erase" else ".thanks", code=code), 303)


def _refuse_answered(visit: Visit) -> None:
    """A personal link answers once; it shows the receipt from then on."""
    if visit.sent is not None:
        speak(visit)
        g.receipt = visit.sent.receipt
        raise AlreadySubmitted


def _begin(visit: Visit) -> Response:
    language = speak(visit, request.form.get("language"))
    with transaction():
        count(visit)
        holder = drafts.begin(visit, language)
        if not visit.door.is_unlinked:
            _take_along(visit, holder)
    holding.keep(visit.door.code, holder)
    return forward(visit)


def _take_along(visit: Visit, holder: Holder) -> None:
    """Keep what the address brings for hidden questions; where answers are sealed it could tell who somebody is."""
    if along := interviews.taken_along(visit.ready, request.args):
        begun = visits.by_browser(visit.door.code, holder.secret, holder.submit_key)
        page = PageAnswers("", along, finished=False, names=frozenset(along))
        drafts.save(begun, page, begun.ready.language(begun.language))


@blueprint.get("/<code>/page/<key:number>")
def show(code: str, number: int) -> Shown | Response:
    """One page of questions, with what was answered there so far."""
    visit = of_browser(code)
    if (address := elsewhere(visit)) is not None:
        return address
    visit.door.require_open()
    form = form_of(visit, number, look="look" in request.args)
    form.more = frozenset(request.args.getlist("add"))
    if visit.way.page(number) is None:
        return redirect(_address_at(visit, visit.way.after(number)), 303)
    notice = _("An answer on this page has called up another question. Look it over.") if "more" in request.args else ""
    return show_page(visit, number, form, notice=notice)


@blueprint.post("/<code>/page/<key:number>")
@takes_answer_files
def save(code: str, number: int) -> Shown | Response:
    """Save a page, whatever is on it and wherever the person goes next; only Continue waits for problems."""
    visit = of_browser(code)
    go = _button()
    form, page = read_page(visit, number, speak(visit))
    if go == "clear":
        page = PageAnswers(page.key, {}, {}, finished=False)
    try:
        if visit.keys is not None and visit.sent is not None:
            raise sending.SentAlready
        if visit.sent is not None and quotas.was_ended(visit.sent.course):
            return redirect(url_for(".thanks", code=code), 303)
        if visit.sent is not None:
            return _after_sending(visit, visit.sent, page)
        with transaction():
            count(visit)
            visit = _with_draft(visit)
            passed = page.finished and (go == "next" or visit.has_passed(page.key))
            visit = drafts.save(visit, replace(page, finished=passed), _language_after(visit, go))
            page_files.keep(visit)
    except _UNSAVED as error:
        return _not_saved(visit, number, error)
    holding.keep(code, Holder(visit.secret, visit.submit_key))
    if go == "next" and form.problems:
        return show_page(visit, number, form, status=422)
    if go == "next" and (full := quotas.closing(visit)) is not None:
        return turn_away(visit, full.id)
    return redirect(_next_address(visit, number, go, more=page.opened), 303)


def _with_draft(visit: Visit) -> Visit:
    """The visit with a draft: a browser that lost its own gets another, through its link or through the open one."""
    if visit.draft is not None:
        return visit
    if drafts.lies_elsewhere(visit):
        raise drafts.GoesOnElsewhere
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
        count(visit)
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
    if arranging.is_asked():
        return _AGAIN
    go = request.form.get("go", "")
    return go if go in _BUTTONS or go.startswith(_LANGUAGE) else "next"


def _language_after(visit: Visit, go: str) -> str:
    wanted = go.removeprefix(_LANGUAGE) if go.startswith(_LANGUAGE) else visit.language
    return visit.ready.language(wanted)


def _next_address(visit: Visit, number: int, go: str, *, more: bool) -> str:
    """Where a button leads; `more` says that an answer has called up another question on the same page."""
    code, way = visit.door.code, visit.way
    if go == "stop":
        return url_for(".paused", code=code)
    if go == "back":
        before = way.before(number)
        return url_for(".show", code=code, number=before) if before else url_for(".start", code=code)
    if go == _AGAIN:
        grown, anchor = arranging.wanted()
        return url_for(".show", code=code, number=number, add=grown, _anchor=anchor)
    if go == "clear" or go.startswith(_LANGUAGE):
        return url_for(".show", code=code, number=number)
    if more and way.page(number) is not None:
        return url_for(".show", code=code, number=number, more=1)
    return _address_at(visit, way.after(number))


def _address_at(visit: Visit, number: int | None) -> str:
    """The address of a page, or of the check where there is none further."""
    code = visit.door.code
    return url_for(".show", code=code, number=number) if number else url_for(".check", code=code)


@blueprint.get("/<code>/paused")
def paused(code: str) -> Shown | Response:
    """How to come back later."""
    visit = of_browser(code)
    if (address := elsewhere(visit)) is not None:
        return address
    speak(visit)
    entered = visit.draft is not None and visit.draft.entered_by is not None
    return render_template(
        "respond/paused.html",
        door=visit.door,
        personal=visit.case_id is not None,
        offers=way_back_codes.may_give(visit),
        given=None,
        entry=receipts.entry_address(visit) if entered else "",
    ), 200
