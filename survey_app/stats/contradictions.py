"""Which of one person's comparisons contradict each other, and how well the comparisons of a whole panel hold."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from survey_app.stats.pairwise_weights import TOLERATED, pairwise_weights
from survey_app.stats.results import Base, Reason, Result

__all__ = ["Circle", "Contradictions", "OddOne", "PanelConsistency", "contradictions", "panel_consistency"]

_MOST = 3
_NEAR = 1e-9
_SOURCE = (
    "Kendall and Babington Smith 1940, Biometrika 31:324 (circular triads); Koczkodaj 1993, Mathematical and Computer "
    "Modelling 18:79 (how far a triad is off); Saaty 2003, European Journal of Operational Research 145:85 (the "
    "comparison that is furthest from the weights)"
)
_AGGREGATED = (
    "Forman and Peniwati 1998, European Journal of Operational Research 108:165 (aggregating individual priorities); "
    "Saaty 1980 (consistency ratio)"
)


@dataclass(frozen=True, slots=True)
class Circle:
    """Three things by their places: the first beats the second, the second the third, and the third the first."""

    first: int
    second: int
    third: int


@dataclass(frozen=True, slots=True)
class OddOne:
    """One comparison and what all others together say of its pair: how many times the first is as important."""

    first: int
    second: int
    said: float
    implied: float


@dataclass(frozen=True, kw_only=True)
class Contradictions(Result):
    """What contradicts the others most, worst first; n counts the comparisons."""

    circles: tuple[Circle, ...] = ()
    odd: tuple[OddOne, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PanelConsistency(Result):
    """The consistency ratios of n people as one; `within` counts those at or below what is tolerated."""

    median: float | None = None
    within: int | None = None
    tolerated: float = TOLERATED


def contradictions(factors: int, compared: Mapping[tuple[int, int], float]) -> Contradictions:
    """Say which comparisons of one person contradict the others most.

    Parameters: as in `pairwise_weights`.
    Returns: Contradictions: at most three circles, the largest first, and at most three single comparisons, the one
    furthest from the weights first; one that agrees with the weights is not listed.
    Raises: StatisticsRefused as `pairwise_weights` does.
    Formula: a circle is a(i,j) > 1, a(j,k) > 1, a(k,i) > 1, its size the product of the three; a single comparison is
    off by abs(log a(i,j) - log w(i) + log w(j)).
    Do not trust it as a reason to change an answer: it says which answers do not fit together, not which is right.
    Source: Kendall and Babington Smith 1940; Koczkodaj 1993; Saaty 2003.

    >>> found = contradictions(3, {(0, 1): 3, (1, 2): 3, (0, 2): 1 / 3})
    >>> found.circles
    (Circle(first=0, second=1, third=2),)
    >>> contradictions(3, {(0, 1): 2, (0, 2): 4, (1, 2): 2}).odd
    ()
    """
    found = pairwise_weights(factors, compared)
    both = {**compared, **{(second, first): 1 / times for (first, second), times in compared.items()}}
    return Contradictions(
        circles=_circles(factors, both),
        odd=_odd_ones(compared, found.weights) if found.weights else (),
        n=len(compared),
        missing=found.missing,
        base=Base.VALID_ANSWERS,
        method="contradictions",
        source=_SOURCE,
        reason=found.reason,
    )


def _circles(factors: int, both: Mapping[tuple[int, int], float]) -> tuple[Circle, ...]:
    sized: list[tuple[float, Circle]] = []
    for first, *others in combinations(range(factors), 3):
        for second, third in (others, reversed(others)):
            sides = [both.get(pair, 1.0) for pair in ((first, second), (second, third), (third, first))]
            if min(sides) > 1:
                sized.append((-math.prod(sides), Circle(first, second, third)))
    sized.sort(key=lambda each: (each[0], each[1].first, each[1].second, each[1].third))
    return tuple(circle for _size, circle in sized[:_MOST])


def _odd_ones(compared: Mapping[tuple[int, int], float], weights: tuple[float, ...]) -> tuple[OddOne, ...]:
    sized = []
    for (first, second), said in compared.items():
        implied = weights[first] / weights[second]
        off = abs(math.log(said) - math.log(implied))
        if off > _NEAR:
            sized.append((-off, OddOne(first, second, said, implied)))
    sized.sort(key=lambda each: (round(each[0], 9), each[1].first, each[1].second))
    return tuple(odd for _off, odd in sized[:_MOST])


def panel_consistency(ratios: Iterable[float | None]) -> PanelConsistency:
    """How well the comparisons of a panel hold together.

    Parameters: ratios, the consistency ratio of each person, None where there is none.
    Returns: PanelConsistency. Nobody has one: reason `no_answers`.
    Formula: the median of the ratios, and the count of those at or below 0.10.
    Do not trust the median for the weights: a mean over people with large ratios is a mean of noise.
    Source: Saaty 1980; Forman and Peniwati 1998.

    >>> found = panel_consistency([0.02, 0.10, 0.31, None])
    >>> found.median, found.within, found.n, found.missing
    (0.1, 2, 3, 1)
    """
    every = list(ratios)
    known = sorted(ratio for ratio in every if ratio is not None)
    return PanelConsistency(
        median=float(np.median(known)) if known else None,
        within=sum(ratio <= TOLERATED for ratio in known) if known else None,
        n=len(known),
        missing=len(every) - len(known),
        base=Base.VALID_ANSWERS,
        method="panel_consistency",
        source=_AGGREGATED,
        reason=None if known else Reason.NO_ANSWERS,
    )
