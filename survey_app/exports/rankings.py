"""The order of a ranking round, from its frozen figures alone: places, Borda points, mean rank and share of the top."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.exports.round_report import ItemFigures, RoundPart
from survey_app.stats.rank_counts import RankCounts, rank_counts
from survey_app.vocabulary import ItemScale

__all__ = ["COLUMNS", "METHOD", "Ranked", "cells", "of_item", "order_of", "places", "plain", "ranks_given", "top_of"]

METHOD = (
    N_(
        "Order of the panel: by Borda points, as many for a rank as there are ranks from it to the last one given, "
        "none for what is not ranked. Mean rank: what is not ranked shares the mean of the ranks left over."
    ),
    "de Borda 1781; nominal group scoring: Delbecq, Van de Ven and Gustafson 1975",
)
COLUMNS = ("place", "borda", "mean_rank", "top", "top_share")
"""What a line of the table of figures has more where statements are ranked."""
RANKED_ALL, RANKED_SOME = N_("all statements ranked"), N_("the first %(count)s statements ranked")
_TOP = 3
_SAME = 9


@dataclass(frozen=True, slots=True)
class Ranked:
    """One item in the panel's order; None stands for what is kept back."""

    item: ItemFigures
    place: int | None
    counts: RankCounts | None


def places(items: Sequence[ItemFigures]) -> Mapping[int, int]:
    """The place of every item by its mean, ties sharing one; where means are kept back, as far as places are told."""
    means = {item.item_id: round(item.mean, _SAME) for item in items if item.mean is not None}
    found = {code: 1 + sum(other < mean for other in means.values()) for code, mean in means.items()}
    return {item.item_id: item.place for item in items if item.place is not None} | found


def ranks_given(part: RoundPart) -> int:
    """How many ranks everybody gave in a round; its rules already end where its ranks do."""
    top, last = part.rules.rank_top, int(part.rules.scale_max)
    return top if top and last > top else last


def top_of(part: RoundPart) -> int:
    """Up to which rank the share of the top reaches: the ranks that are given, three at most; half, where all are."""
    given = ranks_given(part)
    return min(_TOP, given if given < part.rules.scale_max else max(1, given // 2))


def order_of(part: RoundPart) -> tuple[Ranked, ...]:
    """The items from the first place to the last; those kept back at the end, in the order of the round."""
    if part.figures.scale is not ItemScale.RANKING:
        return ()
    found = places(part.figures.items)
    ranked = [Ranked(item, found.get(item.item_id), _counts(part, item)) for item in part.figures.items]
    return tuple(sorted(ranked, key=lambda each: (each.place is None, each.place or 0)))


def of_item(part: RoundPart, item: ItemFigures) -> Ranked:
    """One item in the panel's order."""
    return Ranked(item, places(part.figures.items).get(item.item_id), _counts(part, item))


def cells(part: RoundPart, item: ItemFigures) -> tuple[object, ...]:
    """What stands below `COLUMNS` for an item."""
    if part.figures.scale is not ItemScale.RANKING:
        return (None,) * len(COLUMNS)
    found = of_item(part, item)
    counts = found.counts
    figures = (counts.borda, counts.mean_rank, top_of(part), counts.top_share) if counts else (None,) * 4
    return (found.place, *figures)


def plain(part: RoundPart, item: ItemFigures) -> dict[str, Any]:
    """The place of an item for machines: empty where nothing is ranked."""
    if part.figures.scale is not ItemScale.RANKING:
        return {}
    return {"ranking": dict(zip(COLUMNS, cells(part, item), strict=True))}


def _counts(part: RoundPart, item: ItemFigures) -> RankCounts | None:
    if item.n and not item.counts and item.mean is not None:
        return _by_mean(part, item, item.mean)
    if not item.n or not item.counts:
        return None
    return rank_counts(item.counts, given=ranks_given(part), items=len(part.figures.items), top=top_of(part))


def _by_mean(part: RoundPart, item: ItemFigures, mean: float) -> RankCounts:
    """What follows from the mean alone, where no more is told: who did not rank an item counts as one rank behind."""
    given = ranks_given(part)
    borda = round(item.n * (given + 1 - mean), _SAME)
    return RankCounts(item.n, item.n, borda, mean if given == len(part.figures.items) else None, 0, None)
