"""Rows put in an order: all of them, the first few, or as many as a person likes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

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
from survey_app.questions.definition import Item, Question, say
from survey_app.questions.placing import Placing, RankingSettings
from survey_app.questions.reading import MAX_OPTIONS, DefinitionRefused, read_count, read_flag, read_items, write_items
from survey_app.questions.summarising import Codes, Columns, bounded, closed_row, column_of, weights_of
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.questions.wording import missing_words
from survey_app.questions.words import NOT_PLACED
from survey_app.stats.descriptive import mean
from survey_app.vocabulary import Missing


class Ranking(QuestionType[RankingSettings]):
    """Rows put in an order."""

    code = "ranking"
    label = N_("Order of importance")
    script = "ranking"

    def read(self, settings: Mapping[str, Any]) -> RankingSettings:
        """The rows, how many places there are, and whether some may stay empty."""
        items, places = read_items(settings), settings.get("places")
        if places is not None:
            places = read_count(places, "places", 1, MAX_OPTIONS)
            if places > len(items):
                raise DefinitionRefused(N_("There are more places in the order than rows."))
        return RankingSettings(items, places, read_flag(settings.get("partial"), "partial"))

    def write(self, settings: RankingSettings) -> dict[str, Any]:
        """Rows, places and whether some may stay empty as JSON."""
        return {"items": write_items(settings.items), "places": settings.places, "partial": settings.partial}

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE.<row>`, the place of each row; 0 where an order was given and the row has no place in it."""
        codes = _codes(question.settings)
        return tuple(
            Variable(f"{question.code}.{item.code}", VariableKind.CLOSED, item.label, codes)
            for item in question.settings.items
        )

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """The places; none at all is missing. Places given twice or left out are told by the names of the rows."""
        return Placing(question, posted, language, fallback).read()

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The place of each row, and the tick that the question does not apply."""
        found = {item.code: answers.get(f"{question.code}.{item.code}") for item in question.settings.items}
        away = Missing.NOT_APPLICABLE in found.values()
        return {
            form_field(question, code): [str(value)] if isinstance(value, int) and value > 0 else []
            for code, value in found.items()
        } | {form_field(question, NOT_APPLICABLE): [NOT_APPLICABLE] if away else []}

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """The rows in the order given, each with its place."""
        found = [(item, answers.get(f"{question.code}.{item.code}")) for item in question.settings.items]
        placed = sorted(
            ((value, item) for item, value in found if isinstance(value, int) and value > 0), key=lambda pair: pair[0]
        )
        if not placed:
            words = missing_words(found[0][1], language, fallback)
            return [AnswerLine("", say(NOT_PLACED, language, fallback) if words is None else words)]
        names = (f"{value}. {say(item.label, language, fallback) or item.code}" for value, item in placed)
        return [AnswerLine("", "; ".join(names))]

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """Each row's mean place among those who placed it, share of first places, and points.

        The points are Borda's: the first of k places gives k, the last 1, no place 0; their mean is over all who gave
        an order, so a row that few placed cannot win on a good mean place alone.
        """
        rows = (_row(question, item, columns, population) for item in question.settings.items)
        return QuestionSummary(question, tuple(rows))


def _codes(settings: RankingSettings) -> Codes:
    places: Codes = tuple((place, {"en": str(place)}) for place in range(1, settings.most + 1))
    return places if settings.is_full else ((0, NOT_PLACED), *places)


def _row(question: Question, item: Item, columns: Columns, population: int | None) -> RowSummary:
    settings: RankingSettings = question.settings
    variable = f"{question.code}.{item.code}"
    row = closed_row(variable, item.label, _codes(settings), columns, population)
    places = np.array(column_of(columns, variable), np.float64)
    placed = np.where((places >= 1) & (places <= settings.most), places, np.nan)
    points = np.where(placed >= 1, settings.most + 1 - placed, np.where(places == 0, 0.0, np.nan))
    known, weights = bounded(population, row.n), weights_of(columns, variable, places.size)
    return replace(row, mean=mean(placed, known, weights=weights), points=mean(points, known, weights=weights))
