"""Questionnaires: read in our own format, and put in place of a draft."""

import json
from typing import Any

from flask_babel import gettext as _
from marshmallow import Schema, fields

from survey_app.api import access
from survey_app.api.blueprints import STAGE, ApiBlueprint
from survey_app.api.fields import Flag, Whole, one_of, told
from survey_app.api.paging import LINK, Answer, PageFields, PageQuery, paged
from survey_app.api.studies import moment
from survey_app.api.trying import trying
from survey_app.exceptions import N_, Refusal
from survey_app.interchange.questionnaires import own
from survey_app.interchange.questionnaires.losses import Loss
from survey_app.models import Version
from survey_app.services import audit, questionnaire_files, versions
from survey_app.services.rights import Act
from survey_app.vocabulary import Scope, StageKind, VersionState

blueprint = ApiBlueprint("questionnaires", N_("Questionnaires and their versions"))
_BODY = "body"


_DOCUMENT = (
    "The questionnaire in our own format, as the page “Import and export” writes it. PUT takes back this object alone"
)


class DocumentWrapped(Refusal):
    """Somebody sends the whole answer of the reading call back."""

    status = 422
    title = N_("The questionnaire cannot be read")
    message = N_("Send what stands in “document”, with nothing around it.")


class VersionSchema(Schema):
    """One version of a questionnaire."""

    number = fields.Integer(required=True, metadata=told("Its number, from 1", 1))
    state = fields.String(
        required=True, metadata=told("A published version never changes", enum=["draft", "published"])
    )
    revision = fields.Integer(required=True, metadata={"description": "Grows with every change of a draft"})
    questions = fields.Integer(required=True, metadata={"description": "How many questions it holds"})
    published_at = fields.String(
        required=True, allow_none=True, metadata=told("When it was published, ISO 8601 in UTC; null for a draft")
    )


class QuestionnaireSchema(VersionSchema):
    """A version with its document."""

    document = fields.Dict(required=True, metadata=told(_DOCUMENT))


class VersionsSchema(PageFields):
    """A page of versions."""

    versions = fields.List(fields.Nested(VersionSchema), required=True, metadata=told("The versions of this page"))


class LossSchema(Schema):
    """A part of a document that did not come over as it was."""

    place = fields.String(required=True, metadata=told("Where in the document"))
    subject = fields.String(required=True, metadata=told("What it is about", "required"))
    outcome = fields.String(required=True, metadata=told("What became of it", enum=["kept", "changed", "dropped"]))
    reason = fields.String(required=True, metadata=told("Why, in the language of the account"))


class ReplacedSchema(Schema):
    """What became, or would become, of the draft."""

    dry_run = fields.Boolean(required=True, metadata=told("Whether it was only tried"))
    number = fields.Integer(required=True, metadata=told("The number of the draft", 2))
    revision = fields.Integer(required=True, metadata=told("Its revision afterwards: send it with the next change", 1))
    questions = fields.Integer(required=True, metadata={"description": "How many questions the draft holds now"})
    replaced = fields.Integer(required=True, metadata={"description": "How many it held before"})
    losses = fields.List(fields.Nested(LossSchema), required=True, metadata=told("What did not come over as it was"))


class VersionQuery(Schema):
    """Which version."""

    version = Whole(metadata={"description": "The number of a version; the newest one when left out"})


class ReplaceQuery(Schema):
    """How to replace."""

    dry_run = Flag(load_default=True, metadata={"description": "Try only; “false” stores it"})
    revision = Whole(metadata={"description": "The revision you read: refused when somebody changed the draft since"})


class VersionsQuery(PageQuery):
    """Which versions."""

    state = fields.String(
        validate=one_of(state.value for state in VersionState), metadata={"description": "Only those in this state"}
    )


class DocumentBody(Schema):
    """Whatever our own format holds: the reader of the format looks at it."""

    def load(self, found: Any, **_settings: Any) -> Any:  # type: ignore[override]  # noqa: ANN401 - the library's own signature
        """Hand the body on as it is."""
        return found


@blueprint.route(f"{STAGE}/questionnaire/versions")
@access.scoped(Scope.QUESTIONNAIRES_READ, N_("The versions of a questionnaire, the oldest first."))
@blueprint.arguments(VersionsQuery, location="query")
@blueprint.response(200, VersionsSchema, headers=LINK)
def list_versions(asked: dict[str, Any], study_code: str, stage_code: str) -> Answer:
    """The versions of a questionnaire, the oldest first."""
    every = access.stage(study_code, stage_code, Act.EDIT, kind=StageKind.SURVEY).stage.versions
    found = [each for each in every if asked.get("state") in {None, each.state.value}]
    start = (asked["page"] - 1) * asked["size"]
    rows = [_version(each) for each in found[start : start + asked["size"]]]
    return paged("versions", rows, asked, len(found))


@blueprint.route(f"{STAGE}/questionnaire")
@access.scoped(Scope.QUESTIONNAIRES_READ, N_("A version of a questionnaire, the newest one unless another is named."))
@blueprint.arguments(VersionQuery, location="query")
@blueprint.response(200, QuestionnaireSchema)
def show_questionnaire(asked: dict[str, int], study_code: str, stage_code: str) -> dict[str, Any]:
    """A version of a questionnaire, the newest one unless another is named."""
    stage = access.stage(study_code, stage_code, Act.EDIT, kind=StageKind.SURVEY).stage
    version = versions.numbered(stage, asked["version"]) if "version" in asked else versions.latest(stage)
    written = questionnaire_files.written(version, own.CODE)
    return {**_version(version), "document": json.loads(written.content)}


@blueprint.route(f"{STAGE}/questionnaire", methods=["PUT"])
@access.takes_files
@access.scoped(
    Scope.QUESTIONNAIRES_WRITE,
    N_("Put a questionnaire in place of the draft; behind a published version the next draft opens."),
)
@blueprint.arguments(ReplaceQuery, location="query")
@blueprint.arguments(DocumentBody)
@blueprint.response(200, ReplacedSchema)
def replace_draft(asked: dict[str, Any], document: object, study_code: str, stage_code: str) -> dict[str, Any]:
    """Put a questionnaire in place of the draft; behind a published version the next draft opens."""
    found = access.stage(study_code, stage_code, Act.EDIT, kind=StageKind.SURVEY)
    if isinstance(document, dict) and "document" in document and "questionnaire" not in document:
        raise DocumentWrapped
    read = own.read(json.dumps(document).encode(), _BODY)
    account = access.account()
    with trying(dry_run=asked["dry_run"]):
        version = questionnaire_files.draft_of(found.stage)
        replaced = questionnaire_files.replace_draft(version, read, account=account, revision=asked.get("revision"))
        audit.record(found.study.id, account, "draft_replaced", f"{found.stage.title} {version.number}")
        answer = {"number": version.number, "revision": version.revision, "questions": _questions(version)}
    losses = [_loss(loss) for loss in read.losses]
    return {"dry_run": asked["dry_run"], **answer, "replaced": replaced, "losses": losses}


def _version(version: Version) -> dict[str, Any]:
    plain = {"number": version.number, "state": version.state.value, "revision": version.revision}
    return {**plain, "questions": _questions(version), "published_at": moment(version.published_at)}


def _questions(version: Version) -> int:
    return questionnaire_files.count_questions(version)


def _loss(loss: Loss) -> dict[str, Any]:
    params = {name: value.message if isinstance(value, Refusal) else value for name, value in loss.params.items()}
    reason = _(loss.reason) % params if params else _(loss.reason)
    return {"place": loss.place, "subject": loss.subject, "outcome": loss.outcome.value, "reason": reason}
