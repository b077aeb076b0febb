"""How often something may be tried: counted in the database, so that all processes count together.

What people send who are promised that nothing links them to their answers is counted in memory alone: a row that was
written together with an answer says whose it is, to whoever can make its key again. That memory is shared by the
processes of one server, which are forked from the one that made it.
"""

import hashlib
import hmac
import mmap
import os
import secrets
import time
from functools import cache
from threading import Lock
from typing import Any

from sqlalchemy import delete

from survey_app.db import inserting, session
from survey_app.exceptions import TooOften
from survey_app.models import Throttle

_KEPT = 24 * 60 * 60
_MINUTE = 60
_HEAD, _PLACES, _ROWS = 8, 1 << 16, 64
_ROW = _HEAD + _PLACES
_FULL = 255


class Minute:
    """Tries of the minute that runs, counted together by the process that made this and all that are forked from it.

    The memory has no name and no file, so nothing of it is written and it ends with the server. What is tried is a
    place that only a number tells which was drawn at the start and stands nowhere else; two share one place once in
    65,536 times. Each process counts in a row of its own, so that none waits for another, and sums all of this minute.
    None empties the row of another, who may be counting in it.
    """

    def __init__(self) -> None:
        self._drawn = secrets.token_bytes(16)
        self._memory = mmap.mmap(-1, _ROWS * _ROW)
        self._lock = Lock()

    def add(self, what: str) -> int:
        """Count one try; how many there were in this minute."""
        minute = int(time.time()) // _MINUTE
        hashed = hashlib.blake2b(what.encode("utf-8", "replace"), key=self._drawn, digest_size=2)
        place, own = int.from_bytes(hashed.digest(), "big"), os.getpid() % _ROWS
        with self._lock:
            if self._minute_of(own) != minute:
                self._begin(own, minute)
            at = own * _ROW + _HEAD + place
            self._memory[at] = min(_FULL, self._memory[at] + 1)
            rows = [row for row in range(_ROWS) if self._minute_of(row) == minute]
            return sum(self._memory[row * _ROW + _HEAD + place] for row in rows)

    def _minute_of(self, row: int) -> int:
        return int.from_bytes(self._memory[row * _ROW : row * _ROW + _HEAD], "big")

    def _begin(self, own: int, minute: int) -> None:
        """Forget what this process counted in minutes that are over."""
        self._memory[own * _ROW : (own + 1) * _ROW] = bytes(_ROW)
        self._memory[own * _ROW : own * _ROW + _HEAD] = minute.to_bytes(_HEAD, "big")


class Throttles:
    """Counts tries under keyed hashes: the table never tells whose address or account was tried."""

    def __init__(self, secret: str, *, on: bool = True) -> None:
        self.secret = secret.encode()
        self.on = on
        self._minute = Minute()

    def key(self, what: str) -> str:
        """What is counted, as a hash that only this installation can make."""
        return hmac.new(self.secret, b"throttle:" + what.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    def allow(self, what: str, limit: int, seconds: int) -> bool:
        """Count one try; whether it is still within the limit of this window of time."""
        if not self.on:
            return True
        window = int(time.time()) // seconds * seconds
        return _count(self.key(f"{what}:{seconds}"), window) <= limit

    def require(self, what: str, limit: int, seconds: int) -> None:
        """Count one try and refuse when there were too many."""
        if not self.allow(what, limit, seconds):
            raise TooOften

    def require_unwritten(self, what: str, limit: int) -> None:
        """Refuse after so many tries in a minute, counted by all processes of this server and forgotten with it."""
        if self.on and self._minute.add(what) > limit:
            raise TooOften

    def forget(self, what: str, seconds: int) -> None:
        """Begin again after a success."""
        if self.on:
            session.execute(delete(Throttle).where(Throttle.key == self.key(f"{what}:{seconds}")))


def sweep() -> int:
    """Delete counts of windows that are long over; returns how many."""
    gone = session.execute(delete(Throttle).where(Throttle.window < int(time.time()) - _KEPT))
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a DELETE has a row count


def _count(key: str, window: int) -> int:
    """Add one and read the sum in a single statement, whoever else counts at the same time."""
    statement = _adding_one(session.get_bind().dialect.name)
    return int(session.connection().execute(statement, {"key": key, "window": window, "count": 1}).scalar_one())


@cache
def _adding_one(_dialect: str) -> Any:  # noqa: ANN401 - the two dialects share no type that has this method
    """The statement, put together once for each kind of database: every page a respondent sends is counted."""
    return (
        inserting(Throttle)
        .on_conflict_do_update(index_elements=["key", "window"], set_={"count": Throttle.count + 1})
        .returning(Throttle.count)
    )
