"""The job worker: a process of its own that takes due jobs, one after the other, until it is told to stop."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from survey_app.db import session, transaction
from survey_app.exceptions import Refusal
from survey_app.jobs import housekeeping
from survey_app.jobs.stopping import Bell
from survey_app.jobs.work import WORK
from survey_app.models import Job
from survey_app.services import jobs, live_releases, mixes, phases, report_orders, round_clock

logger = logging.getLogger(__name__)
_PAUSE = 1.0
_OFTEN = timedelta(seconds=3)
WATCHED: tuple[Callable[[], object], ...] = (mixes.due, live_releases.due, phases.keep_time, round_clock.keep_time)
"""What is looked at every few seconds: whether something's time has come. Each opens its own transactions."""


def run_until(stop: threading.Event | Bell, app: Flask) -> None:
    """Work until told to stop; a job that has begun is finished first."""
    _do(app, warn)
    hourly, often = housekeeping.Clock(), housekeeping.Clock(_OFTEN)
    while not stop.is_set():
        if hourly.is_due():
            _do(app, housekeeping.clear)
        if often.is_due():
            keep_time(app)
        if not run_one(app):
            stop.wait(_PAUSE)


def warn() -> None:
    """Say at the start which sealed answers cannot be opened; the check page says how to mend it."""
    for held in mixes.held():
        told = (held.number, held.stage_title, held.file, held.key.value)
        logger.warning("batch %s of the stage %r waits for a person: its key file keys/%s is %s", *told)


def keep_time(app: Flask) -> None:
    """Look once at everything that happens by the clock."""
    for look in WATCHED:
        _do(app, look)


def _do(app: Flask, act: Callable[[], object]) -> None:
    """Something that is repeated anyway; what goes wrong with it is noted and tried again next time."""
    with app.app_context():
        try:
            act()
        except Exception:
            logger.exception("%s failed", act.__name__)
        finally:
            session.remove()


def run_one(app: Flask) -> bool:
    """Do one due job; whether there was one. A fault in a job is written to its row and never ends the worker."""
    with app.app_context():
        try:
            with transaction():
                job_id = jobs.lease()
            if job_id is None:
                return False
            _perform(job_id)
        except Exception:
            logger.exception("the job worker met a fault outside a job")
            return False
        finally:
            session.remove()
    return True


def run_all(app: Flask) -> int:
    """Do every job that is due now; how many there were."""
    count = 0
    while run_one(app):
        count += 1
    return count


def _perform(job_id: int) -> None:
    job = session.get_one(Job, job_id)
    kind, payload = job.kind, dict(job.payload)
    session.commit()

    def progress(done: int, total: int) -> None:
        with transaction():
            jobs.report(job_id, done, total)

    try:
        result = WORK[kind](payload, progress)
        with transaction():
            jobs.finish(job_id, result)
    except Exception as error:
        if kind in report_orders.KINDS and isinstance(error, Refusal):
            _refused(job_id, error)
            return
        logger.exception("job %s (%s) failed", job_id, kind)
        session.rollback()
        with transaction():
            jobs.fail(job_id, f"{type(error).__name__}: {error}")


def _refused(job_id: int, refusal: Refusal) -> None:
    """A file that may not be given out now: whoever ordered it is told why."""
    session.rollback()
    with transaction():
        jobs.refuse(job_id, refusal)
