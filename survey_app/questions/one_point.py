"""What all questions share whose answer is one point of one scale."""

from typing import Protocol, TypeVar

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
from survey_app.questions.cleaning import Cleaning, shown
from survey_app.questions.definition import Question, Scale
from survey_app.questions.summarising import scale_codes
from survey_app.questions.wording import scale_words


class Scaled(Protocol):
    """Settings that know the scale of the question."""

    @property
    def scale(self) -> Scale:
        """The scale the point is of."""


P = TypeVar("P", bound=Scaled)


class OnePoint(QuestionType[P]):
    """A question whose answer is one point of one scale; untouched is missing and never the lowest point."""

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE`, the point chosen."""
        codes = scale_codes(question.settings.scale)
        return (Variable(question.code, VariableKind.CLOSED, question.text, codes),)

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """One point of the scale."""
        cleaning = Cleaning(question, posted, language, fallback)
        cleaning.closed(form_field(question), question.code, question.settings.scale.points)
        return cleaning.done()

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The point chosen."""
        return {form_field(question): shown(answers.get(question.code))}

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """The words of the point."""
        return [AnswerLine("", scale_words(question.settings.scale, answers.get(question.code), language, fallback))]
