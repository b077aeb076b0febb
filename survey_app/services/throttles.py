"""How often something may be tried: counted in the database, so that all processes count together.

What people send who are promised that nothing links them to their answers is counted in memory alone: a row that was
written together with an answer says whose it is, to whoever can make its key again.
"""

import hashlib
import hmac
import time
from collections import Counter
from functools import cache
from threading import Lock
from typing import Any

from sqlalchemy import delete

from survey_app.db import inserting, session
from survey_app.exceptions import TooOften
from survey_app.models import Throttle

_KEPT = 24 * 60 * 60
_MINUTE = 60


class Throttles:
    """Counts tries under keyed hashes: the table never tells whose address or account was tried."""

    def __init__(self, secret: str, *, on: bool = True) -> None:
        self.secret = secret.encode()
        self.on = on
        self._lock = Lock()
        self._window, self._here = 0, Counter[str]()

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
        """Refuse after so many tries in a minute, counted by each process for itself and forgotten with the minute."""
        if not self.on:
            return
        window = int(time.time()) // _MINUTE
        with self._lock:
            if window != self._window:
                self._window = window
                self._here.clear()
            self._here[what] += 1
            tries = self._here[what]
        if tries > limit:
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
