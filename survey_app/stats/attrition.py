"""Whether those who left the panel had rated otherwise than those who stayed: dropouts can make a consensus."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from survey_app.stats.answers import FloatArray, Values, as_numbers, base_cautions, check_level, normal_quantile
from survey_app.stats.guards import Guard
from survey_app.stats.results import Base, Interval, Reason, Result, StatisticsRefused
from survey_app.stats.significance import SignificanceTest

__all__ = ["Attrition", "attrition"]

_SOURCE = (
    "Rank-biserial correlation: Cureton 1956, Psychometrika 21:287; its equal, Cliff's delta, with asymmetric limits: "
    "Cliff 1993, Psychological Bulletin 114:494; Feng and Cliff 2004, Journal of Modern Applied Statistical "
    "Methods 3:322"
)
_FEWEST = 5
_MOST_PAIRS = 10_000_000


@dataclass(frozen=True, kw_only=True)
class Attrition(Result):
    """Ratings of the first round: those who finished against those who left, one item.

    `rank_biserial` is above 0 where those who left had rated lower. Where a side has fewer than `minimum`, nothing but
    the two counts is told.
    """

    stayed: int
    left: int
    minimum: int
    median_stayed: float | None = None
    median_left: float | None = None
    median_difference: float | None = None
    rank_biserial: float | None = None
    interval: Interval | None = None
    test: SignificanceTest | None = None
    guard: Guard | None = None


def attrition(stayed: Values, left: Values, *, minimum: int = _FEWEST, level: float = 0.95) -> Attrition:
    """Compare the first ratings of those who finished the study with those of the dropouts.

    Parameters: stayed and left, first-round ratings of one item, None and NaN missing; minimum, the smallest side that
    is shown; level, confidence of the interval.
    Returns: Attrition. A side below the minimum: the counts only, guard `fewer_than_five` (whatever the minimum).
    Raises: StatisticsRefused for more than ten million pairs.
    Formula: r = P(stayed > left) - P(stayed < left) over all pairs; variance of Cliff's delta with n - 1, limits
    (r - r³ -+ z s sqrt((1 - r²)² + z² s²))/(1 - r² + z² s²); all pairs in one direction: r is 1 or -1 without limits.
    Test: Mann-Whitney, normal approximation with tie correction, without continuity correction.
    Do not trust a small difference as no bias: few leave, and the interval is wide.
    Source: Cureton 1956; Cliff 1993; Feng and Cliff 2004; Mann and Whitney 1947.

    >>> found = attrition([7, 8, 9, 7, 8, 9], [5, 6, 7, 5, 8])
    >>> round(found.rank_biserial, 4), found.median_difference
    (0.7333, 2.0)
    """
    check_level(level)
    one, two = (side[~np.isnan(side)] for side in (as_numbers(stayed), as_numbers(left)))
    n = int(one.size + two.size)
    if one.size * two.size > _MOST_PAIRS:
        raise StatisticsRefused("too_many_pairs", pairs=int(one.size * two.size), most=_MOST_PAIRS)
    small = min(one.size, two.size) < minimum
    found = {} if small else _figures(one, two, level)
    return Attrition(
        n=n,
        missing=len(stayed) + len(left) - n,
        base=Base.VALID_ANSWERS,
        method="rank_biserial",
        source=_SOURCE,
        cautions=base_cautions(n),
        reason=None if n else Reason.NO_ANSWERS,
        stayed=int(one.size),
        left=int(two.size),
        minimum=minimum,
        guard=Guard.FEWER_THAN_FIVE if small else None,
        **found,
    )


def _figures(one: FloatArray, two: FloatArray, level: float) -> dict[str, Any]:
    signs = np.sign(one[:, None] - two[None, :])
    r = float(signs.mean())
    centre, other = float(np.median(one)), float(np.median(two))
    return {
        "median_stayed": centre,
        "median_left": other,
        "median_difference": centre - other,
        "rank_biserial": r,
        "interval": _limits(signs, r, level),
        "test": _test(one, two, r),
    }


def _limits(signs: FloatArray, r: float, level: float) -> Interval | None:
    rows, columns = signs.shape
    if abs(r) == 1 or min(rows, columns) < 2:  # noqa: PLR2004 - a variance needs two
        return None
    by_row = float(((signs.mean(axis=1) - r) ** 2).sum()) / (rows - 1)
    by_column = float(((signs.mean(axis=0) - r) ** 2).sum()) / (columns - 1)
    each = float(((signs - r) ** 2).sum()) / ((rows - 1) * (columns - 1))
    square = ((columns - 1) * by_row + (rows - 1) * by_column + each) / (rows * columns)
    z2 = normal_quantile(level) ** 2 * square
    reach = float(np.sqrt(z2 * ((1 - r * r) ** 2 + z2)))
    low, high = ((r - r**3 + side * reach) / (1 - r * r + z2) for side in (-1, 1))
    return Interval(max(-1.0, low), min(1.0, high), level, "cliff_asymmetric")


def _test(one: FloatArray, two: FloatArray, r: float) -> SignificanceTest:
    rows, columns = one.size, two.size
    n = rows + columns
    ties = np.unique(np.concatenate([one, two]), return_counts=True)[1].astype(np.float64)
    variance = rows * columns / 12 * (n + 1 - float((ties**3 - ties).sum()) / (n * (n - 1)))
    u = rows * columns * (1 + r) / 2
    if variance <= 0:
        return SignificanceTest("mann_whitney_normal", u, p=1.0)
    z = (u - rows * columns / 2) / variance**0.5
    return SignificanceTest("mann_whitney_normal", u, p=float(min(1.0, 2 * special.ndtr(-abs(z)))))
