"""Exports of a stage: the workbook as background work, the stored file it leaves, the coded data as JSON."""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from survey_app.db import session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.exports.report import Report
from survey_app.models import Account, Job, Membership, Stage, StoredFile
from survey_app.questions.base import Value, store
from survey_app.questions.registry import variables_of
from survey_app.services import (
    client_looks,
    files,
    jobs,
    kept_figures,
    report_files,
    reports,
    rights,
    versions,
    whole_reports,
)
from survey_app.services.doors import UNLINKED
from survey_app.services.filters import Asked
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import MISSING_CODES, FileKind, JobState, Missing, Role

KIND = "workbook"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LOOKED_AT = 200
OWNERS_ONLY = "application/vnd.rondo.lists+zip"
"""An archive of a study that holds its lists of people: those who may export answers do not get these."""


class RowsKeptBack(Refusal):
    """Single answers picked by what the sample's list says of people could be joined to a name."""

    title = N_("Single answers are not given out for this group")
    message = N_("Answers picked by the list of people could be joined to a name. Leave out the filters of the list.")


class RowsStayMixed(RowsKeptBack):
    """A whole row of answers may be enough to know somebody by."""

    title = N_("Single answers are not given out at this level")
    message = N_(
        "Answers were promised to be mixed, and a whole row of them may be enough to know somebody by. Figures, tables "
        "and open answers by question are all there."
    )


@dataclass(frozen=True, slots=True)
class Made:
    """A file that is sent at once."""

    content: bytes
    filename: str
    media_type: str


Translate = Callable[[str], str]
Progress = Callable[[int, int], None]


def start(access: StageAccess, account: Account, language: str, asked: Asked, form: str = "xlsx") -> Job:
    """Queue a file; the one that is already on its way for the same reader and content is not queued again.

    Filters are tried at once, so that a group that cannot be shown is refused here and not by the job.
    """
    stage = access.stage
    if asked:
        reports.build(stage, asked, role=access.role)
    payload: dict[str, Any] = {
        "stage_id": stage.id,
        "account_id": account.id,
        "language": language,
        "asked": {name: list(values) for name, values in asked.items()},
        "form": form,
    }
    same = next((job for job in under_way(stage) if job.payload == payload), None)
    if same is not None:
        return same
    job_id = jobs.enqueue(KIND, payload, study_id=stage.study_id, account_id=account.id)
    return session.get_one(Job, job_id)


def under_way(stage: Stage, kind: str = KIND) -> Sequence[Job]:
    """The workbooks, or exports of another kind, of a stage that are being made or could not be made, newest first."""
    found = session.scalars(
        select(Job)
        .where(Job.study_id == stage.study_id, Job.kind == kind, Job.state != JobState.DONE)
        .order_by(Job.id.desc())
        .limit(_LOOKED_AT)
    )
    return [job for job in found if job.payload.get("stage_id") == stage.id]


def build_workbook(payload: Mapping[str, Any], progress: Progress, translate: Translate) -> dict[str, Any]:
    """Make the file of a queued job and keep it; what the job's page should know.

    Work of a stage or of a membership that is gone meanwhile is refused. Repeating it makes another file.
    """
    stage, role = asked_for(payload)
    report = whole_reports.build(stage, payload.get("asked") or {}, role=role)
    least = reports.least_shown(stage, role)
    look = client_looks.look_of(stage.study_id)
    wanted = report_files.Wanted(payload.get("form") or "xlsx", payload["language"], least, look)
    form = report_files.form_of(wanted.form)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"report.{form.ending}"
        report_files.write(report, wanted, path, translate, progress)
        kept = files.keep(
            path.read_bytes(),
            kind=FileKind.EXPORT,
            filename=report_filename(report, wanted),
            media_type=form.media_type,
            study_id=stage.study_id,
            account_id=payload["account_id"],
        )
    return {"file": kept.code}


def at_once(access: StageAccess, wanted: report_files.Wanted, asked: Asked, translate: Translate) -> Made | None:
    """The file itself where it is small; None where it is large enough to be made in the background."""
    if _cells(access.stage) > report_files.SMALL_READ:
        return None
    report = whole_reports.build(access.stage, asked, role=access.role)
    if not report_files.is_small(report, wanted.form):
        return None
    media_type = report_files.form_of(wanted.form).media_type
    return Made(report_files.content(report, wanted, translate), report_filename(report, wanted), media_type)


def _cells(stage: Stage) -> int:
    """How many cells the answers of a stage have: all are read and crossed, whatever the filters leave."""
    version = versions.published(stage)
    columns = len(variables_of(versions.document(version))) if version is not None else 0
    return columns * kept_figures.size(stage.study.code, stage.code)


def report_filename(report: Report, wanted: report_files.Wanted) -> str:
    """The name of a report's file, with its language before the ending."""
    return filename(report, f"{wanted.language[:2]}.{report_files.form_of(wanted.form).ending}")


def asked_for(payload: Mapping[str, Any]) -> tuple[Stage, Role]:
    """The stage of a queued workbook and the role of its reader; refused when one of them is gone meanwhile."""
    stage = session.get(Stage, payload["stage_id"])
    role = session.scalar(
        select(Membership.role).where(
            Membership.account_id == payload["account_id"],
            Membership.study_id == (stage.study_id if stage else None),
        )
    )
    if stage is None or role is None:
        raise NotFound
    rights.require(role, Act.EXPORT)
    return stage, role


def filename(report: Report, ending: str) -> str:
    """The name of an export: study, version and day."""
    return f"{report.study_title} v{report.version_number} {report.made_at:%Y-%m-%d}.{ending}"


def earlier(
    study_id: int, *, page: int, size: int, media_type: str = "", since: datetime | None = None
) -> tuple[Sequence[StoredFile], int]:
    """One page of the exports that are still kept, newest first, and how many there are; as `files.of_study`."""
    return files.of_study(study_id, FileKind.EXPORT, page=page, size=size, media_type=media_type, since=since)


def find(account: Account, code: str) -> StoredFile:
    """An export by its code, for those who may export from its study; anything else does not exist."""
    stored = files.find(account, code)
    role = session.scalar(
        select(Membership.role).where(Membership.account_id == account.id, Membership.study_id == stored.study_id)
    )
    if stored.kind is not FileKind.EXPORT or role is None:
        raise NotFound
    rights.require(role, Act.MANAGE if stored.media_type == OWNERS_ONLY else Act.EXPORT)
    return stored


def data_parts(report: Report) -> Iterator[bytes]:
    """The answers as plain JSON, bit by bit: the declared columns, and one object a response with all of them.

    What was skipped is null, every other missing answer is an object that names its reason.
    """
    require_rows(report)
    return _data_parts(report)


def _data_parts(report: Report) -> Iterator[bytes]:
    names = [variable.name for variable in report.variables]
    columns = [{"name": each.name, "kind": each.kind.value, "label": dict(each.label)} for each in report.variables]
    yield b'{"columns": ' + _plain(columns) + b', "rows": ['
    for number, row in enumerate(report.rows()):
        stored = store(row)
        yield (b", " if number else b"") + _plain({name: stored.get(name) for name in names})
    yield b"]}"


def _plain(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def require_rows(report: Report) -> None:
    """Refused where single answers are not handed out, with the reason."""
    if not report.gives_rows:
        raise RowsStayMixed if report.level in UNLINKED else RowsKeptBack


def coded(value: Value) -> object:
    """An answer as it stands in coded data: reasons for missing ones as their negative codes."""
    return MISSING_CODES[value] if isinstance(value, Missing) else value
