"""LimeSurvey's functions that need more than another name with us."""

from collections.abc import Callable
from typing import Protocol

from survey_app.exceptions import N_
from survey_app.logic.dialects.limesurvey_names import refused
from survey_app.logic.tree import Binary, Call, Constant, Expression

NOTHING = Constant("")


class Translation(Protocol):
    """What a function needs of the translation that it is part of."""

    def truth(self, tree: Expression, yes: bool = True) -> Expression:  # noqa: FBT001, FBT002 - as the translation has it
        """What says that an expression is true."""

    def value(self, tree: Expression) -> Expression:
        """An expression as a value."""

    def all(self, given: tuple[Expression, ...]) -> tuple[Expression, ...]:
        """Several values; all parts of a question may be among them."""

    def is_box(self, tree: Expression) -> bool:
        """Whether it is a box that is ticked or not."""


def _countif(meaning: Translation, given: tuple[Expression, ...]) -> Expression:
    if len(given) < 2:  # noqa: PLR2004 - a value and at least one variable
        raise refused(N_("“%(name)s” needs a value and at least one question."), name="countif")
    parts = [meaning.truth(Binary("=", each, given[0])) for each in given[1:]]
    return Call("count", tuple(parts))


def _countifop(meaning: Translation, given: tuple[Expression, ...]) -> Expression:
    operator = given[0].value if given and isinstance(given[0], Constant) else None
    known = {"==": "=", "eq": "=", "ne": "!=", "!=": "!=", "<": "<", "lt": "<", "<=": "<=", "le": "<="}
    known |= {">": ">", "gt": ">", ">=": ">=", "ge": ">="}
    if operator not in known or len(given) < 3:  # noqa: PLR2004 - an operator, a value and a variable
        raise refused(N_("The function “%(name)s” has no equal here."), name="countifop")
    parts = [meaning.truth(Binary(known[str(operator)], each, given[1])) for each in given[2:]]
    return Call("count", tuple(parts))


def _sum(meaning: Translation, given: tuple[Expression, ...]) -> Expression:
    """A sum of nothing is 0 there and nothing here; conditions that are added up are counted."""
    parts = meaning.all(given)
    if parts and all(_is_counted(part) for part in parts):
        return Call("count", tuple(part.arguments[0] for part in parts if isinstance(part, Call)))
    return Call("coalesce", (Call("sum", parts), Constant(0.0)))


def _is_counted(part: Expression) -> bool:
    return isinstance(part, Call) and part.name == "if" and part.arguments[1:] == (Constant(1.0), Constant(0.0))


def _count(meaning: Translation, given: tuple[Expression, ...]) -> Expression:
    """Boxes count when they are ticked."""
    parts = [meaning.truth(each) if meaning.is_box(each) else meaning.all((each,))[0] for each in given]
    return Call("count", tuple(parts))


def _if(meaning: Translation, given: tuple[Expression, ...]) -> Expression:
    if len(given) != 3:  # noqa: PLR2004 - a condition and two outcomes
        raise refused(N_("“%(name)s” needs a condition and two outcomes."), name="if")
    when, then, otherwise = given
    if when == Call("is_empty", (otherwise,)):
        return Call("coalesce", (meaning.value(otherwise), meaning.value(then)))
    return Call("if", (meaning.truth(when), meaning.value(then), meaning.value(otherwise)))


def _intval(meaning: Translation, given: tuple[Expression, ...]) -> Expression:
    inner = meaning.value(given[0]) if given else NOTHING
    return Call("if", (Binary("<", inner, Constant(0.0)), Call("ceil", (inner,)), Call("floor", (inner,))))


def _substr(meaning: Translation, given: tuple[Expression, ...]) -> Expression:
    start = given[1] if len(given) == 3 else None  # noqa: PLR2004 - a text, a start and a length
    if not isinstance(start, Constant) or not isinstance(start.value, float):
        raise refused(N_("“%(name)s” needs a text, a start as a figure, and a length."), name="substr")
    return Call("part", (meaning.value(given[0]), Constant(start.value + 1), meaning.value(given[2])))


def _implode(meaning: Translation, given: tuple[Expression, ...]) -> Expression:
    if not given or given[0] != NOTHING:
        raise refused(N_("The function “%(name)s” has no equal here."), name="implode")
    return Call("join", tuple(meaning.value(each) for each in given[1:]))


def _date(_meaning: Translation, given: tuple[Expression, ...]) -> Expression:
    today = Call("today", ())
    if given == (Constant("Y-m-d"),):
        return today
    part = {"Y": "year", "n": "month", "m": "month", "j": "day", "d": "day"}
    if len(given) == 1 and isinstance(given[0], Constant) and given[0].value in part:
        return Call(part[str(given[0].value)], (today,))
    raise refused(N_("The function “%(name)s” has no equal here."), name="date")


def _pi(_meaning: Translation, _given: tuple[Expression, ...]) -> Expression:
    return Constant(3.141592653589793)


FUNCTIONS: dict[str, Callable[[Translation, tuple[Expression, ...]], Expression]] = {
    "count": _count,
    "sum": _sum,
    "countif": _countif,
    "countifop": _countifop,
    "if": _if,
    "intval": _intval,
    "substr": _substr,
    "implode": _implode,
    "date": _date,
    "pi": _pi,
}
