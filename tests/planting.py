"""Answers with known figures, stored as the application stores them: the record, its projection, one row each."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert

from survey_app.db import new_code, now, session
from survey_app.models import Frame, Response, SampledCase, Stage, Version
from survey_app.questions.base import Value, store
from survey_app.questions.packing import pack
from survey_app.questions.registry import read_questionnaire, variables_of
from survey_app.vocabulary import Mode, StageState, VersionState

_serial = count(1)
FIRST_DAY = datetime(2026, 10, 12, 8, tzinfo=UTC)


def question(code: str, kind: str, text: str = "", **settings: object) -> dict[str, Any]:
    """One question's part of a document; `purpose`, `not_applicable` and `required` are no settings."""
    common = {name: settings.pop(name) for name in ("purpose", "not_applicable", "required") if name in settings}
    return {"code": code, "kind": kind, "text": {"en": text or code}, "settings": settings, **common}


def options(*labels: str) -> list[dict[str, Any]]:
    """Options with the codes 1, 2, 3 and so on."""
    return [{"code": code, "label": {"en": label}} for code, label in enumerate(labels, 1)]


def items(*labels: str) -> list[dict[str, Any]]:
    """Rows whose codes are their labels in small letters."""
    return [{"code": re.sub(r"\W", "_", label.lower())[:32], "label": {"en": label}} for label in labels]


def document(*questions: Mapping[str, Any], languages: Sequence[str] = ("en",)) -> dict[str, Any]:
    """A questionnaire of one page."""
    return {"languages": list(languages), "pages": [{"key": "p1", "title": {}, "questions": list(questions)}]}


def publish(stage: Stage, definition: Mapping[str, Any]) -> Version:
    """A published version of a stage's questionnaire, the stage open."""
    drafts = [version for version in stage.versions if version.state is VersionState.DRAFT]
    version = drafts[0] if drafts else Version(stage=stage, number=len(stage.versions) + 1, definition={})
    version.definition = dict(definition)
    session.add(version)
    session.flush()
    version.state, version.published_at = VersionState.PUBLISHED, now()
    stage.state, stage.opened_at = StageState.OPEN, stage.opened_at or FIRST_DAY
    session.commit()
    return version


def plant(
    stage: Stage,
    version: Version,
    answers: Iterable[Mapping[str, Value]],
    *,
    attributes: Sequence[Mapping[str, str]] = (),
    modes: Sequence[Mode] = (Mode.WEB,),
    usable: bool = True,
) -> list[str]:
    """One response for each mapping; with attributes, each belongs to a sampled case. Their keys, in order."""
    variables = variables_of(read_questionnaire(version.definition))
    given = list(answers)
    cases = _cases(stage, [attributes[place % len(attributes)] for place in range(len(given))]) if attributes else []
    rows = []
    for place, one in enumerate(given):
        packed = pack(variables, one)
        serial = next(_serial)
        rows.append(
            {
                "id": new_code(26),
                "stage_id": stage.id,
                "version_id": version.id,
                "case_id": cases[place] if cases else None,
                "submit_key": f"planted{serial}",
                "content_hash": f"{serial}",
                "receipt": "AAAA-AAAA",
                "mode": modes[place % len(modes)],
                "language": "en",
                "answers": store(one),
                "closed": packed.closed,
                "numbers": packed.numbers,
                "usable": usable,
                "set_aside": "" if usable else "a double",
                "submitted_at": FIRST_DAY + timedelta(minutes=place),
            }
        )
    for start in range(0, len(rows), 1000):
        session.execute(insert(Response), rows[start : start + 1000])
    session.commit()
    return [row["id"] for row in rows]


def _cases(stage: Stage, attributes: Sequence[Mapping[str, str]]) -> list[int]:
    serials = [next(_serial) for _ in attributes]
    rows = [
        {"stage_id": stage.id, "unit": f"u{serial}", "attributes": dict(each), "link_hash": f"planted{serial}"}
        for serial, each in zip(serials, attributes, strict=True)
    ]
    for start in range(0, len(rows), 1000):
        session.execute(insert(SampledCase), rows[start : start + 1000])
    return [
        key
        for (key,) in session.query(SampledCase.id)
        .where(SampledCase.unit.in_([f"u{serial}" for serial in serials]))
        .order_by(SampledCase.id)
    ]


def frame(stage: Stage, size: int) -> Frame:
    """A frame of so many units."""
    found = Frame(stage_id=stage.id, name="customers", attributes=["industry"], size=size)
    session.add(found)
    session.commit()
    return found
