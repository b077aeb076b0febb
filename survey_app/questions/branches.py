"""A tree of answers: branches, the leaves that are chosen, and their JSON."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.definition import Text, say
from survey_app.questions.reading import (
    MAX_CODE,
    DefinitionRefused,
    read_count,
    read_list,
    read_mapping,
    read_text,
    refuse_repeats,
)

MOST_BRANCHES = 5_000
MOST_DEPTH = 3
BETWEEN = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "


@dataclass(frozen=True, slots=True)
class Branch:
    """One entry of the tree: an answer, or a group with entries of its own."""

    code: int
    label: Text
    branches: tuple["Branch", ...] = ()


@dataclass(frozen=True, slots=True)
class Leaf:
    """One answer: its code, the codes on the way to it with its own at the end, and the words on the way."""

    code: int
    way: tuple[int, ...]
    texts: tuple[Text, ...]

    def words(self, language: str, fallback: str, begin: int = 0) -> str:
        """The words on the way, from a level on."""
        parts = zip(self.texts[begin:], self.way[begin:], strict=True)
        return BETWEEN.join(say(text, language, fallback) or str(code) for text, code in parts)

    @property
    def label(self) -> Text:
        """The words on the way in every language that one of them is written in."""
        languages = dict.fromkeys(language for text in self.texts for language in text)
        return {language: self.words(language, language) for language in languages}


def read_branches(settings: Mapping[str, Any]) -> tuple[Branch, ...]:
    """The tree from its JSON part."""
    found = _branches(settings.get("options"), 1)
    codes = [branch.code for branch in walk(found)]
    if not codes:
        raise DefinitionRefused(N_("A choice question needs at least one answer to choose."))
    if len(codes) > MOST_BRANCHES:
        raise DefinitionRefused(N_("A tree of answers has at most %(most)s entries."), most=MOST_BRANCHES)
    refuse_repeats(codes, "options")
    return found


def _branches(value: object, depth: int) -> tuple[Branch, ...]:
    found = []
    for part in read_list(value or [], "options", MOST_BRANCHES):
        entry = read_mapping(part, "options")
        code = read_count(entry.get("code"), "options", 0, MAX_CODE)
        below = entry.get("options")
        if below and depth == MOST_DEPTH:
            raise DefinitionRefused(N_("A tree of answers has at most %(most)s levels."), most=MOST_DEPTH)
        found.append(Branch(code, read_text(entry.get("label"), "options"), _branches(below, depth + 1)))
    return tuple(found)


def write_branches(branches: Sequence[Branch]) -> list[dict[str, Any]]:
    """The tree as JSON."""
    return [
        {"code": branch.code, "label": dict(branch.label)}
        | ({"options": write_branches(branch.branches)} if branch.branches else {})
        for branch in branches
    ]


def walk(branches: Sequence[Branch]) -> Iterator[Branch]:
    """Every entry, groups before what is in them."""
    for branch in branches:
        yield branch
        yield from walk(branch.branches)


def leaves_of(branches: Sequence[Branch], way: tuple[Branch, ...] = ()) -> Iterator[Leaf]:
    """Every answer in the order of the tree."""
    for branch in branches:
        here = (*way, branch)
        if branch.branches:
            yield from leaves_of(branch.branches, here)
        else:
            yield Leaf(branch.code, tuple(each.code for each in here), tuple(each.label for each in here))


def branches_in(branches: Sequence[Branch], level: int) -> list[Branch]:
    """The entries of one level, groups and answers, the widest being level 1."""
    if level > 1:
        return [found for branch in branches for found in branches_in(branch.branches, level - 1)]
    return list(branches)
