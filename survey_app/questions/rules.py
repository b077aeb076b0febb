"""Rules of a questionnaire, read and worked out with somebody's answers. None of it raises, whatever was typed."""

from collections.abc import Mapping
from functools import lru_cache

from survey_app.logic.checking import references
from survey_app.logic.evaluating import Scope, evaluate, is_met
from survey_app.logic.names import Name
from survey_app.logic.parsing import parse
from survey_app.logic.refusal import ExpressionRefused
from survey_app.logic.tree import Expression
from survey_app.questions.base import Answers

Names = Mapping[str, Name]
"""What the names in rules stand for, see `logic_names.names_of`."""
UNREADABLE = object()
"""What a rule comes to that cannot be read."""


def met(rule: str, answers: Answers, names: Names) -> bool:
    """Whether a condition is met; one that cannot be read, or is unknown, is not."""
    tree = read(rule)
    return tree is not None and is_met(tree, Scope(answers, names))


def holds(rule: str, answers: Answers, names: Names, here: str) -> bool:
    """Whether answers meet a check of a question; only what is clearly false breaks it."""
    tree = read(rule)
    return tree is None or evaluate(tree, Scope(answers, names, here=here)) is not False


def value(rule: str, answers: Answers, names: Names) -> object:
    """What an expression comes to, None for nothing, `UNREADABLE` where it cannot be read."""
    tree = read(rule)
    return UNREADABLE if tree is None else evaluate(tree, Scope(answers, names))


@lru_cache(maxsize=4096)
def read(rule: str) -> Expression | None:
    """The tree of a rule; None where it cannot be read, which the question check tells its author."""
    try:
        return parse(rule)
    except ExpressionRefused:
        return None


@lru_cache(maxsize=4096)
def questions_in(rule: str) -> frozenset[str]:
    """The codes of the questions a rule asks about.

    >>> sorted(questions_in("OVER < 3 and count(SERV) > 1 or PROD.3 = 1"))
    ['OVER', 'PROD', 'SERV']
    """
    tree = read(rule) if rule else None
    return frozenset(name.partition(".")[0] for name in references(tree)) if tree is not None else frozenset()
