"""A server under measurement: started as a process, its processor time and memory read from the system."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

ROOT = Path(__file__).parent.parent


class Server:
    """A running server; a context manager that stops it."""

    def __init__(self, command: list[str], environment: dict[str, str], health: str) -> None:
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.command = [part.replace("{port}", str(self.port)) for part in command]
        self.environment = {**os.environ, **environment, "SURVEY_PORT": str(self.port)}
        self.health = health

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(  # noqa: S603 - our own programs
            self.command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL, start_new_session=True
        )
        for _try in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}{self.health}", timeout=2).close()
            except OSError:
                time.sleep(0.1)
            else:
                return self
        raise RuntimeError("the server under measurement did not start")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.killpg(self.process.pid, signal.SIGINT)
        # gunicorn waits half a minute for a worker that does not end, and then ends it by force
        self.process.wait(60)

    def processes(self) -> list[psutil.Process]:
        """The server and its children."""
        master = psutil.Process(self.process.pid)
        return [master, *master.children(recursive=True)]

    def cpu(self) -> float:
        """Seconds of processor time used so far, by all its processes."""
        return sum(sum(process.cpu_times()[:2]) for process in self.processes())

    def memory(self) -> float:
        """Megabytes of memory in use, shared pages counted once."""
        return sum(process.memory_full_info().pss for process in self.processes()) / 1024**2


def product(instance: Path) -> Server:
    """The product as `make run` starts it."""
    environment = {"SURVEY_INSTANCE": str(instance), "SURVEY_SETUP": "none", "SURVEY_DATABASE_URL": ""}
    return Server([sys.executable, "-m", "survey_app.serve"], environment, "/healthz")


def yardstick(folder: Path, size: int = 0) -> Server:
    """Bare Flask: one insert, and an empty page of `size` bytes; the same server, processes and threads."""
    command = [sys.executable, "-m", "gunicorn", "-w", "2", "--threads", "4", "-k", "gthread", "--preload"]
    command += ["--log-level", "error", "-b", "127.0.0.1:{port}", "bench.bare:app"]
    return Server(command, {"BARE_DATABASE": str(folder / "bare.sqlite"), "BARE_BYTES": str(size)}, "/healthz")
