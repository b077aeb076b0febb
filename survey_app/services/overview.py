"""A study at a glance: how far each stage is, and the one thing to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, func, not_, or_, select

from survey_app.db import now, session
from survey_app.models import (
    Account,
    AuditEntry,
    Batch,
    Draft,
    Frame,
    FrameUnit,
    Idea,
    Identity,
    Item,
    Panellist,
    PanelRound,
    Rating,
    Reason,
    Response,
    SampledCase,
    Snapshot,
    Stage,
    StoredFile,
    Study,
    Version,
    Vote,
)
from survey_app.privacy.mix_plan import Phase
from survey_app.privacy.suppression import in_steps
from survey_app.services import declines, sealed_surveys, standings
from survey_app.services.doors import UNLINKED
from survey_app.services.round_roll import Told
from survey_app.services.standings import PanelStep, Standing
from survey_app.services.vote_freezing import STORED
from survey_app.vocabulary import Disposition, Mode, StageState, VersionState


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
    """How far a stage is; of a panel it is `standing` that says it.

    `observed` records were written down by members: nobody was asked, so they are no answers and `usable` is without
    them.
    """

    stage: Stage
    next_step: NextStep | PanelStep
    questions: int
    is_published: bool
    answers: int
    usable: int
    cases: int
    cases_answered: int
    unfinished: int
    observed: int = 0
    standing: Standing | None = None

    @property
    def is_closed(self) -> bool:
        """Whether the stage asks nothing any more."""
        return self.standing.has_ended if self.standing else self.stage.state is StageState.CLOSED

    @property
    def cases_waiting(self) -> int:
        """People who were chosen and have not answered."""
        return self.cases - self.cases_answered


@dataclass(frozen=True, slots=True)
class Belongings:
    """What goes with a study when it is removed.

    `sealed` counts people: how much they wrote nobody is told. Where answers have no name they are told in steps.
    """

    answers: int
    cases: int
    unfinished: int
    identities: int
    listed: int
    files: int
    panellists: int
    ideas: int
    votes: int
    items: int
    ratings: int
    reasons: int
    sealed: Told


def cards(study: Study) -> list[StageCard]:
    """A card for each stage of a study, in their order."""
    return cards_of([study]).get(study.id, [])


def cards_of(studies: Sequence[Study]) -> dict[int, list[StageCard]]:
    """The cards of several studies, counted with the same few statements as for one."""
    query = select(Stage).where(Stage.study_id.in_([study.id for study in studies])).order_by(Stage.position)
    stages = session.scalars(query).all()
    numbers, panels = _Numbers.of([stage.id for stage in stages]), standings.of_stages(stages)
    found: dict[int, list[StageCard]] = {}
    for stage in stages:
        found.setdefault(stage.study_id, []).append(_card(stage, numbers, panels.get(stage.id)))
    return found


def current(found: Sequence[StageCard]) -> StageCard | None:
    """The stage that work goes on in: the first that is under way, else the first that has not ended, else the last."""
    working = [each for each in found if not each.is_closed]
    under_way = [each for each in working if each.stage.state is StageState.OPEN]
    return next(iter(under_way or working), found[-1] if found else None)


def card(stage: Stage) -> StageCard:
    """How far one stage is."""
    return _card(stage, _Numbers.of([stage.id]), standings.of_stage(stage))


def belongings(study: Study) -> Belongings:
    """Exact counts of what removing the study would delete; of what panels gave, see `_taken`."""
    ratings, reasons, given = _taken(study)
    of_study = select(Stage.id).where(Stage.study_id == study.id)
    return Belongings(
        answers=_count(select(func.count(Response.id)).where(Response.stage_id.in_(of_study))),
        cases=_count(select(func.count(SampledCase.id)).where(SampledCase.stage_id.in_(of_study))),
        unfinished=_count(select(func.count(Draft.id)).where(Draft.stage_id.in_(of_study))),
        identities=_count(select(func.count(Identity.response_id)).where(Identity.stage_id.in_(of_study))),
        listed=_count(select(func.count(FrameUnit.id)).join(Frame).where(Frame.stage_id.in_(of_study))),
        files=_count(select(func.count(StoredFile.id)).where(StoredFile.study_id == study.id)),
        panellists=_count(select(func.count(Panellist.id)).where(Panellist.stage_id.in_(of_study))),
        ideas=_count(select(func.count(Idea.code)).where(Idea.stage_id.in_(of_study))),
        votes=given,
        items=_count(select(func.count(Item.id)).where(Item.stage_id.in_(of_study))),
        ratings=ratings,
        reasons=reasons,
        sealed=_sealed(study),
    )


def _sealed(study: Study) -> Told:
    """How many people's answers lie sealed; the steps of several stages add up."""
    rows = session.execute(
        select(Stage.level, Stage.min_group, func.sum(Batch.people))
        .join(Batch, Batch.stage_id == Stage.id)
        .where(Stage.study_id == study.id, Batch.phase.in_((Phase.COLLECTING, Phase.CLOSED)))
        .group_by(Stage.id, Stage.level, Stage.min_group)
    )
    told = [Told(in_steps(people, k), k) if level in UNLINKED else Told(people) for level, k, people in rows]
    return Told(sum(each.count for each in told), 1 + sum(each.step - 1 for each in told))


