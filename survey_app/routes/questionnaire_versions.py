"""What is done with a version as a whole: languages, checks, publishing, the next version, files, the preview."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import StaleRevision
from survey_app.forms.languages import read_languages
from survey_app.models import Stage
from survey_app.questions.changes import compare
from survey_app.routes import access, editor_page
from survey_app.routes.limits import page_number
from survey_app.routes.questionnaires import asked_version, change, expected_revision, show_both
from survey_app.services import checking, durations, editing, versions
from survey_app.services.rights import Act
from survey_app.vocabulary import VersionState

blueprint = Blueprint(
    "questionnaire_versions", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/questionnaire"
)
blueprint.register_error_handler(StaleRevision, show_both)
_PAGES = 20
"""How many pages of the questionnaire the preview shows at a time."""


@blueprint.route("/languages", methods=["GET", "POST"])
def languages(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Which languages the questionnaire is written in, and which of them is its own."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    version = versions.latest(found.stage)
    questionnaire = versions.document(version)
    error = ""
    if request.method == "POST":
        chosen = read_languages(request.form, questionnaire.languages)
        if chosen:
            return change(found, editing.languages_chosen(chosen))
        error = _("Choose the questionnaire's own language from those offered, and other languages by a known code.")
    page = render_template(
        "questionnaires/languages.html",
        access=found,
        tab="questionnaire",
        version=version,
        questionnaire=questionnaire,
        error=error,
    )
    return page, 422 if error else 200


@blueprint.get("/check")
def check(study_code: str, stage_code: str) -> str:
    """Everything worth a look, errors first, each with a link to its place."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    return render_template("questionnaires/check.html", access=found, tab="questionnaire", **_checked(found.stage))


@blueprint.route("/publish", methods=["GET", "POST"])
def publish(study_code: str, stage_code: str) -> Response | str:
    """Say what will be frozen and what is still missing; then freeze it."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    version = versions.latest(found.stage)
    if request.method == "POST":
        with transaction():
            versions.publish(version, expected_revision(), access.account())
        flash(_("Version %(number)s is published. Open the stage to take answers.", number=version.number))
        return redirect(url_for("studies.stage_settings", study_code=study_code, stage_code=stage_code), 303)
    return render_template("questionnaires/publish.html", access=found, tab="questionnaire", **_checked(found.stage))


@blueprint.post("/next")
def open_next(study_code: str, stage_code: str) -> Response:
    """Open the next version for changes, beginning as a copy of the published one."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    with transaction():
        versions.open_next(found.stage)
    return redirect(url_for("questionnaires.edit", study_code=study_code, stage_code=stage_code), 303)


@blueprint.get("/preview")
def preview(study_code: str, stage_code: str) -> str:
    """The whole questionnaire as respondents see it, page below page; nothing is stored."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    questionnaire = versions.document(asked_version(found))
    shown, part = editor_page.spot(questionnaire).shown, page_number("part")
    first = (part - 1) * _PAGES
    pages = [editor_page.preview(questionnaire, page, shown) for page in questionnaire.pages[first : first + _PAGES]]
    return render_template(
        "questionnaires/preview.html",
        access=found,
        questionnaire=questionnaire,
        pages=pages,
        shown=shown,
        first=first,
        part=part,
        last=-(-len(questionnaire.pages) // _PAGES),
        version=request.args.get("version"),
    )


def _checked(stage: Stage) -> dict[str, object]:
    version = versions.latest(stage)
    questionnaire = versions.document(version)
    earlier = versions.before(version)
    findings = checking.check(questionnaire, versions.document(earlier) if earlier else None, stage.level)
    return {
        "version": version,
        "questionnaire": questionnaire,
        "earlier": earlier,
        "changes": compare(versions.document(earlier), questionnaire) if earlier else (),
        "draft": version.state is VersionState.DRAFT,
        "errors": [finding for finding in findings if finding.blocks],
        "advice": [finding for finding in findings if not finding.blocks],
        "count": sum(1 for _question in questionnaire.questions()),
        "minutes": durations.minutes(questionnaire),
        "readings": checking.readings(questionnaire),
    }
