"""A brainstorm: ideas as they were written, the cards they were merged into, themes and votes."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Base, new_code, words
from survey_app.vocabulary import IdeaState, Stance


class Theme(Base):
    """A heading under which the moderator groups cards."""

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("stage_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(default=1)


class Card(Base):
    """What stands on the board and is voted on: one idea, or several merged into one.

    A card that was merged into another keeps its row, so that the merge can be undone.
    """

    __tablename__ = "card"

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(12), unique=True, default=new_code)
    text: Mapped[str] = mapped_column(Text)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id", ondelete="SET NULL"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("card.id", ondelete="SET NULL"), index=True)


class Idea(Base):
    """One idea as its author wrote it. `key` is derived from the author's link; nothing joins two ideas of one author.

    `text` is never changed; `shown_text`, when it is not empty, stands on the board instead, with clues to a person
    struck out. An answer to another idea has `parent_code` and `stance`; objections have no card.
    `for_moderator` keeps an idea off the board by the wish of its author.
    """

    __tablename__ = "idea"
    __table_args__ = ({"sqlite_with_rowid": False},)

    code: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_code)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    shown_text: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[IdeaState] = mapped_column(words(IdeaState), default=IdeaState.SHOWN)
    for_moderator: Mapped[bool] = mapped_column(default=False)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("idea.code", ondelete="SET NULL"))
    stance: Mapped[Stance | None] = mapped_column(words(Stance))
    own_card_id: Mapped[int | None] = mapped_column(ForeignKey("card.id", ondelete="SET NULL"), index=True)
    card_id: Mapped[int | None] = mapped_column(ForeignKey("card.id", ondelete="SET NULL"), index=True)


class Merge(Base):
    """One merge of cards by the moderator, so that it can be undone: which ideas and cards came from where."""

    __tablename__ = "merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("card.id", ondelete="CASCADE"), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    undone: Mapped[bool] = mapped_column(default=False)


class Vote(Base):
    """What one panellist gave to one card: points, a mark, or agree 1, pass 0 and disagree -1.

    Of two cards compared with each other `card_id` is the first and `other_id` the second: 1 the first was preferred,
    -1 the second, 0 neither. The key joins nothing across cards.
    """

    __tablename__ = "vote"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("panel_round.id", ondelete="CASCADE"), index=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("card.id", deferrable=True, initially="DEFERRED"), index=True)
    points: Mapped[int]
    other_id: Mapped[int | None]
