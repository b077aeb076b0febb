"""The pair of questions of Kano for each feature: how one feels with it, and how without it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from survey_app.exceptions import N_
from survey_app.questions.definition import Item, Question, Scale, Text
from survey_app.questions.parted import Cell, Group, Parted, named, read_columns
from survey_app.questions.reading import MAX_OPTIONS, read_items, read_text, write_items
from survey_app.questions.summarising import Columns, bounded, column_of, valid, weights_of
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.questions.words import KANO_ANSWERS, KANO_CATEGORIES, WITH_IT, WITHOUT_IT, joined
from survey_app.stats.descriptive import frequencies
from survey_app.stats.kano import kano
from survey_app.stats.kano_table import categories
from survey_app.vocabulary import Missing

ANSWERS = Scale(1, len(KANO_ANSWERS), labels=KANO_ANSWERS)
CATEGORIES = tuple(enumerate(KANO_CATEGORIES.values(), start=1))
_CODES = ANSWERS.points
_LETTERS = np.array(list(KANO_CATEGORIES))
_PLACES = np.argsort(_LETTERS)
_SORTED = _LETTERS[_PLACES]


@dataclass(frozen=True, slots=True)
class KanoSettings:
    """The features, the words before each of the two questions, and features put the other way round.

    `opposites` are words for lacking a feature, by the code of its row; without them the feature's own words stand.
    """

    items: tuple[Item, ...]
    functional: Text = field(default_factory=dict)
    dysfunctional: Text = field(default_factory=dict)
    opposites: tuple[Item, ...] = ()

    def opposite(self, item: Item) -> Text:
        """The words for lacking a feature, empty where only its own are known."""
        return next((each.label for each in self.opposites if each.code == item.code), {})


class KanoPairs(Parted[KanoSettings]):
    """Features, each with and without."""

    code = "kano"
    label = N_("Kano: features with and without")
    offers_not_applicable = False

    def read(self, settings: Mapping[str, Any]) -> KanoSettings:
        """Features and words."""
        return KanoSettings(
            read_items(settings),
            read_text(settings.get("functional"), "functional"),
            read_text(settings.get("dysfunctional"), "dysfunctional"),
            read_columns(settings, "opposites", MAX_OPTIONS),
        )

    def write(self, settings: KanoSettings) -> dict[str, Any]:
        """Features and words as JSON."""
        return {
            "items": write_items(settings.items),
            "functional": dict(settings.functional),
            "dysfunctional": dict(settings.dysfunctional),
            "opposites": write_items(settings.opposites),
        }

    def cells(self, question: Question) -> tuple[Cell, ...]:
        """`CODE.<feature>.functional` and `CODE.<feature>.dysfunctional`, 1 (I like it) to 5 (I dislike it)."""
        settings: KanoSettings = question.settings
        having, lacking = settings.functional or WITH_IT, settings.dysfunctional or WITHOUT_IT
        return tuple(
            Cell(f"{item.code}.{side}", named(item), words, side, scale=ANSWERS)
            for item in settings.items
            for side, words in (
                ("functional", having),
                ("dysfunctional", _worded(lacking, settings.opposite(item))),
            )
        )

    def groups(self, question: Question) -> Sequence[Group]:
        """All features together."""
        return (Group("functional", {}, "kano"),)

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """One row a feature: how many people put it into each category, and what follows from that."""
        rows = (_row(question, item, columns, population) for item in question.settings.items)
        return QuestionSummary(question, tuple(rows))


def _worded(words: Text, opposite: Text) -> Text:
    """The words of the second question, with the feature put the other way round where that was written."""
    return joined(words, opposite) if opposite else words


def _row(question: Question, item: Item, columns: Columns, population: int | None) -> RowSummary:
    name = f"{question.code}.{item.code}.functional"
    sides = [
        valid(column_of(columns, f"{question.code}.{item.code}.{side}"), _CODES)
        for side in ("functional", "dysfunctional")
    ]
    size = max(side.size for side in sides)
    having, lacking = (np.concatenate([side, np.full(size - side.size, np.nan)]) for side in sides)
    both = ~np.isnan(having) & ~np.isnan(lacking)
    found = np.searchsorted(_SORTED, categories(having[both], lacking[both]))
    weights = weights_of(columns, name, size)
    counted = frequencies(
        _PLACES[found] + 1,
        [code for code, _ in CATEGORIES],
        None if weights is None else weights[both],
        bounded(population, found.size),
    )
    without = size - found.size
    return RowSummary(
        name,
        item.label,
        counted.n,
        {Missing.SKIPPED: without} if without else {},
        CATEGORIES,
        frequencies=counted,
        kano=kano(having, lacking, weights=weights),
    )
