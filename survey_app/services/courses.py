"""Where a brainstorm stands: its phase, its rounds, and what still lies sealed. Read only, for its pages."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from survey_app.db import session
from survey_app.models import Batch, Panel, Panellist, PanelRound, Stage
from survey_app.privacy.mix_plan import Phase
from survey_app.services import batches, mix_steps, phase_ends, round_roll
from survey_app.services.doors import UNLINKED
from survey_app.services.round_roll import Counts, Told
from survey_app.vocabulary import BrainstormPhase, PanellistState, RoundPurpose, RoundState

LEFT_SEALED = "left_sealed"
"""In the deck of a panel: whether grouping began with ideas that stayed sealed, until the moderator has decided."""


@dataclass(frozen=True, slots=True)
class Course:
    """Where a brainstorm stands, for its pages.

    `sealed_people` have written something that is not released, and `sealed` is how that is told: where answers have
    no name only that they are fewer than a release takes. Once grouping has begun with such ideas they count as one
    person at least until the moderator has decided: else whoever takes theirs back would be seen to have written them.
    `is_mixing` while ideas are being released.
    """

    panel: Panel
    ends: dict[BrainstormPhase, datetime]
    writing: PanelRound | None
    vote: PanelRound | None
    sealed_people: int
    sealed: Told
    is_mixing: bool

    @property
    def has_begun(self) -> bool:
        """Whether people could ever write."""
        return self.writing is not None and self.writing.state not in (RoundState.DRAFT, RoundState.SCHEDULED)

    @property
    def phase(self) -> BrainstormPhase:
        """The phase it is in."""
        return self.panel.phase

    @property
    def is_vote_over(self) -> bool:
        """Whether votes are no longer taken."""
        over = (RoundState.CLOSED, RoundState.ANALYSED, RoundState.RELEASED)
        return self.vote is not None and self.vote.state in over

    @property
    def may_go_back(self) -> bool:
        """Whether people may build on once more."""
        paused = self.writing is not None and self.writing.state is RoundState.PAUSED
        return self.phase is BrainstormPhase.GROUP and paused


def course(stage: Stage) -> Course:
    """Where a brainstorm stands."""
    panel = session.get_one(Panel, stage.id, populate_existing=True)
    writing = latest(stage, RoundPurpose.WRITE)
    batch = batches.collecting(stage.id, writing.id) if writing else None
    sealed = batch.people if batch is not None and mix_steps.waiting(batch.id) else 0
    return Course(
        panel=panel,
        ends=phase_ends.read(panel),
        writing=writing,
        vote=latest(stage, RoundPurpose.VOTE),
        sealed_people=max(sealed, int(panel.deck.get(LEFT_SEALED, False))),
        sealed=Told(0, panel.release_people) if stage.level in UNLINKED else Told(sealed),
        is_mixing=is_mixing(stage),
    )


@dataclass(frozen=True, slots=True)
class People:
    """The roll in numbers: who takes part, and how many of them have an address for a mail."""

    taking_part: int
    with_mail: int


def people(stage: Stage) -> People:
    """Who would be told when something opens."""
    row = session.execute(
        select(func.count(), func.count().filter(Panellist.email != "")).where(
            Panellist.stage_id == stage.id, Panellist.state == PanellistState.ACCEPTED
        )
    ).one()
    return People(row[0], row[1])


def counts(stage: Stage) -> Counts | None:
    """How many have finished the vote, in steps where votes have no name; None before it is opened."""
    round_ = latest(stage, RoundPurpose.VOTE)
    return round_roll.told(round_) if round_ is not None else None


def latest(stage: Stage, purpose: RoundPurpose) -> PanelRound | None:
    """The newest round of a purpose that was not cancelled."""
    return session.scalar(
        select(PanelRound)
        .where(PanelRound.stage_id == stage.id, PanelRound.purpose == purpose, PanelRound.state != RoundState.CANCELLED)
        .order_by(PanelRound.number.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def is_mixing(stage: Stage) -> bool:
    """Whether ideas of the round of writing are on their way from the inbox to the board."""
    under_way = (
        select(Batch.id)
        .join(PanelRound, PanelRound.id == Batch.round_id)
        .where(Batch.stage_id == stage.id, PanelRound.purpose == RoundPurpose.WRITE, Batch.phase == Phase.CLOSED)
        .where(PanelRound.state.in_((RoundState.OPEN, RoundState.PAUSED)))
    )
    return session.scalar(under_way.limit(1)) is not None
