"""What can come of the rules of a questionnaire: conditions nobody can meet, and pages nobody can get to."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise, product
from typing import TypeGuard

from survey_app.logic.checking import references
from survey_app.logic.evaluating import Answer, Scope, is_met
from survey_app.logic.names import Name, NameKind
from survey_app.logic.tree import COMPARING, Binary, Call, Constant, Expression, Reference, Unary
from survey_app.questions import rules
from survey_app.questions.definition import Page, Questionnaire
from survey_app.vocabulary import Missing

MOST_CASES = 400
"""So many combinations of answers are tried for one rule; a rule with more is left alone."""
MOST_TRIES = 40_000
"""And so many for all the rules of a questionnaire."""
_ABOUT_GIVING = frozenset({"answered", "missing", "shown", "reason", "coalesce", "count"})
"""Functions that look at whether there is an answer."""
_UNSTEADY = frozenset({"today", "shown", "reason"})
"""Functions that come to something else from day to day, or know more than answers."""


class Trying:
    """Tries rules with all the answers that closed questions can have, and with numbers around those it names."""

    def __init__(self, names: Mapping[str, Name]) -> None:
        self.names = names
        self._left = MOST_TRIES
        self._known: dict[tuple[str, str], bool | None] = {}

    def outcome(self, rule: str, here: str = "") -> bool | None:
        """True where every answer meets the rule, False where none can, None where it depends or is too much to try.

        A rule that is always met by those who answered, and asks whether they did, depends.
        """
        if (rule, here) not in self._known:
            tree = rules.read(rule)
            self._known[rule, here] = None if tree is None else self._try(tree, here)
        return self._known[rule, here]

    def _try(self, tree: Expression, here: str) -> bool | None:
        called = functions_in(tree)
        variables = self._variables(tree, here)
        if variables is None or called & _UNSTEADY:
            return None
        if not variables:
            return is_met(tree, Scope(here=here))
        cases = math.prod(len(answers) for answers in variables.values())
        if cases > MOST_CASES or cases > self._left:
            return None
        self._left -= cases
        met, always = False, not called & _ABOUT_GIVING
        for case in product(*variables.values()):
            is_so = is_met(tree, Scope(dict(zip(variables, case, strict=True)), self.names, here=here))
            met = met or is_so
            always = always and (is_so or Missing.SKIPPED in case)
            if met and not always:
                return None
        return met

    def _variables(self, tree: Expression, here: str) -> dict[str, tuple[Answer, ...]] | None:
        """The variables a rule looks at with the answers each can have; None where they are without number."""
        found: dict[str, tuple[Answer, ...]] = {}
        bounds = _bounds(tree)
        for reference in references(tree):
            known = self.names.get(here if reference == "." else reference)
            if known is not None and known.kind is NameKind.NUMBER and bounds.get(reference):
                inside = dict.fromkeys(known.nearest(number) for number in bounds[reference])
                found[here if reference == "." else reference] = (*inside, Missing.SKIPPED)
                continue
            if known is None or (known.kind is not NameKind.CODE and not known.parts):
                return None
            for part in [name for _code, name in known.parts] or [here if reference == "." else reference]:
                codes = self.names[part].codes
                if not codes:
                    return None
                found[part] = (*sorted(codes), Missing.SKIPPED)
        return found


def _bounds(tree: Expression) -> dict[str, tuple[float, ...]]:
    """For each name that is only ever compared with constant numbers, one number for every way that can go.

    Between two neighbouring constants all numbers come out alike, so each constant, one number between any two, and
    one beyond each end stand for all there are. Nothing for a name that is used in another way as well.
    """
    constants: dict[str, set[float]] = {}
    uses = Counter(references(tree))
    for each in parts_of(tree):
        if isinstance(each, Binary) and each.operator in COMPARING:
            for one, other in ((each.left, each.right), (each.right, each.left)):
                if isinstance(one, Reference) and isinstance(other, Constant) and _is_number(other.value):
                    constants.setdefault(one.name, set()).add(float(other.value))
                    uses[one.name] -= 1
    return {name: _around(sorted(found)) for name, found in constants.items() if not uses[name]}


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _around(bounds: list[float]) -> tuple[float, ...]:
    between = [(low + high) / 2 for low, high in pairwise(bounds)]
    return (bounds[0] - 1, *sorted([*bounds, *between]), bounds[-1] + 1)


def functions_in(tree: Expression) -> frozenset[str]:
    """The names of all functions a rule calls.

    >>> from survey_app.logic.parsing import parse
    >>> sorted(functions_in(parse("not (count(A) > round(B))")))
    ['count', 'round']
    """
    return frozenset(each.name for each in parts_of(tree) if isinstance(each, Call))


def parts_of(tree: Expression) -> Iterator[Expression]:
    """Every part of a rule, itself included."""
    waiting = [tree]
    while waiting:
        each = waiting.pop()
        yield each
        if isinstance(each, Unary):
            waiting.append(each.operand)
        elif isinstance(each, Binary):
            waiting += [each.left, each.right]
        elif isinstance(each, Call):
            waiting += each.arguments


def unreachable(questionnaire: Questionnaire, trying: Trying) -> Iterator[Page]:
    """Pages that no way leads to: everybody is led past them by the jumps before."""
    number = {page.key: place for place, page in enumerate(questionnaire.pages)}
    reached = {0}
    for place, page in enumerate(questionnaire.pages):
        if place not in reached:
            yield page
            continue
        goes_on = True
        for jump in page.jumps:
            outcome = True if not jump.rule else trying.outcome(jump.rule)
            target = number.get(jump.page, -1) if jump.page else len(number)
            if outcome is False or target <= place:
                continue
            reached.add(target)
            if outcome is True and _always_asked(page, jump.rule):
                goes_on = False
                break
        if goes_on:
            reached.add(place + 1)


def _always_asked(page: Page, rule: str) -> bool:
    """Whether nobody can pass a page by without following its jump: it is shown to all, and the rule is a constant."""
    return not page.show_if and (not rule or not rules.questions_in(rule))
