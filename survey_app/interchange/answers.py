"""Answers from a table that somebody else collected: what each column means, which rows can be taken and why not.

Everything here is plain: a table and a mapping go in, cleaned rows and a list of what was wrong come out. The pages,
the background work and the command line all read with it.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.data_files.moments import Clock
from survey_app.interchange.tables import Table
from survey_app.questions.base import Problem, Value, Variable, VariableKind
from survey_app.questions.cells import answers_from_cell, value_from_cell
from survey_app.questions.definition import Question, Questionnaire
from survey_app.questions.registry import type_of
from survey_app.vocabulary import Missing

_NO_MOMENT = N_("This is no day or time as the other cells of the column are")
_BETWEEN = re.compile(r"[\W_]+")
Mapped = Mapping[str, str]
"""Column of the table -> name of a target. Columns that are not named are left out."""


class MappingRefused(FileRefused):
    """The columns cannot be read as it was said."""

    message = N_("Choose what at least one column means.")


@dataclass(frozen=True, slots=True)
class Target:
    """What a column may hold: one variable, or all ticks of a question with several answers as `1;3;5`."""

    question: Question
    variable: Variable | None = None

    @property
    def name(self) -> str:
        """The variable's name, or the question's code for a list of ticks."""
        return self.variable.name if self.variable else self.question.code


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that can be taken: its number in the file and its answers."""

    number: int
    answers: dict[str, Value]
    at: datetime | None = None
    """When they were given, where a column says so."""


@dataclass(frozen=True, slots=True)
class BadCell:
    """Why a row is refused: the cell that is no answer. An empty column means the row as a whole."""

    number: int
    column: str
    value: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Unanswered:
    """How many cells of a column are empty, and how many others count as no answer."""

    empty: int
    read: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What the table comes to: the rows to take, what is wrong with the others, and what was left blank."""

    taken: tuple[Taken, ...]
    bad: tuple[BadCell, ...]
    refused: int
    blank: Mapping[str, int] = field(default_factory=dict)
    """Code of a required question -> how many of the taken rows do not answer it."""
    untimed: int = 0
    """How many of the taken rows say nothing in the column of the moments."""
    unanswered: Mapping[str, Unanswered] = field(default_factory=dict)
    """What the cells of each column leave without an answer, in all rows."""


def targets_of(questionnaire: Questionnaire) -> dict[str, Target]:
    """Everything a column may be, in the order of the questionnaire."""
    found: dict[str, Target] = {}
    for question in questionnaire.questions():
        if question.kind == "multiple":
            found[question.code] = Target(question)
        for variable in type_of(question).variables(question):
            found[variable.name] = Target(question, variable)
    return found


def propose(header: Sequence[str], questionnaire: Questionnaire) -> dict[str, str]:
    """What the columns probably mean, by their names or the words of the question; each target at most once."""
    targets = targets_of(questionnaire)
    names = {name.casefold(): name for name in targets}
    plain = _once((_folded(name), name) for name in targets)
    worded = _once((_folded(words), target.name) for target in targets.values() for words in _words(target))
    found: dict[str, str] = {}
    for known, key in ((names, str.casefold), (plain, _folded), (worded, _folded)):
        for column in header:
            name = known.get(key(column))
            if name and column not in found and not _clashes(targets[name], found.values(), targets):
                found[column] = name
    return {column: found[column] for column in header if column in found}


def _folded(text: str) -> str:
    """A name without regard to capitals and to what stands between its parts: `RATE[1]` and `rate_1` are one."""
    return _BETWEEN.sub(".", text.casefold()).strip(".")


def _once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What is said in one way only: a name that two things have proposes neither."""
    listed = [(key, name) for key, name in dict.fromkeys(pairs) if key]
    counts = Counter(key for key, _name in listed)
    return {key: name for key, name in listed if counts[key] == 1}


def _words(target: Target) -> list[str]:
    if target.variable is None:
        return list(target.question.text.values())
    return list(target.variable.label.values()) if target.question.kind != "multiple" else []


def _clashes(target: Target, chosen: Iterable[str], targets: Mapping[str, Target]) -> bool:
    """Whether the target is taken already, as itself or as the list that holds it."""
    return any(_overlap(target, targets[name]) for name in chosen)


def _overlap(one: Target, other: Target) -> bool:
    if one.name == other.name:
        return True
    same = one.question.code == other.question.code
    return same and any(a.variable is None and _is_tick(b) for a, b in ((one, other), (other, one)))


def _is_tick(target: Target) -> bool:
    return target.variable is not None and target.variable.kind is VariableKind.CLOSED


def check_mapping(header: Sequence[str], mapped: Mapped, questionnaire: Questionnaire) -> dict[str, Target]:
    """The targets of the mapped columns; refuses unknown names, and two columns for one thing."""
    targets = targets_of(questionnaire)
    found: dict[str, Target] = {}
    for column, name in mapped.items():
        if column not in header:
            raise MappingRefused(N_("There is no column “%(column)s” in the file."), column=column[:80])
        if name not in targets:
            raise MappingRefused(N_("The questionnaire has nothing called “%(name)s”."), name=name[:80])
        first = next((each for each, target in found.items() if _overlap(target, targets[name])), None)
        if first is not None:
            raise MappingRefused(
                N_("“%(first)s” and “%(second)s” cannot both be %(name)s. Leave one of them out."),
                first=first[:80],
                second=column[:80],
                name=targets[name].question.code if found[first].name != name else name,
            )
        found[column] = targets[name]
    if not found:
        raise MappingRefused
    return found


