"""The batches of a survey whose answers are sealed: which one takes a sheet, and which are mixed together.

Whoever puts something in, takes something out or closes the stage holds the stage until the transaction ends, so the
counts that decide are never those of a moment ago. Fewer than the smallest group are never mixed, and as many always
stay behind until the close.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, or_, select, update

from survey_app.db import now, session
from survey_app.models import Account, Batch, InboxSheet, PanelDraft, Stage
from survey_app.privacy import key_files
from survey_app.privacy.mix_plan import Phase
from survey_app.privacy.refusals import GroupTooSmall
from survey_app.privacy.sheets import Sheet as SealedSheet
from survey_app.privacy.suppression import releasable
from survey_app.services import ballots, batches, mixes, sheet_sizes
from survey_app.services.batches import OpenBatch
from survey_app.services.doors import Closed
from survey_app.services.round_roll import Told
from survey_app.services.sheets import Sheet
from survey_app.vocabulary import StageState

_STAGE: Any = Stage.__table__
_BATCH: Any = Batch.__table__
_INBOX: Any = InboxSheet.__table__


def hold_open(stage_id: int) -> None:
    """Hold the stage, and refuse unless it takes answers at this moment."""
    open_now = _STAGE.c.state == StageState.OPEN, or_(_STAGE.c.closes_at.is_(None), _STAGE.c.closes_at > now())
    if not _hold(stage_id, *open_now):
        raise Closed


def hold(stage_id: int) -> None:
    """Hold the stage, open or not."""
    _hold(stage_id)


def _hold(stage_id: int, *conditions: Any) -> bool:  # noqa: ANN401 - parts of SQL
    held = update(_STAGE).where(_STAGE.c.id == stage_id, *conditions).values(state=_STAGE.c.state)
    return bool(session.connection().execute(held).rowcount)


def begin(stage: Stage, sheet: Sheet) -> Batch:
    """The batch that takes sheets of this version: the one that collects, else a new one with its key."""
    batch = batches.collecting(stage.id, None)
    if batch is None or batch.blob_size < sheet_sizes.blob_size(sheet):
        batch = batches.begin(stage, None, sheet_sizes.bound(sheet))
    return batch


def batch_of(place: str) -> Batch | None:
    """The batch in which a sealed sheet lies."""
    return session.scalar(
        select(Batch).join(InboxSheet, InboxSheet.batch_id == Batch.id).where(InboxSheet.key == place)
    )


def enter(stage: Stage, place: str, sheet: Sheet) -> OpenBatch:
    """The batch for the sheet at this place: the one where it lies, while that collects, else the newest.

    Refuses with 503 when its key cannot be read: nobody could open what is sealed. Call it while the stage is held.
    """
    lying = batch_of(place)
    if lying is not None and lying.phase is Phase.COLLECTING:
        if lying.blob_size >= sheet_sizes.blob_size(sheet):
            key_files.read(batches.place_of(lying.key_name), lying.fingerprint)
            return OpenBatch(lying.id, bytes(lying.public_key or b""), lying.blob_size)
        leave(place)
    elif lying is not None:
        raise batches.BeingReleased
    begin(stage, sheet)
    return batches.enter(stage.id, None, is_new=True)


def leave(place: str) -> bool:
    """Take a sealed sheet out of its batch, while that collects; whether there was one. Call it while holding."""
    lying = batch_of(place)
    if lying is None or lying.phase is not Phase.COLLECTING:
        return False
    session.execute(delete(_INBOX).where(_INBOX.c.key == place))
    batches.leave(lying.id)
    return True


def put(batch: OpenBatch, place: str, sheet: SealedSheet) -> None:
    """Seal a sheet for its batch; it replaces what lay at its place."""
    ballots.put_sheet(batch, place, sheet)


def go_on(stage: Stage, sheet: Sheet) -> None:
    """After a sheet came in: mix what may be mixed, and begin the next batch once this one is large enough."""
    newest = batches.collecting(stage.id, None)
    if newest is not None and newest.people >= stage.min_group:
        batches.begin(stage, None, sheet_sizes.bound(sheet))
    _release(stage, closing=False)


def close(stage: Stage) -> bool:
    """At the close everything goes together; False when fewer than the smallest group lie sealed: then they stay."""
    try:
        _release(stage, closing=True)
    except GroupTooSmall:
        return False
    _forget_notes(stage)
    return True


def _forget_notes(stage: Stage) -> None:
    """The notes of what was sent are of no use once nothing can be sent again."""
    session.execute(delete(PanelDraft).where(PanelDraft.stage_id == stage.id, PanelDraft.round_id.is_(None)))


def throw_away(stage: Stage, account: Account) -> Told:
    """Delete all sealed sheets unread, and queue the destruction of their keys; how many there were, in steps."""
    _forget_notes(stage)
    step = stage.min_group
    count = sum(mixes.discard(batch, account, step=step) for batch in collecting(stage.id))
    return Told(count // step * step, step)


def waiting(stage_id: int) -> int:
    """How many sheets lie sealed and are not on their way into the mix."""
    return sum(batch.people for batch in collecting(stage_id))


def collecting(stage_id: int) -> Sequence[Batch]:
    """The batches that still take or keep sheets, oldest first."""
    return session.scalars(
        select(Batch)
        .where(Batch.stage_id == stage_id, Batch.round_id.is_(None), Batch.phase == Phase.COLLECTING)
        .order_by(Batch.number)
        .execution_options(populate_existing=True)
    ).all()


def phases(stage_id: int) -> tuple[tuple[int, Phase], ...]:
    """Where each batch of the stage stands: read before and after the answers, it tells whether a mix came between."""
    rows = session.execute(
        select(_BATCH.c.number, _BATCH.c.phase)
        .where(_BATCH.c.stage_id == stage_id, _BATCH.c.round_id.is_(None))
        .order_by(_BATCH.c.number)
    )
    return tuple((number, _before_or_after(phase)) for number, phase in rows)


def _before_or_after(phase: Phase) -> Phase:
    """A finished batch is a mixed one whose key is gone: the answers are the same."""
    return Phase.MIXED if phase is Phase.FINISHED else phase


def _release(stage: Stage, *, closing: bool) -> None:
    found = collecting(stage.id)
    count = releasable([batch.people for batch in found], stage.min_group, closing=closing)
    for batch in found[:count]:
        mixes.enqueue(batch)
