"""The acts of the mix, each of which may be stopped anywhere and done again: open and store, destroy the key, compact.

The sheets come shuffled to their taker, which inserts its rows in the order of their keys. The round's receipts and
flow are written before the taker is called; a closed round that the taker has not moved itself is *analysed* after it.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import delete, func, select, update

from survey_app.db import DATABASE_AWAY, database, session, transaction
from survey_app.exceptions import N_, Refusal
from survey_app.models import Batch, InboxSheet, Panel, PanelDraft, Panellist, PanelRound, Stage, Turnout
from survey_app.privacy import key_files, mixing
from survey_app.privacy.mix_plan import Phase
from survey_app.privacy.mixing import Sealed
from survey_app.privacy.sheets import Sheet
from survey_app.services import audit, ballots, batches, leavings, live_batches, protocols, round_roll
from survey_app.services.ballots import OpenedSheet
from survey_app.vocabulary import AnonymityLevel, BrainstormPhase, PanellistState, RoundPurpose, RoundState

Taker = Callable[[Batch, PanelRound, Sequence[OpenedSheet]], None]
SurveyTaker = Callable[[Batch, Sequence[OpenedSheet]], None]
LiveTaker = Callable[[PanelRound, Sequence[Sequence[OpenedSheet]], bool], None]

TAKERS: dict[RoundPurpose, Taker] = {}
SURVEY_TAKERS: list[SurveyTaker] = []
"""The one taker of batches that belong to no round: sealed answers of a survey."""
LIVE_TAKERS: list[LiveTaker] = []
"""The one taker of a real-time round: its batches oldest first, and whether they are the last."""

_UNLINKED = (AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED)
_TRIES = 5
_PATIENCE = 3
_SHORT_NAME = 16
_BATCH: Any = Batch.__table__


class TooFewSheets(Refusal):
    """Fewer finished answers than the smallest group: nothing would hide in the mix."""

    title = N_("There are too few answers to open them")
    message = N_(
        "Fewer than %(least)d people have finished. Give the round more time, open it again, or cancel it: then the "
        "answers are thrown away unread."
    )


class StillOpen(Refusal):
    """The round takes answers: it has to be closed before its answers are opened."""

    message = N_("Close the round first: its answers are opened all together.")


class StillInUse(Refusal):
    """The database file could not be rewritten because somebody is reading it."""

    status = 503
    message = N_("The database is in use, so that its file cannot be cleaned now. It is tried again.")


class NobodyTakes(Refusal):
    """No part of the program stores such answers. The sheets stay sealed."""

    message = N_("This release cannot store these answers. They stay sealed.")


def missing(batch: Batch) -> tuple[int, int]:
    """How many have finished, and how many are needed before the sheets may be opened (0 when any number will do)."""
    stage = session.get_one(Stage, batch.stage_id)
    if batch.round_id is None or stage.level not in _UNLINKED:
        return batch.people, 0
    round_ = session.get_one(PanelRound, batch.round_id)
    if round_.purpose is RoundPurpose.WRITE:
        return _writers(batch, round_)
    if round_.live and round_.state is not RoundState.CLOSED:
        together = {each.id: each.people for each in (batch, *live_batches.of_round(round_.id, Phase.CLOSED))}
        return sum(together.values()), stage.min_group
    return finished(round_), stage.min_group


def _writers(batch: Batch, round_: PanelRound) -> tuple[int, int]:
    """The same for ideas. The last ones go with all the others when the time for writing ends, but only once.

    Otherwise going back to writing and forth again would open the ideas of one person after the other. Whoever has had
    another link keeps the mark of having written after erasing everything by it, so nobody hides behind that mark; nor
    behind what one person may have written by two links. What was counted when the batch closed stands: who leaves
    afterwards, or goes back to writing, leaves no sheet unopened.
    """
    panel = session.get_one(Panel, batch.stage_id)
    is_settled = batch.phase is not Phase.COLLECTING
    few = select(Batch.id).where(
        Batch.round_id == round_.id,
        Batch.id != batch.id,
        Batch.phase != Phase.COLLECTING,
        Batch.people.between(1, panel.release_people - 1),
    )
    is_end = is_settled or panel.phase not in (BrainstormPhase.WRITE, BrainstormPhase.BUILD)
    goes_along = is_end and session.scalar(few.limit(1)) is None
    others = round_.begun - (0 if is_settled else _renewed(round_)) if goes_along else 0
    twice = 0 if is_settled else session.scalar(select(batches.counted_twice(round_.id))) or 0
    return max(batch.people - twice, others), panel.release_people


def _renewed(round_: PanelRound) -> int:
    """How many who have written have had more than one link, or have given theirs up by leaving."""
    written = select(Panellist.link_issue, Panellist.older_tags).join(Turnout, Turnout.panellist_id == Panellist.id)
    rows = session.execute(written.where(Turnout.round_id == round_.id)).all()
    return sum(issue > 1 or bool(older) for issue, older in rows)


def require_enough(batch: Batch) -> None:
    """Refuse when opening the sheets would single somebody out, and tell nobody how many there are.

    No sheet at all is no secret.
    """
    count, least = missing(batch)
    if count < least and waiting(batch.id):
        raise TooFewSheets(least=least)


def mix(batch_id: int) -> None:
    """All or nothing: open the sheets, hand them to their taker, empty the inbox, and write that it is done."""
    with transaction():
        batch = _hold(batch_id)
        if batch is None:
            return
        round_ = session.get(PanelRound, batch.round_id) if batch.round_id else None
        if round_ is None:
            _take_survey(batch)
        elif round_.state is RoundState.CANCELLED:
            throw_away(batch)
        elif round_.live:
            _take_live(batch, round_)
        else:
            _take_round(batch, round_)
        _empty(batch)


def _empty(batch: Batch) -> None:
    """Nothing of the batch lies sealed any more."""
    session.execute(delete(InboxSheet).where(InboxSheet.batch_id == batch.id))
    audit.record(study_of(batch), None, "mixed", name_of(batch))
    session.flush()
    move(batch.id, Phase.CLOSED, Phase.MIXED)


def _take_live(batch: Batch, round_: PanelRound) -> None:
    """A release of a real-time round: everything that waits for a mix goes together, so that none overtakes another.

    It is the last one when the round is closed and nothing is left that collects.
    """
    require_enough(batch)
    if not LIVE_TAKERS:
        raise NobodyTakes
    together = live_batches.of_round(round_.id, Phase.CLOSED)
    is_last = round_.state is RoundState.CLOSED and not live_batches.of_round(round_.id)
    opened = [[ballots.opened(sheet) for sheet in _open(each)] for each in together]
    whole = [[sheet for sheet in sheets if sheet.finished] for sheets in opened]
    if is_last:
        round_roll.freeze_flow(round_)
    round_.receipts = sorted({*round_.receipts, *(sheet.receipt for sheets in whole for sheet in sheets)})
    session.flush()
    LIVE_TAKERS[0](round_, whole, is_last)
    if is_last:
        _end(batch, round_)
    for each in together:
        if each.id != batch.id:
            _empty(each)


def _take_survey(batch: Batch) -> None:
    found = _open(batch)
    if not SURVEY_TAKERS:
        raise NobodyTakes
    SURVEY_TAKERS[0](batch, [ballots.opened(sheet) for sheet in found])


def _take_round(batch: Batch, round_: PanelRound) -> None:
    if round_.purpose is not RoundPurpose.WRITE and round_.state is not RoundState.CLOSED:
        raise StillOpen
    require_enough(batch)
    if round_.purpose not in TAKERS:
        raise NobodyTakes
    found = _open(batch)
    sheets = [ballots.opened(sheet) for sheet in found]
    if round_.purpose is not RoundPurpose.WRITE and not _may_keep_partials(round_):
        sheets = [sheet for sheet in sheets if sheet.finished]
    if round_.state is RoundState.CLOSED:
        round_roll.freeze_flow(round_)
        round_.flow = {**round_.flow, "destroyed": len(found) - len(sheets)}
    round_.receipts = sorted([*round_.receipts, *(sheet.receipt for sheet in sheets)])
    session.flush()
    TAKERS[round_.purpose](batch, round_, sheets)
    _end(batch, round_)


def _end(batch: Batch, round_: PanelRound) -> None:
    """Delete the people's own copies; a closed round is analysed now, an open one goes on with the next batch."""
    session.execute(delete(PanelDraft).where(PanelDraft.round_id == round_.id))
    if round_.state is RoundState.CLOSED:
        round_.state = RoundState.ANALYSED
        session.flush()
    elif round_.purpose is RoundPurpose.WRITE and round_.state in _WRITING:
        batches.begin_sized(batch.stage_id, round_.id, batch.blob_size)


