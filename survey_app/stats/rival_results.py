"""What a comparison with rivals is made of: places, decisions, attributes."""

from dataclasses import dataclass, replace
from enum import StrEnum

from survey_app.stats.resampling import SEED
from survey_app.stats.results import Interval, Result

__all__ = ["Against", "Comparison", "Decision", "Place", "Rival", "RivalAttribute"]


class Against(StrEnum):
    """Which rival counts for an attribute: the best rated, or the mean of all."""

    BEST = "best"
    MEAN = "mean"


class Place(StrEnum):
    """Where an attribute stands by the signs of its two differences."""

    ENOUGH_AND_AHEAD = "enough_and_ahead"
    ENOUGH_BUT_BEHIND = "enough_but_behind"
    LACKING_BUT_AHEAD = "lacking_but_ahead"
    LACKING_AND_BEHIND = "lacking_and_behind"


class Decision(StrEnum):
    """What the decision table advises."""

    IMPROVE_FIRST = "improve_first"
    INVEST_TO_WIN = "invest_to_win"
    PROTECT_AND_TELL = "protect_and_tell"
    WATCH = "watch"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Rival:
    """One rival on one attribute: its mean, how many rated it, and own minus rival."""

    name: str
    mean: float | None
    n: int
    difference: float | None


@dataclass(frozen=True, slots=True)
class RivalAttribute:
    """One attribute: importance, own and rival means, performance - importance (x) and own - rival (y), and its place.

    `difference` has the bootstrap interval; `standing` is worse, equal or better by it; `rival` names the best one.
    """

    name: str
    importance: float | None
    own: float | None
    rival_mean: float | None
    rival: str | None
    performance_minus_importance: float | None
    difference: float | None
    interval: Interval | None
    standing: str | None
    place: Place | None
    important: bool | None
    decision: Decision | None
    n: int
    rivals: tuple[Rival, ...]


@dataclass(frozen=True, kw_only=True)
class Comparison(Result):
    """The attributes in the order given; from which importance on an attribute counts as important (`cut`)."""

    attributes: tuple[RivalAttribute, ...]
    against: Against
    same_people: bool
    cut: float | None = None
    resamples: int = 0
    groups: int = 0
    """Random groups that were drawn instead of people; 0 where people were drawn."""
    seed: int = SEED

    def undecided(self) -> "Comparison":
        """The same differences without a decision, for importance that was worked out from next to nothing."""
        bare = tuple(replace(each, important=None, decision=None) for each in self.attributes)
        return replace(self, attributes=bare, cut=None)
