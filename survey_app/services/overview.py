"""A study at a glance: how far each stage is, and the one thing to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Select, func, select

from survey_app.db import now, session
from survey_app.models import Account, AuditEntry, Draft, Response, SampledCase, Stage, StoredFile, Study, Version
from survey_app.vocabulary import Disposition, StageState, VersionState


class NextStep(StrEnum):
    """What to do next with a stage."""

    WRITE = "write"
    PUBLISH = "publish"
    OPEN = "open"
    SHARE = "share"
    WATCH = "watch"
    CLOSE = "close"
    READ = "read"
    ENDED_EMPTY = "ended_empty"


@dataclass(frozen=True, slots=True)
class StageCard:
    """How far a stage is."""

    stage: Stage
    next_step: NextStep
    questions: int
    is_published: bool
    answers: int
    usable: int
    cases: int
    cases_answered: int
    unfinished: int

    @property
    def cases_waiting(self) -> int:
        """People who were chosen and have not answered."""
        return self.cases - self.cases_answered


@dataclass(frozen=True, slots=True)
class Belongings:
    """What goes with a study when it is removed."""

    answers: int
    cases: int
    unfinished: int
    files: int


def cards(study: Study) -> list[StageCard]:
    """A card for each stage, in their order."""
    return [card(stage) for stage in study.stages]


def current(found: Sequence[StageCard]) -> StageCard | None:
    """The stage that work goes on in: the first that is not closed, else the last."""
    working = [each for each in found if each.stage.state is not StageState.CLOSED]
    return next(iter(working), found[-1] if found else None)


def card(stage: Stage) -> StageCard:
    """How far one stage is."""
    answers = _count(select(func.count(Response.id)).where(Response.stage_id == stage.id))
    usable = _count(select(func.count(Response.id)).where(Response.stage_id == stage.id, Response.usable))
    cases = _count(select(func.count(SampledCase.id)).where(SampledCase.stage_id == stage.id))
    answered = _count(
        select(func.count(SampledCase.id)).where(
            SampledCase.stage_id == stage.id, SampledCase.disposition == Disposition.COMPLETE
        )
    )
    unfinished = _count(select(func.count(Draft.id)).where(Draft.stage_id == stage.id))
    published = _count(
        select(func.count(Version.id)).where(Version.stage_id == stage.id, Version.state == VersionState.PUBLISHED)
    )
    questions = _questions(stage)
    step = _next_step(stage, questions=questions, published=published > 0, answers=answers)
    return StageCard(stage, step, questions, published > 0, answers, usable, cases, answered, unfinished)


def belongings(study: Study) -> Belongings:
    """Exact counts of what removing the study would delete."""
    of_study = select(Stage.id).where(Stage.study_id == study.id)
    return Belongings(
        answers=_count(select(func.count(Response.id)).where(Response.stage_id.in_(of_study))),
        cases=_count(select(func.count(SampledCase.id)).where(SampledCase.stage_id.in_(of_study))),
        unfinished=_count(select(func.count(Draft.id)).where(Draft.stage_id.in_(of_study))),
        files=_count(select(func.count(StoredFile.id)).where(StoredFile.study_id == study.id)),
    )


def log(study: Study, *, page: int = 1, size: int = 50) -> tuple[Sequence[tuple[AuditEntry, str]], int]:
    """One page of what was done in the study, newest first, each with who did it; and how many entries there are."""
    count = _count(select(func.count(AuditEntry.id)).where(AuditEntry.study_id == study.id))
    rows = session.execute(
        select(AuditEntry, Account.name, Account.email)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .where(AuditEntry.study_id == study.id)
        .order_by(AuditEntry.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    return [(entry, name or email or "") for entry, name, email in rows], count


def _count(statement: Select[int]) -> int:
    return session.scalar(statement) or 0


def _questions(stage: Stage) -> int:
    """How many questions the newest version has."""
    definition = session.scalar(
        select(Version.definition).where(Version.stage_id == stage.id).order_by(Version.number.desc()).limit(1)
    )
    return sum(len(page.get("questions", ())) for page in (definition or {}).get("pages", ()))


def _next_step(stage: Stage, *, questions: int, published: bool, answers: int) -> NextStep:
    if stage.state is StageState.CLOSED:
        return NextStep.READ if answers else NextStep.ENDED_EMPTY
    if stage.state is StageState.OPEN:
        if stage.closes_at is not None and stage.closes_at <= now():
            return NextStep.CLOSE
        return NextStep.WATCH if answers else NextStep.SHARE
    if published:
        return NextStep.OPEN
    return NextStep.PUBLISH if questions else NextStep.WRITE
