"""Words of the rounds: states, time left, and the pages on which an act is looked at before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, url_for
from flask_babel import gettext as _

from survey_app.db import now
from survey_app.exports.round_words import PLACES, SIDES_THEN
from survey_app.forms.base import Form
from survey_app.models import PanelRound, Stage
from survey_app.routes.presentation import filled, ngettext, number
from survey_app.services import round_roll
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.round_overview import Overview, Step
from survey_app.services.round_roll import Counts, Told
from survey_app.services.studies import StageAccess
from survey_app.stats.consensus import Verdict
from survey_app.vocabulary import Fate, ItemScale, RoundState, Side

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
Check = tuple[str, str, str]
"""A line of the page of an act: label, value, and a note."""


@dataclass(frozen=True, slots=True)
class Act:
    """What a page of its own says before something is done that cannot be taken back or that sends mail."""

    title: str
    lede: str
    button: str
    keep: str
    checks: Sequence[Check] = ()
    points: Sequence[str] = ()
    notice: str = ""
    is_possible: bool = True
    first: Sequence[tuple[str, str]] = ()
    """What is to be done before it is possible: words and where that is done."""


def act_page(found: StageAccess, act: Act, form: Form, back: str = "", steps: object = None) -> tuple[str, int]:
    """The page of an act."""
    address = back or url_for("rounds.show", study_code=found.study.code, stage_code=found.stage.code)
    return render_template(
        "rounds/act.html", access=found, tab="rounds", act=act, form=form, back=address, steps=steps
    ), form.status


def round_word(state: RoundState) -> str:
    """Where a round stands, in a word."""
    words = {
        RoundState.DRAFT: _("being prepared"),
        RoundState.SCHEDULED: _("scheduled"),
        RoundState.OPEN: _("open"),
        RoundState.PAUSED: _("paused"),
        RoundState.CLOSING: _("closing"),
        RoundState.CLOSED: _("closed"),
        RoundState.ANALYSED: _("analysed"),
        RoundState.RELEASED: _("released"),
        RoundState.CANCELLED: _("cancelled"),
    }
    return str(words[RoundState(state)])


def fate_word(fate: Fate | None, is_last: bool = False) -> str:  # noqa: FBT001, FBT002 - a filter of templates
    """What becomes of a statement, in words; after the last round nothing is asked again."""
    words = {
        Fate.KEPT: _("kept as it stands") if is_last else _("asked again"),
        Fate.CLOSED: _("closed, not asked again"),
        Fate.REWORDED: _("reworded"),
        Fate.SPLIT: _("split"),
        Fate.MERGED: _("merged"),
        Fate.DROPPED: _("dropped"),
    }
    return str(words[Fate(fate)]) if fate else str(_("not decided"))


def side_word(side: Side, rules: ProtocolRules) -> str:
    """On which side of the panel a reason stands, or stood when it came; whether an argument is for or against."""
    if rules.arguments:
        return str(_("argument for") if Side(side) is Side.HIGHER else _("argument against"))
    if rules.real_time:
        return filled(SIDES_THEN[Side(side)], {})
    if rules.scale is ItemScale.RANKING:
        return filled(PLACES[Side(side)], {})
    words = {
        Side.LOWER: _("from below the median"),
        Side.MIDDLE: _("from the median, or without a rating"),
        Side.HIGHER: _("from above the median"),
    }
    return str(words[Side(side)])


def verdict_word(verdict: Verdict) -> str:
    """What the rule says about a statement."""
    words = {
        Verdict.AGREED_HIGH: _("agreed"),
        Verdict.AGREED_LOW: _("agreed as low"),
        Verdict.NO_AGREEMENT: _("no agreement"),
        Verdict.SPLIT: _("split in two camps"),
        Verdict.TOO_FEW: _("too few ratings"),
    }
    return str(words[Verdict(verdict)])


def time_left(closes_at: datetime | None) -> str:
    """How long a round still takes answers: "3 days 4 hours left"; empty when somebody closes it by hand."""
    if closes_at is None:
        return ""
    seconds = int((closes_at - now()).total_seconds())
    if seconds <= 0:
        return str(_("the closing time has passed"))
    days, hours, minutes = seconds // _DAY, seconds % _DAY // _HOUR, seconds % _HOUR // _MINUTE
    if days:
        return str(_("%(days)s d %(hours)s h left", days=number(days), hours=number(hours)))
    if hours:
        return str(_("%(hours)s h %(minutes)s min left", hours=number(hours), minutes=number(minutes)))
    return str(_("%(minutes)s min left", minutes=number(max(1, minutes))))


def counts_checks(counts: Counts) -> list[Check]:
    """Finished, begun, and not begun, as lines of the page of an act."""
    steps = _("at least; counted in steps of %(k)s", k=number(counts.step)) if counts.step > 1 else ""
    return [
        (_("Finished"), number(counts.finished), steps),
        (_("Begun and not finished"), number(counts.part), steps),
        (_("Not begun"), number(counts.none), _("at most") if counts.step > 1 else ""),
    ]


def sealed_sheets(told: Told) -> Check:
    """How many sealed sheets are thrown away, as a line of the page of an act."""
    return _("Sealed sheets"), stepped(told), _("thrown away unread; nobody ever sees them")


def thrown_away(told: Told) -> str:
    """What is said of sealed sheets once they are gone."""
    return str(_("Sealed sheets thrown away unread: %(count)s.", count=stepped(told)))


def stepped(told: Told) -> str:
    """A number as it is told: exact, or between two ends."""
    if told.step == 1:
        return number(told.count)
    if not told.count:
        return str(_("fewer than %(count)s", count=number(told.step)))
    return str(_("between %(low)s and %(high)s", low=number(told.count), high=number(told.most)))


def stands(overview: Overview) -> str:
    """How the Delphi stands, as the page of the rounds is headed."""
    if overview.step is Step.DONE:
        return str(_("The panel is finished"))
    if overview.step is Step.CANCELLED:
        return str(_("The panel was broken off"))
    if overview.round is None or overview.counts is None:
        return str(_("No round yet"))
    return headline(overview.round, overview.counts)


def headline(round_: PanelRound, counts: Counts) -> str:
    """The finding with which the page of the rounds begins."""
    places = {"number": number(round_.number), "k": number(counts.finished), "n": number(counts.asked)}
    if counts.step > 1 and round_.live and round_.state is not RoundState.CLOSED:
        return str(_("The long round takes answers: at least %(k)s of %(n)s have finished", **places))
    if counts.step > 1:
        is_few = not counts.finished
        places["k"] = str(
            _("fewer than %(count)s", count=number(counts.step))
            if is_few
            else _("at least %(count)s", count=places["k"])
        )
    if round_.state in (RoundState.OPEN, RoundState.CLOSING, RoundState.PAUSED, RoundState.CLOSED):
        words = {
            RoundState.OPEN: _("Round %(number)s is open: %(k)s of %(n)s have finished", **places),
            RoundState.CLOSING: _("Round %(number)s is in its grace time: %(k)s of %(n)s have finished", **places),
            RoundState.PAUSED: _("Round %(number)s is paused: %(k)s of %(n)s have finished", **places),
            RoundState.CLOSED: _("Round %(number)s is closed: %(k)s of %(n)s have finished", **places),
        }
        return str(words[round_.state])
    words = {
        RoundState.DRAFT: _("Round %(number)s is being prepared", **places),
        RoundState.SCHEDULED: _("Round %(number)s opens by itself", **places),
        RoundState.ANALYSED: _("Round %(number)s is analysed and waits for your decisions", **places),
        RoundState.RELEASED: _("Round %(number)s is released to the panel", **places),
    }
    return str(words.get(round_.state, _("Rounds")))


def mails(count: int) -> str:
    """How many mails go out now."""
    return ngettext("Sends %(num)s mail now.", "Sends %(num)s mails now.", count)


def mails_at_most(stage: Stage, count: int) -> str:
    """The same where some may have left: without them the number would tell so before the round opens."""
    if not round_roll.hides_leavers(stage.id):
        return mails(count)
    return ngettext(
        "Sends %(num)s mail at most: whoever has left gets none.",
        "Sends %(num)s mails at most: whoever has left gets none.",
        count,
    )
