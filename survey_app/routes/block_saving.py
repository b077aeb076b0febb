"""From the editor to the library and back: keeping questions, putting them in, beginning with a whole questionnaire."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import BadInput, StaleRevision
from survey_app.forms.block_library import BlockForm
from survey_app.models import Version
from survey_app.routes import access, editor_page
from survey_app.routes.limits import page_number
from survey_app.routes.questionnaires import asked_version, change, show_both
from survey_app.services import block_library, questionnaires, studies, versions
from survey_app.services.rights import Act, require

blueprint = Blueprint("block_saving", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/questionnaire")
blueprint.register_error_handler(StaleRevision, show_both)
_SIZE = 25
_MOST_OFFERED = 150


@blueprint.route("/keep", methods=["GET", "POST"])
def keep(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Keep a question, a page, some questions or the whole questionnaire under a name."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    questionnaire = versions.document(asked_version(found))
    here = editor_page.spot(questionnaire)
    chosen = [here.question.code] if here.question else [each.code for each in here.page.questions]
    form = BlockForm(request.form if request.method == "POST" else None, chosen)
    if request.method == "POST" and not form.error:
        with transaction():
            block, left_out = block_library.save(
                questionnaire, form.wanted, form.name, shared=form.shared, account=access.account()
            )
        words = _("“%(name)s” is kept. You find it where questions are added.", name=block.name)
        if left_out:
            words += " " + _(
                "Rules that ask about questions outside were left out: %(codes)s.", codes=_(", ").join(left_out)
            )
        flash(words)
        return redirect(url_for("block_library.show", block_code=block.code), 303)
    is_long = sum(len(page.questions) for page in questionnaire.pages) > _MOST_OFFERED
    page = render_template(
        "block_library/keep.html",
        access=found,
        tab="questionnaire",
        form=form,
        here=here,
        questionnaire=questionnaire,
        offered=[here.page] if is_long else questionnaire.pages,
    )
    return page, 422 if form.error else 200


@blueprint.post("/library/<block_code>")
def put_in(study_code: str, stage_code: str, block_code: str) -> Response:
    """Put a block behind a question or at the end of a page; codes that are taken become the next free ones."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    block = block_library.find(access.account(), block_code)
    version = versions.latest(found.stage)
    renamed = block_library.renamed_in(block, questionnaires.used_codes(version))
    after = request.form.get("after") or None
    answer = change(found, block_library.put_in(block, request.form.get("page", ""), after))
    if renamed:
        flash(
            ngettext(
                "%(codes)s was taken: the question got the next free code.",
                "%(codes)s were taken: these questions got the next free codes.",
                len(renamed),
                codes=_(", ").join(renamed[:20]),
            )
        )
    return answer


@blueprint.get("/begin")
def choose(study_code: str, stage_code: str) -> str:
    """Whole questionnaires to begin with: kept ones, and those of other studies of this person."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    account, page = access.account(), page_number()
    kept, count_kept = block_library.of_account(account, whole=True, page=page, size=_SIZE)
    earlier, count_earlier = block_library.earlier(account, found.stage, page=page, size=_SIZE)
    version = versions.latest(found.stage)
    return render_template(
        "block_library/begin.html",
        access=found,
        tab="questionnaire",
        version=version,
        held=_count(version),
        kept=kept,
        earlier=earlier,
        page=page,
        size=_SIZE,
        count=max(count_kept, count_earlier),
    )


@blueprint.post("/begin")
def begin(study_code: str, stage_code: str) -> Response:
    """Put a whole questionnaire in place of the draft, with its codes; Undo brings the draft back."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    account = access.account()
    if block_code := request.form.get("block"):
        block = block_library.find(account, block_code)
        return change(found, block_library.begun_with(block.definition, block.name))
    study, _bar, stage = request.form.get("stage", "").partition("/")
    if not study or not stage:
        raise BadInput
    other = studies.find_stage(account, study, stage)
    require(other.role, Act.EDIT)
    return change(found, block_library.begun_with(versions.latest(other.stage).definition, other.stage.title))


def _count(version: Version) -> int:
    return sum(1 for _question in versions.document(version).questions())
