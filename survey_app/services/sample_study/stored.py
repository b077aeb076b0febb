"""Simulated forms as the rows they are stored in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from survey_app.db import new_code
from survey_app.privacy import links
from survey_app.questions.base import Value, store
from survey_app.services.responses import content_hash, projected, split
from survey_app.services.sheets import Sheet
from survey_app.vocabulary import Mode


@dataclass(frozen=True, slots=True)
class Returned:
    """A returned form with everything it is stored with; `set_aside` says why it is not counted."""

    case_id: int | None
    mode: Mode
    language: str
    at: datetime
    answers: Mapping[str, Value]
    set_aside: str = ""


def response_row(stage_id: int, form: Sheet, one: Returned) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The row of a response, and that of its identity where there is one."""
    given = store(one.answers)
    opinions, identity = split(form, given)
    key, code = links.random_secret(), new_code(26)
    row = {
        "id": code,
        "stage_id": stage_id,
        "version_id": form.version_id,
        "case_id": one.case_id,
        "submit_key": key,
        "content_hash": content_hash(form.version_id, given),
        "receipt": links.receipt(key),
        "mode": one.mode,
        "language": one.language,
        "submitted_at": one.at,
        **projected(form, opinions),
        "usable": not one.set_aside,
        "set_aside": one.set_aside,
    }
    return row, {"response_id": code, "stage_id": stage_id, "answers": identity} if identity else None
