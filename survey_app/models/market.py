"""Estimates of a market kept with a study: the factors as they were typed, so that the product stays exact."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Base, UtcDateTime, new_code, now


class MarketEstimate(Base):
    """One estimate with its assumptions. `factors` are name, kind, low, middle and high, as texts.

    `regions` give the first factor region by region: name, figure as a text, and whether each condition is met.
    """

    __tablename__ = "market_estimate"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True, default=new_code)
    study_id: Mapped[int] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text, default="")
    shape: Mapped[str] = mapped_column(String(12))
    factors: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    regions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
