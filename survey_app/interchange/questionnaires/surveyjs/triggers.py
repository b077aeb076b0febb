"""What triggers of a SurveyJS file say: their conditions, also as the first versions wrote them, and what they show."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from survey_app.interchange.questionnaires.surveyjs.parts import Part, as_text, parts_of

_MOST = 500
_SIGNS = {
    "equal": "=", "notequal": "<>", "greater": ">", "less": "<", "greaterorequal": ">=", "lessorequal": "<=",
    "contains": "contains", "notcontains": "notcontains", "anyof": "anyof", "allof": "allof",
}  # fmt: skip
_INNER = ("pages", "elements", "questions", "templateElements")
_DEEPEST = 40


def listed(whole: Part) -> Iterator[tuple[int, str, Part]]:
    """The triggers with their numbers and kinds, as many as any file has."""
    for number, part in islice(parts_of(whole.get("triggers")), _MOST):
        yield number, as_text(part.get("type")).lower().removesuffix("trigger"), part


def expression_of(trigger: Part) -> str:
    """The condition of a trigger; a name, an operator and a value are one.

    >>> expression_of({"name": "car", "operator": "equal", "value": "sedan"}), expression_of({"name": "a.b"})
    ("{car} = 'sedan'", '{a.b} notempty')
    """
    text = trigger.get("expression")
    if isinstance(text, str) and text.strip():
        return text
    name, operator = as_text(trigger.get("name")).strip(), as_text(trigger.get("operator")).lower() or "equal"
    if not name:
        return ""
    if operator in {"empty", "notempty"} or trigger.get("value") is None:
        return f"{{{name}}} {'empty' if operator == 'empty' else 'notempty'}"
    return f"{{{name}}} {_SIGNS.get(operator, operator)} {_literal(trigger['value'])}"


def _literal(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_literal(each) for each in value[:50])}]"
    if isinstance(value, bool | int | float):
        return as_text(value)
    words = as_text(value)
    return f'"{words}"' if "'" in words else f"'{words}'"


def shown_by_triggers(whole: Part) -> Part:
    """The file with the conditions of its showing triggers at the pages and questions they show."""
    rules: dict[str, list[str]] = {}
    for _number, kind, part in listed(whole):
        rule = expression_of(part)
        for name in _targets(part) if kind == "visible" and rule else ():
            rules.setdefault(name, []).append(rule)
    return _with_rules(whole, rules, 0) if rules else whole


def _targets(trigger: Part) -> list[str]:
    """The names of the pages and questions that a trigger shows."""
    found: list[str] = []
    for key in ("pages", "questions"):
        value = trigger.get(key)
        parts = value if isinstance(value, list) else as_text(value).split(",")
        found += [name for each in parts[:_MOST] if (name := as_text(each).strip())]
    return found


def _with_rules(part: Part, rules: Mapping[str, list[str]], depth: int) -> dict[str, Any]:
    found = dict(part)
    named = rules.get(as_text(part.get("name")).strip(), []) if depth else []
    if named:
        found["visible"] = True
        found["visibleIf"] = " or ".join(f"({rule})" for rule in dict.fromkeys(named))
    for key in _INNER if depth < _DEEPEST else ():
        if isinstance(part.get(key), list):
            found[key] = [
                _with_rules(each, rules, depth + 1) if isinstance(each, Mapping) else each for each in part[key]
            ]
    return found
