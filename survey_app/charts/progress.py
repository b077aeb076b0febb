"""Answers counted up by day: a line that climbs, what was sent out and the target as levels, letters as uprights."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from survey_app.charts.axis import Axis, steps
from survey_app.charts.canvas import Canvas, Side, both
from survey_app.charts.lettering import width_of

_WIDTHS = {Side.WIDE: 760.0, Side.NARROW: 340.0}
_HEIGHTS = {Side.WIDE: 290.0, Side.NARROW: 250.0}
_TOP = 30.0
_FOOT = 30.0
_MARGIN = 8.0
_APART = 18.0
_LEAST_ROOM = 40.0
_FEW_TICKS = {Side.WIDE: 5, Side.NARROW: 4}


@dataclass(frozen=True, slots=True)
class Level:
    """A level the line should reach, with its words."""

    value: int
    words: str


@dataclass(frozen=True, slots=True)
class Upright:
    """A day on which something happened, with its words."""

    day: date
    words: str


@dataclass(frozen=True, slots=True)
class Climb:
    """The answers so far on each day, and what stands around them. `last` is where the time axis ends."""

    points: Sequence[tuple[date, int]]
    last: date
    levels: Sequence[Level]
    uprights: Sequence[Upright]
    now: str


def progress_chart(title: str, climb: Climb, on_day: Callable[[date], str], figure: Callable[[int], str]) -> Markup:
    """The climbing line in a wide and a narrow drawing."""
    return both(lambda side: _draw(side, title, climb, on_day, figure))


def _draw(side: Side, title: str, climb: Climb, on_day: Callable[[date], str], figure: Callable[[int], str]) -> Markup:
    canvas = Canvas(side, _HEIGHTS[side])
    canvas.width = _WIDTHS[side]
    highest = max([value for _day, value in climb.points] + [level.value for level in climb.levels] + [1])
    ticks = [int(tick) for tick in steps(0, highest, _FEW_TICKS[side]) if tick == int(tick) and tick <= highest]
    left = max(width_of(figure(tick)) for tick in ticks) + 2 * _MARGIN
    across = Axis(climb.points[0][0].toordinal(), climb.last.toordinal(), left, canvas.width - _MARGIN)
    up = Axis(0, highest, canvas.height - _FOOT, _TOP)
    for tick in ticks:
        canvas.line("grid-l", left, up.at(tick), canvas.width - _MARGIN, up.at(tick))
        canvas.text("t2 num end", left - _MARGIN, up.at(tick) + 4, figure(tick))
    _levels(canvas, climb, up, left)
    _uprights(canvas, climb, across, up, left)
    _line(canvas, climb, across, up)
    canvas.line("axis-l", left, up.at(0), canvas.width - _MARGIN, up.at(0))
    canvas.text("t2", left, canvas.height - 8, on_day(climb.points[0][0]))
    canvas.text("t2 end", canvas.width - _MARGIN, canvas.height - 8, on_day(climb.last))
    return canvas.done(title)


def _levels(canvas: Canvas, climb: Climb, up: Axis, left: float) -> None:
    """Dashed levels with their words above; two that lie close share the room side by side."""
    placed: list[float] = []
    for level in climb.levels:
        height = up.at(level.value)
        canvas.line("mark-l", left, height, canvas.width - _MARGIN, height)
        is_close = any(abs(height - other) < _APART for other in placed)
        if is_close:
            canvas.text("t2 end", canvas.width - _MARGIN, height - 7, level.words)
        else:
            canvas.text("t2", left + 4, height - 7, level.words, room=canvas.width - left - 2 * _MARGIN)
        placed.append(height)


def _uprights(canvas: Canvas, climb: Climb, across: Axis, up: Axis, left: float) -> None:
    end = left
    for upright in sorted(climb.uprights, key=lambda each: each.day):
        place = across.at(upright.day.toordinal())
        canvas.line("mark-l", place, up.at(0), place, up.at(_value_on(climb, upright.day)))
        room = canvas.width - _MARGIN - place - 5
        if place >= end and room > _LEAST_ROOM:
            canvas.text("t2 ts", place + 5, up.at(0) - 8, upright.words, room=room)
            end = place + 10 + width_of(upright.words, 12)


def _line(canvas: Canvas, climb: Climb, across: Axis, up: Axis) -> None:
    places = [(across.at(day.toordinal()), up.at(value)) for day, value in climb.points]
    for (x1, y1), (x2, y2) in itertools.pairwise(places):
        canvas.line("own-l", x1, y1, x2, y2)
    x, y = places[-1]
    canvas.circle("own", x, y, 5)
    width = width_of(climb.now)
    below = y + 20 if y + 20 < up.at(0) - 4 else y - 10
    if x + 9 + width < canvas.width:
        canvas.text("tb", x + 9, below, climb.now)
    else:
        canvas.text("tb end", x - 9, below, climb.now)


def _value_on(climb: Climb, day: date) -> int:
    """How many answers there were by that day."""
    return max((value for each, value in climb.points if each <= day), default=0)
