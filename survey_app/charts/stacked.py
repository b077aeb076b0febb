"""One bar in parts that make a whole: detractors, passives, promoters."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from survey_app.charts.canvas import Canvas, Side, both
from survey_app.charts.joining import labelled, told
from survey_app.charts.lettering import width_of

_BAR, _TOP, _HEIGHT = 26.0, 24.0, 62.0


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its class, its share between 0 and 1 and its figure in words."""

    look: str
    label: str
    share: float
    words: str


def stacked_bar(title: str, parts: Sequence[Part]) -> Markup:
    """The parts side by side over the whole width, each figure above its own part where it fits."""
    return both(lambda side: _draw(side, title, parts))


def _draw(side: Side, title: str, parts: Sequence[Part]) -> Markup:
    canvas = Canvas(side, _HEIGHT)
    whole = canvas.width - 8
    x = 4.0
    for part in parts:
        length = whole * max(0.0, part.share)
        canvas.rect(part.look, x + 0.5, _TOP, max(0.0, length - 1), _BAR)
        for words in (labelled(part.label, part.words), part.words):
            if width_of(words) + 4 <= length:
                canvas.text("num", x, _TOP - 7, words)
                break
        x += length
    return canvas.done(told(title, (f"{part.label} {part.words}" for part in parts)))
