"""Statements on the plane of two scales: numbered dots at the medians, middle halves as crosses, both middles."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from survey_app.charts.priority_map import PriorityMark, PriorityPlane, PriorityWords, priority_map

Ends = tuple[float, float]


@dataclass(frozen=True, slots=True)
class StatementMark:
    """One statement: its median and middle half on both scales, and both in words.

    `named` says whether the panel is of two minds about it.
    """

    label: str
    across: float
    up: float
    across_span: Ends
    up_span: Ends
    words: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class TwoAxes:
    """The plane: what it shows, what each axis asks, the ends of both scales, and how their points are written."""

    title: str
    across: str
    up: str
    across_ends: Ends
    up_ends: Ends
    figure: Callable[[float], str]


def two_axes(plane: TwoAxes, marks: Sequence[StatementMark]) -> Markup:
    """The whole of both scales with every statement; nothing without one."""
    if not marks:
        return Markup("")
    ends = (plane.up_ends, plane.across_ends)
    drawn = PriorityPlane(
        plane.title,
        (sum(plane.up_ends) / 2, sum(plane.across_ends) / 2),
        PriorityWords(plane.up, plane.across, "", "", "", ""),
        (plane.figure, plane.figure),
        ends,
        (_points(ends[0]), _points(ends[1])),
    )
    return priority_map(drawn, [_mark(each) for each in marks])


def _points(ends: Ends) -> tuple[float, ...]:
    """Every point of a scale.

    >>> _points((1, 4))
    (1.0, 2.0, 3.0, 4.0)
    """
    return tuple(float(ends[0]) + place for place in range(int(ends[1] - ends[0]) + 1))


def _mark(mark: StatementMark) -> PriorityMark:
    return PriorityMark(mark.label, mark.up, mark.across, mark.words, mark.up_span, mark.across_span, named=mark.named)
