"""Opened sheets as answers: whatever no page of ours can have sent is set aside and counted.

Anybody who could write into the inbox could forge a sheet, so nothing in one is believed: not the item, not the number,
not the key, not the group.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from survey_app.privacy.keys import KEY_LETTERS
from survey_app.services import arguments, beside, second_scale
from survey_app.services.ballots import OpenedSheet, Row
from survey_app.services.estimated import is_confidence
from survey_app.services.groups import showable
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.rankings import is_ranking
from survey_app.services.round_computing import ends
from survey_app.services.round_seals import Answer
from survey_app.vocabulary import Choice, ItemScale, Side

LONGEST_REASON = 4_000
_ITEM = "item:"
_ALMOST = 1e-9
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Words:
    """A reason as it was written; `value` is what its author gave the item in the same sheet."""

    key: str
    item_id: int
    text: str
    value: float | None
    side: Side | None = None
    """For or against, where it is an argument."""
    is_answer: bool = False
    """Whether it answers an open question."""


@dataclass(slots=True)
class Taken:
    """What a round's sheets come to. `saw_all`: whoever finished has seen every item."""

    answers: list[Answer] = field(default_factory=list)
    reasons: list[Words] = field(default_factory=list)
    ballots: list[list[Answer]] = field(default_factory=list)
    finished: int = 0
    set_aside: int = 0
    saw_all: bool = True
    writers: Counter[int] = field(default_factory=Counter)
    """How many people answered each open question."""

    @property
    def sheets(self) -> int:
        """How many have seen every item for certain."""
        return self.finished if self.saw_all else 0


def read(
    sheets: Sequence[OpenedSheet],
    rules: ProtocolRules,
    items: Collection[int],
    groups: Collection[int],
    open_items: Collection[int] = (),
    *,
    own: Mapping[int, ProtocolRules] | None = None,
) -> Taken:
    """All sheets as answers and reasons; a row that appears twice under one key counts once, the same for everybody.

    `own` are the rules of items that have a scale of their own.
    """
    taken = Taken()
    seen: set[tuple[str, int]] = set()
    written: set[str] = set()
    for sheet in sorted(sheets, key=_plain):
        ballot, texts, bad = _sheet(sheet, rules, items, groups, own or {})
        answers, refused = _answers(sheet, open_items)
        reasons, bad = [*texts, *answers], bad + refused
        fresh = [each for each in ballot if (each.key, each.item_id) not in seen]
        seen |= {(each.key, each.item_id) for each in fresh}
        new = [each for each in reasons if each.key not in written]
        written |= {each.key for each in new}
        taken.answers += fresh
        taken.reasons += new
        taken.ballots += [fresh] if fresh else []
        taken.writers.update({each.item_id for each in new if each.is_answer})
        taken.finished += sheet.finished
        taken.set_aside += bad + len(ballot) - len(fresh) + len(reasons) - len(new)
    taken.answers.sort(key=lambda each: (each.key, each.item_id))
    taken.reasons.sort(key=lambda each: each.key)
    return taken


def _plain(sheet: OpenedSheet) -> str:
    return repr(sheet.rows)


def _sheet(
    sheet: OpenedSheet,
    rules: ProtocolRules,
    items: Collection[int],
    groups: Collection[int],
    own: Mapping[int, ProtocolRules],
) -> tuple[list[Answer], list[Words], int]:
    group = sheet.group_id if sheet.group_id in groups else None
    ratings: dict[int, Answer] = {}
    bad = 0
    for row in sheet.rows:
        item = _number_after(_ITEM, row)
        if item is None:
            continue
        found = _rating(row, item, own.get(item, rules)) if item in items and item not in ratings else _NO
        if isinstance(found, Answer):
            ratings[item] = found._replace(group_id=group, partial=not sheet.finished)
        elif found is _NO:
            bad += 1
    if not _adds_up(list(ratings.values()), rules, len(items), finished=sheet.finished):
        bad, ratings = bad + len(ratings), {}
    others = [
        row
        for row in sheet.rows
        if _number_after(_ITEM, row) is None and not beside.is_beside(row) and _name(row) not in arguments.ANSWERS
    ]
    reasons = [_reason(row, ratings, items, rules) for row in others]
    kept = {each.key: each for each in reasons if each is not None}
    return list(ratings.values()), list(kept.values()), bad + len(reasons) - len(kept)


class _Refused:
    """Stands for a row that cannot be taken; None stands for one that says nothing."""


_NO = _Refused()


def _number_after(word: str, row: Row) -> int | None:
    question = row[1]
    if not isinstance(question, str) or not question.startswith(word):
        return None
    digits = question[len(word) :]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 12 else -1  # noqa: PLR2004 - an id


def _is_key(key: object) -> bool:
    return isinstance(key, str) and len(key) == KEY_LETTERS and _HEX.issuperset(key)


