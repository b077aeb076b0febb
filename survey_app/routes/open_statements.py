"""From the answers to an open question to statements: chosen, put into words, taken back."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.items import StatementForm
from survey_app.models import PanelRound
from survey_app.routes import delphi_stage, round_line
from survey_app.routes.limits import page_in
from survey_app.services import items, open_statements, standings
from survey_app.services.open_statements import AnswerLine, NoneChosen
from survey_app.services.studies import StageAccess

blueprint = Blueprint(
    "open_statements",
    __name__,
    url_prefix="/studies/<study_code>/stages/<stage_code>/rounds/<key:number>/answers/<item_code>",
)


@blueprint.route("", methods=["GET", "POST"])
def show(study_code: str, stage_code: str, number: int, item_code: str) -> Response | tuple[str, int]:
    """The answers to one question, and the form that makes a statement of those that are ticked."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    item = open_statements.question(round_, item_code)
    form = StatementForm(found.study.language)
    group = request.form.get("group", "").split()
    ticked = [*request.form.getlist("answer"), *group]
    # a button of the pager or of a group sends the ticks along, and makes nothing
    is_looking = bool(group) or "page" in request.form
    if not is_looking and form.validate_on_submit():
        try:
            with transaction():
                statement = open_statements.make(round_, item, ticked, form.words("text"))
        except NoneChosen as refusal:
            form.form_errors.append(_(refusal.message))
        else:
            flash(_("%(code)s was added.", code=statement.code))
            return _again(found, round_, item_code)
    lines = open_statements.lines(round_, item)
    page, shown = _paged(lines)
    alike = open_statements.look_alike(lines)
    if group:
        _offer(form, group, alike)
    return render_template(
        "rounds/answers.html",
        access=found,
        tab="rounds",
        round=round_,
        item=item,
        count=len(lines),
        lines=shown,
        page=page,
        last=_last(lines),
        size=open_statements.PAGE,
        elsewhere=[line.code for line in lines if line.code in ticked and line not in shown],
        alike=alike,
        made=open_statements.made(item),
        ticked=ticked,
        form=form,
        may_write=not standings.has_ended(found.stage),
        language=found.study.language,
        steps=round_line.of(found, round_, round_line.STATEMENTS),
    ), 200 if is_looking else form.status


def _offer(form: StatementForm, group: Sequence[str], alike: Sequence[Sequence[AnswerLine]]) -> None:
    """Put the first answer of a group where nothing was typed, or what another group had put there."""
    field = form[f"text_{form.language}"]
    put = {each[0].text[: items.LONGEST_TEXT]: each[0].code for each in alike}
    if not field.text or field.text in put:
        field.data = next((text for text, code in put.items() if code in group), field.data)


def _last(lines: Sequence[AnswerLine]) -> int:
    return max(1, -(-len(lines) // open_statements.PAGE))


def _paged(lines: Sequence[AnswerLine]) -> tuple[int, Sequence[AnswerLine]]:
    """The page that is asked for and its answers: by a button of the pager, by the form, or by address."""
    wanted = request.form.get("page") or request.form.get("at") or request.args.get("page", "1")
    page = min(page_in(wanted), _last(lines))
    return page, lines[(page - 1) * open_statements.PAGE : page * open_statements.PAGE]


@blueprint.post("/<made_code>/undo")
def take_back(study_code: str, stage_code: str, number: int, item_code: str, made_code: str) -> Response:
    """Take a statement back that was made here."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    with transaction():
        open_statements.take_back(open_statements.question(round_, item_code), made_code)
    flash(_("%(code)s is not asked.", code=made_code))
    return _again(found, round_, item_code)


def _again(found: StageAccess, round_: PanelRound, item_code: str) -> Response:
    here = {"study_code": found.study.code, "stage_code": found.stage.code, "item_code": item_code}
    return redirect(url_for(".show", number=round_.number, **here), 303)  # type: ignore[arg-type]  # words and a number
