"""Conditions of Qualtrics: sets of lines, each about one answer, as expressions of ours."""

import re
from collections.abc import Mapping
from functools import reduce

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.qualtrics.parts import Desk, Entry, Part, as_number, as_part, as_text
from survey_app.logic import parsing, writing
from survey_app.logic.refusal import ExpressionRefused
from survey_app.logic.tree import Binary, Call, Constant, Expression, Reference, Unary

_LOCATOR = re.compile(r"q://(QID[\w#~]+)(?:/([A-Za-z]+))?(?:/([\w-]+))?(?:/([\w-]+))?")
_COMPARING = {
    "EqualTo": "=", "NotEqualTo": "!=", "GreaterThan": ">", "GreaterThanOrEqual": ">=", "LessThan": "<",
    "LessThanOrEqual": "<=", "Is": "=", "IsNot": "!=",
}  # fmt: skip
_TURNED = frozenset({"NotSelected", "NotDisplayed", "DoesNotContain", "NotEmpty"})
_DEEPEST = 10


def condition(logic: object, desk: Desk, place: str, subject: str) -> str:
    """A whole condition as a rule of ours; what cannot be said is told, and then does not count."""
    try:
        found = _whole(as_part(logic), desk)
        rule = writing.write(found) if found is not None else ""
        if rule:
            parsing.parse(rule)
    except ExpressionRefused as refusal:
        desk.notes.dropped(
            place,
            subject,
            N_("This condition cannot be read, so it does not count: %(why)s"),
            why=str(refusal),
            original=described(logic),
        )
        return ""
    return rule


def both(rules: list[str]) -> str:
    """Several rules that all have to be met."""
    kept = list(dict.fromkeys(rule for rule in rules if rule))
    return kept[0] if len(kept) == 1 else " and ".join(f"({rule})" for rule in kept)


def described(logic: object, depth: int = 0) -> str:
    """The words Qualtrics itself has for a condition."""
    if not isinstance(logic, Mapping) or depth > _DEEPEST:
        return ""
    own = re.sub(r"<[^<>]*>", "", as_text(logic.get("Description")))
    inner = [described(part, depth + 1) for part in list(logic.values())[:20] if isinstance(part, Mapping)]
    return " ".join(filter(None, [own, *inner]))[:2_000]


def _inner(part: Part) -> list[Part]:
    return [each for name, each in part.items() if str(name).isdecimal() and isinstance(each, Mapping)]


def _whole(logic: Part, desk: Desk) -> Expression | None:
    """Sets of lines: `If`, `AndIf`, `OrIf`; inside of a set, `And` binds before `Or`."""
    sets = [
        (as_text(part.get("Type")).lower(), found) for part in _inner(logic) if (found := _set(part, desk)) is not None
    ]
    if not sets:
        return None
    whole = sets[0][1]
    for kind, found in sets[1:]:
        whole = Binary("and" if kind.startswith("and") else "or", whole, found)
    return whole


def _set(part: Part, desk: Desk) -> Expression | None:
    if "LogicType" in part:
        return _line(part, desk)
    chains: list[list[Expression]] = []
    for line in _inner(part):
        joined = as_text(line.get("Conjuction", line.get("Conjunction"))).lower()
        found = _line(line, desk)
        if chains and joined == "and":
            chains[-1].append(found)
        else:
            chains.append([found])
    if not chains:
        return None
    every = [reduce(lambda left, right: Binary("and", left, right), chain) for chain in chains]
    return reduce(lambda left, right: Binary("or", left, right), every)


def _line(line: Part, desk: Desk) -> Expression:
    kind = as_text(line.get("LogicType"))
    embedded = desk.fields.get(as_text(line.get("LeftOperand"))) if kind == "EmbeddedField" else None
    if embedded is not None:
        return tested(embedded, ("", "", ""), as_text(line.get("Operator")), line.get("RightOperand"))
    if kind != "Question":
        raise ExpressionRefused(N_("It is about “%(kind)s”, which is not known here."), kind=kind[:60] or "?")
    locator = as_text(line.get("LeftOperand")) or as_text(line.get("ChoiceLocator"))
    found = _LOCATOR.match(locator) or _LOCATOR.match(as_text(line.get("ChoiceLocator")))
    name = found[1] if found else as_text(line.get("QuestionID"))
    entry = desk.entries.get(name)
    if entry is None or not entry.kind:
        raise ExpressionRefused(N_("It is about the question “%(name)s”, which did not come over."), name=name[:60])
    where = (found[2] or "", found[3] or "", found[4] or "") if found else ("", "", "")
    return tested(entry, where, as_text(line.get("Operator")), line.get("RightOperand"))


