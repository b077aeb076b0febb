"""What came out of a quantity that a panel estimated."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out, in the unit of the scale: the day it became known, and where it stands."""

    value: float
    known_on: date
    source: str
