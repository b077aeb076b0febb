"""Questions of several answers: rows with one or more answers each, every one a variable of its own.

A type of this family says which answers there are; reading, showing again, words and figures follow from that.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from survey_app.exceptions import N_
from survey_app.questions.base import (
    AnswerLine,
    Answers,
    Cleaned,
    Posted,
    QuestionType,
    S,
    Value,
    Variable,
    VariableKind,
    form_field,
)
from survey_app.questions.cleaning import NOT_APPLICABLE, Cleaning, shown, typed
from survey_app.questions.definition import Item, Question, Scale, Text, say
from survey_app.questions.entering import NumberSettings, enter_figure
from survey_app.questions.figures import written
from survey_app.questions.reading import DefinitionRefused, read_items
from survey_app.questions.summarising import Codes, Columns, closed_row, number_row, scale_codes, scale_row, text_row
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.questions.wording import missing_words, scale_words
from survey_app.questions.words import MISSING, joined
from survey_app.vocabulary import Missing

TYPED_LENGTH = 200
ALL = "all-na"
"""The field that says that the question as a whole does not apply; no row can have this name."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer: the variable behind the question's code, whose it is, and how it is given.

    `group` names the answers that are summed up together (all performances, all low values); `apart` are the words of
    “does not apply” where this answer can be lacking. An answer is a point of a `scale`, one of `codes`, a `figure` or,
    with none of them, a text of at most `length` characters.
    """

    key: str
    row: Text
    side: Text = field(default_factory=dict)
    group: str = ""
    scale: Scale | None = None
    codes: Codes = ()
    figure: NumberSettings | None = None
    length: int = 1_000
    apart: Text | None = None
    optional: bool = False
    """Never asked for by itself: the type says when it is needed."""

    @property
    def label(self) -> Text:
        """What a message, a codebook and a table call it."""
        return joined(self.row, self.side) if self.row and self.side else self.row or self.side

    @property
    def kind(self) -> VariableKind:
        """How it is stored."""
        if self.scale or self.codes:
            return VariableKind.CLOSED
        return VariableKind.NUMBER if self.figure else VariableKind.TEXT

    @property
    def listed(self) -> Codes:
        """The codes it can take with their words."""
        return scale_codes(self.scale) if self.scale else self.codes


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that are summed up together: the name of the group, its words, and the kind of question it is like."""

    key: str
    words: Text
    like: str


