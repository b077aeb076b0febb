"""The form of a weighting: a column of weights, or breaks with a target for each of their categories, and limits."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from survey_app.forms.question_fields import typed_text
from survey_app.questions.figures import readings, written
from survey_app.services.filters import Dimension
from survey_app.services.weighting_rules import LARGEST_TARGET, Break, Rule
from survey_app.services.weightings import LONGEST_NAME

_LONGEST_FIGURE, _LONGEST_PASTE = 30, 20_000
LARGEST_LIMIT = 1_000
_LINE = re.compile(r"(.+?)\s*[\t;=:|]?\s*([^\s\t;=:|]+)\s*%?\s*")


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One category as it stands in the form: the field, the value it stands for, people now, and what was typed."""

    field: str
    value: str
    n: int
    share: float
    typed: str


@dataclass(frozen=True, slots=True)
class TargetTable:
    """The categories of one break."""

    dimension: Dimension
    rows: tuple[TargetRow, ...]


class WeightingForm:
    """Name, column or targets, limits; `errors` are pairs of the field's id and what is wrong.

    `rule` is what was asked for, None where something is to be mended.
    """

    def __init__(
        self,
        variable: str,
        breaks: Sequence[Dimension],
        posted: Mapping[str, str] | None = None,
        begin: Mapping[str, Mapping[str, float]] | None = None,
    ) -> None:
        """`begin` holds targets to begin with, by break and value."""
        self.variable = variable
        self.errors: list[tuple[str, str]] = []
        self.posted: Mapping[str, str] = posted if posted is not None else MultiDict()
        self.language = str(get_locale())
        self.name = self._text("name", LONGEST_NAME)
        self.least, self.most = (self._text(field, _LONGEST_FIGURE) for field in ("least", "most"))
        if posted is None:
            self.least, self.most = written(0.2, self.language), "5"
        self.pasted = self._text("pasted", _LONGEST_PASTE)
        started = begin or {}
        self.tables = tuple(self._table(place, each, started.get(each.key, {})) for place, each in enumerate(breaks))
        self.rule = self._rule() if posted is not None else None

    @property
    def bad(self) -> frozenset[str]:
        """The ids of the fields that need mending."""
        return frozenset(place for place, _words in self.errors)

    def refuse(self, field: str, words: str) -> None:
        """Something else that is to be mended."""
        self.errors.append((field, words))

    @property
    def summary(self) -> list[tuple[str, str]]:
        """What is to be mended, each sentence once, with the first field it is about."""
        first: dict[str, str] = {}
        for field, words in self.errors:
            first.setdefault(words, field)
        return [(field, words) for words, field in first.items()]

    def _text(self, field: str, most: int) -> str:
        text, changed = typed_text(self.posted.get(field, "")[: 20 * most])
        if changed:
            self.refuse(field, _("This holds characters that cannot be kept: type it again."))
        elif len(text) > most:
            self.refuse(field, _("This is longer than %(most)s characters: shorten it.", most=most))
        return text

    def _table(self, place: int, dimension: Dimension, begin: Mapping[str, float]) -> TargetTable:
        pasted, size = _pasted(self.pasted), max(dimension.places.size, 1)
        rows = []
        for number, offer in enumerate(dimension.offers):
            field = f"t-{place}-{number}"
            typed = self._text(f"t:{dimension.key}:{offer.value}", _LONGEST_FIGURE)
            spellings = [each.strip().casefold() for each in (offer.value, *offer.label.values())]
            found = next((pasted[each] for each in spellings if each in pasted), "")
            start = written(begin[offer.value], self.language, 4) if offer.value in begin else ""
            rows.append(TargetRow(field, offer.value, offer.count, offer.count / size, found or typed or start))
        return TargetTable(dimension, tuple(rows))

    def _rule(self) -> Rule | None:
        least, most = self._limit("least", self.least), self._limit("most", self.most)
        if self.variable:
            return None if self.errors else Rule(self.variable)
        breaks = [
            Break(table.dimension.key, {row.value: self._figure(row.field, row.typed) for row in table.rows})
            for table in self.tables
        ]
        if least is not None and not 0 < least <= 1:
            self.refuse("least", _("The smallest weight lies between 0 and 1, such as 0.2; or leave it empty."))
        if most is not None and not 1 <= most <= LARGEST_LIMIT:
            self.refuse("most", _("The largest weight is 1 or more, such as 5; or leave it empty."))
        return None if self.errors else Rule("", tuple(breaks), least, most)

    def _limit(self, field: str, typed: str) -> float | None:
        return self._figure(field, typed) if typed else None

    def _figure(self, field: str, typed: str) -> float:
        found = figure(typed, self.language)
        if found is None:
            words = _("“%(text)s” is no number of 0 or more. Write 34.5 or 1224.", text=typed[:40])
            self.refuse(field, words if typed else _("Give every category a target; 0 leaves its people out."))
        return found or 0.0


def figure(typed: str, language: str) -> float | None:
    """A number of 0 or more as people type it, with or without %; None for anything else."""
    mine, other = readings(typed.strip().removesuffix("%").strip(), language)
    found = mine or other
    return float(found.value) if found is not None and 0 <= found.value <= LARGEST_TARGET else None


def _pasted(text: str) -> dict[str, str]:
    r"""Lines of a category and its target, as they come out of a spreadsheet.

    >>> _pasted("North\t34.5\nSouth = 65.5 %")
    {'north': '34.5', 'south': '65.5'}
    """
    found = {}
    for line in text.splitlines():
        if (match := _LINE.fullmatch(line.strip())) is not None:
            found[match[1].strip().casefold()] = match[2].removesuffix("%")
    return found
