"""What the names in a rule stand for, as far as logic has to know it."""

from dataclasses import dataclass
from enum import StrEnum


class NameKind(StrEnum):
    """What kind of value a name has when it was answered."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    TIME = "time"
    CODE = "code"
    """One code out of a list, or a point of a scale."""
    CODES = "codes"
    """The set of the codes chosen in a question that takes several."""
    ROWS = "rows"
    """The answers of several rows, for the functions that count and add up."""


@dataclass(frozen=True, slots=True)
class Name:
    """One name: its kind, the codes its answer can have (none: any), and the variables it is put together from.

    `question` is the code of the question it belongs to. `parts` of a set are pairs of code and variable name
    (`(3, "PROD.3")`), those of rows have the code 0. A number lies between `least` and `most`, as far as these are set.
    """

    kind: NameKind
    question: str = ""
    codes: frozenset[int] = frozenset()
    parts: tuple[tuple[int, str], ...] = ()
    least: float | None = None
    most: float | None = None

    def nearest(self, number: float) -> float:
        """The number, or the limit it lies beyond."""
        low = number if self.least is None else max(self.least, number)
        return low if self.most is None else min(self.most, low)
