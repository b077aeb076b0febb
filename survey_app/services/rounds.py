"""The rounds of a Delphi as its moderator runs them: planned, opened, closed, analysed, released.

Every move is one conditional UPDATE, so that of two people who press at once one moves and the other is told; a trigger
of the database holds the same table. Call each function inside one `transaction()`.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update

from survey_app.db import now, session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Account, Batch, Item, PanelRound, RoundItem, Stage
from survey_app.privacy.mix_plan import Phase
from survey_app.services import (
    askings,
    audit,
    batches,
    items,
    leavings,
    panel_invitations,
    protocols,
    ratings,
    real_time,
    round_roll,
    studies,
)
from survey_app.services.round_roll import Counts, counts_of, flow_of, may_answer, told
from survey_app.stats.stopping import lost_too_many
from survey_app.vocabulary import AnonymityLevel, PanelState, RoundPurpose, RoundState

__all__ = [
    "Counts",
    "close_round",
    "counts_of",
    "find",
    "flow_of",
    "items_of",
    "latest",
    "may_answer",
    "of_stage",
    "open_round",
    "pause",
    "plan",
    "reopen",
    "resume",
    "schedule",
    "set_dates",
    "told",
    "too_many_lost",
    "unplan",
    "unschedule",
]

FEWEST_PANELLISTS = 5
LONGEST_MESSAGE = 2_000
MOST_GRACE = 7 * 24 * 60
_BEFORE = frozenset({RoundState.DRAFT, RoundState.SCHEDULED})
_RUNNING = frozenset({RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING})


class RoundMoved(Refusal):
    """The round is no longer in the state this was decided for."""

    message = N_("The round was moved on in the meantime. Load the page of the rounds and look at where it stands.")


class OpeningRefused(Refusal):
    """Something is missing before a round can open; the message says what."""

    title = N_("The round cannot open yet")
    message = N_("The protocol is still a draft. Lock it first.")


class PlanRefused(Refusal):
    """There is no next round now."""

    title = N_("The next round cannot be planned")
    message = N_("The round before is not released yet. The next one builds on what the panel was shown.")


_LOST = N_(
    "%(missed)s of %(asked)s people missed round %(number)s, more than the protocol allows. Conclude the panel, or "
    "amend the protocol, with a reason, to ask once more."
)


class TimeRefused(Refusal):
    """A time that lies behind or in the wrong order."""

    status = 422
    message = N_("The closing time must lie ahead, and after the opening.")


class ReopeningRefused(Refusal):
    """The answers are being opened or were."""

    message = N_("The answers of this round were handed to the analysis: it stays closed.")


def of_stage(stage_id: int) -> Sequence[PanelRound]:
    """The rating rounds of a stage, first one first, cancelled ones among them."""
    return session.scalars(
        select(PanelRound)
        .where(PanelRound.stage_id == stage_id, PanelRound.purpose == RoundPurpose.RATE)
        .order_by(PanelRound.number)
    ).all()


def find(stage: Stage, number: int) -> PanelRound:
    """A round by its number."""
    found = session.scalar(
        select(PanelRound).where(
            PanelRound.stage_id == stage.id, PanelRound.number == number, PanelRound.purpose == RoundPurpose.RATE
        )
    )
    if found is None:
        raise NotFound
    return found


def latest(stage_id: int) -> PanelRound | None:
    """The round that is worked on: the newest that was not cancelled."""
    kept = [round_ for round_ in of_stage(stage_id) if round_.state is not RoundState.CANCELLED]
    return kept[-1] if kept else None


def items_of(round_: PanelRound) -> Sequence[Item]:
    """The statements of a round in their order: those that are asked next while the round is not open yet."""
    if round_.state in _BEFORE:
        return items.of_stage(round_.stage_id, active=True)
    return ratings.items_of(round_)


def plan(stage: Stage) -> PanelRound:
    """The next round as a draft, made from the statements that are asked next; the draft there is, if there is one."""
    protocols.hold_panel(stage.id)
    last = latest(stage.id)
    if last is not None and last.state in _BEFORE:
        return last
    _require_plan(stage, last)
    number = session.scalar(select(func.max(PanelRound.number)).where(PanelRound.stage_id == stage.id)) or 0
    round_ = PanelRound(stage_id=stage.id, number=number + 1, purpose=RoundPurpose.RATE)
    session.add(round_)
    session.flush()
    _fill(round_)
    return round_


def _require_plan(stage: Stage, last: PanelRound | None) -> None:
    if protocols.current(stage.id) is None:
        raise OpeningRefused
    if protocols.panel_of(stage).state not in (PanelState.LOCKED, PanelState.RUNNING):
        raise PlanRefused(N_("The panel has ended."))
    if last is not None and last.state is not RoundState.RELEASED:
        raise PlanRefused
    done = sum(round_.state is RoundState.RELEASED for round_ in of_stage(stage.id))
    declared = protocols.rules_of(stage.id).rounds
    if done >= declared:
        raise PlanRefused(
            N_("The protocol declares %(rounds)s rounds. Amend it, with a reason, to ask once more."), rounds=declared
        )
    if last is not None and (lost := too_many_lost(last)):
        raise PlanRefused(_LOST, missed=lost[0], asked=lost[1], number=last.number)


def too_many_lost(round_: PanelRound) -> tuple[int, int] | None:
    """How many of how many missed an ended round, where that is more than the protocol in force allows; else None."""
    if round_.state is not RoundState.RELEASED:
        return None
    flow = round_roll.flow_of(round_).counts
    asked, finished = flow["finished"] + flow["part"] + flow["none"], flow["finished"]
    limit = protocols.rules_of(round_.stage_id).max_dropout
    return (asked - finished, asked) if lost_too_many(asked, finished, limit) else None


def _fill(round_: PanelRound) -> Sequence[Item]:
    """The round holds exactly the statements that are asked next."""
    asked = items.of_stage(round_.stage_id, active=True)
    session.execute(delete(RoundItem).where(RoundItem.round_id == round_.id))
    session.add_all(RoundItem(round_id=round_.id, item_id=item.id, position=at) for at, item in enumerate(asked, 1))
    session.flush()
    return asked


def unplan(round_: PanelRound, account: Account | None) -> None:
    """Take a plan back that nobody on the panel has seen: dates, message and test mails go, the statements stay."""
    _log(round_, account, "round_unplanned")
    gone = session.execute(
        delete(PanelRound)
        .where(PanelRound.id == round_.id, PanelRound.state.in_(_BEFORE))
        .execution_options(synchronize_session=False)
    )
    if gone.rowcount != 1:  # type: ignore[attr-defined]  # a DELETE has a row count
        raise RoundMoved
    session.expunge(round_)


def set_dates(
    round_: PanelRound,
    *,
    closes_at: datetime | None,
    grace_minutes: int,
    message: str = "",
    waiver: str = "",
) -> None:
    """When a draft closes, how long unfinished answers are still taken after that, and what the mail adds."""
    _check_times(None, closes_at)
    values = {"closes_at": closes_at, "grace_minutes": grace_minutes, "message": message, "waiver": waiver.strip()}
    moved = session.execute(
        update(PanelRound).where(PanelRound.id == round_.id, PanelRound.state.in_(_BEFORE)).values(values)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise RoundMoved
    session.refresh(round_)


def _check_times(opens_at: datetime | None, closes_at: datetime | None) -> None:
    if closes_at is not None and closes_at <= max(now(), opens_at or now()):
        raise TimeRefused


def extend(round_: PanelRound, closes_at: datetime | None, grace_minutes: int, account: Account | None) -> None:
    """Another closing time for a round that runs; None means that somebody closes it by hand."""
    _check_times(None, closes_at)
    hold(round_, _RUNNING)
    if round_.state is RoundState.CLOSING:
        move(round_, {RoundState.CLOSING}, RoundState.OPEN)
    round_.closes_at, round_.grace_minutes = closes_at, grace_minutes
    session.flush()
    _log(round_, account, "round_extended")


def schedule(round_: PanelRound, opens_at: datetime, account: Account | None) -> None:
    """Let the server's clock open the round. Everything that opening asks for is asked for now, too."""
    if opens_at <= now():
        raise TimeRefused(N_("The opening time must lie ahead. To open now, open the round by hand."))
    _check_times(opens_at, round_.closes_at)
    hold(round_, _BEFORE)
    require_opening(round_)
    move(round_, _BEFORE, RoundState.SCHEDULED, opens_at=opens_at)
    _log(round_, account, "round_scheduled")