def _taken(study: Study) -> tuple[int, int, int]:
    """Ratings, reasons and votes; without links those that came in, as long as any are left of their round.

    Who erases answers there leaves no number behind: counting before and after would tell how many were theirs.
    """
    rounds = select(PanelRound.id).join(Stage, Stage.id == PanelRound.stage_id).where(Stage.study_id == study.id)
    unlinked = rounds.where(Stage.level.in_(UNLINKED))
    left = or_(*(PanelRound.id.in_(select(table.round_id)) for table in (Rating, Reason, Vote)))
    documents = session.execute(
        select(Snapshot.round_id, Snapshot.document).where(Snapshot.round_id.in_(unlinked.where(left)))
    ).all()
    rated = {round_id: document["rows"] for round_id, document in documents if "rows" in document}
    voted = {round_id: document[STORED] for round_id, document in documents if STORED in document}
    ratings, reasons, votes = (
        _count(select(func.count(table.key)).where(table.round_id.in_(rounds.where(PanelRound.id.not_in(frozen)))))
        for table, frozen in ((Rating, rated), (Reason, rated), (Vote, voted))
    )
    return (
        ratings + sum(each["ratings"] for each in rated.values()),
        reasons + sum(each["reasons"] for each in rated.values()),
        votes + sum(voted.values()),
    )


def log(study: Study, *, page: int = 1, size: int = 50) -> tuple[Sequence[tuple[AuditEntry, str]], int]:
    """One page of what was done in the study, newest first, each with who did it; and how many entries there are.

    That somebody declined is not among them: its place would say when (`declines`).
    """
    told = AuditEntry.study_id == study.id, AuditEntry.act != declines.ACT
    count = _count(select(func.count(AuditEntry.id)).where(*told))
    rows = session.execute(
        select(AuditEntry, Account.name, Account.email)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .where(*told)
        .order_by(AuditEntry.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    return [(entry, name or email or "") for entry, name, email in rows], count


def _count(statement: Select[int]) -> int:
    return session.scalar(statement) or 0


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Counts by stage; a stage that is not in one of them has none."""

    answers: dict[int, int]
    usable: dict[int, int]
    observed: dict[int, int]
    cases: dict[int, int]
    answered: dict[int, int]
    unfinished: dict[int, int]
    published: dict[int, int]
    questions: dict[int, int]

    @classmethod
    def of(cls, stages: Sequence[int]) -> "_Numbers":
        complete = SampledCase.disposition == Disposition.COMPLETE
        is_observed = and_(Response.mode == Mode.OBSERVATION, Response.batch_id.is_(None))
        return cls(
            answers=_by_stage(Response.stage_id, stages, not_(is_observed)),
            usable=_by_stage(Response.stage_id, stages, Response.usable, not_(is_observed)),
            observed=_by_stage(Response.stage_id, stages, is_observed),
            cases=_by_stage(SampledCase.stage_id, stages),
            answered=_by_stage(SampledCase.stage_id, stages, complete),
            unfinished=_by_stage(Draft.stage_id, stages),
            published=_by_stage(Version.stage_id, stages, Version.state == VersionState.PUBLISHED),
            questions=_questions(stages),
        )


def _by_stage(column: Any, stages: Sequence[int], *conditions: Any) -> dict[int, int]:  # noqa: ANN401 - any column
    rows = session.execute(select(column, func.count()).where(column.in_(stages), *conditions).group_by(column))
    return {row[0]: int(row[1]) for row in rows}


def _questions(stages: Sequence[int]) -> dict[int, int]:
    """How many questions the newest version of each stage has."""
    newest = select(func.max(Version.number)).where(Version.stage_id == Stage.id).correlate(Stage).scalar_subquery()
    rows = session.execute(
        select(Version.stage_id, Version.definition)
        .join(Stage, Stage.id == Version.stage_id)
        .where(Version.stage_id.in_(stages), Version.number == newest)
    )
    return {
        stage_id: sum(len(page.get("questions", ())) for page in definition.get("pages", ()))
        for stage_id, definition in rows
    }


def _card(stage: Stage, numbers: _Numbers, standing: Standing | None) -> StageCard:
    answers, questions = numbers.answers.get(stage.id, 0), numbers.questions.get(stage.id, 0)
    observed = numbers.observed.get(stage.id, 0)
    back, unfinished = numbers.answered.get(stage.id, 0), numbers.unfinished.get(stage.id, 0)
    if sealed_surveys.covers(stage):
        # where answers are sealed nothing finer than the steps is shown, and of drafts nothing at all
        back, unfinished = sealed_surveys.shown(stage, back), 0
    is_published = stage.id in numbers.published
    return StageCard(
        stage=stage,
        next_step=standing.next_step
        if standing
        else _next_step(stage, questions=questions, published=is_published, answers=answers or observed or back),
        questions=questions,
        is_published=is_published,
        answers=answers,
        usable=numbers.usable.get(stage.id, 0),
        cases=numbers.cases.get(stage.id, 0),
        cases_answered=back,
        unfinished=unfinished,
        observed=observed,
        standing=standing,
    )


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
