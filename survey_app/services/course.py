"""How an interview went: in which order things were shown, how long the pages took, how it ended.

The order is drawn from a seed. While somebody answers, the seed lies in the draft; where answers are sealed it is
derived from the personal link each time and stored nowhere.

What is kept with the response depends on the promise. At the identified and the confidential level the row has a
moment and often a case already, so seed, realised order and the seconds of each page (in steps of five) make nobody
easier to know. At the anonymous and the sealed level a row has no time and no neighbour, and an order is nearly unique:
whoever has seen somebody's screen, or kept a picture of it, could find the row by it. There only the ending is kept,
which follows from the answers and so adds nothing to them; arms are answers, see `questions.arm`, and few people differ
by them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from survey_app.db import new_code, now
from survey_app.questions import ordering, showing
from survey_app.questions.base import Value, Variable, VariableKind, load
from survey_app.questions.definition import Questionnaire, Text
from survey_app.services.sheets import Sheet
from survey_app.services.visit_parts import SEED_LETTERS, DraftRow, Visit

_STEP = 5
_PAUSE = timedelta(minutes=30)
"""Whoever stays longer on a page has gone away meanwhile; so much is counted."""
_ENDING = {"en": "How the interview ended", "es": "Cómo terminó la entrevista", "zh_Hans_CN": "访问如何结束"}
_CELLS = {"en": "Quotas it counts in", "es": "Cuotas en las que cuenta", "zh_Hans_CN": "计入的配额"}
_ORDER_SEEN = {"en": "Order seen: %s", "es": "Orden visto: %s", "zh_Hans_CN": "看到的顺序 %s"}
SEED, ORDER, SECONDS, OUTCOME = "seed", "order", "seconds", "outcome"
QUOTAS, CELLS, QUOTA = "quotas", "cells", "quota"
"""The cells a response was counted in, by name and by key, and the key of the one that ended the interview."""


def begun() -> dict[str, Any]:
    """The course of an interview that begins: the seed of its order."""
    return {SEED: new_code(SEED_LETTERS)}


def with_time(content: Mapping[str, Any], page_key: str, since: datetime) -> dict[str, Any]:
    """The content of a draft with the seconds since it was saved last put down for a page."""
    if not page_key:
        return dict(content)
    course = dict(content.get("course", {}))
    seconds = dict(course.get(SECONDS, {}))
    seconds[page_key] = seconds.get(page_key, 0) + int(max(timedelta(), min(now() - since, _PAUSE)).total_seconds())
    return {**content, "course": {**course, SECONDS: seconds}}


def of_response(visit: Visit, draft: DraftRow) -> dict[str, Any]:
    """What is kept with a response that is not sealed."""
    way, sheet = visit.way, visit.ready
    order = ordering.realised(sheet.questionnaire, [shown.page for shown in way.pages], visit.seed)
    seconds = {key: _coarse(value) for key, value in dict(draft.course.get(SECONDS, {})).items()}
    kept = {SEED: visit.seed if order else "", ORDER: order, SECONDS: seconds, OUTCOME: way.outcome}
    return {name: value for name, value in kept.items() if value}


def unlinked(sheet: Sheet, given: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept with a response that was sealed: how it ended, worked out of the answers."""
    if not any(jump.outcome for page in sheet.questionnaire.pages for jump in page.jumps):
        return {}
    outcome = showing.show(sheet.questionnaire, load(given), sheet.names).outcome
    return {OUTCOME: outcome} if outcome else {}


def variables(questionnaires: Iterable[Questionnaire], *, has_quotas: bool) -> tuple[Variable, ...]:
    """The columns of data that say how interviews went, declared by what the questionnaires can do.

    Arms are no part of them: each has a column of its own among the answers.
    """
    known = list(questionnaires)
    has_endings = any(jump.outcome for each in known for page in each.pages for jump in page.jumps)
    names = dict.fromkeys(name for each in known for name in ordering.columns(each))
    ending = [Variable(OUTCOME, VariableKind.TEXT, _ENDING)] if has_endings or has_quotas else []
    cells = [Variable(QUOTAS, VariableKind.TEXT, _CELLS)] if has_quotas else []
    return (*ending, *cells, *(Variable(f"{ORDER}.{name}", VariableKind.TEXT, _seen(name)) for name in names))


def values(course: Mapping[str, Any], wanted: Iterable[Variable]) -> dict[str, Value]:
    """What stands in these columns for one response; nothing at all is an empty text."""
    order = course.get(ORDER, {})
    known = {OUTCOME: course.get(OUTCOME, ""), QUOTAS: "; ".join(course.get(QUOTAS, ()))}
    known |= {f"{ORDER}.{name}": words for name, words in order.items()}
    return {variable.name: str(known.get(variable.name, "")) for variable in wanted}


def _seen(name: str) -> Text:
    return {language: words % name for language, words in _ORDER_SEEN.items()}


def _coarse(seconds: object) -> int:
    return round(seconds / _STEP) * _STEP if isinstance(seconds, int) else 0
