"""What trying a rule of stability came to, read back from where it is kept: for the page and the workbook."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.exports import own_scale_trials, pair_report
from survey_app.exports.own_scale_trials import OwnScaleLine
from survey_app.exports.pair_report import PairReport
from survey_app.stats.movement_trial import MovingWorld
from survey_app.stats.trial_views import SheetKind

__all__ = ["MOVING_WORLDS", "MovementReport", "MovingLine", "from_json"]

MOVING_WORLDS: Mapping[MovingWorld, str] = {
    MovingWorld.ANEW: N_("Everybody anew at random in every round"),
    MovingWorld.RANDOM: N_("At random, most keep their answer"),
    MovingWorld.SMALL: N_("At random, smallest panel that is judged"),
    MovingWorld.MAJORITY: N_("A true majority"),
    MovingWorld.POLARISED: N_("Two camps of equal size"),
    MovingWorld.DRIFTING: N_("At random, drifting to the panel"),
    MovingWorld.DROPOUT: N_("A divided panel whose minority leaves"),
}


@dataclass(frozen=True, slots=True)
class MovingLine:
    """One world: the share of statements that count as stable after the last round, of panels in which all do.

    `ordered` is the share of panels whose orders agree by the test of Kendall's W; None where nothing is ranked.
    """

    world: MovingWorld
    panellists: int
    settled: float
    stopped: float
    stopped_limits: tuple[float, float]
    unsettled: float
    rounds_to_stop: float | None
    finished_with: float
    ordered: float | None


@dataclass(frozen=True, slots=True)
class MovementReport:
    """The trial that is kept with a protocol. `rules` is the fingerprint of the rules it was made with."""

    made_at: str
    rules: str
    seed: int
    panels: int
    panellists: int
    rounds: int
    kind: SheetKind
    items: int
    stable_below: float
    true_share: float
    worlds: tuple[MovingLine, ...]
    own_scales: tuple[OwnScaleLine, ...] = ()
    pairs: PairReport | None = None

    def of(self, world: MovingWorld) -> MovingLine:
        """One world."""
        return next(each for each in self.worlds if each.world is world)


def from_json(kept: Mapping[str, Any]) -> MovementReport:
    """The trial as it was kept."""
    plan = kept["plan"]
    return MovementReport(
        made_at=kept["made_at"],
        rules=kept["rules"],
        seed=kept["seed"],
        panels=kept["n"],
        panellists=plan["panellists"],
        rounds=plan["rounds"],
        kind=SheetKind(plan["kind"]),
        items=plan["items"],
        stable_below=plan["stable_below"],
        true_share=plan["true_share"],
        worlds=tuple(_line(each, kept["n"]) for each in kept["worlds"]),
        own_scales=own_scale_trials.from_json(kept),
        pairs=pair_report.from_json(kept),
    )


def _line(found: Mapping[str, Any], panels: int) -> MovingLine:
    limits = found["stopped"]["interval"]
    return MovingLine(
        world=MovingWorld(found["world"]),
        panellists=found["panellists"],
        settled=found["settled"],
        stopped=found["stopped"]["value"],
        stopped_limits=(limits["low"], limits["high"]),
        unsettled=found["unsettled"] / panels,
        rounds_to_stop=found["rounds_to_stop"],
        finished_with=found["finished_with"],
        ordered=found["ordered"]["value"] if found["ordered"] else None,
    )
