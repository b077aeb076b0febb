"""The same few questions for several things of one kind, such as each child or each machine: an entry for each.

Every field of an entry is asked by a type of its own, under the code `CODE.<entry>.<field>`. Entries are kept in the
order they stand on the page, without gaps.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

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
from survey_app.questions.calendar_date import CalendarDate
from survey_app.questions.cleaning import NOT_APPLICABLE, Cleaning, sent
from survey_app.questions.definition import Question, Text, say
from survey_app.questions.number import Number
from survey_app.questions.reading import (
    ITEM_CODE,
    DefinitionRefused,
    read_count,
    read_list,
    read_mapping,
    read_text,
    refuse_repeats,
)
from survey_app.questions.short_text import ShortText
from survey_app.questions.single import Single
from survey_app.questions.summarising import Columns, closed_row, column_of, missing_of
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.questions.wording import missing_words
from survey_app.questions.words import AN_ENTRY, ENTRIES, ENTRY, counted, joined
from survey_app.questions.yes_no import YesNo
from survey_app.vocabulary import Missing

MOST_FIELDS, MOST_ENTRIES, USUAL_ENTRIES = 8, 20, 5
KINDS: Mapping[str, QuestionType[Any]] = {
    kind.code: kind for kind in (ShortText(), Number(), Single(), CalendarDate(), YesNo())
}
"""What a field may be."""
NONE = "none"
"""The field that says that there is nothing to enter."""


@dataclass(frozen=True, slots=True)
class Column:
    """One field of every entry: its code, its words, its kind and what that kind needs."""

    code: str
    label: Text
    kind: str = ShortText.code
    settings: Any = None


@dataclass(frozen=True, slots=True)
class RepeatSettings:
    """The fields, the word for one entry, and how many entries there may be."""

    columns: tuple[Column, ...]
    entry: Text = field(default_factory=dict)
    least: int = 0
    most: int = USUAL_ENTRIES

    @property
    def all(self) -> tuple[Column, ...]:
        """Every field: their codes are taken."""
        return self.columns


class Repeat(QuestionType[RepeatSettings]):
    """The same questions for each of several things."""

    code = "repeat"
    label = N_("The same questions several times")
    rearranges = True

    def read(self, settings: Mapping[str, Any]) -> RepeatSettings:
        """The fields, the word and the limits."""
        columns = tuple(_column(part) for part in read_list(settings.get("columns"), "columns", MOST_FIELDS))
        if not columns:
            raise DefinitionRefused(N_("An entry needs at least one field."))
        refuse_repeats((column.code for column in columns), "columns")
        least, most = settings.get("least"), settings.get("most")
        found = RepeatSettings(
            columns,
            read_text(settings.get("entry"), "entry"),
            0 if least is None else read_count(least, "least", 0, MOST_ENTRIES),
            USUAL_ENTRIES if most is None else read_count(most, "most", 1, MOST_ENTRIES),
        )
        if found.least > found.most:
            raise DefinitionRefused(N_("The least number of entries is larger than the most."))
        return found

    def write(self, settings: RepeatSettings) -> dict[str, Any]:
        """Fields, word and limits as JSON."""
        return {
            "columns": [
                {
                    "code": column.code,
                    "label": dict(column.label),
                    "kind": column.kind,
                    "settings": KINDS[column.kind].write(column.settings),
                }
                for column in settings.columns
            ],
            "entry": dict(settings.entry),
            "least": settings.least,
            "most": settings.most,
        }

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE`, how many entries, and `CODE.<entry>.<field>` for every entry there may be."""
        settings: RepeatSettings = question.settings
        counts = tuple((n, counted(n, AN_ENTRY)) for n in range(settings.most + 1))
        fields = (
            variable
            for number in _numbers(settings)
            for asked in self.asked(question, number, named=True)
            for variable in KINDS[asked.kind].variables(asked)
        )
        return (Variable(question.code, VariableKind.CLOSED, ENTRIES, counts), *fields)

    def asked(self, question: Question, number: int, *, named: bool = False) -> list[Question]:
        """The questions of one entry; `named` puts the entry before the words of each, as messages and tables do."""
        settings: RepeatSettings = question.settings
        entry = numbered(settings, number)
        return [
            Question(
                f"{question.code}.{number}.{column.code}",
                column.kind,
                joined(entry, _words(column)) if named else _words(column),
                settings=column.settings,
            )
            for column in settings.columns
        ]

    def entries(self, question: Question) -> tuple[tuple[str, ...], ...]:
        """The variables of each entry there may be."""
        return tuple(
            tuple(each.name for asked in self.asked(question, number) for each in KINDS[asked.kind].variables(asked))
            for number in _numbers(question.settings)
        )

    def cards(self, question: Question, shown: Mapping[str, Sequence[str]], *, more: bool = False) -> int:
        """How many entries a page shows: those that hold something, at least one, and one more when asked for."""
        settings: RepeatSettings = question.settings
        filled = max(_filled(question, shown), default=0)
        return min(settings.most, max(filled + more, settings.least, 1))

    def name(self, question: Question, number: int) -> Text:
        """What an entry is called: “Child 2”."""
        return numbered(question.settings, number)

    def arranged(self, question: Question, posted: Posted, number: int) -> dict[str, list[str]]:
        """The form with one entry taken out: those behind it move up."""
        own = form_field(question)
        found: dict[str, list[str]] = {}
        for name, values in posted.items():
            prefix, _dot, rest = name.removeprefix(f"{own}.").partition(".")
            place = int(prefix) if name.startswith(f"{own}.") and rest and prefix.isdecimal() else 0
            if place != number:
                found[f"{own}.{place - 1}.{rest}" if place > number else name] = list(values)
        return found

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """Every entry that holds something, numbered without gaps; or that there is none."""
        cleaning = Cleaning(question, posted, language, fallback)
        settings: RepeatSettings = question.settings
        numbers = list(_filled(question, posted))
        none = settings.least == 0 and sent(posted, form_field(question, NONE)) != []
        away = cleaning.ticked_away(form_field(question))
        if (none or away) and (numbers or (none and away)):
            message = N_("For “%(name)s” you ticked that there is none and also filled something in. Keep only one.")
            cleaning.refuse(form_field(question, NONE if none else NOT_APPLICABLE), message)
        elif away:
            cleaning.answers |= {each.name: Missing.NOT_APPLICABLE for each in self.variables(question)}
        elif none:
            cleaning.answers[question.code] = 0
        elif len(numbers) > settings.most:
            message = N_("You filled in %(n)s entries for “%(name)s”. Keep at most %(limit)s.")
            cleaning.refuse(form_field(question, NONE), message, n=len(numbers), limit=settings.most)
        elif numbers or question.required:
            self._entries(cleaning, numbers)
        return cleaning.done()

    def _entries(self, cleaning: Cleaning, numbers: list[int]) -> None:
        question, answers = cleaning.question, cleaning.answers
        settings: RepeatSettings = question.settings
        for place, number in enumerate(numbers, 1):
            for asked in self.asked(question, number, named=True):
                found = KINDS[asked.kind].clean(asked, cleaning.posted, cleaning.language, cleaning.fallback)
                answers |= {_moved(name, question, place): value for name, value in found.answers.items()}
                cleaning.problems += found.problems
        least = max(settings.least, 1)
        if len(numbers) < least:
            free = next(number for number in range(1, MOST_ENTRIES + 2) if number not in numbers)
            message = N_("Fill in at least %(least)s of “%(name)s”")
            cleaning.refuse(form_field(question, free, settings.columns[0].code), message, least=least)
        if cleaning.problems:
            answers.clear()
        elif numbers:
            answers[question.code] = len(numbers)

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """Every field of every entry, and the two ticks."""
        found: dict[str, list[str]] = {}
        for number in _numbers(question.settings):
            for asked in self.asked(question, number):
                found |= KINDS[asked.kind].refill(asked, _plain(answers), language)
        count = answers.get(question.code)
        found[form_field(question, NOT_APPLICABLE)] = [NOT_APPLICABLE] if count is Missing.NOT_APPLICABLE else []
        found[form_field(question, NONE)] = ["1"] if count == 0 and not isinstance(count, Missing) else []
        return found

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """One line a field of every entry that was made."""
        count = answers.get(question.code)
        words = missing_words(count, language, fallback)
        if words is not None or not isinstance(count, int) or not count:
            return [AnswerLine("", words or f"{say(ENTRIES, language, fallback)}: 0")]
        return [
            AnswerLine(say(asked.text, language, fallback), line.words)
            for number in range(1, min(count, question.settings.most) + 1)
            for asked in self.asked(question, number, named=True)
            for line in KINDS[asked.kind].lines(asked, answers, language, fallback)
        ]

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """How many entries people made, and each field over all entries together.

        An entry counts as one, so the base of shares and means is the entries; `n` is people, as everywhere.
        """
        count = self.variables(question)[0]
        first = closed_row(count.name, count.label, count.codes, columns, population)
        counts = column_of(columns, question.code)
        pooled = (_pooled(question, column, columns, counts) for column in question.settings.columns)
        return QuestionSummary(question, (first, *pooled))

    def apart(self, summary: QuestionSummary) -> tuple[QuestionSummary, ...]:
        """The number of entries and each field as a summary of its own."""
        question = summary.question
        found = [QuestionSummary(replace(question, kind=Single.code), summary.rows[:1])]
        for column, row in zip(question.settings.columns, summary.rows[1:], strict=True):
            kind = Single.code if row.frequencies is not None else question.kind
            text = joined(question.text, _words(column))
            own = replace(question, code=f"{question.code}.{column.code}", kind=kind, text=text)
            found.append(QuestionSummary(own, (replace(row, label=text) if row.texts else row,)))
        return tuple(found)


