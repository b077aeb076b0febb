"""What is known of a need beside its answers: whether customers say it, where it was found, what shows it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Base, UtcDateTime, now


class NeedNote(Base):
    """The note to one feature of a question of pairs; `feature` is `QUESTION.item`."""

    __tablename__ = "need_note"

    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), primary_key=True)
    feature: Mapped[str] = mapped_column(String(80), primary_key=True)
    awareness: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(200), default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
