"""The frame, the draw and the sampled cases."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Base, UtcDateTime, now, words
from survey_app.vocabulary import Disposition, Mode


class Frame(Base):
    """The list of everybody who could be asked, as it was uploaded."""

    __tablename__ = "frame"

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    attributes: Mapped[list[Any]] = mapped_column(JSON, default=list)
    size: Mapped[int] = mapped_column(default=0)
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class FrameUnit(Base):
    """One member of the frame: its own id, an address, and whatever else the list says."""

    __tablename__ = "frame_unit"
    __table_args__ = (UniqueConstraint("frame_id", "unit"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    frame_id: Mapped[int] = mapped_column(ForeignKey("frame.id", ondelete="CASCADE"), index=True)
    unit: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), default="")
    attributes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Draw(Base):
    """One drawn (or ready-made) sample: its rule, its seed and the table it gave, kept as they were."""

    __tablename__ = "draw"

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    frame_id: Mapped[int | None] = mapped_column(ForeignKey("frame.id", ondelete="SET NULL"))
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class SampledCase(Base):
    """Somebody who is asked: a case with a personal link.

    The link's secret is made from a key outside the database; here stands only its hash, to find the case by.
    """

    __tablename__ = "sampled_case"
    __table_args__ = (
        UniqueConstraint("stage_id", "unit"),
        Index("ix_sampled_case_stage_disposition", "stage_id", "disposition"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    draw_id: Mapped[int | None] = mapped_column(ForeignKey("draw.id", ondelete="SET NULL"), index=True)
    unit: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), default="")
    attributes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    link_hash: Mapped[str] = mapped_column(String(64), unique=True)
    link_issue: Mapped[int] = mapped_column(default=1)
    mode: Mapped[Mode] = mapped_column(words(Mode), default=Mode.WEB)
    disposition: Mapped[Disposition] = mapped_column(words(Disposition), default=Disposition.PENDING)
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
