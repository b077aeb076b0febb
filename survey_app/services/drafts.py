"""Drafts: answers on the way, saved on every move between pages, so that nothing lives only in a browser."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from survey_app.db import now, session
from survey_app.exceptions import N_, AlreadySubmitted, Refusal
from survey_app.models import Draft, SampledCase
from survey_app.privacy import links
from survey_app.questions.base import store
from survey_app.services import course, sealed_drafts, sequences, visits
from survey_app.services.inserts import insert_new
from survey_app.services.page_answers import TRIES, DraftLost, Holder, PageAnswers, TooBusy, with_page
from survey_app.services.sheets import Sheet
from survey_app.services.visits import DraftRow, Visit
from survey_app.vocabulary import Disposition, Mode

__all__ = [
    "DraftLost",
    "GoesOnElsewhere",
    "Holder",
    "NoSuchCase",
    "NotByOthers",
    "PageAnswers",
    "TooBusy",
    "begin",
    "begin_entry",
    "discard",
    "keep_as",
    "lies_elsewhere",
    "mark_conflict",
    "remove",
    "save",
    "sweep",
    "with_page",
]

_DRAFT: Any = Draft.__table__
_CASE: Any = SampledCase.__table__
KEPT = timedelta(days=90)
"""How long an unfinished draft waits for its author."""
_TICK = timedelta(microseconds=1)


class NoSuchCase(Refusal):
    """The sample has no case with this number."""

    status = 422
    message = N_("The sample has no case with this number. Check the number, or leave it empty.")


class NotByOthers(Refusal):
    """Answers that are sealed come from the person alone: whoever entered them would know whose they are."""

    title = N_("Answers cannot be entered here")
    message = N_("At this level of anonymity answers come only from the people themselves, by their personal links.")


class GoesOnElsewhere(DraftLost):
    """The draft of this window was opened in another browser since, and lies there."""

    title = N_("This goes on in another window")
    message = N_(
        "These answers were opened in another window or browser after this one, and go on there. What you see here "
        "has not been saved: take it over to the other window."
    )


def lies_elsewhere(visit: Visit) -> bool:
    """Whether the draft this browser once held is held by another one now: no second one is begun beside it."""
    if visit.draft is not None or visit.door.is_unlinked or not visit.submit_key:
        return False
    return session.execute(select(_DRAFT.c.id).where(_DRAFT.c.submit_key == visit.submit_key)).first() is not None


def begin(visit: Visit, language: str, *, mode: Mode = Mode.WEB, entered_by: int | None = None) -> Holder:
    """The draft of this visit: the one that exists, else a new one. Beginning twice gives one draft."""
    visit.door.require_open()
    if visit.door.is_unlinked:
        return sealed_drafts.begin(visit, language)
    sheet = visit.ready
    secret = visit.secret or links.random_secret()
    if visit.draft is not None:
        _hand_over(visit.draft, links.fingerprint(secret, "draft"), sheet.language(language))
        return Holder(secret, visit.draft.submit_key)
    row = _new(visit, sheet, secret, sheet.language(language)) | {"mode": mode, "entered_by": entered_by}
    if not insert_new(_DRAFT, row):
        found = visits.by_browser(visit.door.code, secret, "")
        return Holder(secret, found.submit_key)
    if arms := sequences.deal(visit.door.stage_id, sheet.questionnaire):
        content = row["answers"] | {"given": store(arms)}
        session.execute(update(_DRAFT).where(_DRAFT.c.key == row["key"]).values(answers=content))
    if visit.case_id is not None:
        started = _CASE.c.id == visit.case_id, _CASE.c.started_at.is_(None)
        session.execute(update(_CASE).where(*started).values(started_at=row["updated_at"]))
    return Holder(secret, row["submit_key"])


def begin_entry(visit: Visit, *, unit: str, mode: Mode, language: str, entered_by: int) -> Holder:
    """A new draft for answers that a member enters, for the sampled case with this number or for none."""
    if visit.door.is_unlinked:
        raise NotByOthers
    case_id = None
    if unit:
        rows = select(_CASE.c.id, _CASE.c.disposition).where(
            _CASE.c.stage_id == visit.door.stage_id, _CASE.c.unit == unit
        )
        case = session.execute(rows).first()
        if case is None:
            raise NoSuchCase
        if case.disposition is Disposition.COMPLETE:
            raise AlreadySubmitted(N_("This case has answered already."))
        case_id = case.id
    return begin(replace(visit, case_id=case_id), language, mode=mode, entered_by=entered_by)


def save(visit: Visit, page: PageAnswers, language: str) -> Visit:
    """Put one page into the draft, whatever other windows are saving meanwhile; after closing nothing is saved.

    Returns the visit with the draft as it is now.
    """
    visit.door.require_open()
    if visit.draft is None:
        raise DraftLost
    if visit.keys is not None:
        return sealed_drafts.save(visit, page, language)
    draft = visit.draft
    for _attempt in range(TRIES):
        content = course.with_time(with_page(draft, visit.ready, page), page.key, draft.updated_at)
        if (saved := _saved(draft, content, language)) is not None:
            return replace(visit, draft=saved)
        again = visits.by_browser(visit.door.code, visit.secret, visit.submit_key).draft
        if again is None:
            raise DraftLost
        draft = again
    raise TooBusy


def keep_as(visit: Visit, answers: Mapping[str, Any], version_id: int, conflicts_with: str) -> None:
    """Keep answers beside those that were sent, under the browser's own key; a later set replaces an earlier one."""
    row = {
        "stage_id": visit.door.stage_id,
        "version_id": version_id,
        "key": visit.key,
        "submit_key": links.random_secret(),
        "language": visit.language or visit.ready.questionnaire.language,
        "mode": Mode.WEB,
        "answers": dict(answers),
        "conflicts_with": conflicts_with,
        "updated_at": now(),
    }
    session.execute(delete(_DRAFT).where(_DRAFT.c.key == visit.key, _DRAFT.c.conflicts_with.is_not(None)))
    session.execute(insert(_DRAFT), row)


