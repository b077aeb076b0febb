"""kill -9 of web processes while answers are sent: what was acknowledged is stored. A hasty server fails the test."""

import http.client
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest
from sqlalchemy import create_engine, text

from tests.kill.serving import Ready, Served, Wire, prepare, serve

KILLS, CLIENTS, DRAFTS = 20, 6, 2_500


def lost_after_kills(folder: Path, template: Path, application: str, kills: int) -> tuple[int, int]:
    """How many were acknowledged, and how many of those are not stored."""
    code, ready = prepare(folder, template, DRAFTS)
    waiting: SimpleQueue[Ready] = SimpleQueue()
    for draft in ready:
        waiting.put(draft)
    acknowledged: list[str] = []
    stop = threading.Event()
    with serve(folder, application) as served:
        clients = [
            threading.Thread(target=_send, args=(served.port, code, waiting, acknowledged, stop))
            for _ in range(CLIENTS)
        ]
        for client in clients:
            client.start()
        done = _kill(served, kills, acknowledged)
        stop.set()
        for client in clients:
            client.join(60)
        time.sleep(1)
    assert done == kills
    with create_engine(f"sqlite:///{folder / 'rondo.sqlite'}").connect() as connection:
        stored = set(connection.execute(text("SELECT submit_key FROM response")).scalars())
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    return len(acknowledged), len(set(acknowledged) - stored)


def _kill(served: Served, kills: int, acknowledged: list[str]) -> int:
    """Kill a process each time some more answers were acknowledged."""
    done, deadline = 0, time.monotonic() + 120
    while done < kills and time.monotonic() < deadline:
        seen = len(acknowledged)
        while len(acknowledged) < seen + 5 and time.monotonic() < deadline:
            time.sleep(0.01)
        done += served.kill_a_worker()
    return done


def _send(port: int, code: str, waiting: "SimpleQueue[Ready]", acknowledged: list[str], stop: threading.Event) -> None:
    wire = None
    while not stop.is_set():
        try:
            draft = waiting.get_nowait()
        except Empty:
            return
        try:
            wire = wire or Wire(port, code)
            status, location = wire.send(draft)
        except (OSError, http.client.HTTPException, AssertionError):
            wire = None
            continue
        if status == 303 and location.endswith("/thanks"):
            acknowledged.append(draft.submit_key)


@pytest.mark.sqlite_only
@pytest.mark.slow
def test_no_acknowledged_response_is_lost_in_twenty_kills(tmp_path: Path, sqlite_template: Path) -> None:
    acknowledged, lost = lost_after_kills(tmp_path, sqlite_template, "wsgi:app", KILLS)
    assert acknowledged > KILLS
    assert lost == 0


@pytest.mark.sqlite_only
@pytest.mark.slow
def test_a_server_that_answers_before_it_stores_is_found_out(tmp_path: Path, sqlite_template: Path) -> None:
    acknowledged, lost = lost_after_kills(tmp_path, sqlite_template, "tests.kill.hasty:app", KILLS)
    assert acknowledged > KILLS
    assert lost > 0
