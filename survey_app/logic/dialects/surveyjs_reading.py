"""What an expression of SurveyJS means in our own language, unanswered questions included.

SurveyJS knows true and false only: an unanswered question equals nothing, and `{q} <> 'a'` is met by it. Ours says
unknown there. So every condition is read twice, once for being met and once for being not met, and what is written
is met in exactly the same cases: `{q} <> 'a'` becomes `missing(Q) or Q != 1`.
"""

from collections.abc import Callable, Mapping
from functools import reduce

from survey_app.exceptions import N_
from survey_app.logic.dialects.surveyjs_functions import READ, needed, none_meets, size
from survey_app.logic.dialects.surveyjs_names import Answer, Holds, Known, spelled
from survey_app.logic.dialects.surveyjs_parsing import Applied, Array, Invoked, Literal, Node, Variable
from survey_app.logic.refusal import ExpressionRefused
from survey_app.logic.tree import Binary, Call, Constant, Expression, Reference, Unary

_TURNED = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "<>": "<>"}
_HOLDING = {"contains": True, "notcontains": False, "anyof": True, "noneof": False, "allof": True}
_NUMBERS = "+-*/%^"
_LARGEST = 1_000
_EXACT = 2**53
"""Up to here every whole number is held exactly."""


def joined(operator: str, parts: list[Expression]) -> Expression:
    """Several conditions as one."""
    return reduce(lambda left, right: Binary(operator, left, right), parts)


