"""Which answers to an open question a statement was made of."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Base


class ItemAnswer(Base):
    """One answer that went into a statement. The statement stays when the answer is erased."""

    __tablename__ = "item_answer"
    __table_args__ = (Index("ix_item_answer_reason_key", "reason_key"), {"sqlite_with_rowid": False})

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    reason_key: Mapped[str] = mapped_column(ForeignKey("reason.key", ondelete="CASCADE"), primary_key=True)
