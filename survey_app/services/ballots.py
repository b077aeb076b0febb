"""The sealed inbox of a round as a panellist uses it: save, read one's own copy again, finish.

One durable transaction does everything: the fence (the round takes answers now, by the server's clock), the person's
own copy (encrypted, only the link opens it), the sealed sheet (only the batch's key opens it), and, when the round is
finished, the mark on the roll. Nothing here can be read before the mix, by anybody but the person.

Locks are taken in one order everywhere: the round, then the batch.
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Delete, Exists, delete, exists, select, update

from survey_app.db import inserting, now, session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Batch, InboxSheet, PanelDraft, Panellist, PanelRound, Turnout
from survey_app.privacy import drafts, keys, sealing, sheets
from survey_app.privacy.mix_plan import Phase
from survey_app.privacy.refusals import SealBroken
from survey_app.privacy.sheets import Sheet
from survey_app.services import batches, live_batches
from survey_app.services.doors import UNLINKED
from survey_app.services.seats import Seat
from survey_app.vocabulary import PanellistState, RoundPurpose, RoundState

Row = tuple[str, str, object]
"""Key, question and value of one answer: what lies in the sealed sheet and becomes one row at the mix."""

SLOTS = 1_000
"""Sheets one person may have in one round."""
DRAFT_SHEETS = 16
"""A brainstorm's own copy holds all ideas that wait for release, so it has room for as many sheets."""
_ROUND: Any = PanelRound.__table__
_UNMIXED = (RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING, RoundState.CLOSED)
_FINISHED, _PARTIAL = "whole", "part"


class RoundClosed(Refusal):
    """The round takes no more answers."""

    title = N_("This round is closed")
    message = N_("It takes no more answers. What you had finished before counts.")


class RoundNotOpen(Refusal):
    """The round is not open yet, is paused, or was cancelled."""

    title = N_("This round is not open")
    message = N_("It takes no answers now. You get a mail when a round opens; what you saved is kept.")


class NotTakingPart(Refusal):
    """The person has not accepted the invitation, has declined, or has withdrawn."""

    status = 403
    title = N_("You have not joined this panel")
    message = N_("Answers are taken from people who accepted the invitation. Open your link again and accept first.")


class CountsLater(Refusal):
    """The link was made anew after its person had answered this round, or had left the panel during it."""

    title = N_("You are not asked in this round")
    message = N_(
        "You answered this round by your earlier link, or you left the panel during it. Nobody answers a round twice."
    )


class BeingOpened(Refusal):
    """The sealed answers are handed over to the mix: taking one out now could leave too few to open them at all."""

    title = N_("The answers are being opened at this moment")
    message = N_("Nothing was erased. Wait a minute and press the button again.")


@dataclass(frozen=True, slots=True)
class Ballot:
    """What is saved: `content` is what the person sees again, `rows` is what the mix will store."""

    content: Mapping[str, Any]
    rows: tuple[Row, ...]
    finished: bool = False


@dataclass(frozen=True, slots=True)
class OpenedSheet:
    """One sheet after the mix has opened it: no order, no person."""

    receipt: str
    rows: tuple[Row, ...]
    group_id: int | None
    finished: bool


@dataclass(frozen=True, slots=True)
class _Standing:
    """What the round already has of this person, read while the round is held."""

    has_draft: bool
    has_finished: bool


def read(seat: Seat, round_: PanelRound) -> dict[str, Any]:
    """The person's own copy of what was saved in this round; empty when nothing was, or after the mix."""
    place = seat.draft_place(round_.number)
    blob = session.scalar(select(PanelDraft.blob).where(PanelDraft.place == place))
    if blob is None:
        return {}
    try:
        content = drafts.unlock(seat.draft_key(round_.number), bytes(blob))
    except SealBroken:
        return {}
    found: dict[str, Any] = json.loads(zlib.decompress(content))
    return found


def save(seat: Seat, round_: PanelRound, ballot: Ballot, *, slot: int = 0) -> str:
    """Store one sheet, replacing what lay in its slot; the receipt. Call inside one `transaction()`.

    Refuses when the round takes no answers now (state or clock), when the person has not accepted, when the link
    counts only from a later round, and with 503 when the batch's key cannot be read.
    """
    if not 0 <= slot < SLOTS:
        raise ValueError("a person has no such slot")
    standing = _enter(seat, round_.id)
    finished = ballot.finished or standing.has_finished
    receipt = seat.receipt(round_.number if slot == 0 else round_.number * SLOTS + slot)
    sheet = Sheet(receipt, ballot.rows, _label(seat.group_id, finished=finished))
    if round_.live:
        # whoever saves the same again is nobody new to hide among
        is_same = standing.has_finished and read(seat, round_) == json.loads(json.dumps(ballot.content))
        _keep_copy(seat, round_, ballot.content, live_batches.blob_size(round_.id))
        if finished and not is_same:
            _put_live(seat, round_, sheet)
    else:
        batch = batches.enter(seat.door.stage_id, round_.id, is_new=not standing.has_draft)
        _keep_copy(seat, round_, ballot.content, batch.blob_size)
        put_sheet(batch, seat.inbox_key(round_.number, slot), sheet)
        if round_.purpose is RoundPurpose.WRITE:
            batches.plan_release(batch.id)
    if ballot.finished:
        row = {"round_id": round_.id, "panellist_id": seat.panellist_id}
        session.execute(inserting(Turnout).values(row).on_conflict_do_nothing())
    if not standing.has_draft and not standing.has_finished:
        session.execute(update(_ROUND).where(_ROUND.c.id == round_.id).values(begun=_ROUND.c.begun + 1))
    return receipt


