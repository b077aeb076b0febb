"""The rounds of a Delphi: where it stands and what to do next, planning a round, its dates, and its opening."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import Refusal
from survey_app.forms.fields import Moment
from survey_app.forms.rounds import DatesForm
from survey_app.forms.studies import ActForm
from survey_app.mail.panels import previews
from survey_app.models import PanelRound
from survey_app.routes import access, delphi_stage, item_counts, panel_sizes, round_line
from survey_app.routes.presentation import filled, moment, ngettext, number
from survey_app.routes.protocol_words import agreement_words
from survey_app.routes.round_words import Act, act_page, mails_at_most, round_word, stands, time_left
from survey_app.services import (
    live_reports,
    panel_invitations,
    protocols,
    round_overview,
    round_roll,
    rounds,
    trial_mails,
)
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import AnonymityLevel, MailKind, RoundState

blueprint = Blueprint("rounds", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/rounds")
blueprint.add_app_template_filter(round_word, "round_word")
blueprint.add_app_template_filter(time_left, "time_left")
_ROUND = "/<key:number>"


@blueprint.get("")
def show(study_code: str, stage_code: str) -> str:
    """What to do next, how the round stands, and the rounds so far. While a round is open, only counts."""
    found = delphi_stage.find(study_code, stage_code)
    overview = round_overview.of_stage(found.stage)
    round_ = overview.round
    return render_template(
        "rounds/show.html",
        access=found,
        tab="rounds",
        overview=overview,
        headline=stands(overview),
        obstacle=filled(overview.obstacle.message, overview.obstacle.params) if overview.obstacle else "",
        live=live_reports.build(round_) if round_ and round_.live else None,
        to_write=round_roll.to_write(round_) if round_ else 0,
        at_most=round_roll.hides_leavers(found.stage.id),
        reminder=panel_invitations.reminder_plan(round_) if round_ and round_.state is RoundState.OPEN else None,
        rule=agreement_words(overview.rules),
        who=protocols.locked_by([overview.protocol])[overview.protocol.version] if overview.protocol else "",
        fewest=rounds.FEWEST_PANELLISTS,
        few="" if overview.protocol else _too_few(found, overview.rules),
    )


def _too_few(found: StageAccess, rules: ProtocolRules) -> str:
    return panel_sizes.warning(found.stage, rules, round_roll.listed(found.stage.id))


@blueprint.post("/plan")
def plan(study_code: str, stage_code: str) -> Response:
    """The next round as a draft."""
    found = delphi_stage.find(study_code, stage_code)
    with transaction():
        round_ = rounds.plan(found.stage)
    return _to_round(found, round_, "dates")


@blueprint.route(f"{_ROUND}/dates", methods=["GET", "POST"])
def dates(study_code: str, stage_code: str, number: int) -> Response | tuple[str, int]:
    """When the round closes, whether the clock opens it, and what its mail adds."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    form = _dates_form(found, round_)
    if form.validate_on_submit():
        try:
            with transaction():
                _save_dates(found, round_, form)
        except rounds.TimeRefused as refusal:
            field = form.opens_at if form.opens_at.data else form.closes_at
            field.errors = [filled(refusal.message, refusal.params)]
        except rounds.OpeningRefused as refusal:
            form.opens_at.errors = [filled(refusal.message, refusal.params)]
        else:
            if round_.state is RoundState.SCHEDULED:
                flash(_("Round %(number)s opens by itself at the time you set.", number=number))
                return redirect(url_for("rounds.show", study_code=study_code, stage_code=stage_code), 303)
            return _to_round(found, round_, "try_mail" if round_roll.before(round_) else "open_round")
    return render_template(
        "rounds/dates.html",
        access=found,
        tab="rounds",
        form=form,
        round=round_,
        steps=round_line.of(found, round_, round_line.DATES),
        people=round_roll.accepted(found.stage.id),
        fewest=rounds.FEWEST_PANELLISTS,
        hides_leavers=round_roll.hides_leavers(found.stage.id),
        asked=item_counts.counted(rounds.items_of(round_)),
        previews=previews(found.stage, MailKind.ROUND_OPEN, round_),
    ), form.status


@blueprint.get(f"{_ROUND}/test-mail")
def try_mail(study_code: str, stage_code: str, number: int) -> str:
    """The mail of the round in every language of the panel, and the button that sends it to the moderator only."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    return render_template(
        "rounds/try_mail.html",
        access=found,
        tab="rounds",
        round=round_,
        previews=previews(found.stage, MailKind.ROUND_OPEN, round_),
        steps=round_line.of(found, round_, round_line.TEST),
    )


@blueprint.post(f"{_ROUND}/test-mail")
def test_mail(study_code: str, stage_code: str, number: int) -> Response:
    """The letter of the round, to the moderator only."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    with transaction():
        trial_mails.send(round_, access.account())
    flash(_("The mail is on its way to %(email)s.", email=access.account().email))
    return _to_round(found, round_, "try_mail")


@blueprint.route(f"{_ROUND}/open", methods=["GET", "POST"])
def open_round(study_code: str, stage_code: str, number: int) -> Response | tuple[str, int]:
    """The exact number of mails, then open."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    form = ActForm()
    refused: Refusal | None = None
    if form.validate_on_submit():
        try:
            with transaction():
                rounds.open_round(round_, access.account())
        except rounds.OpeningRefused as refusal:
            refused = refusal
        else:
            flash(_("Round %(number)s is open.", number=number))
            return redirect(url_for("rounds.show", study_code=study_code, stage_code=stage_code), 303)
    back = url_for("rounds.dates", study_code=study_code, stage_code=stage_code, number=number)
    act = _opening(found, round_, refused)
    page, status = act_page(found, act, form, back, round_line.of(found, round_, round_line.OPEN))
    return page, refused.status if refused else status


@blueprint.post(f"{_ROUND}/unschedule")
def unschedule(study_code: str, stage_code: str, number: int) -> Response:
    """The clock does not open the round."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    with transaction():
        rounds.unschedule(round_, access.account())
    return _to_round(found, round_, "dates")