def unschedule(round_: PanelRound, account: Account | None) -> None:
    """Back to a draft."""
    move(round_, {RoundState.SCHEDULED}, RoundState.DRAFT, opens_at=None)
    _log(round_, account, "round_unscheduled")


def require_opening(round_: PanelRound) -> None:
    """Refuse with what is missing: a lock, statements, panellists, the release of the round before, time ahead."""
    if protocols.current(round_.stage_id) is None:
        raise OpeningRefused
    if not items_of(round_):
        raise OpeningRefused(N_("There is no statement to ask. Keep or write at least one."))
    if message := real_time.level_misfit(protocols.rules_of(round_.stage_id), _level_of(round_)):
        raise OpeningRefused(message)
    unfit = askings.misfit(items_of(round_), protocols.rules_of(round_.stage_id))
    if unfit is not None:
        raise OpeningRefused(unfit[0], **unfit[1])
    people = round_roll.accepted(round_.stage_id)
    if _is_too_few(people, round_):
        raise OpeningRefused(
            N_("%(people)s panellists have accepted, and a round needs %(least)s. Say why you open it all the same."),
            people=people,
            least=FEWEST_PANELLISTS,
        )
    earlier = [each for each in of_stage(round_.stage_id) if each.number < round_.number]
    if any(each.state not in (RoundState.RELEASED, RoundState.CANCELLED) for each in earlier):
        raise OpeningRefused(N_("The round before is not released yet."))
    if round_.closes_at is not None and round_.closes_at <= now():
        raise OpeningRefused(N_("The closing time of this round has passed. Set another one."))


