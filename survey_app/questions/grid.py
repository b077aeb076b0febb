"""Several rows rated on one scale; each row is a variable of its own."""

from collections.abc import Mapping
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
from survey_app.questions.cleaning import Cleaning, shown
from survey_app.questions.definition import Question, say
from survey_app.questions.rated import RowsSettings, read_rows, write_rows
from survey_app.questions.summarising import Columns, scale_codes, scale_row
from survey_app.questions.summary import QuestionSummary
from survey_app.questions.wording import scale_words


class Grid(QuestionType[RowsSettings]):
    """Several rows rated on one scale."""

    code = "grid"
    label = N_("Table of ratings")

    def read(self, settings: Mapping[str, Any]) -> RowsSettings:
        """Rows and scale."""
        return read_rows(settings)

    def write(self, settings: RowsSettings) -> dict[str, Any]:
        """Rows and scale as JSON."""
        return write_rows(settings)

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE.<row>`, the point chosen in each row."""
        codes = scale_codes(question.settings.scale)
        return tuple(
            Variable(f"{question.code}.{item.code}", VariableKind.CLOSED, item.label, codes)
            for item in question.settings.items
        )

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """One point a row; a message names the row it is about."""
        cleaning = Cleaning(question, posted, language, fallback)
        points = question.settings.scale.points
        for item in question.settings.items:
            cleaning.closed(form_field(question, item.code), f"{question.code}.{item.code}", points, item.label)
        return cleaning.done()

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The points chosen, row by row."""
        return {
            form_field(question, item.code): shown(answers.get(f"{question.code}.{item.code}"))
            for item in question.settings.items
        }

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """One line a row."""
        scale = question.settings.scale
        return [
            AnswerLine(
                say(item.label, language, fallback) or item.code,
                scale_words(scale, answers.get(f"{question.code}.{item.code}"), language, fallback),
            )
            for item in question.settings.items
        ]

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """Each row like a single rating."""
        settings: RowsSettings = question.settings
        rows = [
            scale_row(f"{question.code}.{item.code}", item.label, settings.scale, columns, population)
            for item in settings.items
        ]
        return QuestionSummary(question, tuple(rows))
