"""Rows compared in small sets: which of these matters most, and which least."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from survey_app.exceptions import N_
from survey_app.questions.balanced import turned
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
from survey_app.questions.cleaning import NOT_APPLICABLE, Cleaning, shown
from survey_app.questions.comparing import SIDES, Comparing, MaxDiffSettings, names_of, score_of, sets_with
from survey_app.questions.definition import Option, Question, Text, say
from survey_app.questions.reading import (
    DefinitionRefused,
    read_count,
    read_options,
    read_text,
    refuse_repeats,
    write_option,
)
from survey_app.questions.summarising import Columns, column_of, number_row
from survey_app.questions.summary import QuestionSummary
from survey_app.questions.wording import codes_of, missing_words, option_words
from survey_app.questions.words import joined
from survey_app.vocabulary import Missing

FEWEST, MOST = 4, 30
SMALLEST, LARGEST = 3, 6
MOST_SETS = 40
TIMES_SHOWN = 3
ENDS = (-1.0, 1.0)
"""A score: worst each time it was shown, and best each time."""


class MaxDiff(QuestionType[MaxDiffSettings]):
    """Rows compared in small sets."""

    code = "maxdiff"
    label = N_("Best and worst of small sets")
    is_drawn = True

    def read(self, settings: Mapping[str, Any]) -> MaxDiffSettings:
        """Rows, size and number of the sets (each row shown three times where none is given) and the seed."""
        options = tuple(replace(option, show_if="", exclusive=False) for option in read_options(settings))
        refuse_repeats((option.code for option in options), "options")
        if not FEWEST <= len(options) <= MOST:
            raise DefinitionRefused(N_("Best and worst are chosen among %(least)s to %(most)s rows."),
                                    least=FEWEST, most=MOST)  # fmt: skip
        per_set = _count(settings, "per_set", min(4, len(options) - 1), SMALLEST, min(LARGEST, len(options)))
        usual = -(-TIMES_SHOWN * len(options) // per_set)
        sets = _count(settings, "sets", usual, 1, MOST_SETS)
        seed = _count(settings, "seed", 1, 0, 999_999)
        return MaxDiffSettings(
            options,
            per_set,
            sets,
            seed,
            read_text(settings.get("best"), "best"),
            read_text(settings.get("worst"), "worst"),
        )

    def write(self, settings: MaxDiffSettings) -> dict[str, Any]:
        """The settings as JSON."""
        return {
            "options": [write_option(option) for option in settings.options],
            "per_set": settings.per_set,
            "sets": settings.sets,
            "seed": settings.seed,
            "best": dict(settings.best),
            "worst": dict(settings.worst),
        }

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE.s1.best` and `CODE.s1.worst` a set; `CODE.<row>`, the row's score over the sets answered.

        The score is (times best - times worst) / times shown, from -1 to 1.
        """
        settings: MaxDiffSettings = question.settings
        labels = {option.code: option for option in settings.options}
        chosen = [
            Variable(name, VariableKind.CLOSED, _set_label(number, words), codes_of(tuple(labels[c] for c in codes)))
            for number, codes in enumerate(settings.design, 1)
            for name, words in zip(names_of(question, number), (words for _side, words in settings.sides), strict=True)
        ]
        return (*chosen, *(Variable(score_of(question, o), VariableKind.NUMBER, o.label) for o in settings.options))

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """Both choices of each set; a set may be left out, but not half of it, unless an answer is required."""
        return Comparing(Cleaning(question, posted, language, fallback)).read()

    def turned(self, question: Question, person: str) -> list[tuple[int, list[Option]]]:
        """The sets as one person sees them: number of the set in the design, and its rows."""
        settings: MaxDiffSettings = question.settings
        options = {option.code: option for option in settings.options}
        return [(number, [options[code] for code in codes]) for number, codes in turned(settings.design, person)]

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The choices of each set, and the tick that the question does not apply."""
        found: dict[str, list[str]] = {}
        away = False
        for number in range(1, question.settings.sets + 1):
            for side, name in zip(SIDES, names_of(question, number), strict=True):
                value = answers.get(name)
                away = away or value is Missing.NOT_APPLICABLE
                found[form_field(question, f"s{number}", side)] = shown(value) if not isinstance(value, Missing) else []
        return found | {form_field(question, NOT_APPLICABLE): [NOT_APPLICABLE] if away else []}

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """One line a set."""
        settings: MaxDiffSettings = question.settings
        labels = {option.code: option_words(option, language, fallback) for option in settings.options}
        lines = []
        for number in range(1, settings.sets + 1):
            values = [answers.get(name) for name in names_of(question, number)]
            words = missing_words(values[0], language, fallback)
            if words is None:
                words = "; ".join(
                    f"{say(text, language, fallback)}: {labels[value] if isinstance(value, int) else ''}"
                    for (_side, text), value in zip(settings.sides, values, strict=True)
                )
            lines.append(AnswerLine(f"{number} / {settings.sets}", words))
        return lines

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """Each row's mean score, and how often it was best, worst and shown."""
        rows = []
        for option in question.settings.options:
            row = number_row(score_of(question, option), option.label, columns, population, ENDS)
            rows.append(replace(row, picked=_picked(question, option, columns)))
        return QuestionSummary(question, tuple(rows))


def _count(settings: Mapping[str, Any], name: str, usual: int, least: int, most: int) -> int:
    value = settings.get(name)
    return usual if value is None else read_count(value, name, least, most)


def _set_label(number: int, words: Text) -> Text:
    numbered = dict.fromkeys(words, f"{number}")
    return joined(numbered, words)


def _picked(question: Question, option: Option, columns: Columns) -> tuple[int, int, int]:
    best = worst = times = 0
    for number in sets_with(question, option):
        most, least = (column_of(columns, name) for name in names_of(question, number))
        best += int(np.count_nonzero(most == option.code))
        worst += int(np.count_nonzero(least == option.code))
        times += int(np.count_nonzero(most >= 0))
    return best, worst, times
