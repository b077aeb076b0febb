"""Bars: how often each answer was given."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from survey_app.charts.canvas import Canvas, Side, both
from survey_app.charts.joining import told
from survey_app.charts.rows import beside, draw_upright, ending_of, lay_out, write_label

_THICK = 18.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer: its share between 0 and 1, and what stands beside the bar."""

    label: str
    share: float
    words: str
    count: str = ""
    few: bool = False


def bar_chart(title: str, bars: Sequence[Bar], *, least: float = 0.0) -> Markup:
    """One bar an answer, all on one scale from zero to the longest, or to `least` where that is more."""
    return both(lambda side: _draw(side, title, bars, least))


def _draw(side: Side, title: str, bars: Sequence[Bar], least: float) -> Markup:
    ending = ending_of(side, [bar.words for bar in bars], [bar.count for bar in bars])
    layout = lay_out(side, [bar.label for bar in bars], top=2.0, reserved=ending.reserved, notes=ending.notes)
    canvas = Canvas(side, layout.bottom + 4)
    longest = max((least, *(bar.share for bar in bars))) or 1.0
    for bar, row in zip(bars, layout.rows, strict=True):
        write_label(canvas, row)
        length = (layout.end - layout.start) * max(0.0, bar.share) / longest
        canvas.rect("fill few" if bar.few else "fill", layout.start, row.middle - _THICK / 2, length, _THICK)
        place = layout.start + length + 8
        canvas.text("num tb", place, beside(row), bar.words, room=ending.words)
        if not row.note:
            canvas.text("num t2 end", canvas.width - 4, beside(row), bar.count, room=ending.count)
    draw_upright(canvas, "axis-l", layout, layout.start)
    return canvas.done(told(title, (f"{bar.label} {bar.words}" for bar in bars)))
