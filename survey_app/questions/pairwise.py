"""Factors compared two by two: which of them matters more, and by how much. Weights follow from all pairs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

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
from survey_app.questions.cleaning import NOT_APPLICABLE, Cleaning, sent, shown
from survey_app.questions.definition import Item, Question, Text, say
from survey_app.questions.parted import named
from survey_app.questions.reading import DefinitionRefused, read_count, read_items, write_items
from survey_app.questions.summarising import Codes, Columns, bounded, column_of, number_row, weights_of
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.questions.wording import missing_words
from survey_app.questions.words import CONSISTENCY, EQUALLY, MORE, joined
from survey_app.stats.pairwise_weights import TOLERATED, pairwise_weights
from survey_app.stats.proportion import share_of
from survey_app.vocabulary import Missing

FEWEST, MOST = 3, 7
STRENGTHS = (3, 5, 7, 9)
"""How many times as important, equal being 1: the scale of Saaty 1977. An author may offer only the first ones."""
FEWEST_STRENGTHS, MOST_STRENGTHS = 2, len(STRENGTHS)
EQUAL = 9
"""The code of a pair of equals; lower codes lean to the first, higher ones to the second: 9 less or more the steps."""
RATIO = "consistency"
POINTS = 100.0


@dataclass(frozen=True, slots=True)
class PairwiseSettings:
    """The factors, and how many strengths there are on either side of “equal”."""

    items: tuple[Item, ...]
    strengths: int = MOST_STRENGTHS

    @property
    def pairs(self) -> tuple[tuple[Item, Item], ...]:
        """Every two factors, in the order of the list."""
        return tuple(combinations(self.items, 2))

    @property
    def codes(self) -> tuple[int, ...]:
        """The codes of one pair, from “the first by far” over “equal” to “the second by far”."""
        steps = [times - 1 for times in STRENGTHS[: self.strengths]]
        return (*(EQUAL - step for step in reversed(steps)), EQUAL, *(EQUAL + step for step in steps))


class Pairwise(QuestionType[PairwiseSettings]):
    """Factors compared two by two."""

    code = "pairwise"
    label = N_("Factors compared two by two")

    def read(self, settings: Mapping[str, Any]) -> PairwiseSettings:
        """The factors and the number of strengths."""
        items = tuple(replace(item, show_if="") for item in read_items(settings))
        if not FEWEST <= len(items) <= MOST:
            raise DefinitionRefused(
                N_("From %(least)s to %(most)s factors can be compared two by two."), least=FEWEST, most=MOST
            )
        if any(item.code.casefold() == RATIO for item in items):
            raise DefinitionRefused(N_("“%(code)s” cannot be the code of a factor: choose another one."), code=RATIO)
        strengths = settings.get("strengths")
        if strengths is not None:
            strengths = read_count(strengths, "strengths", FEWEST_STRENGTHS, MOST_STRENGTHS)
        return PairwiseSettings(items, strengths or MOST_STRENGTHS)

    def write(self, settings: PairwiseSettings) -> dict[str, Any]:
        """The factors and the number of strengths as JSON."""
        return {"items": write_items(settings.items), "strengths": settings.strengths}

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE.<first>.<second>` a pair; `CODE.<factor>`, its weight of 100; `CODE.consistency`, the ratio.

        The codes of a pair are 9 for equal, 7, 5, 3 and 1 where the first is 3, 5, 7 and 9 times as important as the
        second, and 11, 13, 15 and 17 where it is the other way round.
        """
        settings: PairwiseSettings = question.settings
        pairs = (
            Variable(pair_of(question, *pair), VariableKind.CLOSED, pair_label(pair), answers_of(settings, pair))
            for pair in settings.pairs
        )
        weights = (Variable(weight_of(question, item), VariableKind.NUMBER, named(item)) for item in settings.items)
        return (*pairs, *weights, Variable(f"{question.code}.{RATIO}", VariableKind.NUMBER, CONSISTENCY))

    def parts_of(self, question: Question, first: Item, second: Item) -> tuple[Codes, Codes, Codes]:
        """What can be answered to one pair: the first matters more, both the same, the second matters more."""
        settings: PairwiseSettings = question.settings
        answers, side = answers_of(settings, (first, second)), settings.strengths
        return answers[:side], answers[side : side + 1], answers[side + 1 :]

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """One answer a pair, and the weights they come to; pairs may be left out unless an answer is required."""
        settings: PairwiseSettings = question.settings
        cleaning = Cleaning(question, posted, language, fallback)
        if cleaning.ticked_away(form_field(question)):
            return self._away(cleaning)
        for pair in settings.pairs:
            name = form_field(question, *(item.code for item in pair))
            cleaning.closed(name, pair_of(question, *pair), settings.codes, pair_label(pair), not_applicable=False)
        cleaning.answers |= weights(question, cleaning.answers)
        return cleaning.done()

    def _away(self, cleaning: Cleaning) -> Cleaned:
        question = cleaning.question
        for first, second in question.settings.pairs:
            if sent(cleaning.posted, field := form_field(question, first.code, second.code)):
                message = N_("For “%(name)s” you ticked “does not apply” and also gave an answer. Keep only one.")
                cleaning.refuse(field, message)
                return cleaning.done()
        names = (variable.name for variable in self.variables(question))
        cleaning.answers |= dict.fromkeys(names, Missing.NOT_APPLICABLE)
        return cleaning.done()

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The answer to each pair, and the tick that the question does not apply."""
        found: dict[str, list[str]] = {}
        away = False
        for first, second in question.settings.pairs:
            value = answers.get(pair_of(question, first, second))
            away = away or value is Missing.NOT_APPLICABLE
            found[form_field(question, first.code, second.code)] = [] if isinstance(value, Missing) else shown(value)
        return found | {form_field(question, NOT_APPLICABLE): [NOT_APPLICABLE] if away else []}

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """One line a pair."""
        settings: PairwiseSettings = question.settings
        lines = []
        for pair in settings.pairs:
            value = answers.get(pair_of(question, *pair))
            words = missing_words(value, language, fallback)
            if words is None:
                words = say(dict(answers_of(settings, pair)).get(int(value or 0), {}), language, fallback) or str(value)
            lines.append(AnswerLine(say(pair_label(pair), language, fallback), words))
        return lines

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """Each factor's mean weight; last, the mean ratio and how many contradicted themselves."""
        settings: PairwiseSettings = question.settings
        rows = [
            number_row(weight_of(question, item), named(item), columns, population, (0.0, POINTS))
            for item in settings.items
        ]
        return QuestionSummary(question, (*rows, _ratio_row(question, columns, population)))


