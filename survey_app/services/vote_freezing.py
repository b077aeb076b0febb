"""What every way of voting shares once its sheets are open: rows stored by key, and figures frozen with two hashes.

No figure and no order depends on whose sheet came first: rows are stored in the order of their keys, which are random,
and whatever is computed is computed from sheets sorted by what stands in them.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import aliased

from survey_app.db import session
from survey_app.models import Card, PanelRound, Snapshot, Stage, Study, Theme, Vote
from survey_app.services import idea_board

SCHEMA = 1
_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True, order=True)
class Given:
    """One row of a vote: its key, the card, what it was given, and the card it was compared with."""

    key: str
    code: str
    points: int
    other: str = ""

    @property
    def said(self) -> list[object]:
        """The row without its key."""
        return [self.code, self.points, self.other] if self.other else [self.code, self.points]


def codes_of(stage_id: int) -> dict[str, int]:
    """The numbers of all cards of a stage by their codes."""
    return {row.code: row.id for row in session.execute(select(Card.code, Card.id).where(Card.stage_id == stage_id))}


def store(round_: PanelRound, rows: Iterable[Given]) -> list[Given]:
    """Store the rows in the order of their keys; the rows as they lie."""
    ids, ordered = codes_of(round_.stage_id), sorted(rows)
    for start in range(0, len(ordered), _AT_ONCE):
        stored = [
            {
                "key": row.key,
                "round_id": round_.id,
                "card_id": ids[row.code],
                "points": row.points,
                "other_id": ids.get(row.other),
            }
            for row in ordered[start : start + _AT_ONCE]
        ]
        session.execute(insert(Vote), stored)
    return ordered


def stored(round_: PanelRound) -> list[Given]:
    """The rows as they lie in the database now."""
    other = aliased(Card)
    rows = session.execute(
        select(Vote.key, Card.code, Vote.points, other.code.label("other"))
        .join(Card, Card.id == Vote.card_id)
        .outerjoin(other, other.id == Vote.other_id)
        .where(Vote.round_id == round_.id)
    )
    return sorted(Given(row.key, row.code, row.points, row.other or "") for row in rows)


STORED = "stored"
"""How many rows came in: kept for the count of what a study holds, and told nowhere else."""


def freeze(stage: Stage, round_: PanelRound, document: Mapping[str, Any], rows: Sequence[Given]) -> None:
    """Keep the figures of a vote with the hash of what was given and the seal of the rows.

    The hash is salted: what is held back could be found by trying all there can be until it fits.
    """
    session.add(
        Snapshot(
            round_id=round_.id,
            document={"schema": SCHEMA, "kind": "vote", STORED: len(rows), **document},
            libraries={},
            input_hash=digest(sorted(row.said for row in rows), _salt(stage)),
            seal=seal(stage, rows),
        )
    )
    session.flush()


def standing(stage: Stage, chosen: Collection[str]) -> list[dict[str, Any]]:
    """The cards that were voted on, in the order of their codes, which are random.

    A card whose author has erased the words since keeps what it was given before.
    """
    names = {
        row.id: row.name for row in session.execute(select(Theme.id, Theme.name).where(Theme.stage_id == stage.id))
    }
    shown = [each for one in idea_board.cards_of(stage.id) for each in (one, *one.additions)]
    found = [(one.code, one.text, one.theme_id) for one in shown]
    there = {one.code for one in shown}
    erased = session.scalars(select(Card).where(Card.stage_id == stage.id, Card.code.in_(set(chosen) - there))).all()
    found += [(one.code, one.text, one.theme_id) for one in erased]
    return [
        {"code": code, "text": text, "theme": names.get(theme_id or 0, "")} for code, text, theme_id in sorted(found)
    ]


def seal(stage: Stage, rows: Sequence[Given]) -> str:
    """The rows with their keys and the study's salt: compared, never shown."""
    return digest([[row.key, *row.said] for row in sorted(rows)], _salt(stage))


def _salt(stage: Stage) -> bytes:
    return bytes(session.get_one(Study, stage.study_id).salt)


def digest(content: object, salt: bytes = b"") -> str:
    """A hash of something that can be written as JSON."""
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return hashlib.sha256(salt + written).hexdigest()
