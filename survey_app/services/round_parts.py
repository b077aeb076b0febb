"""The parts of a round whose statements share one page: the open questions, one by one, stand before or after them."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.models import Item
from survey_app.services import sections


@dataclass(frozen=True, slots=True)
class RoundPart:
    """Open questions, or statements that are weighed together; `first` is the place of the first of them."""

    items: tuple[Item, ...]
    first: int

    @property
    def is_open(self) -> bool:
        """Whether these are open questions."""
        return self.items[0].is_open

    @property
    def sections(self) -> list[sections.Section]:
        """The items of the part below their headings, with their places in the round."""
        found = sections.grouped(self.items)
        return [sections.Section(each.words, each.items, each.first + self.first - 1) for each in found]


def in_order(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items with those of a kind together: the kind comes first that the moderator's list begins with."""
    return tuple(sorted(items, key=lambda item: item.is_open is not items[0].is_open))


def of(items: Sequence[Item]) -> tuple[RoundPart, ...]:
    """The parts of items that are in order: one where all are of a kind."""
    found: list[RoundPart] = []
    for place, item in enumerate(items, 1):
        if found and found[-1].is_open is item.is_open:
            found[-1] = RoundPart((*found[-1].items, item), found[-1].first)
        else:
            found.append(RoundPart((item,), place))
    return tuple(found)
