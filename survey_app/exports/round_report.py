"""The frozen figures of a round, and the report of a whole panel: what pages, JSON and the round workbook show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from survey_app.exports.chosen_figures import ChosenFigures
from survey_app.exports.declared_rules import DeclaredRules, Text
from survey_app.exports.elicited import ElicitedFigures
from survey_app.exports.moved_figures import MovedFigures
from survey_app.exports.outcome import Outcome
from survey_app.exports.trial_report import AnyTrial
from survey_app.stats.consensus import Verdict
from survey_app.vocabulary import AnonymityLevel, ItemScale, RoundState

FEWEST_UNNAMED = 9
"""From so many people on the median of a group is told where answers have no name (decision 30)."""


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One declared group on one item; only groups of at least the smallest group are here at all."""

    name: str
    n: int
    median: float | None
    lower: float | None
    upper: float | None
    high: float | None = None
    """Share in the high range of the rule; not of rounds frozen before it was kept, nor where no range is declared."""
    low: float | None = None


@dataclass(frozen=True, slots=True)
class MovementFigures:
    """How an item moved since the round before, over the people who rated it in both.

    Where nobody may tell which answer became which, `changed` says from how many to how many of them changed theirs,
    net change and change of CV are those of the two distributions, and nothing else is there.
    """

    pairs: int
    only_before: int
    only_now: int
    unchanged: int | None
    up: int | None
    down: int | None
    net_change: float | None
    changed_share: float | None
    stable: bool | None
    wilcoxon_p: float | None
    wilcoxon_adjusted: float | None
    shortfall: str | None
    kappa: float | None = None
    cv_change: float | None = None
    changed: tuple[int, int] | None = None

    @property
    def has_moved(self) -> bool:
        """Whether anybody is known to have changed an answer."""
        return bool(self.up or self.down or self.net_change)


@dataclass(frozen=True, slots=True)
class EstimateFigures:
    """Estimates of the panel as one: three ways to pool the best estimates, and the median of each limit.

    The log-odds mean exists for shares only; `log_odds_clipped` keeps every estimate half a per cent off 0 and 1.
    """

    mean: float | None
    median: float | None
    log_odds: float | None
    log_odds_clipped: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class PartialFigures:
    """What unfinished sheets said of one item: in the high and the low range, rated at all, and "cannot judge"."""

    high: int
    low: int
    judged: int
    cannot_judge: int


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """One item in one round. Shares are of those who judged; `_of_all` of those who saw the item."""

    item_id: int
    code: str
    text: Text
    n: int
    seen: int
    cannot_judge: int
    counts: tuple[tuple[float, int], ...]
    """Point of the scale and how many gave it, every point listed; empty where too few answered to show it."""
    median: float | None
    lower: float | None
    upper: float | None
    iqr: float | None
    mean: float | None
    sd: float | None
    high: float | None
    high_limits: tuple[float, float] | None
    high_of_all: float | None
    low: float | None
    low_limits: tuple[float, float] | None
    low_of_all: float | None
    verdict: Verdict
    verdict_of_all: Verdict
    groups: tuple[GroupFigures, ...]
    movement: MovementFigures | None
    weight: float | None
    """Share of the item in the panel's importance, 0 to 1 over all items of the round; None when there is no rating."""
    high_count: int | None = None
    low_count: int | None = None
    estimate: EstimateFigures | None = None
    elicited: ElicitedFigures | None = None
    """Estimates as one distribution; not of rounds that were frozen before there was one."""
    withheld: bool = False
    """Whether figures are kept back because too few answered."""
    second: "ItemFigures | None" = None
    """The same of the second scale, where the protocol has one."""
    choice: ChosenFigures | None = None
    """Where one of several options is chosen; the verdict is then about the option chosen most."""
    own_scale: Mapping[str, Any] = field(default_factory=dict)
    """Its own scale; empty where the protocol's holds."""
    place: int | None = None
    """Where statements are ranked and no means are told: the place in the panel's order."""
    partial: PartialFigures | None = None
    """Where enough people did not finish for it to be told."""

    @property
    def is_agreed(self) -> bool:
        """Whether the rule says so, high or low."""
        return self.verdict in (Verdict.AGREED_HIGH, Verdict.AGREED_LOW)

    @property
    def is_stable(self) -> bool | None:
        """Whether it has stopped moving; None when that cannot be said."""
        return self.movement.stable if self.movement else None

    @property
    def is_split(self) -> bool:
        """Whether the panel stands in two camps, on this scale or on the second one."""
        return self.verdict is Verdict.SPLIT or (self.second is not None and self.second.is_split)


