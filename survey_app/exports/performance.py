"""Estimates joined with weights by performance, or why equal weights stand in their place."""

from dataclasses import dataclass
from enum import StrEnum

from survey_app.exports.declared_rules import Text
from survey_app.exports.elicited import Three


class Unweighted(StrEnum):
    """Why there are no weights by performance."""

    UNJOINED = "unjoined"
    """Answers of one person cannot, or must not, be put together at this level."""
    EXTREMES = "extremes"
    """Nobody was asked how sure they are, so no range can be checked against its confidence."""
    FEW_SEEDS = "few_seeds"
    FEW_PEOPLE = "few_people"
    """Fewer people than the smallest group come to a weight."""
    ONE_PERSON = "one_person"
    """One of them would be more than half of the joined estimate."""
    GONE = "gone"
    """The single answers were erased, or never came back from an archive."""


@dataclass(frozen=True, slots=True)
class PooledItem:
    """One statement without an outcome: the linear pool with equal weights, and with weights by performance."""

    code: str
    text: Text
    equal: Three | None
    weighted: Three | None


@dataclass(frozen=True, slots=True)
class PerformancePool:
    """A round of estimates joined by how people did on those whose outcome is known; no weight of a person is in it.

    `people` have a weight; it is not there below the smallest group.
    """

    number: int
    seeds: int
    fewest: int
    least: int
    cut: float
    items: tuple[PooledItem, ...]
    people: int | None
    why_not: Unweighted | None
    source: str
