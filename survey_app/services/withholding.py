"""What a filter must not lay open: answers that so few inside or outside the group gave that they point to somebody."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from survey_app.questions.registry import type_of
from survey_app.questions.summarising import Columns
from survey_app.services import filters
from survey_app.services.columns import Answered, Mask
from survey_app.services.doors import UNLINKED
from survey_app.services.filters import ATTRIBUTE, Condition
from survey_app.vocabulary import MISSING_CODES, AnonymityLevel, Missing

FEWEST_WRITERS = 10
"""Open answers of a part of the people are shown from this many people on: their words may say who they are."""
_NOT_SHOWN = MISSING_CODES[Missing.NOT_SHOWN]


def shown_columns(
    answered: Answered, mask: Mask, conditions: Sequence[Condition], least: int
) -> tuple[Columns, frozenset[str]]:
    """The columns a filtered report may be made from, and the names of those that were emptied.

    A column stays only if the people who answered it could be shown apart by the same filters.
    """
    columns = answered.of(mask)
    if not conditions or least == 1:
        return columns, frozenset()
    hidden = _whole_questions(
        answered,
        {name for name, column in answered.columns.items() if not _may_show(answered, conditions, column, least)},
    )
    return {name: _emptied(column) if name in hidden else column for name, column in columns.items()}, hidden


def _may_show(answered: Answered, conditions: Sequence[Condition], column: Any, least: int) -> bool:  # noqa: ANN401 - array or texts
    if not isinstance(column, np.ndarray):
        return filters.may_show(answered.everybody, conditions, max(least, FEWEST_WRITERS))
    given: npt.NDArray[np.bool_] = ~np.isnan(column) if column.dtype == np.float64 else column >= 0
    inside = given
    for condition in conditions:
        inside = inside & condition.mask
    return not inside.any() or filters.may_show(given, conditions, least)


def _whole_questions(answered: Answered, hidden: set[str]) -> frozenset[str]:
    """A question's rows are read side by side: where one is hidden, all its figures are."""
    found = set(hidden)
    for question in answered.questionnaire.questions():
        names = [variable.name for variable in type_of(question).variables(question)]
        figures = [name for name in names if isinstance(answered.columns.get(name), np.ndarray)]
        if hidden.intersection(figures):
            found.update(figures)
    return frozenset(found)


def _emptied(column: Any) -> Any:  # noqa: ANN401 - array or texts
    if not isinstance(column, np.ndarray):
        return []
    return np.full_like(column, np.nan if column.dtype == np.float64 else _NOT_SHOWN)


def gives_rows(level: AnonymityLevel, conditions: Sequence[Condition]) -> bool:
    """Whether single answers may be handed out under these filters.

    The sample's list knows people: answers picked by it, attribute after attribute, could be joined to a name. Where
    answers are sealed they are never handed out: a whole row of answers may be enough to know somebody by.
    """
    if level in UNLINKED:
        return False
    by_list = any(condition.dimension.key.startswith(ATTRIBUTE) for condition in conditions)
    return level is AnonymityLevel.IDENTIFIED or not by_list
