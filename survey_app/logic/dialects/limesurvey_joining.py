"""Conditions put together with `and` and `or`, without what goes without saying."""

from functools import reduce

from survey_app.logic.tree import COMPARING, Binary, Call, Constant, Expression, Unary


def joined(operator: str, parts: list[Expression]) -> Expression:
    """Several expressions with one operator between them."""
    return reduce(lambda left, right: Binary(operator, left, right), parts)


def settled(operator: str, parts: list[Expression]) -> Expression:
    """Several conditions with `and` or `or` between them, what is always true or false taken out."""
    deciding, idle = Constant(operator == "or"), Constant(operator == "and")
    if deciding in parts:
        return deciding
    kept = [part for part in parts if part != idle]
    if not kept:
        return idle
    return conjunction(kept) if operator == "and" else joined("or", kept)


def flattened(operator: str, tree: Expression) -> list[Expression]:
    """The parts that an operator joins."""
    found: list[Expression] = []
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Binary) and part.operator == operator:
            waiting += [part.left, part.right]
        else:
            found.append(part)
    return found[::-1]


def conjunction(parts: list[Expression]) -> Expression:
    """All of them; `answered(X)` is left out where a comparison of X beside it says so already."""
    answered = [part.arguments[0] for part in parts if isinstance(part, Call) and part.name == "answered"]
    kept: list[Expression] = []
    covered: list[Expression] = []
    for part in parts:
        plain = _unguarded(part, answered)
        kept.append(plain)
        covered += [subject for subject in answered if _compares(plain, subject)]
    kept = [
        part
        for part in kept
        if not (isinstance(part, Call) and part.name == "answered" and part.arguments[0] in covered)
    ]
    return joined("and", kept)


def _unguarded(part: Expression, answered: list[Expression]) -> Expression:
    """`missing(X) or E`, where X is known to be answered: just E."""
    if isinstance(part, Binary) and part.operator == "or" and isinstance(part.left, Call):
        guard = part.left
        if guard.name == "missing" and guard.arguments[0] in answered:
            return part.right
    return part


def _compares(part: Expression, subject: Expression) -> bool:
    inner = part.operand if isinstance(part, Unary) and part.operator == "not" else part
    if isinstance(inner, Call) and inner.name in ("matches", "contains", "starts", "ends"):
        return inner.arguments[0] == subject
    return isinstance(inner, Binary) and inner.operator in COMPARING and subject in (inner.left, inner.right)
