"""The phases of a brainstorm: write, build on, group, vote, done. By hand or by the clock, each move once.

While people write and build on, the round of writing is open; while the moderator groups, it is paused, so that one
step back is possible; with the vote it is closed for good. Order of locks: panel, round, batch.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, update

from survey_app.db import now, session, transaction
from survey_app.exceptions import N_, Refusal
from survey_app.models import Account, Batch, Panel, PanelRound, Stage
from survey_app.services import (
    audit,
    batches,
    boards,
    brainwriting,
    courses,
    ideas,
    leavings,
    mix_steps,
    mixes,
    pair_votes,
    panel_invitations,
    phase_ends,
    protocols,
    round_endings,
    round_roll,
    rounds,
    studies,
    vote_results,
)
from survey_app.services.round_roll import Told
from survey_app.vocabulary import BrainstormPhase, PanelState, RoundPurpose, RoundState, VoteKind

FEWEST_PEOPLE = 5
FEWEST_CARDS = 2
_WRITING = (BrainstormPhase.WRITE, BrainstormPhase.BUILD)


class PhaseMoved(Refusal):
    """Somebody else, or the clock, was faster."""

    title = N_("The brainstorm is in another phase now")
    message = N_("It was moved on in the meantime. Load the board again and look at where it stands.")


class BeginningRefused(Refusal):
    """Something is missing before people can write."""

    title = N_("The brainstorm cannot begin yet")
    message = N_(
        "%(people)s people take part and at least %(least)s are needed. Invite more, or let people in by the open link."
    )


class VoteRefused(Refusal):
    """Something is missing before people can vote."""

    title = N_("The vote cannot be opened yet")
    message = N_("There are fewer than %(least)s cards on the board, so there is nothing to choose from.")


class NoWayBack(Refusal):
    """Writing has ended for good."""

    title = N_("There is no way back to writing")
    message = N_("The vote has been opened once, so the round of writing is closed for good.")


def begin(stage: Stage, account: Account | None) -> None:
    """Open the brainstorm: from now on the people of the panel write, and each of them gets one mail."""
    _hold(stage, BrainstormPhase.WRITE, PanelState.DRAFT, to_state=PanelState.RUNNING)
    people = round_roll.accepted(stage.id)
    if people < FEWEST_PEOPLE and not stage.open_link:
        raise BeginningRefused(people=people, least=FEWEST_PEOPLE)
    round_ = _open_round(stage, RoundPurpose.WRITE, ideas.bound())
    studies.open_stage(stage, account)
    audit.record(stage.study_id, account, "brainstorm_begun", stage.title)
    panel_invitations.announce(round_, account)


def to_build(stage: Stage, account: Account | None) -> None:
    """Let people answer each other's ideas."""
    _move(stage, {BrainstormPhase.WRITE}, BrainstormPhase.BUILD, account)
    brainwriting.deal(stage)


def to_group(stage: Stage, account: Account | None) -> None:
    """Take no more ideas, and release the last ones together with all others.

    Where that would give somebody away they stay sealed (`mixes.missing`); the moderator then decides whether to give
    more time or to throw them away unread.
    """
    _move(stage, set(_WRITING), BrainstormPhase.GROUP, account)
    round_ = _writing(stage)
    rounds.move(round_, {RoundState.OPEN, RoundState.CLOSING}, RoundState.PAUSED)
    batch = batches.collecting(stage.id, round_.id)
    if batch is not None and mix_steps.waiting(batch.id):
        if _is_enough(batch):
            mixes.enqueue(batch)
        else:
            _note_left_sealed(stage, is_left=True)


def back_to_build(stage: Stage, reason: str, ends: datetime | None, account: Account | None) -> None:
    """One step back before the vote, with a reason: people may write and answer again."""
    if len(reason.strip()) < protocols.SHORTEST_REASON:
        raise protocols.ReasonTooShort
    round_ = _writing(stage)
    if round_.state is not RoundState.PAUSED:
        raise NoWayBack if round_.state is not RoundState.OPEN else PhaseMoved
    _move(stage, {BrainstormPhase.GROUP}, BrainstormPhase.BUILD, account, reason.strip())
    _note_left_sealed(stage, is_left=False)
    rounds.move(round_, {RoundState.PAUSED}, RoundState.OPEN)
    kept = phase_ends.read(session.get_one(Panel, stage.id))
    later = {phase: kept.get(phase) for phase in (BrainstormPhase.GROUP, BrainstormPhase.VOTE)}
    phase_ends.write(
        stage, {BrainstormPhase.WRITE: kept.get(BrainstormPhase.WRITE), BrainstormPhase.BUILD: ends} | later
    )
    if batches.collecting(stage.id, round_.id) is None and not courses.is_mixing(stage):
        batches.begin(stage, round_, ideas.bound())


