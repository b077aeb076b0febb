"""Our expressions in the language of SurveyJS, met in exactly the same cases.

Where ours is unknown because nothing was answered, SurveyJS has only true and false; so a condition is written once
for being true and once for being false, and `Q != 1` becomes `{Q} notempty and {Q} <> 1`.
"""

import json
from collections.abc import Mapping

from survey_app.exceptions import N_
from survey_app.logic.dialects.surveyjs_functions import WRITE, is_remainder, needed, none_meets, spans
from survey_app.logic.dialects.surveyjs_names import Answer, Foreign, Holds, spelled
from survey_app.logic.refusal import ExpressionRefused
from survey_app.logic.tree import COMPARING, RECKONING, Binary, Call, Constant, Expression, Reference, Unary

_STRENGTH = {"or": 1, "and": 2, "compare": 3, "+": 4, "-": 4, "*": 5, "/": 5, "%": 5, "^": 6, "atom": 9}
_TURNED = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}

Part = tuple[str, int]
"""A piece of text and how strongly its outermost operator binds."""


class Writing:
    """Writes expressions with the names that our variables have in one SurveyJS file."""

    def __init__(self, names: Mapping[str, Foreign]) -> None:
        self._names = names

    def condition(self, expression: Expression, *, wanted: bool = True) -> Part:
        """The condition that SurveyJS meets exactly where ours is true, or is false."""
        if isinstance(expression, Unary) and expression.operator == "not":
            return self.condition(expression.operand, wanted=not wanted)
        if isinstance(expression, Binary) and expression.operator in {"and", "or"}:
            operator = expression.operator if wanted else {"and": "or", "or": "and"}[expression.operator]
            left, right = (self.condition(side, wanted=wanted) for side in (expression.left, expression.right))
            return _infix(operator, left, right) if operator == "and" else _either(left, right)
        if isinstance(expression, Binary) and expression.operator in COMPARING:
            return self._compared(expression, wanted=wanted)
        if isinstance(expression, Constant) and isinstance(expression.value, bool):
            return ("1 = 1" if expression.value is wanted else "1 = 2"), _STRENGTH["compare"]
        if isinstance(expression, Call):
            return self._called(expression, wanted=wanted)
        raise ExpressionRefused(N_("A value stands where a condition is expected."))

    def _called(self, call: Call, *, wanted: bool) -> Part:
        if call.name in {"answered", "missing"} and len(call.arguments) == 1:
            path = self._foreign(call.arguments[0])
            if path.tick is None or path.holds is Holds.SEVERAL:
                word = "notempty" if (call.name == "answered") is wanted else "empty"
                return f"{{{path.path}}} {word}", _STRENGTH["compare"]
        if call.name == "if" and len(call.arguments) == 3:  # noqa: PLR2004 - test, yes, no
            test, yes, no = call.arguments
            words = [self.condition(test)[0]] + [self.condition(side, wanted=wanted)[0] for side in (yes, no)]
            return f"iif({', '.join(words)})", _STRENGTH["atom"]
        raise ExpressionRefused(N_("SurveyJS has no “%(name)s”."), name=call.name)

    def _compared(self, found: Binary, *, wanted: bool) -> Part:
        left, right = found.left, found.right
        if found.operator in _MIRRORED and not isinstance(left, Reference) and isinstance(right, Reference):
            return self._compared(Binary(_MIRRORED[found.operator], right, left), wanted=wanted)
        if isinstance(left, Reference) and self._foreign(left).tick is not None:
            return self._tick(self._foreign(left), found, wanted=wanted)
        if found.operator == "has":
            return self._has(found, wanted=wanted)
        operator = found.operator if wanted else _TURNED[found.operator]
        if self._counts(left) and isinstance(left, Call) and isinstance(right, Constant):
            return self._counted(operator, left, right)
        sides = (self._side(left, right), self._side(right, left))
        words = _infix({"!=": "<>"}.get(operator, operator), *sides)
        # only `<>` is met by an unanswered question there, and sums reckon it as 0
        bare = operator != "!=" and isinstance(left, Reference) and isinstance(right, Constant | Unary)
        asked = [] if bare else list(dict.fromkeys([*self._asked(left), *self._asked(right)]))
        return self._guarded(asked, words)

    def _counts(self, expression: Expression) -> bool:
        """The number of answers chosen in one multiple question, which SurveyJS calls the length of its list."""
        if not isinstance(expression, Call) or expression.name != "count" or len(expression.arguments) != 1:
            return False
        return self._foreign(expression.arguments[0]).holds is Holds.SEVERAL

    def _counted(self, operator: str, count: Call, limit: Constant) -> Part:
        """A count is 0 here where nothing was answered; there the list is nothing at all."""
        words = _infix({"!=": "<>"}.get(operator, operator), self._call(count), self.value(limit))
        if operator == "!=" or not none_meets(operator, limit):
            return words
        path = self._foreign(count.arguments[0]).path
        return _infix("or", (f"{{{path}}} empty", _STRENGTH["compare"]), words)

    def _guarded(self, paths: list[str], words: Part) -> Part:
        for path in reversed(paths):
            words = _infix("and", (f"{{{path}}} notempty", _STRENGTH["compare"]), words)
        return words

    def _asked(self, expression: Expression) -> list[str]:
        """The paths without whose answers this comes to nothing."""
        return [self._foreign(reference).path for reference in needed(expression)]

    def _tick(self, foreign: Foreign, found: Binary, *, wanted: bool) -> Part:
        """One answer of a multiple question: `PROD.3 = 1` is `{PROD} contains 3`."""
        value = found.right.value if isinstance(found.right, Constant) else None
        if found.operator not in {"=", "!="} or value not in {0, 1} or foreign.tick is None:
            raise ExpressionRefused(N_("An answer of a multiple question is chosen (1) or not (0), nothing else."))
        if ((found.operator == "=") is (value == 1)) is wanted:
            return f"{{{foreign.path}}} contains {_constant(foreign.tick)}", _STRENGTH["compare"]
        return self._guarded([foreign.path], self._lacks(foreign.path, foreign.tick))

    def _lacks(self, path: str, value: Answer) -> Part:
        return f"{{{path}}} notcontains {_constant(value)}", _STRENGTH["compare"]

    def _has(self, found: Binary, *, wanted: bool) -> Part:
        foreign = self._foreign(found.left)
        value = self._value_of(foreign, found.right)
        if foreign.holds in {Holds.SEVERAL, Holds.TEXT, Holds.ANYTHING}:
            if wanted:
                return f"{{{foreign.path}}} contains {_constant(value)}", _STRENGTH["compare"]
            return self._guarded([foreign.path], self._lacks(foreign.path, value))
        return self._compared(Binary("=", found.left, found.right), wanted=wanted)

    def _foreign(self, expression: Expression) -> Foreign:
        if not isinstance(expression, Reference):
            raise ExpressionRefused(N_("A question is expected here."))
        foreign = self._names.get(expression.name)
        if foreign is None:
            raise ExpressionRefused(N_("“%(name)s” has no name in SurveyJS."), name=expression.name)
        return foreign

    def _value_of(self, foreign: Foreign, expression: Expression) -> Answer:
        if isinstance(expression, Constant) and expression.value is not None:
            value = expression.value
            if foreign.values and isinstance(value, float | int) and not isinstance(value, bool):
                return foreign.values.get(int(value), value)
            return value
        raise ExpressionRefused(N_("A fixed value is expected here."))

    def _side(self, expression: Expression, other: Expression) -> Part:
        """One side of a comparison; a code beside a choice becomes the value that SurveyJS keeps for it."""
        if isinstance(expression, Constant) and isinstance(other, Reference):
            return _constant(self._value_of(self._foreign(other), expression)), _STRENGTH["atom"]
        return self.value(expression)

    def value(self, expression: Expression) -> Part:
        """A number, a text or a truth in the language of SurveyJS."""
        if isinstance(expression, Constant):
            if expression.value is None:
                raise ExpressionRefused(N_("“none” is not said in SurveyJS."))
            return _constant(expression.value), _STRENGTH["atom"]
        if isinstance(expression, Reference):
            foreign = self._foreign(expression)
            if foreign.tick is not None or foreign.holds is Holds.SEVERAL:
                raise ExpressionRefused(N_("Several answers are no single value in SurveyJS."))
            return f"{{{foreign.path}}}", _STRENGTH["atom"]
        if isinstance(expression, Call):
            return self._call(expression)
        if isinstance(expression, Binary) and expression.operator in RECKONING:
            return _infix(expression.operator, self._term(expression.left), self._term(expression.right))
        if isinstance(expression, Unary) and expression.operator == "-":
            return f"-{_bracketed(self._term(expression.operand), _STRENGTH['^'])}", _STRENGTH["^"]
        return self.condition(expression)

    def _term(self, expression: Expression) -> Part:
        """A part of a sum, where SurveyJS takes nothing for 0 by itself."""
        if (
            isinstance(expression, Call)
            and expression.name == "coalesce"
            and expression.arguments[1:] == (Constant(0),)
        ):
            first = expression.arguments[0]
            return self.value(first if isinstance(first, Reference) else expression)
        return self.value(expression)

    def _call(self, call: Call) -> Part:  # noqa: PLR0911 - one for each kind of function
        strong = _STRENGTH["atom"]
        if call.name == "if" and len(call.arguments) == 3:  # noqa: PLR2004 - test, yes, no
            test, *sides = call.arguments
            return f"iif({', '.join([self.condition(test)[0], *(self.value(side)[0] for side in sides)])})", strong
        if (reckoned := is_remainder(call)) is not None:
            return _infix(reckoned.operator, self._term(reckoned.left), self._term(reckoned.right))
        if call.name == "join":
            first, *others = (self.value(part) for part in call.arguments)
            for other in others:
                first = _infix("+", first, other)
            return first
        if self._counts(call):
            return f"{{{self._foreign(call.arguments[0]).path}.length}}", strong
        words = [self.value(part)[0] for part in call.arguments]
        if call.name == "years_between" and call.arguments[1:] == (Call("today", ()),):
            return f"age({words[0]})", strong
        if unit := spans(call):
            return f"dateDiff({words[0]}, {words[1]}, '{unit}')", strong
        if call.name in WRITE:
            return f"{WRITE[call.name]}({', '.join(words)})", strong
        raise ExpressionRefused(N_("SurveyJS has no “%(name)s”."), name=call.name)


