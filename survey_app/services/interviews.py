"""An interview with rules: what of a sheet is shown with the answers so far, what counts, what is still open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions import rules, showing
from survey_app.questions.base import Answers, Problem, Value, form_field, load, store
from survey_app.questions.definition import Page, Question, Text, say
from survey_app.questions.hidden import BY_MEMBERS, INTERVIEW, OBSERVATION, YES, Hidden, parameter
from survey_app.questions.piping import Piping
from survey_app.questions.registry import type_of
from survey_app.questions.showing import Shown, ShownPage
from survey_app.services.sheets import Sheet
from survey_app.vocabulary import Mode

Asked = Mapping[str, Sequence[str]]
"""Page key -> marks of the questions with rules that the person has had before them there, see `mark`."""

_SPOKEN = frozenset({Mode.INTERVIEWER, Mode.PHONE})
OWN_WORDS = "%(words)s"
"""The message of a check: its author's own words, whatever they are."""


def shown(sheet: Sheet, answers: Answers) -> Shown:
    """The way through the sheet with these answers."""
    if sheet.has_rules:
        return showing.show(sheet.questionnaire, answers, sheet.names)
    return showing.everything(sheet.questionnaire, answers)


def counted(sheet: Sheet, given: Mapping[str, Any]) -> dict[str, Any]:
    """Stored answers as they count: what is not shown says so, and what had been answered there is left out."""
    return store(shown(sheet, load(given)).answers) if sheet.has_rules else dict(given)


def taken_along(sheet: Sheet, address: Mapping[str, str]) -> dict[str, Value]:
    """The values that the address of the first page brings for hidden questions; what cannot be kept is left out."""
    return _hidden(sheet, {name: value for name, value in address.items() if name not in BY_MEMBERS})


def entered(sheet: Sheet, mode: Mode) -> tuple[dict[str, Value], frozenset[str]]:
    """What the hidden questions say of a form that a member enters, and which questions say it.

    Questions can depend on it: those of an observation, or those that only somebody who interviews answers.
    """
    told = {OBSERVATION: YES} if mode is Mode.OBSERVATION else {INTERVIEW: YES} if mode in _SPOKEN else {}
    hidden = (each for each in sheet.questionnaire.questions() if each.kind == Hidden.code)
    return _hidden(sheet, told), frozenset(each.code for each in hidden if parameter(each) in BY_MEMBERS)


def _hidden(sheet: Sheet, told: Mapping[str, str]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for question in sheet.questionnaire.questions():
        if question.kind == Hidden.code and (value := told.get(parameter(question), "")):
            kind = type_of(question)
            found |= kind.clean(question, {form_field(question): [value[: Hidden.limit]]}, "en").answers
    return found


def filled(sheet: Sheet, page: Page, answers: Answers, language: str) -> Page:
    """The page with earlier answers put into its texts."""
    return Piping(sheet.questionnaire, answers, sheet.names, language).page(page) if sheet.has_piping else page


def first_open(sheet: Sheet, given: Mapping[str, Any], done: Iterable[str], asked: Asked) -> int | None:
    """The number of the first page on the way that still has to be answered; None when all are."""
    passed = set(done)
    if not sheet.has_rules:
        return next((n for n, page in enumerate(sheet.questionnaire.pages, 1) if page.key not in passed), None)
    way = shown(sheet, load(given))
    return next((each.number for each in way.pages if not _is_passed(sheet, way, each, passed, asked)), None)


def _is_passed(sheet: Sheet, way: Shown, shown_page: ShownPage, done: set[str], asked: Asked) -> bool:
    """Whether a page was left by Continue, and what it shows now was before the person then and is in order still."""
    page = shown_page.page
    if page.key not in done or unasked(page, asked.get(page.key, ())):
        return False
    return not (_gaps(sheet, page, way.answers) or any(not x.soft for x in broken(sheet, page, way.answers)))


def _gaps(sheet: Sheet, page: Page, answers: Answers) -> bool:
    """Whether the page would be sent back with these answers."""
    language = sheet.questionnaire.language
    return any(
        (kind := type_of(question)).is_seen
        and kind.clean(question, kind.refill(question, answers, language), language, language).problems
        for question in page.questions
    )


def mark(question: Question) -> str:
    """What tells that a question was before the person, and with which rows: its code and theirs."""
    return " ".join([question.code, *sorted(showing.codes_shown(question))])


def known_marks(page: Page, posted: Iterable[str]) -> tuple[str, ...]:
    """The marks that a page sent, as far as they name questions and rows of the page."""
    said = {code: frozenset(rows) for code, *rows in (each.split() or [""] for each in posted)}
    return tuple(
        " ".join([question.code, *sorted(showing.codes_shown(question) & said[question.code])])
        for question in page.questions
        if question.code in said
    )


def unasked(page: Page, marks: Sequence[str]) -> bool:
    """Whether the page shows a question or a row that was not before the person."""
    return any(is_unasked(question, marks) for question in page.questions)


def is_unasked(question: Question, marks: Iterable[str]) -> bool:
    """Whether the question, or a row of it, comes up by a rule and was not before the person."""
    if not showing.depends(question) or not type_of(question).is_seen:
        return False
    seen = next((rows for code, *rows in (each.split() or [""] for each in marks) if code == question.code), None)
    return seen is None or not showing.codes_shown(question).issubset(seen)


@dataclass(frozen=True, slots=True)
class BrokenCheck:
    """A rule of the author's that answers do not meet: its key, whether it is only told once, and the problem."""

    key: str
    soft: bool
    problem: Problem


def broken(sheet: Sheet, page: Page, answers: Answers, language: str = "") -> list[BrokenCheck]:
    """The checks of a page's questions that these answers do not meet, with the author's words for it."""
    return [
        _broken(sheet, question, number, answers, language)
        for question in page.questions
        for number, check in enumerate(question.checks)
        if not rules.holds(check.rule, answers, sheet.names, question.code)
    ]


def _broken(sheet: Sheet, question: Question, number: int, answers: Answers, language: str) -> BrokenCheck:
    """A broken check with its problem, at the first field of its question."""
    check = question.checks[number]
    field = next(iter(type_of(question).refill(question, {}, "en")), form_field(question))
    if words := _words(sheet, check.message, answers, language):
        problem = Problem(field, OWN_WORDS, {"words": words})
    else:
        name = say(question.text, language, sheet.questionnaire.language) or question.code
        problem = Problem(
            field, N_("Your answer for “%(name)s” does not fit your other answers. Change one of them."), {"name": name}
        )
    return BrokenCheck(f"{question.code}:{number}", check.soft, problem)


def _words(sheet: Sheet, message: Text, answers: Answers, language: str) -> str:
    spoken = language or sheet.questionnaire.language
    words = Piping(sheet.questionnaire, answers, sheet.names, spoken).text(message) if sheet.has_piping else message
    return say(words, spoken, sheet.questionnaire.language)
