"""Where a panel stands, for the chain of stages and the overview: its state, its last round, and plain counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, select

from survey_app.db import session
from survey_app.models import Idea, Item, Panel, Panellist, PanelRound, Protocol, Stage, Turnout
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.round_roll import in_steps, is_stepped
from survey_app.vocabulary import (
    Asking,
    BrainstormPhase,
    IdeaState,
    PanellistState,
    PanelState,
    RoundPurpose,
    RoundState,
    StageKind,
)

ENDED = (PanelState.CONCLUDED, PanelState.ARCHIVED, PanelState.CANCELLED)
ON_THE_PANEL = (PanellistState.INVITED, PanellistState.ACCEPTED)
TAKING = (RoundState.OPEN, RoundState.CLOSING)
# what only the moderator reads, what waits, was withheld or answers another idea is on no card: the board counts alike
_ON_THE_BOARD = and_(Idea.state == IdeaState.SHOWN, Idea.for_moderator.is_(False), Idea.card_id.is_not(None))


class PanelStep(StrEnum):
    """What to do next with a panel."""

    PEOPLE = "people"
    INVITE = "invite"
    ITEMS = "items"
    FIRST_ROUND = "first_round"
    OPEN_ROUND = "open_round"
    WATCH_ROUND = "watch_round"
    LOOK_AT_ROUND = "look_at_round"
    RELEASED = "released"
    BEGIN_WRITING = "begin_writing"
    WATCH_WRITING = "watch_writing"
    GROUP = "group"
    WATCH_VOTE = "watch_vote"
    ENDED = "panel_ended"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one panel is, without any count."""

    kind: StageKind
    state: PanelState
    phase: BrainstormPhase
    round_number: int
    round_state: RoundState | None

    @property
    def has_ended(self) -> bool:
        """Whether nothing more is asked."""
        return self.state in ENDED or (self.kind is StageKind.BRAINSTORM and self.phase is BrainstormPhase.DONE)


@dataclass(frozen=True, slots=True)
class Standing(Place):
    """Where one panel stands. `finished` counts the people who have finished its last round."""

    listed: int
    invited: int
    accepted: int
    finished: int
    ideas: int
    items: int
    questions: int
    is_live: bool = False
    """Whether the last round is asked in real time."""
    rounds_left: bool = True
    """Whether the protocol declares another round."""
    step: int = 1
    """In steps of how many `finished` is told: it is at least that many then."""

    @property
    def is_taking(self) -> bool:
        """Whether people can answer now."""
        return self.round_state in TAKING

    @property
    def waiting(self) -> int:
        """People of the panel who have not finished the last round."""
        return max(0, self.accepted - self.finished)

    @property
    def next_step(self) -> PanelStep:
        """The one thing to do next."""
        if self.has_ended:
            return PanelStep.ENDED
        if not self.listed:
            return PanelStep.PEOPLE
        if not self.invited and not self.accepted and self.round_state is None:
            return PanelStep.INVITE
        return self._of_brainstorm() if self.kind is StageKind.BRAINSTORM else self._of_delphi()

    def _of_brainstorm(self) -> PanelStep:
        if self.phase is BrainstormPhase.VOTE:
            return PanelStep.WATCH_VOTE
        if self.phase is BrainstormPhase.GROUP:
            return PanelStep.GROUP
        return PanelStep.WATCH_WRITING if self.is_taking else PanelStep.BEGIN_WRITING

    def _of_delphi(self) -> PanelStep:
        if self.round_state is None:
            return PanelStep.FIRST_ROUND if self.items else PanelStep.ITEMS
        if self.round_state in (RoundState.DRAFT, RoundState.SCHEDULED):
            return PanelStep.OPEN_ROUND
        if self.round_state is RoundState.RELEASED:
            return PanelStep.RELEASED
        still_out = self.is_taking or self.round_state is RoundState.PAUSED
        return PanelStep.WATCH_ROUND if still_out else PanelStep.LOOK_AT_ROUND


def _kinds(stages: Sequence[Stage]) -> dict[int, StageKind]:
    """The panels among stages, by number."""
    return {stage.id: stage.kind for stage in stages if stage.kind is not StageKind.SURVEY}


def _panels(stages: Any) -> Sequence[Panel]:  # noqa: ANN401 - any collection of numbers
    return session.scalars(select(Panel).where(Panel.stage_id.in_(stages))).all()


