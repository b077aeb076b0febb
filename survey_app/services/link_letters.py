"""Letters with the link of one panellist: a new one, the one they have, or the question whether a new one is wanted.

Call what queues a letter inside one `transaction()`.
"""

from sqlalchemy import Select, select

from survey_app.db import new_code, session
from survey_app.models import MailEntry, Panellist, Stage
from survey_app.services import installation, mails
from survey_app.vocabulary import MailKind, MailState

SAME_LINK = "same"
"""The note of a letter that repeats a link instead of bringing a new one."""
ASK_FIRST = "ask"
"""The note of a letter that brings no link yet, but asks whether a new one is wanted."""


def send_new_link(stage: Stage, person: Panellist) -> MailEntry | None:
    """Queue the letter with a new link, unless one waits already; the link itself is made while it is sent.

    A second letter would bring another link where answers are sealed, and the first one would be void on arrival.
    """
    waits = _new_links(person).where(MailEntry.state == MailState.QUEUED, MailEntry.attempts == 0)
    if session.scalar(waits.limit(1)) is not None:
        return None
    return _queue_link(stage, person, str(person.link_issue))


def is_replaced(entry: MailEntry, person: Panellist) -> bool:
    """Whether a later letter brings the new link of this one, which was tried before it or is sent once more."""
    if entry.kind is not MailKind.PANEL_LINK or entry.note:
        return False
    later = _new_links(person).where(MailEntry.id > entry.id, MailEntry.state != MailState.FAILED)
    return session.scalar(later.limit(1)) is not None


def _new_links(person: Panellist) -> Select[int]:
    mine = MailEntry.panellist_id == person.id, MailEntry.kind == MailKind.PANEL_LINK, MailEntry.note == ""
    return select(MailEntry.id).where(*mine)


def send_link_again(stage: Stage, person: Panellist) -> MailEntry | None:
    """Queue a letter with the link the person has already."""
    return _queue_link(stage, person, "again", SAME_LINK)


def ask_before_new_link(stage: Stage, person: Panellist) -> MailEntry | None:
    """Queue a letter that asks whether a new link is wanted; the one the person has counts until they say so."""
    return _queue_link(stage, person, "ask", ASK_FIRST)


def _queue_link(stage: Stage, person: Panellist, about: str, note: str = "") -> MailEntry | None:
    return mails.queue(
        MailKind.PANEL_LINK,
        person.email,
        unique_key=f"{MailKind.PANEL_LINK.value}:{person.id}:{about}:{new_code(6)}",
        language=person.language,
        panellist=person,
        study=stage.study,
        note=note,
    )


def can_mail(person: Panellist) -> bool:
    """Whether a link reaches this person by mail, so that nobody else has to see it."""
    return bool(person.email and installation.settings().mail_url)
