"""Mails to a panel: who is due, and the job that writes their letters into the mail log.

A reminder goes to those who have not finished, and nobody is shown who they are. Call `invite`, `announce`, `remind`
and `announce_reopening` inside one `transaction()`; each queues one job and writes one line into the log.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select, update

from survey_app.db import new_code, now, session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Account, Job, MailEntry, Panel, Panellist, PanelRound, Stage, Turnout
from survey_app.privacy.suppression import may_remind
from survey_app.services import asking_again, audit, jobs, link_letters, mails, panel_links, round_roll, studies
from survey_app.services.standings import ENDED
from survey_app.vocabulary import AnonymityLevel, MailKind, MailState, PanellistState, RoundState, StageState

MOST_REMINDERS = 3
REMINDER_GAP = timedelta(days=3)
WORK_KIND = "panel_letters"
_CHUNK = 50
_TAKING = (RoundState.OPEN, RoundState.CLOSING)


class NobodyToWrite(Refusal):
    """Everybody with an address has this letter."""

    title = N_("Nobody is left to write to")
    message = N_("Everybody with an e-mail address has got this letter or needs none.")


class InvitedLately(Refusal):
    """The last letter to this person has only just left."""

    title = N_("Wait a day before you write again")
    message = N_("The last invitation to this person left less than a day ago.")


class ReminderRefused(Refusal):
    """No reminder may go out now; the message says why."""

    title = N_("No reminder goes out now")
    message = N_("The round takes no answers now.")


class LinkNotShown(Refusal):
    """A link that opens somebody's answers, or that reaches its owner by mail."""

    title = N_("This link is not shown")
    message = N_("It goes to the person by mail, or it would open what they have answered.")


class PanelOver(Refusal):
    """Nobody is invited any more."""

    title = N_("This panel has ended")
    message = N_("Nobody can be invited to it any more.")


@dataclass(frozen=True, slots=True)
class ReminderPlan:
    """What a reminder would do now: to how many it goes, and whether that is everybody on the panel.

    `refusal` says why none may go out; its placeholders are in `words`.
    """

    count: int
    to_everybody: bool
    refusal: str = ""
    words: tuple[tuple[str, object], ...] = ()

    @property
    def is_allowed(self) -> bool:
        """Whether it may be sent now."""
        return not self.refusal


def count_to_invite(stage: Stage) -> int:
    """How many invitations would go out now."""
    return session.scalar(select(func.count()).select_from(_to_invite(stage.id).subquery())) or 0


def count_without_address(stage: Stage) -> int:
    """How many listed people get their link by another way than mail."""
    listed = Panellist.stage_id == stage.id, Panellist.state == PanellistState.LISTED, Panellist.email == ""
    return session.scalar(select(func.count(Panellist.id)).where(*listed)) or 0


def _to_invite(stage_id: int) -> Select[int]:
    """Listed people with an address whose invitation is not on its way."""
    on_its_way = exists().where(
        MailEntry.panellist_id == Panellist.id,
        MailEntry.kind == MailKind.PANEL_INVITATION,
        MailEntry.state == MailState.QUEUED,
    )
    listed = Panellist.state == PanellistState.LISTED
    return select(Panellist.id).where(Panellist.stage_id == stage_id, listed, Panellist.email != "", ~on_its_way)


def _invitations(*conditions: ColumnElement[bool]) -> int:
    """How many invitations were ever written, for keys that let one be written again after it came back."""
    ours = MailEntry.kind == MailKind.PANEL_INVITATION
    return session.scalar(select(func.count(MailEntry.id)).join(Panellist).where(ours, *conditions)) or 0


def promise(stage: Stage, account: Account | None) -> None:
    """Before the first link leaves the house: the level of anonymity stays as it is from now on."""
    if session.get_one(Panel, stage.id).state in ENDED:
        raise PanelOver
    if stage.state is not StageState.OPEN:
        studies.open_stage(stage, account)
        session.refresh(stage)


def invite(stage: Stage, account: Account | None) -> Job | None:
    """Queue the invitations of everybody listed. Pressing twice sends once: None when they are on their way already."""
    due = _to_invite(stage.id).subquery()
    count, first, last = session.execute(select(func.count(), func.min(due.c.id), func.max(due.c.id))).one()
    if not count:
        raise NobodyToWrite
    promise(stage, account)
    wave = f"{first}-{last}:{count}:{_invitations(Panellist.stage_id == stage.id)}"
    return _enqueue(stage, None, MailKind.PANEL_INVITATION, wave=wave, account=account, count=count)


def invite_again(stage: Stage, account: Account | None) -> Job | None:
    """Queue the invitation once more for all who have not replied. Pressing twice sends once."""
    due = asking_again.to_ask_again(stage.id).subquery()
    count, first, last = session.execute(select(func.count(), func.min(due.c.id), func.max(due.c.id))).one()
    if not count:
        raise NobodyToWrite
    promise(stage, account)
    wave = f"again:{first}-{last}:{count}:{_invitations(Panellist.stage_id == stage.id)}"
    kind, note = MailKind.PANEL_INVITATION, asking_again.INVITED_BEFORE
    return _enqueue(stage, None, kind, wave=wave, account=account, count=count, note=note)


