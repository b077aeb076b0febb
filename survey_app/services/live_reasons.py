"""Reasons of a real-time round: new and changed ones wait for the moderator, the others stay as they were decided.

No key joins a reason to a ballot, so a sheet says of each item without a reason that there is none: an earlier one is
found by its own key and taken back.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace as changed
from typing import Any

from sqlalchemy import delete, insert, select

from survey_app.db import new_code, session
from survey_app.models import PanelRound, Reason
from survey_app.services import arguments
from survey_app.services.analysis import side_of
from survey_app.services.ballots import OpenedSheet, Row
from survey_app.services.opened_sheets import Taken, Words
from survey_app.vocabulary import ReasonState

NOTHING = ""
"""What a sheet says in place of a reason that is not there."""
_NAMES = (arguments.REASON, arguments.PRO, arguments.CONTRA)


def without_taken_back(sheet: OpenedSheet) -> OpenedSheet:
    """The sheet with those reasons only that are there."""
    return changed(sheet, rows=tuple(row for row in sheet.rows if not _is_taken_back(row)))


def _is_taken_back(row: Row) -> bool:
    return row[2] == NOTHING and row[1].partition(":")[0] in _NAMES


def replace(
    round_: PanelRound,
    opened: Sequence[Sequence[OpenedSheet]],
    taken: Sequence[Taken],
    figures: Sequence[Mapping[str, Any]],
    unmoved: Mapping[str, Collection[int]],
) -> None:
    """Bring the reasons up to date, batch after batch; `figures` say on which side of the median each author stands.

    `unmoved` are by ballot the items rated as before. A reason that stays with such a rating keeps its side as well:
    otherwise the reasons of whoever sends again would change sides together, and tell that one person wrote them.
    """
    said: dict[str, Words | None] = {}
    firm: dict[str, set[int]] = {}
    for sheets, found in zip(opened, taken, strict=True):
        said |= {row[0]: None for sheet in sheets for row in sheet.rows if _is_taken_back(row)}
        said |= {words.key: words for words in found.reasons}
        firm |= {row[0]: _firm(sheet, unmoved) for sheet in sheets for row in sheet.rows}
    mine = Reason.round_id == round_.id, Reason.key.in_(list(said))
    stored = {each.key: each for each in session.scalars(select(Reason).where(*mine))}
    medians = {each["item_id"]: each["consensus"]["median"] for each in figures}
    fresh: list[dict[str, Any]] = []
    gone: list[str] = []
    for key, words in sorted(said.items()):
        row = None if words is None else _row(round_, words, stored.get(key), medians.get(words.item_id))
        was = stored.get(key)
        if row is not None and was is not None and was.text == row["text"] and row["item_id"] in firm[key]:
            row["side"] = was.side
        if key in stored and (row is None or not _is_same(stored[key], row)):
            gone.append(key)
        if row is not None and (key not in stored or key in gone):
            fresh.append(row)
    if gone:
        for key in gone:
            session.expunge(stored[key])
        session.execute(delete(Reason).where(Reason.key.in_(gone)).execution_options(synchronize_session=False))
    if fresh:
        session.execute(insert(Reason), fresh)


def _firm(sheet: OpenedSheet, unmoved: Mapping[str, Collection[int]]) -> set[int]:
    """The items that the person of a sheet rates as before."""
    return {item for row in sheet.rows for item in unmoved.get(row[0], ())}


def _row(round_: PanelRound, words: Words, stored: Reason | None, median: float | None) -> dict[str, Any]:
    """The row of a reason. What a moderator decided holds for the words it was decided about, and no others."""
    same = stored is not None and stored.text == words.text
    return {
        "key": words.key,
        "round_id": round_.id,
        "item_id": words.item_id,
        "code": stored.code if stored is not None and same else new_code(),
        "side": words.side or side_of(words.value, median),
        "text": words.text,
        "shown_text": stored.shown_text if stored is not None and same else "",
        "state": stored.state if stored is not None and same else ReasonState.WAITING,
    }


def _is_same(stored: Reason, row: Mapping[str, Any]) -> bool:
    return stored.text == row["text"] and stored.side is row["side"] and stored.item_id == row["item_id"]