def pair_of(question: Question, first: Item, second: Item) -> str:
    """The variable of a pair."""
    return f"{question.code}.{first.code}.{second.code}"


def weight_of(question: Question, item: Item) -> str:
    """The variable of a factor's weight."""
    return f"{question.code}.{item.code}"


def pair_label(pair: tuple[Item, Item]) -> Text:
    """What a message and a codebook call a pair."""
    return joined(named(pair[0]), named(pair[1]))


def answers_of(settings: PairwiseSettings, pair: tuple[Item, Item]) -> Codes:
    """The codes of a pair with their words: the factor that matters more, and by how much."""
    return tuple((code, _words(code, pair)) for code in settings.codes)


def _words(code: int, pair: tuple[Item, Item]) -> Text:
    if code == EQUAL:
        return EQUALLY
    factor = named(pair[0] if code < EQUAL else pair[1])
    return joined(factor, MORE[abs(code - EQUAL) + 1])


def weights(question: Question, answers: Answers) -> dict[str, Value]:
    """The weights and the consistency ratio that answers come to, as far as there are any."""
    settings: PairwiseSettings = question.settings
    places = {item.code: place for place, item in enumerate(settings.items)}
    compared = {
        (places[first.code], places[second.code]): times for first, second, times in _compared(question, answers)
    }
    found = pairwise_weights(len(places), compared)
    made: dict[str, Value] = {
        weight_of(question, item): round(POINTS * weight, 4)
        for item, weight in zip(settings.items, found.weights, strict=False)
    }
    return made | ({} if found.ratio is None else {f"{question.code}.{RATIO}": round(found.ratio, 6)})


def _compared(question: Question, answers: Answers) -> Iterator[tuple[Item, Item, float]]:
    for first, second in question.settings.pairs:
        code = answers.get(pair_of(question, first, second))
        if isinstance(code, int):
            times = abs(code - EQUAL) + 1
            yield first, second, float(times) if code <= EQUAL else 1 / times


def _ratio_row(question: Question, columns: Columns, population: int | None) -> RowSummary:
    name = f"{question.code}.{RATIO}"
    row = number_row(name, CONSISTENCY, columns, population, (0.0, None))
    ratios = np.array(column_of(columns, name), np.float64)
    known, weights = bounded(population, row.n), weights_of(columns, name, ratios.size)
    given = ~np.isnan(ratios) if weights is None else ~np.isnan(ratios) & (weights > 0)
    doubtful = share_of(ratios[given] > TOLERATED, None if weights is None else weights[given], known)
    return replace(row, contradicted=doubtful)
