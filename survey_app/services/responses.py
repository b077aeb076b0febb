"""Responses as they are stored: opinions apart from identity, record and projection together, set aside not deleted."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from survey_app.db import now, session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Identity, Response
from survey_app.privacy import links
from survey_app.questions import showing
from survey_app.questions.base import Answers, load, store
from survey_app.questions.packing import pack
from survey_app.services.inserts import insert_all_new
from survey_app.services.sheets import Sheet
from survey_app.vocabulary import Missing, Mode

_RESPONSE: Any = Response.__table__
_IDENTITY: Any = Identity.__table__
_CHUNK = 1_000
_LONGEST_REASON = 200
_NOT_SHOWN = {"missing": Missing.NOT_SHOWN.value}


class ReasonNeeded(Refusal):
    """A response is set aside only with a reason."""

    status = 422
    message = N_("Write down why this response is set aside, in at most 200 characters.")


def canonical(given: Mapping[str, Any]) -> str:
    """Answers in one spelling only, so that equal answers are equal texts."""
    return json.dumps(given, sort_keys=True, separators=(",", ":"))


def content_hash(version_id: int, given: Mapping[str, Any]) -> str:
    """What two sets of answers are compared by."""
    return hashlib.sha256(f"{version_id}|{canonical(given)}".encode()).hexdigest()


def split(sheet: Sheet, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Stored answers apart: opinions, and those that say who answers."""
    opinions = {name: value for name, value in given.items() if name in sheet.opinions}
    told = {name: value for name, value in given.items() if name in sheet.identity and value != _NOT_SHOWN}
    return opinions, told


def projected(sheet: Sheet, opinions: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that hold opinions: the record and its packed projection."""
    packed = pack(sheet.variables, load(opinions))
    return {
        "answers": dict(opinions),
        "closed": packed.closed,
        "numbers": packed.numbers,
        "usable": True,
        "set_aside": "",
    }


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One row of an import: its number in the file, its answers, cleaned, and when they were given if that is known."""

    number: int
    answers: Answers
    language: str = ""
    at: datetime | None = None


def as_shown(sheet: Sheet, answers: Answers) -> Answers:
    """Answers from elsewhere, with the reason for what the rules of the questionnaire would not have shown.

    What was answered all the same stays: it is what people said.
    """
    if not sheet.has_rules:
        return answers
    way = showing.show(sheet.questionnaire, answers, sheet.names)
    said = {name: value for name, value in answers.items() if value is not Missing.SKIPPED}
    return {name: value for name, value in way.answers.items() if value is Missing.NOT_SHOWN} | said


def store_imported(
    stage_id: int,
    sheet: Sheet,
    batch_id: int,
    rows: Iterable[ImportedRow],
    *,
    mode: Mode,
    account_id: int | None = None,
) -> int:
    """Store the rows of a batch; a row that is stored already stays as it is, so a repeated run doubles nothing.

    Returns how many responses the batch has now.
    """
    chunk: list[ImportedRow] = []
    common = {"stage_id": stage_id, "batch_id": batch_id, "mode": mode, "entered_by": account_id}
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            _store_chunk(sheet, chunk, common)
            chunk.clear()
    _store_chunk(sheet, chunk, common)
    stored = select(func.count()).select_from(_RESPONSE).where(_RESPONSE.c.batch_id == batch_id)
    return int(session.execute(stored).scalar_one())


def _store_chunk(sheet: Sheet, chunk: list[ImportedRow], common: Mapping[str, Any]) -> None:
    responses, identities = [], []
    for row in chunk:
        key = links.fingerprint(f"{common['batch_id']}|{row.number}", "import")
        given = store(as_shown(sheet, row.answers))
        opinions, identity = split(sheet, given)
        response_id = key[:26]
        responses.append(
            {
                **common,
                "id": response_id,
                "version_id": sheet.version_id,
                "case_id": None,
                "submit_key": key,
                "content_hash": content_hash(sheet.version_id, given),
                "receipt": links.receipt(key),
                "language": row.language or sheet.questionnaire.language,
                "submitted_at": row.at or now(),
                **projected(sheet, opinions),
            }
        )
        if identity:
            identities.append({"response_id": response_id, "stage_id": common["stage_id"], "answers": identity})
    insert_all_new(_RESPONSE, responses)
    insert_all_new(_IDENTITY, identities)


def count(stage_id: int, *, usable_only: bool = True) -> int:
    """How many responses a stage has; those set aside are left out unless asked for."""
    wanted = [_RESPONSE.c.stage_id == stage_id, *([_RESPONSE.c.usable.is_(True)] if usable_only else [])]
    return int(session.execute(select(func.count()).select_from(_RESPONSE).where(*wanted)).scalar_one())


def set_aside(stage_id: int, response_id: str, reason: str) -> None:
    """Leave a response out of all figures, with the reason; it stays in the data."""
    reason = reason.strip()
    if not reason or len(reason) > _LONGEST_REASON:
        raise ReasonNeeded
    _mark(stage_id, response_id, usable=False, reason=reason)


def put_back(stage_id: int, response_id: str) -> None:
    """Count a response again."""
    _mark(stage_id, response_id, usable=True, reason="")


def _mark(stage_id: int, response_id: str, *, usable: bool, reason: str) -> None:
    one = _RESPONSE.c.stage_id == stage_id, _RESPONSE.c.id == response_id
    changed = session.execute(update(_RESPONSE).where(*one).values(usable=usable, set_aside=reason))
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise NotFound
