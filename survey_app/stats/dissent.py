"""Whether the ratings of one item form two camps: separated modes that each hold a fifth of the panel."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from survey_app.stats.answers import Values
from survey_app.stats.distribution import Distribution, distribution
from survey_app.stats.guards import Guard

__all__ = ["Dissent", "Mode", "dissent"]

_SOURCE = "Two separated modes of at least a fifth each; reported without a verdict"
_FEWEST = 10
_FIFTH = Fraction(1, 5)
_TWO = 2


@dataclass(frozen=True, slots=True)
class Mode:
    """One peak of the distribution: the points it spans, the ratings on each of them, and together."""

    lowest: float
    highest: float
    count: int
    together: int


@dataclass(frozen=True, kw_only=True)
class Dissent(Distribution):
    """The distribution of one item with its large peaks; `two_camps` is None below ten ratings, with a guard."""

    modes: tuple[Mode, ...]
    two_camps: bool | None = None
    guard: Guard | None = None


def dissent(ratings: Values, scale_min: float = 1, scale_max: float = 9, *, least: Fraction = _FIFTH) -> Dissent:
    """Whether the panel stands in two camps on one item.

    Parameters: ratings, one per panellist, None and NaN missing; scale_min and scale_max, ends of the scale; least, the
    share of the ratings that a peak must hold.
    Returns: Dissent. Below ten ratings only the distribution counts: `two_camps` None, guard `fewer_than_ten`.
    Raises: StatisticsRefused when a rating lies off the scale or the ends are out of order.
    Formula: a peak is a run of equally frequent points with fewer ratings on the points beside it; it is large when
    its points together hold at least `least` of n. Two large peaks are two camps: fewer lie between them.
    Do not trust it on scales with many points: few share one.
    Source: two separated modes of at least 20 % each; no published verdict rests on it.

    >>> found = dissent([1, 2, 2, 2, 2, 3, 7, 8, 8, 8, 9, 9])
    >>> found.two_camps, [(mode.lowest, mode.count) for mode in found.modes]
    (True, [(2.0, 4), (8.0, 3)])
    """
    base = distribution(ratings, scale_min, scale_max)
    modes = tuple(mode for mode in _peaks([(each.point, each.count) for each in base.points]) if mode.count)
    large = tuple(mode for mode in modes if mode.together >= least * base.n)
    few = None if base.n >= _FEWEST else Guard.FEWER_THAN_TEN if base.n else Guard.NO_ANSWERS
    return Dissent(
        **vars(base) | {"method": "separated_modes", "source": _SOURCE},
        modes=large,
        two_camps=None if few else len(large) >= _TWO,
        guard=few,
    )


def _peaks(points: Sequence[tuple[float, int]]) -> list[Mode]:
    """Runs of equal counts that are higher than what stands beside them; beyond the ends stands nothing."""
    runs = [(count, [point for point, _count in run]) for count, run in groupby(points, key=lambda each: each[1])]
    heights = [-1, *(count for count, _run in runs), -1]
    return [
        Mode(run[0], run[-1], count, count * len(run))
        for place, (count, run) in enumerate(runs, start=1)
        if heights[place - 1] < count > heights[place + 1]
    ]