class Reading:
    """Turns what was written into what it means, with the names of one questionnaire."""

    def __init__(self, names: Mapping[str, Known]) -> None:
        self._names = names
        self._spent = 0
        self._folded = {name.casefold(): known for name, known in names.items()}

    def known(self, path: str) -> Known:
        """What stands behind a name; `#` before it and the case of its letters do not count."""
        plain = path.lstrip("#").strip()
        found = self._names.get(plain) or self._folded.get(plain.casefold())
        if found is None and plain.endswith(".length"):
            several = self.known(plain.removesuffix(".length"))
            if several.holds is Holds.SEVERAL:
                return Known(Call("count", (several.meaning,)), Holds.NUMBER)
        if found is None:
            raise ExpressionRefused(N_("“{%(name)s}” is no question of this questionnaire."), name=path[:80])
        if not isinstance(found.meaning, Reference | Constant):
            self._spent += size(found.meaning)
        if self._spent > _LARGEST:
            raise ExpressionRefused(N_("The formulas in it come to more than %(most)s parts."), most=_LARGEST)
        return found

    def condition(self, node: Node, *, met: bool = True) -> Expression:
        """Our condition that is true exactly where SurveyJS finds this one met, or not met."""
        if isinstance(node, Applied):
            return self._applied(node, met=met)
        if isinstance(node, Literal):
            return Constant(bool(node.value) is met)
        if isinstance(node, Variable):
            return self._truth(self.known(node.path), met=met)
        if isinstance(node, Invoked) and node.name == "iif":
            test, yes, no = self._arguments(node, 3)
            branches = (self.condition(yes, met=met), self.condition(no, met=met))
            return Call("if", (self.condition(test), *branches))
        if isinstance(node, Invoked):
            value = self.value(node)
            return value if met else Unary("not", value)
        raise ExpressionRefused(N_("A list in square brackets is no condition."))

    def _arguments(self, node: Invoked, count: int) -> tuple[Node, ...]:
        if len(node.arguments) != count:
            raise ExpressionRefused(
                N_("The function “%(name)s” is used with %(n)s arguments."), name=node.name, n=len(node.arguments)
            )
        return node.arguments

    def _truth(self, known: Known, *, met: bool) -> Expression:
        if known.holds is Holds.TRUTH:
            yes = Binary("=", known.meaning, Constant(known.codes.get("true", 1)))
        elif known.holds is Holds.NUMBER:
            yes = Binary("!=", known.meaning, Constant(0))
        else:
            return Call("answered" if met else "missing", (known.meaning,))
        if met:
            return yes
        return _unmet_by(Binary(_TURNED[yes.operator], yes.left, yes.right), [known.meaning])

    def _applied(self, node: Applied, *, met: bool) -> Expression:
        operator, operands = node.operator, node.operands
        if operator == "!":
            return self.condition(operands[0], met=not met)
        if operator in {"and", "or"}:
            turned = operator if met else {"and": "or", "or": "and"}[operator]
            parts = [self.condition(part, met=met) for part in _chain(node)]
            return joined(turned, parts if turned == "or" else _short(parts))
        if operator in {"empty", "notempty"}:
            return self._emptiness(operands[0], empty=(operator == "empty") is met)
        if operator in _HOLDING:
            return self._holding(operator, operands[0], operands[1], met=met)
        if operator in _MIRRORED:
            return self._compared(operator, operands[0], operands[1], met=met)
        number = Binary("!=", self.value(node), Constant(0))
        return number if met else Unary("not", number)

    def _emptiness(self, node: Node, *, empty: bool) -> Expression:
        if not isinstance(node, Variable):
            raise ExpressionRefused(N_("Only questions can be empty."))
        return Call("missing" if empty else "answered", (self.known(node.path).meaning,))

    def _holding(self, operator: str, left: Node, right: Node, *, met: bool) -> Expression:
        if not isinstance(left, Variable):
            raise ExpressionRefused(N_("“%(operator)s” is understood of questions only."), operator=operator)
        known = self.known(left.path)
        parts: list[Expression] = [self._holds(known, value) for value in self._listed(right)]
        if not parts:
            raise ExpressionRefused(N_("“%(operator)s” needs something to look for."), operator=operator)
        found = joined("and" if operator in {"allof", "contains", "notcontains"} else "or", parts)
        if _HOLDING[operator] is met:
            return found
        return Binary("or", Call("missing", (known.meaning,)), Unary("not", found))

    def _listed(self, node: Node) -> list[Answer]:
        values = node.values if isinstance(node, Array) else (node,)
        return [self._plain(value) for value in values]

    def _plain(self, node: Node) -> Answer:
        if isinstance(node, Variable):
            meaning = self.known(node.path).meaning
            if isinstance(meaning, Constant) and meaning.value is not None:
                return meaning.value
        if isinstance(node, Applied) and node.operator == "-" and isinstance(node.operands[0], Literal):
            value = node.operands[0].value
            return -value if isinstance(value, float) else f"-{value}"
        if isinstance(node, Literal) and node.value is not None:
            return node.value
        raise ExpressionRefused(N_("A fixed value is expected after this operator."))

    def _holds(self, known: Known, value: Answer) -> Expression:
        """The answer holds this value: a tick, the one choice, or a part of a text."""
        if known.holds in {Holds.SEVERAL, Holds.TEXT, Holds.ANYTHING}:
            return Binary("has", known.meaning, self._constant(known, value))
        return Binary("=", known.meaning, self._constant(known, value))

    def _compared(self, operator: str, left: Node, right: Node, *, met: bool) -> Expression:
        if isinstance(right, Variable) and not isinstance(left, Variable):
            return self._compared(_MIRRORED[operator], right, left, met=met)
        if isinstance(right, Literal) and right.value in {None, ""} and operator in {"=", "<>"}:
            return self._emptiness(left, empty=(operator == "=") is met)
        if isinstance(left, Variable) and (isinstance(right, Array) or self._fixed(right)):
            return self._against(operator, self.known(left.path), self._listed(right), right, met=met)
        return self._valued(operator, left, right, met=met)

    def _fixed(self, node: Node) -> bool:
        try:
            self._plain(node)
        except ExpressionRefused:
            return False
        return True

    def _against(self, operator: str, known: Known, values: list[Answer], right: Node, *, met: bool) -> Expression:
        """An answer compared with a fixed value or, for several answers, with a list of them."""
        if known.holds is Holds.SEVERAL:
            if operator not in {"=", "<>"}:
                raise ExpressionRefused(N_("Several answers cannot be larger or smaller than something."))
            ticks = [self._holds(known, value) for value in values]
            count = Binary("=", Call("count", (known.meaning,)), Constant(len(values)))
            same = joined("and", [*ticks, count])
            if (operator == "=") is met:
                return same
            return Binary("or", Call("missing", (known.meaning,)), Unary("not", same))
        if isinstance(right, Array):
            raise ExpressionRefused(N_("One answer is compared with a list."))
        ours = "!=" if operator == "<>" else operator
        constant = self._constant(known, values[0])
        if isinstance(known.meaning, Call) and known.meaning.name == "count":
            return _counted(ours, known.meaning, constant, met=met)
        return self._polar(ours, known.meaning, constant, [known.meaning], met=met)

    def _polar(
        self, operator: str, left: Expression, right: Expression, asked: list[Expression], *, met: bool
    ) -> Expression:
        """A comparison as SurveyJS makes it, where only `<>` is met by nothing."""
        found = Binary(operator if met else _TURNED[operator], left, right)
        return found if (operator == "!=") is not met else _unmet_by(found, asked)

    def _valued(self, operator: str, left: Node, right: Node, *, met: bool) -> Expression:
        pair = [self.known(node.path) for node in (left, right) if isinstance(node, Variable)]
        if len(pair) == 2 and dict(pair[0].codes) != dict(pair[1].codes):  # noqa: PLR2004 - both sides
            raise ExpressionRefused(N_("Two choices with different answers are compared."))
        if len(pair) == 1 and pair[0].codes:
            raise ExpressionRefused(N_("A choice is compared with a reckoned value."))
        asked: list[Expression] = [known.meaning for known in pair if isinstance(known.meaning, Reference)]
        ours = "!=" if operator == "<>" else operator
        return self._polar(ours, self.value(left), self.value(right), asked, met=met)

    def _constant(self, known: Known, value: Answer) -> Expression:
        """A value of SurveyJS as our code, number, or text."""
        if known.codes:
            code = known.codes.get(spelled(value))
            if code is None:
                raise ExpressionRefused(
                    N_("“%(value)s” is no answer of “%(name)s”."), value=str(value)[:80], name=_named(known)
                )
            return Constant(code)
        if known.holds in {Holds.NUMBER, Holds.ONE, Holds.TRUTH} and isinstance(value, str):
            try:
                return _figure(float(value))
            except ValueError:
                raise ExpressionRefused(
                    N_("“%(value)s” is no number, “%(name)s” is one."), value=value[:80], name=_named(known)
                ) from None
        if isinstance(value, float):
            return Constant(spelled(value)) if known.holds is Holds.TEXT else _figure(value)
        return Constant(value)

    def value(self, node: Node) -> Expression:  # noqa: PLR0911 - one for each kind of node
        """What a part of an expression comes to: a number, a text, a truth."""
        if isinstance(node, Literal):
            return _figure(node.value) if isinstance(node.value, float) else Constant(node.value)
        if isinstance(node, Variable):
            return self.known(node.path).meaning
        if isinstance(node, Array):
            raise ExpressionRefused(N_("A list in square brackets stands where one value is expected."))
        if isinstance(node, Invoked):
            return self._invoked(node)
        if node.operator not in _NUMBERS:
            return self.condition(node)
        if len(node.operands) == 1:
            return Unary("-", self._number(node.operands[0]))
        if node.operator == "+" and any(self._is_text(part) for part in node.operands):
            return Call("join", tuple(self.value(part) for part in node.operands))
        left, right = (self._number(part) for part in node.operands)
        named = {"%": "mod", "^": "power"}.get(node.operator)
        return Call(named, (left, right)) if named else Binary(node.operator, left, right)

    def _is_text(self, node: Node) -> bool:
        if isinstance(node, Applied) and node.operator == "+":
            return any(self._is_text(part) for part in node.operands)
        if isinstance(node, Variable):
            return self.known(node.path).holds is Holds.TEXT
        return isinstance(node, Literal) and isinstance(node.value, str)

    def _number(self, node: Node) -> Expression:
        """A part of a sum; SurveyJS reckons with 0 where nothing was answered."""
        found = self.value(node)
        if isinstance(node, Variable) and self.known(node.path).codes:
            raise ExpressionRefused(N_("“%(name)s” is a choice and cannot be reckoned with."), name=node.path[:80])
        if isinstance(found, Reference):
            return Call("coalesce", (found, Constant(0)))
        return found

    def _invoked(self, node: Invoked) -> Expression:
        if node.name == "iif":
            test, yes, no = self._arguments(node, 3)
            return Call("if", (self.condition(test), self.value(yes), self.value(no)))
        make: Callable[[tuple[Expression, ...]], Expression | None] | None = READ.get(node.name)
        found = make(tuple(self.value(part) for part in node.arguments)) if make else None
        if found is None:
            raise ExpressionRefused(N_("The function “%(name)s” is not known here."), name=node.name[:40])
        return found


