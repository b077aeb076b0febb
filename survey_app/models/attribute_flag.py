"""Attributes of a battery that a researcher marked as not to be acted on, such as the price."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Base, UtcDateTime, now


class AttributeFlag(Base):
    """One attribute that stays in every figure and is left out of what to act on; `attribute` is `QUESTION.item`."""

    __tablename__ = "attribute_flag"

    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), primary_key=True)
    attribute: Mapped[str] = mapped_column(String(80), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
