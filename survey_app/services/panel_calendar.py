"""When the rounds of a panel close: the same for everybody, so that a calendar tells nothing about a person."""

from collections.abc import Sequence

from sqlalchemy import select

from survey_app.db import session
from survey_app.models import PanelRound
from survey_app.vocabulary import RoundState

_AHEAD = (RoundState.DRAFT, RoundState.SCHEDULED, RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING)


def rounds_ahead(stage_id: int) -> Sequence[PanelRound]:
    """The rounds that have an end and have not reached it."""
    return session.scalars(
        select(PanelRound)
        .where(PanelRound.stage_id == stage_id, PanelRound.closes_at.is_not(None), PanelRound.state.in_(_AHEAD))
        .order_by(PanelRound.number)
    ).all()
