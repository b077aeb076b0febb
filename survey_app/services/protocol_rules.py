"""The rules a Delphi declares before its first round, as one value: read from and written into the locked document."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

from survey_app.services.expertise import default_weights
from survey_app.stats.consensus import AgreementRule
from survey_app.stats.panel_readings import FuzzyTable
from survey_app.vocabulary import ItemScale


class Denominator(StrEnum):
    """Whether "cannot judge" counts in the verdict's denominator; both shares are always printed."""

    JUDGED = "judged"
    SEEN = "seen"


class ReasonDemand(StrEnum):
    """When a panellist must give a reason."""

    OPTIONAL = "optional"
    OUTSIDE = "outside"
    ALWAYS = "always"


class NoResponse(StrEnum):
    """Whether somebody who did not answer a round is asked in the next."""

    ALWAYS = "always"
    ANSWERED_BEFORE = "answered_before"
    NEVER = "never"


class Partials(StrEnum):
    """Whether ratings of people who did not finish the round enter the figures."""

    EXCLUDE = "exclude"
    INCLUDE = "include"


_NAMED_WHEN_DECLARED = (
    *("ram", "fuzzy", "rank_top", "max_dropout", "arguments", "compared", "confidence", "real_time"),
    *("seeks_agreement", "necessity", "second", "second_min", "second_max"),
    *("second_question", "second_low_label", "second_high_label"),
    "options",
)

OWN_SCALE = (
    *("scale", "scale_min", "scale_max", "question", "low_label", "high_label", "options"),
    *("high_from", "high_to", "low_from", "low_to"),
)
"""The rules that a statement may have of its own."""


