r"""Writing a rule: the one text of a tree, with no more brackets than it needs."""

import math
import re

from survey_app.exceptions import N_
from survey_app.logic.numerals import numeral
from survey_app.logic.parsing import RESERVED
from survey_app.logic.refusal import ExpressionRefused
from survey_app.logic.tree import COMPARING, RECKONING, Binary, Call, Constant, Expression, Reference, Unary

_OR, _AND, _NOT, _COMPARISON, _TOTAL, _PRODUCT, _SIGN, _ATOM = range(1, 9)
"""How tightly a part binds, as in the grammar of `parsing`."""
_LEVELS = {"or": _OR, "and": _AND, "+": _TOTAL, "-": _TOTAL, "*": _PRODUCT, "/": _PRODUCT}
_LEVELS |= dict.fromkeys(COMPARING, _COMPARISON)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*")
_FUNCTION = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_DEEPEST = 200


def write(expression: Expression) -> str:
    r"""The text of a rule. `parse(write(e)) == e` for every tree within the bounds of `parse`.

    Raises `ExpressionRefused` for a tree that has no text: a name with blanks, an unknown operator, a number that is
    not finite, a control character in a text, or too deep a tree.

    >>> from survey_app.logic.parsing import parse
    >>> write(parse("((OVER)<3 and(not (PROD has 3)))"))
    'OVER < 3 and not PROD has 3'
    >>> write(parse("(1+2)*3 - (4-5)"))
    '(1 + 2) * 3 - (4 - 5)'
    """
    return _write(expression, 0)[0]


def _write(expression: Expression, depth: int) -> tuple[str, int]:
    """The text of a part, and how tightly it binds."""
    if depth > _DEEPEST:
        raise ExpressionRefused(N_("The rule is nested more than %(most)s deep. Take it apart into several."),
                                most=_DEEPEST)  # fmt: skip
    if isinstance(expression, Constant):
        return _constant(expression.value)
    if isinstance(expression, Reference):
        return _name(expression.name), _ATOM
    if isinstance(expression, Call):
        arguments = ", ".join(_write(each, depth + 1)[0] for each in expression.arguments)
        return f"{_function(expression.name)}({arguments})", _ATOM
    if isinstance(expression, Unary):
        return _unary(expression, depth)
    return _chain(expression, depth)


def _chain(expression: Binary, depth: int) -> tuple[str, int]:
    """Operators of one level side by side, written in a loop: `a + b - c`."""
    level = _LEVELS.get(expression.operator, 0)
    if not level:
        raise ExpressionRefused(N_("There is no operator “%(operator)s”."), operator=expression.operator)
    parts: list[str] = []
    left: Expression = expression
    while isinstance(left, Binary) and _LEVELS.get(left.operator) == level and (not parts or level != _COMPARISON):
        parts += [_within(left.right, level + 1, depth), left.operator]
        left = left.left
    parts.append(_within(left, level + 1 if level == _COMPARISON else level, depth))
    return " ".join(reversed(parts)), level


def _unary(expression: Unary, depth: int) -> tuple[str, int]:
    if expression.operator == "not":
        return f"not {_within(expression.operand, _NOT, depth)}", _NOT
    if expression.operator != RECKONING[1]:
        raise ExpressionRefused(N_("There is no operator “%(operator)s”."), operator=expression.operator)
    inner = _within(expression.operand, _SIGN, depth)
    return (f"-({inner})" if inner[:1].isdigit() else f"-{inner}"), _SIGN


def _within(expression: Expression, least: int, depth: int) -> str:
    text, level = _write(expression, depth + 1)
    return text if level >= least else f"({text})"


def _constant(value: float | str | None) -> tuple[str, int]:
    if value is None or isinstance(value, bool):
        return ("none" if value is None else str(value).lower()), _ATOM
    if isinstance(value, str):
        return _quoted(value), _ATOM
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ExpressionRefused(N_("The rule holds a number that is too large to be written."))
    return numeral(number), _SIGN if math.copysign(1.0, number) < 0 else _ATOM


def _quoted(text: str) -> str:
    if _UNWRITABLE.search(text):
        raise ExpressionRefused(N_("A text of the rule holds a character that cannot be stored."))
    return '"' + "".join(_ESCAPES.get(letter, letter) for letter in text) + '"'


def _name(name: str) -> str:
    if name != "." and (not _NAME.fullmatch(name) or name in RESERVED):
        raise ExpressionRefused(N_("“%(name)s” cannot be the code of a question."), name=name[:40])
    return name


def _function(name: str) -> str:
    if not _FUNCTION.fullmatch(name) or name in RESERVED:
        raise ExpressionRefused(N_("“%(name)s” cannot be the name of a function."), name=name[:40])
    return name
