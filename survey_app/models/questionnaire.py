"""A questionnaire's versions and their revisions."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.db import Base, UtcDateTime, new_code, now, words
from survey_app.models.account import Account
from survey_app.models.study import Stage
from survey_app.vocabulary import VersionState


class Version(Base):
    """One version of a stage's questionnaire: a document, frozen by the database once published."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("stage_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(words(VersionState), default=VersionState.DRAFT)
    revision: Mapped[int] = mapped_column(default=1)
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    stage: Mapped[Stage] = relationship(back_populates="versions")


class Revision(Base):
    """What a draft looked like after one change: the ground for undo and for comparing."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("version_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    change: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class SavedBlock(Base):
    """Questions kept under a name to be used again: those of one person, or shared with everybody who edits.

    `is_whole` says that it is a whole questionnaire, to begin another one with.
    """

    __tablename__ = "saved_block"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True, default=new_code)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    is_shared: Mapped[bool] = mapped_column(default=False)
    is_whole: Mapped[bool] = mapped_column(default=False)
    questions: Mapped[int]
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    account: Mapped[Account | None] = relationship()
