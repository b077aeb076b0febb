"""The code frame of an open question, and which wordings stand under which code.

A mark belongs to a wording, never to a response: people who wrote the same are coded at once, and nothing here joins
two texts of one person.
"""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Base, new_code


class TextCode(Base):
    """One code of an open question; codes with the same theme are counted together too."""

    __tablename__ = "text_code"
    __table_args__ = (Index("ix_text_code_stage_id_variable", "stage_id", "variable"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True, default=new_code)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"))
    variable: Mapped[str] = mapped_column(String(80))
    label: Mapped[str] = mapped_column(String(80))
    theme: Mapped[str] = mapped_column(String(80), default="")
    words: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    """What `label` and `theme` are called in other languages than the study's own: `{"label": {"es": "Precio"}}`."""


class TextMark(Base):
    """One wording under one code; `wording` is its digest."""

    __tablename__ = "text_mark"

    text_code_id: Mapped[int] = mapped_column(ForeignKey("text_code.id", ondelete="CASCADE"), primary_key=True)
    wording: Mapped[str] = mapped_column(String(32), primary_key=True)
