"""Columns that probably belong together, though nothing says so: one battery, or one question with several answers.

They are only offered; whoever brings the file in looks at them joined before anything is made.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from survey_app.interchange.data_files.described import Column, Group, Kind
from survey_app.interchange.data_files.guessing import is_scale, stem_of

__all__ = ["Join", "Joint", "joined", "joints"]

_FEWEST = 2
_PART = re.compile(r"(?:/|: |\[)[^/\[\]]+\]?$")
"""The option in the name of a column of ticks: channels/web, “Which channels?: Web”, Q3[SQ001]."""
_TICKS = (frozenset({0, 1}), frozenset({1}), frozenset({0}))
_NO_ANSWERS = frozenset({*range(88, 100), *range(988, 1_000), *range(9_988, 10_000), 888, 8_888})
"""Codes that stand for no answer in most files: 98, 99, 998 and their like."""


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
    named = _PART.search(column.name) if column.kind is Kind.ONE else None
    return stem_of(column) or (column.name[: named.start()] if named else "")


def _ticks(run: Sequence[Column]) -> Joint | None:
    codes = [frozenset(code for code, _words in column.codes) for column in run]
    is_ticked = all(column.kind is Kind.ONE and len(column.words) <= 1 for column in run) and all(
        each in _TICKS for each in codes
    )
    if len(run) < _FEWEST or not is_ticked or not any(1 in each for each in codes):
        return None
    return Joint(_key(run[0]), Join.SEVERAL, tuple(column.name for column in run))


def _battery(run: Sequence[Column]) -> Joint | None:
    if len(run) < _FEWEST or any(column.kind is not Kind.ONE or column.words for column in run):
        return None
    given = {code for column in run for code, _words in column.codes}
    points, absent = sorted(given - _NO_ANSWERS), sorted(given & _NO_ANSWERS)
    alike = {tuple(sorted(code for code, _words in column.codes)) for column in run}
    is_one = run[0].group is not None and len(alike) == 1 and not absent
    if not is_scale(points) or is_one:
        return None
    return Joint(_key(run[0]), Join.BATTERY, tuple(column.name for column in run), tuple(points), tuple(absent))


def joined(columns: Sequence[Column], wanted: Iterable[Joint]) -> list[Column]:
    """The columns, those of the wanted joints as items of one question."""
    of = {name: joint for joint in wanted for name in joint.columns}
    words: dict[str, dict[int, dict[str, str]]] = {}
    for column in columns:
        if column.name in of:
            known = words.setdefault(of[column.name].key, {})
            known.update({code: dict(said) for code, said in column.codes if said})
    return [_member(column, of[column.name], words) if column.name in of else _alone(column) for column in columns]


def _alone(column: Column) -> Column:
    """A column that always says the same gives nothing to choose from: it is kept as the text or number it holds."""
    if column.kind is not Kind.ONE or column.group is not None or len(column.codes) > 1:
        return column
    is_text = bool(column.words) or any(words for _code, words in column.codes)
    return replace(column, kind=Kind.TEXT if is_text else Kind.NUMBER, codes=(), words={})


def _member(column: Column, joint: Joint, words: dict[str, dict[int, dict[str, str]]]) -> Column:
    group = column.group or Group(joint.key, {})
    if joint.join is Join.SEVERAL:
        return replace(column, group=group, is_tick=True)
    codes = tuple((point, words[joint.key].get(point, {})) for point in joint.points)
    return replace(column, group=group, codes=codes)
