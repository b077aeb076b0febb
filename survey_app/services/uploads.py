"""Uploaded tables between two steps of a wizard: files of a study that are kept for a day."""

import io
from dataclasses import replace
from datetime import timedelta

from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.tables import LIMITS, Limits, Table, read_table
from survey_app.models import Account, StoredFile, Study
from survey_app.services import files, installation
from survey_app.vocabulary import FileKind

KEPT = timedelta(days=1)
_LONGEST_NAME = 120


def largest() -> Limits:
    """How much a table may hold in this installation."""
    return replace(LIMITS, packed=installation.settings().max_upload_mb * 1024 * 1024)


def of_answers() -> Limits:
    """The same for a file of answers: rows that sum up the others are left out, and told of."""
    return replace(largest(), feet=True)


def keep_table(content: bytes, filename: str, study: Study, account: Account, limits: Limits = LIMITS) -> StoredFile:
    """Keep an uploaded table until it is used; one that cannot be read is refused at once and not kept."""
    read_bytes(content, safe_name(filename), limits)
    return keep_read(content, filename, study, account)


def keep_read(content: bytes, filename: str, study: Study, account: Account) -> StoredFile:
    """Keep a table that was read already."""
    return files.keep(
        content,
        kind=FileKind.UPLOAD,
        filename=safe_name(filename),
        media_type="application/octet-stream",
        study_id=study.id,
        account_id=account.id,
        lasts=KEPT,
    )


def find(study: Study, code: str) -> StoredFile:
    """An uploaded file of this study; an expired one does not exist."""
    return files.in_study(study.id, code, FileKind.UPLOAD)


def table_of(file: StoredFile, limits: Limits = LIMITS) -> Table:
    """The table in a kept file."""
    return read_bytes(content_of(file), file.filename, limits)


def content_of(file: StoredFile) -> bytes:
    """The bytes of a kept file."""
    try:
        return files.path_of(file).read_bytes()
    except OSError:
        raise FileRefused(N_("The uploaded file is no longer there. Upload it again.")) from None


def drop(file: StoredFile) -> None:
    """Remove a kept file that has been used."""
    files.drop(file)


def read_bytes(content: bytes, filename: str, limits: Limits) -> Table:
    """Read a table that lies in memory."""
    return read_table(io.BytesIO(content), filename, limits)


def safe_name(filename: str) -> str:
    """The file's own name without its path and without characters that cannot be kept."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in last if letter.isprintable()).strip()
    return kept[-_LONGEST_NAME:] or "list"
