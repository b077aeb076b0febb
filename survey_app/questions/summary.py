"""What one question's answers come to: the object that page, JSON, command line and workbook all show."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey_app.questions.definition import Question, Text
from survey_app.stats.descriptive import Frequencies, Mean
from survey_app.stats.kano import Kano
from survey_app.stats.proportion import Proportion
from survey_app.stats.recommend import NetPromoter
from survey_app.stats.satisfaction import Gap, TopShare
from survey_app.vocabulary import Missing


@dataclass(frozen=True, slots=True)
class RowSummary:
    """One row of a question: the question itself, or one item of a grid or battery.

    Only what makes sense for the row's kind is filled: `frequencies` for closed answers, `mean` for scales and
    numbers, `top` (share in the top two boxes) for rating scales, `recommend` for 0-10, `gap` for batteries (whose
    `frequencies` are those of the experience), `texts` for open answers, `kano` for features (whose
    `frequencies` are those of the categories), `points` for rows put in an order, `picked` (times best, times worst,
    times shown) for rows compared in small sets, `contradicted` (the share of people whose comparisons do not fit
    together) for the row of consistency ratios.
    """

    variable: str
    label: Text
    n: int
    missing: Mapping[Missing, int] = field(default_factory=dict)
    codes: tuple[tuple[int, Text], ...] = ()
    frequencies: Frequencies | None = None
    mean: Mean | None = None
    top: TopShare | None = None
    recommend: NetPromoter | None = None
    gap: Gap | None = None
    expected: Mean | None = None
    texts: tuple[str, ...] = ()
    points: Mean | None = None
    picked: tuple[int, int, int] | None = None
    kano: Kano | None = None
    contradicted: Proportion | None = None
    parts: tuple[tuple[int, ...], ...] = ()
    """The answers that are told as one, each part by the code of its first in `codes`; none where all stand apart."""

    @property
    def ends(self) -> tuple[int, int]:
        """The first and the last point of its scale, however its points are told."""
        points = [code for part in self.parts for code in part] or [code for code, _words in self.codes]
        return points[0], points[-1]

    @property
    def fewest(self) -> int:
        """The fewest people that any of its figures is of: of those who rated both sides it may be fewer than `n`."""
        sides = [found.n for found in (self.gap, self.expected) if found is not None]
        return min((count for count in (self.n, *sides) if count), default=0)

    def is_few(self, least: int) -> bool:
        """Whether a figure of it is of fewer than `least` people; open answers carry nobody's group."""
        return (self.frequencies is not None or self.mean is not None) and 0 < self.fewest < least


@dataclass(frozen=True, slots=True)
class InstrumentScore:
    """What a standard questionnaire comes to: the mean of the personal scores, beside a benchmark.

    There is no benchmark where its words were changed, or where none was published.
    """

    label: str
    found: Mean
    low: float
    high: float
    benchmark: float | None = None
    benchmark_label: str = ""


@dataclass(frozen=True, slots=True)
class QuestionSummary:
    """All rows of one question, in the questionnaire's order."""

    question: Question
    rows: tuple[RowSummary, ...]
    scores: tuple[InstrumentScore, ...] = ()
    is_partial: bool = False
    """Whether few people of a group gave some of its answers: it is told in parts, without some figures or not."""
    untold: tuple[RowSummary, ...] = ()
    """Rows beside the others that are not told at all; they are without figures."""

    @property
    def n(self) -> int:
        """How many answered at least one row validly, at most: the largest base of its rows."""
        return max((row.n for row in self.rows), default=0)
