"""Rows compared in small sets: which of these matters most, and which least."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import numpy as np

from survey_app.exceptions import N_
from survey_app.questions.balanced import Sets, design, turned
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
from survey_app.questions.cleaning import NOT_APPLICABLE, Cleaning, code_of, sent, shown
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
from survey_app.questions.words import LEAST_IMPORTANT, MOST_IMPORTANT, joined
from survey_app.vocabulary import Missing

FEWEST, MOST = 4, 30
SMALLEST, LARGEST = 3, 6
MOST_SETS = 40
TIMES_SHOWN = 3
SIDES = ("best", "worst")


@dataclass(frozen=True, slots=True)
class MaxDiffSettings:
    """The rows, how many stand in a set, how many sets there are, and the number that fixes the design."""

    options: tuple[Option, ...]
    per_set: int
    sets: int
    seed: int = 1
    best: Text = field(default_factory=dict)
    worst: Text = field(default_factory=dict)

    @property
    def all(self) -> tuple[Option, ...]:
        """Every row."""
        return self.options

    @property
    def design(self) -> Sets:
        """The codes of each set."""
        places = design(len(self.options), self.per_set, self.sets, self.seed)
        return tuple(tuple(self.options[place].code for place in each) for each in places)

    @property
    def sides(self) -> tuple[tuple[str, Text], ...]:
        """The two questions of a set with their words."""
        return (("best", self.best or MOST_IMPORTANT), ("worst", self.worst or LEAST_IMPORTANT))

    def holds(self, value: Decimal) -> bool:
        """Whether a score can be this large."""
        return -1 <= value <= 1


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
            for name, words in zip(_names(question, number), (words for _side, words in settings.sides), strict=True)
        ]
        return (*chosen, *(Variable(_score(question, o), VariableKind.NUMBER, o.label) for o in settings.options))

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """Both choices of each set; a set may be left out, but not half of it, unless an answer is required."""
        cleaning = Cleaning(question, posted, language, fallback)
        choices = [self._set(cleaning, number, codes) for number, codes in enumerate(question.settings.design, 1)]
        if cleaning.ticked_away(form_field(question)):
            self._away(cleaning, choices)
        elif not cleaning.problems:
            cleaning.answers |= _scores(question, cleaning.answers)
        if cleaning.problems:
            cleaning.answers.clear()
        return cleaning.done()

    def _set(self, cleaning: Cleaning, number: int, codes: tuple[int, ...]) -> bool:
        """Read one set; tells whether anything was chosen in it."""
        question = cleaning.question
        fields = [form_field(question, f"s{number}", side) for side in SIDES]
        values = [sent(cleaning.posted, name) for name in fields]
        found = [code_of(each[0], codes) if len(each) == 1 else None for each in values]
        if not any(values):
            if question.required and not cleaning.ticked_away(form_field(question)):
                cleaning.refuse(fields[0], N_("Choose the most and the least in set %(set)s of “%(name)s”"), set=number)
            return False
        if None in found:
            given = fields[0] if values[0] else fields[1]  # at what was chosen, so that it is kept
            cleaning.refuse(given, N_("Choose the most and the least in set %(set)s of “%(name)s”"), set=number)
        elif found[0] == found[1]:
            option = next(each for each in question.settings.options if each.code == found[0])
            message = N_("“%(option)s” cannot be the most and the least at once in set %(set)s of “%(name)s”.")
            words = option_words(option, cleaning.language, cleaning.fallback)
            cleaning.refuse(fields[1], message, None, option=words, set=number)
        else:
            pairs = zip(_names(question, number), found, strict=True)
            cleaning.answers |= {name: code for name, code in pairs if code is not None}
        return True

    def _away(self, cleaning: Cleaning, chosen: list[bool]) -> None:
        question = cleaning.question
        if any(chosen):
            message = N_("For “%(name)s” you ticked “does not apply” and also gave an answer. Keep only one.")
            cleaning.refuse(form_field(question, f"s{chosen.index(True) + 1}", "best"), message)
            return
        cleaning.answers |= {each.name: Missing.NOT_APPLICABLE for each in self.variables(question)}

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
            for side, name in zip(SIDES, _names(question, number), strict=True):
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
            values = [answers.get(name) for name in _names(question, number)]
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
            row = number_row(_score(question, option), option.label, columns, population)
            rows.append(replace(row, picked=_picked(question, option, columns)))
        return QuestionSummary(question, tuple(rows))


def _count(settings: Mapping[str, Any], name: str, usual: int, least: int, most: int) -> int:
    value = settings.get(name)
    return usual if value is None else read_count(value, name, least, most)


def _names(question: Question, number: int) -> tuple[str, str]:
    return f"{question.code}.s{number}.best", f"{question.code}.s{number}.worst"


def _score(question: Question, option: Option) -> str:
    return f"{question.code}.{option.code}"


def _set_label(number: int, words: Text) -> Text:
    numbered = dict.fromkeys(words, f"{number}")
    return joined(numbered, words)


def _sets_with(question: Question, option: Option) -> Iterator[int]:
    for number, codes in enumerate(question.settings.design, 1):
        if option.code in codes:
            yield number


def _scores(question: Question, answers: Answers) -> dict[str, Value]:
    """The score of every row that stands in a set that was answered."""
    found: dict[str, Value] = {}
    for option in question.settings.options:
        pairs = [_names(question, number) for number in _sets_with(question, option)]
        seen = [(answers[best], answers[worst]) for best, worst in pairs if best in answers]
        if seen:
            points = sum((best == option.code) - (worst == option.code) for best, worst in seen)
            found[_score(question, option)] = points / len(seen)
    return found


def _picked(question: Question, option: Option, columns: Columns) -> tuple[int, int, int]:
    best = worst = times = 0
    for number in _sets_with(question, option):
        most, least = (column_of(columns, name) for name in _names(question, number))
        best += int(np.count_nonzero(most == option.code))
        worst += int(np.count_nonzero(least == option.code))
        times += int(np.count_nonzero(most >= 0))
    return best, worst, times
