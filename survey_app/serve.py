"""`make run` and the installed `rondo` command: migrate, then web processes and the job worker in one go.

The application is loaded once and shared by all children. Each child lives in a session of its own, so that Ctrl+C
reaches only this process, which then lets every running request and job finish; and each is told to end when this
process dies for whatever reason, so that none is left behind.
"""

import contextlib
import ctypes
import gc
import logging
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.http.errors import ParseException
from gunicorn.sock import BaseSocket
from gunicorn.workers.base import Worker as GunicornWorker

from survey_app import create_app, migrate
from survey_app.config import Settings, SettingsRefused, read_settings
from survey_app.db import database, now
from survey_app.exceptions import BadInput
from survey_app.jobs.stopping import Bell
from survey_app.jobs.worker import run_until
from survey_app.routes.errors import show_refusal

logger = logging.getLogger(__name__)
_PR_SET_PDEATHSIG = 1
_BACKUPS_KEPT = 5
_BETWEEN_STARTS = 2.0
_MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat files belong into memory, under its own names


def main() -> None:
    """Start everything; returns when told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        settings = read_settings()
    except SettingsRefused as refusal:
        sys.exit(f"Rondo does not start: {refusal}")
    app = create_app(settings)
    # a body whose parts do not fit together is found out while a page reads it, and quoted in the words of the error
    app.register_error_handler(ParseException, lambda _error: show_refusal(BadInput()))
    greeting = prepare(app, settings)
    # what is loaded stays in memory, shared by all children: none of them looks through it for garbage
    gc.freeze()
    worker = JobWorker(app)
    try:
        Server(app, settings, worker, greeting).run()
    finally:
        worker.end()


def prepare(app: Flask, settings: Settings) -> str:
    """Bring the database to this release's schema, after a backup, and set up what was asked for; what to tell then."""
    with app.app_context():
        if settings.database_url.startswith("sqlite"):
            back_up(settings)
        logging.getLogger("alembic").setLevel(logging.WARNING)
        upgrade()
        greeting = app.extensions.get("rondo_greeting")
        lines = greeting() if greeting else []
        database.engine.dispose()
    return "\n".join(["", f"Rondo is ready at {settings.base_url}", *lines, "Stop it with Ctrl+C.", "", ""])


def back_up(settings: Settings) -> Path | None:
    """Copy the SQLite file before a migration changes it; nothing to do when it is new or up to date."""
    file = settings.instance / "rondo.sqlite"
    if not file.exists() or _is_current(file):
        return None
    folder = settings.instance / "backups"
    folder.mkdir(exist_ok=True)
    copy = folder / f"rondo-{now():%Y%m%d-%H%M%S}.sqlite"
    with contextlib.closing(sqlite3.connect(file)) as source, contextlib.closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    for old in sorted(folder.glob("rondo-*.sqlite"))[:-_BACKUPS_KEPT]:
        old.unlink()
    return copy


def _is_current(file: Path) -> bool:
    newest = max((path.name.split("_")[0] for path in Path(migrate.directory).glob("versions/*.py")), default="")
    with contextlib.closing(sqlite3.connect(file)) as connection:
        try:
            return bool(connection.execute("SELECT version_num FROM alembic_version").fetchone() == (newest,))
        except sqlite3.OperationalError:
            return False


def follow_parent() -> None:
    """Put this child in a session of its own and have it ended when its parent dies."""
    os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class JobWorker:
    """The process that works off jobs. Another is started when it ends before it was told to."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._begun = 0.0
        self.pid = 0
        self.start()

    def start(self, listening: Sequence[BaseSocket] = ()) -> None:
        """Fork it. It lets go of the sockets and signals of the process it comes from."""
        self._begun = time.monotonic()
        self.pid = os.fork()
        if self.pid:
            return
        follow_parent()
        for number in (*Arbiter.SIGNALS, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        for each in listening:
            each.close()
        self._work()

    def tend(self, listening: Sequence[BaseSocket]) -> None:
        """Start another when it is gone, at most one within a few seconds."""
        if time.monotonic() - self._begun > _BETWEEN_STARTS and self._is_gone():
            logger.warning("job worker %s ended, another starts", self.pid)
            self.start(listening)

    def end(self) -> None:
        """Ask it to stop and wait for the job it is doing."""
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, signal.SIGTERM)
            os.waitpid(self.pid, 0)

    def _is_gone(self) -> bool:
        try:
            return os.waitpid(self.pid, os.WNOHANG) != (0, 0)
        except ChildProcessError:  # gunicorn has taken note of it already
            return True

    def _work(self) -> None:
        stop = Bell()

        def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            run_until(stop, self._app)
        finally:
            os._exit(0)


class PatientArbiter(Arbiter):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn's master, which also on Ctrl+C lets running requests finish."""

    def handle_int(self) -> None:
        """Ctrl+C means the same as a polite request to end."""
        self.handle_term()

    def manage_workers(self) -> None:
        """Once a second: as many web processes as there should be, and the job worker beside them."""
        super().manage_workers()
        self.app.job_worker.tend(self.LISTENERS)

    handle_quit = handle_int


class DiscreetLogger(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn's log without what a request said and where it came from: its address may be a personal link."""

    def warning(self, message: str, *values: object, **more: object) -> None:
        """Requests that cannot be read are quoted here, with the address of whoever sent them."""
        if message.startswith("Invalid request"):
            message, values = "a request could not be read", ()
        super().warning(message, *values, **more)

    def exception(self, message: str, *values: object, **more: object) -> None:
        """So are those that end in a fault."""
        if message.startswith("Error handling request"):
            message, values = "a request ended in a fault", ()
        super().exception(message, *values, **more)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """The web processes, serving an application that is already loaded."""

    def __init__(self, app: Flask, settings: Settings, job_worker: JobWorker, greeting: str) -> None:
        self.flask_app = app
        self.greeting = greeting
        self.settings = settings
        self.job_worker = job_worker
        super().__init__()

    def load_config(self) -> None:
        """Gunicorn's settings from ours. No access log: addresses of links must not be written down."""
        values: dict[str, Any] = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "worker_class": "gthread",
            "timeout": 60,
            "graceful_timeout": 30,
            "keepalive": 5,
            "limit_request_field_size": 16_384,
            "loglevel": "warning",
            "logger_class": DiscreetLogger,
            "post_fork": lambda _arbiter, _worker: follow_parent(),
            "child_exit": self.notice_child,
            "when_ready": self.greet,
        }
        if _MEMORY.is_dir():
            values["worker_tmp_dir"] = str(_MEMORY)
        for name, value in values.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application."""
        return self.flask_app

    def run(self) -> None:
        """Serve until told to stop. Leaves with an error where it could not, such as for an address that is taken."""
        try:
            PatientArbiter(self).run()
        except SystemExit as end:
            if end.code:
                raise

    def greet(self, _arbiter: object) -> None:
        """Say where it is, once the address is its own."""
        sys.stdout.write(self.greeting)
        sys.stdout.flush()

    @staticmethod
    def notice_child(_arbiter: object, worker: GunicornWorker) -> None:
        """A web process has ended; gunicorn starts another."""
        logger.info("web process %s ended", worker.pid)


if __name__ == "__main__":
    main()
