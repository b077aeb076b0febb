"""Yes or no, as two large choices."""

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
from survey_app.questions.definition import Option, Question, Text
from survey_app.questions.reading import read_text
from survey_app.questions.summarising import Columns, closed_row
from survey_app.questions.summary import QuestionSummary
from survey_app.questions.wording import codes_of, missing_words, option_words
from survey_app.questions.words import NO, YES


@dataclass(frozen=True, slots=True)
class YesNoSettings:
    """Words for the two answers where plain “yes” and “no” do not fit, such as “I did” and “I did not”."""

    yes: Text = field(default_factory=dict)
    no: Text = field(default_factory=dict)

    @property
    def all(self) -> tuple[Option, ...]:
        """The two answers: 1 is yes and 0 is no, in every questionnaire."""
        return (Option(1, self.yes or YES), Option(0, self.no or NO))


class YesNo(QuestionType[YesNoSettings]):
    """Yes or no."""

    code = "yes_no"
    label = N_("Yes or no")

    def read(self, settings: Mapping[str, Any]) -> YesNoSettings:
        """The words of the two answers."""
        return YesNoSettings(read_text(settings.get("yes"), "yes"), read_text(settings.get("no"), "no"))

    def write(self, settings: YesNoSettings) -> dict[str, Any]:
        """The words of the two answers as JSON."""
        return {"yes": dict(settings.yes), "no": dict(settings.no)}

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE`, 1 for yes and 0 for no."""
        return (Variable(question.code, VariableKind.CLOSED, question.text, codes_of(question.settings.all)),)

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """One of the two."""
        cleaning = Cleaning(question, posted, language, fallback)
        cleaning.closed(form_field(question), question.code, (1, 0))
        return cleaning.done()

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The answer chosen."""
        return {form_field(question): shown(answers.get(question.code))}

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """The words of the answer."""
        value = answers.get(question.code)
        words = missing_words(value, language, fallback)
        if words is None:
            words = next((option_words(o, language, fallback) for o in question.settings.all if o.code == value), None)
        return [AnswerLine("", str(value) if words is None else words)]

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """How many say yes and how many no."""
        codes = codes_of(question.settings.all)
        return QuestionSummary(question, (closed_row(question.code, question.text, codes, columns, population),))
