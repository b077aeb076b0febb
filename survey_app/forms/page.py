"""A respondent's page: what was typed, what it came to, and what the templates of the questions ask for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from survey_app.exceptions import N_, TooMuch
from survey_app.questions.base import Answers, Cleaned, Posted, Problem, QuestionType, Value, form_field
from survey_app.questions.cleaning import NOT_APPLICABLE, shortened
from survey_app.questions.definition import Page, Question, Questionnaire, Scale, Text, say
from survey_app.questions.figures import written
from survey_app.questions.image_choice import Shown
from survey_app.questions.registry import TYPES, type_of
from survey_app.questions.words import MISSING
from survey_app.vocabulary import Missing

MOST_FIELDS = 2_000
LONGEST_FIELD = 256_000


@dataclass(frozen=True, slots=True)
class Marks:
    """What rules make of a page, by the codes of its questions."""

    rules: Mapping[str, str] = field(default_factory=dict)
    """The rule of a question that an answer on the page itself can call up or take away."""
    dormant: frozenset[str] = frozenset()
    """Questions that are not shown now."""
    passed_over: frozenset[str] = frozenset()
    """Questions that are not read: those not shown, and those that were not before the person yet."""
    seen: Mapping[str, str] = field(default_factory=dict)
    """What the page sends back for a question with rules, so that it is known to have been before the person."""
    told: tuple[str, ...] = ()
    """Soft checks that the person has been told of."""
    script: str = ""
    """What the script needs for the rules on the page."""


class PageForm:
    """The form of one page in one language.

    It starts out showing the answers given so far. After `read` it shows what was typed, right or wrong, and knows
    the problems. Leaves form objects out on purpose: a page of tables is cleaned in a fraction of a millisecond.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        page: Page,
        language: str,
        answers: Answers | None = None,
        marks: Marks | None = None,
    ) -> None:
        self.marks = marks or Marks()
        self.questionnaire = questionnaire
        self.page = page
        self.language = language
        self.fallback = questionnaire.language
        self.problems: tuple[Problem, ...] = ()
        self._shown: dict[str, list[str]] = {}
        for question in self.seen:
            self._shown |= type_of(question).refill(question, answers or {}, language)

    def read(self, posted: Mapping[str, Any]) -> Cleaned:
        """Read what was sent. Accepts plain lists and the form object of a request; too many fields are refused."""
        sent = _as_lists(posted)
        found: dict[str, Value] = {}
        problems: list[tuple[Question, Problem]] = []
        for question in self.seen:
            if question.code in self.marks.passed_over:
                continue
            long = self._too_long(question, sent)
            cleaned = long or type_of(question).clean(question, sent, self.language, self.fallback)
            found |= cleaned.answers
            problems += ((question, problem) for problem in cleaned.problems)
        typed = {name: [_showable(value) for value in values] for name, values in sent.items()}
        self._shown = self._kept() | typed
        self.problems = self._told_apart(problems)
        return Cleaned(found, self.problems)

    def _told_apart(self, found: Sequence[tuple[Question, Problem]]) -> tuple[Problem, ...]:
        """The problems of the page; where rows of two questions would read alike, their question stands before them."""
        alike: dict[str, set[str]] = {}
        for question, problem in found:
            alike.setdefault(problem.message % problem.params, set()).add(question.code)
        return tuple(
            replace(problem, params={**problem.params, "name": self._with_question(question, problem)})
            if "name" in problem.params and len(alike[problem.message % problem.params]) > 1
            else problem
            for question, problem in found
        )

    def _with_question(self, question: Question, problem: Problem) -> str:
        words = shortened(self.say(question.text)) or question.code
        name = str(problem.params["name"])
        return words if name == words else f"{words} · {name}"

    def _kept(self) -> dict[str, list[str]]:
        """What the fields of questions show that are not read."""
        names = {"q" + code for code in self.marks.passed_over}
        return {name: values for name, values in self._shown.items() if name.split(".", 1)[0] in names}

    def _too_long(self, question: Question, sent: Posted) -> Cleaned | None:
        """A field no person can have typed, told as a problem of its question."""
        own = form_field(question)
        for name, values in sent.items():
            if (name == own or name.startswith(own + ".")) and any(len(value) > LONGEST_FIELD for value in values):
                words = shortened(self.say(question.text)) or question.code
                message = N_("The answer for “%(name)s” is far too long. Shorten it and send it again.")
                return Cleaned({}, (Problem(own, message, {"name": words}),))
        return None

    @property
    def seen(self) -> tuple[Question, ...]:
        """The questions of the page that stand on it."""
        return tuple(question for question in self.page.questions if type_of(question).is_seen)

    @property
    def scripts(self) -> tuple[str, ...]:
        """The modules that improve fields of the page."""
        found = (type_of(question).script for question in self.page.questions)
        return tuple(dict.fromkeys(script for script in found if script))

    @property
    def takes_files(self) -> bool:
        """Whether files are sent along with the page."""
        return any(type_of(question).takes_files for question in self.page.questions)

    @property
    def is_drawn(self) -> bool:
        """Whether the page looks another way for each person."""
        return any(type_of(question).is_drawn for question in self.page.questions)

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of all variables the page writes: those not among the cleaned answers were left blank."""
        return tuple(
            variable.name for question in self.page.questions for variable in type_of(question).variables(question)
        )

    def merged(self, answers: Answers, cleaned: Cleaned) -> dict[str, Value]:
        """The answers so far with this page's replaced by the cleaned ones."""
        own = set(self.variables)
        return {name: value for name, value in answers.items() if name not in own} | cleaned.answers

    @property
    def problems_by_field(self) -> dict[str, Problem]:
        """The first problem of each field, in the order of the page."""
        found: dict[str, Problem] = {}
        for problem in self.problems:
            found.setdefault(problem.field, problem)
        return found

    def problem(self, field: str) -> Problem | None:
        """What is wrong with a field."""
        return next((problem for problem in self.problems if problem.field == field), None)

    def problems_of(self, field: str) -> list[Problem]:
        """Everything that is wrong with a field, where each thing has a cure of its own."""
        return [problem for problem in self.problems if problem.field == field]

    def values(self, field: str) -> Sequence[str]:
        """What a field shows: everything that was sent under its name."""
        return self._shown.get(field, ())

    @property
    def shown(self) -> Mapping[str, Sequence[str]]:
        """Every field with what it shows."""
        return self._shown

    def value(self, field: str) -> str:
        """What a single field shows."""
        return next(iter(self.values(field)), "")

    def chosen(self, field: str, code: object) -> bool:
        """Whether a radio, tick or option with this code is on."""
        return str(code) in self.values(field)

    def say(self, text: Text) -> str:
        """A text of the questionnaire in the page's language."""
        return say(text, self.language, self.fallback)

    def word(self, scale: Scale, point: int) -> str:
        """The words of one point of a scale."""
        return scale.word(point, self.language, self.fallback)

    def missing(self, reason: str) -> str:
        """The words for a missing answer, such as 'Does not apply'."""
        return self.say(MISSING[Missing(reason)])

    def kind(self, question: Question) -> QuestionType[Any]:
        """The type of a question."""
        return TYPES[question.kind]

    def is_long(self, question: Question) -> bool:
        """Whether the answers of a choice question are shown as one select."""
        return bool(question.settings.is_dropdown)

    @staticmethod
    def field(question: Question, *parts: object) -> str:
        """The name of a form field of the question."""
        return form_field(question, *parts)

    @staticmethod
    def id(field: str, place: object = "") -> str:
        """The id of a field's first control (error messages link to it), or of another part of the field."""
        return "-".join([field.replace(".", "-"), *([str(place)] if place else [])])

    def described(self, question: Question, field: str, note: str = "", *, row: bool = False) -> str:
        """The ids that describe a control: the question's hint (not for single rows) and the field's problem."""
        parts = [] if row or not (note or self.say(question.hint)) else [self.id(form_field(question), "hint")]
        return " ".join([*parts, *([self.id(field, "problem")] if self.problem(field) else [])])

    def figure(self, value: float) -> str:
        """A number as it would be typed in the page's language."""
        return written(value, self.language)

    @staticmethod
    def picture(shown: Shown) -> str:
        """The address of a picture; it needs no session and may be kept for ever."""
        return f"/pictures/{shown.digest}"

    @property
    def rearranges(self) -> bool:
        """Whether the page has buttons that add something or take something out."""
        return any(type_of(question).rearranges for question in self.page.questions)

    more: frozenset[str] = frozenset()
    """Codes of the questions that show one entry more than they hold."""
    not_applicable = NOT_APPLICABLE
    person = ""
    """What fixes the order of things drawn for each person; nothing gives the order of the questionnaire."""


def _showable(value: str) -> str:
    """What was typed, as far as a page can hold it: half characters become a question mark."""
    return value[:LONGEST_FIELD].encode("utf-8", "replace").decode("utf-8")


def _as_lists(posted: Mapping[str, Any]) -> dict[str, list[str]]:
    """Every field with the list of its texts, whatever kind of mapping the form came in."""
    if len(posted) > MOST_FIELDS:
        raise TooMuch
    return {str(name): list(values) for name, values in _fields(posted)}


def _fields(posted: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    every = getattr(posted, "lists", None)
    total = 0
    for name, values in every() if every else posted.items():
        texts = [values] if isinstance(values, str) else values if isinstance(values, list | tuple) else [values]
        total += len(texts)
        if total > MOST_FIELDS:
            raise TooMuch
        yield name, [text if isinstance(text, str) else "" if text is None else str(text) for text in texts]
