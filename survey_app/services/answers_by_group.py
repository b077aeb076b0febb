"""What may be told of the answers of groups: all of it, some answers as one, or nothing.

A count of 1 to k - 1 people of a group is never told, and none can be worked out of what is (`privacy/small_cells.py`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from survey_app.privacy.small_cells import told_as_one
from survey_app.questions.definition import Question
from survey_app.questions.registry import type_of
from survey_app.services import filters
from survey_app.services.answer_tables import AnswerTables, Look, Parts
from survey_app.services.columns import Answered, Places
from survey_app.services.groups import showable, sizes_of
from survey_app.services.keyfigures import scale_of
from survey_app.services.lent_columns import arrays_of
from survey_app.services.numbers_by_group import Numbers, may_tell_numbers
from survey_app.vocabulary import MISSING_CODES, Missing

SCALED = frozenset({"rating", "grid", "recommend", "battery", "differential"})
"""Kinds whose rows stand on one scale: their points can be told as a few ranges."""
LISTED = frozenset({"single"})
TICKED = "multiple"
_RECOMMEND: Parts = (tuple(range(7)), (7, 8), (9, 10))
_TOP, _LEAST_POINTS = 2, 4
_NOT_SHOWN = MISSING_CODES[Missing.NOT_SHOWN]
_MOST_LEFT_OUT = 20
"""How many groups are left out at most: each of them is one more look through all tables."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What may be told of a question: `whole` is every figure, else the parts of the columns that may be told."""

    whole: bool
    parts: Mapping[str, Parts] = field(default_factory=dict)
    is_scale: bool = False
    """Whether answers told as one are neighbours on a scale."""
    left_out: frozenset[int] = frozenset()
    """The groups that it is not told of, so that it can be told of the others."""

    def of(self, group: int) -> "Telling":
        """What may be told of one group."""
        return NOTHING if group in self.left_out else self


ALL, NOTHING = Telling(whole=True), Telling(whole=False)


def telling_of(question: Question, answered: Answered, look: Look) -> Telling:
    """What may be told of a question in these groups. Of groups that it makes itself its answers say nothing new.

    Where nothing may be told of all groups the smallest are left out, until something may be told of the others.
    """
    return _telling(question, answered, look.surrounded(apart(answered)))


def apart(answered: Answered) -> Iterator[Places]:
    """What else tells people apart: the list, and the answers that are groups."""
    stored = arrays_of(answered.columns)
    yield from (each.places for each in answered.attributes.values())
    yield from (
        np.asarray(stored[each.code], np.int64)
        for each in answered.questionnaire.questions()
        if each.kind in filters.CHOSEN and not each.is_identity and each.code in stored
    )


def _telling(question: Question, answered: Answered, look: Look) -> Telling:
    if look.is_free or set(look.groupings) <= {question.code}:
        return ALL
    groups, closed = question.kind in filters.CHOSEN, _closed(question, answered)
    tables = {name: AnswerTables(column, codes, look, are_groups=groups) for name, column, codes in closed}
    numbers, route = _numbers(question, answered), _route(question, answered, look)
    found = _told(question, tables, numbers, look) if _may_know(route) else NOTHING
    if found.whole or found.parts or not _may_leave_out(look, answered):
        return found
    for left_out in _smallest(look):
        if not _may_know([each.leaving_out(left_out) for each in route]):
            continue
        some = {name: each.leaving_out(left_out) for name, each in tables.items()}
        found = _told(question, some, numbers, look.leaving_out(left_out))
        if found.whole:
            single = {name: _apart(each.codes) for name, each in tables.items()}
            return Telling(False, {**single, **dict.fromkeys(numbers, ())}, left_out=left_out)
        if found.parts:
            return replace(found, left_out=left_out)
    return NOTHING


def _told(
    question: Question, tables: Mapping[str, AnswerTables], numbers: Mapping[str, Numbers], look: Look
) -> Telling:
    """What may be told of all of these groups."""
    opened = {name for name, each in tables.items() if each.lays_open(_apart(each.codes))}
    if not opened and all(may_tell_numbers(each, look) for each in numbers.values()):
        return ALL
    if question.kind == TICKED:
        return Telling(False, _ticks(question, tables, opened))
    if question.kind in SCALED or (question.kind in LISTED and scale_of(question) is not None):
        return Telling(False, _ranges(question, tables), is_scale=question.kind in SCALED)
    return Telling(False, _listed(tables) if question.kind in LISTED else {})


def _route(question: Question, answered: Answered, look: Look) -> list[AnswerTables]:
    """Who of the groups was asked a question that not everybody is asked: the base of its figures tells it."""
    pages = answered.questionnaire.pages
    if not question.show_if and not any(page.show_if and question in page.questions for page in pages):
        return []
    were = [column != _NOT_SHOWN for _name, column, _codes in _closed(question, answered)]
    were = were or [~np.isnan(each) for each in _numbers(question, answered).values()]
    return [AnswerTables(each.astype(np.int64), (0, 1), look) for each in were[:1]]


def _may_know(route: Sequence[AnswerTables]) -> bool:
    """Whether it may be told who was asked: who was not gave another answer before."""
    return not any(each.lays_open(_apart(each.codes)) for each in route)


