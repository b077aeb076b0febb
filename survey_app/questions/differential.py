"""Pairs of opposite words, and where between the two something stands; with two points, which of the two it is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.base import AnswerLine, Answers, Variable
from survey_app.questions.definition import Item, Question, Scale, say
from survey_app.questions.grid import Grid
from survey_app.questions.rated import RowsSettings
from survey_app.questions.reading import MOST_POINTS, read_count, read_items, write_items
from survey_app.questions.summarising import (
    Codes,
    Columns,
    bounded,
    closed_row,
    column_of,
    scale_codes,
    valid,
    weights_of,
)
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.stats.descriptive import mean

USUAL_POINTS, FEWEST = 7, 2
"""Two points ask which of the two words it is."""


@dataclass(frozen=True, slots=True)
class DifferentialSettings(RowsSettings):
    """The pairs, and the points between their words."""

    @property
    def points(self) -> int:
        """How many points lie between the words."""
        return len(self.scale.points)

    @property
    def is_choice(self) -> bool:
        """Whether one of the two words is chosen: the two codes are names then, and have no mean."""
        return self.points == FEWEST


def pair_of(words: str) -> tuple[str, str]:
    """The two words of a row, which are written with a bar between them.

    >>> pair_of("slow | fast"), pair_of("slow")
    (('slow', 'fast'), ('slow', ''))
    """
    low, _bar, high = words.partition("|")
    return low.strip(), high.strip()


def codes_of(settings: DifferentialSettings, item: Item) -> Codes:
    """The points of a pair with their words: numbers between the ends, or the two words themselves."""
    codes = scale_codes(settings.scale)
    if not settings.is_choice:
        return codes
    sides = ({language: pair_of(words)[side] for language, words in item.label.items()} for side in (0, 1))
    return tuple(
        (code, {language: word for language, word in side.items() if word} or number)
        for (code, number), side in zip(codes, sides, strict=True)
    )


class Differential(Grid):
    """Pairs of opposite words."""

    code = "differential"
    label = N_("Pairs of opposite words")

    def read(self, settings: Mapping[str, Any]) -> DifferentialSettings:
        """The pairs and the number of points, 7 where none is given."""
        points = settings.get("points")
        number = USUAL_POINTS if points is None else read_count(points, "points", FEWEST, MOST_POINTS)
        return DifferentialSettings(read_items(settings), Scale(1, number))

    def write(self, settings: RowsSettings) -> dict[str, Any]:
        """The pairs and the number of points as JSON."""
        return {"items": write_items(settings.items), "points": len(settings.scale.points)}

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE.<row>`, the point chosen in each pair; of two points each stands for its word."""
        return tuple(
            replace(variable, codes=codes_of(question.settings, item))
            for variable, item in zip(super().variables(question), question.settings.items, strict=True)
        )

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """One line a pair, its words with a dash between them."""
        found = super().lines(question, answers, language, fallback)
        if question.settings.is_choice:
            found = [
                replace(line, words=say(words[code], language, fallback) or line.words)
                if isinstance(code := answers.get(variable.name), int) and code in (words := dict(variable.codes))
                else line
                for line, variable in zip(found, self.variables(question), strict=True)
            ]
        return [replace(line, label=" – ".join(filter(None, pair_of(line.label))) or line.label) for line in found]

    def pair(self, item: Item, language: str, fallback: str) -> tuple[str, str]:
        """The two words of a row in a language."""
        low, high = pair_of(say(item.label, language, fallback))
        return low or item.code, high

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """Each pair's counts and mean; there is no better end, so no share of the highest points.

        Of two points only the counts: they say which word was chosen, and words have no mean.
        """
        return QuestionSummary(
            question, tuple(_row(question, item, columns, population) for item in question.settings.items)
        )


def _row(question: Question, item: Item, columns: Columns, population: int | None) -> RowSummary:
    scale, variable = question.settings.scale, f"{question.code}.{item.code}"
    row = closed_row(variable, item.label, codes_of(question.settings, item), columns, population)
    if question.settings.is_choice:
        return row
    numbers = valid(column_of(columns, variable), scale.points)
    weights = weights_of(columns, variable, numbers.size)
    return replace(row, mean=mean(numbers, bounded(population, row.n), weights=weights))
