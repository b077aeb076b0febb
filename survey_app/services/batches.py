"""Batches of sealed sheets: made with their key, fenced, and handed to the mix.

A round has one batch at a time. The batch of a round of ratings or votes stays open for the fence of the round itself:
`close` it when the round is to be analysed, because a closed round may still open again. A brainstorm closes a batch at
each release, and the mix begins the next one.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, update

from survey_app.db import now, session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Batch, Panel, Panellist, PanelRound, Stage, Turnout
from survey_app.privacy import key_files, sealing
from survey_app.privacy.key_files import KeyPlace, KeyState
from survey_app.privacy.mix_plan import Phase
from survey_app.privacy.refusals import KeyUnreadable
from survey_app.services import installation
from survey_app.services.doors import UNLINKED
from survey_app.vocabulary import RoundPurpose

LABEL_BYTES = 32
"""What a sealed sheet carries beside its rows: whether it is finished, and the group."""
_BATCH: Any = Batch.__table__
SHORTEST_WAIT, LONGEST_WAIT = 30, 120
"""Seconds between the person who makes a batch large enough, and its release."""


class BeingReleased(Refusal):
    """The sealed answers are being opened at this very moment."""

    title = N_("What was written is being released at this moment")
    message = N_("Your text is still here. Wait a few seconds and send it again.")


@dataclass(frozen=True, slots=True)
class OpenBatch:
    """The batch that takes a sheet now, held until the transaction ends."""

    id: int
    public_key: bytes
    blob_size: int


def place_of(key_name: str) -> KeyPlace:
    """Where the key of a batch lies: in the key folder, and in the second folder when there is one."""
    settings = installation.settings()
    copy = settings.key_copy / key_name if settings.key_copy else None
    return KeyPlace(settings.keys / key_name, copy)


def begin(stage: Stage, round_: PanelRound | None, bound: int) -> Batch:
    """A new batch that collects, with its key in the key folder. `bound`: most bytes of a sheet (`privacy.sheets`).

    Refuses with 503 when the key cannot be written; then nothing is opened.
    """
    return begin_sized(stage.id, round_.id if round_ else None, sealing.blob_size(bound + LABEL_BYTES))


def begin_sized(stage_id: int, round_id: int | None, blob_size: int) -> Batch:
    """A new batch whose sheets have as many bytes as those of the batch before it."""
    last = session.scalar(select(func.max(Batch.number)).where(Batch.stage_id == stage_id)) or 0
    batch = Batch(stage_id=stage_id, round_id=round_id, number=last + 1, blob_size=blob_size)
    session.add(batch)
    session.flush()
    give_key(batch)
    return batch


def give_key(batch: Batch) -> None:
    """Make the key of a batch that has none yet; a batch that has one keeps it."""
    if batch.public_key is not None:
        return
    prepare(installation.settings().keys)
    public = key_files.make(place_of(batch.key_name))
    session.execute(
        update(_BATCH)
        .where(_BATCH.c.id == batch.id, _BATCH.c.public_key.is_(None))
        .values(public_key=public, fingerprint=sealing.fingerprint(public))
    )
    session.refresh(batch)


def collecting(stage_id: int, round_id: int | None) -> Batch | None:
    """The batch that takes sheets now."""
    same_round = Batch.round_id.is_(None) if round_id is None else Batch.round_id == round_id
    return session.scalar(
        select(Batch)
        .where(Batch.stage_id == stage_id, same_round, Batch.phase == Phase.COLLECTING)
        .order_by(Batch.number.desc())
        .limit(1)
    )


def enter(stage_id: int, round_id: int | None, *, is_new: bool) -> OpenBatch:
    """Hold the collecting batch until the transaction ends, so that it cannot close in between; count a new person.

    Refuses while a release is under way, and with 503 when the key cannot be read: nobody could open what is sealed.
    """
    same_round = _BATCH.c.round_id.is_(None) if round_id is None else _BATCH.c.round_id == round_id
    newest = select(func.max(_BATCH.c.number)).where(_BATCH.c.stage_id == stage_id, same_round).scalar_subquery()
    found = session.execute(
        update(_BATCH)
        .where(_BATCH.c.stage_id == stage_id, _BATCH.c.number == newest, _BATCH.c.phase == Phase.COLLECTING)
        .values(people=_BATCH.c.people + int(is_new))
        .returning(_BATCH.c.id, _BATCH.c.public_key, _BATCH.c.fingerprint, _BATCH.c.key_name, _BATCH.c.blob_size)
    ).first()
    if found is None:
        raise BeingReleased
    public = bytes(found.public_key or b"")
    if sealing.fingerprint(public) != found.fingerprint:
        raise KeyUnreadable
    key_files.read(place_of(found.key_name), found.fingerprint)
    return OpenBatch(found.id, public, found.blob_size)


def leave(batch_id: int) -> None:
    """One person fewer has something in the batch."""
    session.execute(
        update(_BATCH).where(_BATCH.c.id == batch_id, _BATCH.c.people > 0).values(people=_BATCH.c.people - 1)
    )
    _forget_moment(_BATCH.c.id == batch_id)


def look_again(stage_id: int) -> None:
    """After somebody got a new link: the ideas that wait may be those of too few people now."""
    _forget_moment(_BATCH.c.stage_id == stage_id)


def _forget_moment(which: ColumnElement[bool]) -> None:
    """Where ideas are left of too few, the moment of their release is drawn anew later.

    Otherwise they would be released, that moment having passed, just when the next person writes.
    """
    writes = exists().where(PanelRound.id == _BATCH.c.round_id, PanelRound.purpose == RoundPurpose.WRITE)
    waits = _BATCH.c.phase == Phase.COLLECTING, _BATCH.c.release_at.is_not(None)
    short = update(_BATCH).where(which, writes, *waits, _BATCH.c.people < _enough())
    session.execute(short.values(release_at=None))


def plan_release(batch_id: int) -> None:
    """Set the moment of release of a batch of ideas once enough people are in it: random, and set once."""
    seconds = SHORTEST_WAIT + secrets.randbelow(LONGEST_WAIT - SHORTEST_WAIT + 1)
    session.execute(
        update(_BATCH)
        .where(_BATCH.c.id == batch_id, _BATCH.c.release_at.is_(None), _BATCH.c.people >= _enough())
        .values(release_at=now() + timedelta(seconds=seconds))
    )


def due_for_release() -> list[int]:
    """The batches of ideas whose moment has come, of rounds that are still open."""
    return list(
        session.scalars(
            select(_BATCH.c.id)
            .join(PanelRound, PanelRound.id == _BATCH.c.round_id)
            .where(
                _BATCH.c.phase == Phase.COLLECTING,
                _BATCH.c.release_at <= now(),
                _BATCH.c.people >= _enough(),
                PanelRound.purpose == RoundPurpose.WRITE,
                PanelRound.state == "open",
            )
        )
    )


def close(batch: Batch) -> None:
    """Put the fence in place: from here on the batch takes nothing. Closing twice closes once."""
    session.execute(
        update(_BATCH).where(_BATCH.c.id == batch.id, _BATCH.c.phase == Phase.COLLECTING).values(phase=Phase.CLOSED)
    )
    session.refresh(batch)


def key_state(batch: Batch) -> KeyState:
    """How the key of a batch is found."""
    return key_files.state_of(place_of(batch.key_name), batch.fingerprint)


def counted_twice(round_id: ColumnElement[int] | int) -> ColumnElement[int]:
    """How many of those who have written may be counted once more: by a link that they had before.

    Nobody can tell by which of their links somebody wrote, so each new link of a writer counts.
    """
    renewed: ColumnElement[int] = (
        select(func.coalesce(func.sum(Panellist.link_issue - 1), 0))
        .join(Turnout, Turnout.panellist_id == Panellist.id)
        .join(Stage, Stage.id == Panellist.stage_id)
        .where(Turnout.round_id == round_id, Panellist.link_issue > 1, Stage.level.in_(UNLINKED))
        .scalar_subquery()
    )
    return renewed


def _enough() -> ColumnElement[int]:
    """How many people a release of ideas takes: where answers have no name, beside those who may be counted twice."""
    needed: ColumnElement[int] = (
        select(Panel.release_people).where(Panel.stage_id == _BATCH.c.stage_id).scalar_subquery()
    )
    return needed + counted_twice(_BATCH.c.round_id)


def prepare(folder: Path) -> None:
    """The key folder, for this program alone. The folder of second copies is made by the operator, on its own disk."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise KeyUnreadable from error
