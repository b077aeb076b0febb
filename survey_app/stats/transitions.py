"""Who changed sides between two rounds: McNemar for two classes, Bowker for more."""

import numpy as np
from scipy import special, stats

from survey_app.stats.answers import Values, as_numbers
from survey_app.stats.results import StatisticsRefused
from survey_app.stats.significance import Shortfall, SignificanceTest

__all__ = ["FEWEST_PAIRS", "bowker", "mcnemar"]

FEWEST_PAIRS = 6
"""Below so many pairs no test is made: five cannot reach a two-sided p of .05."""

_FEW = 25


def mcnemar(lost: int, won: int, pairs: int) -> SignificanceTest:
    """Test that as many left the agreement as joined it.

    Parameters: lost, panellists who agreed in the first round only; won, in the second only; pairs, all with both.
    Returns: SignificanceTest. Nobody changed sides: p = 1, shortfall `nobody_moved`. Fewer than six pairs: no p.
    Raises: StatisticsRefused when the counts are negative or above the pairs.
    Formula: b + c < 25: exact binomial, statistic min(b, c); else (b - c)²/(b + c) on 1 degree of freedom, without
    continuity correction.
    Do not trust it to see movement inside the range.
    Source: McNemar 1947, Psychometrika 12:153.

    >>> mcnemar(3, 0, 25).p
    0.25
    """
    if min(lost, won) < 0 or lost + won > pairs:
        raise StatisticsRefused("count_out_of_range", k=lost + won, n=pairs)
    if pairs < FEWEST_PAIRS:
        return SignificanceTest("mcnemar", shortfall=Shortfall.TOO_FEW_PAIRS if pairs else Shortfall.NO_PAIRS)
    moved = lost + won
    if not moved:
        return SignificanceTest("mcnemar", p=1.0, shortfall=Shortfall.NOBODY_MOVED)
    if moved < _FEW:
        p = min(1.0, 2 * float(stats.binom.cdf(min(lost, won), moved, 0.5)))
        return SignificanceTest("mcnemar_exact", min(lost, won), p=p)
    square = (lost - won) ** 2 / moved
    return SignificanceTest("mcnemar_chi_square", square, (1,), float(special.chdtrc(1, square)))


def bowker(first: Values, second: Values) -> SignificanceTest:
    """Test that the moves between every two classes are as many in both directions.

    Parameters: first and second, each panellist's class as a number, in the same order; None and NaN are left out.
    Returns: SignificanceTest. Nobody changed class: p = 1. Fewer than six pairs: no p.
    Raises: StatisticsRefused when the columns differ in length.
    Formula: sum over pairs of classes (n_ij - n_ji)²/(n_ij + n_ji), its degrees of freedom being the pairs between
    which anybody moved (counting empty pairs too would inflate p).
    Do not trust it with few movers: it is an approximation.
    Source: Bowker 1948, Journal of the American Statistical Association 43:572.

    >>> found = bowker([1, 1, 1, 1, 2, 2, 3], [2, 2, 2, 3, 2, 1, 3])
    >>> found.statistic, found.df
    (2.0, (2,))
    """
    before, after = as_numbers(first), as_numbers(second)
    if before.size != after.size:
        raise StatisticsRefused("columns_differ_in_length", first=before.size, second=after.size)
    both = ~np.isnan(before) & ~np.isnan(after)
    pairs = int(both.sum())
    if pairs < FEWEST_PAIRS:
        return SignificanceTest("bowker", shortfall=Shortfall.TOO_FEW_PAIRS if pairs else Shortfall.NO_PAIRS)
    moves: dict[tuple[float, float], list[int]] = {}
    for one, two in zip(before[both].tolist(), after[both].tolist(), strict=True):
        if one != two:
            moves.setdefault((min(one, two), max(one, two)), [0, 0])[int(one > two)] += 1
    if not moves:
        return SignificanceTest("bowker", p=1.0, shortfall=Shortfall.NOBODY_MOVED)
    square = sum((there - back) ** 2 / (there + back) for there, back in moves.values())
    return SignificanceTest("bowker", square, (len(moves),), float(special.chdtrc(len(moves), square)))
