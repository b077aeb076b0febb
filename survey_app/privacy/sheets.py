"""What lies inside a sealed blob: one person's answers of one round, as rows that are ready for their table.

The keys of the rows are in the sheet because nobody can derive them once the person has left. A sheet says nothing of
who, when or where from.

Do not trust a decoded sheet's values: whoever can write into the inbox can forge one. They pass the question types'
own check like any other input.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from survey_app.privacy.keys import KEY_LETTERS
from survey_app.privacy.refusals import SealBroken

BYTES_PER_LETTER = 4
"""The widest letter of a stored text: cleaning lets no control characters but line feed and tab through."""


@dataclass(frozen=True, slots=True)
class Row:
    """One answer: its key, the question it belongs to, its value as JSON, and the declared group or nothing."""

    key: str
    question: str
    value: object
    group: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person's answers of one round. `group` is set only for groups large enough to be shown."""

    receipt: str
    answers: tuple[tuple[str, str, object], ...]
    """Key, question and value of each answer."""
    group: str = ""


def encode(sheet: Sheet) -> bytes:
    """A sheet as bytes to be sealed; the same sheet always gives the same bytes.

    Text with halves of characters, and numbers that are none, cannot be kept: ValueError, since the question types
    keep neither.

    >>> encode(Sheet("264-49Y", (("k1", "item", 7),)))
    b'["264-49Y","",[["k1","item",7]]]'
    """
    content = [sheet.receipt, sheet.group, [list(answer) for answer in sheet.answers]]
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True).encode()


def decode(content: bytes) -> Sheet:
    """The sheet in opened bytes; `SealBroken` when they are not what `encode` makes.

    >>> decode(b'["264-49Y","",[["k1","item",7]]]').answers
    (('k1', 'item', 7),)
    """
    try:
        receipt, group, answers = json.loads(content)
        read = tuple((key, question, value) for key, question, value in answers)
        if not all(isinstance(text, str) for text in (receipt, group, *(part for row in read for part in row[:2]))):
            raise SealBroken
        return Sheet(receipt, read, group)
    except (ValueError, TypeError, RecursionError) as error:
        raise SealBroken from error


def bound(questions: Mapping[str, int], groups: Iterable[str] = ()) -> int:
    """The most bytes a sheet of a questionnaire can have: the argument of `sealing.blob_size`.

    Takes each question with the most bytes of its value written as JSON (`text_bytes` for an open text), and the
    groups a person may declare.

    >>> bound({"item": 1, "why": text_bytes(500)})
    2180
    """
    longest = max(groups, key=lambda group: len(json.dumps(group)), default="")
    empty = Sheet("XXX-XXX", tuple(("k" * KEY_LETTERS, question, None) for question in questions), longest)
    return len(encode(empty)) + sum(questions.values())


def text_bytes(letters: int) -> int:
    """The most bytes of a stored text with so many letters.

    >>> text_bytes(500)
    2002
    """
    return BYTES_PER_LETTER * letters + 2


def rows(sheet: Sheet) -> list[Row]:
    """The sheet cut into its answers, each of which stands alone from here on.

    >>> rows(Sheet("264-49Y", (("k1", "item", 7), ("k2", "why", "cheap")), "users"))[1]
    Row(key='k2', question='why', value='cheap', group='users')
    """
    return [Row(key, question, value, sheet.group) for key, question, value in sheet.answers]
