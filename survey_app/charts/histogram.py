"""Columns for numbers: how many answers fall into each class."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from survey_app.charts.canvas import Canvas, Side, both
from survey_app.charts.joining import told
from survey_app.charts.lettering import width_of

_HEIGHTS = {Side.WIDE: 220.0, Side.NARROW: 190.0}
_TOP, _FOOT, _EDGE = 22.0, 26.0, 30.0
_BROADEST = 110.0
_TO = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Class:
    """From one bound to the next: how many answers lie there."""

    low: float
    high: float
    count: int
    label: str = ""
    """What stands below the middle of the column; without it the bounds stand below its edges."""


def histogram(title: str, classes: Sequence[Class], figure: Callable[[float], str]) -> Markup:
    """One column a class, its count above it where there is room, the bounds below."""
    return both(lambda side: _draw(side, title, classes, figure))


def _draw(side: Side, title: str, classes: Sequence[Class], figure: Callable[[float], str]) -> Markup:
    canvas = Canvas(side, _HEIGHTS[side])
    floor = canvas.height - _FOOT
    step = min(_BROADEST, (canvas.width - 2 * _EDGE) / max(1, len(classes)))
    highest = max((each.count for each in classes), default=0) or 1
    for number, each in enumerate(classes):
        height = (floor - _TOP) * each.count / highest
        x = _EDGE + number * step
        canvas.rect("fill", x + 1, floor - height, step - 2, height)
        if each.count and width_of(str(each.count)) <= step:
            canvas.text("mid num", x + step / 2, floor - height - 5, str(each.count))
    canvas.line("axis-l", _EDGE, floor, canvas.width - _EDGE, floor)
    _write_scale(canvas, classes, step, floor, figure)
    said = (f"{each.label or figure(each.low) + _TO + figure(each.high)} {each.count}" for each in classes)
    return canvas.done(told(title, said))


def _write_scale(
    canvas: Canvas, classes: Sequence[Class], step: float, floor: float, figure: Callable[[float], str]
) -> None:
    """Labels below the columns, else bounds below their edges; only as many as leave each other room."""
    named = all(each.label for each in classes)
    words = [each.label if named else figure(each.low) for each in classes]
    words += [figure(classes[-1].high)] if classes and not named else []
    widest = max((width_of(each) for each in words), default=0.0) + 10
    every = max(1, -int(-widest // step))
    for number, each in enumerate(words):
        if number % every == 0:
            room = width_of(each) / 2
            x = _EDGE + (number + (0.5 if named else 0)) * step
            canvas.text("t2 mid num", min(max(x, room), canvas.width - room), floor + 18, each, room=canvas.width)