@dataclass(frozen=True, slots=True)
class ConcordanceFigures:
    """Kendall's W of a round; `shortfall` says why there is none."""

    w: float | None
    raters: int
    incomplete: int
    constant: int
    p: float | None
    test: str
    shortfall: str | None
    is_floor: bool = False
    """Whether only a level is told that W reaches."""


@dataclass(frozen=True, slots=True)
class AuthorityFigures:
    """What the experts of a panel say of themselves: means of judgement, familiarity and authority.

    `n` said everything, `missing` left something out; the means are not there below `least`.
    """

    n: int
    missing: int
    ca: float | None
    cs: float | None
    cr: float | None
    at_threshold: int | None
    threshold: float
    least: int
    source: str
    weights: Mapping[str, int]
    """What the answers are worth, in hundredths."""


@dataclass(frozen=True, slots=True)
class ConsistencyFigures:
    """How well the comparisons of n people hold together; median and count are not there below `least` people."""

    n: int
    median: float | None
    within: int | None
    tolerated: float
    least: int
    source: str
    is_floor: bool = False
    """Whether n is told in steps of `least` and nothing is said of how many are within what is tolerated."""


@dataclass(frozen=True, slots=True)
class OpenFigures:
    """An open question in one round: how many texts answer it, and how many people wrote them.

    `people` is there from the smallest group on: of fewer, texts of one person would be joined by the number.
    """

    item_id: int
    code: str
    text: Text
    answers: int
    people: int | None


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """Everything frozen of one round of ratings."""

    number: int
    protocol_version: int
    items: tuple[ItemFigures, ...]
    concordance: ConcordanceFigures
    flow: Mapping[str, int]
    """invited, accepted, finished, part, none, withdrawn."""
    groups: tuple[tuple[str, int, int], ...]
    """Name, members, and how many of them finished; small groups are not here."""
    input_hash: str
    libraries: Mapping[str, str]
    scale: ItemScale = ItemScale.RATING
    ballots: int = 0
    """Whole sheets that the figures rest on."""
    set_aside: int = 0
    """Answers that no page of ours can send; they are counted here and nowhere else."""
    authority: AuthorityFigures | None = None
    """Only in the first round, where the protocol asks for it."""
    consistency: ConsistencyFigures | None = None
    """Only where statements are compared two by two."""
    moved: MovedFigures | None = None
    """Only of a real-time round."""
    seeks_agreement: bool = True
    """Whether the protocol asks for verdicts at all."""
    open_items: tuple[OpenFigures, ...] = ()
    """The open questions of the round: counts, and nothing that is computed."""

    @property
    def is_in_words(self) -> bool:
        """Whether the round asked open questions and nothing else."""
        return bool(self.open_items) and not self.items

    def item(self, item_id: int) -> ItemFigures | None:
        """The figures of one item."""
        return next((each for each in self.items if each.item_id == item_id), None)

    @property
    def has_rule(self) -> bool:
        """Whether the rule of agreement applies: to ratings, not to points or estimates, unless it is turned off."""
        return self.scale is ItemScale.RATING and self.seeks_agreement

    @property
    def judged(self) -> tuple[ItemFigures, ...]:
        """The items on which the panel can agree, by their own scale or the protocol's."""
        kinds = (ItemScale.RATING, ItemScale.CHOICE)
        found = (each for each in self.items if each.own_scale.get("scale", self.scale) in kinds)
        return tuple(found) if self.seeks_agreement else ()

    @property
    def agreed(self) -> tuple[ItemFigures, ...]:
        """The items on which the rule says that the panel agrees."""
        return tuple(each for each in self.items if self.has_rule and each.is_agreed)