@blueprint.route(f"{_ROUND}/unplan", methods=["GET", "POST"])
def unplan(study_code: str, stage_code: str, number: int) -> Response | tuple[str, int]:
    """What a plan holds, in exact counts, then take it back: nobody on the panel has seen it."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    form = ActForm()
    if form.validate_on_submit():
        with transaction():
            rounds.unplan(round_, access.account())
        flash(_("The plan of round %(number)s is taken back.", number=number))
        return redirect(url_for("rounds.show", study_code=study_code, stage_code=stage_code), 303)
    back = url_for("rounds.dates", study_code=study_code, stage_code=stage_code, number=number)
    return act_page(found, _unplanning(found, round_), form, back, round_line.of(found, round_, round_line.DATES))


def _unplanning(found: StageAccess, round_: PanelRound) -> Act:
    zone, tests = found.study.timezone, trial_mails.count(round_)
    dates_set = [str(moment(each, zone)) for each in (round_.opens_at, round_.closes_at) if each]
    return Act(
        title=_("Take the plan of round %(number)s back?", number=number(round_.number)),
        lede=_("Nobody on the panel has seen it, and nobody is mailed. You can plan the round again at any time."),
        button=_("Take the plan back"),
        keep=_("Keep the plan"),
        checks=[
            (_("Asked"), item_counts.counted(rounds.items_of(round_)), _("they stay in the list of statements")),
            (_("Dates"), _("; ").join(dates_set) or _("none"), _("forgotten") if dates_set else ""),
            (_("Your words in the mail"), _characters(round_.message), _("forgotten") if round_.message else ""),
            *([(_("Your reason"), _characters(round_.waiver), _("forgotten"))] if round_.waiver else []),
            (_("Test mails in the mail log"), number(tests), _("removed from it") if tests else ""),
        ],
        is_possible=round_.state in (RoundState.DRAFT, RoundState.SCHEDULED),
    )


def _characters(text: str) -> str:
    return ngettext("%(num)s character", "%(num)s characters", len(text)) if text else str(_("none"))


def _opening(found: StageAccess, round_: PanelRound, refused: Refusal | None) -> Act:
    """What opening means; `refused`: why it has just been refused, which no page asks before somebody presses."""
    try:
        rounds.require_opening(round_)
    except Refusal as refusal:
        refused = refusal
    notice = filled(refused.message, refused.params) if refused else ""
    count = round_roll.to_write(round_)
    people = round_roll.counts_of(round_).asked
    closes = moment(round_.closes_at, found.study.timezone) if round_.closes_at else _("when you close it")
    return Act(
        title=_("Open round %(number)s?", number=number(round_.number)),
        lede=_("From then on the panel can answer. What the round asks keeps its words."),
        button=_("Open round %(number)s", number=number(round_.number)),
        keep=_("Back to the dates"),
        checks=[
            (_("Mails"), number(count), mails_at_most(found.stage, count)),
            (_("Panellists asked"), number(people), _without_address(people - count)),
            (_("Asked"), item_counts.counted(rounds.items_of(round_)), ""),
            (_("Closes"), str(closes), ""),
        ],
        points=_few_releases(found, people),
        notice=notice,
        is_possible=not notice and round_.state in (RoundState.DRAFT, RoundState.SCHEDULED),
    )


def _few_releases(found: StageAccess, people: int) -> list[str]:
    """In real time an anonymous panel needs twice the smallest group before its figures move at all."""
    least = 2 * found.stage.min_group
    is_close = found.stage.level is AnonymityLevel.ANONYMOUS and protocols.rules_of(found.stage.id).real_time
    if not is_close or people >= least:
        return []
    return [
        _(
            "With %(people)s panellists nothing is released before the close: that takes %(least)s who have finished.",
            people=number(people),
            least=number(least),
        )
    ]


def _without_address(count: int) -> str:
    if count <= 0:
        return ""
    return ngettext("%(num)s has no address and gets no mail.", "%(num)s have no address and get no mail.", count)


def _dates_form(found: StageAccess, round_: PanelRound) -> DatesForm:
    zone = found.study.timezone
    return DatesForm(
        data={
            "opens_at": Moment.on_wall(round_.opens_at, zone),
            "closes_at": Moment.on_wall(round_.closes_at, zone),
            "grace_minutes": round_.grace_minutes,
            "message": round_.message,
            "waiver": round_.waiver,
        }
    )


def _save_dates(found: StageAccess, round_: PanelRound, form: DatesForm) -> None:
    zone = found.study.timezone
    rounds.set_dates(
        round_,
        closes_at=form.closes_at.in_zone(zone),
        grace_minutes=form.grace_minutes.data or 0,
        message=form.message.text,
        waiver=form.waiver.text,
    )
    if (opens_at := form.opens_at.in_zone(zone)) is not None:
        rounds.schedule(round_, opens_at, access.account())
    elif round_.state is RoundState.SCHEDULED:
        rounds.unschedule(round_, access.account())


def _to_round(found: StageAccess, round_: PanelRound, page: str) -> Response:
    address = url_for(f"rounds.{page}", study_code=found.study.code, stage_code=found.stage.code, number=round_.number)
    return redirect(address, 303)
