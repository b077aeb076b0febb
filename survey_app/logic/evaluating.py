"""What a rule comes to for one person's answers.

`evaluate` and `is_met` never raise, whatever the answers: what cannot be worked out comes to nothing (None), and a
condition that comes to nothing is not met. Truths follow Kleene's strong three-valued logic (1952, section 64):

>>> from survey_app.logic.parsing import parse
>>> scope = Scope({"OVER": 2, "PROD.1": 1, "PROD.3": 0, "AGE": Missing.REFUSED},
...               {"PROD": Name(NameKind.CODES, "PROD", parts=((1, "PROD.1"), (3, "PROD.3")))})
>>> is_met(parse("OVER < 3 and PROD has 1"), scope)
True
>>> evaluate(parse("AGE > 18"), scope) is None, evaluate(parse("reason(AGE)"), scope)
(True, 'refused')
>>> evaluate(parse("AGE > 18 or OVER = 2"), scope)
True
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeAlias

from survey_app.logic import functions
from survey_app.logic.names import Name, NameKind
from survey_app.logic.tree import LOGICAL, RECKONING, Binary, Call, Constant, Expression, Reference, Unary
from survey_app.logic.values import Value, added, compared, has, number, truth
from survey_app.vocabulary import Missing

__all__ = ["Answer", "Name", "NameKind", "Scope", "Value", "evaluate", "is_met"]

MAX_STEPS = 5_000
MAX_DEPTH = 100
Answer: TypeAlias = float | str | Missing
"""What stands in the answers under a variable's name; int counts as float."""