def invite_one_again(stage: Stage, person: Panellist, account: Account) -> None:
    """Queue the invitation once more for one person who has not replied."""
    if asking_again.wrote_lately(person):
        raise InvitedLately
    promise(stage, account)
    note = {"wave": "again", "note": asking_again.INVITED_BEFORE}
    if not asking_again.may_write_to(person) or _write(stage, None, MailKind.PANEL_INVITATION, note, person) is None:
        raise NobodyToWrite
    audit.record(stage.study_id, account, "invited_again", person.name or person.email)


def announce(round_: PanelRound, account: Account | None) -> Job | None:
    """Tell everybody who is asked that the round is open; each gets this letter once."""
    stage = session.get_one(Stage, round_.stage_id)
    return _enqueue(stage, round_, MailKind.ROUND_OPEN, wave="1", account=account, count=_told_count(round_))


def announce_reopening(round_: PanelRound, account: Account | None, reason: str) -> Job | None:
    """Tell everybody on the panel that a closed round takes answers again, and why."""
    stage = session.get_one(Stage, round_.stage_id)
    kind, count = MailKind.ROUND_REOPENED, _told_count(round_)
    return _enqueue(stage, round_, kind, wave=new_code(6), account=account, count=count, note=reason)


def _told_count(round_: PanelRound) -> int | None:
    """How many letters of an opening go out; None where the number would say who of those who left had finished."""
    return None if round_roll.hides_letters(round_) else _count(round_roll.asked(round_))


def reminder_plan(round_: PanelRound) -> ReminderPlan:
    """Whether a reminder may go out now, to how many, and to whom: never a list.

    Where counts are told in steps it goes out to nobody as well: that nobody is left would tell that all have finished.
    Neither the count nor to whom is shown there: both rest on the exact number of those who have finished. Of a round
    that is over nobody is counted: beside its flow the number would say whether somebody who left had finished it.
    """
    if round_.state not in _TAKING:
        return ReminderPlan(0, to_everybody=False, refusal=ReminderRefused.message)
    stage = session.get_one(Stage, round_.stage_id)
    is_close = stage.level is AnonymityLevel.SEALED or round_roll.is_stepped(round_, stage)
    everybody = is_close and not may_remind(_finished(round_), round_.reminded_at_answers, stage.min_group)
    count = _count(_to_remind(round_, everybody=everybody))
    if round_.reminders >= MOST_REMINDERS:
        most = N_("%(most)s reminders have gone out in this round, which is the most there are.")
        return ReminderPlan(count, everybody, most, (("most", MOST_REMINDERS),))
    if round_.reminded_at is not None and now() < round_.reminded_at + REMINDER_GAP:
        soon = N_("The last reminder went out less than %(days)s days ago.")
        return ReminderPlan(count, everybody, soon, (("days", REMINDER_GAP.days),))
    if not count and not round_roll.is_stepped(round_, stage):
        return ReminderPlan(0, everybody, N_("Nobody is left to remind."))
    return ReminderPlan(count, everybody)


