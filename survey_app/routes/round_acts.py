"""What a moderator does to a round that runs or has ended: each act on a page of its own, with the exact counts."""

from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.fields import Moment
from survey_app.forms.rounds import ExtendForm, ReopenForm, WhyForm
from survey_app.forms.studies import ActForm
from survey_app.models import PanelRound
from survey_app.routes import access, delphi_stage, round_line
from survey_app.routes.presentation import filled, moment, ngettext, number, sentences
from survey_app.routes.round_words import (
    Act,
    act_page,
    counts_checks,
    mails,
    mails_at_most,
    sealed_sheets,
    thrown_away,
    time_left,
)
from survey_app.routes.rounds import blueprint
from survey_app.services import panel_invitations, protocols, round_endings, round_roll, rounds
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import RoundState

__all__ = ["blueprint"]

_ROUND = "/<key:number>"
_RUNNING = (RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING)
_HANDED_OVER = (RoundState.CLOSED, RoundState.ANALYSED)


@blueprint.route(f"{_ROUND}/close", methods=["GET", "POST"], endpoint="close_round")
def close_round(study_code: str, stage_code: str, number: int) -> Response | tuple[str, int]:
    """Who has finished, begun and not begun, in numbers; then close, or give more time instead."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    form = ActForm()
    if form.validate_on_submit():
        with transaction():
            rounds.close_round(round_, access.account())
        if round_.live:
            flash(_("Round %(number)s is closed. What was not released is still sealed.", number=number))
        else:
            flash(_("Round %(number)s is closed. The answers are still sealed.", number=number))
        return _to_list(found)
    return _closing_page(found, round_, form, _extend_form(found, round_)), form.status


@blueprint.post(f"{_ROUND}/extend")
def extend(study_code: str, stage_code: str, number: int) -> Response | tuple[str, int]:
    """Another closing time."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    form, zone = ExtendForm(), found.study.timezone
    before = Moment.on_wall(round_.closes_at, zone), round_.grace_minutes
    if form.validate_on_submit() and form.require_change(*before):
        closes_at = None if form.by_hand.on else form.closes_at.in_zone(zone)
        try:
            with transaction():
                rounds.extend(round_, closes_at, form.grace_minutes.data or 0, access.account())
        except rounds.TimeRefused as refusal:
            form.closes_at.errors = [filled(refusal.message, refusal.params)]
        else:
            flash(_extended(number, closes_at, zone))
            return _to_list(found)
    return _closing_page(found, round_, ActForm(), form), form.status


@blueprint.route(f"{_ROUND}/pause", methods=["GET", "POST"])
def pause(study_code: str, stage_code: str, number: int) -> Response | tuple[str, int]:
    """Take no answers for a while."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    form = ActForm()
    if form.validate_on_submit():
        with transaction():
            rounds.pause(round_, access.account())
        flash(_("Round %(number)s is paused.", number=number))
        return _to_list(found)
    act = Act(
        title=_("Pause round %(number)s?", number=number),
        lede=_(
            "Nobody can answer until you go on. What was saved stays, and nobody is mailed. The closing time stays."
        ),
        button=_("Pause the round"),
        keep=_("Keep it open"),
        checks=counts_checks(round_roll.told(round_)),
        is_possible=round_.state is RoundState.OPEN,
    )
    return act_page(found, act, form)


@blueprint.route(f"{_ROUND}/resume", methods=["GET", "POST"])
def resume(study_code: str, stage_code: str, number: int) -> Response | tuple[str, int]:
    """Take answers again after a pause."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    form = ActForm()
    if form.validate_on_submit():
        with transaction():
            rounds.resume(round_, access.account())
        flash(_("Round %(number)s takes answers again.", number=number))
        return _to_list(found)
    closes = moment(round_.closes_at, found.study.timezone) if round_.closes_at else _("when you close it")
    act = Act(
        title=_("Go on with round %(number)s?", number=number),
        lede=_("The panel can answer again. Nobody is mailed."),
        button=_("Go on"),
        keep=_("Keep it paused"),
        checks=[*counts_checks(round_roll.told(round_)), (_("Closes"), str(closes), "")],
        is_possible=round_.state is RoundState.PAUSED,
    )
    return act_page(found, act, form)


@blueprint.route(f"{_ROUND}/reopen", methods=["GET", "POST"])
def reopen(study_code: str, stage_code: str, number: int) -> Response | tuple[str, int]:
    """Take answers again after the close; all panellists are told, with the reason."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    form = ReopenForm()
    if form.validate_on_submit():
        try:
            with transaction():
                closes_at = form.closes_at.in_zone(found.study.timezone)
                rounds.reopen(round_, closes_at, form.reason.text, access.account())
        except protocols.ReasonTooShort as refusal:
            form.reason.errors = [_(refusal.message)]
        except rounds.TimeRefused as refusal:
            form.closes_at.errors = [filled(refusal.message, refusal.params)]
        else:
            flash(_("Round %(number)s is open again.", number=number))
            return _to_list(found)
    count = round_roll.to_write(round_)
    act = Act(
        title=_("Open round %(number)s again?", number=number),
        lede=_(
            "Nobody has read the answers yet, so the round may open again. Everybody on the panel reads your reason."
        ),
        button=ngettext("Open it again and send %(num)s mail", "Open it again and send %(num)s mails", count),
        keep=_("Keep it closed"),
        checks=[
            *counts_checks(round_roll.told(round_)),
            (_("Mails"), _written(count), mails_at_most(found.stage, count)),
        ],
        is_possible=round_.state is RoundState.CLOSED and not rounds.is_handed_over(round_),
    )
    return act_page(found, act, form)


@blueprint.route(f"{_ROUND}/analyse", methods=["GET", "POST"])
def analyse(study_code: str, stage_code: str, number: int) -> Response | tuple[str, int]:
    """Open the sealed answers and compute the figures, for good."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    form = ActForm()
    if form.validate_on_submit():
        _hand_over(round_)
        flash(_("The answers are being opened and the figures computed."))
        return _to_list(found)
    counts, lacks = round_roll.told(round_), round_endings.lacks(round_)
    act = Act(
        title=_("Analyse round %(number)s?", number=number),
        lede=_("The sealed answers are opened, shuffled and counted. The round cannot be opened again after that."),
        button=_("Analyse the round")
        if counts.step > 1
        else ngettext("Analyse %(num)s answer", "Analyse %(num)s answers", counts.finished),
        keep=_("Not yet"),
        checks=counts_checks(counts),
        points=[_("Figures are computed once, by the locked protocol, and stay as they are.")],
        notice=_lacking(found) if lacks else "",
        is_possible=round_.state is RoundState.CLOSED and not lacks and not rounds.is_handed_over(round_),
    )
    return act_page(found, act, form)


