"""Texts that stand aside with erased ones, so that nobody who compares can tell which were taken out.

Whoever has read the texts of a round and reads them again sees which are gone. If one person has erased several, they
would be known as one person's; if that person has left the panel as well, as theirs. So with every erased text others
of the same statement, drawn by lot, are shown to nobody any more. They stay stored, and their authors can erase them.
"""

import hashlib
from collections import Counter
from collections.abc import Collection

from sqlalchemy import func, select

from survey_app.db import session
from survey_app.models import Erasure, PanelRound, Reason, Snapshot, Stage, Study
from survey_app.services.doors import UNLINKED

OTHERS = 1
"""How many others stand aside with each: a text that is gone was erased in one case of two."""


def of_round(round_id: int) -> frozenset[str]:
    """The keys of the texts of a round that nobody is shown; the lot falls once and for all."""
    return of_rounds((round_id,))


def of_rounds(round_ids: Collection[int]) -> frozenset[str]:
    """The same of several rounds."""
    rows = session.execute(
        select(Snapshot.round_id, Snapshot.document, Study.salt)
        .join(PanelRound, PanelRound.id == Snapshot.round_id)
        .join(Stage, Stage.id == PanelRound.stage_id)
        .join(Study, Study.id == Stage.study_id)
        .where(Snapshot.round_id.in_(round_ids), Stage.level.in_(UNLINKED))
        .where(Snapshot.round_id.in_(select(Erasure.round_id).where(Erasure.done)))
    ).all()
    return frozenset(key for row in rows for key in _drawn(row.round_id, row.document, bytes(row.salt)))


def _drawn(round_id: int, document: dict[str, object], salt: bytes) -> list[str]:
    """For every text that is missing the next of its statement in an order that follows the study's salt.

    An order that never changes keeps aside who stands aside: a text that came back would not have been erased.
    """
    frozen = document.get("texts")
    written = {item: int(number) for item, number in frozen} if isinstance(frozen, list) else {}
    found = session.execute(select(Reason.key, Reason.item_id).where(Reason.round_id == round_id)).all()
    there = Counter(row.item_id for row in found)
    room = {item: OTHERS * (number - there[item]) for item, number in written.items()}
    drawn = []
    for row in sorted(found, key=lambda each: hashlib.sha256(salt + each.key.encode()).digest()):
        if room.get(row.item_id, 0) > 0:
            room[row.item_id] -= 1
            drawn.append(row.key)
    return drawn


def standing_aside(round_id: int) -> int:
    """How many texts of a round were erased or stand aside with them."""
    frozen = session.scalar(select(Snapshot.document).where(Snapshot.round_id == round_id)) or {}
    aside = len(of_round(round_id))
    there = session.scalar(select(func.count()).select_from(Reason).where(Reason.round_id == round_id)) or 0
    return aside and sum(number for _item, number in frozen.get("texts", ())) - there + aside
