"""What the server's clock does to rounds: scheduled ones open, due ones close, grace ends. Exactly once, by anybody."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import select

from survey_app.db import now, session, transaction
from survey_app.exceptions import Refusal
from survey_app.models import PanelRound
from survey_app.services import rounds
from survey_app.vocabulary import RoundPurpose, RoundState

logger = logging.getLogger(__name__)
_WATCHED = (RoundState.SCHEDULED, RoundState.OPEN, RoundState.CLOSING)


def keep_time() -> int:
    """Move every round whose time has come, each in a transaction of its own; how many moved.

    Two workers may call it at once: the moves are conditional, so that each happens once. A round that cannot open yet
    stays scheduled and is tried again; the page of the rounds says what is missing.
    """
    return sum(_advance(round_id) for round_id in due())


def due(moment: datetime | None = None) -> list[int]:
    """Rounds whose opening, closing or end of grace has come."""
    moment = moment or now()
    with transaction():
        rows = session.scalars(
            select(PanelRound).where(PanelRound.purpose == RoundPurpose.RATE, PanelRound.state.in_(_WATCHED))
        ).all()
        return [round_.id for round_ in rows if is_due(round_, moment)]


def is_due(round_: PanelRound, moment: datetime) -> bool:
    """Whether the clock has something to do for the round."""
    if round_.state is RoundState.SCHEDULED:
        return round_.opens_at is not None and round_.opens_at <= moment
    if round_.closes_at is None or round_.state not in _WATCHED:
        return False
    grace = timedelta(minutes=round_.grace_minutes) if round_.state is RoundState.CLOSING else timedelta()
    return round_.closes_at + grace <= moment


def _advance(round_id: int) -> bool:
    """One round, in a transaction; whether it was this caller that moved it."""
    try:
        with transaction():
            return advance(session.get_one(PanelRound, round_id, populate_existing=True))
    except Refusal as refusal:
        # somebody was faster, or something is missing that the page names
        logger.info("round %s was not moved by the clock: %s", round_id, type(refusal).__name__)
        return False


def advance(round_: PanelRound) -> bool:
    """What the clock says for a round that is due; whether there was anything to do."""
    if not is_due(round_, now()):
        return False
    # held, and looked at once more: somebody may have given it more time at this very moment
    rounds.hold(round_, {round_.state})
    if not is_due(round_, now()):
        return False
    if round_.state is RoundState.SCHEDULED:
        rounds.open_round(round_, None)
    elif round_.state is RoundState.OPEN and round_.grace_minutes:
        rounds.move(round_, {RoundState.OPEN}, RoundState.CLOSING)
    else:
        rounds.close_round(round_, None)
    return True
