"""Places at which people answer by a code of their own, such as a reception or a box for comments."""

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Base


class EntryPlaces(Base):
    """The places of a survey, in the order in which they were typed; each has an address that carries its name."""

    __tablename__ = "entry_places"

    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), primary_key=True)
    names: Mapped[list[str]] = mapped_column(JSON)
