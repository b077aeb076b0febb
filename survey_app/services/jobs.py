"""Background work as rows with a lease: queued in the transaction that causes it, done at least once.

A job runs when its time has come and nobody holds its lease. Whoever works on it renews the lease with each report of
progress; when a worker dies the lease runs out and another one takes the job up, so work must be safe to repeat.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, and_, func, or_, select, update
from sqlalchemy.sql import ColumnElement

from survey_app.db import inserting, new_code, now, session
from survey_app.exceptions import NotFound, Refusal
from survey_app.models import Account, Job, Membership
from survey_app.vocabulary import JobState

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 5
_FIRST_PAUSE = timedelta(seconds=20)


def enqueue(
    kind: str,
    payload: dict[str, Any],
    *,
    unique_key: str | None = None,
    study_id: int | None = None,
    account_id: int | None = None,
    run_at: datetime | None = None,
) -> int | None:
    """Queue work; its id, or None when work with this key was queued before."""
    statement = (
        inserting(Job)
        .values(
            code=new_code(),
            kind=kind,
            payload=payload,
            unique_key=unique_key,
            study_id=study_id,
            account_id=account_id,
            state=JobState.WAITING,
            attempts=0,
            run_at=run_at or now(),
            done=0,
            total=0,
            result={},
            error="",
            created_at=now(),
        )
        .on_conflict_do_nothing(index_elements=["unique_key"])
        .returning(Job.id)
    )
    return session.scalar(statement)


def _is_due(moment: datetime) -> ColumnElement[bool]:
    return or_(
        and_(Job.state == JobState.WAITING, Job.run_at <= moment),
        and_(Job.state == JobState.RUNNING, Job.lease_until < moment),
    )


def lease() -> int | None:
    """Take the next due job: its id, or None. Two workers never take the same one."""
    moment = now()
    due = select(Job.id).where(_is_due(moment)).order_by(Job.run_at, Job.id).limit(1).with_for_update(skip_locked=True)
    return session.scalar(
        update(Job)
        .where(Job.id == due.scalar_subquery(), _is_due(moment))
        .values(state=JobState.RUNNING, lease_until=moment + LEASE, attempts=Job.attempts + 1)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )


def report(job_id: int, done: int, total: int) -> None:
    """Write down how far the work is, and hold the lease a little longer."""
    session.execute(progress(job_id, done, total))


def progress(job_id: int, done: int, total: int) -> Update:
    """The statement that writes this down, for work that must not commit its session half way."""
    values = {"done": done, "total": total, "lease_until": now() + LEASE}
    return update(Job).where(Job.id == job_id).values(values)


def finish(job_id: int, result: dict[str, Any] | None = None) -> None:
    """The work is done."""
    values: dict[str, Any] = {"state": JobState.DONE, "finished_at": now(), "lease_until": None, "error": ""}
    if result is not None:
        values["result"] = result
    session.execute(update(Job).where(Job.id == job_id, Job.state == JobState.RUNNING).values(values))


def fail(job_id: int, error: str) -> None:
    """The work went wrong: try again later, longer each time, and give up after some attempts."""
    job = session.get(Job, job_id, populate_existing=True)
    if job is None or job.state is not JobState.RUNNING:
        return
    job.error = error[:2000]
    job.lease_until = None
    if job.attempts >= MOST_ATTEMPTS:
        job.state, job.finished_at = JobState.FAILED, now()
    else:
        job.state, job.run_at = JobState.WAITING, now() + _FIRST_PAUSE * 3 ** (job.attempts - 1)
    session.flush()


def refuse(job_id: int, refusal: Refusal) -> None:
    """The work was refused, and would be again: give up at once and keep why, in words for people and programs."""
    params = {name: value if isinstance(value, int | float) else str(value) for name, value in refusal.params.items()}
    told = {"type": refusal.type_name, "title": refusal.title, "message": refusal.message, "params": params}
    values = {"state": JobState.FAILED, "finished_at": now(), "lease_until": None}
    values |= {"error": f"{type(refusal).__name__}: {refusal}"[:2000], "result": {"refusal": told}}
    session.execute(update(Job).where(Job.id == job_id, Job.state == JobState.RUNNING).values(values))


def try_again(job: Job) -> None:
    """Let a failed job start over."""
    session.execute(
        update(Job)
        .where(Job.id == job.id, Job.state == JobState.FAILED)
        .values(state=JobState.WAITING, attempts=0, run_at=now(), finished_at=None, result={})
    )


def of_account(account: Account, *, page: int = 1, size: int = 25) -> tuple[Sequence[Job], int]:
    """One page of the jobs a person may see, newest first: their own and their studies'; administrators see all."""
    mine = select(Job)
    if not account.is_administrator:
        studies = select(Membership.study_id).where(Membership.account_id == account.id)
        mine = mine.where(or_(Job.account_id == account.id, Job.study_id.in_(studies)))
    count = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    return session.scalars(mine.order_by(Job.id.desc()).limit(size).offset((page - 1) * size)).all(), count


def find(account: Account, code: str) -> Job:
    """A job by its code, if the person may see it; otherwise it does not exist."""
    job = session.scalar(select(Job).where(Job.code == code))
    if job is None:
        raise NotFound
    member = select(Membership.id).where(Membership.account_id == account.id, Membership.study_id == job.study_id)
    if account.is_administrator or job.account_id == account.id or session.scalar(member) is not None:
        return job
    raise NotFound
