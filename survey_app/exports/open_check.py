"""The check of a panel before its files are opened: what in them rests on few people, or may say who somebody is."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from survey_app.exports import own_scales, sorted_ratings
from survey_app.exports.round_report import ItemFigures, PanelReport, ReleasedAnswer, ReleasedReason, RoundPart

_CLUES = (
    re.compile(r"[^\s@\"<>(),;:\\\[\]]{1,64}@[^\s@.\"<>(),;:\\\[\]]{1,63}\.[^\s@\"<>(),;:\\\[\]]{2,63}"),
    re.compile(r"(?<![\d.,])\+?\d(?:[ ().\-/\u00a0\u202f\u2010-\u2013]{0,2}\d){7,14}(?![\d.,%])"),
    re.compile(r"https?://|www\.", re.IGNORECASE),
)
_WORD = re.compile(r"[^\W\d_]+")
_UNPARTED = re.compile(r"[\u3400-\u9fff]+")
_SHORTEST, _MOST_WORDS, _MOST_SIGNS = 4, 5, 4
_ON_THE_WAY = ("declined", "withdrawn", "part", "none")


class File(StrEnum):
    """What is handed out, by the part of it that a finding stands in."""

    TEXTS = "texts"
    GROUPS = "groups"
    TABLES = "tables"
    LISTS = "lists"
    STABILITY = "stability"
    FLOW = "flow"


class Kind(StrEnum):
    """What was found."""

    CLUE = "clue"
    """A released text holds an address, a number, a link, or a name of somebody on the panel's list."""
    FEW_IN_GROUP = "few_in_group"
    FEW_BESIDE_GROUP = "few_beside_group"
    """What is left beside the groups that are shown is smaller than the smallest group."""
    FEW = "few"
    ALIKE = "alike"
    """Everybody gave the same answer: who is known to have taken part is known to have given it."""
    FEW_CAME_OR_LEFT = "few_came_or_left"
    FEW_MOVED = "few_moved"
    FEW_ON_THE_WAY = "few_on_the_way"
    FEW_UNFINISHED = "few_unfinished"


TO_MEND = frozenset({Kind.CLUE, Kind.FEW_IN_GROUP, Kind.FEW_BESIDE_GROUP, Kind.FEW})
"""What should not go into an open file; the others are true of nearly every panel and must be weighed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in one round: the codes of the statements, the names of the groups, or the words it is about."""

    file: File
    kind: Kind
    number: int
    about: tuple[str, ...]
    text: str = ""

    @property
    def must_mend(self) -> bool:
        """Whether it should not go into an open file as it is."""
        return self.kind in TO_MEND


@dataclass(frozen=True, slots=True)
class OpenCheck:
    """Everything that was found, and how much was looked at."""

    least: int
    rounds: int
    lists: int
    texts: int
    findings: tuple[Finding, ...]

    @property
    def to_mend(self) -> tuple[Finding, ...]:
        """What should be mended first."""
        return tuple(each for each in self.findings if each.must_mend)

    def of(self, file: File) -> tuple[Finding, ...]:
        """What was found in one part of the files."""
        return tuple(each for each in self.findings if each.file is file)


def check(report: PanelReport, names: Collection[str] = ()) -> OpenCheck:
    """What stands in the files of a panel. `names` are those of the people on its list."""
    findings = [*_texts(report, names)]
    for part in own_scales.parts(report):
        findings += [each for each in _round(part, report.min_group) if each.about]
    lists = sum(len(sorted_ratings.lists_of(part, report.min_group)) for part in own_scales.parts(report))
    return OpenCheck(
        report.min_group, len(report.rounds), lists, len(report.reasons) + len(report.answers), tuple(findings)
    )


def _texts(report: PanelReport, names: Collection[str]) -> Iterator[Finding]:
    wanted = Names.of(names)
    told: tuple[ReleasedReason | ReleasedAnswer, ...] = (*report.reasons, *report.answers)
    for each in told:
        if has_clue(each.text, wanted):
            yield Finding(File.TEXTS, Kind.CLUE, each.number, (each.code,), each.text)


