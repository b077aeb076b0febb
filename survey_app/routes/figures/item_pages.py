"""The pages of a panel's statements at the desk: which stand on the one that is asked for, and who can move where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey_app.models import Item
from survey_app.services import sections
from survey_app.services.items import ItemLine

SIZE = 40
"""How many statements stand on one page of the desk."""


@dataclass(frozen=True, slots=True)
class ListedLine:
    """A statement, and whether it is the first or last of its whole section, on whatever page that lies."""

    line: ItemLine
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class ListedSection:
    """A heading with those of its statements that stand on the page; `count` is of the whole section."""

    words: Mapping[str, str]
    head: Item
    count: int
    is_first: bool
    is_last: bool
    lines: tuple[ListedLine, ...]


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One page of the statements that are asked next."""

    page: int
    count: int
    sections: tuple[ListedSection, ...]
    has_sections: bool
    size: int = SIZE


def nearest(asked: int, count: int) -> int:
    """The page that is asked for, or the last one.

    >>> nearest(9, 81), nearest(2, 81), nearest(3, 0)
    (3, 2, 1)
    """
    return min(asked, max(1, -(-count // SIZE)))


def page_of(lines: Sequence[ItemLine], asked: int) -> ItemPage:
    """One page of the statements, section by section."""
    found = {line.item.id: line for line in lines}
    whole = sections.grouped([line.item for line in lines])
    page = nearest(asked, len(lines))
    ends = {each.first: each for each in whole}
    told = []
    for cut in sections.on_page(whole, page, SIZE):
        group = ends[max(first for first in ends if first <= cut.first)]
        last = group.first + len(group.items) - 1
        shown = [
            ListedLine(found[item.id], is_first=place == group.first, is_last=place == last)
            for place, item in enumerate(cut.items, cut.first)
        ]
        is_first, is_last = group is whole[0], group is whole[-1]
        told.append(ListedSection(cut.words, group.items[0], len(group.items), is_first, is_last, tuple(shown)))
    return ItemPage(page, len(lines), tuple(told), has_sections=len(whole) > 1 or any(each.words for each in whole))


def page_with(codes: Sequence[str], code: str) -> int:
    """The page on which a statement stands, by the codes of all in their order; the first one where it is not there.

    >>> page_with(["S1", "S2"], "S2"), page_with([f"S{n}" for n in range(90)], "S41"), page_with([], "S1")
    (1, 2, 1)
    """
    return codes.index(code) // SIZE + 1 if code in codes else 1
