"""Studies and their stages: making, finding, opening, closing, removing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, update

from survey_app.db import now, session
from survey_app.exceptions import N_, GroupShrinks, LevelFrozen, NotFound, StageNotOpen
from survey_app.models import Account, Membership, Panel, Panellist, Stage, Study, Version
from survey_app.services import files, sealed_surveys
from survey_app.services.audit import forget, record
from survey_app.vocabulary import AnonymityLevel, Role, StageKind, StageState, VersionState

__all__ = [
    "Access",
    "StageAccess",
    "add_stage",
    "change",
    "change_stage",
    "choose_level",
    "close_stage",
    "create",
    "everything",
    "find",
    "find_stage",
    "of_account",
    "open_stage",
    "remove",
]


@dataclass(frozen=True, slots=True)
class Access:
    """A study as one member sees it."""

    study: Study
    role: Role


@dataclass(frozen=True, slots=True)
class StageAccess(Access):
    """A stage as one member of its study sees it."""

    stage: Stage


def create(
    owner: Account,
    title: str,
    *,
    organiser: str = "",
    contact: str = "",
    client: str = "",
    language: str = "en",
    timezone: str = "UTC",
    stages: Sequence[tuple[StageKind, str]] = (),
) -> Study:
    """A new study, owned by its maker, with these stages; with one survey when none are named."""
    study = Study(
        title=title, organiser=organiser, contact=contact, client=client, language=language, timezone=timezone
    )
    session.add(study)
    session.add(Membership(study=study, account=owner, role=Role.OWNER))
    session.flush()
    for kind, name in stages or ((StageKind.SURVEY, title),):
        add_stage(study, kind, name)
    return study


def add_stage(study: Study, kind: StageKind, title: str, by: Account | None = None) -> Stage:
    """The next stage of a study: a panel at the level *anonymous*, or a survey with an empty draft of its questions."""
    last = session.scalar(select(func.max(Stage.position)).where(Stage.study_id == study.id)) or 0
    level = AnonymityLevel.CONFIDENTIAL if kind is StageKind.SURVEY else AnonymityLevel.ANONYMOUS
    is_survey = kind is StageKind.SURVEY
    stage = Stage(study=study, position=last + 1, kind=kind, title=title, level=level, open_link=is_survey)
    session.add(stage)
    session.flush()
    if kind is not StageKind.SURVEY:
        session.add(Panel(stage_id=stage.id))
        session.flush()
    else:
        document = {"languages": [study.language], "pages": [{"key": "p1", "title": {}, "questions": []}]}
        session.add(Version(stage=stage, number=1, definition=document))
        session.flush()
    if by is not None:
        record(study.id, by, "stage_added", title)
    return stage


def of_account(
    account: Account, *, page: int = 1, size: int = 20, text: str = "", state: StageState | None = None
) -> tuple[Sequence[Access], int]:
    """One page of the studies a person belongs to, newest first, and how many there are.

    `text` stands in the title, the organiser or the client; `state` is that of at least one of their stages.
    """
    mine = select(Study, Membership.role).join(Membership).where(Membership.account_id == account.id)
    if text:
        named = (column.icontains(text, autoescape=True) for column in (Study.title, Study.organiser, Study.client))
        mine = mine.where(or_(*named))
    if state is not None:
        mine = mine.where(Study.stages.any(Stage.state == state))
    count = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    rows = session.execute(mine.order_by(Study.id.desc()).limit(size).offset((page - 1) * size))
    return [Access(study, role) for study, role in rows], count


def everything() -> Sequence[Study]:
    """Every study of the installation, oldest first: for its operator, not for pages."""
    return session.scalars(select(Study).order_by(Study.id)).all()


def find(account: Account, code: str) -> Access:
    """A study by its code, if the person belongs to it; otherwise it does not exist."""
    row = session.execute(
        select(Study, Membership.role).join(Membership).where(Study.code == code, Membership.account_id == account.id)
    ).first()
    if row is None:
        raise NotFound
    return Access(row[0], row[1])


def find_stage(account: Account, study_code: str, stage_code: str) -> StageAccess:
    """A stage by its study's code and its own, if the person belongs to the study."""
    access = find(account, study_code)
    stage = session.scalar(select(Stage).where(Stage.study_id == access.study.id, Stage.code == stage_code))
    if stage is None:
        raise NotFound
    return StageAccess(access.study, access.role, stage)


def choose_level(stage: Stage, level: AnonymityLevel) -> None:
    """Set who could link a person to an answer; only before opening, and before any link was given out."""
    if session.scalar(select(Panellist.id).where(Panellist.stage_id == stage.id, Panellist.link_issue > 0).limit(1)):
        raise LevelFrozen
    changed = session.execute(
        update(Stage).where(Stage.id == stage.id, Stage.state == StageState.DRAFT).values(level=level)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise LevelFrozen


def change(
    study: Study, *, title: str, organiser: str, contact: str, client: str, language: str, timezone: str
) -> None:
    """What the study is called, who stands behind it, and its language and zone."""
    study.title, study.organiser, study.contact, study.client = title, organiser, contact, client
    study.language, study.timezone = language, timezone
    session.flush()


def change_stage(
    stage: Stage,
    *,
    title: str,
    level: AnonymityLevel,
    open_link: bool,
    closes_at: datetime | None,
    population: int | None,
    min_group: int,
) -> None:
    """How a stage asks. The level of anonymity only moves before opening, the smallest group only grows after it."""
    if level is not stage.level:
        choose_level(stage, level)
    sealed_surveys.require_level(stage, level, open_link=open_link)
    if min_group < stage.min_group and stage.state is not StageState.DRAFT:
        raise GroupShrinks(least=stage.min_group)
    stage.title, stage.open_link, stage.closes_at = title, open_link, closes_at
    stage.population, stage.min_group = population, min_group
    session.flush()


def open_stage(stage: Stage, account: Account | None) -> None:
    """Start taking answers. A survey needs a published questionnaire first. A closed stage opens again."""
    published = select(Version.id).where(Version.stage_id == stage.id, Version.state == VersionState.PUBLISHED)
    if stage.kind is StageKind.SURVEY and session.scalar(published.limit(1)) is None:
        raise StageNotOpen(N_("Publish the questionnaire first, then open it."))
    is_first = stage.opened_at is None
    moved = session.execute(
        update(Stage)
        .where(Stage.id == stage.id, Stage.state != StageState.OPEN)
        .values(state=StageState.OPEN, opened_at=func.coalesce(Stage.opened_at, now()), closed_at=None)
    )
    if moved.rowcount == 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        record(stage.study_id, account, "open", stage.title)
        if sealed_surveys.covers(stage):
            sealed_surveys.begin(stage, is_first=is_first)


def close_stage(stage: Stage, account: Account | None) -> None:
    """Stop taking answers."""
    moved = session.execute(
        update(Stage)
        .where(Stage.id == stage.id, Stage.state == StageState.OPEN)
        .values(state=StageState.CLOSED, closed_at=now())
    )
    if moved.rowcount == 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        record(stage.study_id, account, "close", stage.title)
        if sealed_surveys.covers(stage):
            sealed_surveys.close(stage)


def remove(study: Study, by: Account | None = None) -> None:
    """Delete a study with everything in it; that it existed stays in the log of the installation."""
    record(None, by, "study_removed", study.title)
    forget(study.code)
    files.remove_all(study.id)
    session.delete(study)
    session.flush()
