"""Both scales as the panel may see them: of the last released round, or as they move in a round in real time."""

from dataclasses import dataclass

from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Item, PanelRound
from survey_app.services import feedback, ratings, round_figures
from survey_app.services.feedback import Feedback
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.seats import Seat
from survey_app.services.sittings import Sitting
from survey_app.services.stands import Stand
from survey_app.vocabulary import RoundPurpose, RoundState


@dataclass(frozen=True, slots=True)
class BothScales:
    """A round: its number, its rules, and its statements in their order. `moves` says that the figures may still."""

    number: int
    rules: ProtocolRules
    found: tuple[tuple[Item, Feedback], ...]
    moves: bool = False


def of(sitting: Sitting) -> BothScales | None:
    """What the person may see on the map now; None where that is nothing."""
    if not sitting.shows_map:
        return None
    if sitting.is_live and sitting.stand is Stand.OPEN:
        return _moving(sitting)
    return last_released(sitting.seat)


def _moving(sitting: Sitting) -> BothScales | None:
    """As the newest release left it: of what the person has answered alone, without anybody's own answer or words."""
    if sitting.figures is None or not sitting.figures.items:
        return None
    answered = [item for item in sitting.items if sitting.answer(item) is not None]
    shown = feedback.of_figures(sitting.seat, sitting.asked, answered, {}, figures=sitting.figures, rules=sitting.rules)
    found = tuple((item, one) for item, one in zip(answered, shown, strict=True) if one is not None)
    return BothScales(sitting.asked.number, sitting.rules, found, moves=True)


def last_released(seat: Seat) -> BothScales | None:
    """The last released round of the panel, where it has two scales; without anybody's own answer or words."""
    round_ = session.scalars(
        select(PanelRound)
        .where(
            PanelRound.stage_id == seat.door.stage_id,
            PanelRound.purpose == RoundPurpose.RATE,
            PanelRound.state == RoundState.RELEASED,
        )
        .order_by(PanelRound.number.desc())
        .limit(1)
    ).first()
    rules = round_figures.rules_in(round_) if round_ is not None else None
    if round_ is None or rules is None or not rules.second:
        return None
    items = ratings.items_of(round_)
    shown = feedback.of_round(seat, round_, items, {}, rules=rules)
    return BothScales(
        round_.number, rules, tuple((item, one) for item, one in zip(items, shown, strict=True) if one is not None)
    )
