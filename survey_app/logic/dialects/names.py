"""What other programs call questions and answers, and what they are called here.

A dialect reads `${age} = 'old'` with the names of its file: the question becomes `AGE`, and `old` becomes the figure
that stands for this answer here. Writing goes the same way back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from survey_app.logic.tree import COMPARING, Binary, Call, Constant, Expression, Reference, Unary

Change = Callable[[Expression], Expression]


@dataclass(frozen=True, slots=True)
class Names:
    """Foreign names of questions and answers with ours.

    `references` leads from a foreign name to our reference (`age` -> `AGE`, `G_row1` -> `G.row1`), `codes` from our
    reference to the codes of its answers by their foreign names (`AGE` -> `old` -> 2), `sets` names those of our
    references that stand for several chosen answers, `dates` those that hold a date and `numbers`
    those that hold a number. `values` are foreign names that stand for an expression, such as a calculated value.
    """

    references: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    sets: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    values: Mapping[str, Expression] = field(default_factory=dict)

    def reference(self, foreign: str) -> str | None:
        """Our reference for a foreign name: as it is written, else without regard to capitals."""
        found = self.references.get(foreign)
        if found is not None:
            return found
        folded = foreign.casefold()
        return next((ours for name, ours in self.references.items() if name.casefold() == folded), None)

    def foreign(self, ours: str) -> str | None:
        """The foreign name for our reference."""
        return next((name for name, reference in self.references.items() if reference == ours), None)

    def answer(self, reference: str, foreign: str) -> int | None:
        """Our code of an answer by its foreign name."""
        return self.codes.get(reference, {}).get(foreign)

    def foreign_answer(self, reference: str, code: float) -> str | None:
        """The foreign name of an answer by our code."""
        return next((name for name, ours in self.codes.get(reference, {}).items() if ours == code), None)


def rebuilt(expression: Expression, change: Change) -> Expression:
    """The tree with every node changed, the innermost first."""
    if isinstance(expression, Unary):
        expression = replace(expression, operand=rebuilt(expression.operand, change))
    elif isinstance(expression, Binary):
        left, right = rebuilt(expression.left, change), rebuilt(expression.right, change)
        expression = replace(expression, left=left, right=right)
    elif isinstance(expression, Call):
        expression = replace(expression, arguments=tuple(rebuilt(each, change) for each in expression.arguments))
    return change(expression)


def with_sets(expression: Expression, names: Names) -> Expression:
    """A box that was ticked or not, as an answer that was chosen or not: `B.2 = 1` is `B has 2`.

    >>> with_sets(Binary("=", Reference("B.2"), Constant(0)), Names(sets=frozenset({"B"})))
    Unary(operator='not', operand=Binary(operator='has', left=Reference(name='B'), right=Constant(value=2)))
    """

    def chosen(each: Expression) -> Expression:
        if not isinstance(each, Binary) or each.operator not in {"=", "!="} or not isinstance(each.left, Reference):
            return each
        name, _point, code = each.left.name.rpartition(".")
        if name not in names.sets or not code.isdecimal() or each.right not in (Constant(0), Constant(1)):
            return each
        held = Binary("has", Reference(name), Constant(int(code)))
        return held if (each.right == Constant(1)) is (each.operator == "=") else Unary("not", held)

    return rebuilt(expression, chosen)


def with_our_codes(expression: Expression, names: Names) -> Expression:
    """Texts and figures that are compared with a choice, as our codes of its answers.

    >>> names = Names({"age": "AGE"}, {"AGE": {"old": 2}})
    >>> with_our_codes(Binary("=", Reference("AGE"), Constant("old")), names)
    Binary(operator='=', left=Reference(name='AGE'), right=Constant(value=2))
    """

    def ours(reference: str, constant: Constant) -> Constant:
        found = names.answer(reference, written(constant.value))
        return constant if found is None else Constant(found)

    return rebuilt(expression, lambda each: _compared(each, ours, names))


def with_foreign_codes(expression: Expression, names: Names) -> Expression:
    """Our codes that are compared with a choice, as the foreign names of its answers (texts)."""

    def foreign(reference: str, constant: Constant) -> Constant:
        if isinstance(constant.value, bool) or not isinstance(constant.value, int | float):
            return constant
        found = names.foreign_answer(reference, constant.value)
        return constant if found is None else Constant(found)

    return rebuilt(expression, lambda each: _compared(each, foreign, names))


def _compared(expression: Expression, change: Callable[[str, Constant], Constant], names: Names) -> Expression:
    if not isinstance(expression, Binary) or expression.operator not in COMPARING:
        return expression
    left, right = expression.left, expression.right
    if isinstance(left, Reference) and isinstance(right, Constant) and left.name in names.codes:
        return replace(expression, right=change(left.name, right))
    if isinstance(right, Reference) and isinstance(left, Constant) and right.name in names.codes:
        return replace(expression, left=change(right.name, left))
    return expression


def written(value: float | str | None) -> str:
    """A constant as a foreign file names an answer: `2`, `old`, nothing for nothing.

    >>> written(2.0), written("old"), written(None)
    ('2', 'old', '')
    """
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    if isinstance(value, str):
        return value
    return f"{value:.15g}"
