"""A figure over time as a line: broken where there is none, so that a gap looks like a gap."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from survey_app.charts.axis import Axis, steps
from survey_app.charts.canvas import Canvas, Side, both
from survey_app.charts.lettering import width_of

_WIDTHS = {Side.WIDE: 760.0, Side.NARROW: 340.0}
_HEIGHTS = {Side.WIDE: 270.0, Side.NARROW: 240.0}
_TOP, _FOOT, _MARGIN = 18.0, 30.0, 8.0
_FEW_TICKS = {Side.WIDE: 5, Side.NARROW: 4}
_MOST_DOTS = {Side.WIDE: 90, Side.NARROW: 32}
"""With more periods than this only single points keep a dot; the line says the rest."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One period with its words, and its figure; None is a gap."""

    words: str
    value: float | None


def trend_line(title: str, moments: Sequence[Moment], figure: Callable[[float], str]) -> Markup:
    """The line in a wide and a narrow drawing; nothing where no period has a figure."""
    if all(moment.value is None for moment in moments):
        return Markup()
    return both(lambda side: _draw(side, title, moments, figure))


def _draw(side: Side, title: str, moments: Sequence[Moment], figure: Callable[[float], str]) -> Markup:
    canvas = Canvas(side, _HEIGHTS[side], _WIDTHS[side])
    known = [moment.value for moment in moments if moment.value is not None]
    ticks = steps(min(0.0, *known), max(0.0, *known), _FEW_TICKS[side])
    left = max(width_of(figure(tick)) for tick in ticks) + 2 * _MARGIN
    across = Axis(0, max(1, len(moments) - 1), left + _MARGIN, canvas.width - 2 * _MARGIN)
    up = Axis(ticks[0], ticks[-1], canvas.height - _FOOT, _TOP)
    for tick in ticks:
        canvas.line("grid-l", left, up.at(tick), canvas.width - _MARGIN, up.at(tick))
        canvas.text("t2 num end", left - _MARGIN, up.at(tick) + 4, figure(tick))
    canvas.line("axis-l", left, up.at(0), canvas.width - _MARGIN, up.at(0))
    _line(canvas, moments, across, up, dots=len(moments) <= _MOST_DOTS[side])
    canvas.text("t2", left, canvas.height - 8, moments[0].words)
    if len(moments) > 1:
        canvas.text("t2 end", canvas.width - _MARGIN, canvas.height - 8, moments[-1].words)
    return canvas.done(title)


def _line(canvas: Canvas, moments: Sequence[Moment], across: Axis, up: Axis, *, dots: bool) -> None:
    """Neighbours are joined; a point without a neighbour always has its dot."""
    places = [None if each.value is None else (across.at(n), up.at(each.value)) for n, each in enumerate(moments)]
    for one, other in pairwise(places):
        if one is not None and other is not None:
            canvas.line("own-l", *one, *other)
    for before, here, after in zip([None, *places], places, [*places[1:], None], strict=False):
        if here is not None and (dots or (before is None and after is None)):
            canvas.circle("own", *here, 3.5)
