"""A real-time round: what its releases came to while it was open."""

from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Base


class LiveRelease(Base):
    """One release of a real-time round: figures over all answers so far, and how many had changed, never whose.

    While `done` is false, which is only inside the transaction of a mix, the database lets rows of the open round be
    put in and replaced. There is no time: nobody's can be told from it.
    """

    __tablename__ = "live_release"

    round_id: Mapped[int] = mapped_column(ForeignKey("panel_round.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    done: Mapped[bool] = mapped_column(default=False)
