"""What a map of importance and performance is made of: lines, quadrants, attributes."""

from dataclasses import dataclass
from enum import StrEnum

from survey_app.stats.resampling import SEED
from survey_app.stats.results import Result

__all__ = ["SURE", "Attribute", "Cross", "Derived", "ImportanceKind", "ImportancePerformance", "Quadrant"]

SURE = 0.8
"""The share of resamples with an attribute in the same quadrant from which on its place is told as sure."""


class Cross(StrEnum):
    """Where the lines cross."""

    GRAND_MEANS = "grand_means"
    MEDIANS = "medians"
    MIDDLE = "middle"
    TARGET = "target"


class Quadrant(StrEnum):
    """What a place on the map advises."""

    IMPROVE_FIRST = "improve_first"
    KEEP_UP = "keep_up"
    LOW_PRIORITY = "low_priority"
    POSSIBLE_OVERKILL = "possible_overkill"


class ImportanceKind(StrEnum):
    """Whether people were asked how important an attribute is, or it was worked out from an outcome."""

    STATED = "stated"
    DERIVED = "derived"


class Derived(StrEnum):
    """How importance is worked out from an outcome."""

    CORRELATION = "correlation"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: its place, its quadrant, and the share of resamples in which it falls into the same one."""

    name: str
    importance: float | None
    performance: float | None
    quadrant: Quadrant | None = None
    stability: float | None = None
    n_importance: int | None = None
    n_performance: int | None = None


@dataclass(frozen=True, kw_only=True)
class ImportancePerformance(Result):
    """The map: attributes in the order given, the lines (`cut_*`), and where they come from."""

    attributes: tuple[Attribute, ...]
    kind: ImportanceKind
    derived: Derived | None = None
    cross: Cross
    cut_importance: float | None = None
    cut_performance: float | None = None
    n_eff: float | None = None
    resamples: int = 0
    groups: int = 0
    """Random groups that were drawn instead of people; 0 where people were drawn."""
    seed: int = SEED
