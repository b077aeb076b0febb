"""What a filter must not lay open: answers that so few inside or outside the group gave that they point to somebody."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from survey_app.questions.summarising import Columns
from survey_app.services import filters
from survey_app.services.bases import bases_of, figures_of
from survey_app.services.columns import Answered, Mask
from survey_app.services.doors import UNLINKED
from survey_app.services.filters import ATTRIBUTE, Condition
from survey_app.services.lent_columns import Lent, Texts, arrays_of
from survey_app.vocabulary import MISSING_CODES, AnonymityLevel, Missing

FEWEST_WRITERS = 10
"""Open answers of a part of the people are shown from this many people on: their words may say who they are."""
_NOT_SHOWN = MISSING_CODES[Missing.NOT_SHOWN]


def shown_columns(
    answered: Answered, mask: Mask, conditions: Sequence[Condition], least: int
) -> tuple[Columns, frozenset[str]]:
    """The columns a filtered report may be made from, and the names of those that were emptied.

    A column stays only if the people who answered it could be shown apart by the same filters, and those who stand
    behind each figure that its question has.
    """
    columns = answered.of(mask)
    if not conditions or least == 1:
        return columns, frozenset()
    stored = arrays_of(columns)
    written = [name for name in columns if name not in stored]
    kept = [] if written and not _may_show_words(answered, conditions, least) else written
    hidden = frozenset(set(written).difference(kept).union(*_few(answered, conditions, least)))
    shown = {name: _emptied(column) if name in hidden else column for name, column in stored.items()}

    def texts() -> Texts:
        lent: Texts = columns.texts if kept else {}
        return {name: lent.get(name, ()) if name in kept else () for name in written}

    return Lent(shown, written, texts), hidden


def _may_show_words(answered: Answered, conditions: Sequence[Condition], least: int) -> bool:
    return filters.may_show(answered.everybody, conditions, max(least, FEWEST_WRITERS))


def _few(answered: Answered, conditions: Sequence[Condition], least: int) -> list[list[str]]:
    """The columns of each question of which a figure may not be shown: its rows are read side by side."""
    return [
        figures_of(question, answered)
        for question in answered.questionnaire.questions()
        if not all(_may_show(given, conditions, least) for given in bases_of(question, answered))
    ]


def _may_show(given: Mask, conditions: Sequence[Condition], least: int) -> bool:
    inside = given
    for condition in conditions:
        inside = inside & condition.mask
    return not inside.any() or filters.may_show(given, conditions, least)


def _emptied(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
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
