"""How likely somebody is to recommend, from 0 to 10."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.definition import Question, Scale, Text
from survey_app.questions.one_point import OnePoint
from survey_app.questions.reading import read_text
from survey_app.questions.summarising import Columns, recommend_row
from survey_app.questions.summary import QuestionSummary
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


class Recommend(OnePoint[RecommendSettings]):
    """The question behind the Net Promoter Score."""

    code = "recommend"
    label = N_("Would you recommend us, 0 to 10")

    def read(self, settings: Mapping[str, Any]) -> RecommendSettings:
        """The words of the ends."""
        return RecommendSettings(read_text(settings.get("low"), "low"), read_text(settings.get("high"), "high"))

    def write(self, settings: RecommendSettings) -> dict[str, Any]:
        """The words of the ends as JSON."""
        return {"low": dict(settings.low), "high": dict(settings.high)}

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """Frequencies, mean and score."""
        row = recommend_row(question.code, question.text, question.settings.scale, columns, population)
        return QuestionSummary(question, (row,))