def tested(entry: Entry, where: tuple[str, str, str], operator: str, right: object) -> Expression:
    """One line: an answer and what it is held against."""
    kind, first, second = where
    if kind.startswith("Selectable") or (operator in {"Selected", "NotSelected"} and first):
        found, asked = _selected(entry, first, second)
        if operator in {"Selected", "Is", ""}:
            return found
        if operator in {"NotSelected", "IsNot"}:
            return _otherwise(found, asked)
        raise ExpressionRefused(N_("The operator “%(operator)s” is not known here."), operator=operator[:40])
    asked = _value(entry, kind, first)
    if operator in {"Displayed", "NotDisplayed"}:
        shown = Call("shown", (Reference(entry.code),))
        return Unary("not", shown) if operator == "NotDisplayed" else shown
    if operator in {"Empty", "NotEmpty"}:
        return Call("missing" if operator == "Empty" else "answered", (asked,))
    if operator in {"Contains", "DoesNotContain"}:
        held = Binary("has", asked, Constant(as_text(right)))
        return held if operator == "Contains" else _otherwise(held, asked)
    return _compared(entry, asked, operator, right)


def _compared(entry: Entry, asked: Expression, operator: str, right: object) -> Expression:
    """An answer held against a figure or a text. Greater and smaller are said of figures, also of typed ones."""
    sign = _COMPARING.get(operator)
    if sign is None:
        raise ExpressionRefused(N_("The operator “%(operator)s” is not known here."), operator=operator[:40])
    number = as_number(right)
    figure = None if number is None else int(number) if number == int(number) else number
    if sign not in {"=", "!="} and figure is not None and entry.kind in {"short_text", "long_text"}:
        return Binary(sign, Call("number", (asked,)), Constant(figure))
    texts = entry.kind in {"short_text", "long_text", "texts", "email", "phone", "date"}
    compared = Binary(sign, asked, Constant(as_text(right) if texts or figure is None else figure))
    return Binary("or", Call("missing", (asked,)), compared) if sign == "!=" else compared


def _otherwise(found: Expression, asked: Expression) -> Expression:
    """Not chosen is met there by nothing chosen as well."""
    if isinstance(found, Binary) and found.operator == "=":
        return Binary("or", Call("missing", (asked,)), Binary("!=", found.left, found.right))
    return Binary("or", Call("missing", (asked,)), Unary("not", found))


def _selected(entry: Entry, first: str, second: str) -> tuple[Expression, Expression]:
    if entry.kind in {"grid", "grid_multiple"}:
        row, code = entry.rows.get(first), entry.choices.get(second)
        if row is None or code is None:
            raise ExpressionRefused(N_("A row or an answer of “%(name)s” is unknown."), name=entry.code)
        asked: Expression = Reference(f"{entry.code}.{row}")
        return Binary("has" if entry.kind == "grid_multiple" else "=", asked, Constant(code)), asked
    code = entry.choices.get(first)
    if code is None:
        raise ExpressionRefused(N_("An answer of “%(name)s” is unknown."), name=entry.code)
    asked = Reference(entry.code)
    return Binary("has" if entry.kind == "multiple" else "=", asked, Constant(code)), asked


def _value(entry: Entry, kind: str, first: str) -> Expression:
    """The typed or reckoned answer a locator is about."""
    if kind == "SelectedChoicesCount":
        return Call("count", (Reference(entry.code),))
    if first and first == entry.other:
        return Reference(f"{entry.code}.other")
    if first in entry.rows:
        return Reference(f"{entry.code}.{entry.rows[first]}")
    if entry.rows and entry.kind not in {"slider", "number"}:
        raise ExpressionRefused(N_("A row of “%(name)s” is unknown."), name=entry.code)
    return Reference(entry.code)