def _put_live(seat: Seat, round_: PanelRound, sheet: Sheet) -> None:
    """Lay the whole sheet of a real-time round into its batch; one that waits for a release already is replaced."""
    batch, place = live_batches.enter(round_, lambda number: seat.inbox_key(round_.number, number % SLOTS))
    put_sheet(batch, place, sheet)
    live_batches.go_on(round_)


def put_sheet(batch: batches.OpenBatch, place: str, sheet: Sheet) -> None:
    """Seal a sheet for the batch and lay it at its place; what lay there is replaced."""
    blob = sealing.seal(batch.public_key, sheets.encode(sheet), batch.blob_size)
    values = {"key": place, "batch_id": batch.id, "blob": blob}
    session.execute(
        inserting(InboxSheet)
        .values(values)
        .on_conflict_do_update(index_elements=["key"], set_={"batch_id": batch.id, "blob": blob})
    )


def empty(receipt: str) -> Sheet:
    """A sheet that says only that somebody has begun."""
    return Sheet(receipt, (), _label(None, finished=False))


def opened(sheet: Sheet) -> OpenedSheet:
    """A sheet as the takers get it."""
    state, _colon, group = sheet.group.partition(":")
    return OpenedSheet(sheet.receipt, sheet.answers, int(group) if group else None, state != _PARTIAL)


def hold(round_id: int) -> None:
    """Hold a round until the transaction ends: always before its batch, so that nobody waits in a circle."""
    session.flush()
    session.execute(update(_ROUND).where(_ROUND.c.id == round_id).values(begun=_ROUND.c.begun))


def has_finished(seat: Seat, round_: PanelRound) -> bool:
    """Whether the person has finished the round; saving again changes the answers and not this.

    Where answers have no name a newer link that counts later never says so: whoever holds it would read there whether
    somebody who left took their answers along.
    """
    if seat.door.level in UNLINKED and seat.first_round > round_.number:
        return False
    return bool(session.scalar(select(_turnout(seat, round_.id))))


def require_open(seat: Seat, round_: PanelRound) -> None:
    """Refuse, with words for the person, when the round takes no answers from this seat now."""
    _require_part(seat.state, seat.first_round, round_.number)
    standing = _standing(seat, round_.id, round_.number)
    _require_time(round_.state, round_.closes_at, round_.grace_minutes, standing)


def erase(seat: Seat, round_: PanelRound) -> int:
    """Take everything out that the person has put into a round that is not mixed yet; how many sheets there were.

    Call inside one `transaction()`. The mark on the roll goes as well, and the counts are as if nothing had come.
    Refused for the moment between the handing over and the mix: there were enough people then, and there must be still.
    """
    hold(round_.id)
    if _is_handed_over(round_.id):
        raise BeingOpened
    return erase_by(seat.salt, seat.secret, seat.panellist_id, round_)


def erase_by(salt: bytes, secret: str, panellist_id: int, round_: PanelRound) -> int:
    """The same for whoever holds the secret of a link. What was handed over to the mix stays in it.

    Where a ballot came by an earlier link, only that link finds it: the mark on the roll stays with the ballot. Of
    ideas nobody can tell whether some came by an earlier link, so whoever has had one keeps their mark, also when they
    gave it up by leaving.
    """
    session.flush()
    held = session.execute(
        update(_ROUND)
        .where(_ROUND.c.id == round_.id, _ROUND.c.state.in_(_UNMIXED))
        .values(begun=_ROUND.c.begun)
        .returning(_ROUND.c.stage_id, _ROUND.c.number, _ROUND.c.live)
    ).first()
    if held is None or _is_handed_over(round_.id):
        return 0
    stage_id, number, is_live = held
    slots = SLOTS if is_live or round_.purpose is RoundPurpose.WRITE else 1
    places = [keys.inbox_key(salt, secret, stage_id, number * SLOTS + slot) for slot in range(slots)]
    unmixed_batch = select(Batch.id).where(Batch.round_id == round_.id, Batch.phase == Phase.COLLECTING)
    gone = list(
        session.scalars(
            delete(InboxSheet)
            .where(InboxSheet.key.in_(places), InboxSheet.batch_id.in_(unmixed_batch))
            .returning(InboxSheet.batch_id)
            .execution_options(synchronize_session=False)
        )
    )
    for batch_id in set(gone):
        batches.leave(batch_id)
    place = keys.draft_place(salt, secret, stage_id, number)
    begun = _count(delete(PanelDraft).where(PanelDraft.place == place))
    is_theirs = bool(begun or gone)
    if round_.purpose is RoundPurpose.WRITE:
        # released ideas lie here no more, and go with the rows
        had = session.execute(
            select(Panellist.link_issue, Panellist.older_tags).where(Panellist.id == panellist_id)
        ).first()
        is_theirs = had is None or (had.link_issue <= 1 and not had.older_tags)
    mark = delete(Turnout).where(Turnout.round_id == round_.id, Turnout.panellist_id == panellist_id)
    finished = _count(mark) if is_theirs else 0
    if finished or (begun and is_theirs):
        fewer = update(_ROUND).where(_ROUND.c.id == round_.id, _ROUND.c.begun > 0)
        session.execute(fewer.values(begun=_ROUND.c.begun - 1))
    return len(gone)