_WRITING = (RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING)


def _open(batch: Batch) -> list[Sheet]:
    """The opened sheets, shuffled; two sheets that answer one question under one key stop the mix."""
    rows = session.execute(select(InboxSheet.key, InboxSheet.blob).where(InboxSheet.batch_id == batch.id)).all()
    if not rows:
        return []
    private = key_files.read(batches.place_of(batch.key_name), batch.fingerprint)
    found = mixing.open_all(private, [Sealed(row.key, bytes(row.blob)) for row in rows])
    mixing.split(found)
    return found


def _may_keep_partials(round_: PanelRound) -> bool:
    """Whether unfinished sheets count: a lone one would be its author's.

    Where an old link cannot be made again, its sheet may be a second one of somebody who has got a new link, whatever
    has become of that person since. Whoever has left is nobody to hide among, whether or not others are told yet.
    """
    stage = session.get_one(Stage, round_.stage_id)
    if stage.level not in _UNLINKED:
        return True
    taking_part = select(func.count(Panellist.id)).where(
        Panellist.stage_id == stage.id,
        Panellist.state == PanellistState.ACCEPTED,
        ~leavings.is_kept_back(),
        Panellist.first_round <= round_.number,
    )
    if round_roll.may_repeat(stage):
        return False
    return (session.scalar(taking_part) or 0) - finished(round_) >= stage.min_group


