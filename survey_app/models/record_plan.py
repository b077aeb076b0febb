"""Records that are due again and again, such as the daily figures of a service."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Base, words
from survey_app.vocabulary import Rhythm


class RecordPlan(Base):
    """How often the form of a survey is due, since when, and which of its questions say the day and the place.

    Without a question for the place one record is due each day or week.
    """

    __tablename__ = "record_plan"

    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), primary_key=True)
    rhythm: Mapped[Rhythm] = mapped_column(words(Rhythm))
    day_question: Mapped[str] = mapped_column(String(16))
    place_question: Mapped[str] = mapped_column(String(16), default="", server_default="")
    starts_on: Mapped[date]
