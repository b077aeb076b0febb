"""Values of rules: how they count as truths, numbers and texts, how they compare, and what reckoning gives."""

from typing import TypeAlias

from survey_app.logic.numerals import number_of, numeral

Value: TypeAlias = float | str | bool | frozenset[int] | tuple["Value", ...] | None
"""int counts as float. A set holds chosen codes, a tuple the answers of rows, None is nothing."""


def truth(value: Value) -> bool | None:
    """Whether a value counts as true: numbers other than 0, texts and sets that are not empty.

    >>> truth(True), truth(0), truth("no"), truth(frozenset()), truth(None)
    (True, False, True, False, None)
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, tuple):
        return None
    return value != 0 if isinstance(value, int | float) else bool(value)


def number(value: Value) -> float | None:
    """A value as a number: a truth is 1 or 0, a text what it spells out.

    >>> number(True), number("2.5"), number("two"), number(frozenset({1}))
    (1.0, 2.5, None, None)
    """
    if isinstance(value, int | float):
        return float(value)
    return number_of(value) if isinstance(value, str) else None


def text(value: Value) -> str | None:
    """A value as a text: sets as their codes in order, rows not at all.

    >>> text(2.50), text(True), text(frozenset({3, 1})), text(None)
    ('2.5', 'true', '1, 3', None)
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return numeral(value)
    if isinstance(value, frozenset):
        return ", ".join(str(code) for code in sorted(value))
    return value if isinstance(value, str) else None


def compared(operator: str, left: Value, right: Value) -> bool | None:
    """What `=`, `!=`, `<`, `<=`, `>` or `>=` finds; None where it cannot be told.

    Texts compare by their characters' code points, so that dates compare by time. A text beside a number stands for
    the number it spells out; one that spells none is not equal, and neither larger nor smaller. A set is equal to a
    set of the same codes and to its only code.

    >>> compared("<", "2026-01-31", "2026-11-26"), compared("=", frozenset({3}), 3), compared("<", "a", 3)
    (True, True, None)
    """
    if left is None or right is None or isinstance(left, tuple) or isinstance(right, tuple):
        return None
    if isinstance(left, frozenset) or isinstance(right, frozenset):
        return _equal(operator, _codes(left) == _codes(right))
    if isinstance(left, str) and isinstance(right, str):
        return _ordered(operator, (left > right) - (left < right))
    first, second = number(left), number(right)
    if first is None or second is None:
        return _equal(operator, equal=False)
    return _ordered(operator, (first > second) - (first < second))


def _codes(value: Value) -> frozenset[float]:
    """A set as it is, and any other value as the set of its number."""
    if isinstance(value, frozenset):
        return frozenset(float(code) for code in value)
    found = number(value)
    return frozenset({-1.0} if found is None else {found})


def _equal(operator: str, equal: bool) -> bool | None:  # noqa: FBT001 - the one thing it is about
    if operator == "=":
        return equal
    return not equal if operator == "!=" else None


def _ordered(operator: str, order: int) -> bool | None:
    """Order is -1, 0 or 1."""
    answers = {"=": order == 0, "!=": order != 0, "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}
    return answers.get(operator)


def has(left: Value, right: Value) -> bool | None:
    """Whether a set holds a code, an answer is a code, or a text holds a part; None where it cannot be told.

    >>> has(frozenset({1, 3}), 3), has(3, 3), has("a plan", "plan"), has(None, 3)
    (True, True, True, None)
    """
    if left is None or right is None or isinstance(left, bool | tuple) or isinstance(right, tuple):
        return None
    if isinstance(left, str):
        part = text(right)
        return None if part is None else part in left
    code = number(right)
    if isinstance(left, frozenset):
        return code is not None and code in left
    return code == left


def added(operator: str, left: float | None, right: float | None) -> float | None:
    """Two numbers with `+`, `-`, `*` or `/` between them; nothing for a division by zero.

    >>> added("/", 1.0, 4.0), added("/", 1.0, 0.0), added("+", None, 1.0)
    (0.25, None, None)
    """
    if left is None or right is None:
        return None
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    return left / right if right != 0 else None
