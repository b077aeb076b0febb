"""Features on the plane of satisfaction: how much having one pleases, how much lacking it hurts."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from survey_app.charts.axis import Axis
from survey_app.charts.canvas import WIDTHS, Canvas, Side, both
from survey_app.charts.free_places import free_place, is_far_from
from survey_app.charts.joining import told
from survey_app.charts.lettering import width_of, wrap
from survey_app.stats.rectangle import Box

_SIDE = {Side.WIDE: 440.0, Side.NARROW: 274.0}
_START = {Side.WIDE: 44.0, Side.NARROW: 34.0}
_TOP, _FOOT, _LINE = 26.0, 44.0, 17.0
_DOT = 4.5
_HALF = 0.5
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class KanoMark:
    """One feature: how much having it pleases (0 to 1), how much lacking it hurts (0 to 1), and its figures in words.

    `named` says whether the title is about it.
    """

    label: str
    better: float
    worse: float
    words: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class KanoWords:
    """The words on the plane: its two axes, and its quarters from the upper left by the hands of a clock."""

    better: str
    worse: str
    attractive: str
    expected: str
    must: str
    indifferent: str


def kano_chart(title: str, marks: Sequence[KanoMark], words: KanoWords) -> Markup:
    """Numbered dots on the plane, and what the numbers are in the order given."""
    return both(lambda side: _draw(side, title, marks, words))


def _draw(side: Side, title: str, marks: Sequence[KanoMark], words: KanoWords) -> Markup:
    size, start = _SIDE[side], _START[side]
    wide = side is Side.WIDE
    list_x = start + size + 40 if wide else 0.0
    lines = [(mark, wrap(f"{number}  {mark.label}", WIDTHS[side] - list_x - 4)) for number, mark in enumerate(marks, 1)]
    height = sum(_LINE * (len(each) + 1) + 6 for _mark, each in lines)
    below = _TOP + size + _FOOT
    canvas = Canvas(side, max(below, _TOP + height) if wide else below + height)
    across, up = Axis(0, 1, start, start + size), Axis(0, 1, _TOP + size, _TOP)
    _dots(canvas, across, up, marks, _plane(canvas, across, up, words))
    y = _TOP + 6 if wide else below + 4
    for mark, each in lines:
        y = _entry(canvas, list_x, y, mark, each)
    return canvas.done(told(title, (f"{mark.label} {mark.words}" for mark in marks)))


def _plane(canvas: Canvas, across: Axis, up: Axis, words: KanoWords) -> list[Box]:
    """The grid, the words of the quarters and of both axes, and where the words of the quarters stand."""
    for tick in _TICKS:
        look = "axis-l" if tick == _HALF else "grid-l"
        canvas.line(look, across.at(tick), up.end, across.at(tick), up.start)
        canvas.line(look, across.start, up.at(tick), across.end, up.at(tick))
        if tick in (0.0, _HALF, 1.0):
            canvas.text("t2 ts num mid", across.at(tick), up.start + 16, f"−{tick:g}" if tick else "0")
            canvas.text("t2 ts num end", across.start - 6, up.at(tick) + 4, f"{tick:g}")
    room = (across.end - across.start) / 2 - 12
    written = []
    for words_, x, y in (
        (words.attractive, across.at(0.25), up.end + 16),
        (words.expected, across.at(0.75), up.end + 16),
        (words.must, across.at(0.75), up.start - 8),
        (words.indifferent, across.at(0.25), up.start - 8),
    ):
        canvas.text("t2 ts mid", x, y, words_, room=room)
        written.append(Box(x, y - 4, min(width_of(words_), room), 13))
    canvas.text("t2 ts", 0.0, 14.0, words.better, room=canvas.width - 4)
    canvas.text("t2 ts end", across.end, up.start + 34, words.worse, room=across.end - 2)
    return written


def _dots(canvas: Canvas, across: Axis, up: Axis, marks: Sequence[KanoMark], written: Sequence[Box]) -> None:
    """Every dot, and its number at the nearest place that is still free."""
    places = [(across.at(mark.worse), up.at(mark.better)) for mark in marks]
    drawn, taken = [Box(x, y, 2 * _DOT, 2 * _DOT) for x, y in places], [*written]
    for number, (mark, (x, y)) in enumerate(zip(marks, places, strict=True), 1):
        box = free_place(str(number), (x, y), taken, across, up, drawn=drawn)
        taken.append(box)
        if is_far_from(box, x, y):
            canvas.line("grid-l", x, y, box.x, box.y)
        canvas.circle("you-f" if mark.named else "own", x, y, _DOT)
        look = "tb ts num mid you-t" if mark.named else "tb ts num mid"
        canvas.text(look, box.x, box.y + 4.5, str(number))


def _entry(canvas: Canvas, x: float, y: float, mark: KanoMark, lines: Sequence[str]) -> float:
    for words in lines:
        canvas.text("tb you-t" if mark.named else "tb", x, y + 4.5, words, full=mark.label if "…" in words else words)
        y += _LINE
    canvas.text("t2 ts num", x, y + 4.5, mark.words, room=canvas.width - x - 4)
    return y + _LINE + 6