Cell = dict[str, Value] | Problem


def read_answers(table: Table, mapped: Mapped, questionnaire: Questionnaire, clock: Clock | None = None) -> Reading:
    """Read every row. A bad cell refuses its row; a blank one is skipped; a row that says nothing is refused too.

    `clock` is the column that says when the answers were given, and which ones say it where its cell is blank.
    """
    columns = check_mapping(table.header, mapped, questionnaire)
    read = [(column, _read_column(table.column(column), target)) for column, target in columns.items()]
    ticks = _ticks(columns.values())
    silent = _without_a_no(columns, read)
    moments = clock.of(table) if clock else []
    taken: list[Taken] = []
    bad: list[BadCell] = []
    refused = 0
    for place, number in enumerate(table.numbers):
        answers: dict[str, Value] = {}
        wrong: list[BadCell] = []
        for column, cells in read:
            text, cell = cells[place]
            if isinstance(cell, Problem):
                wrong.append(BadCell(number, column, text, cell))
            else:
                answers.update(cell)
        said, at = moments[place] if clock else ("", None)
        if clock and said and at is None:
            wrong.append(BadCell(number, clock.column, said, Problem("", _NO_MOMENT)))
        if not answers and not wrong:
            wrong.append(BadCell(number, "", "", Problem("", N_("None of the mapped columns holds an answer"))))
        if wrong:
            refused += 1
            bad += wrong
        else:
            taken.append(Taken(number, _with_unticked(answers, ticks, silent), at))
    untimed = sum(row.at is None for row in taken) if clock else 0
    unanswered = {column: _unanswered(cells, table.absent.get(column, 0)) for column, cells in read}
    return Reading(tuple(taken), tuple(bad), refused, _count_blank(taken, questionnaire), untimed, unanswered)


def blank_of(table: Table, column: str) -> Unanswered:
    """The cells of a column without an answer before anybody has said what it means."""
    emptied = table.absent.get(column, 0)
    return Unanswered(max(0, table.column(column).count("") - emptied), emptied)


def _unanswered(cells: Sequence[tuple[str, Cell]], emptied: int) -> Unanswered:
    """How many cells hold nothing, those aside that were emptied before, and how many say why there is no answer."""
    known = dict(cells)
    counts = Counter(text for text, _cell in cells)
    said = {text for text, cell in known.items() if text and not isinstance(cell, Problem) and _is_absent(cell)}
    # rows that hold nothing at all are not among them, whatever stood there
    return Unanswered(max(0, counts[""] - emptied), emptied + sum(counts[text] for text in said))


def _is_absent(cell: Mapping[str, Value]) -> bool:
    return all(isinstance(value, Missing) for value in cell.values())


def _read_column(cells: Sequence[str], target: Target) -> list[tuple[str, Cell]]:
    """Each cell's text and what it means; equal cells are read once."""
    known: dict[str, tuple[str, Cell]] = {}
    for text in cells:
        if text not in known:
            known[text] = (text, _read_cell(text, target))
    return [known[text] for text in cells]


def _read_cell(text: str, target: Target) -> Cell:
    if target.variable is None:
        cleaned = answers_from_cell(target.question, text)
        return cleaned.problems[0] if cleaned.problems else cleaned.answers
    value = value_from_cell(target.question, target.variable, text)
    if isinstance(value, Problem):
        return value
    return {} if value is Missing.SKIPPED else {target.variable.name: value}


def _ticks(targets: Iterable[Target]) -> list[tuple[str, ...]]:
    """The ticks that have a column of their own, question by question."""
    found: dict[str, list[str]] = {}
    for target in targets:
        if target.question.kind == "multiple" and _is_tick(target):
            found.setdefault(target.question.code, []).append(target.name)
    return [tuple(names) for names in found.values()]


def _without_a_no(columns: Mapping[str, Target], read: Iterable[tuple[str, Sequence[tuple[str, Cell]]]]) -> set[str]:
    """The ticks whose column never says that they were not chosen: a blank cell stands for it."""
    found = set()
    for column, cells in read:
        name = columns[column].name
        known = (cell for cell in dict(cells).values() if not isinstance(cell, Problem))
        if (
            columns[column].question.kind == "multiple"
            and _is_tick(columns[column])
            and not any(cell.get(name) == 0 for cell in known)
        ):
            found.add(name)
    return found


def _with_unticked(
    answers: dict[str, Value], ticks: Sequence[tuple[str, ...]], silent: Collection[str]
) -> dict[str, Value]:
    """Where one tick of a question is set, its blank ones are not chosen; where none is, nothing is known.

    Where another one says no, only those that never say so are not chosen: “Other”, which holds words or nothing.
    """
    for names in ticks:
        given = {answers.get(name) for name in names}
        for name in names:
            if 1 in given or (0 in given and name in silent):
                answers.setdefault(name, 0)
    return answers


def _count_blank(taken: Sequence[Taken], questionnaire: Questionnaire) -> dict[str, int]:
    """How many rows leave a required question without an answer, wholly or in one of its rows."""
    found: dict[str, int] = {}
    for question in questionnaire.questions():
        names = _needed(question)
        blank = sum(1 for row in taken if not row.answers.keys() >= names) if names else 0
        if blank:
            found[question.code] = blank
    return found


def _needed(question: Question) -> set[str]:
    """The variables a required question must write; own words beside a choice are never needed."""
    if not question.required:
        return set()
    variables = type_of(question).variables(question)
    closed = {variable.name for variable in variables if variable.kind is VariableKind.CLOSED}
    return closed or {variable.name for variable in variables}
