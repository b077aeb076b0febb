"""Tags that an author gives to the rows of a question, one of a short list each, rolled up over the rows of a tag."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean
from typing import Any

from survey_app.questions.definition import Item, Text
from survey_app.questions.reading import DefinitionRefused
from survey_app.questions.summary import RowSummary

Tags = tuple[tuple[str, StrEnum], ...]
"""Code of a row -> its tag."""
_PAIR = re.compile(r"([A-Za-z0-9_]{1,32})\s*[=:\uff1a]\s*(.+)")
_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Tagging:
    """One list of tags: the name of its setting, its tags with their words, and what is said of others.

    `around` are words that may be left out when a tag is typed, as a pattern.
    """

    setting: str
    words: Mapping[StrEnum, Text]
    unlike: str
    unknown: str
    around: str = ""

    def read(self, given: object, items: Sequence[Item]) -> Tags:
        """The tags of rows: `{"price": "product"}`, or typed as `price = product, staff = channel`.

        A tag of a row that is not there any more is left out.
        """
        tags = self._typed(given) if isinstance(given, str) else given
        if tags is None:
            return ()
        if not isinstance(tags, Mapping):
            raise DefinitionRefused(self.unlike)
        codes, named = {item.code for item in items}, self._named()
        found = []
        for code, name in tags.items():
            tag = named.get(name.strip().casefold()) if isinstance(name, str) else None
            if tag is None:
                raise DefinitionRefused(self.unknown, code=str(code)[:40])
            if code in codes:
                found.append((code, tag))
        return tuple(found)

    def write(self, tags: Tags) -> dict[str, Any]:
        """The tags as a part of the settings; nothing where no row has one."""
        return {self.setting: {code: tag.value for code, tag in tags}} if tags else {}

    def _named(self) -> dict[str, StrEnum]:
        found = {}
        for tag, text in self.words.items():
            for words in (tag.value, *text.values()):
                spoken = words.casefold()
                found[spoken] = tag
                found[re.sub(self.around, "", spoken) if self.around else spoken] = tag
        return found

    def _typed(self, words: str) -> dict[str, str] | None:
        found = {}
        for part in re.split(r"[,;\uff0c\uff1b\n]", words[:_LONGEST]):
            if not part.strip():
                continue
            pair = _PAIR.fullmatch(part.strip())
            if pair is None:
                raise DefinitionRefused(self.unlike)
            found[pair[1]] = pair[2]
        return found or None


def shown(tags: Tags) -> str:
    """The tags as they are typed."""
    return ", ".join(f"{code} = {tag.value}" for code, tag in tags)


@dataclass(frozen=True, slots=True)
class RolledUp:
    """The rows of one tag: how many there are, and the plain means of their means."""

    tag: StrEnum
    rows: int
    mean: float
    expected: float | None = None
    gap: float | None = None


def rolled_up(code: str, tags: Tags, order: Sequence[StrEnum], rows: Sequence[RowSummary]) -> tuple[RolledUp, ...]:
    """The means of tagged rows by tag, in this order; of rows with an answer only."""
    by_row = dict(tags)
    found = []
    rated = [row for row in rows if row.mean and row.mean.value is not None]
    for tag in order:
        own = [row for row in rated if by_row.get(_code_of(row, code)) is tag]
        if own:
            found.append(_of(tag, own))
    return tuple(found)


def _of(tag: StrEnum, rows: Sequence[RowSummary]) -> RolledUp:
    means = [value for row in rows if (value := _mean_of(row)) is not None]
    gaps = [row.gap for row in rows if row.gap is not None and row.gap.value is not None]
    expected = [gap.expected_mean for gap in gaps if gap.expected_mean is not None]
    differences = [gap.value for gap in gaps if gap.value is not None]
    return RolledUp(
        tag,
        len(means),
        fmean(means),
        fmean(expected) if expected else None,
        fmean(differences) if differences else None,
    )


def _mean_of(row: RowSummary) -> float | None:
    """The mean of a row: of those who rated both sides where there is a gap, so that the gap is their difference."""
    both = row.gap.experienced_mean if row.gap is not None else None
    return both if both is not None or row.mean is None else row.mean.value


def _code_of(row: RowSummary, code: str) -> str:
    return row.variable.removeprefix(f"{code}.").partition(".")[0]
