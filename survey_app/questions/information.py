"""A text that explains something and asks nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.base import AnswerLine, Answers, Cleaned, Posted, QuestionType, Variable
from survey_app.questions.definition import Question
from survey_app.questions.summarising import Columns
from survey_app.questions.summary import QuestionSummary


@dataclass(frozen=True, slots=True)
class InformationSettings:
    """Nothing: the words are the question's own text and hint."""


class Information(QuestionType[InformationSettings]):
    """A text between questions."""

    code = "information"
    label = N_("Text without a question")
    collects = False
    offers_not_applicable = False

    def read(self, settings: Mapping[str, Any]) -> InformationSettings:
        """Nothing to read."""
        return InformationSettings()

    def write(self, settings: InformationSettings) -> dict[str, Any]:
        """Nothing to write."""
        return {}

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """None."""
        return ()

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """Nothing is collected, whatever was sent."""
        return Cleaned()

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """No fields."""
        return {}

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """Nothing to check."""
        return []

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """No rows."""
        return QuestionSummary(question, ())