def discard_rest(stage: Stage, reason: str, account: Account | None) -> Told:
    """Throw away unread what too few people wrote since the last release; how many ideas that were, in steps."""
    if len(reason.strip()) < protocols.SHORTEST_REASON:
        raise protocols.ReasonTooShort
    _hold(stage, BrainstormPhase.GROUP, PanelState.RUNNING)
    _note_left_sealed(stage, is_left=False)
    round_ = _writing(stage)
    batch, step = batches.collecting(stage.id, round_.id), round_roll.told_count(0, round_, stage).step
    count = mixes.discard(batch, account, reason.strip(), step=step) if batch is not None else 0
    return Told(count // step * step, step)


def open_vote(stage: Stage, account: Account | None) -> None:
    """Let the panel vote on the cards as they stand; everybody gets one mail."""
    _move(stage, {BrainstormPhase.GROUP}, BrainstormPhase.VOTE, account)
    require_vote(stage)
    _end_writing(stage)
    pair_votes.count_people(stage)
    round_ = _open_round(stage, RoundPurpose.VOTE, vote_results.bound(stage.id))
    panel_invitations.announce(round_, account)


def require_vote(stage: Stage) -> None:
    """Refuse with what is missing before the vote: looked at, released, and something to choose from."""
    waiting = boards.count_waiting(stage)
    if waiting:
        raise VoteRefused(N_("%(waiting)s ideas wait for your check. Show or withhold each of them."), waiting=waiting)
    course = courses.course(stage)
    if course.is_mixing:
        raise VoteRefused(N_("The last ideas are being released at this moment. Try again in a minute."))
    if course.sealed_people and course.sealed.step > 1:
        raise VoteRefused(
            N_(
                "Fewer than %(least)s people wrote something since the last release, too few to release it. Give more "
                "time to build on, or throw it away unread."
            ),
            least=course.sealed.step,
        )
    if course.sealed_people:
        raise VoteRefused(
            N_(
                "%(people)s people wrote something since the last release, too few to release it. Give more time to "
                "build on, or throw it away unread."
            ),
            people=course.sealed_people,
        )
    if boards.count_on_board(stage) < FEWEST_CARDS:
        raise VoteRefused(least=FEWEST_CARDS)
    if course.panel.vote_kind == VoteKind.PAIRS and boards.count_on_board(stage) > vote_results.MOST_COMPARED:
        raise VoteRefused(
            N_("At most %(most)s cards can be compared two by two. Merge some, or choose another way of voting."),
            most=vote_results.MOST_COMPARED,
        )


def close_vote(stage: Stage, account: Account | None) -> None:
    """Take no more votes. They are opened and counted at once when enough people have finished."""
    _hold(stage, BrainstormPhase.VOTE, PanelState.RUNNING)
    round_ = _vote(stage)
    if round_.state is not RoundState.CLOSED:
        rounds.close_round(round_, account)
    if not round_endings.lacks(round_):
        round_endings.analyse(round_, account)


def reopen_vote(stage: Stage, closes_at: datetime | None, reason: str, account: Account | None) -> None:
    """Take votes again, as long as none was opened; everybody is told why."""
    _hold(stage, BrainstormPhase.VOTE, PanelState.RUNNING)
    rounds.reopen(_vote(stage), closes_at, reason, account)
    kept = phase_ends.read(session.get_one(Panel, stage.id))
    phase_ends.write(stage, kept | {BrainstormPhase.VOTE: closes_at})


def cancel_vote(stage: Stage, reason: str, account: Account | None) -> Told | None:
    """Throw the votes away unread and go back to grouping; how many there were, as the round's end tells it."""
    _move(stage, {BrainstormPhase.VOTE}, BrainstormPhase.GROUP, account, reason.strip())
    return round_endings.cancel(_vote(stage), reason, account)


def show_result(stage: Stage, account: Account | None) -> None:
    """Let the panel see the result: the brainstorm is done."""
    round_ = _vote(stage)
    _move(stage, {BrainstormPhase.VOTE}, BrainstormPhase.DONE, account)
    leavings.tell(stage.id)
    round_endings.release(round_, account)


def conclude(stage: Stage, account: Account | None) -> None:
    """End the brainstorm: the key that could make its links anew is destroyed for good."""
    _hold(stage, BrainstormPhase.DONE, PanelState.RUNNING)
    round_endings.conclude(stage, account)


def keep_time() -> None:
    """Move on every brainstorm whose phase has ended by the server's clock. Each has a transaction of its own."""
    for stage_id in _due():
        try:
            with transaction():
                _advance(session.get_one(Stage, stage_id))
        except Refusal:
            continue


def _due() -> list[int]:
    panels = session.scalars(
        select(Panel).where(Panel.state == PanelState.RUNNING, Panel.phase.in_(phase_ends.BY_CLOCK))
    ).all()
    return [panel.stage_id for panel in panels if _is_over(panel)]


def _is_over(panel: Panel) -> bool:
    end = phase_ends.read(panel).get(panel.phase)
    return end is not None and end <= now()


def _advance(stage: Stage) -> None:
    panel = session.get_one(Panel, stage.id, populate_existing=True)
    if not _is_over(panel):
        return
    if panel.phase is BrainstormPhase.WRITE:
        to_build(stage, None)
    elif panel.phase is BrainstormPhase.BUILD:
        to_group(stage, None)
    elif _vote(stage).state in (RoundState.OPEN, RoundState.CLOSING):
        close_vote(stage, None)


def _open_round(stage: Stage, purpose: RoundPurpose, bound: int) -> PanelRound:
    last = session.scalar(select(func.max(PanelRound.number)).where(PanelRound.stage_id == stage.id)) or 0
    round_ = PanelRound(stage_id=stage.id, number=last + 1, purpose=purpose)
    session.add(round_)
    session.flush()
    rounds.move(round_, {RoundState.DRAFT}, RoundState.OPEN, opened_at=now())
    phase_ends.align(stage)
    batches.begin(stage, round_, bound)
    return round_


def _end_writing(stage: Stage) -> None:
    """Close the round of writing for good. Its last batch is empty: the mix only destroys the key."""
    round_ = _writing(stage)
    if round_.state is not RoundState.PAUSED:
        return
    rounds.close_round(round_, None)
    batch = batches.collecting(stage.id, round_.id)
    if batch is not None:
        mixes.enqueue(batch)


def _writing(stage: Stage) -> PanelRound:
    round_ = courses.latest(stage, RoundPurpose.WRITE)
    if round_ is None:
        raise PhaseMoved
    return round_


def _vote(stage: Stage) -> PanelRound:
    round_ = courses.latest(stage, RoundPurpose.VOTE)
    if round_ is None:
        raise PhaseMoved
    return round_


def _note_left_sealed(stage: Stage, *, is_left: bool) -> None:
    """Write down that the moderator has to decide about ideas that stay sealed, or has decided. Hold the phase."""
    panel = session.get_one(Panel, stage.id)
    if is_left or courses.LEFT_SEALED in panel.deck:
        panel.deck = {**panel.deck, courses.LEFT_SEALED: is_left}
        session.flush()


def _is_enough(batch: Batch) -> bool:
    count, least = mixes.missing(batch)
    return count >= least


def _move(
    stage: Stage,
    come_from: Collection[BrainstormPhase],
    to: BrainstormPhase,
    account: Account | None,
    reason: str = "",
) -> None:
    """One move of the phase, once, whoever else tries at the same moment."""
    _update(stage, come_from, PanelState.RUNNING, {"phase": to})
    audit.record(stage.study_id, account, "phase_changed", f"{stage.title}: {to.value}", reason)


def _hold(stage: Stage, phase: BrainstormPhase, state: PanelState, to_state: PanelState | None = None) -> None:
    """Keep the brainstorm where it is until this transaction ends; refuse when it is elsewhere already."""
    _update(stage, {phase}, state, {"state": to_state or state})


def _update(stage: Stage, come_from: Collection[BrainstormPhase], state: PanelState, values: dict[str, object]) -> None:
    moved = session.execute(
        update(Panel)
        .where(Panel.stage_id == stage.id, Panel.phase.in_(come_from), Panel.state == state)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise PhaseMoved
    session.get_one(Panel, stage.id, populate_existing=True)
