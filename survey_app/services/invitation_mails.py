"""What became of the invitations of a panel: on their way, gone out, or not accepted by the mail server.

The roll itself says who is invited. These counts say where a mail is between the button and the mailbox.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from survey_app.db import session
from survey_app.models import Job, MailEntry, Panellist, Stage
from survey_app.services import panel_invitations
from survey_app.vocabulary import JobState, MailKind, MailState, PanellistState

_UNDER_WAY = (JobState.WAITING, JobState.RUNNING)
_GONE_OUT = (MailState.SENT, MailState.SHOWN)


@dataclass(frozen=True, slots=True)
class InvitationMails:
    """People by where their newest invitation is. `due` have none on its way; `failed` of them had one that failed."""

    due: int
    waiting: int
    gone_out: int
    failed: int
    error: str
    """What the mail server said last, of a mail that waits or failed."""
    are_written: bool = False
    """Whether the letters are being written just now: whoever is listed with an address waits for one."""


def of_stage(stage: Stage) -> InvitationMails:
    """How many invitations of the panel wait, have gone out, and could not be sent."""
    due = panel_invitations.count_to_invite(stage)
    waiting, gone_out = _people(stage, (MailState.QUEUED,)), _people(stage, _GONE_OUT)
    if _is_being_written(stage):
        # the job has taken them and writes their letters one by one
        return InvitationMails(0, due + waiting, gone_out, 0, "", are_written=True)
    failed = _people(stage, (MailState.FAILED,), Panellist.state == PanellistState.LISTED)
    return InvitationMails(due, waiting, gone_out, failed, _error(stage) if waiting or failed else "")


def of_people(people: Iterable[Panellist]) -> dict[int, MailState]:
    """The newest invitation of each of these people who has one."""
    mine = MailEntry.panellist_id.in_([person.id for person in people])
    rows = session.execute(
        select(MailEntry.panellist_id, MailEntry.state)
        .where(mine, MailEntry.kind == MailKind.PANEL_INVITATION)
        .order_by(MailEntry.id)
    )
    return {person: state for person, state in rows if person is not None}


def _is_being_written(stage: Stage) -> bool:
    written = Job.unique_key.startswith(f"panel:{stage.id}:0:{MailKind.PANEL_INVITATION.value}:", autoescape=True)
    found = select(Job.id).where(written, Job.kind == panel_invitations.WORK_KIND, Job.state.in_(_UNDER_WAY))
    return session.scalar(found.limit(1)) is not None


def _newest(stage: Stage) -> ColumnElement[bool]:
    """The newest invitation of everybody on the roll."""
    ids = (
        select(func.max(MailEntry.id))
        .join(Panellist, Panellist.id == MailEntry.panellist_id)
        .where(Panellist.stage_id == stage.id, MailEntry.kind == MailKind.PANEL_INVITATION)
        .group_by(MailEntry.panellist_id)
    )
    return MailEntry.id.in_(ids)


def _people(stage: Stage, states: Collection[MailState], *more: ColumnElement[bool]) -> int:
    counted = select(func.count(MailEntry.id)).join(Panellist, Panellist.id == MailEntry.panellist_id)
    return session.scalar(counted.where(_newest(stage), MailEntry.state.in_(states), *more)) or 0


def _error(stage: Stage) -> str:
    last = (
        select(MailEntry.error)
        .join(Panellist, Panellist.id == MailEntry.panellist_id)
        .where(
            _newest(stage),
            Panellist.state == PanellistState.LISTED,
            MailEntry.state.in_((MailState.QUEUED, MailState.FAILED)),
            MailEntry.error != "",
        )
    )
    return session.scalar(last.order_by(MailEntry.id.desc()).limit(1)) or ""
