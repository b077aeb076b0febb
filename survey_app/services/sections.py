"""Sections of a Delphi: statements that stand together under a heading, for panellists, results and workbook."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from survey_app.models import Item
from survey_app.vocabulary import LANGUAGES


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, empty for statements that have none, and the statements below it with their places in the list."""

    words: Mapping[str, str]
    items: tuple[Item, ...]
    first: int
    """The place of the first statement, counted from 1 through all sections."""


def key(words: Mapping[str, str]) -> str:
    """What makes two headings the same: their words in the first language they have, without case and blanks.

    >>> key({"en": " Service  quality"}) == key({"en": "service quality", "es": "Calidad"})
    True
    >>> key({})
    ''
    """
    language = next((each for each in (*LANGUAGES, *words) if words.get(each)), None)
    return "" if language is None else " ".join(words[language].casefold().split())


def in_order(items: Iterable[Item]) -> list[Item]:
    """The statements with each section together, where its first one stands; within it the order stays."""
    given = list(items)
    places: dict[str, int] = {}
    for item in given:
        places.setdefault(key(item.section), len(places))
    return sorted(given, key=lambda item: places[key(item.section)])


def grouped(items: Sequence[Item]) -> list[Section]:
    """The statements below their headings. In the order they come: a round keeps the places it was asked in."""
    found: list[list[Item]] = []
    for item in items:
        if found and key(found[-1][0].section) == key(item.section):
            found[-1].append(item)
        else:
            found.append([item])
    first, made = 1, []
    for group in found:
        made.append(Section(group[0].section, tuple(group), first))
        first += len(group)
    return made


def are_used(items: Iterable[Item]) -> bool:
    """Whether any statement stands under a heading."""
    return any(key(item.section) for item in items)


def on_page(found: Sequence[Section], page: int, size: int) -> list[Section]:
    """The sections with those of their statements that stand on one page of the whole list.

    >>> listed = [Section({}, (1, 2, 3), 1), Section({"en": "More"}, (4, 5), 4)]
    >>> [(each.items, each.first) for each in on_page(listed, 2, 2)]
    [((3,), 3), ((4,), 4)]
    """
    low, high = (page - 1) * size, page * size
    cut = []
    for each in found:
        start = each.first - 1
        items = each.items[max(0, low - start) : max(0, high - start)]
        if items:
            cut.append(Section(each.words, items, max(each.first, low + 1)))
    return cut
