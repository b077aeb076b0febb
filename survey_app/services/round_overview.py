"""Where a Delphi stands and what its moderator does next: what the page of the rounds begins with."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from survey_app.db import now, session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Panel, PanelRound, Protocol, Stage, Study
from survey_app.services import (
    items,
    proposals,
    protocols,
    round_clock,
    round_endings,
    round_figures,
    round_roll,
    rounds,
)
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.round_endings import Undecided
from survey_app.services.round_figures import RoundFigures
from survey_app.services.round_roll import Counts, Flow
from survey_app.vocabulary import PanelState, RoundState, StageKind


class SeveralPanels(Refusal):
    """The study has more than one Delphi."""

    message = N_("The study has several Delphi stages. Name one by its code: %(codes)s.")


class NoRoundRuns(Refusal):
    """There is nothing to close."""

    message = N_("No round takes answers now.")


class Step(StrEnum):
    """What is to be done next; at WAIT, WATCH and MIXING it is up to the clock, the panel or the program."""

    WRITE = "write"
    LOCK = "lock"
    INVITE = "invite"
    PLAN = "plan"
    OPEN = "open"
    WAIT = "wait"
    WATCH = "watch"
    RESUME = "resume"
    SHORT = "short"
    ANALYSE = "analyse"
    MIXING = "mixing"
    REASONS = "reasons"
    PROPOSALS = "proposals"
    FATES = "fates"
    RELEASE = "release"
    CONCLUDE = "conclude"
    DONE = "done"
    CANCELLED = "cancelled"


_BY_STATE = {
    RoundState.DRAFT: Step.OPEN,
    RoundState.SCHEDULED: Step.WAIT,
    RoundState.OPEN: Step.WATCH,
    RoundState.CLOSING: Step.WATCH,
    RoundState.PAUSED: Step.RESUME,
}
_ENDED = {
    PanelState.CONCLUDED: Step.DONE,
    PanelState.ARCHIVED: Step.DONE,
    PanelState.CANCELLED: Step.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class RoundCard:
    """A round of the list: how many statements and open questions it asks, its flow, its figures once analysed."""

    round: PanelRound
    items: int
    questions: int
    flow: Flow | None
    figures: RoundFigures | None

    @property
    def judged(self) -> int:
        """On how many statements the panel can agree."""
        return len(self.figures.judged) if self.figures else 0

    @property
    def agreed(self) -> int:
        """On how many of them it agreed."""
        return sum(item.is_agreed for item in self.figures.judged) if self.figures else 0

    @property
    def stable(self) -> int:
        """How many statements no longer move."""
        return sum(bool(item.movement and item.movement.stable) for item in self.figures.items) if self.figures else 0


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page of the rounds shows. `obstacle` is what keeps a planned round from opening."""

    panel: Panel
    protocol: Protocol | None
    rules: ProtocolRules
    items: int
    questions: int
    """How many of what is asked next are open questions."""
    accepted: int
    round: PanelRound | None
    counts: Counts | None
    lacks: int
    waiting: Undecided
    waiting_proposals: int
    is_handed_over: bool
    obstacle: Refusal | None
    lost: tuple[int, int] | None
    """How many of how many missed the last round, where the protocol asks no further one because of it."""
    cards: Sequence[RoundCard]

    @property
    def released(self) -> int:
        """How many rounds the panel has seen to their end."""
        return sum(card.round.state is RoundState.RELEASED for card in self.cards)

    @property
    def step(self) -> Step:
        """What is to be done next."""
        if self.panel.state in _ENDED:
            return _ENDED[self.panel.state]
        if self.protocol is None:
            return Step.LOCK if self.items else Step.WRITE
        if self.round is None:
            return Step.PLAN
        if self.round.state is RoundState.DRAFT and self.accepted < rounds.FEWEST_PANELLISTS and not self.round.waiver:
            return Step.INVITE
        return _BY_STATE.get(self.round.state) or self._after_closing()

    def _after_closing(self) -> Step:
        round_ = self.round
        if round_ is not None and round_.state is RoundState.CLOSED:
            if self.is_handed_over:
                return Step.MIXING
            return Step.SHORT if self.lacks else Step.ANALYSE
        if round_ is not None and round_.state is RoundState.ANALYSED:
            if self.waiting.texts:
                return Step.REASONS
            if self.waiting_proposals:
                return Step.PROPOSALS
            return Step.FATES if self.waiting.items else Step.RELEASE
        is_over = self.released >= self.rules.rounds or not self.items or self.lost
        return Step.CONCLUDE if is_over else Step.PLAN


def of_stage(stage: Stage) -> Overview:
    """Where the Delphi of a stage stands."""
    round_ = rounds.latest(stage.id)
    is_closed = round_ is not None and round_.state is RoundState.CLOSED
    is_analysed = round_ is not None and round_.state is RoundState.ANALYSED
    asked = items.of_stage(stage.id, active=True)
    return Overview(
        panel=protocols.panel_of(stage),
        protocol=protocols.current(stage.id),
        rules=protocols.rules_of(stage.id),
        items=len(asked),
        questions=sum(item.is_open for item in asked),
        accepted=round_roll.accepted(stage.id),
        round=round_,
        counts=round_roll.told(round_) if round_ else None,
        lacks=round_endings.lacks(round_) if round_ and is_closed else 0,
        waiting=round_endings.undecided(round_) if round_ and is_analysed else Undecided(),
        waiting_proposals=proposals.waiting(round_) if round_ and is_analysed else 0,
        is_handed_over=bool(round_ and is_closed and rounds.is_handed_over(round_)),
        obstacle=_obstacle(round_),
        lost=rounds.too_many_lost(round_) if round_ else None,
        cards=[_card(each) for each in rounds.of_stage(stage.id)],
    )


def _obstacle(round_: PanelRound | None) -> Refusal | None:
    if round_ is None or round_.state not in (RoundState.DRAFT, RoundState.SCHEDULED):
        return None
    try:
        rounds.require_opening(round_)
        if round_.state is RoundState.SCHEDULED and round_clock.is_due(round_, now()):
            # the clock has pressed
            rounds.require_people(round_)
    except Refusal as refusal:
        return refusal
    return None


def _card(round_: PanelRound) -> RoundCard:
    figures = round_figures.of_round(round_)
    is_frozen = round_.state in (RoundState.ANALYSED, RoundState.RELEASED)
    asked = rounds.items_of(round_)
    questions = sum(item.is_open for item in asked)
    flow = round_roll.flow_of(round_) if is_frozen else None
    return RoundCard(round_, len(asked) - questions, questions, flow, figures)


def stage_named(code: str) -> Stage:
    """The Delphi with this code, or the one Delphi of the study with this code: for the command line."""
    chosen = select(Stage).join(Study, Study.id == Stage.study_id).where(Stage.kind == StageKind.DELPHI)
    found = session.scalars(chosen.where((Stage.code == code) | (Study.code == code)).order_by(Stage.position)).all()
    if not found:
        raise NotFound(N_("There is no Delphi with the code %(code)s."), code=code)
    if len(found) > 1:
        raise SeveralPanels(codes=", ".join(stage.code for stage in found))
    return found[0]


def running(stage: Stage) -> PanelRound:
    """The round that takes answers now or is paused."""
    round_ = rounds.latest(stage.id)
    if round_ is None or round_.state not in (RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING):
        raise NoRoundRuns
    return round_
