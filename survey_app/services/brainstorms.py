"""A brainstorm as somebody meets it who takes part: which phase it is in, what can be done now, what is theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from survey_app.db import session
from survey_app.exceptions import Refusal
from survey_app.models import Panel, PanelRound
from survey_app.services import ballots, brainwriting, idea_board, ideas, phase_ends, votes
from survey_app.services.idea_board import Counts
from survey_app.services.own_ideas import OwnIdea
from survey_app.services.seats import Seat
from survey_app.vocabulary import BrainstormPhase, PanelState, RoundState

PHASES = (BrainstormPhase.WRITE, BrainstormPhase.BUILD, BrainstormPhase.GROUP, BrainstormPhase.VOTE)
_OPEN = (RoundState.OPEN, RoundState.CLOSING)
_OVER = (PanelState.CONCLUDED, PanelState.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page of the brainstorm starts from."""

    seat: Seat
    panel: Panel
    ends: dict[BrainstormPhase, datetime]
    writing: PanelRound | None
    vote: PanelRound | None
    own: tuple[OwnIdea, ...]
    counts: Counts
    has_voted: bool
    refusal: Refusal | None
    """Why nothing can be written now; None when ideas are taken."""

    @property
    def phase(self) -> BrainstormPhase:
        """What the brainstorm is doing now; one that was concluded is done."""
        return BrainstormPhase.DONE if self.panel.state in _OVER else self.panel.phase

    @property
    def has_begun(self) -> bool:
        """Whether anything was ever to be written."""
        return self.writing is not None

    @property
    def may_write(self) -> bool:
        """Whether ideas are taken from this person now."""
        return self.refusal is None

    @property
    def may_answer(self) -> bool:
        """Whether others' ideas can be built on or objected to now."""
        return self.may_write and self.phase is BrainstormPhase.BUILD and bool(self.own)

    @property
    def may_read(self) -> bool:
        """Whether the board is open to this person."""
        return self.has_begun and not self.is_board_hidden and (bool(self.own) or self.phase not in ideas.WRITING)

    @property
    def is_board_hidden(self) -> bool:
        """Whether ideas are handed out and nobody sees the whole board."""
        return brainwriting.is_board_hidden(self.panel)

    @property
    def has_handed(self) -> bool:
        """Whether the person has ideas of others to build on."""
        return self.is_board_hidden and self.may_answer

    @property
    def may_take_back(self) -> bool:
        """Whether an idea on the board can still be taken off it."""
        return self.phase not in (BrainstormPhase.VOTE, BrainstormPhase.DONE)

    @property
    def may_vote(self) -> bool:
        """Whether points are taken from this person now."""
        return self.vote is not None and self.vote.state in _OPEN and not self.counts_later

    @property
    def counts_later(self) -> bool:
        """Whether the vote goes on without this link: its person voted by an earlier one, or left meanwhile."""
        return self.vote is not None and self.vote.state in _OPEN and self.seat.first_round > self.vote.number

    @property
    def has_result(self) -> bool:
        """Whether the panel may see what the vote came to."""
        return self.vote is not None and self.vote.state is RoundState.RELEASED


def visit(seat: Seat) -> Visit:
    """The brainstorm as this person finds it now."""
    panel = session.get_one(Panel, seat.door.stage_id)
    writing, vote = _round(ideas.round_of, panel.stage_id), _round(votes.round_of, panel.stage_id)
    return Visit(
        seat=seat,
        panel=panel,
        ends=phase_ends.read(panel),
        writing=writing,
        vote=vote,
        own=ideas.own(seat, writing) if writing else (),
        counts=idea_board.counts(panel.stage_id),
        has_voted=vote is not None and ballots.has_finished(seat, vote),
        refusal=_refusal(seat, writing),
    )


def _round(find: Callable[[int], PanelRound], stage_id: int) -> PanelRound | None:
    try:
        return find(stage_id)
    except Refusal:
        return None


def _refusal(seat: Seat, writing: PanelRound | None) -> Refusal | None:
    """Why no idea is taken from this person now."""
    try:
        ideas.require_writing(seat)
        if writing is None:
            raise ideas.NotYetBegun
        ballots.require_open(seat, writing)
    except Refusal as refusal:
        return refusal
    return None
