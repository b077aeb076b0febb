"""Expectation and experience side by side: each item is rated twice on one scale."""

from collections.abc import Iterator, Mapping
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
from survey_app.questions.definition import Item, Question, Text, say
from survey_app.questions.rated import RowsSettings, read_rows, write_rows
from survey_app.questions.summarising import Columns, battery_row, scale_codes
from survey_app.questions.summary import QuestionSummary
from survey_app.questions.wording import scale_words
from survey_app.questions.words import EXPECTED, EXPERIENCED, NO_EXPERIENCE, joined
from survey_app.vocabulary import Missing

SIDES: tuple[tuple[str, Text], ...] = (("expected", EXPECTED), ("experienced", EXPERIENCED))


class Battery(QuestionType[RowsSettings]):
    """Each item rated as expected before and as experienced; `No experience yet` is offered for the second."""

    code = "battery"
    label = N_("Expectation and experience")
    sides = SIDES
    no_experience = NO_EXPERIENCE

    def read(self, settings: Mapping[str, Any]) -> RowsSettings:
        """Items and scale."""
        return read_rows(settings)

    def write(self, settings: RowsSettings) -> dict[str, Any]:
        """Items and scale as JSON."""
        return write_rows(settings)

    def rows(self, question: Question) -> Iterator[tuple[Item, str, Text]]:
        """Every item with each of its two sides."""
        for item in question.settings.items:
            for side, words in SIDES:
                yield item, side, words

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE.<item>.expected` and `CODE.<item>.experienced`."""
        codes = scale_codes(question.settings.scale)
        return tuple(
            Variable(f"{question.code}.{item.code}.{side}", VariableKind.CLOSED, joined(item.label, words), codes)
            for item, side, words in self.rows(question)
        )

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """One point a side; expectation can always be given, experience may be lacking."""
        cleaning = Cleaning(question, posted, language, fallback)
        points = question.settings.scale.points
        for item, side, words in self.rows(question):
            cleaning.closed(
                form_field(question, item.code, side),
                f"{question.code}.{item.code}.{side}",
                points,
                joined(item.label or {"en": item.code}, words),
                not_applicable=question.not_applicable and side == "experienced",
            )
        return cleaning.done()

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The points chosen, side by side."""
        return {
            form_field(question, item.code, side): shown(answers.get(f"{question.code}.{item.code}.{side}"))
            for item, side, _ in self.rows(question)
        }

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """One line a side."""
        found = []
        for item, side, words in self.rows(question):
            value = answers.get(f"{question.code}.{item.code}.{side}")
            rated = scale_words(question.settings.scale, value, language, fallback)
            name = say(item.label, language, fallback) or item.code
            answer = say(NO_EXPERIENCE, language, fallback) if value is Missing.NOT_APPLICABLE else rated
            found.append(AnswerLine(f"{name} · {say(words, language, fallback)}", answer))
        return found

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """Each item: the experience, the expectation and the gap between them."""
        settings: RowsSettings = question.settings
        rows = []
        for item in settings.items:
            names = (f"{question.code}.{item.code}.expected", f"{question.code}.{item.code}.experienced")
            rows.append(battery_row(names, item.label, settings.scale, columns, population))
        return QuestionSummary(question, tuple(rows))
