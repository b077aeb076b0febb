"""The form of the targets: a figure for each key figure, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import get_locale
from flask_babel import gettext as _

from survey_app.forms.question_fields import typed_text
from survey_app.questions.figures import readings, written
from survey_app.services.key_targets import Settable, Targets
from survey_app.vocabulary import KeyMeasure

_LONGEST = 30
_SHARE = 100


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One key figure of the form: what it is, what was typed, and the ends it lies between."""

    each: Settable
    typed: str
    low: str
    high: str

    @property
    def field(self) -> str:
        """The name of the field."""
        return f"target-{self.each.measure.value}"


class TargetForm:
    """A row for each key figure; `errors` are pairs of the field's id and what is wrong.

    `targets` is what was asked for, None where something is to be mended. Shares are typed in per cent.
    """

    def __init__(self, offered: Sequence[Settable], kept: Targets, posted: Mapping[str, str] | None = None) -> None:
        self.errors: list[tuple[str, str]] = []
        self.language = str(get_locale())
        self.rows = tuple(self._row(each, kept, posted) for each in offered)
        self.targets: dict[KeyMeasure, float | None] | None = None
        if posted is not None:
            found = {row.each.measure: self._figure(row) for row in self.rows}
            self.targets = None if self.errors else found

    @property
    def bad(self) -> frozenset[str]:
        """The ids of the fields that need mending."""
        return frozenset(place for place, _words in self.errors)

    def _row(self, each: Settable, kept: Targets, posted: Mapping[str, str] | None) -> TargetRow:
        factor = _factor(each.measure)
        low, high = (written(end * factor, self.language).replace("-", "−") for end in (each.low, each.high))
        start = written(kept[each.measure] * factor, self.language) if each.measure in kept else ""
        row = TargetRow(each, start, low, high)
        if posted is None:
            return row
        typed, changed = typed_text(posted.get(row.field, "")[: 20 * _LONGEST])
        if changed:
            self.errors.append((row.field, _("This holds characters that cannot be kept: type it again.")))
        return TargetRow(each, typed, low, high)

    def _figure(self, row: TargetRow) -> float | None:
        """The target of a row in its figure's own unit; None where nothing was typed or it cannot be read."""
        plain = row.typed.strip().removesuffix("%").strip()
        if not plain or row.field in self.bad:
            return None
        mine, other = readings(plain, self.language)
        found = mine or other
        factor = _factor(row.each.measure)
        value = float(found.value) / factor if found is not None else None
        if value is None or not row.each.low <= value <= row.each.high:
            words = _("Enter a figure from %(low)s to %(high)s, or nothing.", low=row.low, high=row.high)
            self.errors.append((row.field, words))
            return None
        return value


def _factor(measure: KeyMeasure) -> int:
    return _SHARE if measure is KeyMeasure.SATISFIED else 1
