"""The one command that starts everything, as a process of its own."""

import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent


def free_port() -> int:
    """A port nobody listens on, of those that are this worker's own.

    They lie below the ports that the system gives to whoever asks for any: one of those could be another program's
    before the server takes it.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    while True:
        port = 20_000 + 1_000 * (worker % 10) + secrets.randbelow(1_000)
        with closing(socket.socket()) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def wait_for(port: int, seconds: float = 60) -> float:
    """How long it took until the server answered."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
                assert answer.status == 200
                return time.monotonic() - begun
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer")


def start(folder: Path, port: int, **changes: str) -> subprocess.Popen[str]:
    """Start the command in a session of its own, as a terminal would."""
    environment = {**os.environ, "SURVEY_INSTANCE": str(folder), "SURVEY_PORT": str(port), "SURVEY_SETUP": "none"}
    return subprocess.Popen(
        [sys.executable, "-m", "survey_app.serve"],
        cwd=ROOT,
        env={**environment, **changes},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@contextmanager
def started(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The command once it answers, and its port."""
    port = free_port()
    process = start(folder, port)
    try:
        wait_for(port)
        yield process, port
    finally:
        process.kill()
        process.communicate()


def _children(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """The two web processes and the job worker, once all are there."""
    for _try in range(600):
        found = psutil.Process(process.pid).children(recursive=True)
        if len(found) == 3:
            break
        time.sleep(0.1)
    assert len(found) == 3, found
    return found


def _all_gone(processes: list[psutil.Process], seconds: float = 30) -> bool:
    return not psutil.wait_procs(processes, timeout=seconds)[1]


def test_an_older_database_is_backed_up_once_and_no_process_is_left_behind(tmp_path: Path) -> None:
    """Two starts: one whose processes are killed before Ctrl+C, and one whose master is killed.

    That nothing is copied where there was nothing is seen in the journeys, which begin with an empty folder.
    """
    with closing(sqlite3.connect(tmp_path / "rondo.sqlite")) as old:
        old.execute("CREATE TABLE keepsake (word TEXT)")
        old.execute("INSERT INTO keepsake VALUES ('kept')")
        old.commit()

    with started(tmp_path) as (process, port):
        _killed_processes_are_replaced(process, port)
        unread = _ask_wrongly(port)
        output = _ctrl_c_stops_everything(process)
    assert output.count("a request could not be read") == unread
    assert [words for words in ("of-somebody", "ip=", "fault") if words in output] == []
    with started(tmp_path) as (process, _port):
        children = _children(process)
        process.kill()
        assert _all_gone(children)

    (copy,) = (tmp_path / "backups").iterdir()
    with closing(sqlite3.connect(copy)) as backup:
        assert backup.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [("keepsake",)]
        assert backup.execute("SELECT word FROM keepsake").fetchall() == [("kept",)]
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def _killed_processes_are_replaced(process: subprocess.Popen[str], port: int) -> None:
    before = _children(process)
    jobs, *_web, youngest = sorted(before, key=lambda child: (child.create_time(), child.pid))
    for victim in (jobs, youngest):
        victim.kill()
        victim.wait(10)
    assert len(set(_children(process)) - set(before)) == 2
    wait_for(port)


def _ask_wrongly(port: int) -> int:
    """Send what no browser sends; how many of these requests the server itself cannot read."""
    link = b"/p/panel/link-of-somebody"
    form = b"Host: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    chunk = b"Transfer-Encoding: chunked\r\n\r\nwords-of-somebody\r\n"
    unread = (
        b"GET " + link + b"\r\n\r\n",
        b"GET " + link + b"\xe9 HTTP/1.1\r\n\r\n",
        b"GET " + link + b" HTTP/1.1\r\ncookie-of-somebody\r\n\r\n",
        b"GET " + link + b" HTTP/1.1\r\nSCRIPT_NAME: /other\r\n\r\n",
    )
    for request in (*unread, b"POST " + link + b" HTTP/1.1\r\n" + form + chunk):
        with closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as connection:
            connection.sendall(request)
            assert connection.recv(1_000).startswith((b"HTTP/1.1 400", b"HTTP/1.1 500")), request
    return len(unread)


def _ctrl_c_stops_everything(process: subprocess.Popen[str]) -> str:
    children = _children(process)
    os.killpg(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output
    assert _all_gone(children)
    return output


def test_an_unsafe_installation_does_not_start(tmp_path: Path) -> None:
    """What else is refused is in test_config.py."""
    process = start(tmp_path, free_port(), SURVEY_HOST="0.0.0.0", SURVEY_SECRET_KEY="a" * 40)
    output, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "Rondo does not start" in output
