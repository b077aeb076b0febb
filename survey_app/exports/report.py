"""The report of one survey stage: everything that the results page, the JSON and the workbook show.

`services.reports` builds it once; whoever shows it computes nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from survey_app.exports.analyses import Analyses
from survey_app.exports.coded_texts import CodedTexts
from survey_app.questions.base import Value, Variable
from survey_app.questions.definition import Question, Questionnaire, Text
from survey_app.questions.summary import InstrumentScore, QuestionSummary, RowSummary
from survey_app.stats.consensus import Verdict
from survey_app.stats.importance import Quadrant
from survey_app.stats.importance_results import SURE
from survey_app.stats.recommend import NetPromoter
from survey_app.stats.results import Estimate, Interval
from survey_app.stats.rivals import Decision
from survey_app.stats.satisfaction import Gap
from survey_app.vocabulary import AnonymityLevel, KeyMeasure, Mode

MOST_CROSSED = 1_000_000
"""From more answers than these a file holds no cross-tables: so many take 170 MB more than the answers themselves."""


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """Who was asked and who came back. `population` is the frame's size, None where it is not known."""

    population: int | None
    issued: int | None
    returned: int
    usable: int
    first: datetime | None
    last: datetime | None
    closes: datetime | None
    modes: tuple[tuple[Mode, int], ...] = ()
    imported: int = 0
    """How many of the returned answers were brought in from elsewhere."""
    from_sample: int = 0
    """How many of the returned answers belong to a sampled case; the others came by an open link or were brought in."""
    observed: int = 0
    """How many of the returned records are observations of this study: nobody answered them, nobody was asked."""
    observed_usable: int = 0

    @property
    def own(self) -> int:
        """The answers that came back from this study's own fieldwork."""
        return self.returned - self.imported - self.observed

    @property
    def answers(self) -> int:
        """What people answered, wherever it came from."""
        return self.returned - self.observed

    @property
    def usable_answers(self) -> int:
        """The usable ones among what people answered."""
        return self.usable - self.observed_usable

    @property
    def sampled(self) -> int | None:
        """The cases issued where every answer came from one of them; None where others answered too."""
        return self.issued if self.issued and self.from_sample == self.returned else None

    @property
    def finite_population(self) -> int | None:
        """The population that corrects the intervals; unknown once people outside the sample have answered too."""
        is_of_it = self.issued is None or self.sampled is not None
        return self.population if is_of_it and self.population and self.population >= self.usable else None

    @property
    def set_aside(self) -> int:
        """The answers that came back and are not counted."""
        return self.returned - self.usable

    @property
    def usable_share(self) -> float | None:
        """The share of what came back that is counted; None while nothing is back."""
        return self.usable / self.returned if self.returned else None

    @property
    def issued_share(self) -> float | None:
        """The share of the population that was asked; None where either is not known."""
        return self.issued / self.population if self.issued and self.population else None

    def share_of_answers(self, count: int) -> float | None:
        """A part of the answers that came back as a share."""
        return count / self.answers if self.answers else None


@dataclass(frozen=True, slots=True)
class StratumRow:
    """One stratum of a sample table; `label` is None for 'not stated'. `frame` is None where it is not known.

    `words` are what it is called, by language, where somebody said it.
    """

    label: str | None
    frame: int | None
    issued: int
    returned: int
    usable: int
    words: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SampleTable:
    """Issued against returned by one attribute. `is_tally`: counted after the draw, not drawn by it.

    `title` is what the attribute is called, by language, where somebody said it.
    """

    attribute: str
    is_tally: bool
    rows: tuple[StratumRow, ...]
    total: StratumRow
    title: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The headline figures; each is None when the questionnaire asks nothing it could come from."""

    overall: RowSummary | None = None
    satisfied: Estimate | None = None
    satisfaction_mean: Estimate | None = None
    recommend: NetPromoter | None = None
    recommend_of: str = ""
    """The variable of the question that the net promoter score comes from."""
    gap: Gap | None = None
    gap_mean: Estimate | None = None
    index: Estimate | None = None
    weighted: Estimate | None = None
    """The index with the panel's weights; None where no panel weighed the attributes."""
    effort: InstrumentScore | None = None
    """How easy it was, by the question on customer effort; its label names the variant."""


