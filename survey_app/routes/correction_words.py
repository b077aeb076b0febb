"""Corrections of statements as a panellist reads them: the words before and after, in the language of the page."""

from dataclasses import dataclass

from survey_app.models import Item
from survey_app.routes.presentation import say_here
from survey_app.services import corrections
from survey_app.services.sittings import Sitting
from survey_app.services.stands import Stand

_MOST = 20
"""Corrections that one page tells, the newest first; the page stays light."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """One text that reads otherwise than before. `before` is empty where there was none."""

    before: str
    after: str
    reason: str


def corrected(sitting: Sitting, item: Item | None = None) -> list[Corrected]:
    """What was corrected in what this round asks, or in one statement of it; between rounds in all of the panel."""
    asked = {each.id for each in ([item] if item else sitting.items)}
    tells_all = item is None and sitting.stand is not Stand.OPEN
    found = corrections.of_item(item) if item else corrections.of_stage(sitting.seat.door.stage_id)
    told = [
        Corrected(say_here(dict(before)), say_here(dict(after)), each.reason)
        for each in found
        if tells_all or each.item_id in asked
        for before, after in ((each.text_before, each.text), (each.hint_before, each.hint))
    ]
    return [each for each in told if each.before != each.after][:_MOST]
