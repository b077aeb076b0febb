"""Estimates of a panel: everybody's range as a line, sorted, and below on the same axis the curve that they make."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from survey_app.charts.axis import Axis, steps
from survey_app.charts.canvas import Canvas, Side, both
from survey_app.charts.lettering import SIZE, width_of

Three = tuple[float, float, float]
PAGE_WIDTHS = {Side.WIDE: 640.0, Side.NARROW: 280.0}
_GUTTER = {Side.WIDE: 48.0, Side.NARROW: 42.0}
_MOST_TICKS = {Side.WIDE: 7, Side.NARROW: 4}
_RIGHT, _TOP, _GAP = 14.0, 26.0, 26.0
_PITCH, _TALLEST, _OWN = 12.0, 320.0, 20.0
_CURVE, _FOOT = 120.0, 50.0
_DOT = 3.5
_SHARES = (0.0, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Ranges:
    """What is drawn. Ranges are low, best and high, sorted; `joined` is the range they make together."""

    ranges: Sequence[Three]
    curve: Sequence[tuple[float, float]]
    joined: Three
    own: Three | None = None

    @property
    def window(self) -> tuple[float, float]:
        """From the first to the last value that is drawn."""
        ends = [*(x for x, _share in self.curve), *self.joined, *(self.own or ())]
        ends += [end for one in self.ranges for end in one]
        return min(ends), max(ends)


@dataclass(frozen=True, slots=True)
class RangeWords:
    """The words on the drawing; `title` says all values in one sentence."""

    title: str
    you: str
    joined: str
    median: str
    curve: str
    shares: tuple[str, str, str]
    """None, half and all of the distribution."""


def range_chart(
    told: Ranges, words: RangeWords, figure: Callable[[float], str], widths: Mapping[Side, float] = PAGE_WIDTHS
) -> Markup:
    """The wide and the narrow drawing of one item; a panellist's page is narrower than the desk."""
    return both(lambda side: _draw(side, told, words, figure, widths[side]))


def _draw(side: Side, told: Ranges, words: RangeWords, figure: Callable[[float], str], width: float) -> Markup:
    pitch = min(_PITCH, _TALLEST / max(len(told.ranges), 1))
    above = _TOP + (_OWN if told.own else 0.0) + len(told.ranges) * pitch
    floor = above + _GAP + _CURVE
    axis = Axis(*told.window, _GUTTER[side], width - _RIGHT)
    canvas = Canvas(side, floor + _FOOT, width)
    low, _middle, high = (axis.at(end) for end in told.joined)
    canvas.rect("band", low, _TOP, high - low, floor - _TOP)
    canvas.text("t2 ts mid", _inside(canvas, (low + high) / 2, words.joined), _TOP - 9, words.joined, room=width)
    if told.own:
        _draw_own(canvas, axis, told.own, words.you)
    for place, one in enumerate(told.ranges):
        _draw_range(canvas, axis, one, above - (len(told.ranges) - place - 0.5) * pitch, pitch)
    _draw_curve(canvas, axis, told, words, floor)
    _draw_axis(canvas, axis, told, floor, figure)
    x = axis.at(told.joined[1])
    canvas.shape("median", (x, floor + 22), (x + 6, floor + 31), (x - 6, floor + 31))
    canvas.text("tb acc-t mid", _inside(canvas, x, words.median), floor + 45, words.median)
    return canvas.done(words.title)


def _draw_range(canvas: Canvas, axis: Axis, one: Three, y: float, pitch: float) -> None:
    low, best, high = (axis.at(end) for end in one)
    canvas.line("reach", low, y, high, y)
    canvas.circle("reach-d", best, y, min(_DOT, pitch * 0.4))


def _draw_own(canvas: Canvas, axis: Axis, own: Three, you: str) -> None:
    """The viewer's own range above the others, with its name in the margin."""
    low, best, high = (axis.at(end) for end in own)
    y, size = _TOP + _OWN / 2, 6.5
    canvas.text("tb you-t", 0.0, y + 4.5, you, room=_GUTTER[canvas.side] - 4)
    canvas.line("reach you", low, y, high, y)
    canvas.shape("you-d", (best, y - size), (best + size, y), (best, y + size), (best - size, y))


def _draw_curve(canvas: Canvas, axis: Axis, told: Ranges, words: RangeWords, floor: float) -> None:
    for share, said in zip(_SHARES, words.shares, strict=True):
        y = floor - share * _CURVE
        canvas.line("grid-l", axis.start, y, axis.end, y)
        canvas.text("t2 ts end", axis.start - 5, y + 4, said)
    canvas.text("t2 ts", axis.start + 4, floor - _CURVE - 6, words.curve, room=axis.end - axis.start)
    places = [(axis.at(x), floor - share * _CURVE) for x, share in told.curve]
    for before, after in pairwise(places):
        canvas.line("curve-l", *before, *after)


def _draw_axis(canvas: Canvas, axis: Axis, told: Ranges, floor: float, figure: Callable[[float], str]) -> None:
    canvas.line("axis-l", axis.start, floor, axis.end, floor)
    first, last = told.window
    for tick in steps(first, last, _MOST_TICKS[canvas.side]):
        if first <= tick <= last:
            canvas.text("t2 ts mid", _inside(canvas, axis.at(tick), figure(tick)), floor + 16, figure(tick))


def _inside(canvas: Canvas, x: float, words: str) -> float:
    """The middle of words so that they stay on the drawing."""
    room = width_of(words, SIZE) / 2 + 1
    return max(room, min(x, canvas.width - room))
