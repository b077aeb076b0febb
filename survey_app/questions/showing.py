"""What a person is shown of a questionnaire, given what was answered so far.

Pages, questions and rows are looked at in the order they are asked. A rule sees only what was asked before it; what is
not shown is missing for all rules that come later, and whatever had been answered there does not count.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from survey_app.questions import rules
from survey_app.questions.base import Answers, Value
from survey_app.questions.definition import Page, Question, Questionnaire
from survey_app.questions.registry import type_of
from survey_app.questions.rules import Names
from survey_app.vocabulary import Missing

_ROWS = ("options", "items")
_BESIDE = ("columns",)
"""Lists beside the rows: a table without any column left asks nothing either."""


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page on somebody's way: what it asks now, and its number in the whole questionnaire.

    `dormant` are questions that the page does not ask, but that an answer on the page itself may call up.
    """

    number: int
    page: Page
    dormant: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody's way through a questionnaire: its pages, the answers that count, and how it ends."""

    pages: tuple[ShownPage, ...]
    answers: Mapping[str, Value]
    """Every variable that was not shown stands here with that reason."""
    outcome: str = ""

    def page(self, number: int) -> ShownPage | None:
        """The page with this number, if it is on the way."""
        return next((page for page in self.pages if page.number == number), None)

    def after(self, number: int) -> int | None:
        """The number of the next page on the way."""
        return next((page.number for page in self.pages if page.number > number), None)

    def before(self, number: int) -> int | None:
        """The number of the page before on the way."""
        return next((page.number for page in reversed(self.pages) if page.number < number), None)

    def place(self, number: int) -> int:
        """How many pages have come once this one is looked at."""
        return max(1, sum(page.number <= number for page in self.pages))


def has_rules(questionnaire: Questionnaire) -> bool:
    """Whether not everybody is shown everything, or answers are checked against each other."""
    return any(page.show_if or page.jumps for page in questionnaire.pages) or any(
        question.checks or depends(question) or not type_of(question).is_seen for question in questionnaire.questions()
    )


def depends(question: Question) -> bool:
    """Whether the question or one of its rows is shown only sometimes."""
    return bool(question.show_if) or any(row.show_if for row in _rows(question))


def everything(questionnaire: Questionnaire, answers: Answers) -> Shown:
    """The way through a questionnaire without rules."""
    return Shown(tuple(ShownPage(number, page) for number, page in enumerate(questionnaire.pages, 1)), answers)


def show(questionnaire: Questionnaire, answers: Answers, names: Names) -> Shown:
    """What is shown now, and the answers that count."""
    walk = _Walk(questionnaire, answers, names)
    return Shown(tuple(walk.pages()), walk.counted, walk.outcome)


def walk(
    questionnaire: Questionnaire, names: Names, answer: Callable[[Question], Answers], along: Answers | None = None
) -> Shown:
    """Somebody's way when every question is answered as it comes, in one go: for trials, where nobody goes back.

    `along` is what nobody is asked for and is known from the beginning.
    """
    way = _Walk(questionnaire, along or {}, names)
    pages = []
    for shown in way.pages():
        for question in shown.page.questions:
            way.take(answer(question))
        called = [found for question in shown.dormant if (found := way.called(question)) is not None]
        for question in called:
            way.take(answer(question))
        page = replace(shown.page, questions=(*shown.page.questions, *called))
        pages.append(ShownPage(shown.number, page))
    return Shown(tuple(pages), way.counted, way.outcome)


