"""Going on at another device: a code for the draft of an open link, given once and typed at the survey's door.

Personal links lead back by themselves, at every level; where answers are sealed there is nothing but the link.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from survey_app.db import now, session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Draft, WayBack
from survey_app.privacy import drafts as locks
from survey_app.privacy import way_back
from survey_app.privacy.refusals import SealBroken
from survey_app.services import visits
from survey_app.services.drafts import DraftLost, Holder
from survey_app.services.visits import Visit

_WAY: Any = WayBack.__table__
_DRAFT: Any = Draft.__table__
LASTS = timedelta(days=30)
_SIZE = 128


class NoSuchCode(Refusal):
    """A code that leads nowhere: mistyped, used up, too old, or of another survey."""

    status = 422
    message = N_("No answers are kept under this code. Check its letters; codes end when the answers are sent.")


class ByLinkOnly(Refusal):
    """A personal link is the way back: a code would be a second key to the same answers."""

    title = N_("Your link is the way back")
    message = N_("Open the link of your invitation on the other device. It leads to where you stopped.")


@dataclass(frozen=True, slots=True)
class Given:
    """A code as it is shown, once, and until when it leads back."""

    code: str
    until: datetime


def may_give(visit: Visit) -> bool:
    """Whether a code makes sense here: a draft of an open link, begun by the person."""
    draft = visit.draft
    return (
        not visit.door.is_unlinked
        and draft is not None
        and draft.case_id is None
        and draft.entered_by is None
        and draft.conflicts_with is None
    )


def give(visit: Visit) -> Given:
    """A new code for the draft; an earlier one leads nowhere from now on."""
    visit.door.require_open()
    if visit.draft is None:
        raise DraftLost
    if not may_give(visit):
        raise ByLinkOnly
    code = way_back.new_code()
    derived = way_back.derive(way_back.read_code(code) or "", visit.door.code)
    until = now() + LASTS
    if visit.door.closes_at is not None:
        until = min(until, visit.door.closes_at)
    session.execute(delete(_WAY).where(_WAY.c.draft_id == visit.draft.id))
    locked = locks.lock(derived.key, visit.secret.encode(), _SIZE)
    row = {"place": derived.place, "draft_id": visit.draft.id, "locked": locked, "expires_at": until}
    session.execute(insert(_WAY), row)
    return Given(code, until)


def find(visit: Visit, typed: str) -> Holder:
    """What another browser has to hold to go on with the draft of a code."""
    visit.door.require_open()
    letters = way_back.read_code(typed)
    if letters is None or visit.door.is_unlinked:
        raise NoSuchCode
    derived = way_back.derive(letters, visit.door.code)
    locked = session.execute(
        select(_WAY.c.locked)
        .join(_DRAFT, _DRAFT.c.id == _WAY.c.draft_id)
        .where(_WAY.c.place == derived.place, _WAY.c.expires_at > now(), _DRAFT.c.stage_id == visit.door.stage_id)
    ).scalar()
    if locked is None:
        raise NoSuchCode
    try:
        secret = locks.unlock(derived.key, locked).decode()
    except SealBroken:
        raise NoSuchCode from None
    found = visits.by_browser(visit.door.code, secret, "")
    if found.draft is None:
        raise NoSuchCode
    return Holder(secret, found.draft.submit_key)


def sweep() -> int:
    """Delete codes that have ended; returns how many."""
    return int(session.connection().execute(delete(_WAY).where(_WAY.c.expires_at <= now())).rowcount)
