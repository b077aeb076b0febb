"""What a report has beyond its questions: cross-tables, drivers, reliability, rivals and earlier waves, ready to print.

`services.analyses` works them out with the rules of the pages; a part that a survey has nothing for is None or empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from survey_app.questions.definition import best_of
from survey_app.stats.association import Association
from survey_app.stats.crosstab import CrossTable
from survey_app.stats.drivers import Driver, Drivers
from survey_app.stats.omega import Omega
from survey_app.stats.penalty_reward import Contrast, PenaltyReward
from survey_app.stats.reliability import Alpha
from survey_app.stats.results import Interval
from survey_app.stats.rivals import Against, Comparison, Decision
from survey_app.stats.waves import WaveChange

Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Break:
    """What people are told apart by. `label` is None where the words belong to the interface: mode, source.

    `values` are the columns that are printed, `total` how many the whole table has.
    """

    key: str
    label: Text | None
    values: tuple[tuple[str, Text], ...]
    total: int


@dataclass(frozen=True, slots=True)
class BannerTable:
    """One question, or one item of it, against all breaks. Rows of a battery are `item`s and show only top and mean."""

    variable: str
    question: Text
    label: Text
    codes: tuple[tuple[int, Text], ...]
    points: tuple[int, ...]
    table: CrossTable
    hidden: int = 0
    is_item: bool = False
    is_partial: bool = False
    """Whether answers that few people of a group gave are told as one with others, or not at all."""
    leaves_out: bool = False
    """Whether columns are left out for such answers, though they are large enough."""
    is_score: bool = False
    """Whether it asks who would recommend: the score stands in place of a mean."""

    @property
    def best(self) -> tuple[int, ...]:
        """The points that count as satisfied."""
        return best_of(self.points)

    def column(self, key: str, value: str) -> int | None:
        """The place of a column in the table; None where so few answered this question that it is not shown."""
        found = enumerate(self.table.columns)
        return next((place for place, each in found if each.question == key and each.labels == (value,)), None)

    def test(self, key: str) -> Association | None:
        """The test of this question against one break."""
        return next((found for name, found in self.table.tests if name == key), None)


@dataclass(frozen=True, slots=True)
class BannerTables:
    """Every closed question against the breaks; `overall` is the variable of overall satisfaction, "" without one."""

    breaks: tuple[Break, ...]
    tables: tuple[BannerTable, ...]
    overall: str = ""
    left_out: int = 0
    """Questions beyond the most that are printed."""

    @property
    def headline(self) -> BannerTable | None:
        """The table of overall satisfaction."""
        return next((each for each in self.tables if each.variable == self.overall), None)

    @property
    def main(self) -> Break:
        """The break that overall satisfaction differs by most surely; the first one where none does."""
        told = self.headline
        if told is None:
            return self.breaks[0]
        found = {each.key: told.test(each.key) for each in self.breaks}
        known = {key: test.p for key, test in found.items() if test is not None and test.p is not None}
        return min(self.breaks, key=lambda each: known.get(each.key, 1.0))


@dataclass(frozen=True, slots=True)
class DriverRow:
    """One attribute as a driver; `panel` is the weight a panel gave it, 0 to 1, where one did.

    `stated` is how important people said it was, on the scale of that question, where they were asked.
    """

    variable: str
    label: Text
    driver: Driver
    is_marked: bool = False
    panel: float | None = None
    stated: float | None = None


@dataclass(frozen=True, slots=True)
class Complete:
    """The people who answered everything: the variables and the ends of their scales, the outcome first."""

    variables: tuple[str, ...] = ()
    outcome: tuple[int, int] = (1, 5)
    ratings: tuple[int, int] = (1, 5)


@dataclass(frozen=True, slots=True)
class DriverTable:
    """What drives an outcome: the attributes with a place, the strongest first."""

    outcome: Text
    rows: tuple[DriverRow, ...]
    result: Drivers
    complete: Complete = Complete()


@dataclass(frozen=True, slots=True)
class ContrastRow:
    """What high and low ratings of one attribute do; without figures where few rated it so."""

    variable: str
    label: Text
    contrast: Contrast
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class ContrastTable:
    """Penalty and reward of the attributes; counts of high and low ratings below `least` are never told."""

    outcome: Text
    rows: tuple[ContrastRow, ...]
    result: PenaltyReward
    least: int
    complete: Complete = Complete()

    def is_steady(self, row: ContrastRow) -> bool:
        """Whether enough people rated it high and low to say what that does."""
        return min(row.contrast.high, row.contrast.low) >= self.least


@dataclass(frozen=True, slots=True)
class RivalMean:
    """One rival on one attribute."""

    mean: float | None
    n: int


@dataclass(frozen=True, slots=True)
class RivalRow:
    """One attribute beside its rivals, with what the decision table says to do.

    `best` is the place of the best rated rival among all, `variable` the own rating and `rivals` stand in the order
    of the table's names.
    """

    variable: str
    label: Text
    importance: float | None
    important: bool | None
    own: float | None
    rivals: tuple[RivalMean, ...]
    best: int | None
    difference: float | None
    interval: Interval | None
    decision: Decision | None
    n: int
    is_marked: bool = False
    columns: tuple[str, ...] = ()
    """The variables of the rivals' ratings."""


