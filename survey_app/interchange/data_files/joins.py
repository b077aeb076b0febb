"""Columns that probably belong together, though nothing says so: one battery, or one question with several answers.

They are only offered, ticked where little else is possible; whoever brings the file in looks at them joined before
anything is made.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import takewhile

from survey_app.interchange.data_files.described import Column, Group, Kind
from survey_app.interchange.data_files.guessing import is_scale, stem_of
from survey_app.interchange.data_files.word_scales import ordered_words

__all__ = ["Join", "Joint", "joined", "joints"]

_FEWEST, _FEWEST_LIKELY = 2, 3
_PART = re.compile(r"(?:/|: |\[)([^/\[\]]+)\]?$")
"""The option in the name of a column of ticks: channels/web, “Which channels?: Web”, Q3[SQ001]."""
_TICKS = (frozenset({0, 1}), frozenset({1}), frozenset({0}))
_YES = frozenset({"yes", "y", "true", "sí", "si", "verdadero", "是", "有"})
_NO = frozenset({"no", "n", "false", "falso", "否", "没有", "not selected", "unchecked"})
_NO_ANSWERS = frozenset({*range(88, 100), *range(988, 1_000), *range(9_988, 10_000), 888, 8_888})
"""Codes that stand for no answer in most files: 98, 99, 998 and their like."""
_TURNS = re.compile(
    r"(?:.*[\W_])?(?:visit|visita|wave|round|day|week|month|year|time|measure|test|trial|t|次)s?[\W_]*", re.IGNORECASE
)
"""Names of one question asked again and again: its columns look like a battery and are none."""


class Join(StrEnum):
    """What some columns become together."""

    BATTERY = "battery"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Joint:
    """Columns that could be one question; `absent` are the codes that count as no answer in it."""

    key: str
    join: Join
    columns: tuple[str, ...]
    points: tuple[int, ...] = ()
    absent: tuple[int, ...] = ()
    is_likely: bool = False
    """Whether they can hardly be anything else: they are joined unless somebody takes them apart."""
    words: Mapping[str, int] = field(default_factory=dict)
    """The point of each word, where the cells hold words."""


def joints(columns: Sequence[Column]) -> tuple[Joint, ...]:
    """What is offered: neighbours with one stem, such as q5_1 to q5_6, that are single questions as it stands.

    >>> codes = tuple((code, {}) for code in (1, 2, 3, 4, 5, 98))
    >>> [found] = joints([Column(f"q5_{n}", Kind.ONE, codes=codes) for n in (1, 2, 3)])
    >>> found.join.value, found.columns, found.points, found.absent
    ('battery', ('q5_1', 'q5_2', 'q5_3'), (1, 2, 3, 4, 5), (98,))
    """
    found: list[Joint] = []
    for run in _runs(columns):
        joint = _ticks(run) or _battery(run)
        if joint is not None and joint.key not in {each.key for each in found}:
            found.append(joint)
    return tuple(found)


def _runs(columns: Sequence[Column]) -> Iterable[list[Column]]:
    """Neighbours that share a stem or, where the file is described, a battery."""
    run: list[Column] = []
    for column in columns:
        if run and (not _key(column) or _key(column) != _key(run[0])):
            yield run
            run = []
        run.append(column)
    yield run


def _key(column: Column) -> str:
    if column.group is not None:
        return column.group.key
    if column.kind is not Kind.ONE:
        return ""
    named = _PART.search(column.name)
    stem = column.name[: named.start()].strip() if named else stem_of(column)
    return stem or (_OWN if _is_own(column) else "")


_OWN = "="
"""The key of columns that hold their own name or nothing, as Typeform writes several answers."""


def _is_own(column: Column) -> bool:
    return {word.casefold() for word in column.words} == {column.name.casefold()}


def _ticks(run: Sequence[Column]) -> Joint | None:
    columns = [*takewhile(_is_tick, run)]
    codes = [frozenset(code for code, _words in column.codes) for column in columns]
    if len(columns) < _FEWEST or not any(
        column.words or 1 in each for column, each in zip(columns, codes, strict=True)
    ):
        return None
    names = tuple(column.name for column in columns)
    key = _key(columns[0])
    is_likely = key == _OWN or all(_PART.search(name) for name in names)
    return Joint(names[0] if key == _OWN else key, Join.SEVERAL, names, is_likely=is_likely)


def _is_tick(column: Column) -> bool:
    """Whether a column says of one answer that it was chosen: 1 and 0, yes and no, one word, or the answer itself."""
    if column.kind is not Kind.ONE:
        return False
    words = {word.casefold() for word in column.words}
    if words:
        return len(words) == 1 or (words <= _YES | _NO and len(words & _YES) == 1 == len(words & _NO))
    return frozenset(code for code, _words in column.codes) in _TICKS


def _battery(run: Sequence[Column]) -> Joint | None:
    if len(run) < _FEWEST or any(column.kind is not Kind.ONE for column in run):
        return None
    given = {code for column in run for code, _words in column.codes}
    written = {word for column in run for word in column.words}
    known = ordered_words(written) if written and all(column.words for column in run) else {}
    if written and not known:
        return None
    points, absent = sorted(given - _NO_ANSWERS), sorted(given & _NO_ANSWERS)
    if known:
        points = list(range(min(1, *known.values()), max(known.values()) + 1))
    alike = {tuple(sorted(code for code, _words in column.codes)) for column in run}
    is_one = run[0].group is not None and len(alike) == 1 and not absent
    if not is_scale(points) or is_one:
        return None
    key = _key(run[0])
    # what a described file does not call a battery is none until somebody says so
    is_likely = run[0].group is None and len(run) >= _FEWEST_LIKELY and not absent and not _TURNS.fullmatch(key)
    names = tuple(column.name for column in run)
    return Joint(key, Join.BATTERY, names, tuple(points), tuple(absent), is_likely, known)


def joined(columns: Sequence[Column], wanted: Iterable[Joint]) -> list[Column]:
    """The columns, those of the wanted joints as items of one question."""
    of = {name: joint for joint in wanted for name in joint.columns}
    words: dict[str, dict[int, dict[str, str]]] = {}
    for column in columns:
        if column.name in of:
            joint = of[column.name]
            known = words.setdefault(joint.key, {code: {"": word} for word, code in joint.words.items()})
            known.update({code: dict(said) for code, said in column.codes if said and not joint.words})
    return [_member(column, of[column.name], words) if column.name in of else _alone(column) for column in columns]


def _alone(column: Column) -> Column:
    """A column that always says the same gives nothing to choose from: it is kept as the text or number it holds."""
    if column.kind is not Kind.ONE or column.group is not None or len(column.codes) > 1:
        return column
    is_text = bool(column.words) or any(words for _code, words in column.codes)
    return replace(column, kind=Kind.TEXT if is_text else Kind.NUMBER, codes=(), words={})


def _shared(column: Column) -> dict[str, str]:
    """What the wording of an item says of its whole question: “Rate us” of “Rate us - Speed”."""
    return {tongue: words.rpartition(" - ")[0] for tongue, words in column.text.items() if " - " in words}


def _member(column: Column, joint: Joint, words: dict[str, dict[int, dict[str, str]]]) -> Column:
    named_so = {"": " / ".join(joint.columns)} if joint.key in joint.columns else _shared(column)
    group = column.group or Group(joint.key, named_so)
    named = _PART.search(column.name)
    item = column.item or ({"": named.group(1).strip()} if named and column.group is None else {})
    if joint.join is Join.SEVERAL:
        ticked = {word: int(word.casefold() not in _NO) for word in column.words}
        return replace(column, group=group, item=item, words=ticked, is_tick=True)
    codes = tuple((point, words[joint.key].get(point, {})) for point in joint.points)
    known = joint.words or column.words
    return replace(column, group=group, item=item, codes=codes, words=known)
