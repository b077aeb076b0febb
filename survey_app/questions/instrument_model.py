"""What a standard questionnaire is made of: rows, a scale, how people are scored, a published figure beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from survey_app.questions.definition import Item, Option, Scale, Text
from survey_app.questions.reading import write_items, write_option, write_scale
from survey_app.stats.answers import FloatArray, Matrix

Score = Callable[[Matrix], FloatArray]
Joint = Callable[[Matrix, Matrix], FloatArray]
"""A score that takes the answers to the partner's question first, then those to the own one."""
Parts = Callable[[Matrix], Mapping[str, FloatArray]]
"""Several scores that are reckoned together, by their names."""
SIDES = ("expected", "experienced")
POINTS = 100


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of an instrument: its name, its ends, how people are scored, and a published figure beside it."""

    label: str
    score: Score | None = None
    low: float = 0.0
    high: float = 100.0
    benchmark: float | None = None
    benchmark_label: str = ""
    joint: Joint | None = None
    parts: Parts | None = None
    part: str = ""
    """Which of the scores that are reckoned together it is."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A standard questionnaire. `licence`: A free, B free with its line of attribution, C wording of our own."""

    label: str
    use: str
    licence: str
    source: str
    attribution: str
    text: Text
    rows: Sequence[Item]
    scale: Scale
    hint: Text = field(default_factory=dict)
    options: Sequence[Option] = ()
    measures: tuple[Measure, ...] = ()
    is_paired: bool = False
    """Whether its rows are pairs of opposite words."""
    asked_as: str = ""
    """The kind of question, where rows and scale do not tell."""
    partner: str = ""
    """The instrument whose answers its measures need as well; it is added right after that one."""
    fewest: int = 0
    """With fewer people than this its scores are a first impression, whatever their interval says."""

    @property
    def kind(self) -> str:
        """The kind of question it is asked with."""
        if self.asked_as:
            return self.asked_as
        if self.is_paired:
            return "differential"
        return "single" if self.options else "grid" if self.rows else "rating"

    def settings(self) -> dict[str, object]:
        """The settings of its question as JSON, in all languages it exists in."""
        if self.options:
            return {"options": [write_option(option) for option in self.options]}
        rows = {"items": write_items(self.rows)} if self.rows else {}
        if self.kind == "constant_sum":
            return rows | {"total": POINTS}
        if self.is_paired:
            return rows | {"points": len(self.scale.points)}
        return rows | {"scale": write_scale(self.scale)}

    @property
    def endings(self) -> tuple[str, ...]:
        """What stands behind the code of its question in the names of its variables, in the order it is scored."""
        return self.endings_of(tuple(row.code for row in self.rows))

    def endings_of(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """The same for rows with other codes."""
        if self.kind == "battery":
            return tuple(f".{code}.{side}" for side in SIDES for code in codes)
        return tuple(f".{code}" for code in codes) or ("",)

    @property
    def codes(self) -> tuple[int, ...]:
        """The answers that count; none where any number does."""
        if self.kind == "constant_sum":
            return ()
        return tuple(option.code for option in self.options) or self.scale.points
