"""The sampled cases of a stage: the list, what became of each, and personal links for those without mail."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.fieldwork import DISPOSITIONS, CaseFilterForm, SettleForm
from survey_app.forms.studies import ActForm
from survey_app.routes import access
from survey_app.routes.limits import page_number
from survey_app.services import cases
from survey_app.services.cases import CaseFilter
from survey_app.services.rights import Act, may

blueprint = Blueprint("cases", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/cases")
_SIZE = 50


@blueprint.get("")
def list_cases(study_code: str, stage_code: str) -> tuple[str, int]:
    """The cases, page by page, filtered by words in the address."""
    found = access.stage(study_code, stage_code, Act.ENTER)
    form = CaseFilterForm(cases.attributes_of(found.stage), formdata=request.args)
    page, is_clear = page_number(), form.validate()
    rows, count = cases.page_of(found.stage, form.wanted if is_clear else CaseFilter(), page=page, size=_SIZE)
    status = 200 if is_clear else 422
    return render_template(
        "cases/list.html",
        access=found,
        tab="sample" if may(found.role, Act.RUN) else "fieldwork",
        form=form,
        rows=rows,
        count=count,
        page=page,
        size=_SIZE,
        words=DISPOSITIONS,
        by_hand=cases.BY_HAND,
        runs=may(found.role, Act.RUN),
        asked={name: value for name, value in request.args.items() if name != "page"},
    ), status


@blueprint.post("/<key:case_id>/disposition")
def settle(study_code: str, stage_code: str, case_id: int) -> Response:
    """Write down what became of a case."""
    found = access.stage(study_code, stage_code, Act.ENTER)
    case = cases.find(found.stage, case_id)
    form = SettleForm()
    if not form.validate_on_submit():
        flash(_("Choose what became of the case."), "look")
        return redirect(_list(study_code, stage_code), 303)
    with transaction():
        cases.settle(found.stage, case, form.chosen, access.account())
    flash(_("%(unit)s: %(state)s.", unit=case.unit, state=DISPOSITIONS[form.chosen]))
    return redirect(_list(study_code, stage_code), 303)


@blueprint.route("/<key:case_id>/link", methods=["GET", "POST"])
def link(study_code: str, stage_code: str, case_id: int) -> str:
    """The personal link of one case: shown after a press, because showing it is written down."""
    found = access.stage(study_code, stage_code, Act.ENTER)
    case = cases.find(found.stage, case_id)
    form, address = ActForm(), ""
    if form.validate_on_submit():
        with transaction():
            address = cases.show_link(found.stage, case, access.account(), found.role)
    return render_template(
        "cases/link.html",
        access=found,
        tab="sample" if may(found.role, Act.RUN) else "fieldwork",
        case=case,
        form=form,
        address=address,
        allowed=may(found.role, Act.RUN) or not case.email,
    )


def _list(study_code: str, stage_code: str) -> str:
    return url_for("cases.list_cases", study_code=study_code, stage_code=stage_code)
