"""Our mark on an element, only where SurveyJS would lose something without it: found out by reading it back."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limits import BrokenFile
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.interchange.questionnaires.surveyjs.own_kinds import MARK, fingerprint
from survey_app.interchange.questionnaires.surveyjs.reading import read
from survey_app.questions.definition import Question
from survey_app.questions.registry import write_question

_COMPARED = ("kind", "text", "hint", "required", "not_applicable", "purpose", "settings", "instrument")
_CARRIED = {*_COMPARED, "code", "show_if", "checks", "order", "anchored", "together", "carry"}


def marked(element: dict[str, Any], question: Question, languages: Sequence[str], notes: Notes) -> dict[str, Any]:
    """The element, with as small a mark as lets it come back as it was."""
    wanted = write_question(question)
    mark: dict[str, Any] = {"kind": question.kind}
    if wanted["purpose"] != "solicitation":
        mark["purpose"] = wanted["purpose"]
    if wanted.get("instrument"):
        mark["instrument"] = wanted["instrument"]
    for name in wanted.keys() - _CARRIED:
        notes.dropped(question.code, name, N_("This part of the question is not written."), original=str(wanted[name]))
    simple = element if len(mark) == 1 and question.kind not in {"recommend", "battery"} else {**element, MARK: mark}
    if _same(simple, wanted, languages):
        return simple
    mark |= {"settings": wanted["settings"], "of": fingerprint(element)}
    if question.not_applicable:
        mark["not_applicable"] = True
    whole = {**element, MARK: mark}
    if not _same(whole, wanted, languages):
        notes.changed(question.code, question.kind, N_("This question does not come back exactly as it was."))
    return whole


def _same(element: Mapping[str, Any], wanted: Mapping[str, Any], languages: Sequence[str]) -> bool:
    """Whether the element alone, read back, is the same question; conditions apart."""
    alone = {name: part for name, part in element.items() if name != "visibleIf"}
    content = json.dumps({"locale": languages[0].replace("_", "-"), "pages": [{"elements": [alone]}]}).encode()
    try:
        found = read(content, "").document["pages"][0]["questions"]
    except BrokenFile:
        return False
    return len(found) == 1 and all(_plain(found[0].get(name)) == _plain(wanted.get(name)) for name in _COMPARED)


def _plain(value: object) -> object:
    """Without conditions, which cannot be read without the other questions, and without blank texts."""
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items() if name != "show_if"}
    return [_plain(part) for part in value] if isinstance(value, list) else value