def remind(round_: PanelRound, account: Account | None) -> Job | None:
    """Queue the next reminder of a round. Of two people who press at once one sends."""
    plan = reminder_plan(round_)
    if not plan.is_allowed:
        raise ReminderRefused(plan.refusal, **dict(plan.words))
    wave = round_.reminders + 1
    moved = session.execute(
        update(PanelRound)
        .where(PanelRound.id == round_.id, PanelRound.reminders == wave - 1, PanelRound.state.in_(_TAKING))
        .values(reminders=wave, reminded_at=now(), reminded_at_answers=_finished(round_))
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise ReminderRefused(N_("Somebody else has just sent this reminder."))
    session.refresh(round_)
    stage = session.get_one(Stage, round_.stage_id)
    kind, everybody = MailKind.ROUND_REMINDER, plan.to_everybody
    count = None if round_roll.is_stepped(round_, stage) else plan.count
    return _enqueue(stage, round_, kind, wave=str(wave), account=account, count=count, everybody=everybody)


def _finished(round_: PanelRound) -> int:
    return session.scalar(select(func.count()).select_from(Turnout).where(Turnout.round_id == round_.id)) or 0


def _to_remind(round_: PanelRound, *, everybody: bool) -> Select[int]:
    due = round_roll.asked(round_) if everybody else round_roll.unfinished(round_)
    return due.where(Panellist.opted_out.is_(False), Panellist.email != "")


def _count(due: Select[int]) -> int:
    with_address = due.where(Panellist.email != "")
    return session.scalar(select(func.count()).select_from(with_address.subquery())) or 0


_ACTS = {
    MailKind.PANEL_INVITATION: "panel_invited",
    MailKind.ROUND_OPEN: "round_announced",
    MailKind.ROUND_REMINDER: "round_reminded",
    MailKind.ROUND_REOPENED: "round_reopening_announced",
}


def _enqueue(
    stage: Stage,
    round_: PanelRound | None,
    kind: MailKind,
    *,
    wave: str,
    account: Account | None,
    count: int | None,
    note: str = "",
    everybody: bool = False,
) -> Job | None:
    about = round_.id if round_ else 0
    job_id = jobs.enqueue(
        WORK_KIND,
        {
            "stage_id": stage.id,
            "round_id": about or None,
            "kind": kind.value,
            "wave": wave,
            "note": note,
            "everybody": everybody,
        },
        unique_key=f"panel:{stage.id}:{about}:{kind.value}:{wave}",
        study_id=stage.study_id,
        account_id=account.id if account else None,
    )
    if job_id is None:
        return None
    audit.record(stage.study_id, account, _ACTS[kind], stage.title if count is None else f"{stage.title}: {count}")
    return session.get_one(Job, job_id)


def run(payload: dict[str, Any], progress: Callable[[int, int], None]) -> dict[str, Any]:
    """Write the letters of everybody due into the mail log, some at a time; `progress` commits each batch.

    Where counts are told in steps no progress tells how many letters there are: that is how many have not finished.
    """
    stage = session.get(Stage, payload["stage_id"])
    round_ = session.get(PanelRound, payload["round_id"]) if payload["round_id"] else None
    if stage is None or (payload["round_id"] and round_ is None):
        return {"queued": 0}
    kind = MailKind(payload["kind"])
    if round_ is None and payload["note"] == asking_again.INVITED_BEFORE:
        due = asking_again.to_ask_again(stage.id)
    else:
        due = _due(stage, round_, kind, everybody=payload["everybody"])
    is_reminder = kind is MailKind.ROUND_REMINDER
    hides = round_ is not None and (
        (is_reminder and round_roll.is_stepped(round_, stage)) or round_roll.hides_letters(round_)
    )
    total, done, last = _count(due), 0, 0
    while True:
        people = session.scalars(
            select(Panellist)
            .where(Panellist.id.in_(due), Panellist.id > last, Panellist.email != "")
            .order_by(Panellist.id)
            .limit(_CHUNK)
        ).all()
        if not people:
            return {} if hides else {"queued": done}
        for person in people:
            _write(stage, round_, kind, payload, person)
        done, last = done + len(people), people[-1].id
        progress(*((0, 0) if hides else (done, max(total, done))))


def _due(stage: Stage, round_: PanelRound | None, kind: MailKind, *, everybody: bool) -> Select[int]:
    if round_ is None:
        return _to_invite(stage.id)
    if kind is MailKind.ROUND_REMINDER:
        return _to_remind(round_, everybody=everybody)
    return round_roll.asked(round_)


def _write(
    stage: Stage, round_: PanelRound | None, kind: MailKind, payload: dict[str, Any], person: Panellist
) -> MailEntry | None:
    about = f"{round_.id}:{payload['wave']}" if round_ else str(_invitations(Panellist.id == person.id))
    return mails.queue(
        kind,
        person.email,
        unique_key=f"{kind.value}:{about}:{person.id}",
        language=person.language,
        panellist=person,
        round_=round_,
        study=stage.study,
        note=payload["note"],
    )


def hand_over(stage: Stage, person: Panellist, account: Account) -> str:
    """The address for somebody who has not taken part yet, to be handed over by another way than mail; logged.

    Whoever takes part is never shown a link again: it would open what they answered.
    """
    if link_letters.can_mail(person) or not _is_invited_now(person):
        raise LinkNotShown
    promise(stage, account)
    if stage.level is AnonymityLevel.SEALED and person.tag is not None:
        person.tag = None  # the issue stays: whoever was asked again after leaving has had a link that counts
        session.flush()
    secret = panel_links.secret_for_letter(stage, person)
    audit.record(stage.study_id, account, "link_shown", person.name or person.email)
    return panel_links.address_of(stage, secret)


def _is_invited_now(person: Panellist) -> bool:
    """Mark somebody as invited who has not answered the invitation; held, so that nobody accepts meanwhile."""
    waiting = Panellist.state.in_((PanellistState.LISTED, PanellistState.INVITED))
    moved = session.execute(
        update(Panellist).where(Panellist.id == person.id, waiting).values(state=PanellistState.INVITED)
    )
    session.refresh(person)
    return int(moved.rowcount) == 1  # type: ignore[attr-defined]  # an UPDATE has a row count


def give_new_link(stage: Stage, person: Panellist, account: Account, reason: str) -> str:
    """Another link for somebody who takes part and lost theirs: mailed, or else shown once. The old one is void.

    It opens nothing that was answered before, and counts from the next round for whoever has finished this one.
    """
    if person.state is not PanellistState.ACCEPTED:
        raise LinkNotShown
    panel_links.reissue(stage, person, account, reason)
    if link_letters.can_mail(person):
        link_letters.send_new_link(stage, person)
        return ""
    audit.record(stage.study_id, account, "link_shown", person.name or person.email)
    return panel_links.address_of(stage, panel_links.secret_for_letter(stage, person))
