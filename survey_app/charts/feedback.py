"""What a panel said about one item: its answers as dots or bars, the middle half, the own answer, the groups."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from survey_app.charts.axis import Axis
from survey_app.charts.canvas import Canvas, Side, both
from survey_app.charts.joining import bracketed
from survey_app.charts.lettering import SIZE, shorten, width_of

MOST_DOTS = 60
"""Up to so many people one dot stands for one person; more are drawn as bars."""
_WIDTHS = {Side.WIDE: 640.0, Side.NARROW: 260.0}
_GUTTER = {Side.WIDE: 104.0, Side.NARROW: 1.0}
"""Where the first cell begins when groups have names beside their lines."""
_EDGE = 1.0
_SMALLEST = 2.0
_STEP = {Side.WIDE: 30.0, Side.NARROW: 42.0}
_BELOW = {Side.WIDE: 72.0, Side.NARROW: 82.0}
"""Where the first group stands; on a narrow drawing its name stands above it, below the words of the median."""
_TOP, _ABOVE = 24.0, 24.0
_PITCH, _TALLEST = 15.0, 200.0
_FIGURES = 15.0


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One declared group: its name, how many of it answered, its median and, where it is told, its middle half."""

    name: str
    count: str
    median: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ChartWords:
    """The words on the drawing and the whole of it in one sentence: `title` says all values."""

    title: str
    you: str
    middle: str
    median: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What is drawn. `own_counted` says whether the own answer is one of the counted ones."""

    counts: Sequence[tuple[float, int]]
    median: float
    middle: tuple[float, float]
    own: float | None = None
    own_counted: bool = True
    groups: Sequence[GroupLine] = ()

    @property
    def people(self) -> int:
        """How many answers are counted."""
        return sum(count for _point, count in self.counts)

    @property
    def tallest(self) -> int:
        """How many things the tallest column holds."""
        extra = {self.own: 1} if self.own is not None and not self.own_counted else {}
        return max((count + extra.get(point, 0) for point, count in self.counts), default=0) or 1


@dataclass(frozen=True, slots=True)
class _Plan:
    """Places that all parts of one drawing share."""

    axis: Axis
    cell: float
    pitch: float
    floor: float


def feedback_chart(answers: Answers, words: ChartWords, figure: Callable[[float], str]) -> Markup:
    """The wide and the narrow drawing of one item."""
    return both(lambda side: _draw(side, answers, words, figure))


def _draw(side: Side, answers: Answers, words: ChartWords, figure: Callable[[float], str]) -> Markup:
    width = _WIDTHS[side]
    start = _GUTTER[side] if answers.groups else _EDGE
    first, last = answers.counts[0][0], answers.counts[-1][0]
    cell = (width - _EDGE - start) / (last - first + 1)
    axis = Axis(first, last, start + cell / 2, width - _EDGE - cell / 2)
    pitch = min(_PITCH, _TALLEST / answers.tallest)
    floor = _TOP + answers.tallest * pitch + _ABOVE
    plan = _Plan(axis, cell, pitch, floor)
    foot = floor + (52.0 if not answers.groups else _BELOW[side] + _STEP[side] * len(answers.groups) - 10.0)
    canvas = Canvas(side, foot, width)
    _draw_band(canvas, plan, answers, words)
    _draw_people(canvas, plan, answers, words)
    _draw_scale(canvas, plan, answers, words, figure)
    for number, group in enumerate(answers.groups):
        _draw_group(canvas, plan, group, floor + _BELOW[side] + number * _STEP[side])
    return canvas.done(words.title)


def _draw_band(canvas: Canvas, plan: _Plan, answers: Answers, words: ChartWords) -> None:
    """The middle half as whole cells of the scale: every cell that it touches."""
    left = plan.axis.at(math.floor(answers.middle[0])) - plan.cell / 2
    right = plan.axis.at(math.ceil(answers.middle[1])) + plan.cell / 2
    canvas.rect("band", left, _TOP, right - left, plan.floor - _TOP)
    canvas.text("t2 mid", _inside(canvas, (left + right) / 2, words.middle), _TOP - 7, words.middle, room=canvas.width)


def _draw_people(canvas: Canvas, plan: _Plan, answers: Answers, words: ChartWords) -> None:
    """One dot a person, or one bar a point; the own answer is a diamond at the foot of its column."""
    radius = max(_SMALLEST, min(6.5, plan.pitch * 0.44, plan.cell * 0.42))
    as_dots = answers.people <= MOST_DOTS
    for point, count in answers.counts:
        x = plan.axis.at(point)
        mine = point == answers.own
        stack = count + (1 if mine and not answers.own_counted else 0)
        if as_dots:
            for level in range(1 if mine else 0, stack):
                canvas.circle("one-dot", x, plan.floor - 8 - level * plan.pitch, radius)
        elif count:
            height = count * plan.pitch
            canvas.rect("column", x - plan.cell * 0.36, plan.floor - height, plan.cell * 0.72, height)
        if mine:
            y = plan.floor - 9
            size = 8.5 if as_dots else 9.5
            canvas.shape("you-d", (x, y - size), (x + size, y), (x, y + size), (x - size, y))
            above = plan.floor - max(stack * plan.pitch, 17.0) - 9
            canvas.text("tb you-t mid", _inside(canvas, x, words.you), above, words.you)


def _draw_scale(
    canvas: Canvas, plan: _Plan, answers: Answers, words: ChartWords, figure: Callable[[float], str]
) -> None:
    """The points of the scale below the line, and the median's mark."""
    half = plan.cell / 2
    canvas.line("axis-l", plan.axis.start - half, plan.floor, plan.axis.end + half, plan.floor)
    widest = max(width_of(figure(point), _FIGURES) for point, _count in answers.counts) + 4
    every = max(1, math.ceil(widest / plan.cell)) if plan.cell else 1
    for number, (point, _count) in enumerate(answers.counts):
        named = point in (answers.own, answers.median)
        if number % every == 0 or (named and every == 1):
            canvas.text("lg mid tb" if named else "lg mid", plan.axis.at(point), plan.floor + 17, figure(point))
    x, top = plan.axis.at(answers.median), plan.floor + 23
    canvas.shape("median", (x, top), (x + 6, top + 9), (x - 6, top + 9))
    canvas.text("tb acc-t mid", _inside(canvas, x, words.median), top + 22, words.median)


def _draw_group(canvas: Canvas, plan: _Plan, group: GroupLine, y: float) -> None:
    """A group's middle half as a line, its median as a disc; the name beside it or above it."""
    room = _GUTTER[Side.WIDE] if canvas.side is Side.WIDE else canvas.width - 8
    label = bracketed(shorten(group.name, room - width_of(bracketed("", group.count))), group.count)
    full = bracketed(group.name, group.count)
    if canvas.side is Side.WIDE:
        canvas.text("end", room, y + 4.5, label, full=full)
    else:
        canvas.text("", 0.0, y - 13, label, full=full)
    canvas.line("grid-l", plan.axis.start, y, plan.axis.end, y)
    if group.low is not None and group.high is not None:
        canvas.line("span", plan.axis.at(group.low), y, plan.axis.at(group.high), y)
    canvas.circle("mid-d", plan.axis.at(group.median), y, 6)


def _inside(canvas: Canvas, x: float, words: str) -> float:
    """The middle of words so that they stay on the drawing."""
    room = width_of(words, SIZE) / 2 + 1
    return max(room, min(x, canvas.width - room))
