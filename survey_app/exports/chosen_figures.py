"""The frozen figures of a choice among declared options, and the words of an option."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from survey_app.exports.declared_rules import DeclaredRules, Text

Say = Callable[[Text], str]
"""Gives words of the study in the language of the reader."""
Group = tuple[str, int, tuple[int, ...]]
"""A group: its name, how many of it chose, and how many of them each option."""
NONE = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class ChosenFigures:
    """The option chosen most, by its number, or several where they tie; shares of those who chose and of all."""

    leading: tuple[int, ...]
    count: int
    share: float | None
    low: float | None
    high: float | None
    share_of_all: float | None
    variation: float | None
    bowker_p: float | None = None
    bowker_adjusted: float | None = None
    groups: tuple[Group, ...] = ()
    """Only groups so large that neither they nor the rest fall below what a distribution needs."""

    @property
    def is_tie(self) -> bool:
        """Whether several options were chosen as often, and none more."""
        return len(self.leading) > 1

    def without_test(self) -> "ChosenFigures":
        """The same where too few chose in both rounds to say how they moved."""
        return replace(self, bowker_p=None, bowker_adjusted=None)


def read(document: dict[str, Any]) -> ChosenFigures:
    """Figures as they were frozen."""
    groups = tuple((name, n, tuple(counts)) for name, n, counts in document["groups"])
    return ChosenFigures(**{**document, "leading": tuple(document["leading"]), "groups": groups})


def options_in(words: str) -> tuple[str, ...]:
    r"""The options of one language, one a line.

    >>> options_in(" Build \r\n\n Buy\n")
    ('Build', 'Buy')
    """
    return tuple(filter(None, (line.strip() for line in words.splitlines())))


def options_of(rules: DeclaredRules, say: Say) -> tuple[str, ...]:
    """The declared options in the language of the reader."""
    return options_in(say(dict(rules.options)))


def option(rules: DeclaredRules, value: float | None, say: Say) -> str:
    """One option by its words; a dash where there is none."""
    words = options_of(rules, say)
    return words[int(value) - 1] if value is not None and 1 <= value <= len(words) else NONE
