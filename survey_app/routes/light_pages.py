"""Lists of a panellist's page cut by what they weigh: a page stays light on a telephone whatever was written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Kind = TypeVar("Kind")

PAGE_BYTES = 36_000
"""What the entries of one page may weigh together; with its frame and what it loads it stays below 60,000."""


@dataclass(frozen=True, slots=True)
class LightPage(Generic[Kind]):
    """The entries of one page, which page it is, and how many there are."""

    entries: tuple[Kind, ...]
    page: int
    last: int


def by_weight(entries: Sequence[Kind], weigh: Callable[[Kind], int], asked: int) -> LightPage[Kind]:
    """The page that is asked for, or the nearest one; at least one entry stands on each."""
    pages: list[list[Kind]] = [[]]
    left = PAGE_BYTES
    for entry in entries:
        weight = weigh(entry)
        if pages[-1] and weight > left:
            pages.append([])
            left = PAGE_BYTES
        pages[-1].append(entry)
        left -= weight
    page = min(asked, len(pages))
    return LightPage(tuple(pages[page - 1]), page, len(pages))
