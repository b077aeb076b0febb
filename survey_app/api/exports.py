"""Reports and workbooks: ordered, waited for, fetched."""

from datetime import UTC, datetime, time
from typing import Any

from flask import Response, send_file, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields

from survey_app.api import access
from survey_app.api.blueprints import STAGE, ApiBlueprint
from survey_app.api.fields import Names, one_of, told
from survey_app.api.filters import nothing_asked, require_applied
from survey_app.api.paging import LINK, Answer, PageFields, PageQuery, paged
from survey_app.api.studies import moment
from survey_app.db import transaction
from survey_app.exceptions import N_, NotFound
from survey_app.models import Job, Stage, StoredFile
from survey_app.services import exports, files, filters, report_orders, reports
from survey_app.services.report_orders import FORMS
from survey_app.services.rights import Act
from survey_app.vocabulary import LANGUAGES, JobState, Scope, StageKind

blueprint = ApiBlueprint("exports", N_("Reports and workbooks"))
_STUDY = "/studies/<study_code>/exports"
_MOST_FILTERS = 50
_XLSX = "xlsx"
_ORDER = {"form": "xlsx", "language": "en", "filters": {"mode": "web"}}
_STATES = "Ask again every few seconds until it is “done” or “failed”: “problem” says why it failed"
_URN = "urn:rondo:problem:"
_BYTES = "application/octet-stream"


class FileSchema(Schema):
    """A workbook or another export that is kept for some days."""

    code = fields.String(required=True, metadata=told("Names the file in addresses"))
    filename = fields.String(required=True, metadata=told("What it is called", "Customer satisfaction 2026.xlsx"))
    media_type = fields.String(required=True, metadata=told("What it is", "application/pdf"))
    size = fields.Integer(required=True, metadata=told("Bytes", 344_444))
    created_at = fields.String(required=True, metadata=told("When it was made, ISO 8601 in UTC"))
    expires_at = fields.String(required=True, metadata=told("When it is deleted, ISO 8601 in UTC"))
    href = fields.String(required=True, metadata=told("Where it is fetched, beside the address of the installation"))


class FilesSchema(PageFields):
    """A page of exports."""

    exports = fields.List(fields.Nested(FileSchema), required=True, metadata=told("The files of this page"))


class ListQuery(PageQuery):
    """Which page of a list, and since which day."""

    since = fields.Date(metadata={"description": "Only those of this day (UTC) and later ones"})


class FilesQuery(ListQuery):
    """Which exports are listed."""

    form = fields.String(validate=one_of(FORMS), metadata={"description": "Only files of this form"})


class JobsQuery(ListQuery):
    """Which orders are listed."""

    state = fields.String(
        validate=one_of(state.value for state in JobState), metadata={"description": "Only orders in this state"}
    )


class ReasonSchema(Schema):
    """Why a file could not be made, as a refusal of a call would say it."""

    type = fields.String(required=True, metadata=told("Which refusal it is; stays the same", f"{_URN}group-too-small"))
    title = fields.String(required=True, metadata=told("The refusal in words"))
    detail = fields.String(required=True, metadata=told("What to do now"))


class JobSchema(Schema):
    """A report that is being made."""

    code = fields.String(required=True, metadata=told("Names the order in addresses", "b74a928jkt"))
    state = fields.String(required=True, metadata=told(_STATES, enum=["waiting", "running", "done", "failed"]))
    done = fields.Integer(required=True, metadata=told("How many steps are done", 814))
    total = fields.Integer(required=True, metadata=told("Of how many steps; 0 until that is known", 1565))
    created_at = fields.String(required=True, metadata=told("When it was ordered, ISO 8601 in UTC"))
    file = fields.String(required=True, allow_none=True, metadata=told("Where it is fetched, once done; null before"))
    problem = fields.Nested(
        ReasonSchema, required=True, allow_none=True, metadata=told("Why it failed; null while it has not")
    )


class JobsSchema(PageFields):
    """A page of orders."""

    jobs = fields.List(fields.Nested(JobSchema), required=True, metadata=told("The orders of this page"))


class OrderBody(Schema):
    """Which report, in which form and language."""

    form = fields.String(
        load_default=_XLSX,
        validate=one_of(FORMS),
        metadata=told(
            "A report (xlsx, docx, pdf), or single answers of a survey: CSV, syntax (bundle), SPSS (sav), Stata (dta)"
        ),
    )
    language = fields.String(
        load_default=LANGUAGES[0], validate=one_of(LANGUAGES), metadata=told("The language it is written in")
    )
    filters = Names(
        most=_MOST_FILTERS,
        load_default=dict,
        metadata=told("Name and value, as in the address of the results; surveys only", maxProperties=_MOST_FILTERS),
    )


@blueprint.route(_STUDY)
@access.scoped(Scope.EXPORTS_WRITE, N_("The exports of a study that are still kept, the newest first."))
@blueprint.arguments(FilesQuery, location="query")
@blueprint.response(200, FilesSchema, headers=LINK)
def list_exports(asked: dict[str, Any], study_code: str) -> Answer:
    """The exports of a study that are still kept, the newest first."""
    found = access.study(study_code, Act.EXPORT)
    media_type = report_orders.media_type(asked["form"]) if "form" in asked else ""
    kept, count = exports.earlier(
        found.study.id, page=asked["page"], size=asked["size"], media_type=media_type, since=_since(asked)
    )
    return paged("exports", [_file(study_code, each) for each in kept], asked, count)


