"""How many people of a kind are wanted, and how random arms are dealt out evenly."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Base, new_code, words
from survey_app.vocabulary import QuotaAction


class Quota(Base):
    """One cell: the rule that says who belongs to it, how many are wanted, and what becomes of those after them.

    `counted` are the responses that were taken into it; one conditional UPDATE counts, so that two people cannot take
    the last place. `turned_away` are those who met the rule when it was full. `text` is what they read then.
    """

    __tablename__ = "quota"
    __table_args__ = (
        UniqueConstraint("stage_id", "name"),
        CheckConstraint("counted >= 0", name="counted"),
        CheckConstraint("most >= 0", name="most"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    rule: Mapped[str] = mapped_column(Text)
    most: Mapped[int]
    counted: Mapped[int] = mapped_column(default=0)
    turned_away: Mapped[int] = mapped_column(default=0)
    action: Mapped[QuotaAction] = mapped_column(words(QuotaAction), default=QuotaAction.END)
    text: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    address: Mapped[str] = mapped_column(String(500), default="")
    active: Mapped[bool] = mapped_column(default=True)


class ArmSequence(Base):
    """How many people were dealt an arm of an experiment, and the seed of the blocks that they are dealt out of."""

    __tablename__ = "arm_sequence"

    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    seed: Mapped[str] = mapped_column(String(26), default=lambda: new_code(26))
    taken: Mapped[int] = mapped_column(default=0)
