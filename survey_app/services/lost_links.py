"""A panellist's link that was lost: anybody may ask for it, only its owner's mailbox gets it.

Whoever knows an address could ask in its owner's name. So asking alone makes no link void: where the link cannot be
made again, a letter first brings an address that asks whether a new one is wanted, and the old one counts until the
owner says yes there.
"""

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import select

from survey_app.db import session
from survey_app.exceptions import N_
from survey_app.models import Panellist, Stage
from survey_app.services import installation, leavings, link_letters, panel_links
from survey_app.services.addresses import normal_email
from survey_app.services.doors import WrongLink
from survey_app.vocabulary import PanellistState

DAYS = 7
"""So long a new link can be asked for by one letter."""
_CAN_LOSE = (PanellistState.INVITED, PanellistState.ACCEPTED)
_LONGEST_CODE = 12
_LONGEST_TOKEN = 400
_DAY = 24 * 60 * 60


class AskAgain(WrongLink):
    """The address of the letter has been used, or it is too old."""

    title = N_("Nothing is changed by this link any more")
    message = N_("It was used already or is too old. Ask for your link once more.")


def lose(code: str, email: str) -> None:
    """Write to the address if it is one of the panel's. Whether it is, nobody learns here.

    Where the link can be made again the same one goes out, so nothing is lost; else the letter asks whether a new one
    is wanted, and those are few. Whoever has left before others are told is written to as all others are, and the
    letter asks. Without a mail server nothing happens: the moderator hands out links then.
    """
    stage, address = _stage(code), normal_email(email)
    if stage is None or address is None:
        return
    people = session.scalars(
        select(Panellist).where(
            Panellist.stage_id == stage.id, Panellist.email == address, Panellist.state.in_(_CAN_LOSE)
        )
    )
    for person in people:
        if not link_letters.can_mail(person):
            continue
        is_made_again = leavings.has_ended(person.tag) and panel_links.makes_again(stage)
        if is_made_again or panel_links.secret_of(stage, person) is not None:
            link_letters.send_link_again(stage, person)
        elif panel_links.left_to_reissue(stage, person):
            link_letters.ask_before_new_link(stage, person)


def address_of(stage: Stage, person: Panellist) -> str:
    """The address at which the person says that a new link is wanted; it holds as long as the link they have now."""
    token = _signer().dumps([stage.code, person.code, person.link_issue])
    return panel_links.address_of(stage, f"lost/{token}")


def find(code: str, token: str) -> Panellist:
    """Whose new link an address asks for; refused once it was used, and after some days."""
    stage = _stage(code)
    try:
        asked = _signer().loads(token[:_LONGEST_TOKEN], max_age=DAYS * _DAY)
    except BadData:
        raise AskAgain from None
    if stage is None or not isinstance(asked, list) or asked[:1] != [stage.code]:
        raise AskAgain
    mine = Panellist.stage_id == stage.id, Panellist.code == asked[1], Panellist.link_issue == asked[2]
    person = session.scalar(select(Panellist).where(*mine, Panellist.state.in_(_CAN_LOSE)))
    if person is None or not link_letters.can_mail(person):
        raise AskAgain
    return person


def confirm(person: Panellist) -> None:
    """Make the old link void and mail a new one: the owner of the mailbox has said so."""
    stage = session.get_one(Stage, person.stage_id)
    panel_links.reissue(stage, person, None, "")
    link_letters.send_new_link(stage, person)


def _stage(code: str) -> Stage | None:
    return session.scalar(select(Stage).where(Stage.code == code)) if len(code) <= _LONGEST_CODE else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(installation.settings().secret_key, salt="lost link")
