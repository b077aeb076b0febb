"""Columns that probably belong together, though nothing says so: one battery, or one question with several answers.

They are only offered, ticked where little else is possible; whoever brings the file in looks at them joined before
anything is made.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby, takewhile

from survey_app.interchange.data_files.bipolar import is_reason
from survey_app.interchange.data_files.described import Column, Group, Kind
from survey_app.interchange.data_files.guessing import stem_of
from survey_app.interchange.data_files.heading_scales import asks_rating
from survey_app.interchange.data_files.scales import absent_of_scale, is_scale, is_worded_scale, labels_of
from survey_app.interchange.data_files.word_scales import lettered_codes, ordered_words
from survey_app.interchange.tables import Table
from survey_app.questions.definition import Text

__all__ = ["Join", "Joint", "joined", "joints"]

_FEWEST, _FEWEST_LIKELY = 2, 3
_FEWEST_ROWS = 20
_AGAIN = 0.25
"""Of three columns with five points that say nothing of each other half the rows hold one of them twice."""
_SIGN_BEFORE = r"/|: ?|：|\[|—|___|(?<=[^\W\d])\.(?=\D)"  # noqa: RUF001 - the wide colon is meant
_IN_BRACKETS = r"[(（]([^()（）]*[^\W\d][^()（）]*)[)）]$"  # noqa: RUF001 - wide brackets are meant
_PART = re.compile(rf"(?:{_SIGN_BEFORE})([^/\[\]]+)\]?$|{_IN_BRACKETS}")
"""The part in the name of a column: channels/web, “Which channels?: Web”, Q3[SQ001], “Rate us.Speed”, “How (web)”."""
_HEADED = re.compile(r"(\d{1,3})、(?:(?P<question>[^—]*)—+)?(?P<item>[^—]+)")
"""The number of a question of wjx, what it asks where that is said, and one of its rows."""
_TICKS = (frozenset({0, 1}), frozenset({1}), frozenset({0}))
_YES = frozenset({"yes", "y", "true", "sí", "si", "verdadero", "是", "有"})
_NO = frozenset({"no", "n", "false", "falso", "否", "没有", "not selected", "unchecked"})
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


def joints(columns: Sequence[Column], table: Table | None = None) -> tuple[Joint, ...]:
    """What is offered: neighbours with one stem, such as q5_1 to q5_6, that are single questions as it stands.

    The cells of the table show whether people gave an answer again: then it rates, and names no first and second thing.

    >>> codes = tuple((code, {}) for code in (1, 2, 3, 4, 5, 98))
    >>> [found] = joints([Column(f"q5_{n}", Kind.ONE, codes=codes) for n in (1, 2, 3)])
    >>> found.join.value, found.columns, found.points, found.absent
    ('battery', ('q5_1', 'q5_2', 'q5_3'), (1, 2, 3, 4, 5), (98,))
    """
    found: list[Joint] = []
    columns = _turned(columns)
    for run in _runs(columns):
        joint = _ticks(run) or _battery(run, table)
        if joint is not None and joint.key not in {each.key for each in found}:
            found.append(joint)
    return tuple(found)


def _turned(columns: Sequence[Column]) -> list[Column]:
    """The columns, those with the answer before the question as items of it: “Web:Which channels?”, as Alchemer writes.

    >>> names = ["Web:Which channels?", "Shop:Which channels?", "Why: tell us"]
    >>> [each.group.key if each.group else "" for each in _turned([Column(name, Kind.ONE) for name in names])]
    ['Which channels?', 'Which channels?', '']
    """
    parts = [
        each.name.partition(":") if each.kind is Kind.ONE and each.group is None else ("", "", "") for each in columns
    ]
    found = list(columns)
    for place, (item, _sign, question) in enumerate(parts):
        beside = [parts[each] for each in (place - 1, place + 1) if 0 <= each < len(parts)]
        if item and question.strip() and any(other[2] == question and other[0] != item for other in beside):
            group = Group(question.strip(), {"": question.strip()}, is_turned=True)
            found[place] = replace(columns[place], group=group, item={"": item.strip()})
    return _numbered(found)


def _numbered(columns: Sequence[Column]) -> list[Column]:
    """The columns, neighbours under one number as items of one question: 6、Rate us—Speed and 6、Price, as wjx writes.

    >>> names = ["6、请评价—外观", "6、功能", "7、总体"]
    >>> [each.group.key if each.group else "" for each in _numbered([Column(name, Kind.ONE) for name in names])]
    ['6、请评价', '6、请评价', '']
    """
    found = list(columns)
    heads = [_HEADED.fullmatch(each.name) if each.kind is Kind.ONE and not each.group else None for each in columns]
    for number, numbered in groupby(enumerate(heads), lambda each: each[1][1] if each[1] else None):
        run = [(place, head) for place, head in numbered if head]
        keys = {_key(columns[place]) for place, _head in run}
        if number is None or len(run) < _FEWEST or (len(keys) == 1 and "" not in keys):
            continue
        question = (run[0][1]["question"] or "").strip()
        group = Group(f"{number}、{question}", {"": question} if question else {}, is_turned=True)
        for place, head in run:
            found[place] = replace(columns[place], group=group, item={"": head["item"].strip()})
    return found


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
    named = None if column.scale else _PART.search(column.name)
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
    is_said = columns[0].group is not None and (columns[0].group.is_set or columns[0].group.is_turned)
    is_likely = is_said or key == _OWN or all(_PART.search(name) for name in names)
    return Joint(names[0] if key == _OWN else key, Join.SEVERAL, names, is_likely=is_likely)


def _is_tick(column: Column) -> bool:
    """Whether a column says of one answer that it was chosen: 1 and 0, yes and no, one word, or the answer itself."""
    if column.kind is not Kind.ONE:
        return False
    words = {word.casefold() for word in column.words}
    if words:
        return len(words) == 1 or (words <= _YES | _NO and len(words & _YES) == 1 == len(words & _NO))
    return frozenset(code for code, _words in column.codes) in _TICKS


def _battery(run: Sequence[Column], table: Table | None) -> Joint | None:
    if len(run) < _FEWEST or any(column.kind is not Kind.ONE for column in run):
        return None
    given = {code for column in run for code, _words in column.codes}
    written = {word for column in run for word in column.words}
    is_worded = bool(written) and all(column.words for column in run)
    known = (ordered_words(written) or lettered_codes(written)) if is_worded else {}
    if written and not known:
        return None
    absent = sorted({code for column in run for code in absent_of_scale(column.codes)})
    points = sorted(given - {*absent})
    if known:
        points = list(range(min(1, *known.values()), max(known.values()) + 1))
    alike = {tuple(sorted(code for code, _words in column.codes)) for column in run}
    group = run[0].group
    is_one = group is not None and not group.is_turned and len(alike) == 1 and not absent
    if not is_scale(points) or is_one:
        return None
    key = _key(run[0])
    # what a described file does not call a battery is none until somebody says so
    is_named = bool(known) and all(_PART.search(column.name) for column in run)
    is_enough = len(run) >= _FEWEST_LIKELY or is_named
    is_free = group is None or group.is_turned
    is_likely = is_free and is_enough and _are_reasons(run, absent) and not _TURNS.fullmatch(key)
    is_told = bool(known) and not lettered_codes(known)
    is_likely = (
        is_likely
        and (is_told or not _are_places(run, table))
        and (_rises(run, key, points, known) or _is_given_again(run, points, table))
    )
    names = tuple(column.name for column in run)
    return Joint(key, Join.BATTERY, names, tuple(points), tuple(absent), is_likely, known)


def _are_reasons(run: Sequence[Column], absent: Sequence[int]) -> bool:
    """Whether the codes beside the scale say in words why there is no answer."""
    words = {code: word for column in run for code, said in column.codes for word in said.values()}
    return all(code in words and is_reason(words[code]) for code in absent)


def _is_given_again(run: Sequence[Column], points: Sequence[int], table: Table | None) -> bool:
    """Whether every point has the same words in all columns, and people give one point to several of them."""
    worded = [{code: dict(said) for code, said in column.codes if code in points} for column in run]
    if table is None or not all(worded[0].get(point) for point in points) or any(each != worded[0] for each in worded):
        return False
    rows = zip(*(table.column(column.name) for column in run), strict=True)
    given = [found for row in rows if len(found := [cell for cell in row if cell]) > 1]
    again = sum(len(set(each)) < len(each) for each in given)
    return bool(given) and again >= _AGAIN * len(given)


def _are_places(run: Sequence[Column], table: Table | None) -> bool:
    """Whether nobody ever gave one answer twice in these columns: then they say what stands first, second and third."""
    if table is None:
        return False
    rows = zip(*(table.column(column.name) for column in run), strict=True)
    given = 0
    for row in rows:
        found = [cell for cell in row if cell]
        if len({*found}) < len(found):
            return False
        given += len(found) > 1
    return given >= _FEWEST_ROWS


def _rises(run: Sequence[Column], key: str, points: Sequence[int], known: Mapping[str, int]) -> bool:
    """Whether nothing speaks against a mean of the points: three cities that somebody named in turn are no battery."""
    if known and lettered_codes(known):
        return True
    given = [each for column in run for each in column.codes]
    codes: list[tuple[int, Text]] = [(point, {"": word}) for word, point in known.items()]
    labels = {point: words for point, words in labels_of(codes or given).items() if point in points}
    headings = " ".join((key, *(words for column in run for words in column.text.values())))
    return not labels or is_worded_scale(labels, points) or asks_rating(headings)


def joined(columns: Sequence[Column], wanted: Iterable[Joint]) -> list[Column]:
    """The columns, those of the wanted joints as items of one question."""
    of = {name: joint for joint in wanted for name in joint.columns}
    turned = {each.name: each for each in _turned(columns) if each.name in of}
    columns = [turned.get(each.name, each) for each in columns]
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
    if column.own:
        return replace(column, kind=Kind.TEXT, codes=(), cells={}, own={}, other=None)
    is_text = bool(column.words) or any(words for _code, words in column.codes)
    return replace(column, kind=Kind.TEXT if is_text else Kind.NUMBER, codes=(), words={})


def _shared(column: Column) -> dict[str, str]:
    """What the wording of an item says of its whole question: “Rate us” of “Rate us - Speed”."""
    return {tongue: words.rpartition(" - ")[0] for tongue, words in column.text.items() if " - " in words}


def _member(column: Column, joint: Joint, words: dict[str, dict[int, dict[str, str]]]) -> Column:
    named_so = {"": " / ".join(joint.columns)} if joint.key in joint.columns else _shared(column)
    group = column.group or Group(joint.key, named_so)
    named = _PART.search(column.name)
    part = (named.group(1) or named.group(2)).strip() if named else ""
    item = column.item or ({"": part} if part and column.group is None else {})
    if joint.join is Join.SEVERAL:
        ticked = {word: int(word.casefold() not in _NO) for word in column.words}
        return replace(column, group=group, item=item, words=ticked, is_tick=True)
    codes = tuple((point, words[joint.key].get(point, {})) for point in joint.points)
    known = joint.words or column.words
    return replace(column, group=group, item=item, codes=codes, words=known)
