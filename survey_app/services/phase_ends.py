"""When the phases of a brainstorm end. The open round ends with its phase: the server's clock is asked on each save."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update

from survey_app.db import now, session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Panel, PanelRound, Stage
from survey_app.services.standings import ENDED
from survey_app.vocabulary import BrainstormPhase, RoundPurpose, RoundState

Ends = Mapping[BrainstormPhase, datetime | None]
BY_CLOCK = (BrainstormPhase.WRITE, BrainstormPhase.BUILD, BrainstormPhase.VOTE)
"""The phases that end by the clock. Grouping ends when the moderator opens the vote."""
_ORDER = (BrainstormPhase.WRITE, BrainstormPhase.BUILD, BrainstormPhase.GROUP, BrainstormPhase.VOTE)
_NOT_ENDED = (RoundState.DRAFT, RoundState.SCHEDULED, RoundState.OPEN, RoundState.PAUSED)
_LAST_PHASE = {RoundPurpose.WRITE: BrainstormPhase.BUILD, RoundPurpose.VOTE: BrainstormPhase.VOTE}
"""The phase whose end closes a round."""


class EndsRefused(Refusal):
    """End times that contradict each other or lie behind."""

    status = 422
    title = N_("These times do not work")
    message = N_("Each phase must end after the one before it. Check the dates and the order.")


def read(panel: Panel) -> dict[BrainstormPhase, datetime]:
    """When each phase ends, as far as that was said."""
    return {
        phase: datetime.fromisoformat(panel.phase_ends[phase.value])
        for phase in _ORDER
        if phase.value in panel.phase_ends
    }


def write(stage: Stage, ends: Ends) -> None:
    """Set when the phases end; the round that is under way ends with them.

    Phases that are over keep their times; the end of a phase that is still to come must lie ahead.
    """
    panel = session.get_one(Panel, stage.id, populate_existing=True)
    if panel.state in ENDED or panel.phase not in _ORDER:
        raise EndsRefused(N_("The panel has ended."))
    kept = read(panel)
    given = {phase: moment for phase in _ORDER if (moment := ends.get(phase)) is not None}
    to_come = _ORDER[_ORDER.index(panel.phase) :] if panel.phase in _ORDER else ()
    changed = [given[phase] for phase in to_come if phase in given and given[phase] != kept.get(phase)]
    if list(given.values()) != sorted(set(given.values())):
        raise EndsRefused
    if any(moment <= now() for moment in changed):
        raise EndsRefused(N_("A phase that is still to come must end in the future."))
    panel.phase_ends = {phase.value: moment.isoformat() for phase, moment in given.items()}
    session.flush()
    align(stage)


def align(stage: Stage) -> None:
    """Let every round that is not over close when its phase ends."""
    ends = read(session.get_one(Panel, stage.id))
    for purpose, phase in _LAST_PHASE.items():
        session.execute(
            update(PanelRound)
            .where(PanelRound.stage_id == stage.id, PanelRound.purpose == purpose, PanelRound.state.in_(_NOT_ENDED))
            .values(closes_at=ends.get(phase))
        )
