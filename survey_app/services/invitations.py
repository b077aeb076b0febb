"""Invitations and the reminder: who is due, and the job that writes their letters into the mail log."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, exists, func, select

from survey_app.db import session
from survey_app.exceptions import N_, Refusal, StageNotOpen
from survey_app.models import Account, Job, MailEntry, SampledCase, Stage
from survey_app.services import audit, jobs, mails
from survey_app.vocabulary import LANGUAGES, Disposition, MailKind, StageState

KINDS = (MailKind.INVITATION, MailKind.REMINDER)
INCOMPLETE = (Disposition.PENDING, Disposition.PARTIAL)
WAVE = 1
"""This release sends one reminder."""
_CHUNK = 50
_LANGUAGES = {language.casefold(): language for language in LANGUAGES} | {"zh": "zh_Hans_CN", "zh_hans": "zh_Hans_CN"}


class NobodyDue(Refusal):
    """Everybody who can be written to has been written to."""

    title = N_("Nobody is left to write to")
    message = N_("Everybody with an e-mail address has got this letter or needs none.")


def _due(stage_id: int, kind: MailKind) -> Select[SampledCase]:
    """Cases that still get this letter: with an address, not complete, and not in the mail log for it yet."""
    query = select(SampledCase).where(
        SampledCase.stage_id == stage_id,
        SampledCase.email != "",
        SampledCase.disposition.in_(INCOMPLETE),
        ~exists().where(MailEntry.case_id == SampledCase.id, MailEntry.kind == kind),
    )
    if kind is MailKind.INVITATION:
        return query.where(SampledCase.invited_at.is_(None))
    return query.where(SampledCase.invited_at.is_not(None), SampledCase.reminded_at.is_(None))


def count_due(stage: Stage, kind: MailKind) -> int:
    """How many mails would go out now."""
    return session.scalar(select(func.count()).select_from(_due(stage.id, kind).subquery())) or 0


def count_without_address(stage: Stage) -> int:
    """How many cases cannot be written to: they get their links by another way."""
    return (
        session.scalar(
            select(func.count(SampledCase.id)).where(SampledCase.stage_id == stage.id, SampledCase.email == "")
        )
        or 0
    )


def example(stage: Stage) -> SampledCase | None:
    """A case whose letter is shown as the preview."""
    return session.scalar(
        select(SampledCase).where(SampledCase.stage_id == stage.id, SampledCase.email != "").order_by(SampledCase.id)
    )


def send(stage: Stage, kind: MailKind, account: Account) -> Job | None:
    """Queue the letters of everybody due. Pressing twice sends once: None when they are on their way already."""
    if stage.state is not StageState.OPEN:
        raise StageNotOpen(N_("Open the stage first: before that, the links in the letters lead to no questionnaire."))
    due = _due(stage.id, kind).subquery()
    count, first, last = session.execute(select(func.count(), func.min(due.c.id), func.max(due.c.id))).one()
    if not count:
        raise NobodyDue
    job_id = jobs.enqueue(
        "invite",
        {"stage_id": stage.id, "kind": kind.value},
        unique_key=f"invite:{stage.id}:{kind.value}:{WAVE}:{first}-{last}:{count}",
        study_id=stage.study_id,
        account_id=account.id,
    )
    if job_id is None:
        return None
    audit.record(stage.study_id, account, f"{kind.value}s_sent", f"{stage.title}: {count}")
    return session.get_one(Job, job_id)


def run(payload: dict[str, Any], progress: Callable[[int, int], None]) -> dict[str, Any]:
    """Write the letters of everybody due into the mail log, some at a time; `progress` commits each batch."""
    stage = session.get(Stage, payload["stage_id"])
    kind = MailKind(payload["kind"])
    if stage is None:
        return {"queued": 0}
    total, done = count_due(stage, kind), 0
    while stage.state is StageState.OPEN:
        batch = session.scalars(_due(stage.id, kind).order_by(SampledCase.id).limit(_CHUNK)).all()
        if not batch:
            break
        for case in batch:
            mails.queue(
                kind,
                case.email,
                unique_key=letter_key(kind, case.id),
                language=language_of(stage, case),
                case=case,
                study=stage.study,
            )
        done += len(batch)
        progress(done, max(total, done))
    return {"queued": done}


def language_of(stage: Stage, case: SampledCase) -> str:
    """The language of a case's letters: the one its list names in a column "language", else the study's."""
    named = next((value for name, value in case.attributes.items() if name.casefold() == "language"), "")
    return _LANGUAGES.get(named.casefold().replace("-", "_"), stage.study.language)


def letter_key(kind: MailKind, case_id: int) -> str:
    """The key that keeps anybody from getting the same letter twice."""
    return f"invitation:{case_id}" if kind is MailKind.INVITATION else f"reminder:{case_id}:{WAVE}"
