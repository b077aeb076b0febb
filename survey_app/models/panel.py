"""A panel: the people of a brainstorm or a Delphi, the rounds they come back for, and who has finished which."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.db import Base, UtcDateTime, new_code, words
from survey_app.vocabulary import BrainstormPhase, PanellistState, PanelState, RoundPurpose, RoundState, VoteKind

MOST_POINTS = 100


class Panel(Base):
    """What a brainstorm or Delphi stage has beside every other stage.

    `prompt` is what people read first, by language. The columns from `phase` on are used by brainstorms only.
    With `brainwriting` nobody sees the whole board while ideas are built on: `deck` says which cards are handed out,
    in which order, and how often they were passed on.
    """

    __tablename__ = "panel"
    __table_args__ = (
        CheckConstraint(f"points BETWEEN 1 AND {MOST_POINTS}", name="points"),
        CheckConstraint("release_people BETWEEN 3 AND 10", name="release_people"),
    )

    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[PanelState] = mapped_column(words(PanelState), default=PanelState.DRAFT)
    prompt: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    phase: Mapped[BrainstormPhase] = mapped_column(words(BrainstormPhase), default=BrainstormPhase.WRITE)
    phase_ends: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    points: Mapped[int] = mapped_column(default=5)
    release_people: Mapped[int] = mapped_column(default=3)
    check_first: Mapped[bool] = mapped_column(default=False)
    vote_kind: Mapped[str] = mapped_column(String(10), default=VoteKind.POINTS, server_default="points")
    brainwriting: Mapped[bool] = mapped_column(default=False, server_default=false())
    deck: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    keys_destroyed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PanelGroup(Base):
    """A declared group of panellists: customers, suppliers, regulators."""

    __tablename__ = "panel_group"
    __table_args__ = (UniqueConstraint("stage_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(default=1)


class Panellist(Base):
    """A member of a panel: the roll. It says who is asked and never what anybody answered.

    `tag` finds the panellist whose link is presented; the link's secret stands nowhere. A link that was made anew
    counts from `first_round`, so that nobody has two voices in one round; `older_tags` are those of the links before
    it, so that only the person's own older link can take its place back. Somebody who came by the open link has neither
    name nor address.
    """

    __tablename__ = "panellist"
    __table_args__ = (Index("ix_panellist_stage_state", "stage_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(12), unique=True, default=new_code)
    name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    language: Mapped[str] = mapped_column(String(12), default="en")
    group_id: Mapped[int | None] = mapped_column(ForeignKey("panel_group.id", ondelete="SET NULL"), index=True)
    state: Mapped[PanellistState] = mapped_column(words(PanellistState), default=PanellistState.LISTED)
    tag: Mapped[str | None] = mapped_column(String(64), unique=True)
    link_issue: Mapped[int] = mapped_column(default=0)
    first_round: Mapped[int] = mapped_column(default=1)
    older_tags: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    opted_out: Mapped[bool] = mapped_column(default=False)
    left_round: Mapped[int | None]
    """Where answers have no name: the round that was asked last when the person left, of those who took part.

    Below zero as long as others are not told: the state says then that the person takes part (`services/leavings.py`).
    """

    group: Mapped[PanelGroup | None] = relationship()


class PanelRound(Base):
    """One round of a panel: of ratings, of votes, or the writing of a brainstorm.

    `waiver` says why the round may open with fewer panellists than usual.
    `begun` counts people who have saved something. `flow` (invited, accepted, finished, part, none) and `receipts`
    are written when the round is analysed and stay. `reminded_at_answers` is how many had finished when reminders
    last went out. `live` says that its figures move while it is open: a real-time round.
    """

    __tablename__ = "panel_round"
    __table_args__ = (UniqueConstraint("stage_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    purpose: Mapped[RoundPurpose] = mapped_column(words(RoundPurpose))
    state: Mapped[RoundState] = mapped_column(words(RoundState), default=RoundState.DRAFT)
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    grace_minutes: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    message: Mapped[str] = mapped_column(Text, default="")
    waiver: Mapped[str] = mapped_column(Text, default="")
    begun: Mapped[int] = mapped_column(default=0)
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_at_answers: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    live: Mapped[bool] = mapped_column(default=False, server_default=false())
    flow: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    receipts: Mapped[list[Any]] = mapped_column(JSON, default=list)


class Turnout(Base):
    """Who has finished a round: the row is there or it is not. No time, no order."""

    __tablename__ = "turnout"
    __table_args__ = ({"sqlite_with_rowid": False},)

    round_id: Mapped[int] = mapped_column(ForeignKey("panel_round.id", ondelete="CASCADE"), primary_key=True)
    panellist_id: Mapped[int] = mapped_column(ForeignKey("panellist.id", ondelete="CASCADE"), primary_key=True)
