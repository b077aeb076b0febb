import threading
import time

import pytest
from flask import Flask

from survey_app.db import session, transaction
from survey_app.jobs import work, worker
from survey_app.models import Job, Study
from survey_app.services import jobs
from survey_app.vocabulary import JobState


def _queue(kind: str, payload: dict[str, object]) -> int:
    with transaction():
        job_id = jobs.enqueue(kind, payload)
    assert job_id is not None
    return job_id


def _state(job_id: int) -> Job:
    session.expire_all()
    return session.get_one(Job, job_id)


def test_due_work_is_done_with_its_payload(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def build(payload: dict[str, object], progress: work.Progress) -> dict[str, object]:
        progress(1, 2)
        seen.append(payload)
        return {"file": "abc"}

    monkeypatch.setitem(work.WORK, "build", build)
    job_id = _queue("build", {"study": 7})

    assert worker.run_all(app) == 1
    job = _state(job_id)
    assert seen == [{"study": 7}]
    assert (job.state, job.result, job.done, job.total) == (JobState.DONE, {"file": "abc"}, 1, 2)


def test_a_fault_is_written_down_and_what_was_half_done_is_taken_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(payload: dict[str, object], progress: work.Progress) -> None:
        session.add(Study(title="half done"))
        session.flush()
        raise OSError("the disk is full")

    monkeypatch.setitem(work.WORK, "break", break_off)
    job_id = _queue("break", {})

    assert worker.run_all(app) == 1
    job = _state(job_id)
    assert (job.state, job.error) == (JobState.WAITING, "OSError: the disk is full")
    assert session.query(Study).count() == 0


def test_work_of_an_unknown_kind_fails_without_ending_the_worker(app: Flask) -> None:
    job_id = _queue("unheard of", {})
    assert worker.run_all(app) == 1
    assert _state(job_id).error.startswith("KeyError")


def test_a_worker_finishes_its_job_before_it_stops(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = threading.Event()

    def slow(payload: dict[str, object], progress: work.Progress) -> dict[str, object]:
        begun.set()
        time.sleep(0.3)
        return {"finished": True}

    monkeypatch.setitem(work.WORK, "slow", slow)
    job_id = _queue("slow", {})
    stop = threading.Event()
    thread = threading.Thread(target=worker.run_until, args=(stop, app))
    thread.start()
    begun.wait(60)
    stop.set()
    thread.join(60)

    assert _state(job_id).result == {"finished": True}