def places_of(stages: Sequence[Stage]) -> dict[int, Place]:
    """Where each panel among the stages is: for every page of a study, so nothing is counted."""
    kinds = _kinds(stages)
    if not kinds:
        return {}
    rounds = _last_rounds(kinds)
    return {
        panel.stage_id: _place(panel, kinds[panel.stage_id], rounds.get(panel.stage_id)) for panel in _panels(kinds)
    }


def _place(panel: Panel, kind: StageKind, last: PanelRound | None) -> Place:
    return Place(kind, panel.state, panel.phase, last.number if last else 0, last.state if last else None)


def of_stages(stages: Sequence[Stage]) -> dict[int, Standing]:
    """Where each panel among the stages stands, counted with a handful of statements for all of them."""
    kinds = _kinds(stages)
    if not kinds:
        return {}
    by_id = {stage.id: stage for stage in stages}
    panels = _panels(kinds)
    rounds, left = _last_rounds(kinds), _with_rounds_left(kinds)
    people = _people(kinds)
    ideas = _counted(Idea.stage_id, kinds, _ON_THE_BOARD)
    items = _counted(Item.stage_id, kinds, Item.active)
    questions = _counted(Item.stage_id, kinds, Item.active, Item.asked == Asking.OPEN)
    finished = _counted(Turnout.round_id, {round_.id for round_ in rounds.values()})
    found = {}
    for panel in panels:
        last, states = rounds.get(panel.stage_id), people.get(panel.stage_id, {})
        found[panel.stage_id] = Standing(
            kind=kinds[panel.stage_id],
            state=panel.state,
            phase=panel.phase,
            round_number=last.number if last else 0,
            round_state=last.state if last else None,
            listed=sum(states.values()),
            invited=states.get(PanellistState.INVITED, 0),
            accepted=states.get(PanellistState.ACCEPTED, 0),
            finished=in_steps(finished.get(last.id, 0), last, by_id[panel.stage_id]) if last else 0,
            is_live=last is not None and last.live,
            rounds_left=panel.stage_id in left,
            step=by_id[panel.stage_id].min_group if last and is_stepped(last, by_id[panel.stage_id]) else 1,
            ideas=ideas.get(panel.stage_id, 0),
            items=items.get(panel.stage_id, 0),
            questions=questions.get(panel.stage_id, 0),
        )
    return found


def of_stage(stage: Stage) -> Standing | None:
    """Where one panel stands; None for a survey."""
    return of_stages([stage]).get(stage.id)


def has_ended(stage: Stage) -> bool:
    """Whether the panel of the stage is over, so that nothing and nobody is added any more."""
    return session.get_one(Panel, stage.id).state in ENDED


def _last_rounds(stages: Any) -> dict[int, PanelRound]:  # noqa: ANN401 - any collection of numbers
    rows = session.scalars(
        select(PanelRound)
        .where(PanelRound.stage_id.in_(stages), PanelRound.state != RoundState.CANCELLED)
        .order_by(PanelRound.number)
    )
    return {round_.stage_id: round_ for round_ in rows}


def _with_rounds_left(stages: Any) -> set[int]:  # noqa: ANN401 - any collection of numbers
    """The panels whose protocol in force declares more rounds than were released; those without a lock among them."""
    versions = session.execute(
        select(Protocol.stage_id, Protocol.document)
        .where(Protocol.stage_id.in_(stages), Protocol.locked_at.is_not(None))
        .order_by(Protocol.version)
    )
    declared = {stage_id: ProtocolRules.from_json(document["rules"]).rounds for stage_id, document in versions}
    done = _counted(
        PanelRound.stage_id,
        stages,
        PanelRound.purpose == RoundPurpose.RATE,
        PanelRound.state == RoundState.RELEASED,
    )
    return {each for each in stages if each not in declared or done.get(each, 0) < declared[each]}


def _people(stages: Any) -> dict[int, dict[PanellistState, int]]:  # noqa: ANN401 - any collection of numbers
    rows = session.execute(
        select(Panellist.stage_id, Panellist.state, func.count())
        .where(Panellist.stage_id.in_(stages))
        .group_by(Panellist.stage_id, Panellist.state)
    )
    found: dict[int, dict[PanellistState, int]] = {}
    for stage_id, state, number in rows:
        found.setdefault(stage_id, {})[state] = int(number)
    return found


def _counted(column: Any, keys: Any, *conditions: Any) -> dict[int, int]:  # noqa: ANN401 - any column
    rows = session.execute(select(column, func.count()).where(column.in_(keys), *conditions).group_by(column))
    return {row[0]: int(row[1]) for row in rows}