@dataclass(frozen=True, slots=True)
class ProtocolRules:
    """Everything the lock's hash covers beside the items. The defaults are those of the method (decision 13)."""

    scale: ItemScale = ItemScale.RATING
    scale_min: float = 1
    scale_max: float = 9
    question: Mapping[str, str] = field(default_factory=dict)
    """What is asked of every item, by language: "How important is this for the next three years?"."""
    low_label: Mapping[str, str] = field(default_factory=dict)
    high_label: Mapping[str, str] = field(default_factory=dict)
    high_from: float = 7
    high_to: float = 9
    low_from: float = 1
    low_to: float = 3
    percent: float = 75
    denominator: Denominator = Denominator.JUDGED
    rounds: int = 2
    stable_below: float = 15
    """Net change in per cent below which an item counts as stable."""
    min_verdict: int = 7
    min_distribution: int = 7
    min_median: int = 5
    points_total: int = 100
    """What a panellist shares out when the scale is points."""
    cannot_judge: bool = True
    reasons: ReasonDemand = ReasonDemand.OPTIONAL
    feedback_first: bool = True
    show_agreement: bool = False
    no_response: NoResponse = NoResponse.ALWAYS
    partials: Partials = Partials.EXCLUDE
    expertise: bool = False
    """Whether everybody is asked once, before the first round, what their judgement rests on."""
    authority: Mapping[str, int] = field(default_factory=default_weights)
    """What the bases of judgement and familiarity are worth, in hundredths."""
    proposals: bool = False
    """Whether panellists may propose statements in the first round."""
    helpful: bool = False
    """Whether panellists may mark reasons as helpful."""
    ram: bool = False
    """Whether the RAND/UCLA class is read from the ratings as well."""
    fuzzy: FuzzyTable = FuzzyTable.NONE
    """By which table the ratings are read as fuzzy numbers as well."""
    rank_top: int = 0
    """How many statements everybody ranks, from the first on; 0 for all."""

    second: bool = False
    """Whether every statement is rated on a second scale as well: likelihood, feasibility, necessity."""
    second_min: float = 1
    second_max: float = 9
    second_question: Mapping[str, str] = field(default_factory=dict)
    second_low_label: Mapping[str, str] = field(default_factory=dict)
    second_high_label: Mapping[str, str] = field(default_factory=dict)
    necessity: bool = False
    """Whether the second scale is read as necessity by RAND/UCLA, for statements that are rated appropriate."""
    arguments: bool = False
    """Whether people write arguments for and against a statement in place of one reason (policy Delphi)."""
    seeks_agreement: bool = True
    """Whether the rule of agreement gives verdicts; a policy Delphi looks for the sides and turns it off."""
    compared: bool = False
    """Whether the points come from comparing the statements in pairs; only where the scale is points."""
    confidence: bool = False
    """Whether everybody says how sure they are that the range of their estimate holds the true figure."""
    max_dropout: int = 0
    """The most in per cent of those asked who may miss a round, or no further one is asked; 0 for no limit."""
    options: Mapping[str, str] = field(default_factory=dict)
    """What can be chosen, by language, one option a line; only where the scale is a choice."""
    real_time: bool = False
    """Whether there is one long round whose feedback moves while it is open, in place of rounds."""

    def on(self, items: int) -> "ProtocolRules":
        """The rules for a round of so many items. Ranks end with the last place, or one after the last that is given.

        >>> rules = ProtocolRules(scale=ItemScale.RANKING, rank_top=3)
        >>> rules.on(10).scale_max, rules.on(10).ranks_given, rules.on(3).scale_max, rules.on(3).ranks_given
        (4, 3, 3, 3)
        """
        if self.scale is not ItemScale.RANKING:
            return self
        last = self.rank_top + 1 if 0 < self.rank_top < items else items
        return replace(self, scale_min=1, scale_max=max(last, 2))

    def of(self, own: Mapping[str, Any]) -> "ProtocolRules":
        r"""The rules of a statement: with its own scale in the place of the protocol's, where it has one.

        What counts, what is shown and when a statement is agreed stay the protocol's; what is read of the protocol's
        scale alone (a second scale, RAND/UCLA, fuzzy numbers) is not read of another.

        >>> ProtocolRules(ram=True).of({"scale": "choice", "options": {"en": "Yes\nNo"}, "scale_max": 2}).scale_max
        2
        """
        if not own:
            return self
        kind = ItemScale(own["scale"])
        named = {name: own.get(name, getattr(_USUAL, name)) for name in OWN_SCALE if name != "scale"}
        has_no_middle = kind is ItemScale.CHOICE and self.reasons is ReasonDemand.OUTSIDE
        return replace(
            self,
            **named,
            scale=kind,
            reasons=ReasonDemand.OPTIONAL if has_no_middle else self.reasons,
            second=False,
            necessity=False,
            ram=False,
            fuzzy=FuzzyTable.NONE,
            confidence=self.confidence and kind is ItemScale.ESTIMATE,
        )

    @property
    def ranks_given(self) -> int:
        """How many ranks everybody gives in a round; what is not ranked stands one after them."""
        return self.rank_top if self.rank_top and self.scale_max > self.rank_top else int(self.scale_max)

    @property
    def gives_verdicts(self) -> bool:
        """Whether a statement can be agreed on: where it is rated or an option is chosen, and agreement is sought."""
        return self.seeks_agreement and self.scale in (ItemScale.RATING, ItemScale.CHOICE)

    @property
    def rule(self) -> AgreementRule:
        """The rule of agreement as the statistics take it."""
        return AgreementRule(
            self.scale_min,
            self.scale_max,
            (self.high_from, self.high_to),
            (self.low_from, self.low_to),
            Fraction(str(self.percent)),
            self.min_verdict,
        )

    def to_json(self) -> dict[str, Any]:
        """As it stands in the document; what came later is named only where it is declared, so that hashes stay."""
        usual = {name: getattr(_USUAL, name) for name in _NAMED_WHEN_DECLARED}
        return {name: value for name, value in self.every_rule().items() if name not in usual or value != usual[name]}

    def every_rule(self) -> dict[str, Any]:
        """Every rule with its value, also those that a document leaves out."""
        return {name: dict(value) if isinstance(value, Mapping) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "ProtocolRules":
        """Read back from a document; what an older document does not name has its default."""
        kinds: dict[str, Any] = {
            "scale": ItemScale,
            "denominator": Denominator,
            "reasons": ReasonDemand,
            "no_response": NoResponse,
            "partials": Partials,
            "fuzzy": FuzzyTable,
        }
        known = {name: document[name] for name in cls.__dataclass_fields__ if name in document}
        return cls(**{name: kinds.get(name, lambda value: value)(value) for name, value in known.items()})


_USUAL = ProtocolRules()
