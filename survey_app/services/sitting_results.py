"""What every statement of a panel came to, for one panellist: beside the person's own answers."""

from dataclasses import dataclass

from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Item, PanelRound
from survey_app.services import feedback, ratings
from survey_app.services.feedback import Ended, Feedback
from survey_app.services.sittings import Sitting
from survey_app.vocabulary import RoundState


@dataclass(frozen=True, slots=True)
class Result:
    """One item at the end of a panel: what the panel said last, and what the person did."""

    item: Item
    found: Feedback
    ended: Ended | None


def results(sitting: Sitting) -> list[Result]:
    """What every item came to, each by the last released round that asked it, beside the person's own answer there."""
    stage_id, seat = sitting.seat.door.stage_id, sitting.seat
    released = session.scalars(
        select(PanelRound)
        .where(PanelRound.stage_id == stage_id, PanelRound.state == RoundState.RELEASED)
        .order_by(PanelRound.number)
    ).all()
    if not released:
        return []
    own = ratings.own_before(seat, PanelRound(stage_id=stage_id, number=released[-1].number + 1), sitting.rules)
    gone = {each.item.id: each for each in feedback.ended(stage_id, released[-1].number + 1, sitting.rules)}
    asked = [(round_, item) for round_ in released for item in ratings.items_of(round_)]
    last = {item.id: round_ for round_, item in asked}
    found = []
    for round_ in released:
        items = [item for asked_in, item in asked if asked_in is round_ and last[item.id] is round_]
        shown = feedback.of_round(seat, round_, items, own, rules=sitting.rules)
        found += [
            Result(item, one, gone.get(item.id)) for item, one in zip(items, shown, strict=True) if one is not None
        ]
    return sorted(found, key=lambda result: result.item.position)