def numbered(settings: RepeatSettings, number: int) -> Text:
    """The word for one entry with its number."""
    return {language: f"{words} {number}" for language, words in (settings.entry or ENTRY).items()}


def _column(value: object) -> Column:
    part = read_mapping(value, "columns")
    code, kind = part.get("code"), part.get("kind", ShortText.code)
    if not isinstance(code, str) or not ITEM_CODE.fullmatch(code) or code in {NONE, NOT_APPLICABLE}:
        raise DefinitionRefused(N_("A field needs a code of 1 to 32 letters, digits or underscores."))
    if not isinstance(kind, str) or kind not in KINDS:
        raise DefinitionRefused(
            N_("“%(code)s”: a field is a text, a number, one answer out of a list, a date, or yes and no."), code=code
        )
    given = read_mapping(part.get("settings") or {}, code)
    plain = {name: given[name] for name in given if name not in {"other", "comment"}}
    return Column(code, read_text(part.get("label"), code), kind, KINDS[kind].read(plain))


def _words(column: Column) -> Text:
    return column.label or {"en": column.code}


def _numbers(settings: RepeatSettings) -> range:
    return range(1, settings.most + 1)


def _filled(question: Question, shown: Mapping[str, Sequence[str]]) -> Iterator[int]:
    """The numbers of the entries in which a form holds something."""
    settings: RepeatSettings = question.settings
    for number in range(1, MOST_ENTRIES + 1):
        if any(sent(shown, form_field(question, number, column.code)) for column in settings.columns):
            yield number


