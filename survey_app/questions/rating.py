"""One rating on a scale of 3 to 11 points."""

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
from survey_app.questions.cleaning import Cleaning, shown
from survey_app.questions.definition import Question, Scale
from survey_app.questions.reading import read_scale, write_scale
from survey_app.questions.summarising import Columns, scale_codes, scale_row
from survey_app.questions.summary import QuestionSummary
from survey_app.questions.wording import scale_words


@dataclass(frozen=True, slots=True)
class RatingSettings:
    """The scale."""

    scale: Scale


class Rating(QuestionType[RatingSettings]):
    """One rating on a scale."""

    code = "rating"
    label = N_("Rating on a scale")

    def read(self, settings: Mapping[str, Any]) -> RatingSettings:
        """The scale, 1 to 5 where none is given."""
        return RatingSettings(read_scale(settings.get("scale")))

    def write(self, settings: RatingSettings) -> dict[str, Any]:
        """The scale as JSON."""
        return {"scale": write_scale(settings.scale)}

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

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """Frequencies, mean and top share."""
        row = scale_row(question.code, question.text, question.settings.scale, columns, population)
        return QuestionSummary(question, (row,))