@dataclass(frozen=True, slots=True)
class RoundPart:
    """One analysed round in a report: its figures, its dates, and what became of its items."""

    figures: RoundFigures
    rules: DeclaredRules
    state: RoundState
    opened_at: datetime | None
    closed_at: datetime | None
    fixed_at: datetime | None
    """When the protocol that holds for it was locked."""
    fates: Mapping[int, str]
    """Item and what was decided about it after the round, by the vocabulary's word."""
    released: bool = False
    waiver: str = ""
    """Why the round was opened with fewer panellists than usual."""


@dataclass(frozen=True, slots=True)
class ReleasedReason:
    """One reason that the moderator released; nothing in it points to its author."""

    number: int
    code: str
    side: str
    text: str
    helpful: int | None = None
    """How many found it helpful, from the smallest group on."""
    is_argument: bool = False
    """Whether it is an argument for or against, and no reason for an answer."""
    is_sideless: bool = False
    """Whether it is a reason for one of several options, which have no lower and no higher side."""
    in_real_time: bool = False
    """Whether the median may have moved past its author since: the side is that of the moment it was given."""
    is_ranked: bool = False
    """Whether it is a reason for a rank, of which the higher one is the later place."""


@dataclass(frozen=True, slots=True)
class ReleasedAnswer:
    """One answer to an open question that the moderator released; nothing in it points to its author."""

    number: int
    code: str
    question: Text
    text: str
    helpful: int | None = None
    """How many found it helpful, from the smallest group on."""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item with where it came from and the rounds in which it was asked."""

    item_id: int
    code: str
    text: Text
    rounds: tuple[int, ...]
    from_cards: tuple[str, ...]
    from_items: tuple[str, ...]
    section: Text = field(default_factory=dict)
    is_proposed: bool = False
    """Whether a panellist proposed it."""
    is_open: bool = False
    """Whether it is a question that people answer in their own words."""
    own_scale: Mapping[str, Any] = field(default_factory=dict)
    """Its own scale; empty where the protocol's holds, and where it is asked no more and never was."""


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A typing error that was put right in a statement after it was asked: when, why, and the words that differ."""

    code: str
    at: datetime
    reason: str
    changes: tuple[tuple[str, str, str, str], ...]
    """Part (text or hint), language, words before, words after."""


@dataclass(frozen=True, slots=True)
class ProtocolLine:
    """One version of the protocol: when it was locked, its hash, and why it was amended."""

    version: int
    locked_at: datetime | None
    hash: str
    reason: str


@dataclass(frozen=True, slots=True)
class PanelReport:
    """A Delphi stage with all its analysed rounds."""

    study_title: str
    organiser: str
    stage_title: str
    language: str
    timezone: str
    level: AnonymityLevel
    min_group: int
    is_sample: bool
    made_at: datetime
    rules: DeclaredRules
    protocols: tuple[ProtocolLine, ...]
    items: tuple[ItemLine, ...]
    rounds: tuple[RoundPart, ...]
    reasons: tuple[ReleasedReason, ...]
    outcomes: Mapping[int, Outcome] = field(default_factory=dict)
    """What came out of estimates, by item."""
    trial: AnyTrial | None = None
    """What simulated panels came to under the rules before the lock."""
    own_scales: tuple["PanelReport", ...] = ()
    """The statements that have a scale of their own: one report for each scale, of the same rounds."""
    answers: tuple[ReleasedAnswer, ...] = ()
    """What was released of the answers to open questions, sorted by round, question and words."""
    corrections: tuple[CorrectionLine, ...] = ()
    """Typing errors that were put right after statements were asked, first one first."""
