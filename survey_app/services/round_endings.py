"""What follows a closed round: its analysis, its release, or its end without figures; and the end of the panel."""

from dataclasses import dataclass

from sqlalchemy import func, select

from survey_app.db import session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Account, Batch, InboxSheet, Item, PanelRound, RoundItem, Stage
from survey_app.services import (
    audit,
    batches,
    live_batches,
    live_figures,
    mixes,
    panel_links,
    proposals,
    protocols,
    reasons,
    round_roll,
    rounds,
    studies,
)
from survey_app.services.round_roll import Told
from survey_app.vocabulary import AnonymityLevel, Asking, PanelState, RoundState

_APART = frozenset({AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED})
_NO_ANSWERS = frozenset({RoundState.DRAFT, RoundState.SCHEDULED})
_UNREAD = frozenset({RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING, RoundState.CLOSED})


class NotReviewed(Refusal):
    """The moderator has not decided about everything yet."""

    title = N_("Not everything is decided yet")
    message = N_(
        "Texts without a decision: %(texts)s; statements and questions: %(items)s. Decide about them, then release."
    )


@dataclass(frozen=True, slots=True)
class Undecided:
    """What waits for a decision: what was written, and what was asked, each by whether it is an open question.

    `proposals` are those of panellists.
    """

    reasons: int = 0
    answers: int = 0
    statements: int = 0
    questions: int = 0
    proposals: int = 0

    @property
    def is_left(self) -> bool:
        """Whether anything waits."""
        return bool(self.texts or self.items or self.proposals)

    @property
    def texts(self) -> int:
        """How many texts wait."""
        return self.reasons + self.answers

    @property
    def items(self) -> int:
        """How many statements and questions wait."""
        return self.statements + self.questions


class PanelNotDone(Refusal):
    """A round is still under way."""

    title = N_("The panel cannot be concluded yet")
    message = N_("The last round is not released yet. Release it, or cancel it, and then conclude the panel.")


def lacks(round_: PanelRound) -> int:
    """How many more must finish before the answers may be opened; 0 when enough have."""
    stage = session.get_one(Stage, round_.stage_id)
    if stage.level not in _APART:
        return 0
    return max(0, stage.min_group - round_roll.counts_of(round_).finished)


def analyse(round_: PanelRound, account: Account | None) -> None:
    """Hand the sealed sheets to the mix, for good: it opens them, computes the figures and freezes both."""
    rounds.hold(round_, {RoundState.CLOSED})
    batch = batches.collecting(round_.stage_id, round_.id)
    if batch is None:
        raise rounds.RoundMoved
    if lacks(round_):
        raise mixes.TooFewSheets(least=mixes.missing(batch)[1])
    round_roll.freeze_flow(round_)
    for each in live_batches.of_round(round_.id) if round_.live else (batch,):
        mixes.enqueue(each)
    _log(round_, account, "round_analysed")


def sheets_of(round_: PanelRound) -> Told:
    """How many people's sealed sheets of the round lie unread; in steps where the counts are told in steps."""
    lying = (
        select(func.count())
        .select_from(InboxSheet)
        .join(Batch, Batch.id == InboxSheet.batch_id)
        .where(Batch.round_id == round_.id)
    )
    return round_roll.told_count(session.scalar(lying) or 0, round_, session.get_one(Stage, round_.stage_id))


def cancel(round_: PanelRound, reason: str, account: Account | None) -> Told | None:
    """End the round without figures: the sealed sheets are thrown away unread, and so are the own copies; how many.

    Told in steps where the counts were, for one more would say that somebody had begun. None in a real-time round
    without names, whose figures have moved: the number says how many came since.
    """
    if len(reason.strip()) < protocols.SHORTEST_REASON:
        raise protocols.ReasonTooShort
    rounds.hold(round_, _NO_ANSWERS | _UNREAD)
    if round_.state is RoundState.CLOSED and rounds.is_handed_over(round_):
        raise rounds.ReopeningRefused
    lying = live_batches.of_round(round_.id)
    step = round_roll.told_count(0, round_, session.get_one(Stage, round_.stage_id)).step
    hides = round_.live and step > 1
    rounds.move(round_, _NO_ANSWERS | _UNREAD, RoundState.CANCELLED)
    count = sum(mixes.discard(batch, account, reason.strip(), step=0 if hides else step) for batch in lying)
    if round_.live:
        live_figures.forget(round_)
    _log(round_, account, "round_cancelled", reason.strip())
    return None if hides else Told(count // step * step, step)


def undecided(round_: PanelRound) -> Undecided:
    """What of an analysed round waits for a decision."""
    rows = select(Item.asked).join(RoundItem, RoundItem.item_id == Item.id)
    asked = session.scalars(rows.where(RoundItem.round_id == round_.id, RoundItem.fate.is_(None))).all()
    questions, written = asked.count(Asking.OPEN), reasons.waiting_in_words(round_)
    waiting = reasons.waiting(round_) - written
    return Undecided(waiting, written, len(asked) - questions, questions, proposals.waiting(round_))


def release(round_: PanelRound, account: Account | None) -> None:
    """Let the panel see the round's feedback, for good."""
    rounds.hold(round_, {RoundState.ANALYSED})
    waiting = undecided(round_)
    if waiting.texts or waiting.items:
        raise NotReviewed(texts=waiting.texts, items=waiting.items)
    proposals.require_decided(round_)
    rounds.move(round_, {RoundState.ANALYSED}, RoundState.RELEASED)
    _log(round_, account, "round_released")


def conclude(stage: Stage, account: Account | None) -> None:
    """End the panel: nobody is asked again, and the key that could make its links anew is destroyed for good."""
    protocols.hold_panel(stage.id)
    for round_ in rounds.of_stage(stage.id):
        if round_.state in _NO_ANSWERS:
            rounds.move(round_, _NO_ANSWERS, RoundState.CANCELLED)
        elif round_.state not in (RoundState.RELEASED, RoundState.CANCELLED):
            raise PanelNotDone
    protocols.move_panel(stage, PanelState.CONCLUDED)
    _end(stage, account, "panel_concluded")


def cancel_panel(stage: Stage, reason: str, account: Account | None) -> None:
    """Break the panel off: unread sheets are thrown away, frozen figures stay."""
    if len(reason.strip()) < protocols.SHORTEST_REASON:
        raise protocols.ReasonTooShort
    protocols.hold_panel(stage.id)
    for round_ in rounds.of_stage(stage.id):
        if round_.state in _NO_ANSWERS | _UNREAD:
            cancel(round_, reason, account)
    protocols.move_panel(stage, PanelState.CANCELLED)
    _end(stage, account, "panel_cancelled", reason.strip())


def archive(stage: Stage, account: Account | None) -> None:
    """Put a concluded panel away: it stays readable."""
    protocols.move_panel(stage, PanelState.ARCHIVED)
    audit.record(stage.study_id, account, "panel_archived", stage.title)


def _end(stage: Stage, account: Account | None, act: str, reason: str = "") -> None:
    studies.close_stage(stage, account)
    panel_links.destroy_link_key(stage)
    audit.record(stage.study_id, account, act, stage.title, reason)


def _log(round_: PanelRound, account: Account | None, act: str, reason: str = "") -> None:
    stage = session.get_one(Stage, round_.stage_id)
    audit.record(stage.study_id, account, act, f"{stage.title}: {round_.number}", reason)
