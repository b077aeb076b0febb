"""Functions of SurveyJS by ours, and ours by those of SurveyJS."""

from collections.abc import Callable, Mapping

from survey_app.logic.tree import COMPARING, RECKONING, Binary, Call, Constant, Expression, Reference, Unary

Arguments = tuple[Expression, ...]
Make = Callable[[Arguments], Expression | None]
MANY = 50
_TWO = 2
_UNITS = {"days": "days_between", "years": "years_between"}


def _plain(name: str, least: int, most: int) -> Make:
    """The same function under our name, with as many arguments as both take."""
    return lambda given: Call(name, given) if least <= len(given) <= most else None


def _age(given: Arguments) -> Expression | None:
    return Call("years_between", (given[0], Call("today", ()))) if len(given) == 1 else None


def _difference(given: Arguments) -> Expression | None:
    """`dateDiff(a, b, 'days')`; days are meant where no unit is named."""
    if len(given) not in {2, 3}:
        return None
    third = given[_TWO] if len(given) > _TWO else Constant("days")
    unit = third.value if isinstance(third, Constant) else None
    name = _UNITS.get(str(unit))
    return Call(name, given[:2]) if name else None


def _this_year(given: Arguments) -> Expression | None:
    return None if given else Call("year", (Call("today", ()),))


def _today(given: Arguments) -> Expression | None:
    return None if given else Call("today", ())


READ: Mapping[str, Make] = {
    "sum": _plain("sum", 1, MANY),
    "avg": _plain("mean", 1, MANY),
    "min": _plain("min", 1, MANY),
    "max": _plain("max", 1, MANY),
    "count": _plain("count", 1, MANY),
    "round": _plain("round", 1, 2),
    "year": _plain("year", 1, 1),
    "getyear": _plain("year", 1, 1),
    "month": _plain("month", 1, 1),
    "day": _plain("day", 1, 1),
    "today": _today,
    "currentdate": _today,
    "currentyear": _this_year,
    "age": _age,
    "datediff": _difference,
    "diffdays": lambda given: _difference(given) if len(given) == _TWO else None,
}
"""What a function of SurveyJS, its name in small letters, is in our language; None where it cannot be said."""

WRITE: Mapping[str, str] = {
    "sum": "sum",
    "mean": "avg",
    "min": "min",
    "max": "max",
    "round": "round",
    "year": "year",
    "month": "month",
    "day": "day",
    "today": "today",
}
"""Functions of ours that SurveyJS has under the name given here."""


def spans(call: Call) -> str | None:
    """The unit of a time between two days, `days` or `years`."""
    return next((unit for unit, name in _UNITS.items() if name == call.name and len(call.arguments) == _TWO), None)


def is_remainder(expression: Expression) -> Binary | None:
    """Reckoning that SurveyJS writes with a sign and we with a name."""
    signs = {"mod": "%", "power": "^"}
    if isinstance(expression, Call) and expression.name in signs and len(expression.arguments) == _TWO:
        return Binary(signs[expression.name], *expression.arguments)
    return None


_FORGIVING = frozenset(
    {"coalesce", "sum", "mean", "min", "max", "if", "count", "answered", "missing", "shown", "reason", "join"}
)


def needed(expression: Expression) -> tuple[Reference, ...]:
    """The questions without whose answers a comparison or a value comes to nothing."""
    if isinstance(expression, Reference):
        return (expression,)
    if isinstance(expression, Unary):
        return needed(expression.operand) if expression.operator == "-" else ()
    if isinstance(expression, Binary) and expression.operator in (*RECKONING, *COMPARING):
        return (*needed(expression.left), *needed(expression.right))
    if isinstance(expression, Call) and expression.name not in _FORGIVING:
        return tuple(reference for each in expression.arguments for reference in needed(each))
    return ()


def none_meets(operator: str, limit: Expression) -> bool:
    """Whether a count of 0 meets a comparison."""
    number = limit.value if isinstance(limit, Constant) else None
    if isinstance(number, bool) or not isinstance(number, int | float):
        return False
    met = {"=": number == 0, "!=": number != 0, "<": number > 0, "<=": number >= 0, ">": number < 0, ">=": number <= 0}
    return met[operator]


def size(expression: Expression) -> int:
    """Of how many parts an expression is made."""
    if isinstance(expression, Unary):
        return 1 + size(expression.operand)
    if isinstance(expression, Binary):
        return 1 + size(expression.left) + size(expression.right)
    if isinstance(expression, Call):
        return 1 + sum(size(each) for each in expression.arguments)
    return 1
