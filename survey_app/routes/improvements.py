"""The register of improvements: its list with what moved, the same as files, and an entry to be written or changed."""

from collections.abc import Sequence

from flask import Blueprint, flash, jsonify, redirect, render_template, url_for
from flask import Response as File
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.improvements import Entries, ImprovementForm
from survey_app.models import Improvement, Stage
from survey_app.routes import access
from survey_app.routes.figures import improvements as register
from survey_app.routes.figures import moves
from survey_app.routes.limits import page_number
from survey_app.routes.table_files import csv_of, xlsx_of
from survey_app.services import improvements, waves
from survey_app.services.improvements import MOST_IMPROVEMENTS, Action, Followed
from survey_app.services.rights import Act, may
from survey_app.services.studies import Access
from survey_app.vocabulary import ImprovementState

blueprint = Blueprint("improvements", __name__, url_prefix="/studies/<study_code>/improvements")
_SIZE = 20
_PARTS = 2


@blueprint.get("")
def list_improvements(study_code: str) -> str:
    """Everything that is being improved, with its figure before and after."""
    found = access.study(study_code, Act.SEE_RESULTS)
    page = page_number()
    listed, count = improvements.of_study(found.study, page, _SIZE)
    return render_template(
        "improvements/list.html",
        access=found,
        tab="improvements",
        lines=improvements.followed(found.study, listed, found.role),
        label_of=moves.label_of,
        row_of=moves.row_of,
        figure_words=moves.figure_words,
        said_of=register.said_of,
        state_words=state_words(),
        can_add=bool(waves.waves_of(found.study)) and may(found.role, Act.ANALYSE),
        page=page,
        size=_SIZE,
        count=count,
    )


@blueprint.get("/register.json")
def show_json(study_code: str) -> File:
    """The register for machines, with the change of each figure."""
    found, lines = _whole(study_code)
    listed = [
        {
            "action": each.improvement.action,
            "indicator": each.improvement.indicator,
            "owner": each.improvement.owner,
            "due": each.improvement.due,
            "state": each.improvement.state.value,
            "before": each.before.found.to_json() if each.before else None,
            "change": each.moved.change.to_json() if each.moved else None,
        }
        for each in lines
    ]
    return jsonify({"study": found.study.title, "improvements": listed})


@blueprint.get("/register.csv")
def table(study_code: str) -> File:
    """The register as a table."""
    found, lines = _whole(study_code)
    figure = register.figure_of(lines, state_words(), found.study.language)
    return csv_of(figure, f"{found.study.title} {figure.heading}")


@blueprint.get("/register.xlsx")
def workbook(study_code: str) -> File:
    """The register as a workbook."""
    found, lines = _whole(study_code)
    figure = register.figure_of(lines, state_words(), found.study.language)
    return xlsx_of(figure, found.study, f"{found.study.title} {figure.heading}")


def _whole(study_code: str) -> tuple[Access, list[Followed]]:
    found = access.study(study_code, Act.SEE_RESULTS)
    listed, _count = improvements.of_study(found.study, 1, MOST_IMPROVEMENTS)
    return found, improvements.followed(found.study, listed, found.role)


def state_words() -> dict[ImprovementState, str]:
    """How far an improvement is, in words."""
    return {
        ImprovementState.PLANNED: str(_("planned")),
        ImprovementState.UNDER_WAY: str(_("under way")),
        ImprovementState.DONE: str(_("done")),
        ImprovementState.DROPPED: str(_("given up")),
    }


def _form(found: Access, surveys: Sequence[Stage], kept: Improvement | None = None) -> ImprovementForm:
    states = [(state.value, words) for state, words in state_words().items()]
    later: Entries = [("", str(_("not yet"))), *((stage.code, stage.title) for stage in surveys)]
    figures = [
        (f"{stage.code} {each.key}", f"{stage.title} · {moves.label_of(each, found.study.language)}")
        for stage in surveys
        for each in waves.indicators(waves.read(stage, found.role))
    ]
    if kept is None:
        return ImprovementForm(figures, later, states, state=ImprovementState.PLANNED.value)
    by_key = {stage.id: stage.code for stage in surveys}
    indicator = f"{by_key.get(kept.before_id, '')} {kept.indicator}"
    if indicator not in dict(figures):  # too few answers now, or none any more: the choice stays as it was made
        figures.append((indicator, kept.indicator))
    return ImprovementForm(
        figures, later, states,
        action=kept.action, indicator=indicator, owner=kept.owner, due=kept.due,
        after=by_key.get(kept.after_id or 0, ""), state=kept.state.value,
    )  # fmt: skip


def _action(found: Access, form: ImprovementForm) -> Action:
    stage, indicator = form.indicator.text.split(" ", _PARTS - 1)
    after = waves.find(found.study, form.after.text) if form.after.text else None
    return Action(
        form.action.text, form.owner.text, form.due.text, indicator,
        waves.find(found.study, stage), after, ImprovementState(form.state.text),
    )  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
def new(study_code: str) -> Response | tuple[str, int]:
    """Another improvement."""
    found = access.study(study_code, Act.ANALYSE)
    form = _form(found, waves.waves_of(found.study))
    if form.validate_on_submit():
        with transaction():
            improvements.add(found.study, _action(found, form))
        flash(_("The improvement is in the register."))
        return redirect(url_for(".list_improvements", study_code=study_code), 303)
    page = render_template("improvements/show.html", access=found, tab="improvements", form=form, improvement=None)
    return page, form.status


@blueprint.route("/<improvement_code>", methods=["GET", "POST"])
def show(study_code: str, improvement_code: str) -> Response | tuple[str, int]:
    """Change an improvement."""
    found = access.study(study_code, Act.ANALYSE)
    improvement = improvements.find(found.study, improvement_code)
    form = _form(found, waves.waves_of(found.study), improvement)
    if form.validate_on_submit():
        with transaction():
            improvements.change(improvement, _action(found, form))
        flash(_("The improvement is saved."))
        return redirect(url_for(".list_improvements", study_code=study_code), 303)
    page = render_template(
        "improvements/show.html", access=found, tab="improvements", form=form, improvement=improvement
    )
    return page, form.status


@blueprint.post("/<improvement_code>/delete")
def delete(study_code: str, improvement_code: str) -> Response:
    """Take an improvement out of the register."""
    found = access.study(study_code, Act.ANALYSE)
    improvement = improvements.find(found.study, improvement_code)
    with transaction():
        improvements.remove(improvement)
    flash(_("The improvement is deleted."))
    return redirect(url_for(".list_improvements", study_code=study_code), 303)
