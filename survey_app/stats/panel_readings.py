"""Further readings of a rated item, computed from its distribution: the RAND/UCLA class and the fuzzy average."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from survey_app.stats.appropriateness import Appropriateness, appropriateness
from survey_app.stats.fuzzy import FIVE_POINTS, SEVEN_POINTS, SEVEN_POINTS_WIDE, FuzzyItem, FuzzyScale, fuzzy_item

__all__ = ["RAM_ENDS", "TABLES", "FuzzyTable", "fuzzy_of_counts", "ram_of_counts", "ratings_of_counts"]

Counts = Iterable[tuple[float, int]]
RAM_ENDS = (1, 9)
"""The only scale for which the constants of the RAND/UCLA method hold."""


class FuzzyTable(StrEnum):
    """Which published table turns ratings into triangular numbers; tables of seven points differ in print."""

    NONE = "none"
    FIVE = "five"
    SEVEN = "seven"
    SEVEN_WIDE = "seven_wide"


TABLES: Mapping[FuzzyTable, FuzzyScale] = MappingProxyType(
    {
        FuzzyTable.FIVE: FIVE_POINTS,
        FuzzyTable.SEVEN: SEVEN_POINTS,
        FuzzyTable.SEVEN_WIDE: SEVEN_POINTS_WIDE,
    }
)


def ratings_of_counts(counts: Counts) -> list[float]:
    """The ratings behind a distribution, from low to high; who gave them is not in it.

    >>> ratings_of_counts([(1, 2), (2, 0), (3, 1)])
    [1.0, 1.0, 3.0]
    """
    return [float(point) for point, count in sorted(counts) for _each in range(count)]


def ram_of_counts(counts: Counts) -> Appropriateness:
    """The RAND/UCLA class of an item from its distribution on 1 to 9; source and guards as in `appropriateness`.

    >>> ram_of_counts([(1, 4), (5, 1), (9, 4)]).ram_class.value
    'uncertain'
    """
    return appropriateness(ratings_of_counts(counts))


def fuzzy_of_counts(counts: Counts, table: FuzzyTable) -> FuzzyItem:
    """The fuzzy average of an item from its distribution; source and guards as in `fuzzy_item`.

    >>> round(fuzzy_of_counts([(3, 1), (4, 4), (5, 5)], FuzzyTable.FIVE).crisp, 2)
    0.68
    """
    return fuzzy_item(ratings_of_counts(counts), TABLES[table])
