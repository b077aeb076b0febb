"""Two sets of answers under one submit key: both are kept, and the person who wrote them chooses."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update

from survey_app.db import after_commit, now, session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Draft, Identity, Response
from survey_app.questions.arm import arms_of
from survey_app.questions.base import Answers, Value, VariableKind, load, store
from survey_app.questions.registry import type_of, variables_of
from survey_app.services import answer_files, course, drafts, kept_figures, quotas, record_plans
from survey_app.services.drafts import PageAnswers
from survey_app.services.interviews import counted, mark
from survey_app.services.responses import content_hash, projected, split
from survey_app.services.sheets import Sheet
from survey_app.services.visits import DraftRow, Sent, Visit
from survey_app.vocabulary import Missing

_DRAFT: Any = Draft.__table__
_RESPONSE: Any = Response.__table__
_IDENTITY: Any = Identity.__table__
_KINDS: dict[VariableKind, tuple[type, ...]] = {
    VariableKind.CLOSED: (int,),
    VariableKind.NUMBER: (int, float),
    VariableKind.TEXT: (str,),
}


class NotComplete(Refusal):
    """The other set has gaps or an answer that cannot be read."""

    message = N_("These answers are not complete, so they cannot take the place of those you sent.")


@dataclass(frozen=True, slots=True)
class Both:
    """The answers that were sent, and the other set if one is kept."""

    sent: Answers
    other: Answers | None
    can_replace: bool


def both(visit: Visit, sent: Sent) -> Both:
    """What the page that compares the two sets shows."""
    draft = _kept(visit)
    whole = draft is not None and visit.first_open_page is None
    other = load(counted(visit.ready, draft.given)) if draft is not None else None
    return Both(load(_given(sent)), other, whole and visit.door.is_open)


def keep_page(visit: Visit, sent: Sent, page: PageAnswers) -> bool:
    """Keep a page that came after sending, unless it says what was sent; returns whether something differs."""
    start = _kept(visit) or _draft_of(visit, sent)
    content = drafts.with_page(start, visit.ready, page)
    if page.finished and content_hash(sent.version_id, counted(visit.ready, content["given"])) == sent.content_hash:
        return False
    drafts.keep_as(visit, content, sent.version_id, sent.id)
    return True


def keep_shown(visit: Visit, sent: Sent, shown: str, language: str) -> bool:
    """Keep answers that a page had shown before others were sent; `shown` is untrusted and read anew."""
    found = _read(visit.ready, shown)
    if found is None or content_hash(sent.version_id, counted(visit.ready, store(found))) == sent.content_hash:
        return False
    before = load(_given(sent))
    found |= {arm.code: before[arm.code] for arm in arms_of(visit.ready.questionnaire) if arm.code in before}
    given: dict[str, Value] = {}
    done = []
    for page in visit.ready.questionnaire.pages:
        problems = 0
        for question in page.questions:
            kind = type_of(question)
            cleaned = kind.clean(
                question, kind.refill(question, found, language), language, visit.ready.questionnaire.language
            )
            given |= cleaned.answers
            problems += len(cleaned.problems)
        done += [] if problems else [page.key]
    content: dict[str, Any] = {"given": store(given), "typed": {}, "done": done, "course": sent.course}
    if visit.ready.has_rules:
        content |= _all_before(visit.ready)
    drafts.keep_as(visit, content, sent.version_id, sent.id)
    return True


def discard(visit: Visit) -> None:
    """Stay with what was sent."""
    if (draft := _kept(visit)) is not None:
        session.execute(delete(_DRAFT).where(_DRAFT.c.id == draft.id))


def replace(visit: Visit, sent: Sent) -> None:
    """Put the other set in the place of what was sent, under the same receipt, while the stage is open."""
    visit.door.require_open()
    draft = _kept(visit)
    if draft is None:
        return
    if visit.first_open_page is not None:
        raise NotComplete
    given = counted(visit.ready, draft.given)
    opinions, identity = split(visit.ready, given)
    record_plans.claim(visit.door.stage_id, sent.mode, opinions, besides=sent.id)
    quotas.give_back(visit.door.stage_id, sent.course)
    cells = quotas.take(visit, draft)
    session.execute(
        update(_RESPONSE)
        .where(_RESPONSE.c.id == sent.id)
        .values(
            content_hash=content_hash(sent.version_id, given),
            language=draft.language,
            submitted_at=now(),
            course=course.of_response(visit, draft) | cells,
            **projected(visit.ready, opinions),
        )
    )
    after_commit(lambda: kept_figures.forget_stage(visit.door.stage_id))
    if visit.ready.takes_files:
        answer_files.attach(visit.door.stage_id, sent.id, opinions)
    session.execute(delete(_IDENTITY).where(_IDENTITY.c.response_id == sent.id))
    if identity:
        row = {"response_id": sent.id, "stage_id": visit.door.stage_id, "answers": identity}
        session.execute(insert(_IDENTITY), row)
    session.execute(delete(_DRAFT).where(_DRAFT.c.id == draft.id))


def _kept(visit: Visit) -> DraftRow | None:
    return visit.draft if visit.draft is not None and visit.draft.conflicts_with is not None else None


def _given(sent: Sent) -> dict[str, Any]:
    """The stored answers of a response, opinions and identity together."""
    rows = select(_RESPONSE.c.answers, _IDENTITY.c.answers).select_from(
        _RESPONSE.outerjoin(_IDENTITY, _IDENTITY.c.response_id == _RESPONSE.c.id)
    )
    opinions, identity = session.execute(rows.where(_RESPONSE.c.id == sent.id)).one()
    return {**opinions, **(identity or {})}


def _draft_of(visit: Visit, sent: Sent) -> DraftRow:
    """What was sent, as if it were a draft again."""
    content = {"given": _given(sent), "typed": {}, **_all_before(visit.ready), "course": sent.course}
    return DraftRow(0, sent.version_id, "", "", None, None, sent.mode, sent.language, content, sent.id, now())


def _all_before(sheet: Sheet) -> dict[str, Any]:
    """Every page passed, with everything on it; what is open all the same shows when the answers are looked at."""
    pages = sheet.questionnaire.pages
    asked = {"asked": {page.key: [mark(question) for question in page.questions] for page in pages}}
    return {"done": [page.key for page in pages], **(asked if sheet.has_rules else {})}


def _read(sheet: Sheet, text: str) -> dict[str, Value] | None:
    """Answers out of a text that came from a browser; None when it is no such text."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, Mapping):
        return None
    found: dict[str, Value] = {}
    for variable in (*sheet.variables, *variables_of(sheet.questionnaire, identity=True)):
        value: Any = document.get(variable.name)
        if isinstance(value, Mapping) and value.get("missing") in set(Missing):
            found[variable.name] = Missing(value["missing"])
        elif isinstance(value, int | float | str) and type(value) in _KINDS[variable.kind]:
            found[variable.name] = value
    return found
