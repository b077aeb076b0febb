"""One rating on a scale of 3 to 11 points."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.definition import Question, Scale
from survey_app.questions.one_point import OnePoint
from survey_app.questions.reading import read_scale, write_scale
from survey_app.questions.summarising import Columns, scale_row
from survey_app.questions.summary import QuestionSummary


@dataclass(frozen=True, slots=True)
class RatingSettings:
    """The scale."""

    scale: Scale


class Rating(OnePoint[RatingSettings]):
    """One rating on a scale."""

    code = "rating"
    label = N_("Rating on a scale")

    def read(self, settings: Mapping[str, Any]) -> RatingSettings:
        """The scale, 1 to 5 where none is given."""
        return RatingSettings(read_scale(settings.get("scale")))

    def write(self, settings: RatingSettings) -> dict[str, Any]:
        """The scale as JSON."""
        return {"scale": write_scale(settings.scale)}

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """Frequencies, mean and top share."""
        row = scale_row(question.code, question.text, question.settings.scale, columns, population)
        return QuestionSummary(question, (row,))