class _Walk:
    """One way through the pages; `counted` grows as it goes."""

    def __init__(self, questionnaire: Questionnaire, answers: Answers, names: Names) -> None:
        self.questionnaire = questionnaire
        self.names = names
        self.given = {name: value for name, value in answers.items() if value is not Missing.NOT_SHOWN}
        self.counted: dict[str, Value] = {}
        self.outcome = ""
        self._wanted = ""
        self._ended = False

    def pages(self) -> Iterator[ShownPage]:
        for number, page in enumerate(self.questionnaire.pages, 1):
            if page.key == self._wanted:
                self._wanted = ""
            if self._ended or self._wanted or not self._met(page.show_if):
                self._leave_out(page.questions)
                continue
            asked = tuple(shown for question in page.questions if (shown := self._asked(question)) is not None)
            if any(type_of(question).is_seen for question in asked):
                yield ShownPage(number, replace(page, questions=asked), self._dormant(page, asked))
            self._jump(page, number)

    def take(self, answers: Answers) -> None:
        """Count answers to what is shown at the moment."""
        self.given |= answers
        self.counted |= answers

    def called(self, question: Question) -> Question | None:
        """A question that an answer on its own page has called up; None while it sleeps on."""
        return self._asked(question)

    def _met(self, rule: str) -> bool:
        return not rule or rules.met(rule, self.counted, self.names)

    def _asked(self, question: Question) -> Question | None:
        """The question as it is shown now, with its answers taken over; None when it is not shown."""
        shown = self._with_rows(question) if self._met(question.show_if) else None
        if shown is None:
            self._leave_out((question,))
            return None
        for variable in type_of(question).variables(question):
            self.counted[variable.name] = Missing.NOT_SHOWN
        kind = type_of(shown)
        if kind.is_worked_out:
            found = kind.worked_out(shown, lambda rule: rules.value(rule, self.counted, self.names))
            self.given = {**self.given, question.code: found} if found is not None else self._less(question.code)
        for variable in kind.variables(shown):
            value = self.given.get(variable.name)
            known = dict(variable.codes)
            if value is None or (shown is not question and known and isinstance(value, int) and value not in known):
                del self.counted[variable.name]
            else:
                self.counted[variable.name] = value
        return shown

    def _less(self, name: str) -> dict[str, Value]:
        return {known: value for known, value in self.given.items() if known != name}

    def _with_rows(self, question: Question) -> Question | None:
        """The question with those of its rows and options that are shown; None when none is."""
        settings = question.settings
        kept = {name: self._kept(getattr(settings, name)) for name in (*_ROWS, *_BESIDE) if hasattr(settings, name)}
        changes: dict[str, Any] = {name: kept[name] for name in kept if len(kept[name]) < len(getattr(settings, name))}
        other = getattr(settings, "other", None)
        if other is not None and not self._met(other.show_if):
            changes["other"] = other = None
        if question.carry is not None and not any(row.carried for rows in kept.values() for row in rows):
            return None
        if not changes:
            return question
        if not any(kept.get(name) for name in _ROWS) and other is None:
            return None
        if any(name in changes and not kept[name] for name in _BESIDE):
            return None
        least, left = getattr(settings, "least", None), len(kept.get("options", ())) + (other is not None)
        if isinstance(least, int) and "options" in kept and least > left:
            changes["least"] = left
        places = getattr(settings, "places", None)
        if isinstance(places, int) and places > len(kept.get("items", ())):
            changes["places"] = len(kept.get("items", ()))
        return replace(question, settings=replace(settings, **changes))

    def _kept(self, rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(row for row in rows if self._met(getattr(row, "show_if", "")))

    def _leave_out(self, questions: tuple[Question, ...]) -> None:
        for question in questions:
            self.counted |= {each.name: Missing.NOT_SHOWN for each in type_of(question).variables(question)}

    def _dormant(self, page: Page, asked: tuple[Question, ...]) -> tuple[Question, ...]:
        here, own = {question.code for question in asked}, changing_codes(page)
        return tuple(
            self._with_rows(question) or question
            for question in page.questions
            if question.code not in here and not own.isdisjoint(rules.questions_in(question.show_if))
        )

    def _jump(self, page: Page, number: int) -> None:
        """Follow the first jump of a page that is met; one that leads nowhere further is passed over."""
        later = {each.key for each in self.questionnaire.pages[number:]}
        for jump in page.jumps:
            if (jump.page in later or not jump.page) and self._met(jump.rule):
                self._wanted, self._ended = jump.page, not jump.page
                self.outcome = jump.outcome if self._ended else ""
                return


def _rows(question: Question, beside: tuple[str, ...] = _BESIDE) -> Iterator[Any]:
    """Everything of a question that can have a rule of its own."""
    settings = question.settings
    for name in (*_ROWS, *beside):
        yield from (row for row in getattr(settings, name, ()) if hasattr(row, "show_if"))
    other = getattr(settings, "other", None)
    if hasattr(other, "show_if"):
        yield other


def changing_codes(page: Page) -> set[str]:
    """The codes of the questions that an answer on the page can change; what was dealt or came along cannot."""
    return {each.code for each in page.questions if type_of(each).is_seen or type_of(each).is_worked_out}


def codes_shown(question: Question) -> frozenset[str]:
    """The codes of the rows, options and columns a question shows; those of columns stand behind a dash."""
    settings = question.settings
    columns = (f"-{each.code}" for name in _BESIDE for each in getattr(settings, name, ()) if hasattr(each, "show_if"))
    return frozenset({*(str(row.code) for row in _rows(question, ())), *columns})
