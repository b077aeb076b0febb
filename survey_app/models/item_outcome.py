"""What came out of a quantity that a panel estimated."""

from datetime import date, datetime

from sqlalchemy import Date, Double, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Base, UtcDateTime, now


class ItemOutcome(Base):
    """The true figure of an item in the unit of its scale, the day it became known, and where it stands."""

    __tablename__ = "item_outcome"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[float] = mapped_column(Double)
    known_on: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(300))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
