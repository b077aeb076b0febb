"""What was expected against what was experienced: a ring, a disc with its interval, and the gap in figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from survey_app.charts.axis import Axis, steps
from survey_app.charts.canvas import Canvas, Side, both
from survey_app.charts.joining import listed, told
from survey_app.charts.lettering import width_of
from survey_app.charts.rows import Layout, Row, beside, lay_out, write_label

_FIGURES = {Side.WIDE: 92.0, Side.NARROW: 52.0}
_FOOT = 26.0


@dataclass(frozen=True, slots=True)
class GapMark:
    """One attribute; `words` is the gap in figures, `named` whether the title is about it."""

    label: str
    expected: float
    experienced: float
    low: float | None
    high: float | None
    words: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class GapWords:
    """The words over the chart."""

    expected: str
    experienced: str
    gap: str


def gap_chart(title: str, marks: Sequence[GapMark], words: GapWords, figure: Callable[[float], str]) -> Markup:
    """One line an attribute, in the order given (the widest gap first)."""
    return both(lambda side: _draw(side, title, marks, words, figure))


def _draw(side: Side, title: str, marks: Sequence[GapMark], words: GapWords, figure: Callable[[float], str]) -> Markup:
    layout = lay_out(side, [mark.label for mark in marks], top=24.0, reserved=_FIGURES[side])
    canvas = Canvas(side, layout.bottom + _FOOT)
    values = [
        value for mark in marks for value in (mark.expected, mark.experienced, mark.low, mark.high) if value is not None
    ]
    ticks = steps(min(values, default=0.0), max(values, default=1.0), 5)
    axis = Axis(ticks[0], ticks[-1], layout.start + 10, layout.end - 10)
    draw_ticks(canvas, layout, axis, ticks, figure)
    for mark, row in zip(marks, layout.rows, strict=True):
        write_label(canvas, row)
        _draw_mark(canvas, row, mark, axis)
        look = "tb num end you-t" if mark.named else "tb num end"
        canvas.text(look, canvas.width - 4, beside(row), mark.words, room=_FIGURES[side] - 8)
    if marks and side is Side.WIDE:
        _name_first(canvas, marks[0], axis, words)
    canvas.text("t2 ts end", canvas.width - 4, 14.0, words.gap, room=_FIGURES[side] + 24)
    said = (
        listed(
            (
                f"{mark.label} {words.expected} {figure(mark.expected)}",
                f"{words.experienced} {figure(mark.experienced)}",
                f"{words.gap} {mark.words}",
            )
        )
        for mark in marks
    )
    return canvas.done(told(title, said))


def draw_ticks(
    canvas: Canvas, layout: Layout, axis: Axis, ticks: Sequence[float], figure: Callable[[float], str]
) -> None:
    """Uprights with their figures below, only as many as leave each figure its room."""
    widest = max(width_of(figure(tick)) for tick in ticks) + 10
    gap = (axis.end - axis.start) / max(1, len(ticks) - 1)
    every = next(count for count in range(1, len(ticks) + 1) if gap * count >= widest or count == len(ticks))
    for number, tick in enumerate(ticks):
        if number % every:
            continue
        x = axis.at(tick)
        canvas.line("grid-l", x, 22.0, x, layout.bottom)
        room = width_of(figure(tick)) / 2
        place = min(max(x, room), canvas.width - room)
        canvas.text("t2 mid num", place, layout.bottom + 18, figure(tick))


def _draw_mark(canvas: Canvas, row: Row, mark: GapMark, axis: Axis) -> None:
    you = " you" if mark.named else ""
    expected, experienced, y = axis.at(mark.expected), axis.at(mark.experienced), row.middle
    canvas.line("link" + you, expected, y, experienced, y)
    if mark.low is not None and mark.high is not None:
        canvas.line("ci" + you, axis.at(mark.low), y, axis.at(mark.high), y)
    canvas.circle("ring", expected, y, 5)
    canvas.circle("you-f" if mark.named else "own", experienced, y, 6)


def _name_first(canvas: Canvas, mark: GapMark, axis: Axis, words: GapWords) -> None:
    """The two marks of the first row are named where there is room for both names."""
    places = sorted(((axis.at(mark.expected), words.expected), (axis.at(mark.experienced), words.experienced)))
    halves = [width_of(name, 12) / 2 for _, name in places]
    if places[1][0] - places[0][0] < sum(halves) + 12:
        return
    for (x, name), half in zip(places, halves, strict=True):
        last = canvas.width - _FIGURES[canvas.side]
        canvas.text("mid t2 ts", min(max(x, half), last - half), 14.0, name)
