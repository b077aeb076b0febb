"""What written values mean: read from lines, checked for labels that stand for two codes, counted by parent.

Nothing here knows a database.
"""

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from survey_app.exceptions import N_, Refusal

MOST_LINES = 1_000
LONGEST = 200
_ALIKE = 0.84
_SHORTEST = 4
_MOST_PAIRS = 20


class MeaningsRefused(Refusal):
    """A line that cannot be read."""

    status = 422


@dataclass(frozen=True, slots=True)
class Meaning:
    """A value as the list has it, the name it stands for, and what it belongs to; empty: itself, and nothing."""

    written: str
    name: str = ""
    parent: str = ""

    @property
    def called(self) -> str:
        """The name to count under."""
        return self.name or self.written

    @property
    def top(self) -> str:
        """What it belongs to; what belongs to nothing, such as a province among cities, stands for itself."""
        return self.parent or self.called

    @property
    def line(self) -> str:
        """The meaning as it is typed."""
        named = f"{self.written} = {self.name}" if self.name else self.written
        return f"{named} ; {self.parent}" if self.parent else named


@dataclass(frozen=True, slots=True)
class Shared:
    """A label that several codes carry."""

    name: str
    written: tuple[str, ...]


def read(text: str) -> tuple[Meaning, ...]:
    """The meanings of a text, one a line: `written = name ; parent`; name and parent may be left out.

    >>> read("Hezi = Heze ; Shandong")
    (Meaning(written='Hezi', name='Heze', parent='Shandong'),)
    >>> read("Xinjiang"), read("Jinan ; Shandong")[0].parent
    ((Meaning(written='Xinjiang', name='', parent=''),), 'Shandong')
    """
    found: dict[str, Meaning] = {}
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise MeaningsRefused(N_("There are more than %(most)s lines. Shorten the list."), most=MOST_LINES)
    for number, line in enumerate(lines, 1):
        rest, _semicolon, parent = line.partition(";")
        written, _equals, name = rest.partition("=")
        each = Meaning(*(" ".join(part.split()) for part in (written, name, parent)))
        if not each.written:
            raise MeaningsRefused(N_("Line %(number)s has no value before its “=” or “;”."), number=number)
        if max(map(len, (each.written, each.name, each.parent))) > LONGEST:
            raise MeaningsRefused(
                N_("Line %(number)s is too long: at most %(most)s characters each."), number=number, most=LONGEST
            )
        if each.written in found:
            raise MeaningsRefused(N_("“%(value)s” stands there twice."), value=each.written[:60])
        found[each.written] = each
    return tuple(found.values())


def shared(meanings: Iterable[Meaning]) -> tuple[Shared, ...]:
    """Every name that several values carry, such as two codes of a list with one label.

    >>> shared([Meaning("A", "Farming"), Meaning("B", "farming"), Meaning("C", "Mining")])
    (Shared(name='Farming', written=('A', 'B')),)
    """
    found: dict[str, list[Meaning]] = defaultdict(list)
    for each in meanings:
        found[each.called.casefold()].append(each)
    return tuple(Shared(many[0].called, tuple(each.written for each in many)) for many in found.values() if many[1:])


def nearly_alike(meanings: Sequence[Meaning]) -> tuple[tuple[str, str], ...]:
    """Pairs of names that may be one, misspelt; at most twenty.

    >>> nearly_alike([Meaning("Heze"), Meaning("Hezee"), Meaning("Jinan")])
    (('Heze', 'Hezee'),)
    """
    names = sorted({each.called for each in meanings if len(each.called) >= _SHORTEST})[:MOST_LINES]
    found = []
    for place, name in enumerate(names):
        others = [each for each in names[place + 1 :] if abs(len(each) - len(name)) <= 2]  # noqa: PLR2004 - two letters
        for other in others:
            matcher = difflib.SequenceMatcher(None, name.casefold(), other.casefold())
            if matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
                found.append((name, other))
                if len(found) == _MOST_PAIRS:
                    return tuple(found)
    return tuple(found)


def by_parent(counts: Mapping[str | None, int], meanings: Iterable[Meaning]) -> tuple[tuple[str | None, int], ...]:
    """How many belong to each parent, the largest first; who has no value stays in the total, under None, last.

    >>> by_parent({"Jinan": 3, "Hezi": 2, "Anhui": 1, None: 7}, [Meaning("Jinan", "", "Shandong")])
    (('Shandong', 3), ('Hezi', 2), ('Anhui', 1), (None, 7))
    """
    tops = {each.written: each.top for each in meanings}
    found: Counter[str | None] = Counter()
    for written, count in counts.items():
        found[tops.get(written, written) if written is not None else None] += count
    return tuple(sorted(found.items(), key=lambda each: (each[0] is None, -each[1], each[0] or "")))
