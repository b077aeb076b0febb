"""The rows of an estimate's form for its regions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from survey_app.services.market import LARGEST_FACTOR, LONGEST_FIGURE, LONGEST_NAME
from survey_app.services.market_regions import FITTING, MOST_REGIONS, RegionAssumption
from survey_app.stats.market_potential import as_exact
from survey_app.stats.results import StatisticsRefused

Typed = Callable[[MultiDict[str, str], str, int], str]
_SPARE = 3


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One region as it was typed; one that was not there before fits."""

    name: str = ""
    figure: str = ""
    capacity: bool = True
    buying_power: bool = True
    habits: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.name or self.figure)


class RegionRows:
    """The regions of a form; `errors` are pairs of the field's id and what is wrong, `regions` what was asked for."""

    def __init__(self, kept: Sequence[RegionAssumption] = ()) -> None:
        self.errors: list[tuple[str, str]] = []
        self.regions: tuple[RegionAssumption, ...] = tuple(kept)
        rows = [RegionRow(each.name, each.figure, each.capacity, each.buying_power, each.habits) for each in kept]
        self.rows = _padded(rows)

    @classmethod
    def posted(cls, posted: MultiDict[str, str], typed: Typed) -> "RegionRows":
        """What was sent; `typed` reads one text and tells what cannot be kept."""
        found = cls()
        rows = [_row(posted, place, typed) for place in range(1, MOST_REGIONS + 1)]
        filled = [row for row in rows if not row.is_empty]
        found.rows = _padded(filled)
        found.regions = tuple(
            RegionAssumption(row.name, row.figure, row.capacity, row.buying_power, row.habits)
            for place, row in enumerate(filled, start=1)
            if found._is_whole(row, place)
        )
        if len({each.name for each in found.regions}) != len(found.regions):
            found.errors.append(("region-1", _("Give every region a name of its own.")))
        return found

    def _is_whole(self, row: RegionRow, place: int) -> bool:
        if not row.name:
            self.errors.append((f"region-{place}", _("Region %(row)s: name it.", row=place)))
        try:
            value = as_exact(row.figure)
        except StatisticsRefused:
            value = -1
        if not 0 <= value <= LARGEST_FACTOR:
            words = _("Region %(row)s: “%(text)s” is no figure. Write 1000000.", row=place, text=row.figure[:40])
            self.errors.append((f"region-figure-{place}", words))
            return False
        return bool(row.name)


def _row(posted: MultiDict[str, str], place: int, typed: Typed) -> RegionRow:
    name = typed(posted, f"region-{place}", LONGEST_NAME)
    figure = typed(posted, f"region-figure-{place}", LONGEST_FIGURE)
    fits = {condition: f"region-{condition}-{place}" in posted for condition in FITTING}
    return RegionRow(name, figure, **fits)


def _padded(rows: Sequence[RegionRow]) -> list[RegionRow]:
    spare = min(_SPARE, MOST_REGIONS - len(rows))
    return [*rows, *(RegionRow() for _place in range(spare))]
