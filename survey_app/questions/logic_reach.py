"""What can come of the rules of a questionnaire: conditions nobody can meet, and pages nobody can get to."""

from collections.abc import Iterator, Mapping
from itertools import islice, product

from survey_app.logic.checking import references
from survey_app.logic.evaluating import Answer, Scope, evaluate, is_met
from survey_app.logic.names import Name, NameKind
from survey_app.logic.tree import Binary, Call, Expression, Unary
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
    """Tries rules with all the answers that closed questions can have."""

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
        cases = list(islice(product(*variables.values()), MOST_CASES + 1))
        if len(cases) > MOST_CASES or len(cases) > self._left:
            return None
        self._left -= len(cases)
        scopes = [Scope(dict(zip(variables, case, strict=True)), self.names, here=here) for case in cases]
        met = [evaluate(tree, scope) is True or is_met(tree, scope) for scope in scopes]
        if not any(met):
            return False
        given = [is_so for is_so, case in zip(met, cases, strict=True) if Missing.SKIPPED not in case]
        return True if all(given) and not called & _ABOUT_GIVING else None

    def _variables(self, tree: Expression, here: str) -> dict[str, tuple[Answer, ...]] | None:
        """The variables a rule looks at with the answers each can have; None where they are without number."""
        found: dict[str, tuple[Answer, ...]] = {}
        for reference in references(tree):
            known = self.names.get(here if reference == "." else reference)
            if known is None or (known.kind is not NameKind.CODE and not known.parts):
                return None
            for part in [name for _code, name in known.parts] or [here if reference == "." else reference]:
                codes = self.names[part].codes
                if not codes:
                    return None
                found[part] = (*sorted(codes), Missing.SKIPPED)
        return found


def functions_in(tree: Expression) -> frozenset[str]:
    """The names of all functions a rule calls.

    >>> from survey_app.logic.parsing import parse
    >>> sorted(functions_in(parse("not (count(A) > round(B))")))
    ['count', 'round']
    """
    found, waiting = set(), [tree]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Unary):
            waiting.append(each.operand)
        elif isinstance(each, Binary):
            waiting += [each.left, each.right]
        elif isinstance(each, Call):
            found.add(each.name)
            waiting += each.arguments
    return frozenset(found)


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
