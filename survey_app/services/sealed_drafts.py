"""Drafts where answers are sealed: encrypted so that only the link opens them, all of one size, with no case.

The row says nothing of its author: its place is derived from the link, the language and the version stand inside, and
the day is the finest time outside. A new random token with each save tells two windows apart.
"""

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from survey_app.db import now, session
from survey_app.models import Draft, Version
from survey_app.privacy import drafts as locks
from survey_app.privacy import links
from survey_app.privacy.refusals import ContentTooLong, SealBroken
from survey_app.questions.base import store
from survey_app.services import sequences, sheet_sizes
from survey_app.services.doors import WrongLink
from survey_app.services.inserts import insert_new
from survey_app.services.page_answers import TRIES, DraftLost, Holder, PageAnswers, TooBusy, with_page
from survey_app.services.sheets import Sheet
from survey_app.services.visit_parts import DraftRow, LinkKeys, Visit
from survey_app.vocabulary import Mode

_DRAFT: Any = Draft.__table__
_VERSION: Any = Version.__table__
_LOCKED = "locked"
_NO_LANGUAGE = ""


def find(keys: LinkKeys, case_id: int) -> DraftRow | None:
    """The draft of the link, opened; None when there is none or it is not one of this link."""
    row = session.execute(
        select(_DRAFT.c.id, _DRAFT.c.submit_key, _DRAFT.c.answers).where(_DRAFT.c.key == keys.draft_place)
    ).first()
    if row is None:
        return None
    try:
        content = zlib.decompress(locks.unlock(keys.draft_key, base64.b64decode(row.answers.get(_LOCKED, ""))))
        inside: dict[str, Any] = json.loads(content)
    except (SealBroken, ValueError, zlib.error):
        return None
    return _opened(keys, row, inside, case_id)


def _opened(keys: LinkKeys, row: Any, inside: Mapping[str, Any], case_id: int) -> DraftRow:  # noqa: ANN401 - a row
    return DraftRow(
        id=row.id,
        version_id=inside["version"],
        key=keys.draft_place,
        submit_key=row.submit_key,
        case_id=case_id,
        entered_by=None,
        mode=Mode.WEB,
        language=inside["language"],
        answers=inside["answers"],
        conflicts_with=None,
        updated_at=datetime.fromisoformat(inside["at"]),
    )


def begin(visit: Visit, language: str) -> Holder:
    """The draft of this link: the one that exists, else a new one, empty. Nothing is written beside the case."""
    keys = visit.keys
    if keys is None:
        raise WrongLink
    sheet = visit.ready
    spoken = sheet.language(language)
    if visit.draft is not None:
        if visit.draft.language != spoken:
            _write(keys, visit.draft, replace(visit.draft, language=spoken), sheet)
        return Holder(visit.secret, visit.draft.submit_key)
    fresh = _fresh(keys, sheet, spoken, visit.case_id or 0)
    row = {
        "stage_id": keys.stage_id,
        "version_id": _first_version(keys.stage_id),
        "key": keys.draft_place,
        "submit_key": fresh.submit_key,
        "language": _NO_LANGUAGE,
        "mode": Mode.WEB,
        "answers": _locked(keys, fresh, sheet),
        "updated_at": _today(),
    }
    if insert_new(_DRAFT, row):
        return Holder(visit.secret, fresh.submit_key)
    found = find(keys, visit.case_id or 0)
    return Holder(visit.secret, found.submit_key if found else fresh.submit_key)


def save(visit: Visit, page: PageAnswers, language: str) -> Visit:
    """Put one page into the draft, whatever other windows are saving meanwhile."""
    keys, draft = visit.keys, visit.draft
    if keys is None or draft is None:
        raise DraftLost
    for _attempt in range(TRIES):
        content = with_page(draft, visit.ready, page)
        changed = replace(draft, answers=content, language=language, updated_at=now())
        if (saved := _write(keys, draft, changed, visit.ready)) is not None:
            return replace(visit, draft=saved)
        again = find(keys, draft.case_id or 0)
        if again is None:
            raise DraftLost
        draft = again
    raise TooBusy


def remove(draft: DraftRow) -> bool:
    """Delete the draft if it still is as it was seen."""
    return _count(delete(_DRAFT).where(_DRAFT.c.id == draft.id, _DRAFT.c.submit_key == draft.submit_key)) == 1


def discard(keys: LinkKeys) -> None:
    """Delete whatever draft the link has."""
    _count(delete(_DRAFT).where(_DRAFT.c.key == keys.draft_place))


def _write(keys: LinkKeys, seen: DraftRow, changed: DraftRow, sheet: Sheet) -> DraftRow | None:
    """Write the draft unless somebody wrote since it was read."""
    token = links.random_secret()
    values = {"answers": _locked(keys, changed, sheet), "submit_key": token, "updated_at": _today()}
    same = _DRAFT.c.id == seen.id, _DRAFT.c.submit_key == seen.submit_key
    return replace(changed, submit_key=token) if _count(update(_DRAFT).where(*same).values(values)) == 1 else None


def _locked(keys: LinkKeys, draft: DraftRow, sheet: Sheet) -> dict[str, str]:
    """The draft's content in one size. What was typed and cannot be read is left out where it is far too long."""
    size = sheet_sizes.draft_size(sheet)
    try:
        blob = locks.lock(keys.draft_key, _written(draft, draft.answers), size)
    except ContentTooLong:
        blob = locks.lock(keys.draft_key, _written(draft, draft.answers | {"typed": {}}), size)
    return {_LOCKED: base64.b64encode(blob).decode()}


def _written(draft: DraftRow, answers: Mapping[str, Any]) -> bytes:
    inside = {
        "version": draft.version_id,
        "language": draft.language,
        "at": draft.updated_at.isoformat(),
        "answers": answers,
    }
    return zlib.compress(json.dumps(inside).encode())


def _fresh(keys: LinkKeys, sheet: Sheet, language: str, case_id: int) -> DraftRow:
    arms = sequences.drawn(sheet.questionnaire, keys.order)
    return DraftRow(
        id=0,
        version_id=sheet.version_id,
        key=keys.draft_place,
        submit_key=links.random_secret(),
        case_id=case_id,
        entered_by=None,
        mode=Mode.WEB,
        language=language,
        answers={"given": store(arms)} if arms else {},
        conflicts_with=None,
        updated_at=now(),
    )


def _first_version(stage_id: int) -> int:
    """The same version for all drafts, since the column needs one: which one is answered stands inside."""
    return int(session.execute(select(func.min(_VERSION.c.id)).where(_VERSION.c.stage_id == stage_id)).scalar_one())


def _today() -> datetime:
    """The day, and a day more, so that a draft is kept as long as any other."""
    return now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _count(statement: Any) -> int:  # noqa: ANN401 - an UPDATE or a DELETE
    return int(session.connection().execute(statement).rowcount)
