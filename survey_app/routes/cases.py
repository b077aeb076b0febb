"""The sampled cases of a stage: the list, what became of each, personal links, and looking up what one answered."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import NotAllowed
from survey_app.forms.fieldwork import DISPOSITIONS, CaseFilterForm, LookUpForm, SettleForm
from survey_app.forms.studies import ActForm
from survey_app.models import SampledCase
from survey_app.questions.file_upload import NamedFile, named_file
from survey_app.routes import access, course_words, list_words
from survey_app.routes.answering import Checked, in_words
from survey_app.routes.figures.wording import mode_word
from survey_app.routes.limits import page_number
from survey_app.services import cases, lookups, new_links
from survey_app.services.cases import CaseFilter
from survey_app.services.lookups import CaseAnswers
from survey_app.services.rights import Act, may
from survey_app.services.studies import StageAccess

blueprint = Blueprint("cases", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/cases")
_SIZE = 50


@blueprint.get("")
def list_cases(study_code: str, stage_code: str) -> tuple[str, int]:
    """The cases, page by page, filtered by words in the address."""
    found = _stage(study_code, stage_code)
    said = list_words.of_stage(found.stage)
    names = {name: said.column(name) for name in cases.attributes_of(found.stage)}
    form = CaseFilterForm(names, formdata=request.args)
    page, is_clear = page_number(), form.validate()
    wanted = said.wanted(form.wanted) if is_clear else CaseFilter()
    rows, count = cases.page_of(found.stage, wanted, page=page, size=_SIZE)
    status = 200 if is_clear else 422
    return render_template(
        "cases/list.html",
        access=found,
        tab=_tab(found),
        form=form,
        rows=rows,
        count=count,
        page=page,
        size=_SIZE,
        words=DISPOSITIONS,
        said=said,
        by_hand=cases.BY_HAND,
        hides_state=cases.hides_state(found.stage),
        runs=may(found.role, Act.RUN),
        enters=may(found.role, Act.ENTER),
        asked={name: value for name, value in request.args.items() if name != "page"},
    ), status


@blueprint.route("/<key:case_id>", methods=["GET", "POST"])
def show(study_code: str, stage_code: str, case_id: int) -> tuple[str, int]:
    """One case. What it answered stands here by design, or after an owner has written down why it is looked up."""
    found = _stage(study_code, stage_code)
    case = cases.find(found.stage, case_id)
    by_design = lookups.is_open(found.stage, found.role)
    form, answers, looked = LookUpForm(), None, by_design
    if by_design:
        answers = lookups.answers_of(found.stage, case, found.role)
    elif form.validate_on_submit():
        with transaction():
            answers = lookups.look_up(found.stage, case, access.account(), found.role, form.reason.text)
        looked = True
    page = render_template(
        "cases/show.html",
        access=found,
        tab=_tab(found),
        case=case,
        words=DISPOSITIONS,
        said=list_words.of_stage(found.stage),
        form=form,
        looked=looked,
        by_design=by_design,
        answers=answers,
        checked=_in_words(found, answers),
        files=_files(found, answers),
        went=list(course_words.lines(answers, answers.sheet.language(found.study.language))) if answers else [],
        mode_word=mode_word,
        hides_state=cases.hides_state(found.stage),
    )
    return page, 200 if looked else form.status


def _files(found: StageAccess, answers: CaseAnswers | None) -> list[NamedFile]:
    """The files among the answers, for those who may take them out."""
    if answers is None or not may(found.role, Act.EXPORT):
        return []
    return [file for value in answers.answers.values() if (file := named_file(value)) is not None]


def _in_words(found: StageAccess, answers: CaseAnswers | None) -> list[Checked]:
    """What was answered, in the language of the study."""
    if answers is None:
        return []
    return in_words(answers.sheet, answers.answers, answers.sheet.language(found.study.language))


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
def link(study_code: str, stage_code: str, case_id: int) -> str | Response:
    """The personal link of one case: shown after a press, because showing it is written down."""
    found = access.stage(study_code, stage_code, Act.ENTER)
    case = cases.find(found.stage, case_id)
    form, address = ActForm(), ""
    if cases.hides_state(found.stage):
        return _new_link(access.stage(study_code, stage_code, Act.RUN), case, form)
    if form.validate_on_submit():
        with transaction():
            address = cases.show_link(found.stage, case, access.account(), found.role)
    return render_template(
        "cases/link.html",
        access=found,
        tab=_tab(found),
        case=case,
        form=form,
        address=address,
        allowed=may(found.role, Act.RUN) or not case.email,
    )


def _new_link(found: StageAccess, case: SampledCase, form: ActForm) -> str | Response:
    """Where nobody can make a link again: a new one, by mail or to be handed over at once."""
    address = ""
    if form.validate_on_submit():
        with transaction():
            address = new_links.reissue(found.stage, case, access.account())
        if not address:
            flash(_("A new link is on its way to %(unit)s.", unit=case.unit))
            return redirect(_list(found.study.code, found.stage.code), 303)
    return render_template("cases/new_link.html", access=found, tab=_tab(found), case=case, form=form, address=address)


def _stage(study_code: str, stage_code: str) -> StageAccess:
    """The stage, for those who may see who was asked."""
    found = access.stage(study_code, stage_code)
    if not lookups.may_list(found.stage, found.role):
        raise NotAllowed
    return found


def _tab(found: StageAccess) -> str:
    """The tab the cases are reached from."""
    if not may(found.role, Act.ENTER):
        return "results"
    return "sample" if may(found.role, Act.RUN) else "fieldwork"


def _list(study_code: str, stage_code: str) -> str:
    return url_for("cases.list_cases", study_code=study_code, stage_code=stage_code)
