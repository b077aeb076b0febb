"""Conditions of a SurveyJS file once all its names are known: read into ours, or told and kept in the report."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.surveyjs.drafts import Condition, Draft, Reading
from survey_app.logic import parsing, writing
from survey_app.logic.dialects import surveyjs
from survey_app.logic.dialects.surveyjs_functions import needed
from survey_app.logic.dialects.surveyjs_names import Holds, Known
from survey_app.logic.refusal import ExpressionRefused
from survey_app.logic.tree import Binary, Call, Expression, Reference, Unary
from survey_app.questions.reading import MAX_RULE

_MOST_LETTERS = 120_000
"""Far more than any real file has in all its conditions together."""
_PLACE = re.compile(r"\{([^{}=][^{}]{0,199})\}")


def read(condition: Condition, reading: Reading, *, otherwise: str = "", scope: str = "") -> Expression | None:
    """One condition as ours; what cannot be read is told with its text."""
    if condition.ours is not None:
        return condition.ours
    reading.letters += len(condition.text)
    try:
        _refuse_endless(reading)
        found = surveyjs.read(condition.text, {**reading.scoped(scope), **condition.extra})
        found = _unguarded(found) if condition.is_check else found
        parsing.parse(writing.write(found))
    except (ExpressionRefused, RecursionError) as refusal:
        reason = str(refusal) if isinstance(refusal, ExpressionRefused) else "too deep"
        reading.notes.dropped(
            condition.place,
            condition.subject,
            otherwise or N_("This condition cannot be read, so it does not count: %(why)s"),
            why=reason,
            original=condition.text,
        )
        return None
    return found


def _unguarded(check: Expression) -> Expression:
    """A check that nothing answered breaks anyhow needs not say so: `missing(.) or . >= 18` is `. >= 18`."""
    if not isinstance(check, Binary) or check.operator not in {"and", "or"}:
        return check
    parts: list[Expression] = []
    rest: Expression = check
    while isinstance(rest, Binary) and rest.operator == check.operator:
        parts.insert(0, rest.right)
        rest = rest.left
    *guards, last = [rest, *parts]
    asked = needed(last) if isinstance(last, Binary) else ()
    guarded = all(isinstance(part, Call) and part.name == "missing" and part.arguments[0] in asked for part in guards)
    if check.operator == "or" and guarded:
        return last
    return reduce(lambda left, right: Binary(check.operator, left, right), map(_unguarded, [*guards, last]))


def rule_of(conditions: Iterable[Condition], reading: Reading, scope: str = "") -> str:
    """Several conditions that all have to be met, as one rule of ours."""
    found = [
        each
        for condition in dict.fromkeys(map(_Same, conditions))
        if (each := read(condition.one, reading, scope=scope))
    ]
    if not found:
        return ""
    whole = found[0]
    for each in found[1:]:
        whole = Binary("and", whole, each)
    try:
        rule = writing.write(whole)
        parsing.parse(rule)
    except ExpressionRefused:
        rule = "x" * (MAX_RULE + 1)
    if len(rule) <= MAX_RULE:
        return rule
    first = next(iter(conditions))
    reading.notes.dropped(first.place, first.subject, N_("The conditions around this are longer than a rule can be."))
    return ""


def _refuse_endless(reading: Reading) -> None:
    if reading.letters > _MOST_LETTERS:
        raise ExpressionRefused(N_("The conditions of the whole file are longer than can be read."))


class _Same:
    """Two conditions are the same when they say the same, wherever they stand."""

    def __init__(self, one: Condition) -> None:
        self.one = one
        self._key = (one.text, repr(one.ours), tuple(one.extra))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


def calculate(name: str, text: str, place: str, subject: str, reading: Reading) -> Expression | None:
    """A calculated value: its formula stands wherever its name is used."""
    try:
        found = surveyjs.read_value(text, reading.names)
        parsing.parse(writing.write(found))
    except (ExpressionRefused, RecursionError) as refusal:
        reading.notes.dropped(
            place, subject, N_("This formula cannot be read: %(why)s"), why=str(refusal)[:300], original=text
        )
        return None
    reading.names[name] = Known(found, Holds.ANYTHING)
    return found


def questions_in(expression: Expression) -> Iterator[str]:
    """The codes of the questions an expression asks about."""
    if isinstance(expression, Reference):
        yield expression.name.partition(".")[0]
    elif isinstance(expression, Unary):
        yield from questions_in(expression.operand)
    elif isinstance(expression, Binary):
        yield from questions_in(expression.left)
        yield from questions_in(expression.right)
    elif isinstance(expression, Call):
        for each in expression.arguments:
            yield from questions_in(each)


def finished(draft: Draft, reading: Reading) -> dict[str, Any]:
    """A draft as the document of a question, all its conditions read and its texts filled."""
    checks = []
    for rule in draft.rules:
        ours = rule.ours or (rule_of([rule.condition], reading, draft.scope) if rule.condition else "")
        if ours:
            checks.append({"rule": ours, "message": dict(rule.message), "soft": rule.soft})
    shown = rule_of(draft.conditions, reading, draft.scope)
    return {
        "code": draft.code,
        "kind": draft.kind,
        "text": filled(draft.text, reading, draft),
        "hint": filled(draft.hint, reading, draft),
        "required": draft.required,
        "not_applicable": draft.not_applicable,
        "settings": _inner(draft.settings, reading, draft),
        **({"purpose": draft.purpose} if draft.purpose else {}),
        **({"instrument": draft.instrument} if draft.instrument else {}),
        **({"show_if": shown} if shown else {}),
        **({"order": draft.order} if draft.order else {}),
        **({"checks": checks} if checks else {}),
    }


def _inner(settings: Mapping[str, Any], reading: Reading, draft: Draft) -> dict[str, Any]:
    """Settings with the conditions of their rows and options read and their labels filled."""
    return {
        name: [_row(each, reading, draft) for each in value] if name in {"options", "items"} else value
        for name, value in settings.items()
    }


def _row(row: Any, reading: Reading, draft: Draft) -> Any:  # noqa: ANN401 - whatever stands there
    if not isinstance(row, Mapping):
        return row
    kept = {name: value for name, value in row.items() if name != "_if"}
    rule = rule_of(row["_if"], reading, draft.scope) if row.get("_if") else ""
    label = kept.get("label")
    return kept | ({"show_if": rule} if rule else {}) | ({"label": filled(label, reading, draft)} if label else {})


def filled(text: Mapping[str, str], reading: Reading, draft: Draft) -> dict[str, str]:
    """A text in which `{name}` of theirs is `{CODE}` of ours, and a formula `{= formula}`."""

    def put(found: re.Match[str]) -> str:
        known = reading.scoped(draft.scope).get(found[1].strip().lstrip("#"))
        if known is None:
            reading.notes.changed(
                draft.place,
                draft.subject,
                N_("“{%(name)s}” is no question here and stays as it is written."),
                name=found[1],
            )
            return found[0]
        if isinstance(known.meaning, Reference):
            return f"{{{known.meaning.name}}}"
        rule = writing.write(known.meaning)
        return f"{{= {rule}}}" if "{" not in rule and "}" not in rule else found[0]

    return {code: _PLACE.sub(put, words) if "{" in words else words for code, words in text.items()}
