"""Corrections of statements in an archive: written without whoever made them, and made once more when it comes back."""

from typing import Any

from survey_app.db import now, session
from survey_app.interchange.archives import unexpected
from survey_app.models import Item, ItemCorrection, Stage
from survey_app.services import corrections
from survey_app.services.archive_parts import Part

_MOST, _LONGEST_REASON = 1_000, 4_000
Json = dict[str, Any]


def written(stage: Stage) -> dict[int, Json]:
    """What an archive adds to a statement that was corrected, first correction first, by statement."""
    found: dict[int, list[Json]] = {}
    for each in reversed(corrections.of_stage(stage.id)):
        words = {name: dict(getattr(each, name)) for name in ("text_before", "text", "hint_before", "hint")}
        found.setdefault(each.item_id, []).append({"at": each.at.isoformat(), "reason": each.reason, **words})
    return {item: {"corrections": told} for item, told in found.items()}


def restore(item: Item, part: Part) -> None:
    """Begin with the words as they were asked and correct them step by step; refused where other words come out."""
    steps = part.parts("corrections", _MOST)
    if not steps:
        return
    words = (item.text, item.hint)
    item.text, item.hint = steps[0].text("text_before"), steps[0].text("hint_before")
    session.flush()
    for step in steps:
        if (step.text("text_before"), step.text("hint_before")) != (item.text, item.hint):
            raise unexpected(part.where)
        row = ItemCorrection(
            item_id=item.id,
            text_before=dict(item.text),
            text=step.text("text"),
            hint_before=dict(item.hint),
            hint=step.text("hint"),
            reason=step.words("reason", _LONGEST_REASON),
            at=step.moment("at") or now(),
        )
        session.add(row)
        session.flush()
        item.text, item.hint = dict(row.text), dict(row.hint)
        session.flush()
    if (item.text, item.hint) != words:
        raise unexpected(part.where)
