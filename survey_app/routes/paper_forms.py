"""A questionnaire on paper, in a language and with the return code of a case if wanted."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from survey_app.exceptions import NotFound
from survey_app.interchange.questionnaires import paper
from survey_app.models import Version
from survey_app.routes import access
from survey_app.routes.questionnaires import asked_version
from survey_app.services import versions
from survey_app.services.files import safe_name
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess

blueprint = Blueprint("paper_forms", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/questionnaire")
_LONGEST_CASE = 20


@blueprint.get("/paper")
def download(study_code: str, stage_code: str) -> Response:
    """The form as a PDF."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    version = asked_version(found) if "version" in request.args else _answered(found)
    questionnaire = versions.document(version)
    language = request.args.get("language") or questionnaire.language
    case = " ".join(request.args.get("case", "").split())
    if language not in questionnaire.languages or len(case) > _LONGEST_CASE:
        raise NotFound
    written = paper.print_form(questionnaire, found.stage.title, language=language, case=case)
    name = safe_name(f"paper-{found.stage.code}-v{version.number}-{language}.pdf")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(written.content, mimetype="application/pdf", headers=headers)


def _answered(found: StageAccess) -> Version:
    """The version that people answer, so that a form never asks what nobody can enter; before that the draft."""
    return versions.published(found.stage) or versions.latest(found.stage)
