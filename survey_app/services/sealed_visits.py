"""What the holder of a personal link finds where answers are sealed.

The draft that only the link opens, and whether what was sent still lies sealed or has been mixed.
"""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from survey_app.db import now, session
from survey_app.models import Batch, InboxSheet, PanelDraft, Response, SampledCase, Version
from survey_app.privacy import drafts as locks
from survey_app.privacy import links
from survey_app.privacy.mix_plan import Phase
from survey_app.privacy.refusals import SealBroken
from survey_app.services import sealed_drafts
from survey_app.services.sheets import sheet
from survey_app.services.visit_parts import DraftRow, LinkKeys, Sent, Standing, Visit
from survey_app.vocabulary import Disposition, Mode

_CASE: Any = SampledCase.__table__
_INBOX: Any = InboxSheet.__table__
_BATCH: Any = Batch.__table__
_RESPONSE: Any = Response.__table__
_NOTE: Any = PanelDraft.__table__
_VERSION: Any = Version.__table__
_RESPONSE_ID = 26
NOTE_BYTES = 512
"""All notes have this size, whatever is in them."""


def complete(visit: Visit, salt: bytes) -> Visit:
    """The visit with everything that belongs to the link; unchanged when no case has this link."""
    case = session.execute(
        select(_CASE.c.id, _CASE.c.disposition).where(
            _CASE.c.link_hash == links.fingerprint(visit.secret), _CASE.c.stage_id == visit.door.stage_id
        )
    ).first()
    if case is None:
        return visit
    keys = LinkKeys(salt, visit.secret, visit.door.stage_id)
    standing = standing_of(keys, has_answered=case.disposition is Disposition.COMPLETE)
    sent = _sent(visit, keys) if standing is not Standing.NOTHING else None
    draft = None
    if standing is Standing.NOTHING or (standing is Standing.WAITING and visit.door.is_open):
        draft = sealed_drafts.find(keys, case.id)
    found = replace(
        visit,
        draft=draft,
        sheet=_sheet_of(visit, draft),
        sent=None if draft else sent,
        replaces=sent if draft else None,
        submit_key=visit.submit_key or (draft.submit_key if draft else ""),
        case_id=case.id,
        keys=keys,
        standing=standing,
    )
    return found.in_order()


def standing_of(keys: LinkKeys, *, has_answered: bool) -> Standing:
    """Where what the link has sent lies now."""
    phase = session.execute(
        select(_BATCH.c.phase).join(_INBOX, _INBOX.c.batch_id == _BATCH.c.id).where(_INBOX.c.key == keys.inbox)
    ).scalar()
    if phase is not None:
        return Standing.WAITING if phase is Phase.COLLECTING else Standing.MIXING
    stored = select(_RESPONSE.c.id).where(_RESPONSE.c.submit_key == keys.response)
    if session.execute(stored).first() is not None:
        return Standing.MIXED
    return Standing.BEYOND if has_answered else Standing.NOTHING


def response_id(response_key: str) -> str:
    """The key of the row that the mix stores for a response."""
    return response_key[:_RESPONSE_ID]


def note_of(keys: LinkKeys) -> dict[str, str]:
    """What the link's note says of what was sent: its hash and its language; empty without one."""
    blob = session.execute(select(_NOTE.c.blob).where(_NOTE.c.place == keys.note_place)).scalar()
    try:
        found: dict[str, str] = json.loads(locks.unlock(keys.note_key, bytes(blob))) if blob is not None else {}
    except (SealBroken, ValueError):
        return {}
    return found


def _sent(visit: Visit, keys: LinkKeys) -> Sent:
    note = note_of(keys)
    version_id = visit.sheet.version_id if visit.sheet else 0
    language = note.get("language", "")
    return Sent(
        response_id(keys.response),
        version_id,
        visit.submit_key,
        note.get("hash", ""),
        keys.receipt,
        Mode.WEB,
        language,
        None,
        now(),
    )


def _sheet_of(visit: Visit, draft: DraftRow | None) -> Any:  # noqa: ANN401 - a sheet or nothing
    """The sheet of the version the draft was begun with; else the newest."""
    if draft is None or (visit.sheet is not None and visit.sheet.version_id == draft.version_id):
        return visit.sheet
    published: datetime | None = session.execute(
        select(_VERSION.c.published_at).where(
            _VERSION.c.id == draft.version_id, _VERSION.c.stage_id == visit.door.stage_id
        )
    ).scalar()
    return sheet(draft.version_id, published) if published is not None else visit.sheet
