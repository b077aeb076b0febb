"""The sealed inbox: what lies between a panellist's or respondent's press of the button and the mix."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Base, UtcDateTime, new_code, words
from survey_app.privacy.mix_plan import Phase


class Batch(Base):
    """Sheets that are mixed together. Its private key lies in a file outside the database, named by `key_name`.

    `people` counts how many have put something in; a brainstorm's batch is released when it holds enough of them and
    `release_at` has come. All sealed sheets of a batch have `blob_size` bytes.
    """

    __tablename__ = "batch"
    __table_args__ = (UniqueConstraint("stage_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("panel_round.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    phase: Mapped[Phase] = mapped_column(words(Phase), default=Phase.COLLECTING)
    key_name: Mapped[str] = mapped_column(String(26), unique=True, default=lambda: new_code(26))
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    blob_size: Mapped[int]
    people: Mapped[int] = mapped_column(default=0)
    release_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class InboxSheet(Base):
    """One sealed sheet, at a place that only its link can compute."""

    __tablename__ = "inbox_sheet"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id", ondelete="CASCADE"), index=True)
    blob: Mapped[bytes] = mapped_column(LargeBinary)


class PanelDraft(Base):
    """A person's own copy of what lies sealed, encrypted so that only the link opens it. Deleted after the mix."""

    __tablename__ = "panel_draft"
    __table_args__ = ({"sqlite_with_rowid": False},)

    place: Mapped[str] = mapped_column(String(64), primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("panel_round.id", ondelete="CASCADE"), index=True)
    blob: Mapped[bytes] = mapped_column(LargeBinary)