def finished(round_: PanelRound) -> int:
    """How many people have finished a round."""
    return session.scalar(select(func.count()).select_from(Turnout).where(Turnout.round_id == round_.id)) or 0


def waiting(batch_id: int) -> int:
    """How many sealed sheets lie in a batch."""
    lying = select(func.count()).select_from(InboxSheet).where(InboxSheet.batch_id == batch_id)
    return session.scalar(lying) or 0


def throw_away(batch: Batch) -> int:
    """Delete the sheets of a batch unread, with the people's own copies; how many sheets there were."""
    gone = session.execute(delete(InboxSheet).where(InboxSheet.batch_id == batch.id))
    if batch.round_id is not None:
        session.execute(delete(PanelDraft).where(PanelDraft.round_id == batch.round_id))
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a DELETE has a row count


def _hold(batch_id: int) -> Batch | None:
    """The batch, held together with its round; None when somebody else has mixed it.

    Of ratings the panel is held first, so that no statement is corrected while its figures are frozen.
    """
    round_id = session.scalar(select(_BATCH.c.round_id).where(_BATCH.c.id == batch_id))
    if round_id is not None:
        rated = select(PanelRound.stage_id).where(PanelRound.id == round_id, PanelRound.purpose == RoundPurpose.RATE)
        if (stage_id := session.scalar(rated)) is not None:
            protocols.hold_panel(stage_id)
        ballots.hold(round_id)
    if not move(batch_id, Phase.CLOSED, Phase.CLOSED):
        return None
    session.expire_all()
    return session.get_one(Batch, batch_id)


def move(batch_id: int, before: Phase, after: Phase) -> bool:
    """Move a batch forward; whether it stood where it should. The moment of its release is forgotten."""
    changes = {"phase": after} if before is after else {"phase": after, "release_at": None}
    moved = session.execute(update(_BATCH).where(_BATCH.c.id == batch_id, _BATCH.c.phase == before).values(changes))
    return bool(moved.rowcount)  # type: ignore[attr-defined]  # an UPDATE has a row count


def destroy_key(batch_id: int) -> None:
    """Overwrite and remove the key of a mixed batch: nobody can open its sheets in any copy any more."""
    with transaction():
        batch = session.get_one(Batch, batch_id)
        place, name, study_id = batches.place_of(batch.key_name), name_of(batch), study_of(batch)
    key_files.destroy(place)
    with transaction():
        audit.record(study_id, None, "batch_key_destroyed", name)


def compact(batch_id: int) -> None:
    """Rewrite what the deleted sheets lay in and cut the log; then the batch is finished."""
    session.rollback()
    if database.engine.dialect.name == "sqlite":
        _compact_sqlite()
    else:
        _compact_postgresql()
    with transaction():
        move(batch_id, Phase.MIXED, Phase.FINISHED)


def _compact_postgresql() -> None:
    """Rewrite both tables of sealed things. Nobody is kept waiting behind us for longer than a moment."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"SET lock_timeout = '{_PATIENCE}s'")
        try:
            for table in ("inbox_sheet", "panel_draft"):
                connection.exec_driver_sql(f"VACUUM (FULL) {table}")
            for table in ("turnout", "batch", "panel_round"):
                connection.exec_driver_sql(f"VACUUM {table}")
        except DATABASE_AWAY as error:
            raise StillInUse from error
        finally:
            connection.exec_driver_sql("RESET lock_timeout")


def _compact_sqlite() -> None:
    """On a plain connection, because a file is not rewritten inside a transaction."""
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        for _try in range(_TRIES):
            is_busy, _log, _moved = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not is_busy:
                return
        raise StillInUse
    finally:
        connection.close()


def name_of(batch: Batch) -> str:
    """How the log names a batch: the beginning of its key's fingerprint."""
    return batch.fingerprint[:_SHORT_NAME]


def study_of(batch: Batch) -> int:
    """The study a batch belongs to."""
    return session.get_one(Stage, batch.stage_id).study_id
