"""Studies and their stages, as one person sees them."""

from datetime import datetime
from typing import Any

from marshmallow import Schema, fields

from survey_app.api import access, filters
from survey_app.api.blueprints import STAGE, ApiBlueprint
from survey_app.api.fields import SEARCHED, one_of, told
from survey_app.api.paging import LINK, Answer, PageFields, PageQuery, paged
from survey_app.exceptions import N_
from survey_app.models import Stage
from survey_app.services import studies
from survey_app.services.studies import Access, StageAccess
from survey_app.vocabulary import Scope, StageState

blueprint = ApiBlueprint("studies", N_("Studies and their stages"))


_KINDS = "Surveys have a questionnaire, responses and results; Delphi panels have round-results"
_LEVELS = "What was promised about names; at “anonymous” and “sealed” no single answers are given out"


def _moment(description: str, *, allow_none: bool = True) -> fields.String:
    return fields.String(
        required=True,
        allow_none=allow_none,
        metadata=told(f"{description}. ISO 8601 in UTC", "2026-10-20T08:00:00+00:00"),
    )


class StageSchema(Schema):
    """One instrument of a study."""

    code = fields.String(required=True, metadata=told("Names the stage in addresses; stays the same", "p3znf2kyhp"))
    position = fields.Integer(required=True, metadata=told("Its place in the study, from 1", 1))
    kind = fields.String(required=True, metadata=told(_KINDS, enum=["survey", "delphi", "brainstorm"]))
    title = fields.String(required=True, metadata=told("What it is called", "Customer satisfaction 2026"))
    state = fields.String(required=True, metadata=told("Where it stands", enum=["draft", "open", "closed"]))
    level = fields.String(
        required=True, metadata=told(_LEVELS, enum=["identified", "confidential", "anonymous", "sealed"])
    )
    min_group = fields.Integer(required=True, metadata=told("The smallest group that is shown apart", 5))
    opened_at = _moment("When it was opened; null before")
    closes_at = _moment("When it closes by itself; null without such a moment")
    closed_at = _moment("When it was closed; null before")


class StudySchema(Schema):
    """One piece of research."""

    code = fields.String(required=True, metadata=told("Names the study in addresses; stays the same", "59h36gz5vg"))
    title = fields.String(required=True, metadata=told("What it is called", "Customer satisfaction 2026"))
    organiser = fields.String(required=True, metadata=told("Who carries it out"))
    client = fields.String(required=True, metadata=told("Whom it is made for"))
    language = fields.String(required=True, metadata=told("The language it is written in first", "en"))
    timezone = fields.String(required=True, metadata=told("The time zone of its dates on the pages", "Europe/Madrid"))
    role = fields.String(required=True, metadata=told("What you are in this study", "owner"))
    created_at = _moment("When it was made", allow_none=False)


class WholeStudySchema(StudySchema):
    """A study with its stages."""

    stages = fields.List(fields.Nested(StageSchema), required=True, metadata=told("Its stages in their order"))


class StudiesQuery(PageQuery):
    """Which studies."""

    text = fields.String(validate=SEARCHED, metadata={"description": "Words of the title, the organiser or the client"})
    state = fields.String(
        validate=one_of(state.value for state in StageState),
        metadata={"description": "Only studies with a stage in this state"},
    )


class StudiesSchema(PageFields):
    """A page of studies."""

    studies = fields.List(fields.Nested(StudySchema), required=True, metadata=told("The studies of this page"))


@blueprint.route("/studies")
@access.scoped(Scope.STUDIES_READ, N_("Your studies, the newest first."))
@blueprint.arguments(StudiesQuery, location="query")
@blueprint.response(200, StudiesSchema, headers=LINK)
def list_studies(asked: dict[str, Any]) -> Answer:
    """Your studies, the newest first."""
    state = StageState(asked["state"]) if "state" in asked else None
    text, page, size = asked.get("text", ""), asked["page"], asked["size"]
    found, count = studies.of_account(access.account(), page=page, size=size, text=text, state=state)
    return paged("studies", [_study(each) for each in found], asked, count)


@blueprint.route("/studies/<study_code>")
@access.scoped(Scope.STUDIES_READ, N_("One study with its stages."))
@blueprint.response(200, WholeStudySchema)
def show_study(study_code: str) -> dict[str, Any]:
    """One study with its stages."""
    filters.nothing_asked()
    found = access.study(study_code)
    return {**_study(found), "stages": [_stage(stage) for stage in found.study.stages]}


@blueprint.route(STAGE)
@access.scoped(Scope.STUDIES_READ, N_("One stage of a study."))
@blueprint.response(200, StageSchema)
def show_stage(study_code: str, stage_code: str) -> dict[str, Any]:
    """One stage of a study."""
    filters.nothing_asked()
    found: StageAccess = access.stage(study_code, stage_code)
    return _stage(found.stage)


def _study(found: Access) -> dict[str, Any]:
    study = found.study
    plain = {name: getattr(study, name) for name in ("code", "title", "organiser", "client", "language", "timezone")}
    return {**plain, "role": found.role.value, "created_at": study.created_at.isoformat()}


def _stage(stage: Stage) -> dict[str, Any]:
    plain = {name: getattr(stage, name) for name in ("code", "position", "title", "min_group")}
    words = {name: getattr(stage, name).value for name in ("kind", "state", "level")}
    times = {name: moment(getattr(stage, name)) for name in ("opened_at", "closes_at", "closed_at")}
    return {**plain, **words, **times}


def moment(value: datetime | None) -> str | None:
    """A moment as ISO 8601 has it, in UTC."""
    return value.isoformat() if value else None
