"""What respondents send: drafts while they answer, responses when they have sent them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Base, UtcDateTime, now, words
from survey_app.vocabulary import Mode


class Draft(Base):
    """Answers on the way: saved on every move between pages, deleted when they are sent.

    `key` is the hash of a secret that only the respondent's browser or the case's link holds. `submit_key` is the key
    under which this draft may become a response, exactly once.
    """

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_updated_at", "updated_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64), unique=True)
    submit_key: Mapped[str] = mapped_column(String(64), unique=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("sampled_case.id", ondelete="CASCADE"), index=True)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    mode: Mapped[Mode] = mapped_column(words(Mode), default=Mode.WEB)
    language: Mapped[str] = mapped_column(String(12))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    conflicts_with: Mapped[str | None] = mapped_column(String(26))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class WayBack(Base):
    """A code that leads to a draft from another device: where it is found and what it opens, never the code itself.

    `locked` is the draft's secret, encrypted under the code.
    """

    __tablename__ = "way_back"

    place: Mapped[str] = mapped_column(String(64), primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), unique=True)
    locked: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Response(Base):
    """One person's answers, sent and acknowledged.

    `answers` (JSON) is the record; `closed` and `numbers` are its packed projection. Identity answers stand in
    `Identity`, never here. The key is random and the table keeps no row order, so nothing tells who came when.
    `course` is how the interview went, see `services.course`: its ending, and where no promise forbids it the realised
    order and the seconds each page took.
    """

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint("usable OR set_aside <> ''", name="set_aside"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("sampled_case.id", ondelete="SET NULL"), unique=True)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"), index=True)
    submit_key: Mapped[str] = mapped_column(String(64), unique=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    receipt: Mapped[str] = mapped_column(String(16))
    mode: Mapped[Mode] = mapped_column(words(Mode))
    language: Mapped[str] = mapped_column(String(12))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    closed: Mapped[bytes] = mapped_column(LargeBinary)
    numbers: Mapped[bytes] = mapped_column(LargeBinary)
    usable: Mapped[bool] = mapped_column(default=True)
    set_aside: Mapped[str] = mapped_column(String(200), default="")
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    course: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")


class Identity(Base):
    """Answers to identity questions, apart from opinions: exported separately, deletable on their own."""

    __tablename__ = "identity"
    __table_args__ = ({"sqlite_with_rowid": False},)

    response_id: Mapped[str] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)


class ImportBatch(Base):
    """Answers brought in from elsewhere in one go, removable in one go.

    `request_key` belongs to the request of a program that brought it: the same one again brings nothing twice.
    """

    __tablename__ = "import_batch"
    __table_args__ = (Index("ix_import_batch_request_key", "request_key", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    source: Mapped[str] = mapped_column(String(200))
    filename: Mapped[str] = mapped_column(String(200))
    request_key: Mapped[str | None] = mapped_column(String(64))
    taken: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
