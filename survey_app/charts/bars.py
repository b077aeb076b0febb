"""Bars: how often each answer was given."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from survey_app.charts.canvas import Canvas, Side, both
from survey_app.charts.rows import beside, draw_upright, lay_out, write_label

_THICK = 18.0
_FIGURES = {Side.WIDE: 170.0, Side.NARROW: 136.0}


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer: its share between 0 and 1, and what stands beside the bar."""

    label: str
    share: float
    words: str
    count: str = ""
    few: bool = False


def bar_chart(title: str, bars: Sequence[Bar]) -> Markup:
    """One bar an answer, all on one scale that begins at zero and ends at the longest."""
    return both(lambda side: _draw(side, title, bars))


def _draw(side: Side, title: str, bars: Sequence[Bar]) -> Markup:
    layout = lay_out(side, [bar.label for bar in bars], top=2.0, reserved=_FIGURES[side])
    canvas = Canvas(side, layout.bottom + 4)
    longest = max((bar.share for bar in bars), default=0.0) or 1.0
    for bar, row in zip(bars, layout.rows, strict=True):
        write_label(canvas, row)
        length = (layout.end - layout.start) * max(0.0, bar.share) / longest
        canvas.rect("fill few" if bar.few else "fill", layout.start, row.middle - _THICK / 2, length, _THICK)
        place = layout.start + length + 8
        canvas.text("num tb", place, beside(row), bar.words, room=54.0)
        canvas.text("num t2 end", canvas.width - 4, beside(row), bar.count, room=_FIGURES[side] - 62)
    draw_upright(canvas, "axis-l", layout, layout.start)
    return canvas.done(f"{title}: " + "; ".join(f"{bar.label} {bar.words}" for bar in bars))
