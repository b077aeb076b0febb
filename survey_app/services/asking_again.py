"""Who was invited and has not replied, and who of them may get the invitation once more: spaced, and not too often."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, or_, select

from survey_app.db import now, session
from survey_app.models import MailEntry, Panellist, Stage
from survey_app.vocabulary import MailKind, MailState, PanellistState

MOST_INVITATIONS = 3
INVITATION_GAP = timedelta(days=3)
ONE_PERSON_GAP = timedelta(days=1)
"""The least time between two invitations that a moderator sends to one person by hand."""
INVITED_BEFORE = "before"
"""The note of an invitation to somebody who has had one."""
_LEFT = (MailState.SENT, MailState.SHOWN)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Invited people with an address who have not replied, and how many of them may be asked again now."""

    waiting: int
    due: int


def of_stage(stage: Stage) -> Unanswered:
    """How many have not replied, and how many of them may be asked again."""
    return Unanswered(_count(_waiting(stage.id)), _count(to_ask_again(stage.id)))


def to_ask_again(stage_id: int) -> Select[int]:
    """Ids of those whose last invitation left long enough ago, and who had fewer than the most there are."""
    recent = exists().where(
        *_invitations(), or_(MailEntry.state == MailState.QUEUED, MailEntry.created_at > now() - INVITATION_GAP)
    )
    return _waiting(stage_id).where(~recent, _letters() < MOST_INVITATIONS)


def may_write_to(person: Panellist) -> bool:
    """Whether this person may get the invitation once more by hand: none waits, none has just left.

    Nobody gets more than the most there are. Somebody who says that the first one never came need not wait as long as
    the others.
    """
    if wrote_lately(person):
        return False
    one = Panellist.id == person.id
    waits = exists().where(*_invitations(), MailEntry.state == MailState.QUEUED)
    may = _waiting(person.stage_id).where(one, ~waits, _letters() < MOST_INVITATIONS)
    return session.scalar(may) is not None


def wrote_lately(person: Panellist) -> bool:
    """Whether the last invitation to this person left less than a day ago."""
    left = MailEntry.state.in_(_LEFT), MailEntry.created_at > now() - ONE_PERSON_GAP
    mine = MailEntry.panellist_id == person.id, MailEntry.kind == MailKind.PANEL_INVITATION
    return session.scalar(select(MailEntry.id).where(*mine, *left).limit(1)) is not None


def _waiting(stage_id: int) -> Select[int]:
    invited = Panellist.stage_id == stage_id, Panellist.state == PanellistState.INVITED
    return select(Panellist.id).where(*invited, Panellist.email != "", Panellist.opted_out.is_(False))


def _invitations() -> tuple[ColumnElement[bool], ...]:
    return MailEntry.panellist_id == Panellist.id, MailEntry.kind == MailKind.PANEL_INVITATION


def _letters() -> ScalarSelect[int]:
    return select(func.count(MailEntry.id)).where(*_invitations(), MailEntry.state.in_(_LEFT)).scalar_subquery()


def _count(people: Select[int]) -> int:
    return session.scalar(select(func.count()).select_from(people.subquery())) or 0
