"""Sending where answers are sealed: one durable transaction marks the roll and lays the sheet at its place."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from survey_app.db import inserting, session
from survey_app.exceptions import N_, AlreadySubmitted
from survey_app.models import PanelDraft, SampledCase, Stage
from survey_app.privacy import drafts as locks
from survey_app.privacy.sheets import Sheet as SealedSheet
from survey_app.services import sealed_batches, sealed_drafts, sealed_visits, sheet_sizes
from survey_app.services.interviews import counted
from survey_app.services.page_answers import DraftLost
from survey_app.services.responses import split
from survey_app.services.sheets import Sheet
from survey_app.services.visit_parts import DraftRow, LinkKeys, Standing, Visit
from survey_app.vocabulary import Disposition

_CASE: Any = SampledCase.__table__
_NOTE: Any = PanelDraft.__table__


class TooLateToChange(AlreadySubmitted):
    """What was sent has been mixed with the others: nobody can find it to replace it."""

    title = N_("Your answers cannot be changed any more")
    message = N_(
        "They have been mixed with those of the others, so nobody can tell which are yours. What you see here was not "
        "sent. You can only erase what you sent before."
    )


class AnsweredBefore(AlreadySubmitted):
    """The person has answered by an earlier link."""

    message = N_("Answers for this person were received before, by an earlier link. These were not sent.")


@dataclass(frozen=True, slots=True)
class Put:
    """What came of putting a sheet in: whether one lies there, and whether it holds what was shown."""

    is_sent: bool
    is_same: bool


def store(visit: Visit, shown: str) -> Put:
    """Seal the draft and mark the roll, exactly once, however often and from however many windows it is sent.

    A draft that is gone was sent by another window: the link's note says whether with the same answers.
    """
    keys, draft = visit.keys, visit.draft
    if keys is None or draft is None or visit.case_id is None:
        raise DraftLost
    stage = session.get_one(Stage, keys.stage_id)
    sealed_batches.hold_open(stage.id)
    if not sealed_drafts.remove(draft):
        return _sent_meanwhile(keys, shown)
    _require_place(keys, visit.case_id)
    batch = sealed_batches.enter(stage, keys.inbox, visit.ready)
    sealed_batches.put(batch, keys.inbox, _sheet(visit.ready, keys, draft))
    _keep_note(keys, shown, draft.language)
    _complete(visit.case_id)
    sealed_batches.go_on(stage, visit.ready)
    return Put(is_sent=True, is_same=True)


def _sent_meanwhile(keys: LinkKeys, shown: str) -> Put:
    note = sealed_visits.note_of(keys)
    if not note or sealed_drafts.find(keys, 0) is not None:
        return Put(is_sent=False, is_same=False)
    return Put(is_sent=True, is_same=note.get("hash") == shown)


def _require_place(keys: LinkKeys, case_id: int) -> None:
    """Refuse what could only be a second voice; looked at anew, since the stage is held only now."""
    answered = session.execute(select(_CASE.c.disposition).where(_CASE.c.id == case_id)).scalar()
    standing = sealed_visits.standing_of(keys, has_answered=answered is Disposition.COMPLETE)
    if standing in {Standing.MIXING, Standing.MIXED}:
        raise TooLateToChange
    if standing is Standing.BEYOND:
        raise AnsweredBefore


def _sheet(sheet: Sheet, keys: LinkKeys, draft: DraftRow) -> SealedSheet:
    """The whole response as one row under one key: nobody can compute the key once the person has left."""
    opinions, _identity = split(sheet, counted(sheet, draft.given))
    content = {"version": draft.version_id, "language": draft.language, "answers": opinions}
    return SealedSheet(keys.receipt, ((keys.response, sheet_sizes.RESPONSE, content),))


def _keep_note(keys: LinkKeys, shown: str, language: str) -> None:
    """What tells a repeated sending from another one; only the link opens it, and it holds no answer."""
    content = json.dumps({"hash": shown, "language": language}).encode()
    row = {
        "place": keys.note_place,
        "stage_id": keys.stage_id,
        "blob": locks.lock(keys.note_key, content, sealed_visits.NOTE_BYTES),
    }
    session.execute(
        inserting(_NOTE).values(row).on_conflict_do_update(index_elements=["place"], set_={"blob": row["blob"]})
    )


def _complete(case_id: int) -> None:
    """The mark on the roll, without a time."""
    session.execute(update(_CASE).where(_CASE.c.id == case_id).values(disposition=Disposition.COMPLETE))
