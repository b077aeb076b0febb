"""Both scales of the last released round, as the panel may see them: the same for everybody."""

from dataclasses import dataclass

from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Item, PanelRound
from survey_app.services import feedback, ratings, round_figures
from survey_app.services.feedback import Feedback
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.seats import Seat
from survey_app.vocabulary import RoundPurpose, RoundState


@dataclass(frozen=True, slots=True)
class BothScales:
    """A released round: its number, its rules, and its statements in their order."""

    number: int
    rules: ProtocolRules
    found: tuple[tuple[Item, Feedback], ...]


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
