"""The regions of an estimate: each gives the first factor a figure of its own, and fits the offer or does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from survey_app.stats.market_potential import Exact, as_exact

MOST_REGIONS = 40
FITTING = ("capacity", "buying_power", "habits")
"""What a region has to have: room for what can be delivered, people who can pay, and habits that go with it."""


@dataclass(frozen=True, slots=True)
class RegionAssumption:
    """One region as it was typed; it counts only where all three conditions are met."""

    name: str
    figure: str
    capacity: bool = True
    buying_power: bool = True
    habits: bool = True

    @property
    def fits(self) -> bool:
        """Whether it belongs to the market."""
        return self.capacity and self.buying_power and self.habits


def read(stored: Mapping[str, Any]) -> RegionAssumption:
    """A kept region."""
    fits = {name: bool(stored.get(name, True)) for name in FITTING}
    return RegionAssumption(str(stored["name"]), str(stored["figure"]), **fits)


def sum_of(regions: tuple[RegionAssumption, ...]) -> Exact:
    """What the first factor comes to: the figures of the regions that fit.

    >>> sum_of((RegionAssumption("North", "400000"), RegionAssumption("Islands", "9000", habits=False)))
    400000
    """
    total = sum((Fraction(as_exact(each.figure)) for each in regions if each.fits), Fraction(0))
    return total.numerator if total.denominator == 1 else total


def written(total: Exact) -> str:
    """A sum as somebody would type it: with decimals where they end, else as a fraction.

    >>> written(400000), written(Fraction(13, 30)), written(Fraction(433333333333, 10**12))
    ('400000', '13/30', '0.433333333333')
    """
    fraction, places, rest = Fraction(total), 0, Fraction(total).denominator
    while rest % 10 == 0 or rest % 5 == 0 or rest % 2 == 0:
        rest //= 10 if rest % 10 == 0 else 5 if rest % 5 == 0 else 2
        places += 1
    if rest != 1 or not places:
        return str(total)
    digits = str(fraction.numerator * 10**places // fraction.denominator).zfill(places + 1)
    return f"{digits[:-places]}.{digits[-places:]}"
