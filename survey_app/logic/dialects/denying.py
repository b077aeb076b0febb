"""`not` between a logic of two values and ours of three.

In XPath a comparison with an empty answer is false, so `not(...)` of it is true; here it is unknown, and stays so.
A denied comparison of XPath is therefore read as `missing(X) or ...`, and ours is written with the guard `${x} != ''`.
"""

import operator

from survey_app.logic.tree import Binary, Call, Constant, Expression, Reference, Unary

OPPOSITE = {"=": "!=", "!=": "="}
"""The others are not: of an empty answer `not(${x} < 3)` is true and `${x} >= 3` is false."""
_COMPARED_WITH_NOTHING = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt}
_COMPARED_WITH_NOTHING |= {">=": operator.ge}


def references_in(expression: Expression) -> tuple[str, ...]:
    """The references of an expression, each once, in their order.

    >>> references_in(Binary("+", Reference("A"), Binary("*", Reference("B"), Reference("A"))))
    ('A', 'B')
    """
    if isinstance(expression, Reference):
        return (expression.name,)
    if isinstance(expression, Unary):
        return references_in(expression.operand)
    if isinstance(expression, Binary):
        parts: tuple[Expression, ...] = (expression.left, expression.right)
    else:
        parts = expression.arguments if isinstance(expression, Call) else ()
    return tuple(dict.fromkeys(name for part in parts for name in references_in(part)))


def pushed(  # noqa: PLR0911 - one for each kind of node
    expression: Expression, *, denied: bool = False
) -> Expression:
    """The same expression with `not` at its leaves only (De Morgan's laws hold with three values too).

    >>> from survey_app.logic.writing import write
    >>> write(pushed(Unary("not", Binary("and", Constant(True), Binary("=", Reference("B"), Constant(3))))))
    'false or B != 3'
    """
    if isinstance(expression, Unary) and expression.operator == "not":
        return pushed(expression.operand, denied=not denied)
    if isinstance(expression, Binary) and expression.operator in {"and", "or"}:
        sign = {"and": "or", "or": "and"}[expression.operator] if denied else expression.operator
        return Binary(sign, pushed(expression.left, denied=denied), pushed(expression.right, denied=denied))
    if not denied:
        return expression
    if isinstance(expression, Binary) and expression.operator in OPPOSITE:
        return Binary(OPPOSITE[expression.operator], expression.left, expression.right)
    if isinstance(expression, Call) and expression.name in {"answered", "missing"}:
        return Call({"answered": "missing", "missing": "answered"}[expression.name], expression.arguments)
    if isinstance(expression, Constant) and isinstance(expression.value, bool):
        return Constant(not expression.value)
    return Unary("not", expression)


def is_denied(expression: Expression) -> bool:
    """Whether XPath finds this leaf true of an empty answer while we find it unknown.

    >>> is_denied(Binary("!=", Reference("A"), Constant(1))), is_denied(Binary("=", Reference("A"), Constant(1)))
    (True, False)
    """
    if isinstance(expression, Unary):
        return expression.operator == "not" and bool(references_in(expression))
    if not isinstance(expression, Binary) or not references_in(expression):
        return False
    left, right = expression.left, expression.right
    if isinstance(left, Call) and left.name == "length" and isinstance(right, Constant):
        compare = _COMPARED_WITH_NOTHING.get(expression.operator)
        return compare is not None and isinstance(right.value, int | float) and bool(compare(0, right.value))
    return expression.operator == "!="


def guarded(expression: Expression, call: str, sign: str) -> Expression:
    """The leaf with `missing(X) or` or `answered(X) and` before it for each of its references."""
    for name in reversed(references_in(expression)):
        if name != ".":
            expression = Binary(sign, Call(call, (Reference(name),)), expression)
    return expression


def unguarded(expression: Expression) -> Expression | None:
    """The denied leaf behind exactly the guards `missing(X) or` that `guarded` puts there, or None."""
    names: list[str] = []
    leaf = expression
    while isinstance(leaf, Binary) and leaf.operator == "or" and (name := asked_of(leaf.left, "missing")):
        names.append(name)
        leaf = leaf.right
    wanted = [name for name in references_in(leaf) if name != "."]
    return leaf if names and names == wanted and is_denied(leaf) else None


def asked_of(expression: Expression, call: str) -> str:
    """The reference in `missing(X)` or `answered(X)`; nothing for any other expression."""
    if isinstance(expression, Call) and expression.name == call and len(expression.arguments) == 1:
        only = expression.arguments[0]
        return only.name if isinstance(only, Reference) else ""
    return ""


def without_guard(expression: Expression, name: str) -> Expression | None:
    """The guarded leaf less its guard for one reference, where that is one of its guards; else None."""
    if not isinstance(expression, Binary) or expression.operator != "or" or not asked_of(expression.left, "missing"):
        return None
    if asked_of(expression.left, "missing") == name:
        leaf = expression.right
        while isinstance(leaf, Binary) and leaf.operator == "or" and asked_of(leaf.left, "missing"):
            leaf = leaf.right
        return expression.right if is_denied(leaf) and name in references_in(leaf) else None
    rest = without_guard(expression.right, name)
    return None if rest is None else Binary("or", expression.left, rest)
