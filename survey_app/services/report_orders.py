"""One way to order any file of a stage: the report of a survey, its answers for other programs, a panel's rounds."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from survey_app.db import session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Account, Job
from survey_app.services import audit, data_files, exports, jobs, report_files, reports, round_exports
from survey_app.services.filters import Asked
from survey_app.services.studies import Access, StageAccess
from survey_app.vocabulary import JobState, StageKind

FORMS = (*report_files.FORMS, *data_files.FORMS)
"""Every form that a survey can be ordered in; a panel has the forms of reports."""
KINDS = frozenset({exports.KIND, data_files.KIND})


class NotOfPanels(Refusal):
    """What only surveys have."""

    status = 422
    title = N_("A panel has no such file")
    message = N_("Ask for a report of the panel, “xlsx”, “docx” or “pdf”, and without filters.")


def order(access: StageAccess, account: Account, *, form: str, language: str, asked: Asked) -> Job:
    """Queue a file, or find the same one that is on its way. What cannot be given out is refused here."""
    kind = access.stage.kind
    if kind is StageKind.SURVEY:
        if form in report_files.FORMS:
            job = exports.start(access, account, language, asked, form)
        else:
            job = _answers(access, account, form, language, asked)
    elif kind is StageKind.DELPHI:
        if asked or form not in report_files.FORMS:
            raise NotOfPanels
        job = round_exports.start(access, account, language, form)
    else:
        raise NotFound
    audit.record(access.study.id, account, "export_ordered", access.stage.title)
    return job


def _answers(access: StageAccess, account: Account, form: str, language: str, asked: Asked) -> Job:
    if form not in data_files.offered():
        raise data_files.ExtraMissing
    exports.require_rows(reports.build(access.stage, asked, role=access.role))
    data_files.start(access, account, form, language, asked)
    filters = {name: list(values) for name, values in asked.items()}
    wanted = (form, language, account.id, filters)
    return next(job for job in data_files.under_way(access.stage) if _ordered(job) == wanted)


def _ordered(job: Job) -> tuple[object, ...]:
    return tuple(job.payload.get(name) for name in ("kind", "language", "account_id", "asked"))


def media_type(form: str) -> str:
    """What a file of a form is called on the way."""
    known: Mapping[str, str] = {
        **{name: each.media_type for name, each in report_files.FORMS.items()},
        **{name: each.media_type for name, each in data_files.FORMS.items()},
    }
    return known[form]


def ordered(
    access: Access, *, page: int, size: int, state: JobState | None = None, since: datetime | None = None
) -> tuple[Sequence[Job], int]:
    """A page of the files that were ordered in a study, the latest first, and how many there are.

    Those in one state, or ordered at or after a moment, where one is named.
    """
    wanted = select(Job).where(Job.study_id == access.study.id, Job.kind.in_(KINDS))
    if state is not None:
        wanted = wanted.where(Job.state == state)
    if since is not None:
        wanted = wanted.where(Job.created_at >= since)
    count = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    return session.scalars(wanted.order_by(Job.id.desc()).limit(size).offset((page - 1) * size)).all(), count


def find(access: Access, account: Account, code: str) -> Job:
    """An ordered file of this study, by its job's code."""
    job = jobs.find(account, code)
    if job.study_id != access.study.id or job.kind not in KINDS:
        raise NotFound
    return job
