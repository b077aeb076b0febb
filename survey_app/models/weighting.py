"""How the answers of a survey are weighted: the rule, never the weights."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Base, UtcDateTime, now


class KeptWeighting(Base):
    """The weighting of a stage: a number of the data, or breaks with their targets and limits.

    The weights themselves are computed whenever they are read. A weight stored beside an answer would be a mark that
    tells people with rare answers apart.
    """

    __tablename__ = "weighting"

    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
