"""How a tally of Kano's letters becomes one category, and whether the first two can be told apart."""

from collections.abc import Mapping
from enum import StrEnum
from math import sqrt

from scipy import special

__all__ = ["ClassRule", "binomial_p", "classify", "fong_least", "ranked"]

_ORDER = "MOAIRQ"
"""Which letter is named where several are chosen equally often: the stricter one."""
_NEAR = 0.05
_FONG_Z = 1.65
_ROUNDING = 1e-9


class ClassRule(StrEnum):
    """Which of the letters names the feature; they can differ on the same answers."""

    PLURALITY = "plurality"
    WITHIN_5_POINTS = "within_5_points"
    TWO_STEP = "two_step"


def ranked(counts: Mapping[str, float]) -> list[str]:
    """The letters from the most to the least chosen, of equals the stricter first.

    >>> ranked({"A": 3, "O": 3, "M": 1, "I": 5, "R": 0, "Q": 0})
    ['I', 'O', 'A', 'M', 'R', 'Q']
    """
    return sorted(counts, key=lambda letter: (-counts[letter], _ORDER.index(letter)))


def classify(counts: Mapping[str, float], rule: ClassRule) -> str | None:
    """Name the category of a tally.

    Parameters: counts, people (or weights) by letter, all six letters present; rule, how they become one.
    Returns: a letter, None where nobody answered.
    Formula: plurality: the most chosen, of equals the first of M, O, A, I, R, Q. Within 5 points: of all whose share is
    at most 5 points of a hundred below the largest, the first in that order. Two-step: the most chosen of O, A, M when
    these three together outnumber I, R, Q together, else the most chosen of I, R, Q.
    Do not trust one rule alone where they disagree.
    Source: Berger et al. 1993, Center for Quality Management Journal 2(4):3.

    >>> tally = {"A": 20, "O": 25, "M": 15, "I": 35, "R": 4, "Q": 1}
    >>> classify(tally, ClassRule.PLURALITY), classify(tally, ClassRule.TWO_STEP)
    ('I', 'O')
    """
    total = sum(counts.values())
    if not total:
        return None
    order = ranked(counts)
    if rule is ClassRule.WITHIN_5_POINTS:
        least = counts[order[0]] - _NEAR * total - _ROUNDING * total
        return next(letter for letter in _ORDER if counts[letter] >= least)
    if rule is ClassRule.TWO_STEP:
        wanted = "OAM" if counts["O"] + counts["A"] + counts["M"] > counts["I"] + counts["R"] + counts["Q"] else "IRQ"
        return next(letter for letter in order if letter in wanted)
    return order[0]


def binomial_p(a: float, b: float) -> float:
    """Two-sided exact p of a against b when both are equally likely; fractions of people by the beta integral.

    >>> round(binomial_p(15, 5), 8)
    0.04138947
    """
    n, most = a + b, max(a, b)
    if n <= 0 or a == b:
        return 1.0
    return min(1.0, 2 * float(special.betainc(most, n - most + 1, 1 / 2)))


def fong_least(a: float, b: float, n: float) -> float:
    """The difference that two counts of n must reach by the rule of Fong: 1.65 sqrt((a + b)(2n - a - b)/(2n)).

    >>> round(fong_least(101, 81, 296), 1)
    18.5
    """
    return _FONG_Z * sqrt((a + b) * (2 * n - a - b) / (2 * n))