def _may_leave_out(look: Look, answered: Answered) -> bool:
    """Whether groups may be left out: of one grouping which is no question.

    A question is told in two ways, each by the groups of the other, and two groupings have their margins told.
    """
    return len(look.groupings) == 1 and look.groupings.keys().isdisjoint(answered.columns)


def _smallest(look: Look) -> Iterator[frozenset[int]]:
    """The smallest group, the two smallest and so on; the largest stays."""
    (places,) = look.groupings.values()
    sizes = sizes_of(places)
    groups = sorted(showable(sizes, look.fewest), key=lambda group: sizes[group])
    for count in range(1, min(len(groups), _MOST_LEFT_OUT + 1)):
        yield frozenset(groups[:count])


def tellings(answered: Answered, look: Look) -> dict[str, Telling]:
    """The questions that may not be told as a whole, by their codes."""
    if look.is_free:
        return {}
    look = look.surrounded(apart(answered))
    found = {each.code: _telling(each, answered, look) for each in answered.questionnaire.questions()}
    return {code: telling for code, telling in found.items() if not telling.whole}


def left_out_of(column: Places, parts: Parts, look: Look) -> frozenset[int] | None:
    """The groups to leave out where only these parts of a column are told apart; None where it may not be told."""
    if look.is_free:
        return frozenset()
    tables = AnswerTables(column, [code for part in parts for code in part], look)
    if not tables.lays_open(parts):
        return frozenset()
    several = len(look.groupings) > 1
    return next(
        (each for each in (() if several else _smallest(look)) if not tables.leaving_out(each).lays_open(parts)), None
    )


def _apart(codes: Sequence[int]) -> Parts:
    return tuple((code,) for code in codes)


def _closed(question: Question, answered: Answered) -> Iterator[tuple[str, Places, list[int]]]:
    """The closed columns of a question, and their codes."""
    stored = arrays_of(answered.columns)
    for variable in type_of(question).variables(question):
        column = stored.get(variable.name)
        if variable.codes and column is not None and column.dtype != np.float64:
            yield variable.name, np.asarray(column, np.int64), [code for code, _words in variable.codes]


def _numbers(question: Question, answered: Answered) -> dict[str, Numbers]:
    stored = arrays_of(answered.columns)
    columns = {each.name: stored.get(each.name) for each in type_of(question).variables(question)}
    return {
        name: np.asarray(column, np.float64)
        for name, column in columns.items()
        if column is not None and column.dtype == np.float64
    }


def _ranges(question: Question, tables: Mapping[str, AnswerTables]) -> dict[str, Parts]:
    """The points of a scale as the finest ranges in which most rows may be told, the same for all rows.

    The two highest points stay apart from the others in each of them: the share of the satisfied is never lost.
    """
    best: dict[str, Parts] = {}
    codes = next((each.codes for each in tables.values()), ())
    for parts in _candidates(question, codes):
        told = {name: parts for name, each in tables.items() if each.codes == codes and not each.lays_open(parts)}
        best = told if len(told) > len(best) else best
    return best


def _candidates(question: Question, codes: Sequence[int]) -> Iterator[Parts]:
    """Ways to tell the points, the finest first: all apart, the lowest as one, then low, middle and high."""
    points = tuple(sorted(codes))
    yield _apart(points)
    if question.kind == "recommend":
        yield _RECOMMEND
    if question.kind == "recommend" or len(points) < _LEAST_POINTS:
        return
    rest, top = points[:-_TOP], points[-_TOP:]
    for lowest in range(2, len(rest) + 1):
        yield points[:lowest], *_apart(points[lowest:])
    middle = max(1, len(rest) // 2)
    yield rest[:-middle], rest[-middle:], top
    yield rest, top


def _listed(tables: Mapping[str, AnswerTables]) -> dict[str, Parts]:
    """The answers of a list, those of few told as one; they may lie in several groups, but never in a single one."""
    found = {}
    for name, each in tables.items():
        unshown = [each.codes.index(code) for code in frozenset().union(*each.unshown)]
        few = told_as_one(each.tables, each.look.fewest, unshown) or ()
        rows = [few, *((row,) for row in range(len(each.codes)) if row not in few)]
        parts = tuple(tuple(each.codes[row] for row in part) for part in rows if part)
        if few and not each.lays_open(parts):
            found[name] = _ordered(parts, each.codes)
    return found


def _ordered(parts: Parts, codes: Sequence[int]) -> Parts:
    """The parts in the order of the list: several answers stand where the first of them stood."""
    return tuple(sorted(parts, key=lambda part: codes.index(part[0])))


def _ticks(question: Question, tables: Mapping[str, AnswerTables], opened: set[str]) -> dict[str, Parts]:
    """The options of which no count is small; none of them where the others can be worked out.

    Everybody ticks one at least. Where the options told have fewer ticks in a group than it has people, some of them
    ticked what is not told; a least or most number of ticks binds the options further.
    """
    settings = question.settings
    told = {name: each for name, each in tables.items() if name not in opened}
    if settings.least is not None or settings.most is not None or not told:
        return {}
    tables_told = [each.tables for each in told.values()]
    for ticked in zip(*tables_told, strict=True):
        if len({each.shape for each in ticked}) > 1:
            return {}
        people = ticked[0].sum(axis=0)
        if (np.sum([each[-1] for each in ticked], axis=0) < people).any():
            return {}
    return {name: _apart(each.codes) for name, each in told.items()}