def require_people(round_: PanelRound) -> None:
    """Refuse to open for fewer people than a round needs, without those who left and are told of by the opening.

    No page asks this before somebody presses, or the clock does: it says that some have left, if not who or how many.
    """
    if _is_too_few(round_roll.staying(round_.stage_id), round_):
        raise OpeningRefused(
            N_(
                "Fewer than %(least)s people still take part: some have left, and the list says who once the round is "
                "open. Say why you open it all the same."
            ),
            least=FEWEST_PANELLISTS,
        )


def _is_too_few(people: int, round_: PanelRound) -> bool:
    return people < FEWEST_PANELLISTS and len(round_.waiver) < protocols.SHORTEST_REASON


def _level_of(round_: PanelRound) -> AnonymityLevel:
    return session.get_one(Stage, round_.stage_id).level


def open_round(round_: PanelRound, account: Account | None) -> None:
    """Take answers from now on: the batch gets its key, everybody who is asked gets one mail."""
    stage = session.get_one(Stage, round_.stage_id)
    protocols.hold_panel(stage.id)
    hold(round_, _BEFORE)
    require_opening(round_)
    require_people(round_)
    leavings.tell(stage.id)
    asked = _fill(round_)
    rules = protocols.rules_of(stage.id)
    move(round_, _BEFORE, RoundState.OPEN, opened_at=now(), closed_at=None, live=rules.real_time)
    batches.begin(stage, round_, ratings.bound(asked, rules))
    if protocols.panel_of(stage).state is PanelState.LOCKED:
        protocols.move_panel(stage, PanelState.RUNNING)
    studies.open_stage(stage, account)
    _log(round_, account, "round_opened", round_.waiver)
    panel_invitations.announce(round_, account)


def pause(round_: PanelRound, account: Account | None) -> None:
    """Take no answers for a while; what was saved stays sealed."""
    move(round_, {RoundState.OPEN}, RoundState.PAUSED)
    _log(round_, account, "round_paused")


def resume(round_: PanelRound, account: Account | None) -> None:
    """Take answers again."""
    hold(round_, {RoundState.PAUSED})
    _check_times(None, round_.closes_at)
    move(round_, {RoundState.PAUSED}, RoundState.OPEN)
    _log(round_, account, "round_resumed")


def close_round(round_: PanelRound, account: Account | None) -> None:
    """Take no more answers. They stay sealed until the round is analysed."""
    move(round_, _RUNNING, RoundState.CLOSED, closed_at=now())
    _log(round_, account, "round_closed")


def reopen(round_: PanelRound, closes_at: datetime | None, reason: str, account: Account | None) -> None:
    """Take answers again, as long as nobody has begun to open the sheets. All panellists are told, with the reason."""
    if len(reason.strip()) < protocols.SHORTEST_REASON:
        raise protocols.ReasonTooShort
    _check_times(None, closes_at)
    hold(round_, {RoundState.CLOSED})
    if is_handed_over(round_):
        raise ReopeningRefused
    move(round_, {RoundState.CLOSED}, RoundState.OPEN, closes_at=closes_at, closed_at=None)
    _log(round_, account, "round_reopened", reason.strip())
    panel_invitations.announce_reopening(round_, account, reason.strip())


def is_handed_over(round_: PanelRound) -> bool:
    """Whether the round's answers were handed to the mix."""
    waiting = select(Batch.id).where(Batch.round_id == round_.id, Batch.phase == Phase.COLLECTING)
    return session.scalar(waiting.limit(1)) is None


def hold(round_: PanelRound, states: frozenset[RoundState] | set[RoundState]) -> None:
    """Keep the round in its state until this transaction ends; refuse when it is in another one already."""
    _update(round_, states, {"number": PanelRound.number})


def move(
    round_: PanelRound, come_from: frozenset[RoundState] | set[RoundState], to: RoundState, **values: object
) -> None:
    """One move, once, whoever else tries at the same moment."""
    _update(round_, come_from, {"state": to, **values})


def _update(round_: PanelRound, states: frozenset[RoundState] | set[RoundState], values: dict[str, object]) -> None:
    moved = session.execute(
        update(PanelRound).where(PanelRound.id == round_.id, PanelRound.state.in_(states)).values(values)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise RoundMoved
    session.refresh(round_)


def _log(round_: PanelRound, account: Account | None, act: str, reason: str = "") -> None:
    stage = session.get_one(Stage, round_.stage_id)
    audit.record(stage.study_id, account, act, f"{stage.title}: {round_.number}", reason)
