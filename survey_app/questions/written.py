"""What short and long answers in own words share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

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
from survey_app.questions.cleaning import NOT_APPLICABLE, Cleaning, typed
from survey_app.questions.definition import Question
from survey_app.questions.summarising import Columns, text_row
from survey_app.questions.summary import QuestionSummary
from survey_app.questions.wording import text_line
from survey_app.vocabulary import Missing


@dataclass(frozen=True, slots=True)
class WrittenSettings:
    """Nothing: the length is the type's."""


class Written(QuestionType[WrittenSettings]):
    """An answer in own words, kept as it was typed."""

    limit: ClassVar[int]
    lines_allowed: ClassVar[bool]

    def read(self, settings: Mapping[str, Any]) -> WrittenSettings:
        """Nothing to read."""
        return WrittenSettings()

    def write(self, settings: WrittenSettings) -> dict[str, Any]:
        """Nothing to write."""
        return {}

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE`, the text."""
        return (Variable(question.code, VariableKind.TEXT, question.text),)

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """The text, or the tick that the question does not apply, but not both."""
        cleaning = Cleaning(question, posted, language, fallback)
        field = form_field(question)
        words = cleaning.text(field, self.limit, lines=self.lines_allowed)
        away = cleaning.ticked_away(field)
        if away and words is not None:
            cleaning.refuse(
                field, N_("For “%(name)s” you ticked “does not apply” and also gave an answer. Keep only one.")
            )
        elif words is not None:
            cleaning.answers[question.code] = words
        elif away and not cleaning.problems:
            cleaning.answers[question.code] = Missing.NOT_APPLICABLE
        elif question.required and not cleaning.problems:
            cleaning.refuse(field, N_("Write an answer for “%(name)s”"))
        return cleaning.done()

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The text as it was typed."""
        value = answers.get(question.code)
        field = form_field(question)
        away = [NOT_APPLICABLE] if value is Missing.NOT_APPLICABLE else []
        return {field: typed(value), f"{field}.{NOT_APPLICABLE}": away}

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """The text."""
        return [text_line(answers, question.code, language, fallback)]

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """All texts."""
        return QuestionSummary(question, (text_row(question.code, question.text, columns),))
