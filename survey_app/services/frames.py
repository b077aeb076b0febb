"""The frame of a stage: the list of everybody who could be asked."""

from collections.abc import Sequence

from sqlalchemy import delete, func, insert, or_, select

from survey_app.db import now, session
from survey_app.exceptions import N_, FileRefused, NotFound
from survey_app.models import Account, Frame, FrameUnit, Stage
from survey_app.services import audit
from survey_app.services.members import Member, Reading

_CHUNK = 2_000


def current(stage: Stage) -> Frame | None:
    """The frame of a stage, None before one is uploaded."""
    return session.scalar(select(Frame).where(Frame.stage_id == stage.id).order_by(Frame.id.desc()).limit(1))


def needed(stage: Stage) -> Frame:
    """The frame of a stage, or nothing at this address."""
    frame = current(stage)
    if frame is None:
        raise NotFound
    return frame


def store(stage: Stage, name: str, reading: Reading, account: Account) -> Frame:
    """Make a read list the frame of the stage; a frame that was there before is replaced. Cases stay as they are."""
    if not reading.members:
        raise FileRefused(N_("Not one row of the list can be taken. Correct it and upload it again."))
    session.execute(delete(Frame).where(Frame.stage_id == stage.id))
    frame = Frame(
        stage_id=stage.id,
        name=name[:200],
        attributes=list(reading.attributes),
        size=len(reading.members),
        uploaded_at=now(),
    )
    session.add(frame)
    session.flush()
    for start in range(0, len(reading.members), _CHUNK):
        session.execute(
            insert(FrameUnit),
            [
                {"frame_id": frame.id, "unit": each.unit, "email": each.email, "attributes": each.attributes}
                for each in reading.members[start : start + _CHUNK]
            ],
        )
    audit.record(stage.study_id, account, "frame_stored", f"{frame.name}: {frame.size}")
    return frame


def members(frame: Frame) -> tuple[Member, ...]:
    """Everybody in the frame."""
    rows = session.execute(
        select(FrameUnit.unit, FrameUnit.email, FrameUnit.attributes).where(FrameUnit.frame_id == frame.id)
    )
    return tuple(Member(unit, email, attributes) for unit, email, attributes in rows)


def page_of(frame: Frame, *, search: str = "", page: int = 1, size: int = 50) -> tuple[Sequence[FrameUnit], int]:
    """One page of the frame, by id, and how many members match the search."""
    wanted = select(FrameUnit).where(FrameUnit.frame_id == frame.id)
    if search:
        wanted = wanted.where(
            or_(
                FrameUnit.unit.icontains(search, autoescape=True),
                FrameUnit.email.icontains(search, autoescape=True),
            )
        )
    count = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    return session.scalars(wanted.order_by(FrameUnit.unit).limit(size).offset((page - 1) * size)).all(), count


def remove(frame: Frame, account: Account) -> None:
    """Forget the frame with its addresses; cases drawn from it stay."""
    stage = session.get_one(Stage, frame.stage_id)
    audit.record(stage.study_id, account, "frame_removed", f"{frame.name}: {frame.size}")
    session.execute(delete(Frame).where(Frame.id == frame.id))
