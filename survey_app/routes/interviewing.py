"""Pages of a questionnaire with rules: what is on them now, and how they are read when they come back."""

import json
from collections.abc import Mapping
from dataclasses import replace

from flask import request

from survey_app.forms.page import Marks, PageForm
from survey_app.logic.tree import Expression
from survey_app.logic.trees import calls_in, is_for_pages, shortened
from survey_app.questions import rules
from survey_app.questions.base import Answers, Value, load, store
from survey_app.questions.definition import Page, Question
from survey_app.questions.registry import type_of
from survey_app.questions.showing import Shown, ShownPage, changing_codes, depends
from survey_app.routes import page_files
from survey_app.services import interviews
from survey_app.services.page_answers import PageAnswers
from survey_app.services.sheets import Sheet
from survey_app.services.visits import Visit


def given_to(visit: Visit) -> dict[str, Value]:
    """The answers of the draft so far."""
    return load(visit.draft.given) if visit.draft else {}


def form(visit: Visit, number: int, language: str) -> PageForm:
    """A page as it is shown now; one that is not on the way is shown whole."""
    return form_at(visit.ready, given_to(visit), number, language)


def form_at(sheet: Sheet, given: Answers, number: int, language: str) -> PageForm:
    """The same with the answers so far, wherever they are kept."""
    way = interviews.shown(sheet, given)
    found = _found(sheet, way, number)
    page = _with_dormant(sheet.page(number), found)
    marks = _marks(sheet, page, found, way.answers)
    return PageForm(sheet.questionnaire, interviews.filled(sheet, page, way.answers, language), language, given, marks)


def _found(sheet: Sheet, way: Shown, number: int) -> ShownPage:
    return way.page(number) or ShownPage(number, sheet.page(number))


def _with_dormant(whole: Page, found: ShownPage) -> Page:
    """The page with its sleeping questions at their places."""
    here = {question.code: question for question in (*found.page.questions, *found.dormant)}
    questions = tuple(here[question.code] for question in whole.questions if question.code in here)
    return replace(whole, questions=questions)


def _marks(sheet: Sheet, page: Page, found: ShownPage, answers: Answers) -> Marks:
    """What the rules make of the page for whoever looks at it."""
    dormant = frozenset(question.code for question in found.dormant)
    own = changing_codes(page)
    own_rules = {
        question.code: question.show_if
        for question in page.questions
        if question.show_if and not own.isdisjoint(rules.questions_in(question.show_if)) and _tree(question) is not None
    }
    marked = {question.code: interviews.mark(question) for question in page.questions if depends(question)}
    return Marks(own_rules, dormant, dormant, marked, script=_for_script(sheet, own_rules, own, answers))


def _for_script(sheet: Sheet, own_rules: Mapping[str, str], own: set[str], answers: Answers) -> str:
    """What the script needs for the rules on a page, as JSON: earlier answers, names, kinds of variables."""
    wanted = {code for rule in own_rules.values() for code in rules.questions_in(rule)}
    variables = {
        variable.name: variable.kind.value
        for code in sorted(wanted)
        if (question := sheet.questionnaire.find(code)) is not None
        for variable in type_of(question).variables(question)
    }
    here = {name: kind for name, kind in variables.items() if name.partition(".")[0] in own}
    earlier = {name: answers[name] for name in variables if name not in here and name in answers}
    names = {
        name: {"kind": known.kind.value, "question": known.question, "parts": known.parts}
        for name, known in sheet.names.items()
        if known.question in wanted and known.parts
    }
    trees = {code: tree for code in own_rules if (tree := _tree(sheet.questionnaire.find(code))) is not None}
    known = {
        "answers": store(earlier),
        "names": names,
        "kinds": here,
        "rules": {code: shortened(tree) for code, tree in trees.items()},
        "calls": sorted({name for tree in trees.values() for name in calls_in(tree)}),
    }
    return json.dumps(known, separators=(",", ":")) if own_rules else ""


def _tree(question: Question | None) -> Expression | None:
    """The rule of a question, where the page may work it out; the server decides the others on the next step."""
    tree = rules.read(question.show_if) if question is not None else None
    return tree if tree is not None and is_for_pages(tree) else None


def read(visit: Visit, number: int, language: str) -> tuple[PageForm, PageAnswers]:
    """What was typed on a page: as a form to show again, and as answers to save."""
    sent = page_files.posted(visit, visit.ready.page(number))
    return read_at(visit.ready, given_to(visit), number, language, sent)


def read_at(
    sheet: Sheet, before: Answers, number: int, language: str, sent: page_files.Posted | None = None
) -> tuple[PageForm, PageAnswers]:
    """The same with the answers so far, wherever they are kept; `sent` is the form where files came with it."""
    whole, sent = sheet.page(number), request.form if sent is None else sent
    posted = interviews.known_marks(whole, request.form.getlist("seen"))
    typed = PageForm(sheet.questionnaire, whole, language).read(sent).answers
    way = interviews.shown(sheet, _without(before, _names(whole, _new(whole, posted))) | typed)
    found = _found(sheet, way, number)
    page, new = _with_dormant(whole, found), _new(found.page, posted)
    marks = _marks(sheet, page, found, way.answers)
    marks = replace(marks, passed_over=marks.dormant | new, told=tuple(request.form.getlist("told")))
    filled = interviews.filled(sheet, page, way.answers, language)
    form = PageForm(sheet.questionnaire, filled, language, before, marks)
    cleaned = form.read(sent)
    names = _names(found.page, new)
    after = interviews.shown(sheet, _without(before, names) | cleaned.answers)
    _check(sheet, form, found.page, after.answers)
    return form, PageAnswers(whole.key, cleaned.answers, {}, not form.problems and not new, names, posted, bool(new))


def _new(page: Page, posted: tuple[str, ...]) -> frozenset[str]:
    """Codes of the page's questions that were not before the person."""
    return frozenset(question.code for question in page.questions if interviews.is_unasked(question, posted))


def _names(page: Page, without: frozenset[str]) -> frozenset[str]:
    """The variables of a page's questions, some questions left out."""
    return frozenset(
        variable.name
        for question in page.questions
        if question.code not in without and type_of(question).is_seen
        for variable in type_of(question).variables(question)
    )


def _without(answers: Answers, names: frozenset[str]) -> dict[str, Value]:
    return {name: value for name, value in answers.items() if name not in names}


def look(visit: Visit, number: int, form: PageForm) -> None:
    """Show on a page what is wrong with it as it stands."""
    way = interviews.shown(visit.ready, given_to(visit))
    if (found := way.page(number)) is not None:
        broken = interviews.broken(visit.ready, found.page, way.answers, form.language)
        form.problems += tuple(each.problem for each in broken if not each.soft)


def _check(sheet: Sheet, form: PageForm, page: Page, answers: Answers) -> None:
    """Hold the answers against the author's rules: a hard one stops, a soft one is told once."""
    broken = interviews.broken(sheet, page, answers, form.language)
    told = form.marks.told
    form.problems += tuple(each.problem for each in broken if not (each.soft and each.key in told))
    form.marks = replace(form.marks, told=tuple(each.key for each in broken if each.soft))
