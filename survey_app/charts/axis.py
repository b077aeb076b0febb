"""Where values stand: a linear scale and round steps along it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_POINT = 1e-9
"""Values closer than this, in proportion, are drawn as one."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A stretch of values laid over a stretch of the drawing."""

    first: float
    last: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The place of a value, kept inside the stretch.

        >>> Axis(0, 10, 100, 200).at(5), Axis(0, 10, 100, 200).at(12)
        (150.0, 200.0)
        """
        span = self.last - self.first
        share = (min(max(value, self.first), self.last) - self.first) / span if span else 0.5
        return self.start + share * (self.end - self.start)


def places_of(ticks: Sequence[float], least: int = 0) -> int:
    """How many decimals set neighbouring ticks apart, at least so many.

    >>> places_of((2.4, 2.45, 2.5), 1), places_of((0.0, 5.0, 10.0))
    (2, 0)
    """
    step = min((high - low for low, high in pairwise(ticks)), default=1.0)
    return max(least, math.ceil(-math.log10(step) - _POINT)) if step > 0 else least


def steps(low: float, high: float, most: int = 6) -> tuple[float, ...]:
    """Round values that enclose a stretch, at most about so many.

    >>> steps(5.9, 8.7)
    (5.5, 6.0, 6.5, 7.0, 7.5, 8.0, 8.5, 9.0)
    >>> steps(0, 0)
    (-1.0, -0.5, 0.0, 0.5, 1.0)
    """
    if not (math.isfinite(low) and math.isfinite(high)) or high - low <= _POINT * max(abs(low), abs(high), _POINT):
        middle = low if math.isfinite(low) else 0.0
        low, high = middle - 1, middle + 1
    raw = (high - low) / most
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(float(f"{place * step:.12g}") for place in range(first, last + 1))
