"""From the tree of an XLSForm condition to ours: empty answers, choices by name, days between dates."""

from collections.abc import Callable

from survey_app.exceptions import N_
from survey_app.logic.dialects.denying import asked_of, guarded, is_denied, pushed, without_guard
from survey_app.logic.dialects.names import Names, written
from survey_app.logic.dialects.xlsform_parsing import Column, Field, Invoked, Literal, Node
from survey_app.logic.parsing import ExpressionRefused
from survey_app.logic.tree import Binary, Call, Constant, Expression, Reference, Unary

_TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_RECKONING = {"+": "+", "-": "-", "*": "*", "div": "/"}
SAME = {
    "string-length": ("length", 1, 1),
    "contains": ("contains", 2, 2),
    "starts-with": ("starts", 2, 2),
    "ends-with": ("ends", 2, 2),
    "regex": ("matches", 2, 2),
    "coalesce": ("coalesce", 2, 20),
    "concat": ("join", 1, 20),
    "number": ("number", 1, 1),
    "string": ("text", 1, 1),
    "abs": ("abs", 1, 1),
    "pow": ("power", 2, 2),
    "sqrt": ("sqrt", 1, 1),
    "min": ("min", 2, 20),
    "max": ("max", 2, 20),
    "today": ("today", 0, 0),
    "now": ("today", 0, 0),
    "sum": ("sum", 1, 20),
    "count-non-empty": ("count", 1, 20),
}
"""Functions of XLSForm that mean the same here: our name, and how many arguments they take."""
_TRUTHS = frozenset({"selected", "contains", "starts-with", "ends-with", "regex", "if"})


