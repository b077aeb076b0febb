"""A number of points shared out among rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
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
from survey_app.questions.cleaning import NOT_APPLICABLE
from survey_app.questions.definition import Item, Question, Text, say
from survey_app.questions.figures import written
from survey_app.questions.reading import (
    DefinitionRefused,
    read_count,
    read_flag,
    read_items,
    read_text,
    write_items,
)
from survey_app.questions.sharing import Sharing
from survey_app.questions.summarising import Columns, number_row
from survey_app.questions.summary import QuestionSummary
from survey_app.questions.wording import missing_words
from survey_app.vocabulary import Missing

MOST_POINTS = 1_000_000
FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True)
class ConstantSumSettings:
    """The rows, the points to share, and whether fewer may be given than there are."""

    items: tuple[Item, ...]
    total: int = 100
    at_most: bool = False
    unit: Text = field(default_factory=dict)

    def holds(self, value: Decimal) -> bool:
        """Whether a row may have this many points."""
        return 0 <= value <= self.total and value == value.to_integral_value()


class ConstantSum(QuestionType[ConstantSumSettings]):
    """Points shared out among rows."""

    code = "constant_sum"
    label = N_("Points to share out")
    script = "constant_sum"

    def read(self, settings: Mapping[str, Any]) -> ConstantSumSettings:
        """Rows, points, whether fewer may be given, and the word behind the fields."""
        items = read_items(settings)
        if len(items) < FEWEST_ROWS:
            raise DefinitionRefused(N_("Points are shared among two rows or more."))
        total = read_count(100 if settings.get("total") is None else settings["total"], "total", 1, MOST_POINTS)
        at_most = read_flag(settings.get("at_most"), "at_most")
        return ConstantSumSettings(items, total, at_most, read_text(settings.get("unit"), "unit"))

    def write(self, settings: ConstantSumSettings) -> dict[str, Any]:
        """The settings as JSON."""
        return {
            "items": write_items(settings.items),
            "total": settings.total,
            "at_most": settings.at_most,
            "unit": dict(settings.unit),
        }

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE.<row>`, the points of each row."""
        return tuple(
            Variable(f"{question.code}.{item.code}", VariableKind.NUMBER, item.label)
            for item in question.settings.items
        )

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """The points of each row, or by how much they are off.

        Once all points are given, rows left blank have none: 0. As long as points may be left over, blank is missing.
        """
        settings: ConstantSumSettings = question.settings
        return Sharing(question, posted, language, fallback).read(settings.items, settings.total, settings.at_most)

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The points as they would be typed, and the tick that the question does not apply."""
        found = {item.code: answers.get(f"{question.code}.{item.code}") for item in question.settings.items}
        away = Missing.NOT_APPLICABLE in found.values()
        return {
            form_field(question, code): [written(value, language)] if isinstance(value, int | float) else []
            for code, value in found.items()
        } | {form_field(question, NOT_APPLICABLE): [NOT_APPLICABLE] if away else []}

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """One line a row."""
        unit = say(question.settings.unit, language, fallback)
        lines = []
        for item in question.settings.items:
            value = answers.get(f"{question.code}.{item.code}")
            words = missing_words(value, language, fallback)
            if words is None and isinstance(value, int | float):
                words = f"{written(value, language)} {unit}".strip()
            lines.append(AnswerLine(say(item.label, language, fallback) or item.code, words or str(value)))
        return lines

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """Each row's mean points."""
        rows = [
            number_row(f"{question.code}.{item.code}", item.label, columns, population, (0.0, question.settings.total))
            for item in question.settings.items
        ]
        return QuestionSummary(question, tuple(rows))
