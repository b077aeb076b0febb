"""A Delphi: its protocol, items with their lineage, ratings, reasons, and the figures frozen at each close."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Base, UtcDateTime, new_code, now, words
from survey_app.vocabulary import Asking, Choice, Fate, ProposalState, ReasonState, Side

LATE: dict[str, Any] = {"deferrable": True, "initially": "DEFERRED"}
"""Checked at the end of the transaction: a study that is removed takes its rows along in any order."""


class Protocol(Base):
    """The rules of a Delphi, locked with a hash before the first round; an amendment is a later version.

    `document` holds `services.protocol_rules.ProtocolRules` and the items as they stood at the lock. `trial` is what
    simulated panels came to under the rules, tried before the lock; the hash does not cover it.
    """

    __tablename__ = "protocol"
    __table_args__ = (UniqueConstraint("stage_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    document: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    hash: Mapped[str] = mapped_column(String(64), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    trial: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Item(Base):
    """One statement to be weighed, or one open question. Once it was asked its words change by corrections alone.

    A rewording is a new item. `lineage` is part of the keys of all ratings of the item, so it says "the same question"
    from round to round; a reworded, split or merged item begins a new one and names what it replaces. `section` is the
    heading it stands under, by language; `evidence` holds a text by language and links to read before one answers.
    """

    __tablename__ = "item"
    __table_args__ = (UniqueConstraint("stage_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(12))
    lineage: Mapped[str] = mapped_column(String(26), unique=True, default=lambda: new_code(26))
    position: Mapped[int]
    text: Mapped[dict[str, Any]] = mapped_column(JSON)
    hint: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    section: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    active: Mapped[bool] = mapped_column(default=True)
    asked: Mapped[str] = mapped_column(String(7), default=Asking.WEIGHED, server_default="weighed")
    own_scale: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    """Its own scale as `services.own_scales` reads it; empty where the protocol's scale holds."""

    @property
    def is_open(self) -> bool:
        """Whether it is a question that people answer in their own words."""
        return self.asked == Asking.OPEN


class ItemCorrection(Base):
    """A typing error in a statement that was asked, put right: all its words before and after, and why.

    The database lets the words of such a statement become those of its newest correction and no others.
    """

    __tablename__ = "item_correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    text_before: Mapped[dict[str, Any]] = mapped_column(JSON)
    text: Mapped[dict[str, Any]] = mapped_column(JSON)
    hint_before: Mapped[dict[str, Any]] = mapped_column(JSON)
    hint: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ItemOrigin(Base):
    """What an item came from: a card of the brainstorm, or an earlier item that it replaces."""

    __tablename__ = "item_origin"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    card_id: Mapped[int | None] = mapped_column(ForeignKey("card.id", ondelete="CASCADE"), index=True)
    earlier_id: Mapped[int | None] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)


class RoundItem(Base):
    """An item that is asked in a round, its place there, and what became of it afterwards.

    `fate` is empty until the moderator decides after the close; `by_rule` says that the protocol's rule decided.
    """

    __tablename__ = "round_item"

    round_id: Mapped[int] = mapped_column(ForeignKey("panel_round.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", **LATE), primary_key=True)
    position: Mapped[int]
    fate: Mapped[Fate | None] = mapped_column(words(Fate))
    by_rule: Mapped[bool] = mapped_column(default=False)
    fate_reason: Mapped[str] = mapped_column(Text, default="")


class Rating(Base):
    """One panellist's rating of one item in one round.

    `key` is the panellist's ballot key of the stage (levels up to anonymous) or a key of its own for every item
    (sealed). No value with `cannot_judge`. `second` stands on the protocol's second scale; `confidence` says in per
    cent how sure somebody is that the range of an estimate holds the true figure. `seal` is the row's own hash, so
    that an alteration can be named.
    """

    __tablename__ = "rating"
    __table_args__ = (Index("ix_rating_round_item", "round_id", "item_id"), {"sqlite_with_rowid": False})

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", **LATE), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("panel_round.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("panel_group.id", **LATE))
    value: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    second: Mapped[float | None]
    confidence: Mapped[float | None]
    cannot_judge: Mapped[bool] = mapped_column(default=False)
    choice: Mapped[Choice] = mapped_column(words(Choice), default=Choice.FIRST)
    partial: Mapped[bool] = mapped_column(default=False)
    seal: Mapped[str] = mapped_column(String(64))


class Reason(Base):
    """Why somebody rated as they did, or one answer to an open question. The key joins it to nothing else of theirs."""

    __tablename__ = "reason"
    __table_args__ = (Index("ix_reason_round_item", "round_id", "item_id"), {"sqlite_with_rowid": False})

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("panel_round.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", **LATE))
    code: Mapped[str] = mapped_column(String(12), unique=True, default=new_code)
    side: Mapped[Side] = mapped_column(words(Side), default=Side.MIDDLE)
    text: Mapped[str] = mapped_column(Text)
    shown_text: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ReasonState] = mapped_column(words(ReasonState), default=ReasonState.WAITING)


class Proposal(Base):
    """A statement that a panellist proposed in the first round. The key joins it to nothing else of that person.

    What became of it is read by everybody: the words that are shown, a reason where it was declined, the new item.
    """

    __tablename__ = "proposal"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("panel_round.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(12), unique=True, default=new_code)
    text: Mapped[str] = mapped_column(Text)
    shown_text: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ProposalState] = mapped_column(words(ProposalState), default=ProposalState.WAITING)
    reason: Mapped[str] = mapped_column(Text, default="")
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id", ondelete="SET NULL"), index=True)
    aside: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it stands aside with one that was erased; only its author reads it then."""


class Clarification(Base):
    """A question to whoever wrote a reason, a proposal or an idea, found by its key at the next visit; and the answer.

    No time is kept: it would say who was there.
    """

    __tablename__ = "clarification"
    __table_args__ = ({"sqlite_with_rowid": False},)

    code: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_code)
    round_id: Mapped[int] = mapped_column(ForeignKey("panel_round.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(64), index=True)
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="")
    shown: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the moderator reads the answer at the levels without links; nobody can answer any more then."""


class ReasonMark(Base):
    """How many panellists of the next round found a reason helpful: a number, never who."""

    __tablename__ = "reason_mark"
    __table_args__ = ({"sqlite_with_rowid": False},)

    reason_key: Mapped[str] = mapped_column(ForeignKey("reason.key", ondelete="CASCADE"), primary_key=True)
    count: Mapped[int]


class Snapshot(Base):
    """The figures of a round, frozen when it was analysed: what was computed, by which rules, from which answers.

    `input_hash` covers the answers without their keys and may be shown; `seal` covers the rows as they are stored and
    is only compared.
    """

    __tablename__ = "snapshot"

    round_id: Mapped[int] = mapped_column(ForeignKey("panel_round.id", ondelete="CASCADE"), primary_key=True)
    protocol_id: Mapped[int | None] = mapped_column(ForeignKey("protocol.id", **LATE))
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    libraries: Mapped[dict[str, Any]] = mapped_column(JSON)
    input_hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Erasure(Base):
    """Answers a panellist had erased after a round was analysed: a number of rows, and nothing else.

    Where answers have no name, the number is 1 however many rows went: it would be that of one person. While `done` is
    false the database lets rows of the round go; a snapshot knows by it why rows are missing.
    """

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("panel_round.id", ondelete="CASCADE"), index=True)
    rows: Mapped[int] = mapped_column(default=0)
    done: Mapped[bool] = mapped_column(default=False)
