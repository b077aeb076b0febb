"""Which items of a panel are weighed on its scale, and whether open questions can be asked beside them."""

from collections.abc import Collection, Iterable

from survey_app.exceptions import N_
from survey_app.models import Item
from survey_app.services import compared, own_scales, several
from survey_app.services.protocol_rules import ProtocolRules

MOST_OPEN = 20
"""Open questions of one round: every sheet has room for all that can be written."""
Words = tuple[str, dict[str, object]]
"""A sentence with what fills it."""


def weighed(items: Iterable[Item]) -> list[Item]:
    """The items that are weighed on the protocol's scale, without the open questions."""
    return [item for item in items if not item.is_open]


def misfit(items: Collection[Item], rules: ProtocolRules) -> Words | None:
    """Why these items cannot be asked together under the rules; None when they can."""
    on_scale = weighed(items)
    if len(on_scale) < len(items):
        if rules.real_time:
            message = N_("A real-time panel takes no open questions: you read their answers before the panel does.")
            return message, {}
        if len(items) - len(on_scale) > MOST_OPEN:
            message = N_("A round asks at most %(most)s open questions; this would be %(count)s.")
            return message, {"most": MOST_OPEN, "count": len(items) - len(on_scale)}
    if message := own_scales.round_misfit(on_scale, rules):
        return message, {}
    if unfit := several.round_misfit(on_scale):
        return unfit
    return compared.items_misfit(rules, len(on_scale)) if on_scale else None