@dataclass(frozen=True, slots=True)
class GapRow:
    """One attribute of an expectation/experience battery, with what was expected and what was experienced."""

    variable: str
    label: Mapping[str, str]
    expected: Estimate
    experienced: Estimate
    gap: Gap


@dataclass(frozen=True, slots=True)
class PriorityRow:
    """One attribute on the map of importance and performance; without a quadrant it has no place there.

    `stability` is the share of resamples in which it falls into the same quadrant; `is_marked` that it is not to be
    acted on; `difference` and `decision` what the comparison with the strongest rival says.
    """

    variable: str
    label: Mapping[str, str]
    importance: float | None
    performance: float | None
    quadrant: Quadrant | None
    stability: float | None
    n: int
    is_marked: bool = False
    difference: float | None = None
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class PriorityMap:
    """What to improve first: the attributes of one battery, the lines that cross, and where importance comes from."""

    rows: tuple[PriorityRow, ...]
    is_stated: bool
    outcome: Mapping[str, str]
    """The question that importance was worked out from; empty where it was stated."""
    cut_importance: float
    cut_performance: float
    resamples: int
    method: str
    source: str
    is_little: bool = False
    """The attributes hardly explain the outcome: their places advise nothing."""

    @property
    def placed(self) -> tuple[PriorityRow, ...]:
        """The attributes that have a place, the most important first."""
        found = (row for row in self.rows if row.quadrant is not None)
        return tuple(sorted(found, key=lambda row: -(row.importance or 0.0)))

    @property
    def act_on(self) -> tuple[PriorityRow, ...]:
        """What to improve first, surely; what is marked never."""
        return tuple(row for row in self._lacking(is_sure=True) if not row.is_marked)

    @property
    def perhaps(self) -> tuple[PriorityRow, ...]:
        """What stands there by so little that it may as well stand elsewhere; what is marked never."""
        return tuple(row for row in self._lacking(is_sure=False) if not row.is_marked)

    @property
    def set_aside(self) -> tuple[PriorityRow, ...]:
        """What would stand there and is not to be acted on."""
        return tuple(row for row in self._lacking(is_sure=True) if row.is_marked)

    def _lacking(self, *, is_sure: bool) -> tuple[PriorityRow, ...]:
        if self.is_little:
            return ()
        found = (row for row in self.placed if row.quadrant is Quadrant.IMPROVE_FIRST)
        return tuple(row for row in found if ((row.stability or 0.0) >= SURE) is is_sure)


@dataclass(frozen=True, slots=True)
class ChainRound:
    """What one round of the panel said of a factor."""

    number: int
    n: int
    median: float | None
    agreed: float | None
    """Share of those who judged in the range at the end of the scale where more of them are."""


@dataclass(frozen=True, slots=True)
class ChainFactor:
    """One factor on its way from an idea to a figure.

    `ideas` are the words of the brainstorm with a number of their own; `weight` is the panel's share of importance
    among the factors passed on, 0 to 1; `gap` is what the survey measured. A factor that was dropped on the way has no
    gap, and `why` says what became of it.
    """

    ideas: tuple[tuple[int, str], ...]
    item: str
    text: Mapping[str, str]
    rounds: tuple[ChainRound, ...]
    verdict: Verdict | None
    weight: float | None
    gap: GapRow | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """Where the attributes of a survey come from: how many ideas and people, which panel, and each factor.

    `people` is the fewest who wrote, told in steps of `people_step`.
    """

    ideas: int
    people: int
    panellists: int
    factors: tuple[ChainFactor, ...]
    people_step: int = 1

    @property
    def measured(self) -> int:
        """How many factors the survey measured."""
        return sum(factor.gap is not None for factor in self.factors)


