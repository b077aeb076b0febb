"""Our own mark in a SurveyJS file: kinds of question that SurveyJS does not have come back whole."""

from collections.abc import Mapping
from typing import Any

from survey_app.interchange.questionnaires.surveyjs.drafts import Draft, Found, Reading
from survey_app.interchange.questionnaires.surveyjs.parts import as_text
from survey_app.logic.dialects.surveyjs_names import Holds, Known
from survey_app.logic.tree import Reference
from survey_app.questions.base import VariableKind
from survey_app.questions.reading import DefinitionRefused
from survey_app.questions.registry import TYPES, read_question
from survey_app.vocabulary import Purpose

MARK = "rondo"
_HOLDS = {VariableKind.CLOSED: Holds.NUMBER, VariableKind.NUMBER: Holds.NUMBER, VariableKind.TEXT: Holds.TEXT}


def mark_of(found: Found) -> Mapping[str, Any]:
    """Our mark on an element, empty where there is none."""
    mark = found.part.get(MARK)
    return mark if isinstance(mark, Mapping) else {}


def purpose_of(found: Found) -> str:
    """What a question is for, where our mark says so."""
    purpose = as_text(mark_of(found).get("purpose"))
    return purpose if purpose in set(Purpose) else ""


def our_own(found: Found, reading: Reading) -> Draft | None:
    """The question as it was written from here; None where there is no mark or it makes no sense."""
    mark = mark_of(found)
    kind, settings = as_text(mark.get("kind")), mark.get("settings")
    if kind not in TYPES or not isinstance(settings, Mapping):
        return None
    draft = reading.draft(found, kind, dict(settings))
    draft.not_applicable = mark.get("not_applicable") is True
    document = {"code": draft.code, "kind": kind, "text": dict(draft.text), "settings": settings}
    try:
        question = read_question(document)
    except DefinitionRefused:
        return None
    reading.desk.languages |= dict.fromkeys(draft.text)
    for variable in TYPES[kind].variables(question):
        name = found.name + variable.name.removeprefix(draft.code)
        reading.names[name] = Known(Reference(variable.name), _HOLDS[variable.kind])
    return draft
