"""Trees in the short way in which pages get them: lists with an operator, a name or a call in front.

The twin in the page reads them back (`treeOf` in static/js/logic_evaluating.js), so it needs no parser.
"""

from collections.abc import Iterator
from typing import TypeAlias

from survey_app.logic.tree import Binary, Call, Constant, Expression, Reference, Unary

Short: TypeAlias = "float | str | bool | list[Short] | None"
_EXACT = 2.0**53
ONLY_HERE = frozenset({"matches"})
"""Functions that no page works out: the patterns of browsers may run for ever."""


def shortened(tree: Expression) -> Short:
    """A tree as lists.

    >>> from survey_app.logic.parsing import parse
    >>> shortened(parse("OVER < 3 and not (PROD has 1) or today() = 'x'"))
    ['or', ['and', ['<', ['OVER'], 3], ['not', ['has', ['PROD'], 1]]], ['=', ['today('], 'x']]
    """
    if isinstance(tree, Constant):
        return _constant(tree.value)
    if isinstance(tree, Reference):
        return [tree.name]
    if isinstance(tree, Call):
        return [f"{tree.name}(", *(shortened(each) for each in tree.arguments)]
    if isinstance(tree, Unary):
        return [tree.operator, shortened(tree.operand)]
    return [tree.operator, shortened(tree.left), shortened(tree.right)]


def _constant(value: float | str | bool | None) -> Short:  # noqa: FBT001 - a value of a rule
    """A value; a whole number without its decimals."""
    is_whole = isinstance(value, float) and value.is_integer() and abs(value) < _EXACT
    return int(value) if is_whole and value is not None else value


def calls_in(tree: Expression) -> Iterator[str]:
    """The names of the functions a tree calls."""
    if isinstance(tree, Call):
        yield tree.name
        for each in tree.arguments:
            yield from calls_in(each)
    elif isinstance(tree, Unary):
        yield from calls_in(tree.operand)
    elif isinstance(tree, Binary):
        yield from calls_in(tree.left)
        yield from calls_in(tree.right)


def is_for_pages(tree: Expression) -> bool:
    """Whether a page may work the rule out by itself.

    >>> from survey_app.logic.parsing import parse
    >>> is_for_pages(parse("A = 1")), is_for_pages(parse("not matches(A, 'x+')"))
    (True, False)
    """
    return ONLY_HERE.isdisjoint(calls_in(tree))
