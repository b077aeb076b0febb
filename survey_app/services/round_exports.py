"""The round workbook of a panel as background work: a job of the kind `workbook` whose payload says which."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from survey_app.db import session
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.models import Account, Job
from survey_app.services import exports, files, jobs, round_reports
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import FileKind

ROUNDS = "rounds"
"""What the payload's `book` says."""


def start(access: StageAccess, account: Account, language: str) -> Job:
    """Queue a round workbook; the one that is on its way for the same reader and language is not queued again."""
    stage = access.stage
    if not round_reports.build(stage).rounds:
        raise round_reports.NothingAnalysed
    payload = {"stage_id": stage.id, "account_id": account.id, "language": language, "book": ROUNDS}
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
    ending = f"{payload['language'][:2]}.xlsx"
    name = f"{report.study_title} {report.stage_title} {report.made_at:%Y-%m-%d}.{ending}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rounds.xlsx"
        write_round_workbook(report, payload["language"], path, progress, translate=translate)
        content = path.read_bytes()
    kept = files.keep(
        content,
        kind=FileKind.EXPORT,
        filename=name,
        media_type=exports.WORKBOOK,
        study_id=stage.study_id,
        account_id=payload["account_id"],
    )
    return {"file": kept.code}


def is_for(payload: Mapping[str, Any]) -> bool:
    """Whether a queued workbook is one of rounds."""
    return payload.get("book") == ROUNDS
