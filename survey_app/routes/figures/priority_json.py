"""The page of priorities for machines: every figure with its base, and what follows from it."""

from typing import Any

from survey_app.services.priorities import STATED, Priorities
from survey_app.services.priority_contrasts import FEWEST_IN_DUMMY
from survey_app.services.priority_places import Standing
from survey_app.stats.descriptive import Mean
from survey_app.stats.penalty_reward import PenaltyReward


def plain(found: Priorities) -> dict[str, Any]:
    """Attributes stand under their codes; those without a place with the reason."""
    placed = found.placed
    standings = placed.standings if placed is not None else ()
    return {
        "battery": found.battery.code if found.battery is not None else None,
        "importance": found.outcome.code if found.outcome is not None else STATED,
        "filters": {each.dimension.key: each.offer.value for each in found.conditions},
        "weighting": found.weighting or None,
        "attributes": [_standing(each) for each in standings],
        "map": placed.map.to_json() if placed is not None and placed.map is not None else None,
        "without_place": {each.attribute.code: each.missed for each in standings if each.missed is not None},
        "drivers": placed.drivers.to_json() if placed is not None and placed.drivers is not None else None,
        "rivals": found.comparison.to_json() if found.comparison is not None else None,
        "contrast": _contrast(found.contrast) if found.contrast is not None else None,
        "hardly_explained": found.is_little(),
        "not_to_be_acted_on": sorted(found.marked),
        "act_on": [each.code for each in found.act_on()],
        "perhaps_act_on": [each.code for each in found.perhaps()],
        "behind_rival": [each.code for each in found.behind()],
        "improve_only": [each.code for each in found.improve_only()],
        "smallest_group": found.least,
    }


def _standing(standing: Standing) -> dict[str, Any]:
    sides = {"importance": standing.importance, "performance": standing.performance}
    return {"code": standing.attribute.code} | {name: _mean(side) for name, side in sides.items() if side is not None}


def _mean(found: Mean) -> dict[str, Any]:
    interval = found.interval
    ends = None if interval is None else [interval.low, interval.high]
    return {"mean": found.value, "n": found.n, "interval": ends}


def _contrast(found: PenaltyReward) -> dict[str, Any]:
    """Small numbers of high and low ratings are no figures: null stands for fewer than 20."""
    plain_ = found.to_json()
    for each in plain_["attributes"]:
        for side in ("high", "low"):
            each[side] = each[side] if each[side] >= FEWEST_IN_DUMMY else None
    return dict(plain_)
