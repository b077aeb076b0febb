"""What the names in an expression of SurveyJS stand for, and what ours are called there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from survey_app.logic.tree import Expression

EXACT = 1e15
"""Whole numbers up to here are written as such."""
Answer = float | str | bool
"""A value as SurveyJS keeps it."""


class Holds(StrEnum):
    """What kind of value stands behind a name."""

    ONE = "one"
    SEVERAL = "several"
    NUMBER = "number"
    TEXT = "text"
    TRUTH = "truth"
    ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class Known:
    """What a name of SurveyJS stands for in our questionnaire.

    `meaning` is the expression for it, mostly a reference. `codes` translates the values of its answers, written as
    `spelled` writes them, into our codes; a value that is not among them can never be met.
    """

    meaning: Expression
    holds: Holds = Holds.ANYTHING
    codes: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Foreign:
    """What one of our variables is called in SurveyJS: its path, and the values that stand for our codes.

    `tick` is set for one answer of a multiple question: there the variable is true when the path holds this value.
    """

    path: str
    holds: Holds = Holds.ANYTHING
    values: Mapping[int, Answer] = field(default_factory=lambda: MappingProxyType({}))
    tick: Answer | None = None


def spelled(value: Answer) -> str:
    """A value as text, the same for `3`, `3.0` and `'3'`, because SurveyJS takes them for equal.

    >>> spelled(3.0), spelled("3"), spelled(True), spelled(2.5)
    ('3', '3', 'true', '2.5')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | int):
        whole = int(value) if abs(value) < EXACT and value == int(value) else value
        return str(whole)
    text = value.strip()
    try:
        number = float(text) if text[:1] in "+-.0123456789" and "_" not in text else None
    except ValueError:
        number = None
    return text if number is None or not abs(number) < EXACT else spelled(number)
