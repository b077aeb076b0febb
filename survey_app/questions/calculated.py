"""A value that an expression works out of earlier answers. Nobody sees it, unless a text takes it in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.base import (
    AnswerLine,
    Answers,
    Cleaned,
    Posted,
    QuestionType,
    Value,
    Variable,
    VariableKind,
    form_field,
)
from survey_app.questions.cleaning import Cleaning, typed
from survey_app.questions.definition import Question, Text
from survey_app.questions.entering import NumberSettings, enter_figure
from survey_app.questions.figures import LARGEST, MOST_DECIMALS, written
from survey_app.questions.reading import read_count, read_flag, read_rule
from survey_app.questions.summarising import Columns, number_row, text_row
from survey_app.questions.summary import QuestionSummary


@dataclass(frozen=True, slots=True)
class CalculatedSettings:
    """The expression, and the decimals its number is kept with; `words` says that it comes to a text."""

    expression: str = ""
    decimals: int = 2
    words: bool = False

    @property
    def unit(self) -> Text:
        """None: what a number is of stands in the question's text."""
        return {}


class Calculated(QuestionType[CalculatedSettings]):
    """A calculated value."""

    code = "calculated"
    label = N_("Calculated value")
    collects = False
    offers_not_applicable = False
    is_seen = False
    is_worked_out = True
    limit = 1_000

    def read(self, settings: Mapping[str, Any]) -> CalculatedSettings:
        """Expression, decimals and whether it comes to a text."""
        decimals = read_count(settings.get("decimals", 2), "decimals", 0, MOST_DECIMALS)
        expression = read_rule(settings.get("expression"), "expression")
        return CalculatedSettings(expression, decimals, read_flag(settings.get("words"), "words"))

    def write(self, settings: CalculatedSettings) -> dict[str, Any]:
        """Expression, decimals and kind as JSON."""
        words = {"words": True} if settings.words else {}
        return {"expression": settings.expression, "decimals": settings.decimals, **words}

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE`, a number or a text."""
        kind = VariableKind.TEXT if question.settings.words else VariableKind.NUMBER
        return (Variable(question.code, kind, question.text),)

    def worked_out(self, question: Question, value_of: Callable[[str], object]) -> Value | None:
        """What the expression comes to, rounded; None where it comes to nothing."""
        settings: CalculatedSettings = question.settings
        found = value_of(settings.expression) if settings.expression else None
        if settings.words:
            return _as_text(found)[: self.limit] or None
        if isinstance(found, int | float):
            return round(float(found), settings.decimals) if abs(found) <= float(LARGEST) else None
        return None

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """A value as it comes with answers from elsewhere; a respondent's page never reads it."""
        cleaning = Cleaning(question, posted, language, fallback)
        field = form_field(question)
        words = cleaning.text(field, self.limit, lines=question.settings.words)
        if words is not None and question.settings.words:
            cleaning.answers[question.code] = words
        elif words is not None:
            enter_figure(cleaning, NumberSettings(decimals=MOST_DECIMALS), field, words)
        return cleaning.done()

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The value as it would be typed in this language."""
        value = answers.get(question.code)
        shown = [written(value, language)] if isinstance(value, int | float) else typed(value)
        return {form_field(question): shown}

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """Nothing: nobody was asked."""
        return []

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """Mean and spread of numbers, all texts."""
        if question.settings.words:
            return QuestionSummary(question, (text_row(question.code, question.text, columns),))
        return QuestionSummary(question, (number_row(question.code, question.text, columns, population),))


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return written(float(value), "en")
    if isinstance(value, frozenset | tuple):
        return ", ".join(_as_text(each) for each in (sorted(value) if isinstance(value, frozenset) else value))
    return value if isinstance(value, str) else ""
