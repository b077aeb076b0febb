"""The form of an estimate of a market: a name, a note, and a row for each factor."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from survey_app.exceptions import N_
from survey_app.forms.market_regions import RegionRows
from survey_app.forms.question_fields import typed_text
from survey_app.services.market import (
    LARGEST_FACTOR,
    LONGEST_FIGURE,
    LONGEST_NAME,
    LONGEST_NOTE,
    MOST_FACTORS,
    Assumption,
    Assumptions,
)
from survey_app.services.market_regions import sum_of, written
from survey_app.stats.market_potential import Exact, FactorKind, as_exact
from survey_app.stats.potential_range import RangeShape
from survey_app.stats.results import StatisticsRefused

KINDS = {
    FactorKind.AMOUNT: _l("Amount"),
    FactorKind.RATIO: _l("Ratio of the market"),
    FactorKind.FIRM_SHARE: _l("Share of one firm"),
}
SHAPES = {RangeShape.PERT: _l("PERT: the middle counts most"), RangeShape.TRIANGULAR: _l("Triangular")}
FIRST = (N_("Buyers (n)"), N_("Quantity each of them buys (q)"), N_("Price (p)"))
_FIGURES = ("low", "middle", "high")
_SPARE, _LEAST = 2, 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the form as it was typed."""

    name: str = ""
    kind: str = FactorKind.AMOUNT.value
    low: str = ""
    middle: str = ""
    high: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed but perhaps a name."""
        return not (self.low or self.middle or self.high)


class EstimateForm:
    """Name, note, shape and rows; `errors` are pairs of the field's id and what is wrong."""

    def __init__(self, posted: MultiDict[str, str] | None = None, kept: Assumptions | None = None) -> None:
        self.errors: list[tuple[str, str]] = []
        self.assumptions: Assumptions | None = None
        self.by_region = RegionRows()
        if posted is not None:
            self._read(posted)
        elif kept is not None:
            self.name, self.note, self.shape = kept.name, kept.note, kept.shape.value
            self.by_region = RegionRows(kept.regions)
            rows = [Row(each.name, each.kind.value, each.low, each.middle, each.high) for each in kept.factors]
            self.rows = _padded(rows)
        else:
            self.name, self.note, self.shape = "", "", RangeShape.PERT.value
            self.rows = _padded([Row(_(name)) for name in FIRST])

    @property
    def bad(self) -> frozenset[str]:
        """The ids of the fields that need mending."""
        return frozenset(place for place, _words in self.errors)

    def _read(self, posted: MultiDict[str, str]) -> None:
        self.name = self._text(posted, "name", LONGEST_NAME)
        self.note = self._text(posted, "note", LONGEST_NOTE)
        self.shape = posted.get("shape", "")
        if not self.name:
            self.errors.append(("name", _("Give the estimate a name, such as Home deliveries 2027.")))
        if self.shape not in set(RangeShape):
            self.shape = RangeShape.PERT.value
        rows = [self._row(posted, place) for place in range(1, MOST_FACTORS + 1)]
        worked = self._read_regions(posted, rows)
        factors = [self._factor(row, place) for place, row in enumerate(worked, start=1) if not row.is_empty]
        filled = [row for row in (rows if self.errors else worked) if row != Row()]
        if not factors:
            self.errors.append(("middle-1", _("Enter at least one factor, such as 1000000 buyers.")))
        names = [each.name for each in factors if each is not None]
        if len(set(names)) != len(names):
            self.errors.append(("name-1", _("Give every factor a name of its own.")))
        self.rows = rows[: max(_LEAST, len(filled))] if self.errors else _padded(filled)
        if not self.errors:
            known = tuple(each for each in factors if each is not None)
            self.assumptions = Assumptions(self.name, self.note, RangeShape(self.shape), known, self.by_region.regions)

    def _read_regions(self, posted: MultiDict[str, str], rows: list[Row]) -> list[Row]:
        """The rows to work with: regions give the first factor as their sum, and it has no range."""
        before = len(self.errors)
        self.by_region = RegionRows.posted(posted, self._text)
        self.errors += self.by_region.errors
        if all(row.is_empty for row in self.by_region.rows):
            return rows
        if rows[0].low or rows[0].high:
            self.errors.append(("low-1", _("Row 1 is given by the regions: leave its low and high empty.")))
        total = written(sum_of(self.by_region.regions))
        if not self.by_region.errors and (words := self._wrong_sum(total)):
            self.errors.append(("region-1", words))
        # what is wrong with the regions is no fault of the row
        middle = "0" if len(self.errors) > before else total
        return [replace(rows[0], low="", middle=middle, high=""), *rows[1:]]

    def _wrong_sum(self, total: str) -> str:
        """Why the regions together give no figure; nothing where they do."""
        if not any(each.fits for each in self.by_region.regions):
            return str(_("No region counts: mark capacity, buying power and habits of at least one."))
        if len(total) > LONGEST_FIGURE:
            return str(_("The regions add up to more than %(most)s digits: round them.", most=LONGEST_FIGURE))
        if as_exact(total) > LARGEST_FACTOR:
            return str(_("The regions add up to more than %(most)s: enter smaller figures.", most=LARGEST_FACTOR))
        return ""

    def _text(self, posted: MultiDict[str, str], field: str, most: int) -> str:
        text, changed = typed_text(posted.get(field, "")[: 20 * most])
        if changed:
            self.errors.append((field, _("This holds characters that cannot be kept: type it again.")))
        elif len(text) > most:
            self.errors.append((field, _("This is longer than %(most)s characters: shorten it.", most=most)))
        return text

    def _row(self, posted: MultiDict[str, str], place: int) -> Row:
        kind = posted.get(f"kind-{place}", "")
        figures = {name: self._text(posted, f"{name}-{place}", LONGEST_FIGURE) for name in _FIGURES}
        name = self._text(posted, f"name-{place}", LONGEST_NAME)
        return Row(name, kind if kind in set(FactorKind) else FactorKind.AMOUNT.value, **figures)

    def _factor(self, row: Row, place: int) -> Assumption | None:
        """The factor of a row, or None where something is to be mended."""
        before = len(self.errors)
        if not row.name:
            self.errors.append((f"name-{place}", _("Row %(row)s: name the factor.", row=place)))
        if not row.middle:
            self.errors.append((f"middle-{place}", _("Row %(row)s: enter the most likely figure.", row=place)))
        figures = {name: self._figure(getattr(row, name), f"{name}-{place}", place) for name in _FIGURES}
        if len(self.errors) > before:
            return None
        kind = FactorKind(row.kind)
        middle = figures["middle"] or 0
        low, high = (middle if each is None else each for each in (figures["low"], figures["high"]))
        if not low <= middle <= high:
            words = _("Row %(row)s: low, most likely and high must rise in this order.", row=place)
            self.errors.append((f"middle-{place}", words))
        if kind is not FactorKind.AMOUNT and high > 1:
            words = _("Row %(row)s: a ratio lies between 0 and 1 (at most 100 %%).", row=place)
            self.errors.append((f"middle-{place}", words))
        return None if len(self.errors) > before else Assumption(row.name, kind, row.middle, row.low, row.high)

    def _figure(self, text: str, field: str, place: int) -> Exact | None:
        if not text:
            return None
        try:
            found = as_exact(text)
        except StatisticsRefused:
            found = -1
        if not 0 <= found <= LARGEST_FACTOR:
            words = _("Row %(row)s: “%(text)s” is no figure. Write 1000000, 0.05 or 5 %%.", row=place, text=text[:40])
            self.errors.append((field, words))
            return None
        return found


def _padded(rows: Sequence[Row]) -> list[Row]:
    """The rows with some empty ones behind them, up to the most there can be."""
    wanted = min(MOST_FACTORS, max(_LEAST, len(rows) + _SPARE))
    return [*rows, *(Row() for _place in range(wanted - len(rows)))]