class Parted(QuestionType[S]):
    """A question of several answers."""

    open: ClassVar[bool] = False
    """Whether answers are typed, so that “does not apply” is one tick for the whole question."""

    @abstractmethod
    def cells(self, question: Question) -> tuple[Cell, ...]:
        """All answers in order."""

    def groups(self, question: Question) -> Sequence[Group]:
        """The groups its closed answers and numbers are summed up in."""
        return ()

    def blocks(self, question: Question) -> list[tuple[Text, tuple[Cell, ...]]]:
        """The answers as they are asked: the words of a row with its answers, or no words and a single answer."""
        found: dict[str, list[Cell]] = {}
        for cell in self.cells(question):
            found.setdefault(cell.key.partition(".")[0], []).append(cell)
        return [(cells[0].row if cells[0].side else {}, tuple(cells)) for cells in found.values()]

    def check(self, question: Question, cleaning: Cleaning) -> None:
        """What has to hold between the answers; may also add answers that follow from others."""

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE.<key>` for every answer."""
        return tuple(
            Variable(f"{question.code}.{cell.key}", cell.kind, cell.label, cell.listed) for cell in self.cells(question)
        )

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """Every answer, then what has to hold between them."""
        cleaning = Cleaning(question, posted, language, fallback)
        cells = self.cells(question)
        away = self.open and question.not_applicable and NOT_APPLICABLE in posted.get(form_field(question, ALL), ())
        for cell in cells:
            self._read(cleaning, cell, required=question.required and not away and not cell.optional)
        if away:
            if cleaning.answers or cleaning.problems:
                message = N_("For “%(name)s” you ticked “does not apply” and also gave an answer. Keep only one.")
                cleaning.refuse(form_field(question, cells[0].key), message)
                return Cleaned({}, tuple(cleaning.problems))
            cleaning.answers |= {f"{question.code}.{cell.key}": Missing.NOT_APPLICABLE for cell in cells}
            return cleaning.done()
        self.check(question, cleaning)
        return cleaning.done()

    def _read(self, cleaning: Cleaning, cell: Cell, *, required: bool) -> None:
        """One answer, read like a question of its own so that messages call it by its words."""
        asked = cleaning.question
        name, variable = form_field(asked, cell.key), f"{asked.code}.{cell.key}"
        alone = replace(asked, code=variable, text=cell.label, required=required)
        own = Cleaning(alone, cleaning.posted, cleaning.language, cleaning.fallback)
        if cell.kind is VariableKind.CLOSED:
            codes = [code for code, _words in cell.listed]
            own.closed(name, variable, codes, not_applicable=cell.apart is not None)
        else:
            words = own.text(name, TYPED_LENGTH if cell.figure else cell.length, lines=False)
            if words is None:
                if required and not own.problems:
                    ask = N_("Enter a number for “%(name)s”") if cell.figure else N_("Write an answer for “%(name)s”")
                    own.refuse(name, ask)
            elif cell.figure:
                enter_figure(own, cell.figure, name, words)
            else:
                own.answers[variable] = words
        cleaning.answers |= own.answers
        cleaning.problems += own.problems

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """What was given, field by field."""
        found: dict[str, list[str]] = {}
        away = False
        for cell in self.cells(question):
            value = answers.get(f"{question.code}.{cell.key}")
            away = away or value is Missing.NOT_APPLICABLE
            found[form_field(question, cell.key)] = self._shown(cell, value, language)
        if self.open:
            found[form_field(question, ALL)] = [NOT_APPLICABLE] if away else []
        return found

    def _shown(self, cell: Cell, value: Value | None, language: str) -> list[str]:
        if cell.kind is VariableKind.CLOSED:
            return shown(value) if cell.apart is not None or not isinstance(value, Missing) else []
        if cell.figure:
            return [written(value, language)] if isinstance(value, int | float) else []
        return typed(value)

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """One line an answer."""
        return [
            AnswerLine(
                say(cell.label, language, fallback) or cell.key,
                self.words(cell, answers.get(f"{question.code}.{cell.key}"), language, fallback),
            )
            for cell in self.cells(question)
        ]

    def words(self, cell: Cell, value: Value | None, language: str, fallback: str) -> str:
        """One answer in words."""
        if value is Missing.NOT_APPLICABLE and cell.apart is not None:
            return say(cell.apart, language, fallback)
        if (words := missing_words(value, language, fallback)) is not None:
            return words
        if cell.scale:
            return scale_words(cell.scale, value, language, fallback)
        if cell.codes:
            return say(dict(cell.codes).get(int(value or 0), {}), language, fallback) or str(value)
        if cell.figure and isinstance(value, int | float):
            return f"{written(value, language)} {say(cell.figure.unit, language, fallback)}".strip()
        return str(value)

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """Every answer like a question of its own."""
        rows = (self.row(question, cell, columns, population) for cell in self.cells(question))
        return QuestionSummary(question, tuple(rows))

    def row(self, question: Question, cell: Cell, columns: Columns, population: int | None) -> RowSummary:
        """What one answer comes to."""
        name = f"{question.code}.{cell.key}"
        if cell.scale:
            return scale_row(name, cell.label, cell.scale, columns, population)
        if cell.codes:
            return closed_row(name, cell.label, cell.codes, columns, population)
        if cell.figure:
            return number_row(name, cell.label, columns, population, (cell.figure.least, cell.figure.most))
        return text_row(name, cell.label, columns)

    def apart(self, summary: QuestionSummary) -> tuple[QuestionSummary, ...]:
        """The summary as one for each group: rows of one kind under a heading of their own; texts come last."""
        question = summary.question
        rows = {row.variable: row for row in summary.rows}
        cells = self.cells(question)
        found = []
        for group in self.groups(question):
            mine = [
                (cell, rows[f"{question.code}.{cell.key}"])
                for cell in cells
                if cell.group == group.key and f"{question.code}.{cell.key}" in rows
            ]
            differ = len({tuple(sorted(cell.row.items())) for cell, _row in mine}) > 1
            named_rows = [replace(row, label=cell.row if differ or not cell.side else cell.side) for cell, row in mine]
            text = joined(question.text, group.words) if group.words else question.text
            code = f"{question.code}.{group.key}" if group.key else question.code
            found.append(QuestionSummary(replace(question, code=code, kind=group.like, text=text), tuple(named_rows)))
        texts = tuple(rows[f"{question.code}.{cell.key}"] for cell in cells if cell.kind is VariableKind.TEXT)
        return (*found, *([QuestionSummary(question, texts)] if texts else []))


def read_columns(settings: Mapping[str, Any], name: str, most: int) -> tuple[Item, ...]:
    """A second list of entries with codes, such as columns or rivals; it may be empty."""
    if not settings.get(name):
        return ()
    found = read_items({"items": settings[name]})
    if len(found) > most:
        raise DefinitionRefused(N_("%(where)s: there are more than %(most)s entries."), where=name, most=most)
    return found


def named(item: Item) -> Text:
    """The words of a row, its code where it has none."""
    return item.label or {"en": item.code}


def lacking(question: Question, words: Text = MISSING[Missing.NOT_APPLICABLE]) -> Text | None:
    """The words of “does not apply” where the question offers it."""
    return words if question.not_applicable else None
