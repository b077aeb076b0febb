"""What written values mean: read from lines, checked for labels that stand for two codes, counted by parent.

Nothing here knows a database.
"""

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from survey_app.exceptions import N_, Refusal
from survey_app.questions.definition import Text

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
    """A value as the list has it, the name it stands for, and what it belongs to; empty: itself, and nothing.

    `words` are what it is called in reports, by language.
    """

    written: str
    name: str = ""
    parent: str = ""
    words: Text = field(default_factory=dict, repr=False, hash=False)

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


def read(text: str, known: Iterable[str] = ()) -> tuple[Meaning, ...]:
    """The meanings of a text, one a line: `written = name ; parent`; name and parent may be left out.

    `known` are the values of the list: one that holds such a sign itself is read as a whole.

    >>> read("Hezi = Heze ; Shandong")
    (Meaning(written='Hezi', name='Heze', parent='Shandong'),)
    >>> read("Wood; paper ; Crafts", known=["Wood; paper"])
    (Meaning(written='Wood; paper', name='', parent='Crafts'),)
    >>> read("Xinjiang"), read("Jinan ; Shandong")[0].parent
    ((Meaning(written='Xinjiang', name='', parent=''),), 'Shandong')
    """
    found: dict[str, Meaning] = {}
    lines, signed = _lines(text), _with_signs(known)
    for number, line in enumerate(lines, 1):
        value, rest = _parted(line, signed)
        rest, _semicolon, parent = rest.partition(";")
        written, _equals, name = rest.partition("=")
        said = [" ".join(part.split()) for part in (value or written, name, parent)]
        each = Meaning(said[0], said[1], said[2])
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


def read_words(text: str, known: Iterable[str] = ()) -> dict[str, str]:
    """What values are called in one language, one a line: `written = words`; a value without words is left out.

    >>> read_words("A = Minería" + chr(10) + "B =")
    {'A': 'Minería'}
    """
    found: dict[str, str] = {}
    signed = _with_signs(known)
    for number, line in enumerate(_lines(text), 1):
        value, rest = _parted(line, signed)
        written, _equals, said = rest.partition("=")
        value, words = (" ".join(part.split()) for part in (value or written, said))
        if not value:
            raise MeaningsRefused(N_("Line %(number)s has no value before its “=” or “;”."), number=number)
        if max(len(value), len(words)) > LONGEST:
            raise MeaningsRefused(
                N_("Line %(number)s is too long: at most %(most)s characters each."), number=number, most=LONGEST
            )
        if words:
            found[value] = words
    return found


def written_words(meanings: Iterable[Meaning], language: str) -> str:
    """The words of values in one language as they are typed; nothing where none of them has any.

    >>> written_words([Meaning("A", words={"es": "Minería"}), Meaning("B")], "es").splitlines()
    ['A = Minería', 'B = ']
    """
    said = [(each.written, each.words.get(language, "")) for each in meanings]
    return "\n".join(f"{value} = {words}" for value, words in said) if any(words for _value, words in said) else ""


def _lines(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise MeaningsRefused(N_("There are more than %(most)s lines. Shorten the list."), most=MOST_LINES)
    return lines


def _with_signs(known: Iterable[str]) -> tuple[str, ...]:
    """The values that hold a sign which otherwise ends one, the longest first."""
    return tuple(sorted((each for each in known if {"=", ";"} & set(each)), key=len, reverse=True))


def _parted(line: str, signed: tuple[str, ...]) -> tuple[str, str]:
    """Such a value that begins the line, and the rest; without one, the whole line is the rest."""
    plain = line.strip()
    for value in signed:
        rest = plain.removeprefix(value)
        if rest != plain and rest.strip()[:1] in {"", "=", ";"}:
            return value, rest
    return "", line


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
