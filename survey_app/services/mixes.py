"""The mix: open a closed batch, store its rows in key order, destroy the key, compact. Safe to stop anywhere.

`TAKERS` says who stores the opened sheets of a round, by its purpose; it runs inside the one durable transaction of
the mix (`mix_steps`), so whatever it computes and freezes is there exactly when the rows are.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import String, cast, literal, or_, select, update

from survey_app.db import now, session, transaction
from survey_app.models import Account, AuditEntry, Batch, Job, Stage
from survey_app.privacy import mix_plan
from survey_app.privacy.key_files import KeyState
from survey_app.privacy.mix_plan import BatchState, Phase, Step
from survey_app.services import audit, ballots, batches, installation, jobs, mix_steps
from survey_app.services.mix_steps import (
    LIVE_TAKERS,
    SURVEY_TAKERS,
    TAKERS,
    NobodyTakes,
    StillInUse,
    StillOpen,
    SurveyTaker,
    Taker,
    TooFewSheets,
    missing,
)
from survey_app.vocabulary import JobState

__all__ = [
    "LIVE_TAKERS",
    "SURVEY_TAKERS",
    "TAKERS",
    "Held",
    "NobodyTakes",
    "StillInUse",
    "StillOpen",
    "SurveyTaker",
    "Taker",
    "TooFewSheets",
    "discard",
    "due",
    "enqueue",
    "held",
    "missing",
    "run",
    "sweep",
]

KIND = "mix"
_PAUSE = timedelta(minutes=5)
_BATCH: Any = Batch.__table__


@dataclass(frozen=True, slots=True)
class Held:
    """A batch that rests and needs a person: which one, and how its key is found."""

    stage_title: str
    number: int
    fingerprint: str
    file: str
    key: KeyState


def enqueue(batch: Batch) -> None:
    """Close a batch for good and queue its mix; queuing twice mixes once.

    Refuses while fewer people than the smallest group have finished, at the levels at which nobody may be singled out.
    Nobody takes anything out between the count and the close: the round is held, and afterwards the batch is closed.
    """
    if batch.round_id is not None:
        ballots.hold(batch.round_id)
        session.refresh(batch)
    mix_steps.require_enough(batch)
    batches.close(batch)
    _queue(batch)


def run(batch_id: int) -> Step:
    """Take every step that is left for a batch; where it rests. Call it outside of any transaction."""
    acts = {
        Step.MIX: lambda: mix_steps.mix(batch_id),
        Step.DESTROY_KEY: lambda: mix_steps.destroy_key(batch_id),
        Step.COMPACT: lambda: mix_steps.compact(batch_id),
    }
    rest = mix_plan.run(lambda: _observe(batch_id), acts)
    if rest is Step.HOLD:
        _note_hold(batch_id)
    return rest


def discard(batch: Batch, by: Account | None, reason: str = "", *, step: int) -> int:
    """Throw the sheets of a batch away unread, and queue the destruction of its key; how many sheets there were.

    `step` says in steps of how many the log tells them; 0 keeps the number out of it.
    """
    if batch.round_id is not None:
        ballots.hold(batch.round_id)
    batches.close(batch)
    count = mix_steps.throw_away(batch)
    if mix_steps.move(batch.id, Phase.CLOSED, Phase.MIXED):
        name = mix_steps.name_of(batch)
        least = count // step * step if step else 0
        told = f"{least}" if step == 1 else f"{least}-{least + step - 1}"
        audit.record(mix_steps.study_of(batch), by, "sheets_discarded", f"{name}: {told}" if step else name, reason)
    _queue(batch)
    return count


def due() -> None:
    """What the clock does: release ideas whose moment has come, and take up mixes that were left half-done."""
    for batch_id in batches.due_for_release():
        with transaction():
            enqueue(session.get_one(Batch, batch_id))
    for batch_id in _left():
        if mix_plan.next_step(_observe(batch_id)) not in mix_plan.RESTS:
            with transaction():
                _queue(session.get_one(Batch, batch_id))


def held() -> list[Held]:
    """Batches that wait for a person, for the check page: the key is not there, or a sheet lies behind the fence."""
    rows = session.execute(
        select(Batch, Stage.title).join(Stage, Stage.id == Batch.stage_id).where(Batch.phase != Phase.FINISHED)
    ).all()
    states = [(batch, title, _state(batch)) for batch, title in rows]
    return [
        Held(title, batch.number, mix_steps.name_of(batch), batch.key_name, state.key)
        for batch, title, state in states
        if mix_plan.next_step(state) is Step.HOLD
    ]


def sweep() -> None:
    """Destroy keys of finished batches that came back with a restored folder; their answers are mixed already."""
    folder = installation.settings().keys
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    finished = select(_BATCH.c.id).where(_BATCH.c.key_name.in_(names), _BATCH.c.phase == Phase.FINISHED)
    for batch_id in session.scalars(finished).all():
        session.rollback()
        run(batch_id)


def _left() -> list[int]:
    """Batches whose job has ended without bringing them to their end; not more often than every few minutes."""
    key = literal(f"{KIND}:") + cast(_BATCH.c.id, String)
    over = or_(Job.finished_at.is_(None), Job.finished_at < now() - _PAUSE)
    return list(
        session.scalars(
            select(_BATCH.c.id)
            .join(Job, Job.unique_key == key)
            .where(
                _BATCH.c.phase.in_((Phase.CLOSED, Phase.MIXED)), Job.state.in_((JobState.DONE, JobState.FAILED)), over
            )
        )
    )


def _queue(batch: Batch) -> None:
    key = f"{KIND}:{batch.id}"
    if jobs.enqueue(KIND, {"batch": batch.id}, unique_key=key, study_id=mix_steps.study_of(batch)) is None:
        session.execute(
            update(Job)
            .where(Job.unique_key == key, Job.state.in_((JobState.DONE, JobState.FAILED)))
            .values(state=JobState.WAITING, attempts=0, run_at=now(), finished_at=None)
        )


def _observe(batch_id: int) -> BatchState:
    with transaction():
        return _state(session.get_one(Batch, batch_id, populate_existing=True))


def _state(batch: Batch) -> BatchState:
    return BatchState(batch.phase, batches.key_state(batch), waiting=mix_steps.waiting(batch.id) > 0)


def _note_hold(batch_id: int) -> None:
    """Write once into the log that a batch waits for a person."""
    with transaction():
        batch = session.get_one(Batch, batch_id)
        study_id, name = mix_steps.study_of(batch), mix_steps.name_of(batch)
        told = select(AuditEntry.id).where(
            AuditEntry.study_id == study_id, AuditEntry.act == "mix_held", AuditEntry.subject == name
        )
        if session.scalar(told.limit(1)) is None:
            audit.record(study_id, None, "mix_held", name)