@blueprint.route(f"{_STUDY}/jobs")
@access.scoped(Scope.EXPORTS_WRITE, N_("The reports that were ordered in a study, the latest first."))
@blueprint.arguments(JobsQuery, location="query")
@blueprint.response(200, JobsSchema, headers=LINK)
def list_jobs(asked: dict[str, Any], study_code: str) -> Answer:
    """The reports that were ordered in a study, the latest first."""
    found = access.study(study_code, Act.EXPORT)
    state = JobState(asked["state"]) if "state" in asked else None
    ordered, count = report_orders.ordered(
        found, page=asked["page"], size=asked["size"], state=state, since=_since(asked)
    )
    return paged("jobs", [_job(study_code, each) for each in ordered], asked, count)


def _since(asked: dict[str, Any]) -> datetime | None:
    """The beginning of the day that is asked for."""
    return datetime.combine(asked["since"], time(), UTC) if "since" in asked else None


@blueprint.route(f"{STAGE}/exports", methods=["POST"])
@access.scoped(
    Scope.EXPORTS_WRITE,
    N_("Order a report of a survey or a panel, or answers for another program. It is made in the background."),
)
@blueprint.arguments(OrderBody, example=_ORDER)
@blueprint.response(202, JobSchema, headers={"Location": {"description": "The job", "schema": {"type": "string"}}})
def order_export(asked: dict[str, Any], study_code: str, stage_code: str) -> Answer:
    """Order a report of a survey or a panel, or answers for another program. It is made in the background."""
    nothing_asked()
    found = access.stage(study_code, stage_code, Act.EXPORT)
    wanted = _applied(found.stage, asked["filters"])
    with transaction():
        job = report_orders.order(found, access.account(), form=asked["form"], language=asked["language"], asked=wanted)
    place = url_for(".show_job", study_code=study_code, job_code=job.code)
    return _job(study_code, job), 202, {"Location": place}


@blueprint.route(f"{_STUDY}/jobs/<job_code>")
@access.scoped(Scope.EXPORTS_WRITE, N_("How far a report is."))
@blueprint.response(200, JobSchema)
def show_job(study_code: str, job_code: str) -> dict[str, Any]:
    """How far a report is."""
    nothing_asked()
    found = access.study(study_code, Act.EXPORT)
    return _job(study_code, report_orders.find(found, access.account(), job_code))


@blueprint.route(f"{_STUDY}/files/<file_code>")
@access.scoped(Scope.EXPORTS_WRITE, N_("An export as a file."))
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type=_BYTES)
def fetch_file(study_code: str, file_code: str) -> Response:
    """An export as a file."""
    nothing_asked()
    found = access.study(study_code, Act.EXPORT)
    stored = exports.find(access.account(), file_code)
    if stored.study_id != found.study.id:
        raise NotFound
    name = stored.filename
    return send_file(files.path_of(stored), mimetype=_BYTES, as_attachment=True, download_name=name)


def _applied(stage: Stage, wanted: dict[str, str]) -> filters.Asked:
    """The filters as an address would have them; refused where the answers cannot be filtered by one."""
    for name in wanted:
        if not filters.is_filter(name):
            raise filters.UnknownFilter(name=name)
    asked = {name: [value] for name, value in wanted.items()}
    if asked and stage.kind is StageKind.SURVEY:
        require_applied(asked, [each.key for each in filters.dimensions(reports.readable(stage))])
    return asked


def _file(study_code: str, stored: StoredFile) -> dict[str, Any]:
    plain = {name: getattr(stored, name) for name in ("code", "filename", "media_type", "size")}
    times = {name: moment(getattr(stored, name)) for name in ("created_at", "expires_at")}
    return {**plain, **times, "href": url_for(".fetch_file", study_code=study_code, file_code=stored.code)}


def _job(study_code: str, job: Job) -> dict[str, Any]:
    code = (job.result or {}).get("file")
    href = url_for(".fetch_file", study_code=study_code, file_code=code) if code else None
    plain = {name: getattr(job, name) for name in ("code", "done", "total")}
    told_of = {"state": job.state.value, "created_at": moment(job.created_at), "problem": _reason(job)}
    return {**plain, **told_of, "file": href}


def _reason(job: Job) -> dict[str, str] | None:
    """Why an order failed, in the language of the token's holder; a fault of ours is only owned up to."""
    if job.state is not JobState.FAILED:
        return None
    refusal = (job.result or {}).get("refusal")
    if refusal is None:
        fault = _("Something went wrong on our side")
        return {"type": f"{_URN}internal-server-error", "title": fault, "detail": _("Order the file again.")}
    detail = _(refusal["message"]) % refusal["params"] if refusal["params"] else _(refusal["message"])
    return {"type": _URN + refusal["type"], "title": _(refusal["title"]), "detail": detail}
