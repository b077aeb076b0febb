"""The sealed sheet of a vote by marks, stances or pairs: one row holds everything, so that a large board stays small.

The sheet carries a key of its own. The keys of the rows that the mix stores are made from it, one for each card or
pair; once the sheets are destroyed nothing joins them, and only the person's link makes them again.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from survey_app.privacy.keys import KEY_LETTERS
from survey_app.services.ballots import OpenedSheet, Row
from survey_app.services.seats import Seat
from survey_app.vocabulary import VoteKind

_HEX = frozenset("0123456789abcdef")
_PLACE = "vote by "
MOST_PAIRS = 20
"""How many pairs one person is shown."""
_ROOM, _A_CARD, _A_PAIR = 200, 20, 40


def row_of(seat: Seat, kind: VoteKind, content: object) -> Row:
    """The one row of a person's sheet."""
    return _seed(seat, kind), kind.value, content


def key_of(seed: str, place: str) -> str:
    """The key of the row of one card or pair.

    >>> key_of("a" * 64, "card") == key_of("a" * 64, "other")
    False
    """
    return hashlib.sha256(f"{seed}|{place}".encode()).hexdigest()


def keys_of(seat: Seat, codes: Collection[str]) -> set[str]:
    """All keys that the person's rows can have, whichever way was voted: on these cards, or on pairs of them."""
    marks, stances, pairs = (_seed(seat, kind) for kind in (VoteKind.APPROVE, VoteKind.STANCE, VoteKind.PAIRS))
    cards = {key_of(seed, code) for seed in (marks, stances) for code in codes}
    return cards | {key_of(pairs, str(slot)) for slot in range(1, MOST_PAIRS + 1)}


def bound(kind: VoteKind, cards: int) -> int:
    """The most bytes of a sheet."""
    return _ROOM + KEY_LETTERS + (_A_PAIR * MOST_PAIRS if kind is VoteKind.PAIRS else _A_CARD * cards)


def contents(opened: Sequence[OpenedSheet], kind: VoteKind) -> list[tuple[str, Any]]:
    """Key and content of each finished sheet; of those that share a key none is believed."""
    found = [row for sheet in opened if sheet.finished and (row := _content(sheet, kind)) is not None]
    seeds = Counter(seed for seed, _content in found)
    return [(seed, content) for seed, content in found if seeds[seed] == 1]


def _seed(seat: Seat, kind: VoteKind) -> str:
    return seat.question_key(f"{_PLACE}{kind.value}")


def _content(sheet: OpenedSheet, kind: VoteKind) -> tuple[str, Any] | None:
    if len(sheet.rows) != 1:
        return None
    ((seed, question, content),) = sheet.rows
    if question != kind.value or len(seed) != KEY_LETTERS or not _HEX.issuperset(seed):
        return None
    return seed, content
