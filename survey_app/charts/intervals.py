"""Estimates with their intervals: groups under one another, and the small strip of a key figure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

from markupsafe import Markup

from survey_app.charts.axis import Axis, steps
from survey_app.charts.canvas import Canvas, Side, both
from survey_app.charts.gaps import draw_ticks
from survey_app.charts.joining import told
from survey_app.charts.rows import beside, ending_of, lay_out, write_label

_FOOT = 26.0
_STRIP = 200.0


@dataclass(frozen=True, slots=True)
class IntervalMark:
    """One group: its estimate, its interval where there is one, and what stands beside it."""

    label: str
    value: float
    low: float | None
    high: float | None
    words: str
    count: str = ""
    named: bool = False
    few: bool = False


def interval_chart(
    title: str,
    marks: Sequence[IntervalMark],
    average: float | None,
    figure: Callable[[float], str],
    ends: tuple[float, float] = (-inf, inf),
) -> Markup:
    """One line a group, in the order given; the dashed upright is everybody together.

    `ends` are the least and the most a value can be: the axis goes no further, whatever the interval says.
    """
    return both(lambda side: _draw(side, title, marks, (average, ends), figure))


def _draw(
    side: Side,
    title: str,
    marks: Sequence[IntervalMark],
    scale: tuple[float | None, tuple[float, float]],
    figure: Callable[[float], str],
) -> Markup:
    average, (first, last) = scale
    ending = ending_of(side, [mark.words for mark in marks], [mark.count for mark in marks])
    layout = lay_out(side, [mark.label for mark in marks], top=8.0, reserved=ending.reserved, notes=ending.notes)
    canvas = Canvas(side, layout.bottom + _FOOT)
    known = [value for mark in marks for value in (mark.value, mark.low, mark.high) if value is not None]
    known += [average] if average is not None else []
    ticks = _ticks(min(known, default=0.0), max(known, default=1.0), first, last)
    axis = Axis(ticks[0], ticks[-1], layout.start + 10, layout.end - 10)
    draw_ticks(canvas, layout, axis, ticks, figure)
    if average is not None:
        canvas.line("mark-l", axis.at(average), 8.0, axis.at(average), layout.bottom)
    for mark, row in zip(marks, layout.rows, strict=True):
        write_label(canvas, row)
        if mark.low is not None and mark.high is not None:
            canvas.line("ci you" if mark.named else "ci", axis.at(mark.low), row.middle, axis.at(mark.high), row.middle)
        look = "you-f" if mark.named else "ring" if mark.few else "own"
        canvas.circle(look, axis.at(mark.value), row.middle, 6)
        if not row.note:
            canvas.text("t2 num", layout.end + 6, beside(row), mark.count, room=ending.count)
        canvas.text("tb num end", canvas.width - 4, beside(row), mark.words, room=ending.words)
    return canvas.done(told(title, (f"{mark.label} {mark.words}" for mark in marks)))


def _ticks(low: float, high: float, first: float, last: float) -> tuple[float, ...]:
    """Round values around the values, none beyond the ends.

    >>> _ticks(-3.0, 41.0, 0.0, 100.0), _ticks(93.0, 93.0, 0.0, 93.0), _ticks(1.0, 6.8, 0.0, 7.0)
    ((0.0, 10.0, 20.0, 30.0, 40.0, 50.0), (92.0, 92.5, 93.0), (0.0, 2.0, 4.0, 6.0, 7.0))
    """
    low, high = max(low, first), min(high, last)
    found = steps(low, high, 5)
    return tuple(dict.fromkeys(min(max(tick, first), last) for tick in found))


def strip(value: float, low: float | None, high: float | None, first: float, last: float) -> Markup:
    """A key figure on its scale: a tick, and a bar for its interval. The figures stand beside it in words."""
    axis = Axis(first, last, 0.0, _STRIP)
    interval = Markup("")
    if low is not None and high is not None:
        interval = Markup('<line class="ci" x1="{:.1f}" x2="{:.1f}" y1="10" y2="10"/>').format(
            axis.at(low), axis.at(high)
        )
    return Markup(
        '<svg viewBox="0 0 200 20" preserveAspectRatio="none" aria-hidden="true" xmlns="http://www.w3.org/2000/svg">'
        '<line class="grid-l" x1="0" x2="200" y1="10" y2="10"/>{}'
        '<line class="own-l" x1="{:.1f}" x2="{:.1f}" y1="4" y2="16"/></svg>'
    ).format(interval, axis.at(value), axis.at(value))
