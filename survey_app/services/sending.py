"""Sending: a draft becomes a response, exactly once, in one transaction with everything that depends on it."""

from enum import StrEnum
from typing import Any

from sqlalchemy import select, update

from survey_app.db import new_code, now, session
from survey_app.exceptions import N_, AlreadySubmitted
from survey_app.models import Identity, Response, SampledCase
from survey_app.privacy import links
from survey_app.services import answer_files, course, drafts, quotas, record_plans, sealed_sending
from survey_app.services.inserts import insert_new
from survey_app.services.interviews import counted
from survey_app.services.responses import content_hash, projected, split
from survey_app.services.sealed_sending import TooLateToChange
from survey_app.services.visits import DraftRow, Visit
from survey_app.vocabulary import Disposition

__all__ = ["CaseAnswered", "Outcome", "SentAlready", "TooLateToChange", "keep_beside", "send"]

_RESPONSE: Any = Response.__table__
_IDENTITY: Any = Identity.__table__
_CASE: Any = SampledCase.__table__


class CaseAnswered(AlreadySubmitted):
    """The case has an answer that came another way; the draft is kept beside it."""

    message = N_("Answers for this person were received another way in the meantime. Yours have been kept beside them.")


class SentAlready(AlreadySubmitted):
    """The answers were sent from another window, and are sealed."""

    title = N_("Your answers were sent already")
    message = N_(
        "They were sent from another window, and those count. This page was not saved. To send other answers instead, "
        "open your link and press “Change my answers”."
    )


class Outcome(StrEnum):
    """What came of sending."""

    SENT = "sent"
    UNFINISHED = "unfinished"
    CHANGED = "changed"
    DIFFERENT = "different"


def send(visit: Visit, shown: str) -> Outcome:
    """Store the draft as a response, exactly once, however often and from however many windows it is sent.

    `shown` is the hash of what the person saw before sending. Raises `CaseAnswered` when the case was answered
    another way: everything is rolled back and `keep_beside` keeps the draft.
    """
    if visit.sent is not None:
        same = visit.sent.content_hash in ("", shown) if visit.keys else visit.sent.content_hash == shown
        return Outcome.SENT if same else Outcome.DIFFERENT
    visit.door.require_open()
    if visit.draft is None:
        raise drafts.DraftLost
    if visit.draft.conflicts_with is not None:
        raise CaseAnswered
    if visit.first_open_page is not None:
        return Outcome.UNFINISHED
    if content_hash(visit.draft.version_id, counted(visit.ready, visit.draft.given)) != shown:
        return Outcome.CHANGED
    if visit.keys is not None:
        return _seal(visit, shown)
    if not drafts.remove(visit.draft):
        return _sent_meanwhile(visit.draft, shown)
    if not _store(visit, visit.draft, shown):
        raise CaseAnswered
    return Outcome.SENT


def _seal(visit: Visit, shown: str) -> Outcome:
    put = sealed_sending.store(visit, shown)
    if not put.is_sent:
        return Outcome.CHANGED
    return Outcome.SENT if put.is_same else Outcome.DIFFERENT


def _sent_meanwhile(draft: DraftRow, shown: str) -> Outcome:
    """The draft is gone or newer: another window sent it, or saved into it."""
    hashes = select(_RESPONSE.c.content_hash).where(_RESPONSE.c.submit_key == draft.submit_key)
    stored = session.execute(hashes).scalar()
    if stored is None:
        return Outcome.CHANGED
    return Outcome.SENT if stored == shown else Outcome.DIFFERENT


def _store(visit: Visit, draft: DraftRow, shown: str) -> bool:
    sheet = visit.ready
    opinions, identity = split(sheet, counted(sheet, draft.given))
    record_plans.claim(visit.door.stage_id, draft.mode, opinions)
    row = {
        "id": new_code(26),
        "stage_id": visit.door.stage_id,
        "version_id": draft.version_id,
        "case_id": draft.case_id,
        "entered_by": draft.entered_by,
        "submit_key": draft.submit_key,
        "content_hash": shown,
        "receipt": links.receipt(draft.submit_key),
        "mode": draft.mode,
        "language": draft.language,
        "submitted_at": now(),
        "course": course.of_response(visit, draft) | quotas.take(visit, draft),
        **projected(sheet, opinions),
    }
    if not insert_new(_RESPONSE, row):
        return False
    if sheet.takes_files:
        answer_files.attach(visit.door.stage_id, row["id"], opinions)
    if identity:
        insert_new(_IDENTITY, {"response_id": row["id"], "stage_id": visit.door.stage_id, "answers": identity})
    if draft.case_id is not None:
        _complete(draft.case_id)
    return True


def _complete(case_id: int) -> None:
    open_case = _CASE.c.id == case_id, _CASE.c.disposition != Disposition.COMPLETE
    session.execute(update(_CASE).where(*open_case).values(disposition=Disposition.COMPLETE, answered_at=now()))


def keep_beside(visit: Visit) -> None:
    """Keep the draft of a case that was answered another way."""
    if visit.draft is None or visit.draft.case_id is None:
        return
    found = select(_RESPONSE.c.id).where(_RESPONSE.c.case_id == visit.draft.case_id)
    if (response_id := session.execute(found).scalar()) is not None:
        drafts.mark_conflict(visit.draft, response_id)
