"""The library: questions that people keep under a name, to be put into any questionnaire."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import BadInput
from survey_app.forms.block_library import BlockForm
from survey_app.questions.registry import read_questionnaire
from survey_app.routes import access, editor_page
from survey_app.routes.limits import page_number
from survey_app.services import block_library

blueprint = Blueprint("block_library", __name__, url_prefix="/library")
_SIZE = 25
_SHOWN_PAGES = 10
_DIGITS = 5


@blueprint.get("/")
def list_blocks() -> str:
    """The blocks of this person and the shared ones, by name."""
    page, words = page_number(), request.args.get("words", "").strip()
    account = access.account()
    blocks, count = block_library.of_account(account, words=words, page=page, size=_SIZE)
    return render_template(
        "block_library/list.html",
        area="library",
        blocks=blocks,
        account=account,
        page=page,
        size=_SIZE,
        count=count,
        words=words,
    )


@blueprint.get("/<block_code>")
def show(block_code: str) -> str:
    """One block as respondents would see it, with what can be done with it."""
    return _show(block_code)


@blueprint.post("/<block_code>")
def change(block_code: str) -> Response | tuple[str, int]:
    """Another name, shared or not."""
    account = access.account()
    block = block_library.find(account, block_code)
    form = BlockForm(request.form)
    if form.error:
        return _show(block_code, form), 422
    with transaction():
        block_library.change(account, block, name=form.name, shared=form.shared)
    return redirect(url_for(".show", block_code=block_code), 303)


@blueprint.post("/<block_code>/delete")
def remove(block_code: str) -> Response:
    """Delete the block with the questions that the button names."""
    account = access.account()
    block = block_library.find(account, block_code)
    sent, name = request.form.get("count", ""), block.name
    if not (sent.isascii() and sent.isdigit() and len(sent) <= _DIGITS):
        raise BadInput
    with transaction():
        block_library.remove(account, block, count=int(sent))
    flash(_("“%(name)s” is deleted. Questionnaires it was put into keep their questions.", name=name))
    return redirect(url_for(".list_blocks"), 303)


def _show(block_code: str, form: BlockForm | None = None) -> str:
    account = access.account()
    block = block_library.find(account, block_code)
    questionnaire = read_questionnaire(block.definition)
    return render_template(
        "block_library/show.html",
        area="library",
        block=block,
        form=form,
        may_change=block_library.may_change(account, block),
        questionnaire=questionnaire,
        pages=[
            editor_page.preview(questionnaire, page, questionnaire.language)
            for page in questionnaire.pages[:_SHOWN_PAGES]
        ],
        more_pages=max(0, len(questionnaire.pages) - _SHOWN_PAGES),
    )
