"""The page of priorities for machines: every figure with its base, and what follows from it."""

from typing import Any

from survey_app.services.priorities import STATED, Priorities


def plain(found: Priorities) -> dict[str, Any]:
    """Attributes stand under their codes; those without a place with the reason."""
    placed = found.placed
    standings = placed.standings if placed is not None else ()
    return {
        "battery": found.battery.code if found.battery is not None else None,
        "importance": found.outcome.code if found.outcome is not None else STATED,
        "filters": {each.dimension.key: each.offer.value for each in found.conditions},
        "map": placed.map.to_json() if placed is not None and placed.map is not None else None,
        "without_place": {each.attribute.code: each.missed for each in standings if each.missed is not None},
        "drivers": placed.drivers.to_json() if placed is not None and placed.drivers is not None else None,
        "rivals": found.comparison.to_json() if found.comparison is not None else None,
        "contrast": found.contrast.to_json() if found.contrast is not None else None,
        "not_to_be_acted_on": sorted(found.marked),
        "act_on": [each.code for each in found.act_on()],
        "behind_rival": [each.code for each in found.behind()],
        "smallest_group": found.least,
    }
