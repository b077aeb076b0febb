"""What trying a protocol came to, read back from where it is kept: for the page, the report and the workbook."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.exports import first_round_report, movement_report, own_scale_trials
from survey_app.exports.first_round_report import FirstRoundReport
from survey_app.exports.movement_report import MovementReport
from survey_app.exports.own_scale_trials import OwnScaleLine
from survey_app.stats.trial_worlds import World

__all__ = ["CHOICE_WORLDS", "WORLDS", "AnyTrial", "TrialReport", "WorldLine", "from_json"]

WORLDS: dict[World, str] = {
    World.RANDOM: N_("Ratings at random"),
    World.SMALL: N_("At random, smallest panel with a verdict"),
    World.MAJORITY: N_("A true majority"),
    World.POLARISED: N_("Two camps of equal size"),
    World.DRIFTING: N_("At random, drifting to the median"),
    World.DROPOUT: N_("A divided panel whose minority leaves"),
}
CHOICE_WORLDS: dict[World, str] = WORLDS | {
    World.RANDOM: N_("Choices at random"),
    World.DRIFTING: N_("At random, going over to what most chose"),
}


@dataclass(frozen=True, slots=True)
class WorldLine:
    """One world: how many items pass in the first and in the last round, when they stop moving, who is left.

    `split` are two camps of a rating, or options that tie.
    """

    world: World
    panellists: int
    passed_first: float
    passed: float
    passed_limits: tuple[float, float]
    split: float
    agreed_and_stable: float
    unsettled: float
    rounds_to_stop: float | None
    finished_with: float


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """A further reading of ratings, "ram" or a fuzzy table: what it takes by chance, and of a true majority."""

    reading: str
    by_chance: float
    by_majority: float


@dataclass(frozen=True, slots=True)
class TrialReport:
    """The trial that is kept with a protocol. `rules` is the fingerprint of the rules it was made with.

    `options` is 0 for ratings; a choice has no high range, so `chance_high` is empty there.
    """

    made_at: str
    rules: str
    seed: int
    panels: int
    panellists: int
    rounds: int
    percent: str
    true_share: float
    chance_high: str
    chance_high_value: float
    chance_passes: float
    power: float
    worlds: tuple[WorldLine, ...]
    options: int = 0
    readings: tuple[ReadingLine, ...] = ()
    own_scales: tuple[OwnScaleLine, ...] = ()

    @property
    def labels(self) -> Mapping[World, str]:
        """What each world is called."""
        return CHOICE_WORLDS if self.options else WORLDS

    def of(self, world: World) -> WorldLine:
        """One world."""
        return next(each for each in self.worlds if each.world is world)


AnyTrial = TrialReport | MovementReport | FirstRoundReport
"""What was tried: a rule that gives verdicts, the rule of stability alone, or what only a first round tells."""


def from_json(kept: Mapping[str, Any]) -> AnyTrial:
    """The trial as it was kept: of verdicts, of stability alone where nothing passes or fails, or of a first round."""
    if "plan" not in kept:
        return first_round_report.from_json(kept)
    plan = kept["plan"]
    if "kind" in plan:
        return movement_report.from_json(kept)
    options = plan.get("options", 0)
    return TrialReport(
        made_at=kept["made_at"],
        rules=kept["rules"],
        seed=kept["seed"],
        panels=kept["n"],
        panellists=plan["panellists"],
        rounds=plan["rounds"],
        percent=str(plan["percent"] if options else plan["rule"]["percent"]),
        true_share=plan["true_share"],
        chance_high="" if options else kept["chance_high"],
        chance_high_value=0.0 if options else _share(kept["chance_high"]),
        chance_passes=kept["chance"] if options else _agreed(kept["chance"]),
        power=kept["power"] if options else _share(kept["power"]["agreed_high"]),
        options=options,
        readings=tuple(
            ReadingLine(each["reading"], each["by_chance"]["value"], each["by_majority"]["value"])
            for each in kept.get("readings", ())
        ),
        worlds=tuple(_line(each, kept["n"]) for each in kept["worlds"]),
        own_scales=own_scale_trials.from_json(kept),
    )


def _line(found: Mapping[str, Any], panels: int) -> WorldLine:
    limits = found["passed"]["interval"]
    return WorldLine(
        world=World(found["world"]),
        panellists=found["panellists"],
        passed_first=found["passed_first"]["value"],
        passed=found["passed"]["value"],
        passed_limits=(limits["low"], limits["high"]),
        split=found.get("split", found.get("tied")) / panels,
        agreed_and_stable=found["agreed_and_stable"] / panels,
        unsettled=found["unsettled"] / panels,
        rounds_to_stop=found["rounds_to_stop"],
        finished_with=found["finished_with"],
    )


def _agreed(chances: Mapping[str, str]) -> float:
    return _share(chances["agreed_high"]) + _share(chances["agreed_low"])


def _share(fraction: str) -> float:
    """A fraction kept as text."""
    above, _slash, below = fraction.partition("/")
    return int(above) / int(below or 1)
