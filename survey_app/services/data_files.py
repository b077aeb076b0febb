"""The answers as files for programs of statistics: small ones at once, large ones as work in the background."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from survey_app.db import session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.exports.report import Report
from survey_app.exports.statfiles import binary, bundle
from survey_app.interchange.csv_lines import csv_line
from survey_app.models import Account, Job, Stage
from survey_app.services import exports, files, jobs, reports
from survey_app.services.filters import Asked
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import FileKind

KIND = "data_file"
BUNDLE, SAV, DTA = "bundle", "sav", "dta"
SMALL = 200_000
"""Up to so many cells a file is made while its reader waits: a second or two."""
Progress = Callable[[int, int], None]
Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class FileForm:
    """A kind of file: how its name ends, what it is, whether it needs the extra packages."""

    ending: str
    media_type: str
    needs_extra: bool = False


FORMS = {
    BUNDLE: FileForm("zip", "application/zip"),
    SAV: FileForm("sav", "application/x-spss-sav", needs_extra=True),
    DTA: FileForm("dta", "application/x-stata-dta", needs_extra=True),
}


class ExtraMissing(Refusal):
    """A file that needs packages which are not installed."""

    title = N_("This kind of file cannot be made here")
    message = N_("Files of SPSS and Stata need the package pyreadstat. The bundle with syntax works without it.")


class NoColumns(Refusal):
    """A survey without a single column."""

    title = N_("There is nothing to write")
    message = N_("The questionnaire asks nothing but identity, which is kept apart from the answers.")


def offered() -> tuple[str, ...]:
    """The kinds of file that can be made here."""
    return tuple(kind for kind, form in FORMS.items() if binary.is_available() or not form.needs_extra)


def is_small(report: Report) -> bool:
    """Whether its reader can wait for the file."""
    return report.fieldwork.usable * len(report.variables) <= SMALL


def write(
    report: Report, kind: str, path: Path, *, language: str, translate: Translate, progress: Progress | None = None
) -> None:
    """Write a file, refused where single answers are not handed out. It appears under its name when it is whole."""
    exports.require_rows(report)
    if kind not in FORMS:
        raise NotFound
    if kind not in offered():
        raise ExtraMissing
    if not report.variables:
        raise NoColumns
    temporary = path.with_name(f"{path.name}.part")
    try:
        if kind == BUNDLE:
            bundle.write(report, language, temporary, line=csv_line, translate=translate, progress=progress)
        else:
            writer = binary.write_sav if kind == SAV else binary.write_dta
            writer(report, language, temporary, progress)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def content(report: Report, kind: str, language: str, translate: Translate) -> bytes:
    """The bytes of a small file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers"
        write(report, kind, path, language=language, translate=translate)
        return path.read_bytes()


def filename(report: Report, kind: str) -> str:
    """The name of the file: study, version and day."""
    return exports.filename(report, FORMS[kind].ending)


def start(access: StageAccess, account: Account, kind: str, language: str, asked: Asked) -> None:
    """Queue a large file; one that is already on its way for the same reader and content is not queued again."""
    payload: dict[str, Any] = {
        "stage_id": access.stage.id,
        "account_id": account.id,
        "kind": kind,
        "language": language,
        "asked": {name: list(values) for name, values in asked.items()},
    }
    if not any(job.payload == payload for job in under_way(access.stage)):
        jobs.enqueue(KIND, payload, study_id=access.stage.study_id, account_id=account.id)
        session.flush()


def under_way(stage: Stage) -> Sequence[Job]:
    """The files of a stage that are being made or could not be made."""
    return exports.under_way(stage, KIND)


def build(payload: Mapping[str, Any], progress: Progress, translate: Translate) -> dict[str, Any]:
    """Make the file of a queued job and keep it. Work of somebody who may not export any more is refused."""
    stage, role = exports.asked_for(payload)
    report = reports.build(stage, payload.get("asked") or {}, role=role)
    study_id, kind = stage.study_id, str(payload["kind"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers"
        write(report, kind, path, language=payload["language"], translate=translate, progress=progress)
        kept = files.keep(
            path.read_bytes(),
            kind=FileKind.EXPORT,
            filename=filename(report, kind),
            media_type=FORMS[kind].media_type,
            study_id=study_id,
            account_id=payload["account_id"],
        )
    return {"file": kept.code}
