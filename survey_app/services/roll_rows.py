"""The rows of a roll are written together, so that none of them says by itself with which answers it was written."""

from collections.abc import Callable, Mapping, Sequence
from secrets import SystemRandom, randbelow
from typing import Any, TypeVar

from sqlalchemy import bindparam, select, update

from survey_app.db import session
from survey_app.models import Panellist

_PEOPLE: Any = Panellist.__table__
Moved = TypeVar("Moved")


def write_among_all(stage_id: int, panellist_id: int, move: Callable[[], Moved]) -> Moved:
    """Change one row of a roll while every row of it is written once, one after the other in the order of a lot.

    PostgreSQL notes with each row which transaction wrote it, and lays rows down as they are written. One row that was
    written with words or without them, or twice, or last, would say whose they were to whoever can read the tables or
    their files; so would rows that lie in the order of what was written beside them.
    """
    mine = _PEOPLE.c.stage_id == stage_id
    people = session.scalars(select(_PEOPLE.c.id).where(mine).order_by(_PEOPLE.c.id).with_for_update()).all()
    others = [{"one": each} for each in people if each != panellist_id]
    SystemRandom().shuffle(others)
    before = randbelow(len(others) + 1)
    _write_anew(others[:before])
    moved = move()
    _write_anew(others[before:])
    return moved


def write_all(stage_id: int, panellist_id: int) -> None:
    """Write every row as it stands: whoever only erases leaves the roll as whoever leaves with everything does."""
    write_among_all(stage_id, panellist_id, lambda: _write_anew([{"one": panellist_id}]))


def _write_anew(rows: Sequence[Mapping[str, int]]) -> None:
    same = update(_PEOPLE).where(_PEOPLE.c.id == bindparam("one")).values(state=_PEOPLE.c.state)
    if rows:
        session.connection().execute(same, rows)
