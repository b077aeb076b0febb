"""A sample table held against a target: how many are short, and who is furthest behind."""

import math
from dataclasses import dataclass
from fractions import Fraction

from survey_app.exports.report import SampleTable, StratumRow
from survey_app.questions.definition import Text

FEWEST_FOR_A_RATE = 10
"""Below so many sent out, a rate says nothing: the row stands there without one."""


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One stratum against the target. `rate` is None where too few were sent out; `gap` is below 0 when short."""

    label: str | None
    words: Text
    issued: int
    returned: int
    usable: int
    out: int
    share: float
    rate: float | None
    gap: int | None

    @property
    def width(self) -> float:
        """The share as a bar out of 100."""
        return round(min(self.share, 1.0) * 100, 1)


@dataclass(frozen=True, slots=True)
class TargetTable:
    """A sample table with its target; `furthest` is the line with the most missing, None when nobody is short."""

    attribute: str
    title: Text
    is_tally: bool
    needed: int
    lines: tuple[TargetLine, ...]
    total: TargetLine
    furthest: TargetLine | None


def against_target(table: SampleTable, percent: int) -> TargetTable:
    """Hold a table against a target for each row and the whole, rounded up."""
    lines = tuple(_line(row, percent) for row in table.rows)
    total = _line(table.total, percent)
    short = [line for line in lines if line.gap is not None and line.gap < 0 and line.label is not None]
    furthest = min(short, key=lambda line: (line.gap or 0, line.rate or 0), default=None)
    return TargetTable(
        table.attribute, table.title, table.is_tally, needed(total.issued, percent), lines, total, furthest
    )


def needed(issued: int, percent: int) -> int:
    """How many have to come back.

    >>> needed(979, 80), needed(10, 80), needed(0, 80)
    (784, 8, 0)
    """
    return math.ceil(Fraction(issued * percent, 100))


def _line(row: StratumRow, percent: int) -> TargetLine:
    enough = row.issued >= FEWEST_FOR_A_RATE
    share = row.returned / row.issued if row.issued else 0.0
    return TargetLine(
        label=row.label,
        words=row.words,
        issued=row.issued,
        returned=row.returned,
        usable=row.usable,
        out=row.issued - row.returned,
        share=share,
        rate=share if enough else None,
        gap=row.returned - needed(row.issued, percent) if enough else None,
    )
