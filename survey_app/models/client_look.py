"""The look a client wants for the workbook and the report of a study."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Base, UtcDateTime, now


class KeptLook(Base):
    """The look of a study's exports: the file it can be downloaded as, its logo inside."""

    __tablename__ = "client_look"

    study_id: Mapped[int] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), primary_key=True)
    look: Mapped[dict[str, Any]] = mapped_column(JSON)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
