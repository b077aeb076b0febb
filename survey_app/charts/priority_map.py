"""Attributes on the plane of importance and performance: numbered dots, the two lines, their intervals, a rival."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from survey_app.charts.axis import Axis, steps
from survey_app.charts.canvas import WIDTHS, Canvas, Side, both
from survey_app.charts.free_places import free_place, is_far_from
from survey_app.charts.joining import told
from survey_app.charts.lettering import width_of, wrap
from survey_app.stats.rectangle import Box

_SIDE = {Side.WIDE: 470.0, Side.NARROW: 274.0}
_START = {Side.WIDE: 46.0, Side.NARROW: 38.0}
_TOP, _FOOT, _LINE = 26.0, 44.0, 17.0
_DOT = 5.0
_CORNER = 16.0
Span = tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class PriorityMark:
    """One attribute: its place with the intervals of both sides, and its figures in words.

    `named` says whether it is what to improve first, `aside` whether it is not to be acted on; `rival` is the
    performance of the rival it is compared with.
    """

    label: str
    importance: float
    performance: float
    words: str
    importance_span: Span = None
    performance_span: Span = None
    rival: float | None = None
    named: bool = False
    aside: bool = False


@dataclass(frozen=True, slots=True)
class PriorityWords:
    """The words on the plane: its two axes, and its quarters from the upper left by the hands of a clock."""

    importance: str
    performance: str
    improve: str
    keep: str
    overkill: str
    low: str


Figures = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class PriorityPlane:
    """The plane: where its lines stand (importance, performance), its words, and how the ticks of both are written.

    `ends` are the lowest and the highest value that importance and performance can have; `ticks` are the values that
    stand at both axes where they do not follow from the marks.
    """

    title: str
    lines: tuple[float, float]
    words: PriorityWords
    figures: tuple[Figures, Figures]
    ends: tuple[tuple[float, float], tuple[float, float]]
    ticks: tuple[tuple[float, ...], tuple[float, ...]] | None = None


def priority_map(plane: PriorityPlane, marks: Sequence[PriorityMark]) -> Markup:
    """Numbered dots on the plane, and what the numbers are in the order given."""
    return both(lambda side: _draw(side, plane, marks))


def _draw(side: Side, plane: PriorityPlane, marks: Sequence[PriorityMark]) -> Markup:
    size, start, wide = _SIDE[side], _START[side], side is Side.WIDE
    list_x = start + size + 40 if wide else 0.0
    room = WIDTHS[side] - list_x - 4
    entries = [(mark, wrap(f"{number}  {mark.label}", room)) for number, mark in enumerate(marks, 1)]
    height = sum(_LINE * (len(each) + len(wrap(mark.words, room))) + 6 for mark, each in entries)
    below = _TOP + size + _FOOT
    canvas = Canvas(side, max(below, _TOP + height) if wide else below + height)
    ticks = plane.ticks or ticks_of(marks, plane)
    across = Axis(ticks[1][0], ticks[1][-1], start, start + size)
    up = Axis(ticks[0][0], ticks[0][-1], _TOP + size, _TOP)
    _plane(canvas, (up, across), ticks, plane)
    _dots(canvas, (up, across), marks, _quarters(canvas, (up, across), plane))
    y = _TOP + 6 if wide else below + 4
    for mark, each in entries:
        y = _entry(canvas, list_x, y, mark, each)
    return canvas.done(told(plane.title, (f"{mark.label} {mark.words}" for mark in marks)))


def ticks_of(marks: Sequence[PriorityMark], plane: PriorityPlane) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Round values of both axes around all places, lines and intervals, as far as the scales reach."""
    up = [plane.lines[0], *(value for mark in marks for value in (mark.importance, *(mark.importance_span or ())))]
    across = [
        plane.lines[1],
        *(value for mark in marks for value in (mark.performance, *(mark.performance_span or ()))),
    ]
    across += [mark.rival for mark in marks if mark.rival is not None]
    return _around(up, plane.ends[0]), _around(across, plane.ends[1])


def _around(values: Sequence[float], ends: tuple[float, float]) -> tuple[float, ...]:
    low, high = min(values), max(values)
    room = (high - low) * 0.08
    return steps(max(low - room, ends[0]), min(high + room, ends[1]), 5)


