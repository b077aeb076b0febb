"""The register of improvements of a study, each tied to a figure of a survey and looked at again in a later one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update

from survey_app.db import now, session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Improvement, Stage, Study
from survey_app.services import waves
from survey_app.services.waves import Indicator, Moved, Wave
from survey_app.vocabulary import ImprovementState, Role

LONGEST_ACTION, LONGEST_OWNER, LONGEST_DUE = 600, 120, 80
MOST_IMPROVEMENTS = 200


class TooManyImprovements(Refusal):
    """A register keeps a number of actions that people can still follow."""

    status = 422
    title = N_("There are enough improvements")
    message = N_("A study keeps up to 200 improvements. Delete one that is no longer followed.")


@dataclass(frozen=True, slots=True)
class Action:
    """What is kept of an improvement, apart from how far its figure moved."""

    action: str
    owner: str
    due: str
    indicator: str
    before: Stage
    after: Stage | None
    state: ImprovementState


@dataclass(frozen=True, slots=True)
class Followed:
    """An improvement with its figure before, and the change in the later survey where there is one."""

    improvement: Improvement
    before: Indicator | None
    moved: Moved | None
    is_missing: bool
    """Whether a later survey was named that does not have the figure, or not enough answers yet."""


def of_study(study: Study, page: int, size: int) -> tuple[Sequence[Improvement], int]:
    """A page of the register, the latest first, and how many there are."""
    wanted = select(Improvement).where(Improvement.study_id == study.id)
    count = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    ordered = wanted.order_by(Improvement.saved_at.desc(), Improvement.id.desc())
    return session.scalars(ordered.offset((page - 1) * size).limit(size)).all(), count


def find(study: Study, code: str) -> Improvement:
    """An improvement of this study."""
    wanted = select(Improvement).where(Improvement.study_id == study.id, Improvement.code == code)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def add(study: Study, action: Action) -> Improvement:
    """Another improvement."""
    wanted = select(func.count()).select_from(Improvement).where(Improvement.study_id == study.id)
    if (session.scalar(wanted) or 0) >= MOST_IMPROVEMENTS:
        raise TooManyImprovements
    improvement = Improvement(study_id=study.id, **_columns(action))
    session.add(improvement)
    session.flush()
    return improvement


def change(improvement: Improvement, action: Action) -> None:
    """Other words, people, times or figures for an improvement."""
    values = {**_columns(action), "saved_at": now()}
    done = session.execute(update(Improvement).where(Improvement.id == improvement.id).values(**values))
    if done.rowcount != 1:  # type: ignore[attr-defined]  # the stubs know no count of rows
        raise NotFound


def remove(improvement: Improvement) -> None:
    """Delete an improvement."""
    session.execute(delete(Improvement).where(Improvement.id == improvement.id))


def _columns(action: Action) -> dict[str, object]:
    return {
        "action": action.action,
        "owner": action.owner,
        "due": action.due,
        "indicator": action.indicator,
        "before_id": action.before.id,
        "after_id": action.after.id if action.after else None,
        "state": action.state,
    }


def followed(study: Study, improvements: Sequence[Improvement], role: Role | None) -> list[Followed]:
    """Each improvement with its figure before and after; every survey is read once."""
    stages = {stage.id: stage for stage in waves.waves_of(study)}
    named = {each.before_id for each in improvements} | {each.after_id for each in improvements if each.after_id}
    read = {key: waves.read(stages[key], role) for key in named if key in stages}
    return [_followed(each, read) for each in improvements]


def _followed(improvement: Improvement, read: dict[int, Wave]) -> Followed:
    before = read.get(improvement.before_id)
    after = read.get(improvement.after_id) if improvement.after_id else None
    was = (
        next((each for each in waves.indicators(before) if each.key == improvement.indicator), None) if before else None
    )
    moved = None
    if before is not None and after is not None:
        compared = waves.compare(before, after)
        moved = next((each for each in compared if each.indicator.key == improvement.indicator), None)
    return Followed(improvement, was, moved, after is not None and moved is None)
