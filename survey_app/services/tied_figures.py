"""Figures that tie two answers of one person: of few people they say who gave which two.

How often each answer was given is known. A sum of products, which a correlation, a spread of differences or the spread
of a score gives, leaves few tables of both answers; how many gave the lower answer to the second leaves fewer. The
thresholds were found by looking for another table that fits (decision 35).
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from survey_app.exports.report import KeyFigures
from survey_app.questions.summarising import column_of
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.services import filters
from survey_app.services.columns import Mask
from survey_app.services.selections import Selection
from survey_app.stats.descriptive import Mean
from survey_app.stats.gap import Gap, PairedTests
from survey_app.stats.proportion import Proportion

FEWEST_SPREAD = 30
"""People from whom on an interval of what two answers come to is told, where each was answered in four ways or more."""
FEWEST_TOGETHER = 60
"""The same for correlations and the like of many answers."""
FEWEST_SHARES = 100
"""The same for the shares of those whose one answer lies below the other."""
_FEWEST_OF_THREE = 200
"""The same where one of the two was answered in three ways, the other in more."""
_TWO, _THREE = 2, 3
_EXPERIENCED, _EXPECTED = ".experienced", ".expected"
_UNTESTED = PairedTests(None, None, None, None, None)
M = TypeVar("M", bound=Mean)
Ratings = npt.NDArray[Any]
"""Whole numbers, below 0 where there is no answer."""


def may_tie(table: Sequence[Ratings], selection: Selection) -> bool:
    """Whether correlations, regressions and the like of these columns of everybody may be told.

    Of two answers a correlation is the whole table of both: no cell of it may be of few people.
    """
    if selection.fewest == 1 or not len(table):
        return True
    given = np.logical_and.reduce([column >= 0 for column in table])
    if people(given, selection) < FEWEST_TOGETHER:
        return False
    values = [_values(column[given & selection.mask]) for column in table]
    return all(
        min(values[one], values[two]) > _TWO or _is_open((table[one], table[two]), given, selection)
        for one, two in combinations(range(len(table)), 2)
    )


def people(given: Mask, selection: Selection) -> int:
    """How many people a figure is judged by: those it is of, under filters also those whom a subtraction leaves."""
    count = int((given & selection.mask).sum())
    if not selection.conditions:
        return count
    steps = (_FEWEST_OF_THREE, FEWEST_SHARES, FEWEST_TOGETHER, FEWEST_SPREAD)
    return min(count, next((each for each in steps if filters.may_show(given, selection.conditions, each)), 0))


def untied(summaries: Sequence[QuestionSummary], selection: Selection) -> tuple[QuestionSummary, ...]:
    """Questions without what would tie two answers of few people: gaps as a mean alone, scores without their spread."""
    if selection.fewest == 1:
        return tuple(summaries)
    return tuple(_untied(each, selection) for each in summaries)


def untied_key(key: KeyFigures, selection: Selection) -> KeyFigures:
    """The same of the headline figures."""
    if selection.fewest == 1:
        return key
    count = people(selection.answered.everybody, selection)
    gap = None if key.gap is None else _gap_of(key.gap, min(count, key.gap.n))
    index, weighted = (
        without_spread(found, min(count, found.n)) if isinstance(found, Mean) else found
        for found in (key.index, key.weighted)
    )
    return replace(key, gap=gap, gap_mean=gap if key.gap_mean is not None else None, index=index, weighted=weighted)


def _untied(summary: QuestionSummary, selection: Selection) -> QuestionSummary:
    count = people(selection.answered.everybody, selection)
    rows = tuple(row if row.gap is None else replace(row, gap=_gap(row, row.gap, selection)) for row in summary.rows)
    scores = summary.scores
    if len(summary.rows) > 1:
        scores = tuple(replace(each, found=without_spread(each.found, min(count, each.found.n))) for each in scores)
    return replace(summary, rows=rows, scores=scores)


def _gap(row: RowSummary, found: Gap, selection: Selection) -> Gap:
    """The gap of one row as far as it may be told: with few different answers it is the table of both sides."""
    stem = row.variable.removesuffix(_EXPERIENCED)
    sides = [np.asarray(column_of(selection.answered.columns, stem + side)) for side in (_EXPECTED, _EXPERIENCED)]
    given = (sides[0] >= 0) & (sides[1] >= 0)
    fewer, more = sorted(_values(side[given & selection.mask]) for side in sides)
    count = people(given, selection)
    if fewer > _THREE or _is_open((sides[0], sides[1]), given, selection):
        return _gap_of(found, count)
    if fewer <= _TWO or count < FEWEST_TOGETHER:
        return _bare(found)
    return found if more > _THREE and count >= _FEWEST_OF_THREE else _pooled(found)


def _gap_of(found: Gap, count: int) -> Gap:
    if count >= FEWEST_SHARES:
        return found
    return _pooled(found) if count >= FEWEST_SPREAD else _bare(found)


def _pooled(found: Gap) -> Gap:
    """A gap without the shares below, met and above, and without what orders the differences of people."""
    below, met, above = (_without_value(each) for each in (found.below, found.met, found.above))
    found = replace(found, median=None, lower_quartile=None, upper_quartile=None, minimum=None, maximum=None)
    tests = replace(found.tests, wilcoxon=None, wilcoxon_p=None)
    return replace(found, tests=tests, below=below, met=met, above=above)


def without_spread(found: M, count: int) -> M:
    """A mean of what several answers of each person come to; of few people it stands alone."""
    if count >= FEWEST_SPREAD:
        return found
    kept = replace(found, interval=None, sd=None, standard_error=None, median=None, lower_quartile=None)
    return replace(kept, upper_quartile=None, minimum=None, maximum=None)


def _bare(found: Gap) -> Gap:
    return replace(without_spread(_pooled(found), 0), tests=_UNTESTED)


def _without_value(found: Proportion) -> Proportion:
    return replace(found, value=None, interval=None, k=0, n_eff=None, design_base=None)


def _values(column: Ratings) -> int:
    return int(np.count_nonzero(np.bincount(np.asarray(column, np.int64))))


def _is_open(two: tuple[Ratings, Ratings], given: Mask, selection: Selection) -> bool:
    """Whether no two answers were given together by few people, inside or outside: then the table may be known."""
    for among in (given & selection.mask, given & ~selection.mask):
        one, other = (np.asarray(column[among], np.int64) for column in two)
        counts = np.bincount(one * (int(other.max(initial=0)) + 1) + other)
        if ((counts > 0) & (counts < selection.fewest)).any():
            return False
    return True
