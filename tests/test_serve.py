"""The one command that starts everything, as a process of its own."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent


def free_port() -> int:
    """A port nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, seconds: float = 30) -> float:
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


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    process = start(tmp_path, port)
    try:
        wait_for(port)
        yield process, port
    finally:
        process.kill()
        process.communicate()


def _children(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """The two web processes and the job worker, once all are there."""
    for _try in range(50):
        found = psutil.Process(process.pid).children(recursive=True)
        if len(found) == 3:
            break
        time.sleep(0.1)
    assert len(found) == 3, found
    return found


def _all_gone(processes: list[psutil.Process], seconds: float = 8) -> bool:
    return not psutil.wait_procs(processes, timeout=seconds)[1]


def test_ctrl_c_stops_everything(server: tuple[subprocess.Popen[str], int]) -> None:
    process, _port = server
    children = _children(process)

    os.killpg(process.pid, signal.SIGINT)

    output, _ = process.communicate(timeout=10)
    assert process.returncode == 0, output
    assert _all_gone(children)


def test_killing_the_master_leaves_no_orphan(server: tuple[subprocess.Popen[str], int]) -> None:
    process, _port = server
    children = _children(process)
    process.kill()
    assert _all_gone(children)


def test_a_killed_web_process_is_replaced(server: tuple[subprocess.Popen[str], int]) -> None:
    process, port = server
    victim = next(child for child in _children(process) if child.ppid() == process.pid)
    victim.kill()
    time.sleep(1.5)
    wait_for(port)


def test_a_second_start_finds_the_database_and_makes_no_backup(tmp_path: Path) -> None:
    for _round in range(2):
        port = free_port()
        process = start(tmp_path, port)
        wait_for(port)
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=10)
    assert not (tmp_path / "backups").exists()
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_an_older_database_is_backed_up_before_it_is_migrated(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "rondo.sqlite")) as old:
        old.execute("CREATE TABLE keepsake (word TEXT)")
        old.execute("INSERT INTO keepsake VALUES ('kept')")
        old.commit()
    port = free_port()
    process = start(tmp_path, port)
    wait_for(port)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=10)

    (copy,) = (tmp_path / "backups").iterdir()
    with closing(sqlite3.connect(copy)) as backup:
        assert backup.execute("SELECT word FROM keepsake").fetchall() == [("kept",)]


@pytest.mark.parametrize(
    "unsafe",
    [
        {"SURVEY_BASE_URL": "https://survey.example.org", "SURVEY_DEBUG": "yes"},
        {"SURVEY_BASE_URL": "https://survey.example.org", "SURVEY_SECRET_KEY": "changeme"},
        {"SURVEY_HOST": "0.0.0.0", "SURVEY_SECRET_KEY": "a" * 40},
    ],
)
def test_an_unsafe_installation_does_not_start(tmp_path: Path, unsafe: dict[str, str]) -> None:
    process = start(tmp_path, free_port(), **unsafe)
    output, _ = process.communicate(timeout=20)
    assert process.returncode != 0
    assert "Rondo does not start" in output
