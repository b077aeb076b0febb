"""What came out of the estimates of a panel, in an archive and back: figure, day and source by the item's code."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from survey_app.db import session
from survey_app.interchange.archives import unexpected
from survey_app.models import Item, ItemOutcome, Stage
from survey_app.services import outcomes
from survey_app.services.archive_parts import Part

NAME = "outcomes"
_MOST, _LARGEST = 2_000, 1e15


def written(stage: Stage) -> dict[str, Any]:
    """The part of a panel; nothing where no outcome is known."""
    known = outcomes.of_stage(stage)
    found = [
        {"code": item.code, "value": told.value, "known_on": told.known_on.isoformat(), "source": told.source}
        for item in outcomes.asked(stage)
        if (told := known.get(item.id)) is not None
    ]
    return {NAME: found} if found else {}


def restore(part: Part, items: Mapping[str, Item]) -> None:
    """Write the outcomes of a panel anew; an archive from before there were any holds none."""
    if NAME not in part.content:
        return
    for each in part.parts(NAME, _MOST):
        value, source = each.content.get("value"), each.words("source", outcomes.LONGEST_SOURCE)
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _LARGEST or not source:
            raise unexpected(part.where)
        known_on = date.fromisoformat(each.words("known_on", 10))
        item = items[each.words("code", 12)]
        session.add(ItemOutcome(item_id=item.id, value=float(value), known_on=known_on, source=source))
