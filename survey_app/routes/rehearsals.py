"""A test run as one made-up person: the pages as respondents get them, beside what is known and where it leads."""

from dataclasses import dataclass, replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from survey_app.forms.page import PageForm
from survey_app.questions import logic_check
from survey_app.questions.base import Value
from survey_app.questions.definition import Page, say
from survey_app.questions.showing import Shown
from survey_app.routes import access, arranging, interviewing, page_files
from survey_app.routes.limits import LARGEST_KEY
from survey_app.routes.questionnaires import asked_version
from survey_app.services import interviews, rehearsals, versions
from survey_app.services.rights import Act
from survey_app.services.sheets import Sheet
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import LANGUAGES

blueprint = Blueprint("rehearsals", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/questionnaire")
_SEED_LETTERS = 4
_LANGUAGE = "language:"


@dataclass(frozen=True, slots=True)
class Person:
    """The made-up person: the questionnaire in their order, their answers so far, their language."""

    sheet: Sheet
    given: dict[str, Value]
    language: str


@blueprint.get("/try/one")
def start(study_code: str, stage_code: str) -> str:
    """Choose a language, and what an address would bring; then begin."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    questionnaire = versions.document(asked_version(found))
    return render_template(
        "questionnaires/rehearsal_start.html",
        access=found,
        tab="questionnaire",
        questionnaire=questionnaire,
        hidden=rehearsals.hidden_of(questionnaire),
        seed=_seed(request.args.get("seed", "")),
        version=request.args.get("version"),
    )


@blueprint.post("/try/one")
def step(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Read the page, and show the one where this person would come next; nothing is stored."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    go, seed = request.form.get("go", ""), _seed(request.form.get("seed", ""))
    if go == "again":
        version = request.args.get("version")
        address = url_for(".start", study_code=study_code, stage_code=stage_code, version=version, seed=seed)
        return redirect(address, 303)
    sheet = rehearsals.sheet_of(versions.document(asked_version(found)), seed)
    language = sheet.language(request.form.get("language"))
    if go == "begin":
        along = {name[7:]: words for name, words in request.form.items() if name.startswith("hidden.")}
        given = rehearsals.begun(sheet, seed, along)
        way = interviews.shown(sheet, given)
        return _show(found, Person(sheet, given, language), way.after(0))
    return _read(found, Person(sheet, rehearsals.read_given(sheet, request.form.get("given", "")), language), go)


def _read(found: StageAccess, person: Person, go: str) -> tuple[str, int]:
    number, sheet = _number(request.form.get("at", "")), person.sheet
    if not number:
        way = interviews.shown(sheet, person.given)
        return _show(found, person, way.before(len(sheet.questionnaire.pages) + 1))
    whole = sheet.page(number)
    sent = page_files.pretended(whole, arranging.arranged(whole))
    form, page = interviewing.read_at(sheet, person.given, number, person.language, sent)
    person = replace(person, given=rehearsals.with_page(sheet, person.given, page))
    way = interviews.shown(sheet, person.given)
    if go.startswith(_LANGUAGE):
        return _show(found, replace(person, language=sheet.language(go[len(_LANGUAGE) :])), number)
    if go == "back":
        return _show(found, person, way.before(number) or number)
    if go == "next" and not form.problems and not page.opened:
        return _show(found, person, way.after(number))
    return _show(found, person, number, form if form.problems else None)


def _show(found: StageAccess, person: Person, number: int | None, form: PageForm | None = None) -> tuple[str, int]:
    """A page with the panel beside it; without a number the end."""
    sheet, given, language = person.sheet, person.given, person.language
    way = interviews.shown(sheet, given)
    if number is not None and form is None:
        form = interviewing.form_at(sheet, given, number, language)
        form.more = frozenset(filter(None, arranging.wanted()[:1]))
    place = number if number is not None else len(sheet.questionnaire.pages) + 1
    page = render_template(
        "questionnaires/rehearsal.html",
        access=found,
        questionnaire=sheet.questionnaire,
        form=form,
        questions=_questions(form, language) if form is not None else "",
        number=number,
        place=way.place(number) if number is not None else 0,
        total=len(way.pages),
        outcome=way.outcome,
        following=_following(sheet, way, place) if number is not None else "",
        variables=rehearsals.variables(sheet, way, place, language),
        rules=[(_place(each.rule), _decides(each.rule), each) for each in rehearsals.ruled(sheet, way, place)],
        given=rehearsals.written(given),
        seed=_seed(request.form.get("seed", "")),
        chosen=language,
        languages=sheet.questionnaire.languages,
        version=request.args.get("version"),
    )
    return page, 422 if form is not None and form.problems else 200


def _questions(form: PageForm, language: str) -> Markup:
    """The questions with the respondent's own templates, in the respondent's language."""
    with force_locale(language if language in LANGUAGES else LANGUAGES[0]):
        return Markup(render_template("respond/_questions.html", form=form))  # noqa: S704 - a template that escapes


def _following(sheet: Sheet, way: Shown, number: int) -> str:
    """Where this person would come next with the answers so far, in words."""
    after = way.after(number)
    if after is None:
        return str(_("the end: %(outcome)s", outcome=way.outcome) if way.outcome else _("the end"))
    return _page_words(sheet.page(after), after, sheet.questionnaire.language)


def _page_words(page: Page, number: int, language: str) -> str:
    return " · ".join(filter(None, (_("Page %(number)s", number=number), say(page.title, language))))


def _place(rule: logic_check.Rule) -> str:
    place = rule.code or _("Page %(number)s", number=rule.page_number)
    if rule.kind == logic_check.COLUMN:
        return str(_("%(place)s, column %(column)s", place=place, column=rule.row))
    return str(_("%(place)s, row %(row)s", place=place, row=rule.row) if rule.row else place)


def _decides(rule: logic_check.Rule) -> str:
    words = {
        logic_check.SHOW: _("shown if"),
        logic_check.ROW: _("answer or row shown if"),
        logic_check.COLUMN: _("column shown if"),
        logic_check.JUMP: _("jump if"),
        logic_check.CHECK: _("answer must meet"),
    }
    return str(words[rule.kind])


def _seed(sent: str) -> str:
    return sent if sent.isascii() and sent.isdigit() and len(sent) <= _SEED_LETTERS else "1"


def _number(sent: str) -> int:
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < len(str(LARGEST_KEY)) else 0
