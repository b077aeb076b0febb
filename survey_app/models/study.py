"""A study and the stages it runs as."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.db import Base, UtcDateTime, new_code, now, words
from survey_app.privacy.keys import SALT_BYTES, new_salt
from survey_app.vocabulary import AnonymityLevel, StageKind, StageState

if TYPE_CHECKING:
    from survey_app.models.account import Membership
    from survey_app.models.questionnaire import Version


class Study(Base):
    """One piece of research: it owns people, stages and results."""

    __tablename__ = "study"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True, default=new_code)
    title: Mapped[str] = mapped_column(String(200))
    organiser: Mapped[str] = mapped_column(String(200), default="")
    contact: Mapped[str] = mapped_column(String(254), default="")
    client: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(12), default="en")
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    is_sample: Mapped[bool] = mapped_column(default=False)
    salt: Mapped[bytes] = mapped_column(LargeBinary(SALT_BYTES), default=new_salt, server_default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    stages: Mapped[list["Stage"]] = relationship(
        back_populates="study", order_by="Stage.position", cascade="all, delete-orphan", passive_deletes=True
    )
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="study", cascade="all, delete-orphan", passive_deletes=True
    )


class Stage(Base):
    """One instrument of a study: a brainstorm, a Delphi panel or a survey, with its own address and time."""

    __tablename__ = "stage"
    __table_args__ = (
        UniqueConstraint("study_id", "position"),
        CheckConstraint("min_group >= 3 AND min_group <= 10", name="min_group"),
        CheckConstraint("state = 'draft' OR opened_at IS NOT NULL", name="opened"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(12), unique=True, default=new_code)
    position: Mapped[int]
    kind: Mapped[StageKind] = mapped_column(words(StageKind))
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[StageState] = mapped_column(words(StageState), default=StageState.DRAFT)
    level: Mapped[AnonymityLevel] = mapped_column(words(AnonymityLevel), default=AnonymityLevel.CONFIDENTIAL)
    min_group: Mapped[int] = mapped_column(default=5)
    open_link: Mapped[bool] = mapped_column(default=True)
    population: Mapped[int | None]
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    study: Mapped[Study] = relationship(back_populates="stages")
    versions: Mapped[list["Version"]] = relationship(
        back_populates="stage", order_by="Version.number", cascade="all, delete-orphan", passive_deletes=True
    )