def _named(known: Known) -> str:
    return known.meaning.name if isinstance(known.meaning, Reference) else ""


def _counted(operator: str, count: Call, limit: Expression, *, met: bool) -> Expression:
    """The length of a list that is not there is nothing in SurveyJS, and 0 here."""
    found = Binary(operator if met else _TURNED[operator], count, limit)
    if met and operator != "!=" and none_meets(operator, limit):
        return Binary("and", Call("answered", count.arguments), found)
    return found


def _figure(value: float) -> Expression:
    return Constant(int(value) if value == int(value) and abs(value) < _EXACT else value)


def _unmet_by(found: Expression, asked: list[Expression]) -> Expression:
    return joined("or", [*(Call("missing", (part,)) for part in asked), found])


def _chain(node: Node) -> list[Node]:
    """`a and b and c` as its three parts."""
    parts: list[Node] = []
    operator = node.operator if isinstance(node, Applied) else ""
    while isinstance(node, Applied) and node.operator == operator:
        parts.append(node.operands[1])
        node = node.operands[0]
    return [node, *reversed(parts)]


def _short(found: list[Expression]) -> list[Expression]:
    """`answered(Q) and Q < 5` says nothing more than `Q < 5`: SurveyJS needs the first part, we do not."""
    parts: list[Expression] = []
    for part in (each for one in found for each in _conjuncts(one)):
        if parts and (bare := _answered_anyhow(parts[-1], part)) is not None:
            parts[-1] = bare
            continue
        known = needed(part)
        while parts and isinstance(last := parts[-1], Call) and last.name == "answered" and last.arguments[0] in known:
            parts.pop()
        parts.append(part)
    return parts


def _answered_anyhow(left: Expression, right: Expression) -> Expression | None:
    """`answered(Q) and (missing(Q) or Q != 1)` is what we write for `Q != 1`."""
    if not isinstance(left, Call) or left.name != "answered":
        return None
    if not isinstance(right, Binary) or right.operator != "or" or right.left != Call("missing", left.arguments):
        return None
    return right.right if not isinstance(right.right, Binary) or right.right.operator not in {"and", "or"} else None


def _conjuncts(expression: Expression) -> list[Expression]:
    if isinstance(expression, Binary) and expression.operator == "and":
        return [*_conjuncts(expression.left), *_conjuncts(expression.right)]
    return [expression]
