"""Stored files: bytes in a folder under random names, their record in the database, both gone when they expire."""

import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, func, select

from survey_app.db import after_commit, new_code, now, session
from survey_app.exceptions import NotFound
from survey_app.models import Account, Membership, StoredFile
from survey_app.services import installation
from survey_app.vocabulary import FileKind

_LONGEST_NAME = 120


def keep(
    content: bytes | Path,
    *,
    kind: FileKind,
    filename: str,
    media_type: str,
    study_id: int,
    account_id: int | None,
    lasts: timedelta | None = None,
) -> StoredFile:
    """Keep bytes, or a finished file that is moved into the folder; the record says until when."""
    code = new_code(26)
    target = _path(code)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if isinstance(content, Path):
        content.replace(target)
    else:
        target.write_bytes(content)
    stored = StoredFile(
        code=code,
        kind=kind,
        filename=safe_name(filename),
        media_type=media_type,
        size=target.stat().st_size,
        study_id=study_id,
        account_id=account_id,
        expires_at=now() + (lasts or timedelta(days=installation.settings().file_days)),
    )
    session.add(stored)
    session.flush()
    return stored


def find(account: Account, code: str) -> StoredFile:
    """A file by its code, if the person belongs to its study and it has not expired."""
    stored = session.scalar(
        select(StoredFile)
        .join(Membership, Membership.study_id == StoredFile.study_id)
        .where(StoredFile.code == code, Membership.account_id == account.id, StoredFile.expires_at > now())
    )
    if stored is None or not path_of(stored).exists():
        raise NotFound
    return stored


def in_study(study_id: int, code: str, kind: FileKind) -> StoredFile:
    """A file of one kind by its code, if it belongs to the study and has not expired."""
    stored = session.scalar(
        select(StoredFile).where(
            StoredFile.code == code,
            StoredFile.study_id == study_id,
            StoredFile.kind == kind,
            StoredFile.expires_at > now(),
        )
    )
    if stored is None:
        raise NotFound
    return stored


def drop(stored: StoredFile) -> None:
    """Remove a file that is no longer needed, its bytes and its record."""
    path_of(stored).unlink(missing_ok=True)
    session.delete(stored)
    session.flush()


def remove_all(study_id: int) -> None:
    """Remove every file of a study: the records now, the bytes as soon as that is certain.

    Bytes of a transaction that is taken back stay; what a crash leaves in between is swept later.
    """
    codes = session.scalars(select(StoredFile.code).where(StoredFile.study_id == study_id)).all()
    session.execute(delete(StoredFile).where(StoredFile.study_id == study_id))
    after_commit(lambda: _unlink(codes))


def _unlink(codes: Sequence[str]) -> None:
    for code in codes:
        for ending in (".bin", ".new"):
            with contextlib.suppress(OSError):
                _path(code).with_suffix(ending).unlink()


def path_of(stored: StoredFile) -> Path:
    """Where the bytes lie."""
    return _path(stored.code)


def of_study(
    study_id: int, kind: FileKind, *, page: int = 1, size: int = 20, media_type: str = "", since: datetime | None = None
) -> tuple[Sequence[StoredFile], int]:
    """One page of a study's files of one kind that have not expired, newest first, and how many there are.

    Those of one media type, or made at or after a moment, where one is named.
    """
    wanted = select(StoredFile).where(
        StoredFile.study_id == study_id, StoredFile.kind == kind, StoredFile.expires_at > now()
    )
    if media_type:
        wanted = wanted.where(StoredFile.media_type == media_type)
    if since is not None:
        wanted = wanted.where(StoredFile.created_at >= since)
    count = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    return session.scalars(wanted.order_by(StoredFile.id.desc()).limit(size).offset((page - 1) * size)).all(), count


def sweep() -> int:
    """Delete what has expired, and bytes without a record; how many files went."""
    session.execute(delete(StoredFile).where(StoredFile.expires_at <= now()))
    known = set(session.scalars(select(StoredFile.code)))
    gone = 0
    folder = installation.settings().files
    for path in folder.iterdir() if folder.exists() else ():
        if path.is_file() and path.stem not in known and path.suffix == ".bin":
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
                gone += 1
    return gone


def _path(code: str) -> Path:
    return installation.settings().files / f"{code}.bin"


def safe_name(name: str) -> str:
    """A name for downloads without anything a file system or a header could misread.

    A long one keeps its begin and its end: what it is about, and which day, language and kind of file.
    """
    kept = "".join(letter if letter.isalnum() or letter in " ._-()" else "_" for letter in name).strip(" .")
    if len(kept) > _LONGEST_NAME:
        kept = f"{kept[: _LONGEST_NAME // 2].rstrip(' .')}_{kept[-(_LONGEST_NAME // 2 - 1) :].lstrip(' .')}"
    return kept or "file"