@dataclass(frozen=True, slots=True)
class Names:
    """What of the names on a list is looked for: whole names in any case, and longer words of them as written."""

    whole: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Collection[str]) -> "Names":
        """From the names as they stand on the list."""
        parted = [_WORD.findall(name) for name in names]
        whole = {" ".join(words).casefold() for words in parted}
        single = {word for words in parted for word in words if len(word) >= _SHORTEST and word.istitle()}
        return cls(frozenset(each for each in whole if len(each) > 1), frozenset(single))

    def stand_in(self, text: str) -> bool:
        """Whether one of them stands in a text; where words are not parted, wherever its signs follow each other."""
        words = _WORD.findall(text)
        if not self.words.isdisjoint(words):
            return True
        told = [word.casefold() for word in words]
        runs = (" ".join(told[at : at + size]) for size in range(1, _MOST_WORDS + 1) for at in range(len(told)))
        if any(run in self.whole for run in runs):
            return True
        unparted = (run for run in _UNPARTED.findall(text) if len(run) > 1)
        return any(
            run[at : at + size] in self.whole
            for run in unparted
            for size in range(2, _MOST_SIGNS + 1)
            for at in range(len(run) - size + 1)
        )


def has_clue(text: str, names: Names | None = None) -> bool:
    """Whether words hold an address, a telephone number, a link, or one of the names.

    >>> has_clue("Ask ana@example.org"), has_clue("Call +34 600 123 456"), has_clue("From 2,500,000 to 48 hours")
    (True, True, False)
    """
    return any(pattern.search(text) for pattern in _CLUES) or (names is not None and names.stand_in(text))


def _round(part: RoundPart, least: int) -> Iterator[Finding]:
    """What rests on few people in one round, one finding a kind."""
    number, items = part.figures.number, part.figures.items

    def found(file: File, kind: Kind, about: Sequence[str]) -> Finding:
        return Finding(file, kind, number, tuple(about))

    yield found(File.GROUPS, Kind.FEW_IN_GROUP, [each.code for each in items if _smallest_group(each) < least])
    beside = [each.code for each in items if _is_few(_beside_groups(each), least)]
    yield found(File.GROUPS, Kind.FEW_BESIDE_GROUP, beside)
    shown = [each for each in items if each.median is not None or each.choice is not None]
    yield found(File.TABLES, Kind.FEW, [each.code for each in shown if each.n < least])
    alike = [each.item.code for each in sorted_ratings.lists_of(part, least) if each.values[0] == each.values[-1]]
    yield found(File.LISTS, Kind.ALIKE, list(dict.fromkeys(alike)))
    yield found(File.STABILITY, Kind.FEW_CAME_OR_LEFT, [each.code for each in items if _few_came(each, least)])
    yield found(File.STABILITY, Kind.FEW_MOVED, [each.code for each in items if _few_moved(each, least)])
    if items and items[0].own_scale:  # of whole sheets, and told with the protocol's scale
        return
    way = [name for name in _ON_THE_WAY if _is_few(part.figures.flow.get(name, 0), least)]
    yield found(File.FLOW, Kind.FEW_ON_THE_WAY, way)
    unfinished = [name for name, members, done in part.figures.groups if _is_few(members - done, least)]
    yield found(File.FLOW, Kind.FEW_UNFINISHED, unfinished)


def _is_few(count: int, least: int) -> bool:
    return 0 < count < least


def _sizes(item: ItemFigures) -> list[int]:
    """How many of each group are shown apart."""
    chosen = item.choice.groups if item.choice else ()
    return [*(each.n for each in item.groups), *(n for _name, n, _counts in chosen)]


def _smallest_group(item: ItemFigures) -> float:
    return min(_sizes(item), default=float("inf"))


def _beside_groups(item: ItemFigures) -> int:
    sizes = _sizes(item)
    return item.n - sum(sizes) if sizes else 0


def _few_came(item: ItemFigures, least: int) -> bool:
    moved = item.movement
    return moved is not None and (_is_few(moved.only_before, least) or _is_few(moved.only_now, least))


def _few_moved(item: ItemFigures, least: int) -> bool:
    moved = item.movement
    return moved is not None and any(_is_few(each or 0, least) for each in (moved.up, moved.down))