@dataclass(frozen=True, slots=True)
class RivalTable:
    """All attributes beside the rivals, those to be decided on first; `is_stated`: importance was asked.

    `points` are the ends of the scale of the ratings.
    """

    names: tuple[Text, ...]
    rows: tuple[RivalRow, ...]
    against: Against
    is_stated: bool
    result: Comparison
    points: tuple[int, int] = (1, 5)
    is_little: bool = False
    """The attributes hardly explain the outcome: nothing is decided on."""


@dataclass(frozen=True, slots=True)
class ScaleReliability:
    """How well the items of one battery hang together. `side` tells experience from expectation; usually empty.

    There is no omega where the items hardly correlate: nothing common could be found.
    """

    label: Text
    side: str
    items: tuple[tuple[str, Text], ...]
    alpha: Alpha
    omega: Omega | None
    points: tuple[int, int]


@dataclass(frozen=True, slots=True)
class WaveFigure:
    """One key figure of an earlier wave beside now; `measure` is satisfied, mean, gap or recommend."""

    key: str
    measure: str
    label: Text
    change: WaveChange


@dataclass(frozen=True, slots=True)
class EarlierWave:
    """An earlier survey of the study with what it had of the key figures."""

    title: str
    last: datetime | None
    n: int
    figures: tuple[WaveFigure, ...]
    is_unlike: bool = False
    """Whether the filters in force cannot choose among its answers; then it has no figures."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is missing of one part of a report because groups, or those of a group who gave an answer, are few.

    `part` is the key of its sheet, `breaks` what it tells nobody apart by, `questions` what stands in none of its
    tables. Where neither is named the whole part is missing.
    """

    part: str
    breaks: tuple[Break, ...] = ()
    questions: tuple[Text, ...] = ()
    is_tied: bool = False
    """Whether too few answered for figures of several answers of each person, however large the groups are."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the part is told."""
        return not self.breaks and not self.questions


@dataclass(frozen=True, slots=True)
class Analyses:
    """All of them. `least` is the smallest group the reader may see apart."""

    banner: BannerTables | None = None
    drivers: DriverTable | None = None
    contrast: ContrastTable | None = None
    rivals: RivalTable | None = None
    scales: tuple[ScaleReliability, ...] = ()
    waves: tuple[EarlierWave, ...] = ()
    """Earlier surveys, the oldest first."""
    least: int = 1
    left_out: tuple[LeftOut, ...] = ()
    """What of them is not told, so that a gap is never all that a reader finds."""
