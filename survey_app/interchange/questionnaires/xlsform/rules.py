"""The constraint of a row: a limit where our kind has one for it, a rule with the author's words otherwise."""

import re
from collections.abc import Iterator
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.xlsform.form import Form
from survey_app.interchange.questionnaires.xlsform.sheets import Row
from survey_app.logic.dialects.names import written
from survey_app.logic.dialects.xlsform_parsing import Field, Invoked, Literal, Node, parse
from survey_app.logic.parsing import ExpressionRefused
from survey_app.questions.pattern import LONGEST_PATTERN, compiled

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_HERE = Field(".")
YES = frozenset({"yes", "true", "true()", "1", "y", "required", "sí", "si", "oui"})
_NO = frozenset({"", "no", "false", "false()", "0", "n", "non"})


def with_constraint(form: Form, row: Row, kind: str, settings: dict[str, Any], code: str) -> tuple[str, dict[str, Any]]:
    """The kind and the part of the question's document that a constraint makes of them."""
    text = row.get("constraint")
    message = dict(form.text(row, "constraint_message"))
    if not text:
        if message:
            form.notes.dropped(
                row.place,
                f"constraint_message of {row.get('name')}",
                N_("There is no constraint that these words could belong to."),
                original=next(iter(message.values())),
            )
        return kind, {"settings": settings}
    limited = _limited(text, kind, settings, bool(message))
    if limited is not None and not message:
        _mark_alone(form, code, limited[1])
    if limited is not None:
        return limited[0], {"settings": limited[1] | ({"message": message} if limited[0] == "pattern" else {})}
    rule = form.rule(row, "constraint", here=code)
    checks = [{"rule": rule, "message": message, "soft": False}] if rule else []
    return kind, {"settings": settings, "checks": checks}


def _mark_alone(form: Form, code: str, settings: dict[str, Any]) -> None:
    """The answers that stand alone are marked; a name that is no answer is none."""
    known = form.names.codes.get(code, {})
    codes = {known.get(name) for name in settings.pop("alone", ())}
    for option in settings.get("options", ()):
        if option["code"] in codes:
            option["exclusive"] = True


def _limited(text: str, kind: str, settings: dict[str, Any], worded: bool) -> tuple[str, dict[str, Any]] | None:  # noqa: FBT001 - whether it has words
    """The constraint as limits of the kind; None where it says more than limits can."""
    try:
        parts = list(_parts(parse(text)))
    except ExpressionRefused:
        return None
    if kind == "short_text" and len(parts) == 1 and (pattern := _pattern(parts[0])):
        return "pattern", {"pattern": pattern}
    alone: list[str] = []
    if worded or kind not in {"number", "multiple", "date"}:
        return None
    limits: dict[str, Any] = {}
    for part in parts:
        if kind == "multiple" and (name := _alone(part)):
            alone.append(name)
            continue
        found = _limit(part, kind, settings)
        if found is None or found[0] in limits:
            return None
        limits[found[0]] = found[1]
    return kind, settings | limits | ({"alone": alone} if alone else {})


def _alone(node: Node) -> str:
    """The answer in `not(selected(., 'none') and count-selected(.) > 1)`, which stands alone; else nothing."""
    inner = node.arguments[0] if isinstance(node, Invoked) and node.name == "not" and len(node.arguments) == 1 else None
    if not isinstance(inner, Invoked) or inner.name != "and":
        return ""
    first, second = inner.arguments
    several = Invoked(">", (Invoked("count-selected", (_HERE,)), Literal(1.0)))
    if second != several or not isinstance(first, Invoked) or first.name != "selected" or len(first.arguments) != 2:  # noqa: PLR2004 - what, which
        return ""
    where, which = first.arguments
    return written(which.value) if where == _HERE and isinstance(which, Literal) else ""


def _parts(node: Node) -> Iterator[Node]:
    if isinstance(node, Invoked) and node.name == "and":
        for each in node.arguments:
            yield from _parts(each)
    else:
        yield node


def _pattern(node: Node) -> str:
    if not isinstance(node, Invoked) or node.name != "regex" or len(node.arguments) != 2:  # noqa: PLR2004 - what, which
        return ""
    where, which = node.arguments
    if where != _HERE or not isinstance(which, Literal) or not isinstance(which.value, str):
        return ""
    usable = len(which.value) <= LONGEST_PATTERN and compiled(which.value) is not None
    return which.value if usable else ""


def _limit(node: Node, kind: str, settings: dict[str, Any]) -> tuple[str, Any] | None:
    """One comparison of the answer with a constant, as the limit it is."""
    if not isinstance(node, Invoked) or node.name not in {">=", "<=", ">", "<"}:
        return None
    left, right = node.arguments
    sign = node.name
    if not isinstance(right, Literal | Invoked) or isinstance(left, Literal):
        left, right, sign = right, left, {">=": "<=", "<=": ">=", ">": "<", "<": ">"}[sign]
    if kind == "date":
        return _day(left, right, sign)
    subject = Invoked("count-selected", (_HERE,)) if kind == "multiple" else _HERE
    value = _figure(right)
    if left != subject or value is None:
        return None
    whole = kind == "multiple" or settings.get("decimals") == 0
    if sign in {">", "<"}:
        if not whole or value != int(value):
            return None
        value += 1 if sign == ">" else -1
    number = int(value) if value == int(value) else value
    if kind == "multiple" and not 1 <= number <= 200:  # noqa: PLR2004 - as many as a list may have
        return None
    return ("min" if sign in {">=", ">"} else "max"), number


def _figure(node: Node) -> float | None:
    if isinstance(node, Invoked) and node.name == "-" and len(node.arguments) == 1:
        inner = _figure(node.arguments[0])
        return None if inner is None else -inner
    return node.value if isinstance(node, Literal) and isinstance(node.value, float) else None


def _day(left: Node, right: Node, sign: str) -> tuple[str, Any] | None:
    if isinstance(right, Invoked) and right.name == "date" and len(right.arguments) == 1:
        right = right.arguments[0]
    if left != _HERE or sign not in {">=", "<="} or not isinstance(right, Literal):
        return None
    if not isinstance(right.value, str) or not _DAY.fullmatch(right.value):
        return None
    return ("earliest" if sign == ">=" else "latest"), right.value


def is_required(row: Row) -> bool:
    """Whether an answer is always required."""
    return row.get("required").strip().lower() in YES


def required_rule(form: Form, row: Row, code: str, *, table: bool) -> list[dict[str, Any]]:
    """A condition under which an answer is required, as a check; rows of a table have none."""
    text = row.get("required").strip()
    if text.lower() in YES | _NO:
        return []
    subject = f"required of {row.get('name')}"
    if table:
        reason = N_("An answer is either always required here or never: this one is not.")
        form.notes.dropped(row.place, subject, reason, original=text)
        return []
    rule = form.rule(row, "required", f"not({text}) or . != ''", here=code)
    if not rule:
        return []
    form.notes.changed(row.place, subject, N_("The answer is required by a rule of its own."), original=text)
    return [{"rule": rule, "message": dict(form.text(row, "required_message")), "soft": False}]
