"""People who came by the open link of a panel: neither name nor address is kept, so only they can keep the way back."""

from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Panellist
from survey_app.services import installation
from survey_app.services.seats import Seat


def address_of(seat: Seat) -> str | None:
    """The personal link of somebody without an address; None for people who have it in their mail.

    It is made from what the browser holds; nothing that is stored could make it.
    """
    email = session.scalar(select(Panellist.email).where(Panellist.id == seat.panellist_id))
    return None if email else f"{installation.settings().base_url}/p/{seat.door.code}/{seat.secret}"
