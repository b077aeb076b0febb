"""The ratings of a panel as lists, one a statement, each sorted by itself: made from frozen figures, not from rows.

Nothing here knows whose rating stands where, so no two ratings of a person can be put side by side.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from survey_app.exceptions import N_
from survey_app.exports import own_scales
from survey_app.exports.round_report import ItemFigures, PanelReport, RoundPart
from survey_app.vocabulary import ItemScale


class Which(StrEnum):
    """What a list holds."""

    ANSWER = "answer"
    SECOND = "second"
    LOW = "low"
    HIGH = "high"


WORDS = {
    Which.ANSWER: "",
    Which.SECOND: N_("second scale"),
    Which.LOW: N_("low"),
    Which.HIGH: N_("high"),
}
"""What stands with the code of a statement over its list."""
MOST = 200_000
"""More answers than these do not go into a workbook one by one."""
BOUND = (ItemScale.POINTS, ItemScale.RANKING)
"""Where a person's answers come to one total or use every rank once: lists could be fitted together again."""


@dataclass(frozen=True, slots=True)
class SortedRatings:
    """What was answered about one statement in one round, from low to high."""

    part: RoundPart
    item: ItemFigures
    which: Which
    values: tuple[float, ...]

    @property
    def figures(self) -> ItemFigures:
        """The frozen figures that the list leads to; those of the item itself for the ends of estimates."""
        return self.item.second if self.which is Which.SECOND and self.item.second is not None else self.item


def is_bound(part: RoundPart) -> bool:
    """Whether the answers of a person are bound to each other, so that no list of them is given."""
    return part.figures.scale in BOUND


def lists_of(part: RoundPart, least: int) -> tuple[SortedRatings, ...]:
    """The lists of one round, in the order of its statements."""
    if is_bound(part):
        return ()
    return tuple(each for item in part.figures.items for each in _of_item(part, item, least))


def kept_back(part: RoundPart, least: int) -> tuple[ItemFigures, ...]:
    """The statements with answers of a round that have no list because too few answered."""
    listed = {each.item.item_id for each in lists_of(part, least)}
    return tuple(item for item in part.figures.items if item.n and item.item_id not in listed)


def are_in(report: PanelReport) -> bool:
    """Whether there is any list to give in a workbook."""
    return not are_too_long(report) and any(lists_of(part, report.min_group) for part in own_scales.parts(report))


def are_too_long(report: PanelReport) -> bool:
    """Whether the answers are more than a sheet should hold; the file for a spreadsheet still has them."""
    return sum(item.n for part in own_scales.parts(report) for item in part.figures.items) > MOST


def _of_item(part: RoundPart, item: ItemFigures, least: int) -> Iterator[SortedRatings]:
    if (values := _spread_out(item, least)) is None:
        return
    ranges = item.elicited.ranges if item.elicited else ()
    with_ends = len(ranges) == len(values)
    if with_ends:
        yield SortedRatings(part, item, Which.LOW, tuple(sorted(low for low, _best, _high in ranges)))
    yield SortedRatings(part, item, Which.ANSWER, values)
    if with_ends:
        yield SortedRatings(part, item, Which.HIGH, tuple(sorted(high for _low, _best, high in ranges)))
    if item.second is not None and (second := _spread_out(item.second, least)) is not None:
        yield SortedRatings(part, item, Which.SECOND, second)


def _spread_out(item: ItemFigures, least: int) -> tuple[float, ...] | None:
    """Every answer by itself, out of the counts of the points; None where too few answered."""
    if item.n < least or sum(count for _point, count in item.counts) != item.n:
        return None
    return tuple(point for point, count in sorted(item.counts) for _one in range(count))
