"""The parts of an archive as they are believed: every entry is looked at, and whatever else is refused by its name."""

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from survey_app.interchange.archives import unexpected
from survey_app.questions.base import Value, Variable, VariableKind
from survey_app.questions.reading import MAX_CODE, UNSTORABLE, read_text
from survey_app.vocabulary import Missing

E = TypeVar("E", bound=StrEnum)
_LARGEST = 2**31 - 1
_LONGEST_ANSWER = 200_000
_ALMOST = 1e-9
_LARGEST_FIGURE = 1e15
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


class Part:
    """One object of a part of an archive, named `where` in refusals."""

    def __init__(self, content: object, where: str) -> None:
        """What was read; it has to be an object."""
        if not isinstance(content, Mapping):
            raise unexpected(where)
        self.content: Mapping[str, Any] = content
        self.where = where

    def words(self, name: str, most: int) -> str:
        """A text of at most so many letters."""
        value = self.content.get(name, "")
        if not isinstance(value, str) or len(value) > most or UNSTORABLE.search(value):
            raise unexpected(self.where)
        return value

    def text(self, name: str) -> dict[str, str]:
        """A text in several languages."""
        return dict(read_text(self.content.get(name), self.where))

    def choice(self, name: str, kind: type[E]) -> E:
        """One word of a vocabulary."""
        value = self.content.get(name)
        if not isinstance(value, str) or value not in {each.value for each in kind}:
            raise unexpected(self.where)
        return kind(value)

    def whole(self, name: str, least: int = 0, most: int = _LARGEST) -> int:
        """A whole number between two bounds."""
        value = self.content.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise unexpected(self.where)
        return value

    def whole_or_none(self, name: str, least: int = 0) -> int | None:
        """The same, or nothing."""
        return None if self.content.get(name) is None else self.whole(name, least)

    def moment(self, name: str) -> datetime | None:
        """A moment with its zone, or nothing; in years that every zone has."""
        value = self.content.get(name)
        if value is None:
            return None
        try:
            found = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise unexpected(self.where) from None
        if found.tzinfo is None or not _FIRST_YEAR <= found.year <= _LAST_YEAR:
            raise unexpected(self.where)
        return found.astimezone(UTC)

    def flag(self, name: str) -> bool:
        """Yes or no; nothing is no."""
        value = self.content.get(name, False)
        if not isinstance(value, bool):
            raise unexpected(self.where)
        return value

    def parts(self, name: str, most: int) -> list["Part"]:
        """A list of objects."""
        return [Part(each, self.where) for each in self.entries(name, most)]

    def entries(self, name: str, most: int) -> Sequence[Any]:
        """A list of anything."""
        value = self.content.get(name, [])
        if not isinstance(value, list) or len(value) > most:
            raise unexpected(self.where)
        return value


def answers(given: object, variables: Mapping[str, Variable], where: str) -> dict[str, Value]:
    """The answers of one line: only what the version asks for, each of the kind that its column holds."""
    if not isinstance(given, Mapping):
        raise unexpected(where)
    found: dict[str, Value] = {}
    for name, value in given.items():
        variable = variables.get(name)
        if variable is None:
            raise unexpected(where)
        found[name] = _value(value, variable, where)
    return found


def _value(value: object, variable: Variable, where: str) -> Value:
    if isinstance(value, Mapping):
        reason = value.get("missing")
        if not isinstance(reason, str) or reason not in set(Missing):
            raise unexpected(where)
        return Missing(reason)
    if variable.kind is VariableKind.TEXT:
        if isinstance(value, str) and len(value) <= _LONGEST_ANSWER and not UNSTORABLE.search(value):
            return value
    elif not isinstance(value, bool) and isinstance(value, int | float):
        if variable.kind is VariableKind.CLOSED and isinstance(value, int) and 0 <= value <= MAX_CODE:
            return value
        if variable.kind is VariableKind.NUMBER and _is_figure(value):
            return float(value)
    raise unexpected(where)


def _is_figure(value: float) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def is_plain(value: object) -> bool:
    """Whether every leaf is a text that can be stored, a number that can be shown, a yes or no, or nothing."""
    if isinstance(value, Mapping):
        return all(isinstance(name, str) and is_plain(name) and is_plain(each) for name, each in value.items())
    if isinstance(value, list):
        return all(is_plain(each) for each in value)
    if isinstance(value, str):
        return len(value) <= _LONGEST_ANSWER and not UNSTORABLE.search(value)
    return value is None or (isinstance(value, bool | int | float) and abs(value) < _LARGEST_FIGURE)


def _counts_more(before: object, now: object) -> bool:
    """Whether the two highest points counted, of which the highest alone does now."""
    return isinstance(before, list) and isinstance(now, list) and len(now) == 1 and before[1:] == now


def same(one: object, other: object) -> bool:
    """Whether two parts of JSON say the same; figures to nine places. What an older file does not name is nothing.

    The satisfied are not compared where the older file counts more points of a short scale as such.
    """
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        if _counts_more(other.get("top"), one.get("top")):
            return True
        return all(same(one.get(name), other.get(name)) for name in {*one, *other})
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(same(*pair) for pair in zip(one, other, strict=True))
    if isinstance(one, float) and isinstance(other, int | float):
        return abs(one - other) <= _ALMOST * max(1.0, abs(one))
    return one == other
