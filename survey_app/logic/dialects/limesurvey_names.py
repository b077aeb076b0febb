"""What the names of a LimeSurvey expression stand for, in both directions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey_app.logic.refusal import ExpressionRefused


@dataclass(frozen=True, slots=True)
class Native:
    """What a LimeSurvey variable is with us.

    `codes` are LimeSurvey's answer codes and ours, `labels` the answers' words and our codes (`Q1.shown == "Yes"`).
    `tick` is set for one box of a question with several answers: `reference` is the question then. `is_box` says that
    the variable is a box of its own, 1 when ticked and 0 when not.
    """

    reference: str
    codes: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, int] = field(default_factory=dict)
    tick: int | None = None
    is_number: bool = False
    is_box: bool = False

    @property
    def is_figured(self) -> bool:
        """Whether what is shown and stored there is what is stored here: a text, a figure, a code that stayed."""
        return all(name == str(code) for name, code in self.codes.items()) and not self.labels

    @property
    def is_ticked(self) -> bool:
        """Whether LimeSurvey says `Y` or nothing of it."""
        return self.is_box or self.tick is not None


@dataclass(frozen=True, slots=True)
class Foreign:
    """What one of our variables is in LimeSurvey.

    `ticks` are set for a question with several answers: our code and the variable of its box. `rows` are the variables
    of the rows of a table, which only the counting functions take.
    """

    name: str
    codes: Mapping[int, str] = field(default_factory=dict)
    ticks: Mapping[int, str] = field(default_factory=dict)
    rows: tuple[str, ...] = ()
    is_number: bool = False


def refused(message: str, place: int = 0, **params: object) -> ExpressionRefused:
    """A refusal that points into the expression."""
    return ExpressionRefused(message, place=place, **params)