def _is_handed_over(round_id: int) -> bool:
    """Whether a batch of a round that is not analysed waits for its mix. Ask while the round is held."""
    waiting = (
        select(Batch.id)
        .join(PanelRound, PanelRound.id == Batch.round_id)
        .where(Batch.round_id == round_id, Batch.phase == Phase.CLOSED, PanelRound.state.in_(_UNMIXED))
    )
    return session.scalar(waiting.limit(1)) is not None


def _count(statement: Delete) -> int:
    gone = session.execute(statement.execution_options(synchronize_session=False))
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a DELETE has a row count


def _enter(seat: Seat, round_id: int) -> _Standing:
    """Hold the round until the transaction ends, and refuse unless it takes this person's answers at this moment."""
    session.flush()
    held = session.execute(
        update(_ROUND)
        .where(_ROUND.c.id == round_id, _ROUND.c.stage_id == seat.door.stage_id)
        .where(_ROUND.c.state.in_((RoundState.OPEN, RoundState.CLOSING)))
        .values(begun=_ROUND.c.begun)
        .returning(_ROUND.c.number, _ROUND.c.state, _ROUND.c.closes_at, _ROUND.c.grace_minutes)
    ).first()
    if held is None:
        state = session.scalar(select(_ROUND.c.state).where(_ROUND.c.id == round_id))
        raise RoundNotOpen if state in _RESTING else RoundClosed
    tag = keys.roll_tag(seat.salt, seat.secret)
    person = session.execute(
        select(Panellist.state, Panellist.first_round).where(Panellist.id == seat.panellist_id, Panellist.tag == tag)
    ).first()
    if person is None:
        raise NotTakingPart
    _require_part(person.state, person.first_round, held.number)
    standing = _standing(seat, round_id, held.number)
    _require_time(held.state, held.closes_at, held.grace_minutes, standing)
    return standing


_RESTING = (RoundState.DRAFT, RoundState.SCHEDULED, RoundState.PAUSED, RoundState.CANCELLED)


def _require_part(state: PanellistState, first_round: int, number: int) -> None:
    if state is not PanellistState.ACCEPTED:
        raise NotTakingPart
    if first_round > number:
        raise CountsLater


def _require_time(state: RoundState, closes_at: datetime | None, grace: int, standing: _Standing) -> None:
    """Open by the server's clock; in the time of grace only for those who have begun and not finished."""
    if state in _RESTING:
        raise RoundNotOpen
    moment = now()
    if state is RoundState.OPEN and (closes_at is None or moment < closes_at):
        return
    is_grace = closes_at is not None and moment < closes_at + timedelta(minutes=grace)
    in_time = state in (RoundState.OPEN, RoundState.CLOSING) and is_grace
    if not in_time or not standing.has_draft or standing.has_finished:
        raise RoundClosed


def _standing(seat: Seat, round_id: int, number: int) -> _Standing:
    has_draft = exists().where(PanelDraft.place == seat.draft_place(number))
    row = session.execute(select(has_draft, _turnout(seat, round_id))).one()
    return _Standing(*map(bool, row))


def _turnout(seat: Seat, round_id: int) -> Exists:
    return exists().where(Turnout.round_id == round_id, Turnout.panellist_id == seat.panellist_id)


def _keep_copy(seat: Seat, round_: PanelRound, content: Mapping[str, Any], blob_size: int) -> None:
    """Encrypt the person's own copy into a fixed number of bytes: its length says nothing about what is in it."""
    size = blob_size * (DRAFT_SHEETS if round_.purpose is RoundPurpose.WRITE else 1)
    packed = zlib.compress(json.dumps(content, separators=(",", ":")).encode())
    blob = drafts.lock(seat.draft_key(round_.number), packed, size)
    values = {
        "place": seat.draft_place(round_.number),
        "stage_id": seat.door.stage_id,
        "round_id": round_.id,
        "blob": blob,
    }
    session.execute(
        inserting(PanelDraft).values(values).on_conflict_do_update(index_elements=["place"], set_={"blob": blob})
    )


def _label(group_id: int | None, *, finished: bool) -> str:
    return f"{_FINISHED if finished else _PARTIAL}:{'' if group_id is None else group_id}"
