"""Trying a questionnaire out with people who answer at random. Nothing is stored, so nothing has to be cleared away."""

from flask import Blueprint, render_template, request

from survey_app.questions import trial
from survey_app.routes import access, editor_page
from survey_app.routes.questionnaires import asked_version
from survey_app.services import durations, versions
from survey_app.services.rights import Act

blueprint = Blueprint("trials", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/questionnaire")
_SEEDS = 10_000


@blueprint.get("/try")
def show(study_code: str, stage_code: str) -> str:
    """How often each page and question comes up among random people; the seed in the address repeats it."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    questionnaire = versions.document(asked_version(found))
    asked = request.args.get("seed", "")
    seed = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < len(str(_SEEDS)) else 1
    return render_template(
        "questionnaires/try.html",
        access=found,
        tab="questionnaire",
        questionnaire=questionnaire,
        shown=editor_page.spot(questionnaire).shown,
        found=trial.try_out(questionnaire, seed),
        another=seed % (_SEEDS - 1) + 1,
        minutes=durations.minutes(questionnaire),
    )
