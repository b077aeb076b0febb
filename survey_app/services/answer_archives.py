"""All files that people sent in, in one archive, made in the background and kept like any other export."""

import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from survey_app.models import Account, Job, Stage
from survey_app.services import answer_files, audit, exports, files, jobs
from survey_app.vocabulary import FileKind

KIND = "answer_archive"
_ZIP = "application/zip"
Progress = Callable[[int, int], None]


def start(stage: Stage, account: Account) -> None:
    """Queue an archive; one that is already on its way for the same reader is not queued again."""
    payload = {"stage_id": stage.id, "account_id": account.id}
    if any(job.payload == payload for job in under_way(stage)):
        return
    jobs.enqueue(KIND, payload, study_id=stage.study_id, account_id=account.id)
    audit.record(stage.study_id, account, "answer_files_taken", str(answer_files.of_stage(stage, size=1)[1]))


def under_way(stage: Stage) -> Sequence[Job]:
    """The archives of a stage that are being made or could not be made."""
    return exports.under_way(stage, KIND)


def make(payload: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Write the archive of a queued job and keep it. Work of somebody who may not export any more is refused."""
    stage, _role = exports.asked_for(payload)
    study_id, name = stage.study_id, f"{stage.study.title} files.zip"
    total = answer_files.of_stage(stage, size=1)[1]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "files.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            for done, (entry, content) in enumerate(answer_files.every(stage), 1):
                archive.writestr(entry, content)
                progress(done, total)
        content = path.read_bytes()
    kept = files.keep(
        content,
        kind=FileKind.EXPORT,
        filename=name,
        media_type=_ZIP,
        study_id=study_id,
        account_id=payload["account_id"],
    )
    return {"file": kept.code}
