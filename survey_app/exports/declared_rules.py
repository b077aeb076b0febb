"""What a protocol declares, as far as a report prints it."""

from collections.abc import Mapping
from typing import Any, Protocol

from survey_app.vocabulary import ItemScale

Text = Mapping[str, str]
"""Words by language."""


class DeclaredRules(Protocol):
    """What the protocol declares, as far as a report prints it."""

    @property
    def scale(self) -> ItemScale:
        """What kind of scale."""

    @property
    def scale_min(self) -> float:
        """Its lower end."""

    @property
    def scale_max(self) -> float:
        """Its upper end."""

    @property
    def question(self) -> Text:
        """What is asked of every item."""

    @property
    def low_label(self) -> Text:
        """Words at the lower end."""

    @property
    def high_label(self) -> Text:
        """Words at the upper end."""

    @property
    def high_from(self) -> float:
        """Where the high range begins."""

    @property
    def high_to(self) -> float:
        """Where the high range ends."""

    @property
    def low_from(self) -> float:
        """Where the low range begins."""

    @property
    def low_to(self) -> float:
        """Where the low range ends."""

    @property
    def percent(self) -> float:
        """The share that agrees."""

    @property
    def denominator(self) -> str:
        """Whose share it is."""

    @property
    def rounds(self) -> int:
        """How many rounds are planned."""

    @property
    def real_time(self) -> bool:
        """Whether there is one long round in place of them."""

    @property
    def stable_below(self) -> float:
        """Net change below which an item is stable."""

    @property
    def min_verdict(self) -> int:
        """Fewest answers for a verdict."""

    @property
    def min_distribution(self) -> int:
        """Fewest answers for a distribution."""

    @property
    def min_median(self) -> int:
        """Fewest answers for a median."""

    @property
    def points_total(self) -> int:
        """Points to share out."""

    @property
    def cannot_judge(self) -> bool:
        """Whether that can be chosen."""

    @property
    def reasons(self) -> str:
        """When a reason is asked for."""

    @property
    def no_response(self) -> str:
        """What missing a round means."""

    @property
    def max_dropout(self) -> int:
        """The most in per cent who may miss a round; 0 for no limit."""

    @property
    def partials(self) -> str:
        """Whether unfinished ballots count."""

    @property
    def expertise(self) -> bool:
        """Whether experts are asked what their judgement rests on."""

    @property
    def rank_top(self) -> int:
        """How many items everybody ranks; 0 for all."""

    @property
    def ram(self) -> bool:
        """Whether the RAND/UCLA class is read as well."""

    @property
    def fuzzy(self) -> str:
        """By which table ratings are read as fuzzy numbers."""

    @property
    def seeks_agreement(self) -> bool:
        """Whether the rule of agreement gives verdicts."""

    @property
    def second(self) -> bool:
        """Whether there is a second scale."""

    @property
    def second_min(self) -> float:
        """Its lower end."""

    @property
    def second_max(self) -> float:
        """Its upper end."""

    @property
    def second_question(self) -> Text:
        """What is asked on it."""

    @property
    def second_low_label(self) -> Text:
        """Words at its lower end."""

    @property
    def second_high_label(self) -> Text:
        """Words at its upper end."""

    @property
    def necessity(self) -> bool:
        """Whether it is read as necessity by RAND/UCLA."""

    @property
    def options(self) -> Text:
        """What can be chosen, one option a line."""

    @property
    def compared(self) -> bool:
        """Whether the points come from comparing statements two by two."""

    @property
    def confidence(self) -> bool:
        """Whether everybody says how sure they are of their range."""

    @property
    def arguments(self) -> bool:
        """Whether arguments for and against stand in the place of reasons."""

    def of(self, own: Mapping[str, Any]) -> "DeclaredRules":
        """The rules of a statement that has a scale of its own."""