class Reading:
    """One condition while it is read with the names of its file.

    `lenient` reading takes a name that is no answer for one that nobody chooses, as choice filters have them.
    """

    def __init__(self, names: Names, *, lenient: bool = False) -> None:
        self._names = names
        self._lenient = lenient

    def condition(self, node: Node) -> Expression:
        """What is true or false of a node."""
        return self._plain(_two_valued(pushed(self._truth(node))))

    def _plain(self, expression: Expression) -> Expression:
        """The tree less guards that say nothing: `answered(X) and (missing(X) or X != 1)` is `X != 1` here."""
        if not isinstance(expression, Binary) or expression.operator not in {"and", "or"}:
            return expression
        left, right = self._plain(expression.left), self._plain(expression.right)
        if expression.operator == "and" and (name := asked_of(left, "answered")):
            shorter = without_guard(right, name)
            if shorter is not None:
                return shorter
        return Binary(expression.operator, left, right)

    def _truth(self, node: Node) -> Expression:  # noqa: PLR0911 - one for each kind of node
        if isinstance(node, Field):
            if node.name in self._names.values:
                return Binary("!=", self.value(node), Constant(0))
            return Call("answered", (self._field(node),))
        if isinstance(node, Literal):
            return Constant(bool(node.value))
        if isinstance(node, Column):
            raise _bare(node)
        if node.name in {"and", "or"}:
            return Binary(node.name, self._truth(node.arguments[0]), self._truth(node.arguments[1]))
        if node.name in _TURNED:
            return self._comparison(node.name, *node.arguments)
        if node.name in {"true", "false"}:
            return Constant(node.name == "true")
        if node.name in {"not", "boolean"} and len(node.arguments) == 1:
            inner = self._truth(node.arguments[0])
            return Unary("not", inner) if node.name == "not" else inner
        found = self.value(node)
        return found if node.name in _TRUTHS else Binary("!=", found, Constant(0))

    def _comparison(self, sign: str, left: Node, right: Node) -> Expression:
        if isinstance(left, Literal) and not isinstance(right, Literal):
            return self._comparison(_TURNED[sign], right, left)
        if isinstance(right, Literal) and right.value == "" and sign in {"=", "!="}:
            if not isinstance(left, Field) or left.name in self._names.values:
                raise ExpressionRefused(N_("Only an answer can be compared with an empty text."))
            return Call("missing" if sign == "=" else "answered", (self._field(left),))
        if isinstance(left, Literal) and isinstance(right, Literal):
            return Constant(_compare(sign, left.value, right.value))
        if isinstance(left, Field) and left.name not in self._names.values and isinstance(right, Literal):
            return self._against(sign, self._field(left), right)
        if (days := self._days_apart(left, right)) is not None:
            return Binary(sign, *days)
        first, second = self.value(left), self.value(right)
        self._refuse_other_choices(first, second)
        return Binary(sign, first, second)

    def _against(self, sign: str, reference: Reference, literal: Literal) -> Expression:
        """An answer compared with a text or a figure of the file."""
        known = self._names.codes.get(reference.name)
        if known is None:
            return Binary(sign, reference, self._constant(sign, reference, literal))
        if sign in {"=", "!="}:
            if self._lenient and self._names.answer(reference.name, written(literal.value)) is None:
                return Constant(sign == "!=")
            found = Constant(self._answer(reference, literal))
            if reference.name not in self._names.sets:
                return Binary(sign, reference, found)
            alone = Binary("=", Call("count", (reference,)), Constant(1))
            both = Binary("and", Binary("has", reference, found), alone)
            return both if sign == "=" else Unary("not", both)
        if any(name != str(code) for name, code in known.items()) or reference.name in self._names.sets:
            raise ExpressionRefused(N_("The answers of %(name)s have no order to compare by."), name=reference.name)
        return Binary(sign, reference, self._constant(sign, reference, literal))

    def _answer(self, reference: Reference, literal: Literal) -> int:
        words = written(literal.value)
        found = self._names.answer(reference.name, words)
        if found is None:
            raise ExpressionRefused(
                N_("“%(answer)s” is no answer of %(name)s."), answer=words[:40], name=reference.name
            )
        return found

    def _constant(self, sign: str, reference: Reference, literal: Literal) -> Constant:
        """A text in quotes is a number where it is compared as one."""
        value = literal.value
        if isinstance(value, str) and (sign not in {"=", "!="} or reference.name in self._names.numbers):
            try:
                return Constant(_short(float(value)))
            except ValueError:
                return Constant(value)
        return Constant(_short(value) if isinstance(value, float) else value)

    def _refuse_other_choices(self, first: Expression, second: Expression) -> None:
        """Two choices can be compared only where the same figure means the same answer."""
        known = [self._names.codes.get(each.name) for each in (first, second) if isinstance(each, Reference)]
        if any(known) and (len(known) != len((first, second)) or known[0] != known[1]):
            raise ExpressionRefused(N_("The two sides of a comparison have different answers."))

    def _field(self, node: Field) -> Reference:
        if node.name == ".":
            return Reference(".")
        found = self._names.reference(node.name)
        if found is None:
            raise ExpressionRefused(N_("There is no question “%(name)s” here."), name=node.name[:60])
        return Reference(found)

    def value(self, node: Node) -> Expression:
        """What a node comes to: a number, a text, an answer."""
        if isinstance(node, Literal):
            return Constant(_short(node.value) if isinstance(node.value, float) else node.value)
        if isinstance(node, Field):
            return self._names.values.get(node.name) or self._field(node)
        if isinstance(node, Column):
            raise _bare(node)
        if node.name in _RECKONING:
            return self._reckoned(node)
        if node.name in _TURNED or node.name in {"and", "or", "not", "true", "false", "boolean"}:
            return self.condition(node)
        own = _OWN.get(node.name)
        if own is not None:
            return own(self, node)
        if node.name in SAME:
            ours, least, most = SAME[node.name]
            if least <= len(node.arguments) <= most:
                return Call(ours, tuple(self.value(each) for each in node.arguments))
        raise _unknown(node)

    def _reckoned(self, node: Invoked) -> Expression:
        if len(node.arguments) == 1:
            inner = self.value(node.arguments[0])
            if isinstance(inner, Constant) and isinstance(inner.value, int | float):
                return Constant(-inner.value)
            return Unary("-", inner)
        left, right = (self._day(each) for each in node.arguments)
        if node.name == "-" and self._is_date(left) and self._is_date(right):
            return Call("days_between", (right, left))
        if self._is_date(left) or self._is_date(right):
            raise ExpressionRefused(N_("Days can be counted between two dates, not added to one."))
        return Binary(_RECKONING[node.name], left, right)

    def _days_apart(self, left: Node, right: Node) -> tuple[Expression, Expression] | None:
        """`${born} > today() - 30` as days between the two dates: `days_between(today(), BORN) > -30`."""
        for node, other, turned in ((right, left, False), (left, right, True)):
            if not isinstance(node, Invoked) or node.name not in {"+", "-"} or len(node.arguments) != 2:  # noqa: PLR2004 - what, how many
                continue
            day, count = node.arguments
            base, length, far = self._day_or_none(day), _whole_days(count), self._day_or_none(other)
            if base is None or length is None or far is None:
                continue
            shift = Constant(_short(length if node.name == "+" else -length))
            between = Call("days_between", (base, far))
            return (shift, between) if turned else (between, shift)
        return None

    def _day_or_none(self, node: Node) -> Expression | None:
        """A node that is a date: a question for one, or today."""
        if isinstance(node, Literal | Column):
            return None
        try:
            found = self._day(node)
        except ExpressionRefused:
            return None
        return found if self._is_date(found) else None

    def _day(self, node: Node) -> Expression:
        """A value; `decimal-date-time(x)` in a difference is the date itself."""
        wrapped = isinstance(node, Invoked) and node.name == "decimal-date-time" and len(node.arguments) == 1
        return self.value(node.arguments[0] if wrapped else node)  # type: ignore[union-attr]  # wrapped says so

    def _is_date(self, expression: Expression) -> bool:
        if isinstance(expression, Reference):
            return expression.name in self._names.dates
        return isinstance(expression, Call) and expression.name == "today"

    def selected(self, node: Invoked) -> Expression:
        """`selected(${fruit}, 'apple')`."""
        if len(node.arguments) != 2 or not isinstance(node.arguments[0], Field):  # noqa: PLR2004 - what, which
            raise _unknown(node)
        reference, which = self._field(node.arguments[0]), node.arguments[1]
        sign = "has" if reference.name in self._names.sets else "="
        if isinstance(which, Literal) and reference.name in self._names.codes:
            if self._lenient and self._names.answer(reference.name, written(which.value)) is None:
                return Constant(False)
            return Binary(sign, reference, Constant(self._answer(reference, which)))
        found = self.value(which)
        self._refuse_other_choices(reference, found)
        return Binary(sign, reference, found)

    def counted(self, node: Invoked) -> Expression:
        """`count-selected(${fruit})`."""
        if len(node.arguments) != 1 or not isinstance(node.arguments[0], Field):
            raise _unknown(node)
        return Call("count", (self._field(node.arguments[0]),))

    def either(self, node: Invoked) -> Expression:
        """`if(condition, one, other)`."""
        if len(node.arguments) != 3:  # noqa: PLR2004 - condition, one, other
            raise _unknown(node)
        condition, one, other = node.arguments
        return Call("if", (self.condition(condition), self.value(one), self.value(other)))

    def rounded(self, node: Invoked) -> Expression:
        """`round(x, 2)`; without a second argument to the whole number."""
        if not 1 <= len(node.arguments) <= 2:  # noqa: PLR2004 - what, how exactly
            raise _unknown(node)
        figures = self.value(node.arguments[1]) if len(node.arguments) > 1 else Constant(0)
        return Call("round", (self.value(node.arguments[0]), figures))

    def whole(self, node: Invoked) -> Expression:
        """`int(x)` cuts the decimals off, towards zero."""
        if len(node.arguments) != 1:
            raise _unknown(node)
        inner = self.value(node.arguments[0])
        return Call("if", (Binary("<", inner, Constant(0)), Call("ceil", (inner,)), Call("floor", (inner,))))

    def rest(self, node: Invoked) -> Expression:
        """`a mod b`."""
        return Call("mod", tuple(self.value(each) for each in node.arguments))

    def fixed_day(self, node: Invoked) -> Expression:
        """`date('2026-05-31')` is a text here."""
        if len(node.arguments) == 1 and isinstance(node.arguments[0], Literal | Field):
            return self.value(node.arguments[0])
        raise _unknown(node)

    def cut_out(self, node: Invoked) -> Expression:
        """`substr(text, from, to)` counts from 0 and leaves the last one out; `part` counts from 1."""
        places = [each.value for each in node.arguments[1:] if isinstance(each, Literal)]
        whole = [int(place) for place in places if isinstance(place, float) and place.is_integer() and place >= 0]
        if not 2 <= len(node.arguments) <= 3 or len(whole) != len(node.arguments) - 1:  # noqa: PLR2004 - text, from, to
            raise _unknown(node)
        rest = (Constant(max(whole[1] - whole[0], 0)),) if len(whole) > 1 else ()
        return Call("part", (self.value(node.arguments[0]), Constant(whole[0] + 1), *rest))

    def dated(self, node: Invoked) -> Expression:
        """`format-date(day, '%Y')` is the year; of other formats none has a counterpart."""
        wanted = node.arguments[1] if len(node.arguments) == 2 else None  # noqa: PLR2004 - what, how
        name = _PARTS.get(wanted.value) if isinstance(wanted, Literal) and isinstance(wanted.value, str) else None
        if name is None:
            raise _unknown(node)
        return Call(name, (self.value(node.arguments[0]),))


