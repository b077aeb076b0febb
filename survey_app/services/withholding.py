"""What a filter must not lay open: answers that so few inside or outside the group gave that they point to somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from survey_app.questions.summarising import Columns
from survey_app.services import answers_by_group, filters
from survey_app.services.answer_tables import Look
from survey_app.services.answers_by_group import Telling
from survey_app.services.bases import bases_of, figures_of
from survey_app.services.columns import Answered, Mask
from survey_app.services.doors import UNLINKED
from survey_app.services.filters import ATTRIBUTE, Condition
from survey_app.services.lent_columns import Lent, Texts, arrays_of
from survey_app.vocabulary import MISSING_CODES, AnonymityLevel, Missing

FEWEST_WRITERS = 10
"""Open answers of a part of the people are shown from this many people on: their words may say who they are."""
_NOT_SHOWN = MISSING_CODES[Missing.NOT_SHOWN]


@dataclass(frozen=True, slots=True)
class Shown:
    """The columns that figures may be made from, the names of those that were emptied, and what is told in parts."""

    columns: Columns
    withheld: frozenset[str]
    tellings: Mapping[str, Telling]
    """Of a question whose columns were emptied because some of its answers are few: what may be told of it all the
    same."""

    @property
    def in_parts(self) -> frozenset[str]:
        """The emptied columns of which something may be told."""
        return frozenset(name for each in self.tellings.values() for name in each.parts)


def shown_columns(
    answered: Answered, mask: Mask, conditions: Sequence[Condition], least: int, fewest: int = 1
) -> tuple[Columns, frozenset[str]]:
    """The columns a filtered report may be made from, and the names of those that were emptied.

    A column stays only if the people who answered it could be shown apart by the same filters, and those who stand
    behind each figure that its question has; and where no answer of fewer than `fewest` of a group is told by it.
    """
    found = looked_through(answered, mask, conditions, least, fewest)
    return found.columns, found.withheld


def looked_through(
    answered: Answered, mask: Mask, conditions: Sequence[Condition], least: int, fewest: int = 1
) -> Shown:
    """The same with what may be told of questions that are not told as a whole."""
    columns = answered.of(mask)
    if not conditions or least == 1:
        return Shown(columns, frozenset(), {})
    few = _few(answered, conditions, least)
    tellings = answers_by_group.tellings(answered, look_of(conditions, fewest))
    if len(conditions) == 1:
        tellings = {code: telling.of(conditions[0].code) for code, telling in tellings.items()}
    partly = {code: telling for code, telling in tellings.items() if code not in few}
    stored = arrays_of(columns)
    written = [name for name in columns if name not in stored]
    kept = [] if written and not _may_show_words(answered, conditions, least) else written
    unsaid = [figures_of(each, answered) for each in answered.questionnaire.questions() if each.code in tellings]
    hidden = frozenset(set(written).difference(kept).union(*few.values(), *unsaid))
    shown = {name: _emptied(column) if name in hidden else column for name, column in stored.items()}

    def texts() -> Texts:
        lent: Texts = columns.texts if kept else {}
        return {name: lent.get(name, ()) if name in kept else () for name in written}

    return Shown(Lent(shown, written, texts), hidden, partly)


def look_of(conditions: Sequence[Condition], fewest: int) -> Look:
    """What filters tell people apart by."""
    return Look({each.dimension.key: each.dimension.places for each in conditions}, fewest)


def _may_show_words(answered: Answered, conditions: Sequence[Condition], least: int) -> bool:
    return filters.may_show(answered.everybody, conditions, max(least, FEWEST_WRITERS))


def _few(answered: Answered, conditions: Sequence[Condition], least: int) -> dict[str, list[str]]:
    """The columns of each question of which a figure may not be shown: its rows are read side by side."""
    return {
        question.code: figures_of(question, answered)
        for question in answered.questionnaire.questions()
        if not all(_may_show(given, conditions, least) for given in bases_of(question, answered))
    }


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
