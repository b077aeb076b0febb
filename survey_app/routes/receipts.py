"""Looking the answers over, sending them, and the receipt."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import DATABASE_AWAY, session, transaction
from survey_app.privacy.refusals import KeyUnreadable
from survey_app.questions.definition import say
from survey_app.routes import holding, kiosks
from survey_app.routes.answering import Shown, show_both, show_check, speak
from survey_app.routes.visiting import blueprint, count, elsewhere, forward, of_browser, turn_away
from survey_app.services import conflicts, quotas, record_plans, sending, visits
from survey_app.services.drafts import Holder
from survey_app.services.sending import Outcome
from survey_app.services.visits import Sent, Visit
from survey_app.vocabulary import QuotaAction

_AWAY: tuple[type[Exception], ...] = (KeyUnreadable, *DATABASE_AWAY)


@blueprint.get("/<code>/check")
def check(code: str) -> Shown | Response:
    """All answers, to be looked over before they are sent."""
    visit = of_browser(code)
    if (address := elsewhere(visit)) is not None:
        return address
    visit.door.require_open()
    if visit.draft is None or visit.first_open_page is not None:
        return forward(visit)
    return show_check(visit, visit.draft)


@blueprint.post("/<code>/check")
def send(code: str) -> Shown | Response:
    """Send the answers: exactly once, whatever is clicked, repeated or open in another window."""
    visit = of_browser(code)
    language = speak(visit)
    shown = request.form.get("shown", "")
    notice = _("The answers were changed in another window in the meantime. Look them over and send them again.")
    try:
        with transaction():
            count(visit)
            outcome = sending.send(visit, shown)
    except sending.CaseAnswered:
        with transaction():
            sending.keep_beside(visit)
        raise
    except quotas.QuotaFull as full:
        return turn_away(of_browser(code), full.quota_id)
    except record_plans.RecordTaken as taken:
        outcome, notice = Outcome.CHANGED, _(taken.message)
    except _AWAY as fault:
        return _not_stored(visit, fault)
    if outcome is Outcome.UNFINISHED:
        return forward(visit, look=True)
    if outcome is Outcome.CHANGED:
        return _changed(of_browser(code), notice)
    holding.keep(code, Holder(visit.secret, visit.submit_key))
    if outcome is Outcome.DIFFERENT and visit.keys is not None:
        raise sending.SentAlready
    if outcome is Outcome.DIFFERENT and visit.sent is not None:
        return _differently(visit, visit.sent, language)
    return redirect(url_for(".thanks", code=code), 303)


def _not_stored(visit: Visit, fault: Exception) -> Shown:
    """The database or the batch's key could not take them: nothing was sent, everything is here to be sent again."""
    session.rollback()
    if visit.draft is None or visit.sent is not None:
        raise fault
    notice = _("Your answers could not be sent just now. They are kept: wait a moment and send them again.")
    return show_check(visit, visit.draft, status=503, notice=notice)


def _changed(visit: Visit, notice: str) -> Shown | Response:
    """Show what the answers are now, before they are sent."""
    if visit.draft is None or visit.first_open_page is not None:
        return forward(visit, look=True)
    return show_check(visit, visit.draft, status=409, notice=notice)


def _differently(visit: Visit, sent: Sent, language: str) -> Shown:
    """The same key came with other answers: keep both, show both."""
    with transaction():
        conflicts.keep_shown(visit, sent, request.form.get("content", ""), language)
    return show_both(visits.by_browser(visit.door.code, visit.secret, visit.submit_key), sent)


@blueprint.get("/<code>/compare")
def compare(code: str) -> Shown | Response:
    """What was sent beside what another window said."""
    visit = of_browser(code)
    if visit.sent is None or visit.draft is None:
        return redirect(url_for(".thanks", code=code), 303)
    return show_both(visit, visit.sent)


@blueprint.post("/<code>/compare")
def choose(code: str) -> Response:
    """Stay with what was sent, or put the other answers in its place."""
    visit = of_browser(code)
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
    visit = of_browser(code)
    if visit.sent is None:
        return redirect(url_for(".start", code=code), 303) if visit.draft is None else forward(visit)
    language = speak(visit)
    if kiosks.is_on(code):
        holding.drop(code)
        is_ended = quotas.was_ended(visit.sent.course)
        return render_template("respond/kiosk.html", door=visit.door, sent=visit.sent, is_ended=is_ended), 200
    if quotas.was_ended(visit.sent.course):
        return _ended(visit, visit.sent, language)
    return render_template(
        "respond/thanks.html",
        door=visit.door,
        visit=visit,
        sent=visit.sent,
        other=visit.draft is not None,
        back=entry_address(visit) if visit.sent.entered_by is not None else "",
    ), 200


def _ended(visit: Visit, sent: Sent, language: str) -> Shown:
    """Why the interview ended early, in the author's words where there are some, and where it goes on."""
    quota = quotas.ended(sent.course)
    fallback = visit.ready.questionnaire.language
    return render_template(
        "respond/ended.html",
        door=visit.door,
        sent=sent,
        words=say(quota.text, language, fallback) if quota else "",
        address=quota.address if quota and quota.action is QuotaAction.REDIRECT else "",
        back=entry_address(visit) if sent.entered_by is not None else "",
    ), 200


def entry_address(visit: Visit) -> str:
    """Where the next form is entered."""
    return url_for("entry.begin", study_code=visit.door.study_code, stage_code=visit.door.code)