def _hand_over(round_: PanelRound) -> None:
    """Let the answers be opened. A second press of the button finds them handed over already and says the same."""
    try:
        with transaction():
            round_endings.analyse(round_, access.account())
    except rounds.RoundMoved:
        if round_.state not in _HANDED_OVER or not rounds.is_handed_over(round_):
            raise


@blueprint.route(f"{_ROUND}/cancel", methods=["GET", "POST"])
def cancel(study_code: str, stage_code: str, number: int) -> Response | tuple[str, int]:
    """End the round without figures: sealed answers are thrown away unread."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    form = WhyForm()
    if form.validate_on_submit():
        try:
            with transaction():
                gone = round_endings.cancel(round_, form.reason.text, access.account())
        except protocols.ReasonTooShort as refusal:
            form.reason.errors = [_(refusal.message)]
        else:
            flash(sentences((_("The round is cancelled."), thrown_away(gone) if gone else "")))
            return _to_list(found)
    sheets = round_endings.sheets_of(round_)
    act = Act(
        title=_("Cancel round %(number)s?", number=number),
        lede=_("The round ends without figures. This cannot be taken back; the next round gets its own number."),
        button=_("Cancel and throw all sheets away")
        if sheets.step > 1
        else ngettext("Cancel and throw %(num)s sheet away", "Cancel and throw %(num)s sheets away", sheets.count),
        keep=_("Keep the round"),
        checks=[sealed_sheets(sheets)],
        points=[_("What was released of it goes as well: figures, answers and reasons.")] if round_.live else [],
        is_possible=round_.state not in (RoundState.ANALYSED, RoundState.RELEASED, RoundState.CANCELLED),
    )
    return act_page(found, act, form)


@blueprint.route(f"{_ROUND}/remind", methods=["GET", "POST"])
def remind(study_code: str, stage_code: str, number: int) -> Response | tuple[str, int]:
    """Write to those who have not finished. Nobody is shown who they are."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    form = ActForm()
    if form.validate_on_submit():
        with transaction():
            panel_invitations.remind(round_, access.account())
        flash(_("The reminders are on their way."))
        return _to_list(found)
    plan = panel_invitations.reminder_plan(round_)
    told = round_roll.told(round_)
    is_stepped = told.step > 1
    act = Act(
        title=_("Remind those who have not finished?")
        if is_stepped or not plan.count
        else ngettext("Remind %(num)s panellist?", "Remind %(num)s panellists?", plan.count),
        lede=_("While few have finished everybody gets this mail, so that it says nothing about who has answered.")
        if is_stepped
        else _("Only those who have not finished. Their names are shown to nobody."),
        button=_("Send the reminders")
        if is_stepped
        else ngettext("Send %(num)s reminder", "Send %(num)s reminders", plan.count),
        keep=_("Not now"),
        checks=counts_checks(told) if is_stepped else [(_("Mails"), _written(plan.count), mails(plan.count))],
        notice=filled(plan.refusal, dict(plan.words)) if plan.refusal else "",
        is_possible=plan.is_allowed,
    )
    return act_page(found, act, form)


def _extended(number: int, closes_at: datetime | None, zone: str) -> str:
    if closes_at is None:
        return str(_("Round %(number)s stays open until you close it.", number=number))
    return str(_("Round %(number)s closes %(when)s now.", number=number, when=moment(closes_at, zone)))


def _closing_page(found: StageAccess, round_: PanelRound, form: ActForm, extend: ExtendForm) -> str:
    counts = round_roll.told(round_)
    return render_template(
        "rounds/close.html",
        access=found,
        tab="rounds",
        form=form,
        extend=extend,
        round=round_,
        counts=counts,
        left=time_left(round_.closes_at),
        is_running=round_.state in _RUNNING,
        lacks=round_endings.lacks(round_),
        steps=round_line.of(found, round_, round_line.CLOSE),
    )


def _lacking(found: StageAccess) -> str:
    return str(
        _(
            "Fewer than %(least)s have finished: so few answers are never opened at this level of anonymity.",
            least=_written(found.stage.min_group),
        )
    )


def _written(count: int) -> str:
    return number(count)


def _extend_form(found: StageAccess, round_: PanelRound) -> ExtendForm:
    closes_at = Moment.on_wall(round_.closes_at, found.study.timezone)
    data = {"closes_at": closes_at, "by_hand": closes_at is None, "grace_minutes": round_.grace_minutes}
    return ExtendForm(formdata=None, data=data)


def _to_list(found: StageAccess) -> Response:
    return redirect(url_for("rounds.show", study_code=found.study.code, stage_code=found.stage.code), 303)