def _today() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything a rule can look at.

    - `answers`: variable name -> int, float, text or `Missing`, as `questions.base` keeps them; what is absent was
      skipped, or not shown where `asked` says so. An empty text counts as no answer.
    - `names`: what a name stands for, see `questions.logic_names.names_of`. Needed for names that are put together from
      several variables (`PROD` for the set of its chosen codes, a grid's code for the list of its rows); a name that is
      a variable itself is found without.
    - `asked`: the codes of the questions that were shown. None: nothing is known, and what is absent was skipped.
    - `today`: the day `today()` gives; give the day of the interview, so that a rule comes to the same every time.
    - `here`: the name `.` stands for, in a check of a question's own answer.

    A scope is cheap: make a new one whenever answers change. Nothing in it is ever changed.
    """

    answers: Mapping[str, Answer] = field(default_factory=dict)
    names: Mapping[str, Name] = field(default_factory=dict)
    asked: Collection[str] | None = None
    today: date = field(default_factory=_today)
    here: str = ""


def evaluate(expression: Expression, scope: Scope) -> Value:
    """The value of an expression: int or float, text, truth, frozenset of codes, tuple of rows, or None for nothing.

    Whole numbers come out as int. Nothing comes out where an answer that is needed is missing, for a division by zero,
    a number too large, a date that is none, a function that is unknown or given too little, a pattern that cannot be
    used, or more than 5,000 steps. Never raises.
    """
    return _Evaluation(scope).value(expression, 0)


def is_met(expression: Expression, scope: Scope) -> bool:
    """Whether a condition holds: it came to true. Unknown is not met. Never raises."""
    return truth(evaluate(expression, scope)) is True


class _Evaluation:
    """One walk over the tree, with a bounded number of steps."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._steps = 0

    def value(self, expression: Expression, depth: int) -> Value:
        self._steps += 1
        if self._steps > MAX_STEPS or depth > MAX_DEPTH:
            return None
        if isinstance(expression, Constant):
            constant = expression.value
            return _whole(constant) if isinstance(constant, int | float) else constant
        if isinstance(expression, Reference):
            return self._answer(expression.name)
        if isinstance(expression, Unary):
            return self._unary(expression, depth)
        if isinstance(expression, Call):
            return self._call(expression, depth)
        return self._chain(expression, depth)

    def _chain(self, expression: Binary, depth: int) -> Value:
        """`a or b or c ...` is walked in a loop: a long chain is not deep."""
        chain: list[Binary] = []
        first: Expression = expression
        while isinstance(first, Binary):
            chain.append(first)
            first = first.left
        found = self.value(first, depth + 1)
        for each in reversed(chain):
            found = self._binary(each, found, depth)
        return found

    def _binary(self, expression: Binary, left: Value, depth: int) -> Value:
        operator = expression.operator
        if operator in LOGICAL:
            return self._logical(expression, left, depth)
        right = self.value(expression.right, depth + 1)
        if operator == "has":
            return has(left, right)
        if operator in RECKONING:
            return _whole(added(operator, number(left), number(right)))
        return compared(operator, left, right)

    def _logical(self, expression: Binary, left: Value, depth: int) -> bool | None:
        """One true side decides `or`, one false side decides `and`; without it, one unknown side leaves it unknown."""
        decides = expression.operator == "or"
        first = truth(left)
        if first is decides:
            return decides
        second = truth(self.value(expression.right, depth + 1))
        if second is decides:
            return decides
        return None if first is None or second is None else not decides

    def _unary(self, expression: Unary, depth: int) -> Value:
        operand = self.value(expression.operand, depth + 1)
        if expression.operator == "not":
            known = truth(operand)
            return None if known is None else not known
        if expression.operator != "-":
            return None
        found = number(operand)
        return None if found is None else _whole(-found)

    def _call(self, call: Call, depth: int) -> Value:
        known = functions.TABLE.get(call.name)
        if known is None or not known.takes(len(call.arguments)):
            return None
        if call.name == "if":
            chosen = call.arguments[1 if truth(self.value(call.arguments[0], depth + 1)) is True else 2]
            return self.value(chosen, depth + 1)
        if call.name in ("shown", "reason"):
            return self._about(call.name, call.arguments[0])
        if call.name == "today":
            return self._scope.today.isoformat()
        values = [self.value(argument, depth + 1) for argument in call.arguments]
        found = known.run(values)
        return _whole(found) if isinstance(found, float) else found

    def _about(self, function: str, argument: Expression) -> Value:
        """Why there is no answer; anything but a reference was shown and has no reason."""
        reason = self._reason(self._called(argument.name)) if isinstance(argument, Reference) else None
        if function == "shown":
            return reason is not Missing.NOT_SHOWN
        return None if reason is None else reason.value

    def _called(self, name: str) -> str:
        return self._scope.here if name == "." else name

    def _answer(self, name: str) -> Value:
        name = self._called(name)
        known = self._scope.names.get(name)
        if known is not None and known.parts:
            return self._together(known)
        return _given(self._scope.answers.get(name))

    def _together(self, known: Name) -> Value:
        answers = [(code, _given(self._scope.answers.get(name))) for code, name in known.parts]
        if all(answer is None for _code, answer in answers):
            return None
        if known.kind is NameKind.CODES:
            return frozenset(code for code, answer in answers if answer == 1)
        return tuple(answer for _code, answer in answers)

    def _reason(self, name: str) -> Missing | None:
        """Why the answer under this name is missing; None where it is not."""
        if self._answer(name) is not None:
            return None
        known = self._scope.names.get(name)
        parts = [part for _code, part in known.parts] if known is not None and known.parts else [name]
        given = (self._scope.answers.get(part) for part in parts)
        reason = next((answer for answer in given if isinstance(answer, Missing)), None)
        if reason is not None:
            return reason
        question = known.question if known is not None else name.partition(".")[0]
        asked = self._scope.asked
        return Missing.SKIPPED if asked is None or question in asked else Missing.NOT_SHOWN


def _given(answer: object) -> Value:
    """An answer as a value: reasons, empty texts and what is no answer at all are nothing."""
    if isinstance(answer, Missing) or answer == "":
        return None
    if isinstance(answer, str):
        return str(answer)
    return _whole(answer) if isinstance(answer, int | float) else None


def _whole(value: float | None) -> Value:
    """A number as it is handed out: whole ones as int, too large ones not at all; a truth stays a truth."""
    if value is None or isinstance(value, bool):
        return value
    try:
        found = float(value)
    except OverflowError:
        return None
    if not math.isfinite(found):
        return None
    return int(found) if found.is_integer() and abs(found) < functions.LARGEST_WHOLE else found
