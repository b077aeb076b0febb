"""Answers that a member enters for others: a form that was begun stays under their name until it is sent.

The people asked have no link to come back by, so whoever stopped goes on from the desk, in any browser.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from survey_app.db import session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Draft, SampledCase
from survey_app.privacy import links
from survey_app.services import drafts, interviews, visits
from survey_app.services.drafts import Holder, PageAnswers
from survey_app.services.visits import Visit
from survey_app.vocabulary import Disposition, Mode

_DRAFT: Any = Draft.__table__
_CASE: Any = SampledCase.__table__
_MOST = 50


class NobodyAsked(Refusal):
    """An observation belongs to no sampled case: it is nobody's answer."""

    status = 422
    message = N_("In an observation nobody answers, so it belongs to no case. Leave the number empty.")


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A form that somebody began to enter: for which case, how the answers come, and how far it is."""

    id: int
    unit: str
    mode: Mode
    pages: int
    saved_at: datetime


def unfinished(visit: Visit, account_id: int) -> list[Unfinished]:
    """The forms a member has put something into here and not sent, the one saved last first."""
    wanted = (
        select(_DRAFT.c.id, _CASE.c.unit, _DRAFT.c.mode, _DRAFT.c.answers, _DRAFT.c.updated_at)
        .select_from(_DRAFT.outerjoin(_CASE, _CASE.c.id == _DRAFT.c.case_id))
        .where(*_own(visit, account_id))
        .order_by(_DRAFT.c.updated_at.desc(), _DRAFT.c.id)
        .limit(_MOST)
    )
    return [
        Unfinished(row.id, row.unit or "", row.mode, len(row.answers.get("done", ())), row.updated_at)
        for row in session.execute(wanted)
        if row.answers.get("given") or row.answers.get("typed")
    ]


def begin(visit: Visit, *, unit: str, mode: Mode, language: str, account_id: int) -> Holder:
    """Begin a form; for a case that this member has begun already it goes on where it was left."""
    if mode is Mode.OBSERVATION and unit:
        raise NobodyAsked
    begun = None
    if unit and not visit.door.is_unlinked:
        begun = session.execute(
            select(_DRAFT.c.id)
            .join(_CASE, _CASE.c.id == _DRAFT.c.case_id)
            .where(*_own(visit, account_id), _CASE.c.unit == unit, _CASE.c.disposition != Disposition.COMPLETE)
            .order_by(_DRAFT.c.updated_at.desc())
            .limit(1)
        ).scalar()
    if begun is None:
        holder = drafts.begin_entry(visit, unit=unit, mode=mode, language=language, entered_by=account_id)
    else:
        holder = go_on(visit, begun, account_id, mode=mode, language=visit.ready.language(language))
    _tell(visit, holder, mode)
    return holder


def _tell(visit: Visit, holder: Holder, mode: Mode) -> None:
    """Let the hidden questions know how the form is entered, where the questionnaire has any that ask for it."""
    told, names = interviews.entered(visit.ready, mode)
    if names:
        begun = visits.by_browser(visit.door.code, holder.secret, holder.submit_key)
        page = PageAnswers("", told, finished=False, names=names)
        drafts.save(begun, page, begun.ready.language(begun.language))


def go_on(visit: Visit, draft_id: int, account_id: int, **changes: object) -> Holder:
    """Go on with a form of one's own in this browser; another browser that held it lets it go."""
    visit.door.require_open()
    mine = _DRAFT.c.id == draft_id, *_own(visit, account_id)
    submit_key = session.execute(select(_DRAFT.c.submit_key).where(*mine)).scalar()
    secret = links.random_secret()
    taken = update(_DRAFT).where(*mine).values(key=links.fingerprint(secret, "draft"), **changes)
    if submit_key is None or session.connection().execute(taken).rowcount != 1:
        raise NotFound
    return Holder(secret, submit_key)


def _own(visit: Visit, account_id: int) -> tuple[Any, ...]:
    return (
        _DRAFT.c.stage_id == visit.door.stage_id,
        _DRAFT.c.entered_by == account_id,
        _DRAFT.c.conflicts_with.is_(None),
    )
