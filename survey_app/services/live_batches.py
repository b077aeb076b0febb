"""The batches of a real-time round: which one takes a whole sheet, and which are released while the round is open.

Only finished sheets lie here; whoever has not finished has nothing but the own copy, so that nobody's half a sheet is
opened or left behind by a release. At the levels at which nobody may be singled out a release needs as many people as
the smallest group, and as many stay behind for the close, as in a sealed survey (`sealed_batches`). Call everything
while the round is held.
"""

import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from survey_app.db import now, session
from survey_app.models import Batch, InboxSheet, PanelRound, Stage
from survey_app.privacy import key_files
from survey_app.privacy.mix_plan import Phase
from survey_app.privacy.suppression import first_release, releasable
from survey_app.services import batches
from survey_app.services.batches import LONGEST_WAIT, SHORTEST_WAIT, OpenBatch
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import AnonymityLevel, RoundState

_BATCH: Any = Batch.__table__
_APART = (AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED)
_RELEASING = (RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING)


def of_round(round_id: int, phase: Phase = Phase.COLLECTING) -> Sequence[Batch]:
    """The batches of a round in a phase, oldest first: those that take or keep sheets, or those that wait for a mix."""
    return session.scalars(
        select(Batch)
        .where(Batch.round_id == round_id, Batch.phase == phase)
        .order_by(Batch.number)
        .execution_options(populate_existing=True)
    ).all()


def blob_size(round_id: int) -> int:
    """How many bytes each sheet of the round has."""
    newest = select(_BATCH.c.blob_size).where(_BATCH.c.round_id == round_id).order_by(_BATCH.c.number.desc())
    return int(session.scalar(newest.limit(1)) or 0)


def enter(round_: PanelRound, place_of: Callable[[int], str]) -> tuple[OpenBatch, str]:
    """The batch for somebody's whole sheet, and its place there: where an earlier one still lies, else the newest.

    `place_of` makes the place in a batch of this number. Refuses with 503 when the key of the batch cannot be read.
    """
    found = of_round(round_.id)
    for batch in found:
        place = place_of(batch.number)
        if session.scalar(select(InboxSheet.batch_id).where(InboxSheet.key == place)) == batch.id:
            key_files.read(batches.place_of(batch.key_name), batch.fingerprint)
            return OpenBatch(batch.id, bytes(batch.public_key or b""), batch.blob_size), place
    opened = batches.enter(round_.stage_id, round_.id, is_new=True)
    return opened, place_of(found[-1].number)


def go_on(round_: PanelRound) -> None:
    """After a sheet came in: begin the next batch once this one is large enough, and set the moment of a release."""
    stage = session.get_one(Stage, round_.stage_id)
    found = of_round(round_.id)
    if stage.level in _APART and found[-1].people >= stage.min_group:
        batches.begin_sized(stage.id, round_.id, found[-1].blob_size)
        found = of_round(round_.id)
    if ready(stage, found):
        seconds = SHORTEST_WAIT + secrets.randbelow(LONGEST_WAIT - SHORTEST_WAIT + 1)
        session.execute(
            update(_BATCH)
            .where(_BATCH.c.id == found[0].id, _BATCH.c.release_at.is_(None))
            .values(release_at=now() + timedelta(seconds=seconds))
        )


def ready(stage: Stage, found: Sequence[Batch]) -> Sequence[Batch]:
    """The batches that may be released together now, of those that collect."""
    people = [batch.people for batch in found]
    if stage.level in _APART:
        return found[: releasable(people, stage.min_group, closing=False)]
    return found if any(people) else ()


def figures_from(stage: Stage, rules: ProtocolRules) -> int:
    """How many people must have finished before the panel sees figures while the round is open."""
    return first_release(stage.min_group, rules.min_median) if stage.level in _APART else rules.min_median


def due() -> list[int]:
    """The rounds in which the moment of a release has come."""
    return list(
        session.scalars(
            select(PanelRound.id)
            .join(Batch, Batch.round_id == PanelRound.id)
            .where(
                PanelRound.live,
                PanelRound.state.in_(_RELEASING),
                Batch.phase == Phase.COLLECTING,
                Batch.release_at <= now(),
            )
            .distinct()
        )
    )


def take_for_release(round_: PanelRound) -> Sequence[Batch]:
    """The batches to be released, with a batch left that takes sheets; none when too few people are in them now.

    Then the moment is forgotten, so that the next one is drawn anew and tells nothing of who came.
    """
    stage = session.get_one(Stage, round_.stage_id)
    found = of_round(round_.id)
    taken = ready(stage, found) if round_.state in _RELEASING else ()
    session.execute(
        update(_BATCH).where(_BATCH.c.round_id == round_.id, _BATCH.c.release_at.is_not(None)).values(release_at=None)
    )
    if taken and len(taken) == len(found):
        batches.begin_sized(stage.id, round_.id, found[-1].blob_size)
    return taken
