"""The line of steps from the close of a round to the opening of the next: what is done, the way on and back."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from survey_app.models import PanelRound
from survey_app.routes.presentation import ngettext
from survey_app.services import proposals, protocols, round_endings, round_roll, rounds
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import RoundState

CLOSE, REASONS, STATEMENTS, FEEDBACK, DATES, TEST, OPEN = range(1, 8)
_RUNNING = (RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING)
_OPENED = (RoundState.ANALYSED, RoundState.RELEASED)
_PREPARED = (RoundState.DRAFT, RoundState.SCHEDULED)
_DECIDING = (REASONS, STATEMENTS)


@dataclass(frozen=True, slots=True)
class Stop:
    """One step: its name, whether it is done, what is left there, and its page where it has one now."""

    label: str
    is_done: bool
    left: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """All steps, seen from one of them, counted from 1."""

    stops: tuple[Stop, ...]
    here: int

    @property
    def back(self) -> Stop | None:
        """The last step before this one that has a page."""
        return next((stop for stop in reversed(self.stops[: self.here - 1]) if stop.address), None)

    @property
    def onward(self) -> Stop | None:
        """The next step that has a page."""
        return next((stop for stop in self.stops[self.here :] if stop.address), None)

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(stop.is_done for stop in self.stops)


def of(found: StageAccess, round_: PanelRound, here: int) -> Line | None:
    """The line at a step of a round; None for the first round, which follows no other, and in real time.

    After the last round of the protocol it ends with the feedback.
    """
    if round_.live:
        return None
    if here <= FEEDBACK:
        ended, coming = round_, _after(round_)
    else:
        before = round_roll.before(round_)
        if not before:
            return None
        ended, coming = before[0], round_
    is_last = coming is None and ended.number >= protocols.rules_of(found.stage.id).rounds
    return Line(tuple(_ended(found, ended) + ([] if is_last else _coming(found, ended, coming))), here)


def _after(round_: PanelRound) -> PanelRound | None:
    """The round that follows, once it is planned."""
    later = (each for each in rounds.of_stage(round_.stage_id) if each.number > round_.number)
    return next((each for each in later if each.state is not RoundState.CANCELLED), None)


def _pages(found: StageAccess, round_: PanelRound | None) -> Callable[[str], str]:
    here = {"study_code": found.study.code, "stage_code": found.stage.code}
    return lambda page: url_for(f"rounds.{page}", number=round_.number, **here) if round_ else ""  # type: ignore[arg-type]  # codes are words


def _ended(found: StageAccess, round_: PanelRound) -> list[Stop]:
    page = _pages(found, round_)
    is_opened, is_released = round_.state in _OPENED, round_.state is RoundState.RELEASED
    waiting = round_endings.undecided(round_) if is_opened else round_endings.Undecided()
    written = waiting.texts
    proposed = proposals.waiting(round_) if is_opened else 0
    decided = [
        Stop(_("Check what was written"), is_opened and not written + proposed, _left(written + proposed)),
        Stop(_("Statements"), is_opened and not waiting.items, _left(waiting.items)),
        Stop(_("Feedback"), is_released),
    ]
    names = ("show_reasons", "show_fates", "show_feedback")
    with_pages = [
        Stop(stop.label, stop.is_done, stop.left, page(name) if is_opened else "")
        for stop, name in zip(decided, names, strict=True)
    ]
    return [_close(round_, page, is_opened=is_opened), *with_pages]


def _close(round_: PanelRound, page: Callable[[str], str], *, is_opened: bool) -> Stop:
    """The first step: a round that is closed has still to be analysed."""
    if round_.state is RoundState.CLOSED:
        return Stop(_("Analyse the round"), is_done=False, address=page("analyse"))
    return Stop(_("Close"), is_opened, "", page("close_round") if round_.state in _RUNNING else "")


def _coming(found: StageAccess, ended: PanelRound, round_: PanelRound | None) -> list[Stop]:
    page = _pages(found, round_)
    is_prepared = round_ is not None and round_.state in _PREPARED
    is_open = round_ is not None and not is_prepared
    has_dates = round_ is not None and (is_open or round_.closes_at is not None)
    names = ((_("Dates and message"), has_dates, "dates"), (_("Test mail"), is_open, "try_mail"))
    stops = [Stop(label, done, "", page(name) if is_prepared else "") for label, done, name in names]
    if round_ is None and ended.state is RoundState.RELEASED:
        # the next round is planned with one press on the page of the rounds
        here = {"study_code": found.study.code, "stage_code": found.stage.code}
        stops[0] = Stop(stops[0].label, is_done=False, address=url_for("rounds.show", **here))  # type: ignore[arg-type]  # codes are words
    return [*stops, Stop(_("Open"), is_open, "", page("open_round") if is_prepared else "")]


def _left(count: int) -> str:
    return ngettext("%(num)s left", "%(num)s left", count) if count else ""
