"""Our own mark in a SurveyJS file: kinds of question that SurveyJS does not have come back whole."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.surveyjs.drafts import Draft, Found, Reading
from survey_app.interchange.questionnaires.surveyjs.parts import as_text
from survey_app.interchange.questionnaires.surveyjs.paths import known_from
from survey_app.questions.reading import LANGUAGE, DefinitionRefused
from survey_app.questions.registry import TYPES, read_question
from survey_app.vocabulary import Purpose

MARK = "rondo"
_FREE = frozenset(
    {MARK, "name", "title", "description", "html", "visibleIf", "isRequired", "isAllRowRequired", "validators"}
)


def mark_of(found: Found) -> Mapping[str, Any]:
    """Our mark on an element, empty where there is none."""
    mark = found.part.get(MARK)
    return mark if isinstance(mark, Mapping) else {}


def purpose_of(found: Found) -> str:
    """What a question is for, where our mark says so."""
    purpose = as_text(mark_of(found).get("purpose"))
    return purpose if purpose in set(Purpose) else ""


def fingerprint(element: Mapping[str, Any]) -> str:
    """What the settings of an element were when it was marked: a mark counts only while they are the same."""
    kept = {name: part for name, part in element.items() if name not in _FREE}
    return hashlib.sha256(json.dumps(_bare(kept), sort_keys=True).encode()).hexdigest()[:12]


def _bare(part: object) -> object:
    if isinstance(part, Mapping):
        return {name: _bare(each) for name, each in part.items() if name != "visibleIf"}
    return [_bare(each) for each in part] if isinstance(part, list) else part


def our_own(found: Found, reading: Reading) -> Draft | None:
    """The question as it was written from here; None where there is no mark, or the element was changed since."""
    mark = mark_of(found)
    kind, settings = as_text(mark.get("kind")), mark.get("settings")
    if kind not in TYPES or not isinstance(settings, Mapping):
        return None
    if mark.get("of") != fingerprint(found.part):
        reading.notes.changed(
            found.place, found.subject, N_("It was changed since it was written here, and is read as it stands now.")
        )
        return None
    draft = reading.draft(found, kind, dict(settings))
    if kind == "information":
        draft.text = reading.desk.text(found.part.get("html"), f"{found.place}.html", found.subject)
    draft.not_applicable = mark.get("not_applicable") is True
    document = {"code": draft.code, "kind": kind, "text": dict(draft.text), "settings": settings}
    try:
        question = read_question(document)
    except DefinitionRefused:
        return None
    reading.desk.languages |= dict.fromkeys(_languages(settings))
    for path, known in known_from(question):
        reading.names[found.name + path.removeprefix(draft.code)] = known
    return draft


def _languages(part: object) -> Iterator[str]:
    """The languages that the texts inside of some settings are written in."""
    if isinstance(part, Mapping):
        if part and all(
            isinstance(name, str) and LANGUAGE.fullmatch(name) and isinstance(words, str)
            for name, words in part.items()
        ):
            yield from part
        else:
            for each in part.values():
                yield from _languages(each)
    elif isinstance(part, list):
        for each in part:
            yield from _languages(each)
