"""Uploaded files between two steps of a wizard: bytes in the file folder, a record that says whose they are."""

import io
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from survey_app.db import new_code, now, session
from survey_app.exceptions import N_, FileRefused, NotFound
from survey_app.interchange.tables import LIMITS, Limits, Table, read_table
from survey_app.models import Account, StoredFile, Study
from survey_app.services import installation
from survey_app.vocabulary import FileKind

_KEPT = timedelta(days=1)
_LONGEST_NAME = 120


def keep_table(content: bytes, filename: str, study: Study, account: Account, limits: Limits = LIMITS) -> StoredFile:
    """Keep an uploaded table until it is used; one that cannot be read is refused at once and not kept."""
    name = safe_name(filename)
    read_bytes(content, name, limits)
    code = new_code(26)
    folder = installation.settings().files
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / code).write_bytes(content)
    file = StoredFile(
        code=code,
        study_id=study.id,
        account_id=account.id,
        kind=FileKind.UPLOAD,
        filename=name,
        media_type="application/octet-stream",
        size=len(content),
        expires_at=now() + _KEPT,
    )
    session.add(file)
    session.flush()
    return file


def find(study: Study, code: str) -> StoredFile:
    """An uploaded file of this study; an expired one does not exist."""
    file = session.scalar(
        select(StoredFile).where(
            StoredFile.code == code,
            StoredFile.study_id == study.id,
            StoredFile.kind == FileKind.UPLOAD,
            StoredFile.expires_at > now(),
        )
    )
    if file is None:
        raise NotFound
    return file


def table_of(file: StoredFile, limits: Limits = LIMITS) -> Table:
    """The table in a kept file."""
    try:
        content = _path(file).read_bytes()
    except OSError:
        raise FileRefused(N_("The uploaded file is no longer there. Upload it again.")) from None
    return read_bytes(content, file.filename, limits)


def drop(file: StoredFile) -> None:
    """Remove a kept file that has been used."""
    _path(file).unlink(missing_ok=True)
    session.delete(file)
    session.flush()


def read_bytes(content: bytes, filename: str, limits: Limits) -> Table:
    """Read a table that lies in memory."""
    return read_table(io.BytesIO(content), filename, limits)


def safe_name(filename: str) -> str:
    """The file's own name without its path and without characters that cannot be kept."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in last if letter.isprintable()).strip()
    return kept[-_LONGEST_NAME:] or "list"


def _path(file: StoredFile) -> Path:
    return installation.settings().files / file.code
