"""The log of acts of power over others' data. It only grows, and each entry covers the one before it.

Entries of one study form a chain, and so do those of the installation that belong to no study: the digest of an entry
is made from what it says, its number and the digest before it. An altered, removed or slipped-in entry breaks the
chain. The last entry of a chain is also written into a file outside the database, so that a missing end is found too.

Do not trust it against somebody who can write into both the database and that folder: they can make a new chain.
"""

import fcntl
import hashlib
import json
import logging
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import ColumnElement, Select, select, text

from survey_app.db import after_commit, now, session
from survey_app.models import Account, AuditEntry, Study
from survey_app.services import installation

logger = logging.getLogger(__name__)
_LONGEST_SUBJECT = 200
_LOCK = 7_103
"""Names our lock among the advisory locks of the database."""
_INSTALLATION = "installation"


class Fault(StrEnum):
    """What is wrong with an entry of the log."""

    ALTERED = "altered"
    """It does not say any more what it said when it was written."""
    MISSING = "missing"
    """Entries before it are gone."""
    SLIPPED_IN = "slipped_in"
    """It was not written by this program."""
    CUT = "cut"
    """The end of the log is gone, or the database is older than the folder beside it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One place at which a chain is broken."""

    number: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class _Head:
    number: int
    digest: str


def record(
    study_id: int | None,
    account: Account | None,
    act: str,
    subject: str = "",
    reason: str = "",
    *,
    at: datetime | None = None,
) -> None:
    """Write down who did what, in the transaction that does it. `at` stands for a moment that nobody may know."""
    session.flush()
    _hold(study_id)
    before = _head(study_id)
    entry = AuditEntry(
        study_id=study_id,
        account_id=account.id if account else None,
        act=act,
        subject=subject[:_LONGEST_SUBJECT],
        reason=reason,
        at=at or now(),
        number=before.number + 1,
        previous=before.digest,
    )
    code = _code_of(study_id)
    entry.digest = digest_of(entry, code)
    session.add(entry)
    session.flush()
    head = _Head(before.number + 1, entry.digest)
    after_commit(lambda: _anchor(code, head))


def forget(study_code: str) -> None:
    """Remove what is kept beside the database of a study that was deleted, once that is stored."""
    after_commit(lambda: _path(study_code).unlink(missing_ok=True))


def verify(study: Study | None) -> list[Finding]:
    """Every place at which the chain of a study is broken; None is the installation's own chain."""
    study_id = study.id if study else None
    entries = session.scalars(_entries(study_id)).all()
    chained = sorted((entry for entry in entries if entry.number is not None), key=lambda entry: entry.number or 0)
    found = list(_breaks(chained, _code_of(study_id)))
    first = min((entry.id for entry in chained), default=None)
    loose = sum(1 for entry in entries if entry.number is None and (first is None or entry.id > first))
    if loose and (chained or _anchored(_code_of(study_id))):
        found += [Finding(0, Fault.SLIPPED_IN)] * loose
    return found + list(_cut(chained, _anchored(_code_of(study_id))))


def digest_of(entry: AuditEntry, study_code: str) -> str:
    """What an entry's digest has to be: over what it says and the digest before it."""
    said = [
        study_code,
        entry.number,
        entry.previous,
        entry.act,
        entry.subject,
        entry.reason,
        _plain(entry.at),
        entry.account_id,
    ]
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def _breaks(chained: Sequence[AuditEntry], code: str) -> Iterable[Finding]:
    before = _Head(0, "")
    for entry in chained:
        number = entry.number or 0
        if number != before.number + 1 or entry.previous != before.digest:
            yield Finding(number, Fault.MISSING if number > before.number + 1 else Fault.SLIPPED_IN)
        if entry.digest != digest_of(entry, code):
            yield Finding(number, Fault.ALTERED)
        before = _Head(number, entry.digest)


def _cut(chained: Sequence[AuditEntry], anchor: _Head | None) -> Iterable[Finding]:
    if anchor is None:
        return
    entry = next((each for each in chained if each.number == anchor.number), None)
    last = max((each.number or 0 for each in chained), default=0)
    if last < anchor.number:
        yield Finding(anchor.number, Fault.CUT)
    elif entry is not None and entry.digest != anchor.digest:
        yield Finding(anchor.number, Fault.ALTERED)


def _hold(study_id: int | None) -> None:
    """One writer at a time, until the transaction ends: two entries never take the same place in the chain."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock, :study)"), {"lock": _LOCK, "study": study_id or 0})
    else:
        session.execute(text("UPDATE audit_entry SET digest = digest WHERE id = -1"))


def _head(study_id: int | None) -> _Head:
    last = session.execute(
        select(AuditEntry.number, AuditEntry.digest)
        .where(_of(study_id), AuditEntry.number.is_not(None))
        .order_by(AuditEntry.number.desc())
        .limit(1)
    ).first()
    return _Head(last.number or 0, last.digest) if last else _Head(0, "")


def _entries(study_id: int | None) -> Select[AuditEntry]:
    return select(AuditEntry).where(_of(study_id)).order_by(AuditEntry.id).execution_options(populate_existing=True)


def _of(study_id: int | None) -> ColumnElement[bool]:
    return AuditEntry.study_id.is_(None) if study_id is None else AuditEntry.study_id == study_id


def _code_of(study_id: int | None) -> str:
    return _INSTALLATION if study_id is None else session.get_one(Study, study_id).code


def _plain(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _path(code: str) -> Path:
    return installation.settings().instance / "audit" / code


def _anchored(code: str) -> _Head | None:
    try:
        number, digest = _path(code).read_text("ascii").split()
        return _Head(int(number), digest)
    except (FileNotFoundError, ValueError):
        return None


def _anchor(code: str, head: _Head) -> None:
    """Write the end of a chain beside the database. The entry is stored already, so a full disk stops nobody."""
    try:
        _write(_path(code), head)
    except OSError:
        logger.warning("the end of the log of %s could not be written beside the database", code)


def _write(path: Path, head: _Head) -> None:
    """Unless a later entry stands there already."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "r+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        written = file.read().split()
        if written and written[0].isdigit() and int(written[0]) >= head.number:
            return
        file.seek(0)
        file.write(f"{head.number} {head.digest}\n")
        file.truncate()
