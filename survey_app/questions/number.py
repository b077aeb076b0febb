"""A number, with unit and limits."""

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
from survey_app.questions.cleaning import NOT_APPLICABLE, Cleaning
from survey_app.questions.definition import Question, say
from survey_app.questions.entering import NumberSettings, enter_figure
from survey_app.questions.figures import LARGEST, MOST_DECIMALS, written
from survey_app.questions.reading import DefinitionRefused, read_count, read_text
from survey_app.questions.summarising import Columns, number_row
from survey_app.questions.summary import QuestionSummary
from survey_app.questions.wording import missing_words
from survey_app.vocabulary import Missing

TYPED_LENGTH = 200

LARGEST_LIMIT = float(LARGEST)


class Number(QuestionType[NumberSettings]):
    """A number."""

    code = "number"
    label = N_("Number")

    def read(self, settings: Mapping[str, Any]) -> NumberSettings:
        """Unit, limits and decimals."""
        least, most = _limit(settings.get("min")), _limit(settings.get("max"))
        if least is not None and most is not None and least > most:
            raise DefinitionRefused(N_("The least number is larger than the most."))
        decimals = read_count(settings.get("decimals", 2), "decimals", 0, MOST_DECIMALS)
        return NumberSettings(read_text(settings.get("unit"), "unit"), least, most, decimals)

    def write(self, settings: NumberSettings) -> dict[str, Any]:
        """Unit, limits and decimals as JSON."""
        return {
            "unit": dict(settings.unit),
            "min": settings.least,
            "max": settings.most,
            "decimals": settings.decimals,
        }

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE`, the number."""
        return (Variable(question.code, VariableKind.NUMBER, question.text),)

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """The number, or a question back when it can be read in two ways."""
        cleaning = Cleaning(question, posted, language, fallback)
        field_name = form_field(question)
        typed = cleaning.text(field_name, TYPED_LENGTH)
        away = cleaning.ticked_away(field_name)
        if cleaning.problems:
            return cleaning.done()
        if away and typed is not None:
            message = N_("For “%(name)s” you ticked “does not apply” and also gave an answer. Keep only one.")
            cleaning.refuse(field_name, message)
        elif away:
            cleaning.answers[question.code] = Missing.NOT_APPLICABLE
        elif typed is not None:
            enter_figure(cleaning, question.settings, field_name, typed)
        elif question.required:
            cleaning.refuse(field_name, N_("Enter a number for “%(name)s”"))
        return cleaning.done()

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The number as it would be typed in this language."""
        value = answers.get(question.code)
        name = form_field(question)
        number = value if isinstance(value, int | float) else None
        return {
            name: [] if number is None else [written(number, language)],
            f"{name}.{NOT_APPLICABLE}": [NOT_APPLICABLE] if value is Missing.NOT_APPLICABLE else [],
        }

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """The number with its unit."""
        value = answers.get(question.code)
        words = missing_words(value, language, fallback)
        if words is None and isinstance(value, int | float):
            words = f"{written(value, language)} {say(question.settings.unit, language, fallback)}".strip()
        return [AnswerLine("", words or str(value))]

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """Mean and spread."""
        limits = (question.settings.least, question.settings.most)
        return QuestionSummary(question, (number_row(question.code, question.text, columns, population, limits),))


def _limit(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not -LARGEST_LIMIT <= value <= LARGEST_LIMIT:
        raise DefinitionRefused(N_("A limit of a number question has to be a number."))
    return float(value)
