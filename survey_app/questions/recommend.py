"""How likely somebody is to recommend, from 0 to 10."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
from survey_app.questions.definition import Question, Scale, Text
from survey_app.questions.reading import read_text
from survey_app.questions.summarising import Columns, recommend_row, scale_codes
from survey_app.questions.summary import QuestionSummary
from survey_app.questions.wording import scale_words
from survey_app.questions.words import LIKELY, UNLIKELY


@dataclass(frozen=True, slots=True)
class RecommendSettings:
    """Own words for the two ends; where there are none the usual ones stand."""

    low: Text = field(default_factory=dict)
    high: Text = field(default_factory=dict)

    @property
    def scale(self) -> Scale:
        """The scale from 0 to 10."""
        return Scale(0, 10, self.low or UNLIKELY, self.high or LIKELY)


class Recommend(QuestionType[RecommendSettings]):
    """The question behind the Net Promoter Score."""

    code = "recommend"
    label = N_("Would you recommend us, 0 to 10")

    def read(self, settings: Mapping[str, Any]) -> RecommendSettings:
        """The words of the ends."""
        return RecommendSettings(read_text(settings.get("low"), "low"), read_text(settings.get("high"), "high"))

    def write(self, settings: RecommendSettings) -> dict[str, Any]:
        """The words of the ends as JSON."""
        return {"low": dict(settings.low), "high": dict(settings.high)}

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE`, 0 to 10."""
        codes = scale_codes(question.settings.scale)
        return (Variable(question.code, VariableKind.CLOSED, question.text, codes),)

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """One figure from 0 to 10; untouched is missing and never 0."""
        cleaning = Cleaning(question, posted, language, fallback)
        cleaning.closed(form_field(question), question.code, question.settings.scale.points)
        return cleaning.done()

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The figure chosen."""
        return {form_field(question): shown(answers.get(question.code))}

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """The figure, with the words of an end."""
        return [AnswerLine("", scale_words(question.settings.scale, answers.get(question.code), language, fallback))]

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """Frequencies, mean and score."""
        row = recommend_row(question.code, question.text, question.settings.scale, columns, population)
        return QuestionSummary(question, (row,))
