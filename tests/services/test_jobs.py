from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from survey_app.db import now, session
from survey_app.models import Job
from survey_app.services import jobs
from survey_app.vocabulary import JobState


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> None:
    """Every test here runs inside the application."""


def _queue(**changes: object) -> int:
    job_id = jobs.enqueue("mail", {"mail_id": 1}, **changes)  # type: ignore[arg-type]
    session.commit()
    assert job_id is not None
    return job_id


def test_the_same_work_is_queued_once() -> None:
    _queue(unique_key="mail:1")
    assert jobs.enqueue("mail", {"mail_id": 1}, unique_key="mail:1") is None
    assert jobs.enqueue("mail", {"mail_id": 2}, unique_key="mail:2") is not None
    session.commit()
    assert session.query(Job).count() == 2


def test_a_job_is_taken_once_and_oldest_first() -> None:
    first, second = _queue(), _queue()
    assert [jobs.lease(), jobs.lease(), jobs.lease()] == [first, second, None]


def test_a_job_waits_for_its_time() -> None:
    _queue(run_at=now() + timedelta(hours=1))
    assert jobs.lease() is None
    with time_machine.travel(now() + timedelta(hours=2)):
        assert jobs.lease() is not None


def test_a_job_whose_worker_died_is_taken_up_when_its_lease_has_run_out() -> None:
    job_id = _queue()
    assert jobs.lease() == job_id
    session.commit()
    with time_machine.travel(now() + jobs.LEASE + timedelta(seconds=1)):
        assert jobs.lease() == job_id
        session.commit()
        assert session.get_one(Job, job_id, populate_existing=True).attempts == 2


def test_reporting_progress_holds_the_lease() -> None:
    job_id = _queue()
    jobs.lease()
    with time_machine.travel(now() + jobs.LEASE - timedelta(seconds=1)):
        jobs.report(job_id, 3, 10)
        session.commit()
    with time_machine.travel(now() + jobs.LEASE + timedelta(seconds=5)):
        assert jobs.lease() is None
    job = session.get_one(Job, job_id, populate_existing=True)
    assert (job.done, job.total) == (3, 10)


def test_a_failed_job_is_tried_again_later_and_given_up_in_the_end() -> None:
    job_id = _queue()
    moment = now()
    for attempt in range(1, jobs.MOST_ATTEMPTS + 1):
        with time_machine.travel(moment):
            assert jobs.lease() == job_id
            session.commit()
            jobs.fail(job_id, "ConnectionRefusedError: no mail server")
            session.commit()
            job = session.get_one(Job, job_id, populate_existing=True)
            assert job.attempts == attempt
            assert job.error.startswith("ConnectionRefusedError")
            moment = max(job.run_at, moment) + timedelta(seconds=1)
    assert job.state is JobState.FAILED
    with time_machine.travel(moment + timedelta(days=1)):
        assert jobs.lease() is None
        jobs.try_again(job)
        session.commit()
        assert jobs.lease() == job_id


def test_a_finished_job_keeps_its_result() -> None:
    job_id = _queue()
    jobs.lease()
    jobs.finish(job_id, {"file": "abc"})
    session.commit()
    job = session.get_one(Job, job_id, populate_existing=True)
    assert (job.state, job.result, job.lease_until) == (JobState.DONE, {"file": "abc"}, None)
