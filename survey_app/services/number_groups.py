"""Numbers in groups, such as years of age: what people can be told apart by where a question asked for a number.

The groups begin at the same numbers whatever was answered. Groups that followed the answers would be cut anew with one
more answer or one fewer, and whoever compares two ways of cutting sees the few people who lie between them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from survey_app.questions.definition import Question
from survey_app.questions.summarising import NumberColumn

NUMBER = "number"
"""The kind of question whose numbers are told in groups."""
Places = npt.NDArray[np.int64]
_AGES = (0, 18, 25, 35, 45, 55, 65, 75)
"""Where statistical offices begin their groups of adults."""
_MOST_GROUPS = 8
_STARTS = (0, *(base * 10**power for power in range(9) for base in (1, 2, 5)))
_FIRST_YEAR, _LAST_YEAR = 1_900, 2_100
_YEARS = (*(each for each in _STARTS if each < _FIRST_YEAR), *range(_FIRST_YEAR, _LAST_YEAR, 10))
"""Where a question speaks of years they may be those of the calendar: these stand by decades."""
_LARGEST = 1_000_000_000
_MANY = 100_000
_AGE = re.compile(r"(?:^|[\W_])(?:age|edad)s?(?:$|[\W_])|how old|年龄|年紀|岁|歲", re.IGNORECASE)
_YEAR = re.compile(r"(?:^|[\W_])(?:year|año)s?(?:$|[\W_])|年", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberGroup:
    """One group: how it stands in an address, its words, its first number and the first of the next group.

    The last group of ages has no `end`, that of all numbers below 0 no `start`.
    """

    value: str
    words: str
    start: int | None
    end: int | None


def grouped(question: Question, column: NumberColumn) -> tuple[tuple[NumberGroup, ...], Places] | None:
    """The groups of a number and everybody's place among them (-1 for none); None where it cannot be told in groups.

    Only whole numbers are, those below 0 in one group; a number that nobody shares with anybody is a name, and is not.
    """
    given = column[~np.isnan(column)]
    if not given.size:
        return None
    low, high = float(given.min()), float(given.max())
    if low == high or max(-low, high) > _LARGEST or not bool(np.all(given == np.floor(given))):
        return None
    if _tells_each_apart(given, int(low), int(high)):
        return None
    groups = _between(_starts(question), int(low), int(high))
    starts = np.array([-_LARGEST if each.start is None else each.start for each in groups])
    places = np.searchsorted(starts, np.nan_to_num(column), side="right") - 1
    return groups, np.where(np.isnan(column), -1, places).astype(np.int64)


def asks_age(question: Question) -> bool:
    """Whether a question asks how old somebody is, by its code or its words."""
    return _AGE.search(_words(question)) is not None


def _starts(question: Question) -> Sequence[int]:
    """Where groups begin: what is asked decides it, never what was answered."""
    if asks_age(question):
        return _AGES
    return _YEARS if _YEAR.search(_words(question)) else _STARTS


def _words(question: Question) -> str:
    return " ".join((question.code, *question.text.values()))


def _tells_each_apart(given: NumberColumn, low: int, high: int) -> bool:
    """Whether nearly everybody gave a number of their own."""
    if high - low < _MANY:
        different = int(np.count_nonzero(np.bincount(given.astype(np.int64) - low)))
    else:
        different = int(np.unique(given).size)
    return different > 2 * _MOST_GROUPS and 2 * different > given.size


def _between(starts: Sequence[int], low: int, high: int) -> tuple[NumberGroup, ...]:
    """The groups from one start to the next that hold numbers between these; the last of all is open upwards.

    Numbers below 0 are one group more, which moves no other.

    >>> [each.words for each in _between(_AGES, 19, 49)], [each.words for each in _between(_STARTS, 0, 17)]
    (['18–24', '25–34', '35–44', '45–54'], ['0', '1', '2–4', '5–9', '10–19'])
    >>> [each.words for each in _between(_STARTS, -40, 1)]
    ['< 0', '0', '1']
    """
    pairs = zip(starts, (*starts[1:], None), strict=True)
    below = (NumberGroup("-1-", "< 0", None, 0),) if low < 0 else ()
    return below + tuple(_group(start, end) for start, end in pairs if start <= high and (end is None or end > low))


def _group(start: int, end: int | None) -> NumberGroup:
    if end is None:
        return NumberGroup(f"{start}-", f"{start}+", start, None)
    if end == start + 1:
        return NumberGroup(str(start), str(start), start, end)
    return NumberGroup(f"{start}-{end - 1}", f"{start}–{end - 1}", start, end)
