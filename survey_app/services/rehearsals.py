"""Walking through a questionnaire as one made-up person: the answers travel with the page, nothing is ever stored."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.questions import logic_check, rules
from survey_app.questions.arm import arms_of, by_seed
from survey_app.questions.base import Answers, Value, Variable, VariableKind, form_field, store
from survey_app.questions.definition import Question, Questionnaire, say
from survey_app.questions.file_upload import named_file
from survey_app.questions.hidden import Hidden
from survey_app.questions.logic_check import Rule
from survey_app.questions.registry import type_of
from survey_app.questions.showing import Shown
from survey_app.questions.words import MISSING
from survey_app.services.page_answers import PageAnswers
from survey_app.services.sheets import Sheet
from survey_app.vocabulary import Missing

MOST_SHOWN = 300
_LONGEST = 1_000_000
_LARGEST = 10**15
_TYPES: dict[VariableKind, tuple[type, ...]] = {
    VariableKind.CLOSED: (int,),
    VariableKind.NUMBER: (int, float),
    VariableKind.TEXT: (str,),
}


@dataclass(frozen=True, slots=True)
class Known:
    """One variable: its name, what is known of it as a value and in words, and the number of its page.

    `reason` says why there is no value: a missing reason, `open` while its page is still to come or being looked at,
    `empty` where the page was left without an answer.
    """

    name: str
    page: int
    value: str = ""
    words: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ruled:
    """A rule with what it comes to now: True, False, or None where that cannot be said yet."""

    rule: Rule
    is_met: bool | None


def sheet_of(questionnaire: Questionnaire, seed: str) -> Sheet:
    """The questionnaire in the order in which this person sees it."""
    return Sheet(0, questionnaire).drawn(seed)


def hidden_of(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """The questions whose answers come along with the address of the first page."""
    return tuple(each for each in questionnaire.questions() if each.kind == Hidden.code)


def begun(sheet: Sheet, seed: str, along: Mapping[str, str]) -> dict[str, Value]:
    """What is known before anything is asked: the arms of experiments, and what the address brings."""
    found: dict[str, Value] = {each.code: by_seed(each, seed) for each in arms_of(sheet.questionnaire)}
    for question in hidden_of(sheet.questionnaire):
        sent = {form_field(question): [along.get(question.code, "")[: Hidden.limit]]}
        found |= type_of(question).clean(question, sent, "en").answers
    return found


def written(given: Answers) -> str:
    """The answers as they travel with the page."""
    return json.dumps(store(given))


def read_given(sheet: Sheet, text: str) -> dict[str, Value]:
    """The answers that a page sent back; whatever is not an answer to this questionnaire is left out."""
    try:
        document = json.loads(text) if 0 < len(text) <= _LONGEST else {}
    except (ValueError, RecursionError):
        document = {}
    if not isinstance(document, dict):
        return {}
    found: dict[str, Value] = {}
    for question in sheet.questionnaire.questions():
        for variable in type_of(question).variables(question):
            if (value := _sound(document.get(variable.name), variable.kind)) is not None:
                found[variable.name] = value
    return found


def _sound(value: Any, kind: VariableKind) -> Value | None:  # noqa: ANN401 - whatever a page sent
    if isinstance(value, dict):
        reason = value.get("missing")
        return Missing(reason) if isinstance(reason, str) and reason in set(Missing) else None
    if isinstance(value, bool) or not isinstance(value, _TYPES[kind]):
        return None
    if isinstance(value, str):
        return value
    return value if isinstance(value, int | float) and abs(value) <= _LARGEST and math.isfinite(value) else None


def with_page(sheet: Sheet, given: Answers, page: PageAnswers) -> dict[str, Value]:
    """The answers with those of one page in their places."""
    own = sheet.page_variables[page.key] if page.names is None else page.names
    return {name: value for name, value in given.items() if name not in own} | dict(page.answers)


def variables(sheet: Sheet, way: Shown, number: int, language: str) -> list[Known]:
    """The variables of the page that is looked at, then those of earlier ones, newest first."""
    last = min(number, len(sheet.questionnaire.pages))
    pages = reversed(list(enumerate(sheet.questionnaire.pages[:last], 1)))
    found = (
        _known(
            variable,
            way,
            sheet.language(language),
            page_number,
            is_passed=page_number < number or not type_of(question).is_seen,
        )
        for page_number, page in pages
        for question in page.questions
        for variable in type_of(question).variables(question)
    )
    return [each for each, _place in zip(found, range(MOST_SHOWN), strict=False)]


def _known(variable: Variable, way: Shown, language: str, page: int, *, is_passed: bool) -> Known:
    value = way.answers.get(variable.name)
    if isinstance(value, Missing):
        return Known(variable.name, page, words=say(MISSING[value], language), reason=value.value)
    if value is None:
        return Known(variable.name, page, reason="empty" if is_passed else "open")
    if (file := named_file(value)) is not None:
        return Known(variable.name, page, file.words)
    words = next((say(label, language) for code, label in variable.codes if code == value), "")
    figure = int(value) if isinstance(value, float) and value.is_integer() else value
    return Known(variable.name, page, str(figure)[:200], words[:200])


_DECIDING = (logic_check.SHOW, logic_check.ROW, logic_check.COLUMN, logic_check.JUMP, logic_check.CHECK)


def ruled(sheet: Sheet, way: Shown, number: int) -> list[Ruled]:
    """The rules of the page that is looked at, then those of earlier ones, each with what it comes to."""
    found = [each for each in logic_check.rules_of(sheet.questionnaire) if each.kind in _DECIDING]
    near = sorted((each for each in found if each.page_number <= number), key=lambda each: -each.page_number)
    return list(_worked_out(sheet, way, near[:MOST_SHOWN]))


def _worked_out(sheet: Sheet, way: Shown, found: list[Rule]) -> Iterator[Ruled]:
    for each in found:
        if each.kind == logic_check.CHECK:
            yield Ruled(each, rules.holds(each.rule, way.answers, sheet.names, each.code))
        else:
            value = rules.value(each.rule, way.answers, sheet.names)
            yield Ruled(each, value if isinstance(value, bool) else None)
