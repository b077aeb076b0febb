"""A program that mixes and is killed: at every statement, commit and change of a file, one after the other.

Started with the folder of an installation that holds one closed batch. For each point a process of its own mixes until
it is killed there; then another one goes on. One line for each point is printed: what was found after the kill and at
the end. With `thin` every seventh point is taken. With `hasty` the key is destroyed before the rows are stored, which
must be found out.
"""

import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import event

from survey_app import create_app
from survey_app.db import database, session
from survey_app.jobs import mixing as takers
from survey_app.privacy import key_files
from survey_app.services import mix_steps, mixes
from tests.conftest import settings_for

BATCH = "SELECT id, phase FROM batch ORDER BY id"
"""The first one; a real-time round has others behind it, whose sheets stay."""
THIN = 7
ROWS = "SELECT key, item_id, value FROM rating ORDER BY 1, 2"


class Points:
    """Counts the points at which a kill makes a difference, and is killed at one of them."""

    def __init__(self, at: int | None) -> None:
        self.at, self.seen = at, 0

    def reach(self, *_rest: object, **_named: object) -> None:
        """Something is about to happen, or has just happened."""
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.seen += 1

    def watch(self) -> None:
        """Statements, commits, and calls of the system that change a file of a key."""
        event.listen(database.engine, "before_cursor_execute", self._executing)
        event.listen(database.engine, "commit", self.reach)
        for name in ("fsync", "unlink", "fdopen"):
            setattr(os, name, self._watched(getattr(os, name)))

    def _executing(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        """Nothing has changed between two statements that read."""
        if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA")):
            self.reach()

    def _watched(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*rest: Any, **named: Any) -> Any:
            self.reach()
            return real(*rest, **named)

        return call


def in_a_process(app: Any, batch_id: int, at: int | None) -> int | None:
    """Mix in a process of its own; how many points it met, None when it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        points = Points(at)
        with app.app_context():
            points.watch()
            rest = mixes.run(batch_id)
            session.remove()
        os.write(writing, json.dumps([points.seen, rest.value]).encode())
        os._exit(0)
    os.close(writing)
    _pid, status = os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    if os.WIFSIGNALED(status):
        return None
    return int(json.loads(said)[0]) if said else -1


def bytes_of(folder: Path) -> bytes:
    """Everything on the disk that is the database."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("rondo.sqlite*")))


def state_of(folder: Path) -> dict[str, Any]:
    """What stands in the database."""
    with closing(sqlite3.connect(folder / "rondo.sqlite")) as connection:
        rows = connection.execute(ROWS).fetchall()
        reasons = sorted(text for (text,) in connection.execute("SELECT text FROM reason"))
        state = connection.execute("SELECT state, receipts FROM panel_round").fetchone()
        waiting = connection.execute("SELECT count(*) FROM inbox_sheet").fetchone()[0]
        phase = connection.execute(BATCH).fetchone()[1]
        releases = connection.execute("SELECT number, done FROM live_release").fetchall()
    keys = len([path for path in (folder / "keys").iterdir() if not path.name.startswith("links-")])
    found = {"phase": phase, "rows": rows, "reasons": reasons, "round": state, "waiting": waiting, "keys": keys}
    return found | {"releases": releases}


def restore(prepared: Path, folder: Path) -> None:
    """The installation as it was before the mix."""
    for path in folder.glob("rondo.sqlite*"):
        path.unlink(missing_ok=True)
    shutil.copy(prepared / "rondo.sqlite", folder / "rondo.sqlite")
    shutil.rmtree(folder / "keys")
    shutil.copytree(prepared / "keys", folder / "keys")


def say(found: dict[str, Any]) -> None:
    """One line for the test."""
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


def be_hasty() -> None:
    """Destroy the key as soon as it was read."""

    def read(place: key_files.KeyPlace, expected: str) -> bytes:
        private = key_files.read(place, expected)
        key_files.destroy(place)
        return private

    mix_steps.key_files = SimpleNamespace(read=read, destroy=key_files.destroy)  # type: ignore[assignment]


def main(folder: Path, *, hasty: bool, every: int) -> None:
    """All points, one after the other; or only some of them."""
    assert takers.mix
    app = create_app(settings_for(folder))
    prepared = folder / "prepared"
    with closing(sqlite3.connect(folder / "rondo.sqlite")) as connection:
        batch_id = connection.execute(BATCH).fetchone()[0]
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    prepared.mkdir()
    shutil.copy(folder / "rondo.sqlite", prepared / "rondo.sqlite")
    shutil.copytree(folder / "keys", prepared / "keys")
    if hasty:
        be_hasty()
    total = in_a_process(app, batch_id, None)
    end = state_of(folder)
    say({"points": total, "end": end})
    for point in range(0, total or 0, every):
        restore(prepared, folder)
        killed = in_a_process(app, batch_id, point) is None
        left = bytes_of(folder).decode("latin-1")
        after = state_of(folder)
        told = [words for words in after["reasons"] or EXPECTED if words in left]
        in_a_process(app, batch_id, None)
        found = state_of(folder)
        say({"killed": killed, "after": after, "told": told, "end": found})
        if hasty and found != end:
            return


EXPECTED = tuple(f"reason number {number} of somebody" for number in range(6))

if __name__ == "__main__":
    main(Path(sys.argv[1]), hasty="hasty" in sys.argv[2:], every=THIN if "thin" in sys.argv[2:] else 1)