def _infix(operator: str, left: Part, right: Part) -> Part:
    strength = _STRENGTH.get(operator, _STRENGTH["compare"])
    right_side = _bracketed(right, strength if operator in {"and", "or"} else strength + 1)
    return f"{_bracketed(left, strength)} {operator} {right_side}", strength


def _either(left: Part, right: Part) -> Part:
    """`{q} empty or {q} notempty and {q} <> 1` is what `{q} <> 1` says there by itself."""
    path = left[0].removesuffix(" empty")
    guard = f"{path} notempty and "
    if left[0].endswith("} empty") and " " not in path and right[0].startswith(guard):
        inner = right[0].removeprefix(guard)
        simple = inner.startswith((f"{path} <> ", f"{path} notcontains "))
        if simple and not any(word in inner for word in (" and ", " or ", "(")):
            return inner, _STRENGTH["compare"]
    return _infix("or", left, right)


def _bracketed(part: Part, least: int) -> str:
    return part[0] if part[1] >= least else f"({part[0]})"


def _constant(value: Answer) -> str:
    if isinstance(value, bool) or not isinstance(value, str):
        return spelled(value)
    if "{" in value or "}" in value:
        raise ExpressionRefused(N_("A text with braces cannot stand in a condition of SurveyJS."))
    return "'" + json.dumps(value, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"
