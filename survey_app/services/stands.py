"""What a panellist meets at the door of the rounds: whether something is asked now, and if not, why."""

from datetime import timedelta
from enum import StrEnum

from survey_app.db import now
from survey_app.models import PanelRound
from survey_app.services import round_roll
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.seats import Seat
from survey_app.vocabulary import PanelState, RoundState


class Stand(StrEnum):
    """What a panellist meets at the door of the rounds."""

    NOT_YET = "not_yet"
    OPEN = "open"
    LATER = "later"
    NOT_ASKED = "not_asked"
    PAUSED = "paused"
    CLOSED = "closed"
    LOOKED_AT = "looked_at"
    BETWEEN = "between"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"


_STANDS = {
    RoundState.OPEN: Stand.OPEN,
    RoundState.CLOSING: Stand.OPEN,
    RoundState.PAUSED: Stand.PAUSED,
    RoundState.CLOSED: Stand.CLOSED,
    RoundState.ANALYSED: Stand.LOOKED_AT,
    RoundState.RELEASED: Stand.BETWEEN,
}
_OVER = {PanelState.CONCLUDED: Stand.CONCLUDED, PanelState.ARCHIVED: Stand.CONCLUDED,
         PanelState.CANCELLED: Stand.CANCELLED}  # fmt: skip


def of(seat: Seat, round_: PanelRound | None, rules: ProtocolRules) -> Stand:
    """How the last round that was opened stands for a person; `round_` is None before the first."""
    if seat.panel_state in _OVER:
        return _OVER[seat.panel_state]
    if round_ is None:
        return Stand.NOT_YET
    stand = _STANDS[round_.state]
    if stand is not Stand.OPEN:
        return stand
    if seat.first_round > round_.number:
        return Stand.LATER
    if not round_roll.may_answer(seat, round_, rules):
        return Stand.NOT_ASKED
    return Stand.CLOSED if _is_past(round_) else Stand.OPEN


def _is_past(round_: PanelRound) -> bool:
    """Whether the server's clock has passed the end, though nobody has closed the round yet."""
    return round_.closes_at is not None and now() >= round_.closes_at + timedelta(minutes=round_.grace_minutes)
