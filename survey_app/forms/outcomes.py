"""What came out of every estimate: figure, day and source of each statement, all three or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import get_locale
from flask_babel import gettext as _

from survey_app.forms.question_fields import typed_text
from survey_app.models import Item
from survey_app.questions.figures import readings, written
from survey_app.services.outcomes import LONGEST_SOURCE, Outcome

_LONGEST_FIGURE = 30
_EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One statement of the form, and what was typed."""

    item: Item
    place: int
    value: str
    known_on: str
    source: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.value.strip() or self.known_on.strip() or self.source.strip())


class OutcomesForm:
    """A row for each statement; `errors` are pairs of the field's id and what is wrong.

    `ends` are the limits of each statement's estimates, in the order of the statements; `outcomes` is what was asked
    for, None where something is to be mended.
    """

    def __init__(
        self,
        items: Sequence[Item],
        kept: Mapping[int, Outcome],
        ends: Sequence[tuple[float, float]],
        today: date,
        posted: Mapping[str, str] | None = None,
    ) -> None:
        self.errors: list[tuple[str, str]] = []
        self.ends, self.today, self.language = ends, today, str(get_locale())
        self.rows = tuple(self._row(item, place, kept, posted) for place, item in enumerate(items, 1))
        self.outcomes: dict[int, Outcome | None] | None = None
        if posted is not None:
            found = {row.item.id: self._outcome(row) for row in self.rows}
            self.outcomes = None if self.errors else found

    @property
    def bad(self) -> frozenset[str]:
        """The ids of the fields that need mending."""
        return frozenset(place for place, _words in self.errors)

    def _row(self, item: Item, place: int, kept: Mapping[int, Outcome], posted: Mapping[str, str] | None) -> OutcomeRow:
        told = kept.get(item.id)
        if posted is None:
            texts = (written(told.value, self.language), told.known_on.isoformat(), told.source) if told else ("",) * 3
            return OutcomeRow(item, place, *texts)
        limits = {"value": 20 * _LONGEST_FIGURE, "day": 20 * _LONGEST_FIGURE, "source": 4 * LONGEST_SOURCE}
        typed = {}
        for name, most in limits.items():
            field = f"{name}-{place}"
            typed[name], changed = typed_text(posted.get(field, "")[:most])
            if changed:
                self.errors.append((field, _("This holds characters that cannot be kept: type it again.")))
        return OutcomeRow(item, place, typed["value"], typed["day"], typed["source"])

    def _outcome(self, row: OutcomeRow) -> Outcome | None:
        if row.is_empty:
            return None
        value, known_on, source = self._figure(row), self._day(row), self._source(row)
        if value is None or known_on is None or not source:
            return None
        return Outcome(value, known_on, source)

    def _figure(self, row: OutcomeRow) -> float | None:
        mine, other = readings(row.value.strip(), self.language)
        found = mine or other
        value = float(found.value) if found is not None else None
        ends = self.ends[row.place - 1]
        if value is None or not ends[0] <= value <= ends[1]:
            low, high = (written(end, self.language) for end in ends)
            self._refuse(
                "value", row, _("Enter the figure that came out, from %(low)s to %(high)s.", low=low, high=high)
            )
            return None
        return value

    def _day(self, row: OutcomeRow) -> date | None:
        try:
            found = date.fromisoformat(row.known_on.strip())
        except ValueError:
            found = None
        if found is None or not _EARLIEST <= found <= self.today:
            self._refuse("day", row, _("Enter the day on which it became known, not later than today."))
            return None
        return found

    def _source(self, row: OutcomeRow) -> str:
        source = " ".join(row.source.split())
        if not source or len(source) > LONGEST_SOURCE:
            words = _("Write where the figure stands, in at most %(most)s characters.", most=LONGEST_SOURCE)
            self._refuse("source", row, words)
            return ""
        return source

    def _refuse(self, name: str, row: OutcomeRow, words: str) -> None:
        self.errors.append((f"{name}-{row.place}", f"{row.item.code}: {words}"))