_PARTS = {"%Y": "year", "%n": "month", "%m": "month", "%e": "day", "%d": "day"}
_OWN: dict[str, Callable[[Reading, Invoked], Expression]] = {
    "selected": Reading.selected,
    "count-selected": Reading.counted,
    "if": Reading.either,
    "round": Reading.rounded,
    "int": Reading.whole,
    "mod": Reading.rest,
    "date": Reading.fixed_day,
    "substr": Reading.cut_out,
    "format-date": Reading.dated,
}


def _two_valued(expression: Expression) -> Expression:
    """The tree with `missing(X) or` before each leaf that XPath finds true of an empty answer."""
    if isinstance(expression, Binary) and expression.operator in {"and", "or"}:
        return Binary(expression.operator, _two_valued(expression.left), _two_valued(expression.right))
    return guarded(expression, "missing", "or") if is_denied(expression) else expression


def _compare(sign: str, left: float | str, right: float | str) -> bool:
    """Two constants: as texts where one of them is a text, as XPath does."""
    if sign in {"=", "!="}:
        same = (
            left == right if isinstance(left, float) and isinstance(right, float) else written(left) == written(right)
        )
        return same is (sign == "=")
    try:
        first, second = float(left), float(right)
    except ValueError:
        return False
    return {"<": first < second, "<=": first <= second, ">": first > second, ">=": first >= second}[sign]


def _bare(node: Column) -> ExpressionRefused:
    return ExpressionRefused(N_("“%(name)s” names no question: questions are written ${name}."), name=node.name[:40])


def _short(value: float) -> float:
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _whole_days(node: Node) -> float | None:
    return node.value if isinstance(node, Literal) and isinstance(node.value, float) else None


def _unknown(node: Invoked) -> ExpressionRefused:
    return ExpressionRefused(N_("The function “%(name)s” has no counterpart here."), name=node.name[:40])
