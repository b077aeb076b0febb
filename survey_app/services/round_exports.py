"""The report of a panel as a workbook, for Word or as PDF, made in the background: a job whose payload says which."""

import io
from collections.abc import Mapping
from typing import Any

from survey_app.db import session
from survey_app.exports import round_document
from survey_app.exports.documents import pdf, word
from survey_app.exports.round_report import PanelReport
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.models import Account, Job
from survey_app.services import exports, files, jobs, report_files, round_reports
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import FileKind

ROUNDS = "rounds"
"""What the payload's `book` says."""


def start(access: StageAccess, account: Account, language: str, form: str = "xlsx") -> Job:
    """Queue a report; the same one that is on its way for the same reader and language is not queued again."""
    report_files.form_of(form)
    stage = access.stage
    if not round_reports.build(stage).rounds:
        raise round_reports.NothingAnalysed
    payload = {"stage_id": stage.id, "account_id": account.id, "language": language, "book": ROUNDS, "form": form}
    same = next((job for job in exports.under_way(stage) if job.payload == payload), None)
    if same is not None:
        return same
    job_id = jobs.enqueue(exports.KIND, payload, study_id=stage.study_id, account_id=account.id)
    return session.get_one(Job, job_id)


def build_workbook(
    payload: Mapping[str, Any], progress: exports.Progress, translate: exports.Translate
) -> dict[str, Any]:
    """Make the round workbook of a queued job and keep it; what the job's page should know."""
    stage, _role = exports.asked_for(payload)
    report = round_reports.build(stage)
    form = report_files.form_of(payload.get("form", "xlsx"))
    ending = f"{payload['language'][:2]}.{form.ending}"
    name = f"{report.study_title} {report.stage_title} {report.made_at:%Y-%m-%d}.{ending}"
    kept = files.keep(
        _content(report, form.ending, payload["language"], progress, translate),
        kind=FileKind.EXPORT,
        filename=name,
        media_type=form.media_type,
        study_id=stage.study_id,
        account_id=payload["account_id"],
    )
    return {"file": kept.code}


def _content(
    report: PanelReport, form: str, language: str, progress: exports.Progress, translate: exports.Translate
) -> bytes:
    """The bytes of the report in one of its forms."""
    if form == "xlsx":
        target = io.BytesIO()
        write_round_workbook(report, language, target, progress, translate=translate)
        return target.getvalue()
    document = round_document.build(report, language, translate=translate)
    progress(1, 2)
    made: bytes = (pdf if form == "pdf" else word).write(document, report.made_at)
    progress(2, 2)
    return made


def is_for(payload: Mapping[str, Any]) -> bool:
    """Whether a queued workbook is one of rounds."""
    return payload.get("book") == ROUNDS
