"""A questionnaire from a text that is pasted: first what each line becomes, then, in one step, the questions."""

from dataclasses import replace

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from survey_app.exceptions import QuestionnaireLocked, StaleRevision
from survey_app.forms.pasting import PastedText
from survey_app.interchange.questionnaires.plain.reading import Became, Line, PlainText
from survey_app.interchange.questionnaires.plain.walking import read
from survey_app.models import Version
from survey_app.questions.definition import Questionnaire
from survey_app.questions.registry import read_questionnaire, type_of
from survey_app.routes import access, editor_page
from survey_app.routes.presentation import filled
from survey_app.routes.questionnaires import change, show_both
from survey_app.services import questionnaires, taking_in, versions
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import VersionState

blueprint = Blueprint("pasting", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/questionnaire")
blueprint.register_error_handler(StaleRevision, show_both)
_SHOWN_LINES = 500
_SHOWN_QUESTIONS = 60


@blueprint.route("/paste", methods=["GET", "POST"])
def show(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Paste, look at what became of each line, then take it; Undo takes it back as one step."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    version = versions.latest(found.stage)
    if version.state is VersionState.PUBLISHED:
        raise QuestionnaireLocked
    questionnaire = versions.document(version)
    form = PastedText(request.form if request.method == "POST" else None)
    looked = read(form.text, questionnaire.language) if form.text and not form.error else None
    if looked is not None and looked.questions and (taken := _taken(found, looked)) is not None:
        return taken
    page = render_template(
        "questionnaires/paste.html",
        access=found,
        tab="questionnaire",
        version=version,
        questionnaire=questionnaire,
        form=form,
        held=sum(1 for _question in questionnaire.questions()),
        **(_look(looked, _stored(looked, version, questionnaire)) if looked is not None else {"looked": None}),
    )
    return page, 422 if form.error else 200


def _taken(found: StageAccess, looked: PlainText) -> Response | None:
    act = request.form.get("do", "")
    if act not in {"add", "replace"}:
        return None
    return change(found, taking_in.pages_taken(looked.document, verb="paste", in_place=act == "replace"))


def _stored(looked: PlainText, version: Version, questionnaire: Questionnaire) -> dict[str, str]:
    """The code that each question of the text will have once it is taken."""
    return taking_in.codes_to_be(looked.document, questionnaire, questionnaires.used_codes(version))


def _look(looked: PlainText, stored: dict[str, str]) -> dict[str, object]:
    """What the page shows of a text: its lines with what they became, and the pages as respondents would see them."""
    made = read_questionnaire(looked.document)
    kinds = {stored[each.code]: str(_(type_of(each).label)) for each in made.questions()}
    for line in looked.lines:
        line.code = stored.get(line.code, line.code)
    return {
        "looked": looked,
        "lines": [(line, _words(line, kinds), _note(line)) for line in looked.lines[:_SHOWN_LINES]],
        "not_taken": [(line, _note(line)) for line in looked.lines if line.became is Became.LEFT_OUT][:_SHOWN_LINES],
        "pages": _previews(made),
        "more_lines": max(0, len(looked.lines) - _SHOWN_LINES),
        "more_questions": max(0, len(kinds) - _SHOWN_QUESTIONS),
    }


def _previews(made: Questionnaire) -> list[Markup]:
    """The first questions on their pages."""
    shown, left = [], _SHOWN_QUESTIONS
    for page in made.pages:
        if left <= 0:
            break
        part = replace(page, questions=page.questions[:left])
        left -= len(part.questions)
        shown.append(editor_page.preview(made, part, made.language))
    return shown


def _words(line: Line, kinds: dict[str, str]) -> str:
    """What a line became, in words."""
    words = {
        Became.PAGE: _("a new page"),
        Became.QUESTION: _("question %(code)s: %(kind)s", code=line.code, kind=kinds.get(line.code, "")),
        Became.ANSWER: _("answer of %(code)s", code=line.code),
        Became.ROW: _("row of %(code)s", code=line.code),
        Became.SCALE: _("scale of %(code)s", code=line.code),
        Became.SPACE: _("room for own words in %(code)s", code=line.code),
        Became.HINT: _("hint of %(code)s", code=line.code),
        Became.REMARK: _("how %(code)s is answered", code=line.code),
        Became.TEXT: _("a text between questions"),
        Became.LEFT_OUT: _("not taken"),
    }
    return str(words[line.became])


def _note(line: Line) -> str:
    return filled(line.note, line.params) if line.note else ""