@dataclass(frozen=True, slots=True)
class Group:
    """The satisfied share in one group of respondents; `words` are what it is called, where somebody said it."""

    label: str | None
    n: int
    satisfied: Estimate
    words: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The satisfied share by one attribute, largest group first; groups below `min_group` are left out and counted."""

    attribute: str
    groups: tuple[Group, ...]
    hidden: int = 0
    title: Text = field(default_factory=dict)
    """What the attribute is called, by language, where somebody said it."""
    place: int = 0
    """Its place among all attributes from 1 on, shown or not; 0 where nobody said it."""


@dataclass(frozen=True, slots=True)
class Verbatim:
    """One open answer: where it was given and its words, never by whom."""

    variable: str
    words: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class WeightsUsed:
    """The weighting of a report: its name, what it breaks by, and what the weights of these people come to."""

    name: str
    by: tuple[str, ...]
    n: int
    n_eff: float
    effect: float | None
    """Kish's design effect, n over the effective base."""
    smallest: float | None
    largest: float | None
    column: str = ""
    """The name of the column of weights, where single answers are given out."""


@dataclass(frozen=True, slots=True)
class Report:
    """One survey stage, measured."""

    study_title: str
    stage_title: str
    organiser: str
    client: str
    version_number: int
    level: AnonymityLevel
    min_group: int
    is_sample: bool
    timezone: str
    made_at: datetime
    questionnaire: Questionnaire
    fieldwork: Fieldwork
    key: KeyFigures
    questions: tuple[QuestionSummary, ...]
    gaps: tuple[GapRow, ...] = ()
    priorities: PriorityMap | None = None
    chain: Chain | None = None
    breakdowns: tuple[Breakdown, ...] = ()
    unrated: tuple[Breakdown, ...] = ()
    """The attributes by whose groups the satisfied share cannot be told; they are without groups."""
    sample: tuple[SampleTable, ...] = ()
    verbatims: tuple[Verbatim, ...] = ()
    coded: Mapping[str, CodedTexts] = field(default_factory=dict)
    """The codes of open answers by variable, where somebody has coded them."""
    variables: tuple[Variable, ...] = ()
    consents: Mapping[str, Text] = field(default_factory=dict)
    """What the texts that people agreed to are called, by the proof that stands in the data."""
    filters: tuple[tuple[str, str], ...] = ()
    """The filters in force as they stand in an address: (what, value)."""
    left: int | None = None
    """How many usable answers the filters leave; None where there are none."""
    withheld: frozenset[str] = frozenset()
    """Variables whose answers the filters would lay open: their columns were emptied."""
    in_parts: frozenset[str] = frozenset()
    """Variables of which few people of a group gave some answers: they are told in parts, or without other figures."""
    kept_back: tuple[Question, ...] = ()
    """Questions that so few answered that a file without single answers leaves them out."""
    untold: tuple[Question, ...] = ()
    """Questions left out of it because few people of a group gave some of the answers, whatever is told as one."""
    gives_rows: bool = True
    """Whether single answers may be handed out under the filters in force."""
    weighting: WeightsUsed | None = None
    """The weighting in force; None where all figures are unweighted."""
    analyses: Analyses = field(default_factory=Analyses)
    """Cross-tables, drivers, reliability, rivals and earlier waves, where they were worked out."""
    targets: Mapping[KeyMeasure, float] = field(default_factory=dict)
    """What the key figures should reach, each in its own unit; `exports.key_targets.held` says how far they are."""
    rows: Callable[[], Iterator[Mapping[str, Value]]] = field(default=lambda: iter(()))
    """The usable responses, one mapping variable -> value each, sorted by random key; read when they are written."""


__all__ = [
    "MOST_CROSSED",
    "Breakdown",
    "Fieldwork",
    "GapRow",
    "Group",
    "Interval",
    "KeyFigures",
    "PriorityMap",
    "PriorityRow",
    "Report",
    "SampleTable",
    "StratumRow",
    "Verbatim",
    "WeightsUsed",
]
