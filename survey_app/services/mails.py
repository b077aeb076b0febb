"""The mail log: who is to be written to and what became of it. No text, link or secret is ever kept here."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, func, select, update

from survey_app.db import inserting, now, session
from survey_app.exceptions import NotFound
from survey_app.models import Account, MailEntry, Panellist, PanelRound, SampledCase, Stage, Study
from survey_app.services import audit, cases, installation, jobs, round_roll
from survey_app.services.doors import UNLINKED
from survey_app.vocabulary import MailKind, MailState, PanellistState

_TO_SOME = (MailKind.ROUND_OPEN, MailKind.ROUND_REOPENED)


def queue(
    kind: MailKind,
    recipient: str,
    *,
    unique_key: str,
    language: str,
    account: Account | None = None,
    case: SampledCase | None = None,
    panellist: Panellist | None = None,
    round_: PanelRound | None = None,
    study: Study | None = None,
    note: str = "",
    run_at: datetime | None = None,
) -> MailEntry | None:
    """Write a mail into the log and queue its sending; None when this letter was queued before."""
    host = urlsplit(installation.settings().base_url).hostname or "localhost"
    mail_id = session.scalar(
        inserting(MailEntry)
        .values(
            kind=kind,
            unique_key=unique_key[:120],
            message_id=f"<{secrets.token_hex(16)}@{host}>",
            recipient=recipient,
            language=language,
            study_id=study.id if study else None,
            case_id=case.id if case else None,
            account_id=account.id if account else None,
            panellist_id=panellist.id if panellist else None,
            round_id=round_.id if round_ else None,
            subject="",
            note=note,
            state=MailState.QUEUED,
            attempts=0,
            error="",
            created_at=now(),
        )
        .on_conflict_do_nothing(index_elements=["unique_key"])
        .returning(MailEntry.id)
    )
    if mail_id is None:
        return None
    study_id = study.id if study and not _hides_number(kind, case, round_) else None
    jobs.enqueue("mail", {"mail_id": mail_id}, unique_key=f"mail:{mail_id}", study_id=study_id, run_at=run_at)
    return session.get_one(MailEntry, mail_id)


def find(key: int) -> MailEntry:
    """A mail by its number."""
    entry = session.get(MailEntry, key)
    if entry is None:
        raise NotFound
    return entry


def holds_link(entry: MailEntry) -> bool:
    """Whether the letter holds a link that opens something: an account or somebody's questionnaire."""
    return entry.kind is not MailKind.TEST


def nameless(entries: Sequence[MailEntry]) -> frozenset[int]:
    """The mails of which the log must not show whom they went to: by their language and by what the server said, too.

    A reminder says that somebody has not answered; the opening of a round that is for those alone who finished an
    earlier one says who they are.
    """
    rounds = {entry.round_id for entry in entries if entry.kind in _TO_SOME} - {None}
    asking = session.scalars(select(PanelRound).join(Stage).where(PanelRound.id.in_(rounds), _is_sealed_off()))
    some = {round_.id for round_ in asking if not round_roll.asks_everybody(round_)} if rounds else set()
    cases_of = kept_back(entries)
    return frozenset(
        entry.id
        for entry in entries
        if entry.kind is MailKind.ROUND_REMINDER
        or (entry.kind is MailKind.REMINDER and entry.id in cases_of)
        or (entry.kind in _TO_SOME and entry.round_id in some)
    )


def kept_back(entries: Sequence[MailEntry]) -> frozenset[int]:
    """The mails whose letters nobody may look at: at the levels without a link they would open somebody's answers."""
    cases_of = {entry.case_id for entry in entries if entry.case_id is not None}
    unlinked = frozenset(
        session.scalars(
            select(SampledCase.id)
            .join(Stage, Stage.id == SampledCase.stage_id)
            .where(SampledCase.id.in_(cases_of), _is_sealed_off())
        )
        if cases_of
        else ()
    )
    return frozenset(entry.id for entry in entries if entry.case_id in unlinked)


def _is_sealed_off() -> ColumnElement[bool]:
    return Stage.level.in_(UNLINKED)


def _hides_number(kind: MailKind, case: SampledCase | None, round_: PanelRound | None) -> bool:
    """Whether the number of letters would say how many have answered, which is shown in steps only."""
    if case is not None:
        return session.get_one(Stage, case.stage_id).level in UNLINKED
    if kind is not MailKind.ROUND_REMINDER or round_ is None:
        return False
    return round_roll.is_stepped(round_, session.get_one(Stage, round_.stage_id))


def note_shown(entry: MailEntry, account: Account) -> None:
    """Write into the log, of the study if it is a study's mail, that its link was shown to somebody."""
    audit.record(entry.study_id, account, "link_shown", "" if nameless([entry]) else entry.recipient, "mail log")


def page_of_all(*, page: int = 1, size: int = 25) -> tuple[Sequence[MailEntry], int]:
    """One page of the log, newest first, and how many mails there are."""
    count = session.scalar(select(func.count(MailEntry.id))) or 0
    rows = session.scalars(select(MailEntry).order_by(MailEntry.id.desc()).limit(size).offset((page - 1) * size))
    return rows.all(), count


def begin(entry: MailEntry) -> bool:
    """Count one attempt; whether the mail still has to go out."""
    moved = session.execute(
        update(MailEntry)
        .where(MailEntry.id == entry.id, MailEntry.state.in_((MailState.QUEUED, MailState.FAILED)))
        .values(attempts=MailEntry.attempts + 1)
    )
    return int(moved.rowcount) == 1  # type: ignore[attr-defined]  # an UPDATE has a row count


def finish(entry: MailEntry, state: MailState, *, subject: str = "", error: str = "") -> None:
    """Write down what became of a mail."""
    sent_at = now() if state is MailState.SENT else None
    values = {"state": state, "error": error[:2000], "sent_at": sent_at}
    if subject:
        values["subject"] = subject[:300]
    session.execute(update(MailEntry).where(MailEntry.id == entry.id).values(values))
    if entry.case_id is not None and state in (MailState.SENT, MailState.SHOWN):
        cases.mark_written(entry.case_id, entry.kind)
    if entry.kind is MailKind.PANEL_INVITATION and state in (MailState.SENT, MailState.SHOWN):
        session.execute(
            update(Panellist)
            .where(Panellist.id == entry.panellist_id, Panellist.state == PanellistState.LISTED)
            .values(state=PanellistState.INVITED)
        )
