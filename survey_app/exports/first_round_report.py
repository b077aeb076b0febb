"""What is told of a first round alone, where the protocol's scale has no rule to try after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.exports import own_scale_trials, pair_report
from survey_app.exports.own_scale_trials import OwnScaleLine
from survey_app.exports.pair_report import PairReport

__all__ = ["FirstRoundReport", "from_json"]


@dataclass(frozen=True, slots=True)
class FirstRoundReport:
    """The trial that is kept with a protocol. `rules` is the fingerprint of the rules it was made with."""

    made_at: str
    rules: str
    panellists: int
    own_scales: tuple[OwnScaleLine, ...] = ()
    pairs: PairReport | None = None


def from_json(kept: Mapping[str, Any]) -> FirstRoundReport:
    """The trial as it was kept."""
    return FirstRoundReport(
        made_at=kept["made_at"],
        rules=kept["rules"],
        panellists=kept["panellists"],
        own_scales=own_scale_trials.from_json(kept),
        pairs=pair_report.from_json(kept),
    )
