"""What short and long answers in own words share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from survey_app.exceptions import N_
from survey_app.questions.base import Cleaned, Posted, form_field
from survey_app.questions.cleaning import Cleaning
from survey_app.questions.definition import Question
from survey_app.questions.one_text import OneText
from survey_app.vocabulary import Missing


@dataclass(frozen=True, slots=True)
class WrittenSettings:
    """Nothing: the length is the type's."""


class Written(OneText[WrittenSettings]):
    """An answer in own words, kept as it was typed."""

    limit: ClassVar[int]
    lines_allowed: ClassVar[bool]

    def read(self, settings: Mapping[str, Any]) -> WrittenSettings:
        """Nothing to read."""
        return WrittenSettings()

    def write(self, settings: WrittenSettings) -> dict[str, Any]:
        """Nothing to write."""
        return {}

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