def _moved(name: str, question: Question, place: int) -> str:
    """A variable of an entry under the number that the entry gets."""
    rest = name.removeprefix(f"{question.code}.").partition(".")[2]
    return f"{question.code}.{place}.{rest}"


def _plain(answers: Answers) -> dict[str, Value]:
    """Answers without reasons: the fields of an entry are filled in or they are not."""
    return {name: value for name, value in answers.items() if not isinstance(value, Missing)}


def _pooled(question: Question, column: Column, columns: Columns, counts: Any) -> RowSummary:  # noqa: ANN401 - a column
    """One field over all entries of all people who made one.

    Texts come in alphabetical order and without those who wrote none, so that nobody's texts can be joined: they are
    taken as they come, and as many people are counted as wrote into one and the same entry.
    """
    names = [f"{question.code}.{number}.{column.code}" for number in _numbers(question.settings)]
    alone = Question(names[0], column.kind, _words(column), settings=column.settings)
    entries = [columns.get(name, ()) for name in names]
    makers = int((np.asarray(counts) > 0).sum())
    if KINDS[column.kind].variables(alone)[0].kind is VariableKind.TEXT:
        texts = [[value for value in found if _is_answer(value)] for found in entries]
        parts, people = [value for found in texts for value in found], max(map(len, texts))
    else:
        made = [
            (np.asarray(found), np.asarray(counts) >= place) for place, found in enumerate(entries, 1) if len(found)
        ]
        parts = [value for found, is_made in made for value in found[is_made]]
        answered = [np.array([_is_answer(value) for value in found], np.bool_) & is_made for found, is_made in made]
        people = int(np.logical_or.reduce(answered).sum()) if answered else 0
    row = KINDS[column.kind].summarise(alone, {names[0]: _as_column(parts, alone)}, None).rows[0]
    return replace(row, label=_words(column), n=people, missing=_without(np.asarray(counts), people, makers))


def _without(counts: npt.NDArray[Any], people: int, makers: int) -> dict[Missing, int]:
    """Why the others say nothing in a field: they passed it over, have no entry at all, or said nothing of entries."""
    found = Counter(missing_of(counts))
    found[Missing.SKIPPED] += max(0, makers - people)
    found[Missing.NOT_SHOWN] += int((counts == 0).sum())
    # answers from elsewhere may stand in entries that nobody counted: nobody is both with an answer and without
    left = max(0, counts.size - people)
    missing = {}
    for why, count in found.items():
        missing[why] = min(count, left)
        left -= missing[why]
    return {why: count for why, count in missing.items() if count}


def _is_answer(value: Any) -> bool:  # noqa: ANN401 - a code, a number or a text
    return bool(value.strip()) if isinstance(value, str) else bool(value >= 0 if isinstance(value, np.int16 | int)
                                                                  else not np.isnan(value))  # fmt: skip


def _as_column(values: list[Any], asked: Question) -> Any:  # noqa: ANN401 - a column of its kind
    kind = KINDS[asked.kind].variables(asked)[0].kind
    if kind is VariableKind.TEXT:
        return values
    return np.array(values, np.int16 if kind is VariableKind.CLOSED else np.float64)


__all__ = ["KINDS", "MOST_ENTRIES", "NONE", "Column", "Repeat", "RepeatSettings", "numbered"]
