"""What every question type has to offer, and the plain values it speaks in.

A type owns cleaning, emptiness, the variables it writes, the words for its answers and its summary. It computes
nothing itself (that is `stats`), writes no HTML (templates are found by its code), no cells and no SQL.

Answers are flat: one value per *variable*. A question writes one or several variables, named after its code
(`OVER`, `PROD.3`, `EXPE.quality`, `SERV.price.expected`, `IND.other`). A value is an int (closed), a float (number),
a str (text) or a `Missing` reason. In the stored JSON a reason is written as `{"missing": "not_applicable"}`; a
variable that is absent was skipped.
"""

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

from survey_app.questions.definition import Question, Text
from survey_app.questions.summarising import Columns
from survey_app.questions.summary import QuestionSummary
from survey_app.vocabulary import Missing

Value = int | float | str | Missing
Answers = Mapping[str, Value]
Posted = Mapping[str, Sequence[str]]
"""What a form sent: field name -> all values sent under it."""

S = TypeVar("S")


class VariableKind(StrEnum):
    """How a variable is stored and analysed."""

    CLOSED = "closed"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Variable:
    """One column of the data: its name, what it is, the words for it and for its codes."""

    name: str
    kind: VariableKind
    label: Text
    codes: tuple[tuple[int, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer cannot be taken: the form field it belongs to, a marked message, and what fills it."""

    field: str
    message: str
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The answers found in a form, and what was wrong with the rest."""

    answers: dict[str, Value] = dataclasses.field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One line of 'check your answers': the row's words (empty for a plain question) and the answer's words."""

    label: str
    words: str


class QuestionType(ABC, Generic[S]):
    """One kind of question."""

    code: ClassVar[str]
    label: ClassVar[str]
    """The type's name in the editor: a message marked with `N_`."""
    collects: ClassVar[bool] = True
    """False for information texts: no variables, no answer."""
    offers_not_applicable: ClassVar[bool] = True
    script: ClassVar[str] = ""
    """The module that improves its fields where scripts run; every field works without."""
    is_drawn: ClassVar[bool] = False
    """True where each person sees things in an order of their own."""
    is_seen: ClassVar[bool] = True
    """False for what stands on no page: values that are computed or come along with the address."""
    rearranges: ClassVar[bool] = False
    """True where a page has buttons that add something to the question or take something out."""
    takes_files: ClassVar[bool] = False
    """True where files are sent along with the page."""
    is_worked_out: ClassVar[bool] = False
    """True for values that the server computes out of other answers, whatever was given for them."""

    @abstractmethod
    def read(self, settings: Mapping[str, Any]) -> S:
        """The settings of one question from its JSON part; raises `DefinitionRefused` when they make no sense."""

    @abstractmethod
    def write(self, settings: S) -> dict[str, Any]:
        """The JSON part of the settings; `read(write(s)) == s`."""

    @abstractmethod
    def variables(self, question: Question) -> tuple[Variable, ...]:
        """The variables this question writes, in order."""

    def worked_out(self, question: Question, value_of: Callable[[str], object]) -> Value | None:
        """What a computed value comes to; `value_of` gives the value of an expression."""
        return None

    def entries(self, question: Question) -> tuple[tuple[str, ...], ...]:
        """The variables of each entry of a repeated group, the first entry first; `CODE` counts a person's entries."""
        return ()

    @abstractmethod
    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """Read the form. Blank is missing and never zero. Requiredness is checked here too.

        `fallback` is the study's own language: texts missing in `language` were shown in it.
        """

    @abstractmethod
    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The form fields that show these answers again; `clean(refill(a)) == a`."""

    @abstractmethod
    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """The answers in words, for the page that asks the respondent to check them."""

    @abstractmethod
    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """What the answers come to. Of no answers at all it says so, and it never changes what it was given."""


def form_field(question: Question, *parts: object) -> str:
    """The name of a form field: `qCODE`, `qCODE.row`, ..., the same with and without script.

    >>> from survey_app.questions.definition import Question
    >>> form_field(Question("SERV", "grid", {}), "price")
    'qSERV.price'
    """
    return ".".join(["q" + question.code, *(str(part) for part in parts)])


def store(answers: Answers) -> dict[str, Any]:
    """Answers as they are stored in JSON.

    >>> store({"OVER": 4, "NPS": Missing.NOT_APPLICABLE})
    {'OVER': 4, 'NPS': {'missing': 'not_applicable'}}
    """
    return {name: {"missing": value.value} if isinstance(value, Missing) else value for name, value in answers.items()}


def load(stored: Mapping[str, Any]) -> dict[str, Value]:
    """Answers as they were before `store`.

    >>> load({"NPS": {"missing": "not_applicable"}})
    {'NPS': <Missing.NOT_APPLICABLE: 'not_applicable'>}
    """
    return {name: Missing(value["missing"]) if isinstance(value, dict) else value for name, value in stored.items()}


def without_skipped(answers: Iterable[tuple[str, Value]]) -> dict[str, Value]:
    """Answers less those that were merely skipped: absence says the same.

    >>> without_skipped([("OVER", 4), ("NPS", Missing.SKIPPED)])
    {'OVER': 4}
    """
    return {name: value for name, value in answers if value is not Missing.SKIPPED}
