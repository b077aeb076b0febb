"""Files that belong to questions: pictures that are shown, and files that respondents send in."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Base, UtcDateTime, new_code, now


class Picture(Base):
    """A picture of a study's questionnaires, found by the SHA-256 of its bytes. It never changes."""

    __tablename__ = "picture"
    __table_args__ = (UniqueConstraint("study_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(40))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class LibraryPicture(Base):
    """A picture of the library's blocks: theirs whatever becomes of the study that it came from."""

    __tablename__ = "library_picture"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class AnswerFile(Base):
    """A file that somebody sent in as an answer: its record here, its bytes in a folder, encrypted.

    The key of the bytes stands in this row alone, so whatever takes the row away (the response it belongs to, the
    study, its time) makes the bytes unreadable in the same moment; the folder is swept later. It belongs to a draft
    until that is sent, then to the response; a row that belongs to neither is swept.
    """

    __tablename__ = "answer_file"

    code: Mapped[str] = mapped_column(String(26), primary_key=True, default=lambda: new_code(26))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id", ondelete="SET NULL"), index=True)
    response_id: Mapped[str | None] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), index=True)
    question: Mapped[str] = mapped_column(String(16))
    filename: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