def _plane(
    canvas: Canvas, axes: tuple[Axis, Axis], ticks: tuple[tuple[float, ...], tuple[float, ...]], plane: PriorityPlane
) -> None:
    lines, figures = plane.lines, plane.figures
    up, across = axes
    for tick in ticks[0]:
        canvas.line("grid-l", across.start, up.at(tick), across.end, up.at(tick))
        canvas.text("t2 ts num end", across.start - 6, up.at(tick) + 4, figures[0](tick))
    for tick in ticks[1]:
        canvas.line("grid-l", across.at(tick), up.end, across.at(tick), up.start)
        canvas.text("t2 ts num mid", across.at(tick), up.start + 16, figures[1](tick))
    canvas.line("mark-l", across.start, up.at(lines[0]), across.end, up.at(lines[0]))
    canvas.line("mark-l", across.at(lines[1]), up.end, across.at(lines[1]), up.start)


def _quarters(canvas: Canvas, axes: tuple[Axis, Axis], plane: PriorityPlane) -> list[Box]:
    """The advice of each quarter in its outer corner, and the two axes; what the advice covers."""
    (up, across), lines, words = axes, plane.lines, plane.words
    left, right = across.at(lines[1]) - across.start - 12, across.end - across.at(lines[1]) - 12
    taken = []
    for look, said, x, y, room in (
        ("t2 ts", words.improve, across.start + 6, up.end + _CORNER, left),
        ("t2 ts end", words.keep, across.end - 6, up.end + _CORNER, right),
        ("t2 ts end", words.overkill, across.end - 6, up.start - 8, right),
        ("t2 ts", words.low, across.start + 6, up.start - 8, left),
    ):
        if not said:
            continue
        canvas.text(look, x, y, said, room=room)
        width = min(width_of(said), room)
        taken.append(Box(x - width / 2 if look.endswith("end") else x + width / 2, y - 4, width, 13))
    canvas.text("t2 ts", 0.0, 14.0, words.importance, room=canvas.width - 4)
    canvas.text("t2 ts end", across.end, up.start + 34, words.performance, room=across.end - 2)
    return taken


def _dots(canvas: Canvas, axes: tuple[Axis, Axis], marks: Sequence[PriorityMark], written: Sequence[Box]) -> None:
    """Intervals and rivals first, then every dot, and its number at the nearest place that is still free."""
    up, across = axes
    places = [(across.at(mark.performance), up.at(mark.importance)) for mark in marks]
    for mark, (x, y) in zip(marks, places, strict=True):
        if mark.performance_span is not None:
            canvas.line("axis-l", across.at(mark.performance_span[0]), y, across.at(mark.performance_span[1]), y)
        if mark.importance_span is not None:
            canvas.line("axis-l", x, up.at(mark.importance_span[0]), x, up.at(mark.importance_span[1]))
        if mark.rival is not None:
            canvas.line("mark-l", x, y, across.at(mark.rival), y)
            canvas.circle("ring", across.at(mark.rival), y, _DOT - 1)
    drawn = [box for mark, place in zip(marks, places, strict=True) for box in _covered(mark, place, across, up)]
    taken = [*written]
    for number, (mark, (x, y)) in enumerate(zip(marks, places, strict=True), 1):
        box = free_place(str(number), (x, y), taken, across, up, drawn=drawn)
        taken.append(box)
        if is_far_from(box, x, y):
            canvas.line("grid-l", x, y, box.x, box.y)
        if mark.aside:
            canvas.rect("own-f", x - _DOT, y - _DOT, 2 * _DOT, 2 * _DOT)
        else:
            canvas.circle("you-f" if mark.named else "own", x, y, _DOT)
        canvas.text("tb ts num mid you-t" if mark.named else "tb ts num mid", box.x, box.y + 4.5, str(number))


def _covered(mark: PriorityMark, place: tuple[float, float], across: Axis, up: Axis) -> list[Box]:
    """What a mark covers: its dot, the lines of its intervals, the rival and the line to it."""
    x, y = place
    boxes = [Box(x, y, 2 * _DOT, 2 * _DOT)]
    if mark.performance_span is not None:
        low, high = (across.at(end) for end in mark.performance_span)
        boxes.append(Box((low + high) / 2, y, high - low, 1))
    if mark.importance_span is not None:
        high, low = (up.at(end) for end in mark.importance_span)
        boxes.append(Box(x, (low + high) / 2, 1, abs(high - low)))
    if mark.rival is not None:
        rival = across.at(mark.rival)
        boxes += [Box(rival, y, 2 * _DOT, 2 * _DOT), Box((x + rival) / 2, y, abs(x - rival), 1)]
    return boxes


def _entry(canvas: Canvas, x: float, y: float, mark: PriorityMark, lines: Sequence[str]) -> float:
    for words in lines:
        canvas.text("tb you-t" if mark.named else "tb", x, y + 4.5, words, full=mark.label if "…" in words else words)
        y += _LINE
    for words in wrap(mark.words, canvas.width - x - 4):
        canvas.text("t2 ts num", x, y + 4.5, words, full=mark.words if "…" in words else words)
        y += _LINE
    return y + 6
