"""What a column of the sample's list is called, and what its values mean: names, words, and what they belong to."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Base


class ColumnValues(Base):
    """The values of one column: as written, the name each stands for, its parent, such as a city's province, and words.

    The entry without a value holds the words of the column itself.
    """

    __tablename__ = "column_values"

    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), primary_key=True)
    attribute: Mapped[str] = mapped_column(String(200), primary_key=True)
    meanings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
