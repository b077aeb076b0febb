"""How a panel moved from one round to the next: the earlier round thin above, the later one thick below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from survey_app.charts.axis import Axis
from survey_app.charts.canvas import NAMESPACE, WIDTHS, Canvas, Side, both
from survey_app.charts.joining import labelled, listed, told
from survey_app.charts.lettering import legible, width_of, wrap

_LABEL, _CODE = 196.0, 46.0
_WORDS = 208.0
_TOP, _HEAD, _ROW, _NARROW_ROW = 24.0, 34.0, 36.0, 54.0
_LINE = 15.0
_UP, _DOWN = 6.0, 5.0
_EDGE = {Side.WIDE: 4.0, Side.NARROW: 18.0}
_SPARK_WIDTH, _SPARK_HEIGHT, _SPARK_LEAST = 90.0, 22.0, 1.0
_MOST_COLUMNS = 21


@dataclass(frozen=True, slots=True)
class Middle:
    """A median with its middle half."""

    lower: float
    median: float
    upper: float


@dataclass(frozen=True, slots=True)
class MovementMark:
    """One statement: where it stood, where it stands, and what is said beside it."""

    code: str
    label: str
    before: Middle | None
    after: Middle | None
    words: str
    apart: bool = False
    """Drawn in the colour of what needs a look: not agreed."""
    brief: str = ""
    """What stands on a narrow drawing instead of the words."""


@dataclass(frozen=True, slots=True)
class MarkGroup:
    """Statements under one heading; an empty group is not drawn."""

    heading: str
    marks: tuple[MovementMark, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends of the scale, the points with a figure, and how figures are written."""

    low: float
    high: float
    ticks: tuple[float, ...]
    figure: Callable[[float], str]


def movement_chart(title: str, groups: Sequence[MarkGroup], scale: Scale) -> Markup:
    """One row a statement, group by group; a line joins medians that moved."""
    return both(lambda side: _draw(side, title, [group for group in groups if group.marks], scale))


def _draw(side: Side, title: str, groups: Sequence[MarkGroup], scale: Scale) -> Markup:
    wide = side is Side.WIDE
    row = _ROW if wide else _NARROW_ROW
    marks = sum(len(group.marks) for group in groups)
    canvas = Canvas(side, _TOP + sum(bool(group.heading) for group in groups) * _HEAD + marks * row + 6)
    start = _CODE + _LABEL + _EDGE[side] if wide else _EDGE[side]
    end = WIDTHS[side] - (_WORDS if wide else _EDGE[side])
    axis = Axis(scale.low, scale.high, start, end)
    for tick in _roomy(scale, end - start):
        canvas.text("t2 mid num", axis.at(tick), 14.0, scale.figure(tick))
    y = _TOP
    for group in groups:
        if group.heading:
            canvas.text("tb ts t2", 4.0, y + 18, group.heading, room=canvas.width - 8)
            canvas.line("axis-l", 4.0, y + 26, canvas.width - 4, y + 26)
            y += _HEAD
        for mark in group.marks:
            _draw_row(canvas, mark, y + row / 2 if wide else y + row - 18, axis, scale)
            y += row
    return canvas.done(told(title, (_said(mark, scale) for group in groups for mark in group.marks)))


def _roomy(scale: Scale, length: float) -> tuple[float, ...]:
    """As many of the points as leave each figure its room."""
    widest = max((width_of(scale.figure(tick)) for tick in scale.ticks), default=0.0) + 8
    every = next((n for n in range(1, len(scale.ticks) + 1) if length * n / max(1, len(scale.ticks) - 1) >= widest), 1)
    return scale.ticks[::every]


def _draw_row(canvas: Canvas, mark: MovementMark, middle: float, axis: Axis, scale: Scale) -> None:
    _write(canvas, mark, middle, axis)
    for tick in scale.ticks:
        canvas.line("grid-l", axis.at(tick), middle - 10, axis.at(tick), middle + 9)
    up, down = middle - _UP, middle + _DOWN
    you = " you" if mark.apart else ""
    if mark.before is not None:
        canvas.line("before", axis.at(mark.before.lower), up, axis.at(mark.before.upper), up)
    if mark.after is None:
        return
    canvas.line("after" + you, axis.at(mark.after.lower), down, axis.at(mark.after.upper), down)
    if mark.before is not None:
        if mark.before.median != mark.after.median:
            canvas.line("moved", axis.at(mark.before.median), up, axis.at(mark.after.median), down)
        canvas.circle("ring", axis.at(mark.before.median), up, 4)
    canvas.circle("you-f" if mark.apart else "own", axis.at(mark.after.median), down, 6)


def _write(canvas: Canvas, mark: MovementMark, middle: float, axis: Axis) -> None:
    look = "you-t" if mark.apart else ""
    if canvas.side is Side.NARROW:
        beside = mark.brief or mark.words
        room = canvas.width - 8 - (width_of(beside, 12) + 8 if mark.apart else 0)
        canvas.text("", 4.0, middle - 20, f"{mark.code} {mark.label}", room=max(80.0, room))
        if mark.apart:
            canvas.text("ts end " + look, canvas.width - 4, middle - 20, beside, room=canvas.width / 2)
        return
    canvas.text("t2 num", 4.0, middle + 4.5, mark.code, room=_CODE - 6)
    lines = wrap(mark.label, _LABEL - 8)
    for place, words in enumerate(lines):
        y = middle + 4.5 + (place - (len(lines) - 1) / 2) * _LINE
        canvas.text("", _CODE, y, words, full=mark.label if words.endswith("…") else words)
    canvas.text(look, axis.end + 20, middle + 4.5, mark.words, room=canvas.width - axis.end - 24)


def _said(mark: MovementMark, scale: Scale) -> str:
    medians = [scale.figure(each.median) for each in (mark.before, mark.after) if each is not None]
    return listed((f"{mark.code} {mark.label} {' → '.join(medians)}", mark.words))


def spark(counts: Sequence[tuple[float, int]], figure: Callable[[float], str]) -> Markup:
    """A sketch of a distribution for a table cell: one column a point; its label says every count."""
    columns = _columns(counts)
    if not columns:
        return Markup("")
    step = _SPARK_WIDTH / len(columns)
    highest = max(columns) or 1
    shapes = []
    for place, count in enumerate(columns):
        height = _SPARK_LEAST if not count else max(1.7, (_SPARK_HEIGHT - 2) * count / highest)
        look = "fill few" if count else "base"
        box = (look, place * step, _SPARK_HEIGHT - height, max(0.8, step - 1.5), height)
        pattern = Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>')
        shapes.append(pattern.format(*box))
    said = legible(listed(labelled(figure(point), str(count)) for point, count in counts if count) or "0")
    pattern = Markup('<svg class="spark" viewBox="0 0 90 22" role="img" aria-label="{}" xmlns="{}">{}</svg>')
    return pattern.format(said, NAMESPACE, Markup("").join(shapes))


def _columns(counts: Sequence[tuple[float, int]]) -> list[int]:
    """One column a point; where there are many points, classes of equal width."""
    if len(counts) <= _MOST_COLUMNS and all(later[0] - earlier[0] == 1 for earlier, later in pairwise(counts)):
        return [count for _point, count in counts]
    low, high = counts[0][0], counts[-1][0]
    columns = [0] * 10
    for point, count in counts:
        columns[min(9, int((point - low) / ((high - low) or 1) * 10))] += count
    return columns
