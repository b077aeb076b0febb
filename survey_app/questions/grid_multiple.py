"""A table of ticks: every row with several answers out of one list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.base import AnswerLine, Answers, Cleaned, Posted, form_field
from survey_app.questions.cleaning import NOT_APPLICABLE, Cleaning, code_of, sent
from survey_app.questions.definition import Item, Option, Question, Scale, say
from survey_app.questions.multiple import TICKS
from survey_app.questions.parted import Cell, Group, Parted, named
from survey_app.questions.reading import read_items, read_options, refuse_repeats, write_items, write_option
from survey_app.questions.wording import missing_words, option_words
from survey_app.questions.words import NOT_CHOSEN
from survey_app.vocabulary import Missing


@dataclass(frozen=True, slots=True)
class GridMultipleSettings:
    """The rows, and the answers each of them can have; an exclusive answer stands alone in its row."""

    items: tuple[Item, ...]
    columns: tuple[Option, ...]

    @property
    def scale(self) -> Scale:
        """The answers as the points of a scale, for laying them out."""
        return Scale(1, len(self.columns), labels=tuple(option.label for option in self.columns))


class GridMultiple(Parted[GridMultipleSettings]):
    """Several answers in every row."""

    code = "grid_multiple"
    label = N_("Table of ticks")

    def read(self, settings: Mapping[str, Any]) -> GridMultipleSettings:
        """Rows and answers."""
        options = read_options(settings)
        refuse_repeats((option.code for option in options), "options")
        return GridMultipleSettings(read_items(settings), options)

    def write(self, settings: GridMultipleSettings) -> dict[str, Any]:
        """Rows and answers as JSON."""
        options = [write_option(option) for option in settings.columns]
        return {"items": write_items(settings.items), "options": options}

    def cells(self, question: Question) -> tuple[Cell, ...]:
        """`CODE.<row>.<answer>` with 1 for chosen and 0 for not."""
        settings: GridMultipleSettings = question.settings
        return tuple(
            Cell(f"{item.code}.{option.code}", named(item), option.label, item.code, codes=TICKS)
            for item in settings.items
            for option in settings.columns
        )

    def groups(self, question: Question) -> Sequence[Group]:
        """The rows."""
        return tuple(Group(item.code, named(item), "multiple") for item in question.settings.items)

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """All ticks of every row; a row without any is missing, never a row of zeros."""
        cleaning = Cleaning(question, posted, language, fallback)
        for item in question.settings.items:
            self._row(cleaning, item)
        return cleaning.done()

    def _row(self, cleaning: Cleaning, item: Item) -> None:
        question = cleaning.question
        options: tuple[Option, ...] = question.settings.columns
        name, label = form_field(question, item.code), named(item)
        values = sent(cleaning.posted, name)
        codes = [code_of(value, [option.code for option in options]) for value in values]
        alone = next((option for option in options if option.exclusive and option.code in codes), None)
        if not values:
            if question.required:
                cleaning.refuse(name, N_("Choose an answer for “%(name)s”"), label)
        elif values == [NOT_APPLICABLE] and question.not_applicable:
            cleaning.answers |= {
                f"{question.code}.{item.code}.{option.code}": Missing.NOT_APPLICABLE for option in options
            }
        elif NOT_APPLICABLE in values and question.not_applicable:
            message = N_("For “%(name)s” you ticked “does not apply” and also gave an answer. Keep only one.")
            cleaning.refuse(name, message, label)
        elif None in codes or len(set(codes)) < len(codes):
            cleaning.refuse(name, N_("Choose only from the answers shown for “%(name)s”"), label)
        elif alone is not None and len(codes) > 1:
            message = N_("“%(alone)s” cannot stand beside another answer for “%(name)s”. Keep only one of them.")
            words = option_words(alone, cleaning.language, cleaning.fallback)
            cleaning.refuse(name, message, label, alone=words)
        else:
            cleaning.answers |= {
                f"{question.code}.{item.code}.{option.code}": int(option.code in codes) for option in options
            }

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The ticks, row by row."""
        found = {}
        for item in question.settings.items:
            values = {
                option.code: answers.get(f"{question.code}.{item.code}.{option.code}")
                for option in question.settings.columns
            }
            away = [NOT_APPLICABLE] if Missing.NOT_APPLICABLE in values.values() else []
            found[form_field(question, item.code)] = [str(code) for code, tick in values.items() if tick == 1] or away
        return found

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """The words of the chosen answers, one line a row."""
        found = []
        for item in question.settings.items:
            ticks = [
                (option, answers.get(f"{question.code}.{item.code}.{option.code}"))
                for option in question.settings.columns
            ]
            chosen = "; ".join(option_words(option, language, fallback) for option, tick in ticks if tick == 1)
            nothing = missing_words(ticks[0][1], language, fallback) or say(NOT_CHOSEN, language, fallback)
            found.append(AnswerLine(say(named(item), language, fallback), chosen or nothing))
        return found
