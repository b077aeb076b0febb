"""A cumulative curve over the line of equal parts: who brings how much of the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from survey_app.charts.canvas import Canvas, Side, both

_HEIGHT = {Side.WIDE: 360.0, Side.NARROW: 280.0}
_WIDTH = {Side.WIDE: 620.0, Side.NARROW: 320.0}
_LEFT, _TOP, _BOTTOM, _RIGHT = 52.0, 32.0, 44.0, 16.0
_STEPS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class CurveWords:
    """What stands at the axes, and how a share is written."""

    across: str
    up: str
    shares: tuple[str, ...]
    """The words of 0, 20, 40, 60, 80 and 100 per cent."""


def curve_chart(title: str, points: Sequence[tuple[float, float]], words: CurveWords) -> Markup:
    """The curve through points of two shares, with the diagonal of equal parts; higher than 1 where others lose."""
    return both(lambda side: _draw(side, title, points, words))


def _draw(side: Side, title: str, points: Sequence[tuple[float, float]], words: CurveWords) -> Markup:
    canvas = Canvas(side, _HEIGHT[side], _WIDTH[side])
    highest = max(1.0, *(y for _x, y in points))
    wide, high = canvas.width - _LEFT - _RIGHT, canvas.height - _TOP - _BOTTOM

    def place(x: float, y: float) -> tuple[float, float]:
        return _LEFT + wide * x, _TOP + high * (1 - y / highest)

    for share, said in zip(_STEPS, words.shares, strict=True):
        x, y = place(share, share)
        canvas.line("grid-l", _LEFT, y, canvas.width - _RIGHT, y)
        canvas.text("t2 ts end", _LEFT - 6, y + 4, said)
        canvas.text("t2 ts mid", x, canvas.height - _BOTTOM + 16, said)
    canvas.line("link", *place(0, 0), *place(1, 1))
    for before, after in pairwise(points):
        canvas.line("ci", *place(*before), *place(*after))
    canvas.text("t2 ts mid", canvas.width / 2, canvas.height - 8, words.across, room=canvas.width)
    canvas.text("t2 ts", 0, 12, words.up, room=canvas.width)
    return canvas.done(title)