def mark_conflict(draft: DraftRow, response_id: str) -> None:
    """Note that the case was answered otherwise, so that this draft is kept and no longer goes on."""
    session.execute(update(_DRAFT).where(_DRAFT.c.id == draft.id).values(conflicts_with=response_id))


def remove(draft: DraftRow) -> bool:
    """Delete the draft if it still is as it was seen."""
    return _changed(_DELETE, {"row": draft.id, "seen": draft.updated_at})


_UPDATE = (
    update(_DRAFT)
    .where(_DRAFT.c.id == bindparam("row"), _DRAFT.c.updated_at == bindparam("seen"))
    .values(answers=bindparam("content"), language=bindparam("tongue"), updated_at=bindparam("at"))
)
_DELETE = delete(_DRAFT).where(_DRAFT.c.id == bindparam("row"), _DRAFT.c.updated_at == bindparam("seen"))


def discard(visit: Visit) -> None:
    """Stay with what was sent: delete the draft that was to replace it."""
    if visit.keys is not None and visit.replaces is not None:
        sealed_drafts.discard(visit.keys)


def sweep() -> int:
    """Delete drafts nobody came back to; returns how many."""
    return int(session.connection().execute(delete(_DRAFT).where(_DRAFT.c.updated_at < now() - KEPT)).rowcount)


def _saved(draft: DraftRow, content: dict[str, Any], language: str) -> DraftRow | None:
    """Write the content unless somebody wrote since it was read; the time of saving tells, and always grows."""
    at = max(now(), draft.updated_at + _TICK)
    values = {"row": draft.id, "seen": draft.updated_at, "content": content, "tongue": language, "at": at}
    return replace(draft, answers=content, language=language, updated_at=at) if _changed(_UPDATE, values) else None


def _changed(statement: Any, values: Mapping[str, Any]) -> bool:  # noqa: ANN401 - an UPDATE or a DELETE
    return session.connection().execute(statement, dict(values)).rowcount == 1


def _hand_over(draft: DraftRow, key: str, language: str) -> None:
    """A newer link takes the draft over from the older one, and the language chosen at the start counts."""
    if (draft.key, draft.language) != (key, language):
        session.execute(update(_DRAFT).where(_DRAFT.c.id == draft.id).values(key=key, language=language))


def _new(visit: Visit, sheet: Sheet, secret: str, language: str) -> dict[str, Any]:
    return {
        "stage_id": visit.door.stage_id,
        "version_id": sheet.version_id,
        "key": links.fingerprint(secret, "draft"),
        "submit_key": links.random_secret(),
        "case_id": visit.case_id,
        "language": language,
        "answers": {"course": course.begun()},
        "updated_at": now(),
    }
