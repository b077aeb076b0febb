"""Invitations and the reminder: who is due, and the job that writes their letters into the mail log."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, select

from survey_app.db import entry_of, session
from survey_app.exceptions import N_, Refusal, StageNotOpen
from survey_app.models import Account, Job, MailEntry, SampledCase, Stage
from survey_app.privacy import suppression
from survey_app.services import audit, jobs, mails, sealed_surveys
from survey_app.vocabulary import LANGUAGES, AnonymityLevel, Disposition, MailKind, StageState

KINDS = (MailKind.INVITATION, MailKind.REMINDER)
INCOMPLETE = (Disposition.PENDING, Disposition.PARTIAL)
KIND = "invite"
"""The job that writes letters into the mail log."""
_ACTS = {MailKind.INVITATION: "invitations_sent", MailKind.REMINDER: "reminders_sent"}
WAVE = 1
"""This release sends one reminder."""
_CHUNK = 50
_MOST_VALUES = 30
_LONGEST_WHO = 180
_LANGUAGES = {language.casefold(): language for language in LANGUAGES} | {"zh": "zh_Hans_CN", "zh_hans": "zh_Hans_CN"}


@dataclass(frozen=True, slots=True)
class Segment:
    """Those of whom a column of the list says one thing, such as the lost customers; how many are due a letter.

    An empty value is those of whom it says nothing: they are a group of their own, as in every table of the sample.
    """

    attribute: str
    value: str
    due: int = 0

    @property
    def key(self) -> str:
        """The segment as it stands in an address."""
        return json.dumps([self.attribute, self.value], ensure_ascii=False)


class NobodyDue(Refusal):
    """Everybody who can be written to has been written to."""

    title = N_("Nobody is left to write to")
    message = N_("Everybody with an e-mail address has got this letter or needs none.")


def segments(stage: Stage) -> tuple[Segment, ...]:
    """What invitations can be narrowed to: every value of the columns that tell few groups apart.

    Nothing where answers are sealed: who is due no letter has perhaps answered, and small groups would show it.
    """
    if sealed_surveys.covers(stage):
        return ()
    rows = session.scalars(_due(stage, MailKind.INVITATION).with_only_columns(SampledCase.attributes)).all()
    counts = {
        name: Counter(attributes.get(name, "") for attributes in rows)
        for name in sorted({name for attributes in rows for name in attributes})
    }
    return tuple(
        Segment(name, value, found[value])
        for name, found in counts.items()
        if 1 < len(found) <= _MOST_VALUES
        for value in sorted(found, key=lambda value: (not value, value))
    )


def _due(
    stage: Stage, kind: MailKind, *, everybody: bool = False, segment: Segment | None = None
) -> Select[SampledCase]:
    """Cases that still get this letter: with an address, not complete, and not in the mail log for it yet.

    `everybody` does not ask who has answered: then the list of those who get the letter tells nothing.
    """
    query = select(SampledCase).where(
        SampledCase.stage_id == stage.id,
        SampledCase.email != "",
        ~exists().where(MailEntry.case_id == SampledCase.id, MailEntry.kind == kind),
    )
    if not everybody:
        query = query.where(SampledCase.disposition.in_(INCOMPLETE))
    if kind is MailKind.INVITATION:
        if segment is not None:
            said = func.coalesce(entry_of(SampledCase.attributes, segment.attribute), "")
            query = query.where(said == segment.value)
        return query.where(SampledCase.invited_at.is_(None))
    return query.where(SampledCase.invited_at.is_not(None), SampledCase.reminded_at.is_(None))


def count_due(stage: Stage, kind: MailKind) -> int:
    """How many mails would go out now, as far as it may be told: where answers are sealed, the most there can be."""
    if not sealed_surveys.covers(stage) or kind is not MailKind.REMINDER:
        return _count(_due(stage, kind))
    reached = _count(_due(stage, kind, everybody=True))
    if goes_to_everybody(stage):
        return reached
    return reached - suppression.in_steps(reached - _count(_due(stage, kind)), stage.min_group)


def goes_to_everybody(stage: Stage) -> bool:
    """Whether a reminder may not leave out those who have answered: so few have that the list would single them out."""
    if not sealed_surveys.covers(stage) or stage.level is not AnonymityLevel.SEALED:
        return False
    return not suppression.may_remind(_answered(stage), _answered_at_last(stage), stage.min_group)


def _answered(stage: Stage) -> int:
    complete = SampledCase.disposition == Disposition.COMPLETE
    return _count(select(SampledCase).where(SampledCase.stage_id == stage.id, complete))


def _answered_at_last(stage: Stage) -> int:
    """How many had answered when the last reminder to the incomplete went out; 0 when there was none."""
    sent = session.scalars(
        select(Job).where(Job.study_id == stage.study_id, Job.kind == KIND).order_by(Job.id.desc())
    ).all()
    reminders = (job.payload for job in sent if job.payload.get("stage_id") == stage.id)
    return next((int(found["answered"]) for found in reminders if found.get("answered") is not None), 0)


def _count(query: Select[SampledCase]) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


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


def send(stage: Stage, kind: MailKind, account: Account, segment: Segment | None = None) -> Job | None:
    """Queue the letters of everybody due. Pressing twice sends once: None when they are on their way already.

    Invitations may go to one segment of the list alone; a reminder goes to all who were invited.
    """
    if stage.state is not StageState.OPEN:
        raise StageNotOpen(N_("Open the stage first: before that, the links in the letters lead to no questionnaire."))
    everybody = kind is MailKind.REMINDER and goes_to_everybody(stage)
    segment = segment if kind is MailKind.INVITATION else None
    due = _due(stage, kind, everybody=everybody, segment=segment).subquery()
    count, first, last = session.execute(select(func.count(), func.min(due.c.id), func.max(due.c.id))).one()
    if not count:
        raise NobodyDue
    payload: dict[str, Any] = {"stage_id": stage.id, "kind": kind.value}
    if kind is MailKind.REMINDER and sealed_surveys.covers(stage):
        payload |= {"everybody": everybody, "answered": None if everybody else _answered(stage)}
    if segment is not None:
        payload["segment"] = [segment.attribute, segment.value]
    told = count_due(stage, kind) if segment is None else count
    who = stage.title if segment is None else f"{stage.title}, {segment.attribute} {segment.value}"[:_LONGEST_WHO]
    job_id = jobs.enqueue(
        KIND,
        payload,
        unique_key=f"invite:{stage.id}:{kind.value}:{WAVE}:{first}-{last}:{count}{_digest(segment)}",
        study_id=stage.study_id,
        account_id=account.id,
    )
    if job_id is None:
        return None
    audit.record(stage.study_id, account, _ACTS[kind], f"{who}: {told}")
    return session.get_one(Job, job_id)


def run(payload: dict[str, Any], progress: Callable[[int, int], None]) -> dict[str, Any]:
    """Write the letters of everybody due into the mail log, some at a time; `progress` commits each batch.

    Where answers are sealed no progress tells how many letters there are: that is how many have not answered.
    """
    stage = session.get(Stage, payload["stage_id"])
    kind = MailKind(payload["kind"])
    if stage is None:
        return {"queued": 0}
    everybody, hides = bool(payload.get("everybody")), "everybody" in payload
    segment = Segment(*payload["segment"]) if payload.get("segment") else None
    total, done = count_due(stage, kind) if segment is None else _count(_due(stage, kind, segment=segment)), 0
    while stage.state is StageState.OPEN:
        due = _due(stage, kind, everybody=everybody, segment=segment)
        batch = session.scalars(due.order_by(SampledCase.id).limit(_CHUNK)).all()
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
        progress(*((0, 0) if hides else (done, max(total, done))))
    return {} if hides else {"queued": done}


def _digest(segment: Segment | None) -> str:
    """What tells the letters to one segment from those to another, in the key of their job."""
    return f":{hashlib.sha256(segment.key.encode()).hexdigest()[:12]}" if segment is not None else ""


def language_of(stage: Stage, case: SampledCase) -> str:
    """The language of a case's letters: the one its list names in a column "language", else the study's."""
    named = next((value for name, value in case.attributes.items() if name.casefold() == "language"), "")
    return _LANGUAGES.get(named.casefold().replace("-", "_"), stage.study.language)


def letter_key(kind: MailKind, case_id: int, issue: int = 0) -> str:
    """The key that keeps anybody from getting the same letter twice; `issue` counts links made anew."""
    if issue:
        return f"invitation:{case_id}:{issue}"
    return f"invitation:{case_id}" if kind is MailKind.INVITATION else f"reminder:{case_id}:{WAVE}"
