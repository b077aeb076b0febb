"""The register of improvements: what is done, which figure it should move, who does it, when it is looked at."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Base, UtcDateTime, new_code, now, words
from survey_app.vocabulary import ImprovementState


class Improvement(Base):
    """One action. `indicator` names a figure of `before`; `after` is the survey in which it is looked at again."""

    __tablename__ = "improvement"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True, default=new_code)
    study_id: Mapped[int] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    action: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(120), default="")
    due: Mapped[str] = mapped_column(String(80), default="")
    indicator: Mapped[str] = mapped_column(String(120))
    before_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    after_id: Mapped[int | None] = mapped_column(ForeignKey("stage.id", ondelete="SET NULL"), index=True)
    state: Mapped[ImprovementState] = mapped_column(words(ImprovementState), default=ImprovementState.PLANNED)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
