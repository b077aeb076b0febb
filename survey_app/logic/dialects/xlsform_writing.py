"""From our tree to a condition of XLSForm; an unknown value here is an empty one there."""

from survey_app.exceptions import N_
from survey_app.logic.dialects.denying import asked_of, guarded, is_denied, pushed, unguarded
from survey_app.logic.dialects.names import Names
from survey_app.logic.dialects.xlsform_reading import SAME
from survey_app.logic.numerals import numeral
from survey_app.logic.parsing import ExpressionRefused
from survey_app.logic.tree import Binary, Call, Constant, Expression, Reference, Unary

_CALLS = {ours: theirs for theirs, (ours, _least, _most) in SAME.items()}
_RECKONING = {"+": "+", "-": "-", "*": "*", "/": "div"}


class Writing:
    """One condition while it is written with the names of the file."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def condition(self, expression: Expression) -> str:
        """The condition as a whole."""
        return self._truth(pushed(expression))

    def _truth(self, expression: Expression) -> str:
        leaf = unguarded(expression)
        if leaf is not None:
            return self._leaf(leaf)
        if isinstance(expression, Binary) and expression.operator in {"and", "or"}:
            sides = (self._side(expression.operator, each) for each in (expression.left, expression.right))
            return f" {expression.operator} ".join(sides)
        if is_denied(expression) and guarded(expression, "answered", "and") is not expression:
            return self._guarded(expression)
        return self._leaf(expression)

    def _side(self, operator: str, expression: Expression) -> str:
        written = self._truth(expression)
        other = isinstance(expression, Binary) and expression.operator in {"and", "or"} - {operator}
        return f"({written})" if other and unguarded(expression) is None else written

    def _guarded(self, leaf: Expression) -> str:
        """The leaf with `${x} != '' and` before it for each of its answers."""
        expression = guarded(leaf, "answered", "and")
        parts: list[str] = []
        while isinstance(expression, Binary) and expression is not leaf:
            parts.append(self._leaf(expression.left))
            expression = expression.right
        return f"({' and ('.join([*parts, self._leaf(leaf)])}" + ")" * (len(parts) + 1)

    def _leaf(self, expression: Expression) -> str:  # noqa: PLR0911 - one for each kind of leaf
        if isinstance(expression, Unary) and expression.operator == "not":
            return f"not({self._leaf(expression.operand)})"
        if isinstance(expression, Constant) and isinstance(expression.value, bool):
            return "true()" if expression.value else "false()"
        if name := asked_of(expression, "answered"):
            return f"{self._field(name)} != ''"
        if name := asked_of(expression, "missing"):
            return f"{self._field(name)} = ''"
        if isinstance(expression, Binary) and expression.operator == "has":
            return self._holds(expression)
        if isinstance(expression, Binary) and expression.operator not in _RECKONING:
            left, right = self._compared(expression)
            return f"{left} {expression.operator} {right}"
        if isinstance(expression, Call) and expression.name in {"contains", "starts", "ends", "matches", "if"}:
            return self.value(expression)
        raise ExpressionRefused(N_("A value stands where a condition is expected."))

    def _compared(self, expression: Binary) -> tuple[str, str]:
        """Both sides of a comparison; the code of an answer by its name in the file."""
        left, right = expression.left, expression.right
        for side in (left, right):
            if isinstance(side, Reference) and side.name in self._names.sets:
                raise ExpressionRefused(N_("Several chosen answers cannot be compared with one value."))
        return self._beside(left, right), self._beside(right, left)

    def _beside(self, side: Expression, other: Expression) -> str:
        if isinstance(side, Constant) and isinstance(other, Reference) and other.name in self._names.codes:
            return self._answer(other.name, side)
        return self.value(side)

    def _answer(self, name: str, code: Constant) -> str:
        value = code.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            found = self._names.foreign_answer(name, value)
            if found is not None:
                return _quoted(found)
        raise ExpressionRefused(N_("“%(answer)s” is no answer of %(name)s."), answer=value, name=name)

    def _holds(self, expression: Binary) -> str:
        reference, which = expression.left, expression.right
        if not isinstance(reference, Reference):
            raise ExpressionRefused(N_("XLSForm can ask only an answer whether it holds something."))
        if reference.name not in self._names.codes:
            return f"contains({self._field(reference.name)}, {self.value(which)})"
        answer = self._answer(reference.name, which) if isinstance(which, Constant) else self.value(which)
        return f"selected({self._field(reference.name)}, {answer})"

    def _field(self, name: str) -> str:
        if name == ".":
            return "."
        found = self._names.foreign(name)
        if found is None:
            raise ExpressionRefused(N_("%(name)s has no column of its own in XLSForm."), name=name)
        return f"${{{found}}}"

    def value(self, expression: Expression) -> str:  # noqa: PLR0911 - one for each kind of part
        """What a part comes to, in brackets where it is made of several."""
        if isinstance(expression, Constant):
            return _constant(expression)
        if isinstance(expression, Reference):
            return self._field(expression.name)
        if isinstance(expression, Unary):
            if expression.operator == "-":
                return f"-({self.value(expression.operand)})"
            return f"({self.condition(expression)})"
        if isinstance(expression, Call):
            return self._call(expression)
        if expression.operator in _RECKONING:
            sides = (self.value(each) for each in (expression.left, expression.right))
            return f"({f' {_RECKONING[expression.operator]} '.join(sides)})"
        return f"({self.condition(expression)})"

    def _call(self, call: Call) -> str:  # noqa: PLR0911 - one for each kind of function
        inner = call.arguments
        first = inner[0] if inner else None
        if call.name == "if" and len(inner) == 3:  # noqa: PLR2004 - condition, one, other
            if (cut := _cut(call)) is not None:
                return f"int({self.value(cut)})"
            return f"if({self.condition(inner[0])}, {self.value(inner[1])}, {self.value(inner[2])})"
        if call.name == "count" and len(inner) == 1 and isinstance(first, Reference) and first.name in self._names.sets:
            return f"count-selected({self._field(first.name)})"
        if call.name == "round":
            figures = self.value(inner[1]) if len(inner) > 1 else "0"
            return f"round({self.value(inner[0])}, {figures})"
        if call.name == "mod" and len(inner) == 2:  # noqa: PLR2004 - what, by what
            return f"({self.value(inner[0])} mod {self.value(inner[1])})"
        if call.name == "days_between" and len(inner) == 2:  # noqa: PLR2004 - from, to
            return f"({self._day(inner[1])} - {self._day(inner[0])})"
        if call.name in _CALLS:
            return f"{_CALLS[call.name]}({', '.join(self.value(each) for each in inner)})"
        raise ExpressionRefused(N_("XLSForm has nothing like “%(name)s”."), name=call.name)

    def _day(self, expression: Expression) -> str:
        return f"decimal-date-time({self.value(expression)})"


def _cut(call: Call) -> Expression | None:
    """What `if(x < 0, ceil(x), floor(x))` cuts the decimals off, or None."""
    condition, up, down = call.arguments
    if not isinstance(up, Call) or not isinstance(down, Call) or (up.name, down.name) != ("ceil", "floor"):
        return None
    inner = up.arguments[0] if len(up.arguments) == 1 else Constant(None)
    same = down.arguments == up.arguments and condition == Binary("<", inner, Constant(0))
    return inner if same else None


def _constant(constant: Constant) -> str:
    if isinstance(constant.value, bool):
        return "true()" if constant.value else "false()"
    if constant.value is None:
        raise ExpressionRefused(N_("XLSForm has no word for an answer that is none."))
    return _quoted(constant.value) if isinstance(constant.value, str) else numeral(constant.value)


def _quoted(text: str) -> str:
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    raise ExpressionRefused(N_("XLSForm cannot hold a text with both kinds of quotation marks."))
