"""How probable it is that a panel agrees on one of several options when everybody chooses independently."""

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from scipy import stats

from survey_app.stats.answers import FloatArray
from survey_app.stats.results import StatisticsRefused

__all__ = ["agreement_chances"]

_MOST_PEOPLE = 400
_FEWEST_OPTIONS, _MOST_OPTIONS = 2, 20
_WHOLE = 100
_TOLERANCE = 1e-9


def agreement_chances(n: int, shares: Sequence[float], percent: Fraction | int = 75) -> tuple[float, ...]:
    """The probability that each option alone is chosen most and reaches the threshold.

    Parameters: n, people who all choose; shares, the chance of each option; percent, the share that agrees.
    Returns: one probability by option; their sum is that of any agreement.
    Raises: StatisticsRefused outside 1 to 400 people or 2 to 20 options, or for chances that do not sum to 1.
    Formula: sum over k with 100 k >= percent n of P(N_j = k, every other count < k). With independent Poisson counts
    X_i of mean n p_i this is P(X_j = k) P(sum of the others = n - k, each < k) / P(X = n), X Poisson of mean n.
    Do not trust it beyond about twelve digits: it is computed in floating point.
    Source: the multinomial distribution; Levin 1981, Annals of Statistics 9:1123.

    >>> found = agreement_chances(8, [0.25] * 4, 75)
    >>> round(sum(found), 9), round(4 * sum(math.comb(8, k) * 3 ** (8 - k) for k in (6, 7, 8)) / 4**8, 9)
    (0.016906738, 0.016906738)
    """
    _check(n, shares)
    percent = Fraction(percent)
    least = max(1, -(-percent.numerator * n // (percent.denominator * _WHOLE)))
    counts = np.arange(n + 1)
    poisson = [np.asarray(stats.poisson.pmf(counts, n * share), dtype=np.float64) for share in shares]
    whole = float(stats.poisson.pmf(n, n))
    by_share: dict[float, float] = {}  # options with the same chance agree as often
    for place, share in enumerate(shares):
        if share not in by_share:
            parts = (poisson[place][k] * _others(poisson, place, k, n - k) for k in range(least, n + 1))
            by_share[share] = min(1.0, math.fsum(parts) / whole)
    return tuple(by_share[share] for share in shares)


def _others(poisson: Sequence[FloatArray], place: int, below: int, total: int) -> float:
    """The probability that the counts of the other options sum to `total`, each of them below `below`."""
    found: FloatArray = np.ones(1)
    for other, chances in enumerate(poisson):
        if other != place:
            found = np.convolve(found, chances[:below])[: total + 1]
    return float(found[total]) if total < found.size else 0.0


def _check(n: int, shares: Sequence[float]) -> None:
    if not 1 <= n <= _MOST_PEOPLE:
        raise StatisticsRefused("panel_out_of_range", n=n, most=_MOST_PEOPLE)
    if not _FEWEST_OPTIONS <= len(shares) <= _MOST_OPTIONS:
        raise StatisticsRefused("too_few_options", options=len(shares))
    if min(shares) < 0 or abs(math.fsum(shares) - 1) > _TOLERANCE:
        raise StatisticsRefused("share_out_of_range", lowest=0, highest=1)
