"""Options of one question that people tick, as reports tell them: each is in, out or not settled, and nothing of sets.

Every option is a statement with a scale of its own, which is marked: ticked or not ticked, below the same question.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from survey_app.exports.chosen_figures import ChosenFigures
from survey_app.exports.round_report import ItemFigures, RoundPart

TICKED, NOT_TICKED = 1, 2
"""The two answers to an option, as they are stored."""
MARK = "several"


def is_several(own: Mapping[str, Any]) -> bool:
    """Whether a statement with this scale is an option that people tick beside others.

    >>> is_several({"several": True}), is_several({})
    (True, False)
    """
    return bool(own.get(MARK))


def is_ticked(part: RoundPart) -> bool:
    """Whether a part of a round holds the options of a question."""
    return any(is_several(item.own_scale) for item in part.figures.items)


@dataclass(frozen=True, slots=True)
class Settled:
    """How many options enough people ticked, how many enough left unticked, and how many there are."""

    ins: int
    outs: int
    all: int

    @property
    def left(self) -> int:
        """How many are neither."""
        return self.all - self.ins - self.outs


def is_in(item: ItemFigures) -> bool | None:
    """Whether an option is in by the rule, or out; None where it is neither, or where that may not be told."""
    if not item.is_agreed or item.choice is None:
        return None
    return item.choice.leading == (TICKED,)


def settled(part: RoundPart) -> Settled:
    """How the options of a question stand; none is settled where no agreement is sought."""
    found = [is_in(item) if part.figures.seeks_agreement else None for item in part.figures.items]
    return Settled(found.count(True), found.count(False), len(found))


def ticks(item: ItemFigures) -> int | None:
    """How many ticked an option; None where that may not be told."""
    return dict(item.counts).get(TICKED, 0) if item.choice else None


def figures(item: ItemFigures) -> ChosenFigures | None:
    """The figures of a choice as they are told: count and shares of an option to tick are of those who ticked it.

    They are frozen of the answer that most gave, which may be that the option stays unticked. Wilson's limits of the
    rest are those of the share from 1.
    """
    found, count = item.choice, ticks(item)
    if found is None or count is None or found.share is None or not is_several(item.own_scale):
        return found
    if found.leading == (TICKED,):
        return found
    return replace(
        found,
        count=count,
        share=count / item.n,
        low=None if found.high is None else 1 - found.high,
        high=None if found.low is None else 1 - found.low,
        share_of_all=None if found.share_of_all is None else count / item.seen,
    )
