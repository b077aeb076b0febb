"""Columns for numbers: how many answers fall into each class."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from survey_app.charts.canvas import Canvas, Side, both
from survey_app.charts.lettering import width_of

_HEIGHTS = {Side.WIDE: 220.0, Side.NARROW: 190.0}
_TOP, _FOOT, _EDGE = 22.0, 26.0, 30.0


@dataclass(frozen=True, slots=True)
class Class:
    """From one bound to the next: how many answers lie there."""

    low: float
    high: float
    count: int


def histogram(title: str, classes: Sequence[Class], figure: Callable[[float], str]) -> Markup:
    """One column a class, its count above it where there is room, the bounds below."""
    return both(lambda side: _draw(side, title, classes, figure))


def _draw(side: Side, title: str, classes: Sequence[Class], figure: Callable[[float], str]) -> Markup:
    canvas = Canvas(side, _HEIGHTS[side])
    floor = canvas.height - _FOOT
    step = (canvas.width - 2 * _EDGE) / max(1, len(classes))
    highest = max((each.count for each in classes), default=0) or 1
    for number, each in enumerate(classes):
        height = (floor - _TOP) * each.count / highest
        x = _EDGE + number * step
        canvas.rect("fill", x + 1, floor - height, step - 2, height)
        if each.count and width_of(str(each.count)) <= step:
            canvas.text("mid num", x + step / 2, floor - height - 5, str(each.count))
    canvas.line("axis-l", _EDGE, floor, canvas.width - _EDGE, floor)
    _write_bounds(canvas, classes, step, floor, figure)
    said = (f"{figure(each.low)}\N{EN DASH}{figure(each.high)} {each.count}" for each in classes)
    return canvas.done(f"{title}: " + "; ".join(said))


def _write_bounds(
    canvas: Canvas, classes: Sequence[Class], step: float, floor: float, figure: Callable[[float], str]
) -> None:
    bounds = [each.low for each in classes] + ([classes[-1].high] if classes else [])
    widest = max((width_of(figure(bound)) for bound in bounds), default=0.0) + 10
    every = max(1, -int(-widest // step))
    for number, bound in enumerate(bounds):
        if number % every == 0:
            room = width_of(figure(bound)) / 2
            x = min(max(_EDGE + number * step, room), canvas.width - room)
            canvas.text("t2 mid num", x, floor + 18, figure(bound), room=canvas.width)
