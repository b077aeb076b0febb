"""Archives of studies as work in the background, and an archive that somebody uploads."""

import io
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from survey_app.db import now, session
from survey_app.exceptions import NotFound
from survey_app.interchange.archives import MEGABYTE, ArchiveReader
from survey_app.models import Account, Job, Membership, Study
from survey_app.services import archive_imports, audit, exports, files, jobs, rights, study_archives, uploads
from survey_app.services.archive_imports import Restored
from survey_app.services.rights import Act
from survey_app.vocabulary import FileKind, JobState

KIND = "study_archive"
_ZIP = "application/zip"
_LISTED = 20
_UPLOAD_UNPACKED = 256 * MEGABYTE
"""What an uploaded archive may unpack to: somebody waits for it."""


def start(study: Study, account: Account, *, samples: bool) -> None:
    """Queue an archive; one that is already on its way for the same reader is not queued again."""
    payload = {"study_id": study.id, "account_id": account.id, "samples": samples}
    if any(job.payload == payload for job in under_way(study)):
        return
    jobs.enqueue(KIND, payload, study_id=study.id, account_id=account.id)
    audit.record(study.id, account, "archive_taken", study.title)


def under_way(study: Study) -> Sequence[Job]:
    """The archives of a study that are being made or could not be made, newest first."""
    mine = select(Job).where(Job.study_id == study.id, Job.kind == KIND, Job.state != JobState.DONE)
    return session.scalars(mine.order_by(Job.id.desc()).limit(_LISTED)).all()


def make(payload: Mapping[str, Any], progress: Callable[[int, int], None]) -> dict[str, Any]:
    """Write and keep the archive of a queued job. Work of somebody who may not do so any more is refused."""
    study = session.get(Study, payload["study_id"])
    role = session.scalar(
        select(Membership.role).where(
            Membership.account_id == payload["account_id"], Membership.study_id == payload["study_id"]
        )
    )
    if study is None or role is None:
        raise NotFound
    rights.require(role, Act.EXPORT)
    rights.require(role, Act.MANAGE)
    progress(0, 1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.zip"
        study_archives.write(study, path, role=role, samples=bool(payload.get("samples")))
        kept = files.keep(
            path.read_bytes(),
            kind=FileKind.EXPORT,
            filename=f"{study.title} archive {now():%Y-%m-%d}.zip",
            media_type=exports.OWNERS_ONLY if payload.get("samples") else _ZIP,
            study_id=study.id,
            account_id=payload["account_id"],
        )
    return {"file": kept.code}


def opened(content: bytes, filename: str) -> ArchiveReader:
    """An uploaded archive, checked."""
    return ArchiveReader(io.BytesIO(content), len(content), uploads.safe_name(filename), _UPLOAD_UNPACKED)


def bring_in(archive: ArchiveReader, account: Account) -> Restored:
    """The study of an archive made anew."""
    return archive_imports.restore(archive, account)


def look(archive: ArchiveReader, account: Account) -> dict[str, Any]:
    """What would come of an archive: it is brought in and all of it taken back."""
    trial = session.begin_nested()
    try:
        return archive_imports.restore(archive, account).plain()
    finally:
        trial.rollback()
