"""The shape of a test of significance, and why one was not made."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from survey_app.stats.results import StatisticsRefused

__all__ = ["Shortfall", "SignificanceTest", "holm"]


class Shortfall(StrEnum):
    """Why a test, or a figure about a panel, does not exist; templates hold the sentences."""

    NO_RATERS = "no_raters"
    ONE_RATER = "one_rater"
    TOO_FEW_ITEMS = "too_few_items"
    NO_ORDER = "no_order"
    FULL_CONCORDANCE = "full_concordance"
    LARGE_PANEL = "large_panel"
    NO_PAIRS = "no_pairs"
    TOO_FEW_PAIRS = "too_few_pairs"
    TOO_FEW_MOVED = "too_few_moved"
    NOBODY_MOVED = "nobody_moved"


@dataclass(frozen=True, slots=True)
class SignificanceTest:
    """One test: its statistic, degrees of freedom (one, or two for F) and p; what does not exist is None."""

    method: str
    statistic: float | None = None
    df: tuple[float, ...] = ()
    p: float | None = None
    shortfall: Shortfall | None = None


def holm(p_values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Adjust the p values of several items for their number; those that do not exist stay None and do not count.

    Parameters: p_values, one per item, between 0 and 1 or None.
    Returns: as many adjusted values, in the same order.
    Raises: StatisticsRefused for a value outside 0..1.
    Formula: sorted upwards, the i-th of m is multiplied by m - i + 1, never below the one before, never above 1.
    Do not trust a large adjusted p as proof that nothing moved.
    Source: Holm 1979, Scandinavian Journal of Statistics 6:65.

    >>> holm([0.01, None, 0.04, 0.03])
    (0.03, None, 0.06, 0.06)
    """
    known = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    found: list[float | None] = [None] * len(p_values)
    least = 0.0
    for rank, (p, place) in enumerate(known):
        if not 0 <= p <= 1:
            raise StatisticsRefused("p_out_of_range", p=p)
        least = min(1.0, max(least, (len(known) - rank) * p))
        found[place] = least
    return tuple(found)
