"""The pages of a round's results: which statements, texts and ended statements stand on the page that is asked for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Generic, TypeVar

from survey_app.exports import own_scales
from survey_app.exports.round_report import PanelReport, ReleasedReason
from survey_app.routes.figures.round_open import Asked
from survey_app.routes.figures.round_readings import ReadingTable
from survey_app.routes.presentation import say_here

STATEMENTS = 40
"""How many statements stand on one page, with everything that is said of each."""
TEXTS = 50
"""How many reasons or answers in the panel's own words stand on one page."""

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class SectionLink:
    """A section of the statements and the page on which it begins."""

    words: str
    page: int


@dataclass(frozen=True, slots=True)
class StatementPage:
    """One page of the statements of a round. What is said of the round as a whole stands on the first page only."""

    page: int
    count: int
    codes: frozenset[str]
    every: frozenset[str]
    sections: tuple[SectionLink, ...]
    size: int

    @property
    def first(self) -> int:
        """The place of its first statement among all, from 1."""
        return (self.page - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The place of its last statement."""
        return min(self.page * self.size, self.count)

    def holds(self, code: str) -> bool:
        """Whether what belongs to this code stands here: the first page also takes what belongs to no statement."""
        return code in self.codes or (self.page == 1 and code not in self.every)


@dataclass(frozen=True, slots=True)
class Paged(Generic[Kind]):
    """One page of a list of texts or lines."""

    rows: Sequence[Kind]
    page: int
    count: int
    size: int


def statements_of(report: PanelReport, number: int, asked: int) -> StatementPage:
    """The statements of a round in their own order, cut into pages; the nearest page where `asked` is none."""
    part = next(each for each in report.rounds if each.figures.number == number)
    codes = [item.code for item in part.figures.items]
    page = min(asked, max(1, -(-len(codes) // STATEMENTS)))
    sections: dict[str, int] = {}
    named = {each.item_id: say_here(dict(each.section), report.language) for each in report.items}
    for place, item in enumerate(part.figures.items):
        if words := named.get(item.item_id):
            sections.setdefault(words, place // STATEMENTS + 1)
    here = frozenset(codes[(page - 1) * STATEMENTS : page * STATEMENTS])
    links = tuple(SectionLink(words, at) for words, at in sections.items())
    # what is asked on a scale of its own has pages of its own
    others = (code for own in report.own_scales for code in own_scales.codes_in(own, number))
    return StatementPage(page, len(codes), here, frozenset((*codes, *others)), links, STATEMENTS)


def cut(rows: Sequence[Kind], asked: int) -> Paged[Kind]:
    """One page of a list; the nearest one where `asked` is none."""
    page = min(asked, max(1, -(-len(rows) // TEXTS)))
    return Paged(rows[(page - 1) * TEXTS : page * TEXTS], page, len(rows), TEXTS)


def readings_on(tables: Sequence[ReadingTable], sheet: StatementPage) -> tuple[ReadingTable, ...]:
    """Every reading with the lines of the statements of a page."""
    lines = [tuple(line for line in table.lines if sheet.holds(line.code)) for table in tables]
    return tuple(replace(table, lines=mine) for table, mine in zip(tables, lines, strict=True))


def reasons_on(
    report: PanelReport, number: int, sheet: StatementPage, asked: int
) -> Paged[tuple[str, list[ReleasedReason], int]]:
    """The released reasons for the statements of a page, statement by statement, and as many as one page holds.

    Each row: the code, its reasons that stand here, and how many it has in all.
    """
    part = next(each for each in report.rounds if each.figures.number == number)
    places = {item.code: place for place, item in enumerate(part.figures.items)}
    found = [each for each in report.reasons if each.number == number and sheet.holds(each.code)]
    found.sort(key=lambda each: (places.get(each.code, len(places)), each.code))
    some = cut(found, asked)
    total = Counter(each.code for each in found)
    rows = [(code, list(mine), total[code]) for code, mine in groupby(some.rows, lambda each: each.code)]
    return Paged(rows, some.page, some.count, TEXTS)


def answers_on(questions: Sequence[Asked], asked: int) -> Paged[Asked]:
    """The open questions with as many of their answers as one page holds; every question is named on the first page."""
    flat = [(one.code, answer) for one in questions for answer in one.answers]
    some = cut(flat, asked)
    here = {code for code, _answer in some.rows}
    rows = [
        replace(one, answers=tuple(answer for code, answer in some.rows if code == one.code))
        for one in questions
        if one.code in here or (some.page == 1 and not one.answers)
    ]
    return Paged(rows, some.page, some.count, TEXTS)
