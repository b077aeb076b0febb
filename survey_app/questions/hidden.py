"""A value that comes along in the address of the first page, such as where a link was found. Nobody is asked for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.base import (
    AnswerLine,
    Answers,
    Cleaned,
    Posted,
    QuestionType,
    Variable,
    VariableKind,
    form_field,
)
from survey_app.questions.cleaning import Cleaning, typed
from survey_app.questions.definition import Question
from survey_app.questions.reading import ITEM_CODE, DefinitionRefused
from survey_app.questions.summarising import Columns, text_row
from survey_app.questions.summary import QuestionSummary

OBSERVATION, INTERVIEW = "observation", "interview"
"""Parameters that are `YES` where a member enters an observation, or what somebody says to them."""
BY_MEMBERS = frozenset({OBSERVATION, INTERVIEW})
"""No address can set these."""
YES = "yes"


@dataclass(frozen=True, slots=True)
class HiddenSettings:
    """The name of the parameter in the address; none means the code of the question in small letters."""

    parameter: str = ""


class Hidden(QuestionType[HiddenSettings]):
    """A value from the address."""

    code = "hidden"
    label = N_("Value from the address")
    collects = False
    offers_not_applicable = False
    is_seen = False
    limit = 200

    def read(self, settings: Mapping[str, Any]) -> HiddenSettings:
        """The name of the parameter."""
        name = settings.get("parameter") or ""
        if not isinstance(name, str) or (name and not ITEM_CODE.fullmatch(name)):
            raise DefinitionRefused(N_("The name of a parameter is made of 1 to 32 letters, digits or underscores."))
        return HiddenSettings(name)

    def write(self, settings: HiddenSettings) -> dict[str, Any]:
        """The name of the parameter as JSON."""
        return {"parameter": settings.parameter} if settings.parameter else {}

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE`, the value."""
        return (Variable(question.code, VariableKind.TEXT, question.text),)

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """The value in one line."""
        cleaning = Cleaning(question, posted, language, fallback)
        words = cleaning.text(form_field(question), self.limit, lines=False)
        if words is not None:
            cleaning.answers[question.code] = words
        return cleaning.done()

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The value as it came."""
        return {form_field(question): typed(answers.get(question.code))}

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """Nothing: nobody was asked."""
        return []

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """All values."""
        return QuestionSummary(question, (text_row(question.code, question.text, columns),))


def parameter(question: Question) -> str:
    """The name under which the address carries the value."""
    return question.settings.parameter or question.code.lower()
