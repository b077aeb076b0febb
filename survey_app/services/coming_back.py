"""Somebody who left takes part again: by a new invitation, and no count of a round moves.

Whoever is asked again stands in the number asked as before (`left_round`), has one voice in the round that is under
way, and reads nothing by the new link that came by the old one.
"""

from sqlalchemy import update

from survey_app.db import session
from survey_app.exceptions import N_
from survey_app.models import Account, Panellist, Stage
from survey_app.services import audit, leavings, panel_links, standings
from survey_app.services.panel_roll import RollClosed, RollFixed
from survey_app.services.seats import Seat
from survey_app.vocabulary import PanellistState


def ask(stage: Stage, person: Panellist, account: Account) -> None:
    """Put somebody who left back among those to be invited. Call inside one `transaction()`."""
    if standings.has_ended(stage):
        raise RollClosed
    panel_links.hold_rounds(stage)
    left = Panellist.id == person.id, Panellist.state == PanellistState.WITHDRAWN
    moved = session.execute(update(Panellist).where(*left).values(state=PanellistState.LISTED))
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise RollFixed(N_("What became of this person changed in the meantime. Load the page and look again."))
    session.refresh(person)
    if person.link_issue:
        panel_links.begin_again(stage, person)
    audit.record(stage.study_id, account, "panellist_asked_back", person.name or person.email)


def enter(seat: Seat) -> None:
    """Take part again by a link made after leaving, before others were told. Call inside one `transaction()`."""
    if seat.is_kept_back and seat.has_accepted:
        leavings.take_back(seat.panellist_id)
