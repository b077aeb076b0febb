"""Validators of SurveyJS as limits of a question or as checks of its answers."""

import json
from dataclasses import replace
from itertools import islice
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.surveyjs.drafts import Condition, Draft, Found, Reading, Rule, has_kind
from survey_app.interchange.questionnaires.surveyjs.parts import Part, as_number, as_text, parts_of
from survey_app.interchange.questionnaires.surveyjs.written_kinds import from_search
from survey_app.logic.dialects.surveyjs_names import Known
from survey_app.logic.patterns import compiled
from survey_app.logic.tree import Reference
from survey_app.questions.definition import Text
from survey_app.questions.reading import MAX_RULES

_MOST = 2 * MAX_RULES
_EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
_TYPED = frozenset({"short_text", "long_text", "pattern", "email", "phone"})


def check(found: Found, reading: Reading, draft: Draft) -> None:
    """Everything an answer has to meet."""
    for number, part in islice(parts_of(found.part.get("validators")), _MOST):
        _one(found, reading, draft, part, f"{found.place}.validators[{number}]")
    longest = as_number(found.part.get("maxLength"))
    if longest is not None and longest > 0 and draft.kind in _TYPED:
        draft.rules.append(Rule({}, ours=f"length(.) <= {int(longest)}"))
    required = found.part.get("requiredIf")
    if isinstance(required, str) and required.strip():
        place = f"{found.place}.requiredIf"
        test = f"!({required}) or {{{found.scope}{found.name}}} notempty"
        words = reading.desk.text(found.part.get("requiredErrorText"), place, found.subject)
        draft.rules.append(Rule(words, condition=Condition(test, place, found.subject)))
    if len(draft.rules) > MAX_RULES:
        reading.notes.dropped(
            found.place, found.subject, N_("Checks past the first %(most)s are left out."), most=MAX_RULES
        )
        del draft.rules[MAX_RULES:]


def _one(found: Found, reading: Reading, draft: Draft, part: Part, place: str) -> None:
    if part.get("rondo") is True and draft.kind == "pattern":
        return
    kind = as_text(part.get("type")).lower().removesuffix("validator")
    words = reading.desk.text(part.get("text"), f"{place}.text", found.subject)
    soft = as_text(part.get("notificationType")).lower() in {"warning", "info"}
    if kind == "expression" and isinstance(part.get("expression"), str):
        condition = Condition(
            part["expression"], f"{place}.expression", found.subject, _here(found, reading), is_check=True
        )
        draft.rules.append(Rule(words, soft, condition))
    elif kind == "email":
        _email(draft, words, soft=soft)
    elif kind == "answercount":
        _answers(draft, part, words, soft=soft)
    elif kind in {"numeric", "text"}:
        _bounds(draft, part, words, kind, soft=soft)
    elif kind == "regex" and compiled(pattern := from_search(as_text(part.get("regex")))) is not None:
        quoted = json.dumps(pattern, ensure_ascii=False)
        draft.rules.append(Rule(words, soft, ours=f"matches(., {quoted})"))
    else:
        original = as_text(part.get("regex")) or as_text(part.get("expression")) or str(dict(part))[:500]
        reading.notes.dropped(
            place,
            found.subject,
            N_("A check of the kind “%(kind)s” has no counterpart here."),
            kind=kind,
            original=original,
        )


def _here(found: Found, reading: Reading) -> dict[str, Known]:
    """The answer that is checked is `.` in our rules."""
    name = found.scope + found.name
    own = reading.names.get(name)
    if own is None or own.meaning != Reference(reading.code_of(found)):
        return {}
    return {name: replace(own, meaning=Reference("."))}


def _email(draft: Draft, words: Text, *, soft: bool) -> None:
    if draft.kind == "short_text" and has_kind("email") and not draft.rules:
        draft.kind = "email"
    elif draft.kind != "email":
        draft.rules.append(Rule(words, soft, ours=f"matches(., {json.dumps(_EMAIL)})"))


def _answers(draft: Draft, part: Part, words: Text, *, soft: bool) -> None:
    offered = len(draft.settings.get("options", ())) + bool(draft.settings.get("other"))
    for name, ours, sign in (("minCount", "min", ">="), ("maxCount", "max", "<=")):
        limit = as_number(part.get(name))
        if limit is None or limit <= 0:
            continue
        if draft.kind == "multiple" and limit <= offered and not soft and ours not in draft.settings:
            draft.settings[ours] = int(limit)
        else:
            draft.rules.append(Rule(words, soft, ours=f"count(.) {sign} {int(limit)}"))


def _bounds(draft: Draft, part: Part, words: Text, kind: str, *, soft: bool) -> None:
    """Limits of a number or of the length of a text."""
    names: tuple[tuple[str, str, str], ...] = (("minValue", "min", ">="), ("maxValue", "max", "<="))
    if kind == "text":
        names = (("minLength", "", ">="), ("maxLength", "", "<="))
    tests = []
    for name, ours, sign in names:
        limit = as_number(part.get(name))
        if limit is None or (kind == "text" and limit <= 0):
            continue
        if kind == "numeric" and draft.kind == "number" and not words and not soft and ours not in draft.settings:
            draft.settings[ours] = limit
        else:
            tests.append(_test(draft, kind, sign, limit))
    if tests:
        draft.rules.append(Rule(words, soft, ours=" and ".join(tests)))


def _test(draft: Draft, kind: str, sign: str, limit: float) -> str:
    number: Any = int(limit) if limit == int(limit) else limit
    if kind == "text":
        return f"length(.) {sign} {number}"
    return f"{'number(.)' if draft.kind in _TYPED else '.'} {sign} {number}"