def _rating(row: Row, item: int, rules: ProtocolRules) -> Answer | _Refused | None:
    key, _question, content = row
    if not _is_key(key) or not isinstance(content, Mapping):
        return _NO
    value, cannot, how = content.get("v"), content.get("c", False), content.get("h", Choice.FIRST.value)
    if not isinstance(cannot, bool) or how not in list(Choice):
        return _NO
    answer = Answer(key, item, None, None, None, None, cannot, Choice(how), partial=False)
    more = _beside_value(content, rules, cannot=cannot or value is None)
    if more is None or (cannot and (value is not None or not rules.cannot_judge)):
        return _NO
    if cannot:
        return answer
    if value is None:
        return None
    on_scale = _on_scale(value, rules)
    return (
        _ranged(answer._replace(value=float(value), second=more[0], confidence=more[1]), content, rules)
        if on_scale
        else _NO
    )


def _beside_value(
    content: Mapping[str, object], rules: ProtocolRules, *, cannot: bool
) -> tuple[float | None, float | None] | None:
    """Second answer and confidence; None when one is missing, was not asked for, or stands off its scale."""
    second, confidence = content.get("s"), content.get("f")
    asks_confidence = rules.confidence and not cannot
    if not second_scale.fits(second, rules, cannot=cannot):
        return None
    if not (is_confidence(confidence) if asks_confidence else confidence is None):
        return None
    return (None if second is None else float(str(second)), None if confidence is None else float(str(confidence)))


def _ranged(answer: Answer, content: Mapping[str, object], rules: ProtocolRules) -> Answer | _Refused:
    """With the limits of an estimate, in order, where the scale asks for them."""
    low, high = content.get("l"), content.get("u")
    if low is None and high is None:
        return answer
    if rules.scale is not ItemScale.ESTIMATE or not (_on_scale(low, rules) and _on_scale(high, rules)):
        return _NO
    lower, upper = float(str(low)), float(str(high))
    if answer.value is None or not lower <= answer.value <= upper:
        return _NO
    return answer._replace(low=lower, high=upper)


def _on_scale(value: object, rules: ProtocolRules) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    first, last = ends(rules)
    if not (isinstance(value, int) or math.isfinite(value)) or not first <= value <= last:
        return False
    whole = rules.scale is not ItemScale.ESTIMATE and float(first).is_integer()
    return not whole or float(value).is_integer()


def _adds_up(ratings: Sequence[Answer], rules: ProtocolRules, asked: int, *, finished: bool) -> bool:
    """Points are shared out, never more than there are; ranks are given once. All of them in a finished sheet."""
    if rules.scale is ItemScale.RANKING:
        return is_ranking([each.value for each in ratings], rules, items=asked if finished else 0)
    if rules.scale is not ItemScale.POINTS or not ratings:
        return True
    total = sum(each.value or 0.0 for each in ratings)
    if total > rules.points_total + _ALMOST:
        return False
    return not finished or total >= rules.points_total - _ALMOST or any(each.cannot_judge for each in ratings)


def _reason(row: Row, ratings: Mapping[int, Answer], items: Collection[int], rules: ProtocolRules) -> Words | None:
    """A reason, or an argument where the protocol asks for arguments; None for any other text."""
    name = _name(row)
    item = _number_after(f"{name}:", row) if name in arguments.names(rules) else None
    plain = _plain_text(row)
    if item is None or item not in items or not plain:
        return None
    rating = ratings.get(item)
    return Words(str(row[0]), item, plain, rating.value if rating else None, arguments.SIDES.get(name))


def _answers(sheet: OpenedSheet, items: Collection[int]) -> tuple[list[Words], int]:
    """The answers to open questions, one under each name; and how many rows cannot be taken."""
    rows = [row for row in sheet.rows if _name(row) in arguments.ANSWERS]
    kept: dict[str, Words] = {}
    for row in rows:
        item, plain = _number_after(f"{_name(row)}:", row), _plain_text(row)
        if item is not None and item in items and plain:
            kept[str(row[1])] = Words(str(row[0]), item, plain, None, Side.MIDDLE, is_answer=True)
    unique = {each.key: each for each in kept.values()}
    return list(unique.values()), len(rows) - len(unique)


def _name(row: Row) -> str:
    return row[1].partition(":")[0] if isinstance(row[1], str) else ""


def _plain_text(row: Row) -> str:
    """The letters of a text that can be kept; nothing of what is none, too long, or without a key."""
    key, _question, text = row
    if not _is_key(key) or not isinstance(text, str):
        return ""
    plain = "".join(letter for letter in text if letter == "\n" or letter.isprintable()).strip()
    return plain if len(plain) <= LONGEST_REASON else ""


def with_groups(taken: Taken, least: int) -> Taken:
    """Answers keep a group only where at least so many ballots of it came, and where the rest are not fewer.

    Otherwise the ballots without a group would be those of the small one.
    """
    sizes = Counter(ballot[0].group_id for ballot in taken.ballots)
    large = showable(sizes, least) - {None}

    def kept(answers: list[Answer]) -> list[Answer]:
        return [each if each.group_id in large else each._replace(group_id=None) for each in answers]

    return replace(taken, answers=kept(taken.answers), ballots=[kept(each) for each in taken.ballots])
