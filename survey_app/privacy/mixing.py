"""Opening a batch of sealed sheets so that nothing of the order in which they came is left.

Everything here works on plain values and changes nothing outside; `mix_plan` says in which order a service does what.
The service inserts the rows in the order given, into a table without any other order, and empties the inbox in the same
transaction.

Do not trust a mix of one sheet, or of fewer than the smallest group: nothing hides in it (`suppression`). Style, facts
told in free text, and a live operator's eyes are outside its reach.

Source: the design's section on anonymity levels; the shuffle is Fisher and Yates with the system's randomness.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from survey_app.privacy import sheets
from survey_app.privacy.refusals import AnswerTwice, SealBroken, SheetsUnreadable
from survey_app.privacy.sealing import open_
from survey_app.privacy.sheets import Row, Sheet

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Sealed:
    """One row of the inbox."""

    key: str
    blob: bytes


@dataclass(frozen=True, slots=True)
class Mixed:
    """A batch without its order: what is stored and published of it."""

    rows: tuple[Row, ...]
    """All answers in the order of their keys."""
    receipts: tuple[str, ...]
    """The sorted list for everybody; it shows that a sheet was counted and nothing of its content."""


def open_all(private_key: bytes, inbox: Iterable[Sealed], set_aside: frozenset[str] = frozenset()) -> list[Sheet]:
    """The sheets of a batch, shuffled. Figures that need whole sheets are computed from these, once, and frozen.

    Sheets that cannot be opened stop the mix (`SheetsUnreadable` names them all), unless somebody has decided to set
    them aside: then the batch goes on without them, and they are lost with the key.
    """
    opened: list[Sheet] = []
    broken: list[str] = []
    for sealed in inbox:
        if sealed.key in set_aside:
            continue
        try:
            opened.append(sheets.decode(open_(private_key, sealed.blob)))
        except SealBroken:
            broken.append(sealed.key)
    if broken:
        raise SheetsUnreadable(tuple(sorted(broken)))
    return shuffled(opened)


def split(opened: Sequence[Sheet]) -> Mixed:
    """All answers of the sheets in the order of their keys, and the sorted receipts.

    Refuses with `AnswerTwice` when a key answers a question more than once.

    >>> split([Sheet("B", (("k2", "item", 7),)), Sheet("A", (("k1", "item", 3),))]).rows[0].value
    3
    """
    rows = sorted((row for sheet in shuffled(opened) for row in sheets.rows(sheet)), key=_place)
    if any(_place(one) == _place(other) for one, other in pairwise(rows)):
        raise AnswerTwice
    return Mixed(tuple(rows), tuple(sorted(sheet.receipt for sheet in opened)))


def shuffled(things: Iterable[_Thing]) -> list[_Thing]:
    """The things in an order that nobody can guess or repeat.

    >>> sorted(shuffled([3, 1, 2]))
    [1, 2, 3]
    """
    order = list(things)
    secrets.SystemRandom().shuffle(order)
    return order


def _place(row: Row) -> tuple[str, str]:
    return row.key, row.question
