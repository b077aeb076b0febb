"""How well comparisons in pairs fit together by chance, read back from where it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.stats.trial_worlds import World

__all__ = ["PAIR_WORLDS", "PairLine", "PairReport", "from_json"]

PAIR_WORLDS: Mapping[World, str] = {
    World.RANDOM: N_("Comparisons at random"),
    World.MAJORITY: N_("A true majority"),
}


@dataclass(frozen=True, slots=True)
class PairLine:
    """One world: the consistency ratios of its people, the share within what is tolerated, and of panels' medians."""

    world: World
    mean: float
    median: float
    within: float
    within_limits: tuple[float, float]
    panels_within: float


@dataclass(frozen=True, slots=True)
class PairReport:
    """Comparisons of so many statements; a panel is within what is tolerated when its median ratio is."""

    things: int
    judges: int
    panels: int
    seed: int
    tolerated: float
    true_share: float
    lines: tuple[PairLine, ...]

    def of(self, world: World) -> PairLine:
        """One world."""
        return next(each for each in self.lines if each.world is world)


def from_json(kept: Mapping[str, Any]) -> PairReport | None:
    """The comparisons of a kept trial; None where nothing is compared, and in a trial from before they were tried."""
    if "pairs" not in kept:
        return None
    found = kept["pairs"]
    plan = found["plan"]
    return PairReport(
        things=plan["things"],
        judges=plan["judges"],
        panels=plan["panels"],
        seed=found["seed"],
        tolerated=found["tolerated"],
        true_share=plan["true_share"],
        lines=tuple(_line(each) for each in found["worlds"]),
    )


def _line(found: Mapping[str, Any]) -> PairLine:
    limits = found["within"]["interval"]
    return PairLine(
        world=World(found["world"]),
        mean=float(found["mean"]),
        median=float(found["median"]),
        within=found["within"]["value"],
        within_limits=(limits["low"], limits["high"]),
        panels_within=found["panels_within"]["value"],
    )
