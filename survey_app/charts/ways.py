"""The ways through a questionnaire: its pages from top to bottom, and jumps as lines beside them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from survey_app.charts.canvas import Canvas, Side, both

_STEP = 64.0
_BOX = 46.0
_TOP = 6.0
_LANES = {Side.WIDE: 16.0, Side.NARROW: 8.0}
_MOST_LANES = {Side.WIDE: 8, Side.NARROW: 5}
_ROW = 13.0
_ROWS = 3
"""So many jumps out of one page have their rules below one another."""
_ARROW = 5.0
_WIDTHS = {Side.WIDE: 760.0, Side.NARROW: 340.0}
_BOXES = {Side.WIDE: 470.0, Side.NARROW: 210.0}
_MARGIN = 10.0


@dataclass(frozen=True, slots=True)
class Station:
    """A page or an ending: its name, what stands below it, and whether nobody can get there."""

    name: str
    note: str = ""
    is_dead: bool = False
    is_end: bool = False


@dataclass(frozen=True, slots=True)
class Arc:
    """A jump between two stations, by their places, with its rule."""

    start: int
    end: int
    words: str


def ways_chart(title: str, stations: Sequence[Station], arcs: Sequence[Arc]) -> Markup:
    """The ways in a wide and a narrow drawing."""
    return both(lambda side: _draw(side, title, stations, arcs))


def _draw(side: Side, title: str, stations: Sequence[Station], arcs: Sequence[Arc]) -> Markup:
    canvas = Canvas(side, _TOP + _STEP * len(stations), _WIDTHS[side])
    width = _BOXES[side]
    for place, station in enumerate(stations):
        _station(canvas, station, _TOP + place * _STEP, width)
        following = stations[place + 1] if place + 1 < len(stations) else None
        if following is not None and not station.is_end and not following.is_end:
            _down(canvas, _TOP + place * _STEP + _BOX)
    _last_page_leads_on(canvas, stations)
    lanes = min(len(arcs), _MOST_LANES[side])
    rows = Counter[int]()
    for number, arc in enumerate(sorted(arcs, key=lambda each: each.end - each.start)):
        _arc(canvas, arc, number % lanes, rows[arc.start] % _ROWS, width + _LANES[side] * (lanes + 1))
        rows[arc.start] += 1
    return canvas.done(title)


def _station(canvas: Canvas, station: Station, y: float, width: float) -> None:
    canvas.rect("track", 0, y, width, _BOX)
    if station.is_dead:
        canvas.rect("f-neg2", 0, y, 5, _BOX)
    room = width - 2 * _MARGIN
    canvas.text("tb", _MARGIN, y + (19 if station.note else 28), station.name, room=room)
    if station.note:
        canvas.text("t2 ts", _MARGIN, y + 37, station.note, room=room)


def _down(canvas: Canvas, y: float) -> None:
    """The usual way: from a page to the next one."""
    x = 2 * _MARGIN
    canvas.line("link", x, y, x, y + _STEP - _BOX - _ARROW)
    tip = y + _STEP - _BOX
    canvas.shape("goal", (x, tip), (x - _ARROW, tip - _ARROW - 2), (x + _ARROW, tip - _ARROW - 2))


def _last_page_leads_on(canvas: Canvas, stations: Sequence[Station]) -> None:
    """The way from the last page to the first ending, which is the usual one."""
    pages = sum(not station.is_end for station in stations)
    if 0 < pages < len(stations):
        _down(canvas, _TOP + (pages - 1) * _STEP + _BOX)


def _arc(canvas: Canvas, arc: Arc, lane: int, row: int, words_at: float) -> None:
    """One jump: out of its page, down its lane, back into where it leads; its rule stands beside its beginning."""
    width = _BOXES[canvas.side]
    x = width + _LANES[canvas.side] * (lane + 1)
    start, end = _TOP + arc.start * _STEP + 10 + _ROW * row, _TOP + arc.end * _STEP + 12
    for x1, y1, x2, y2 in ((width, start, x, start), (x, start, x, end), (x, end, width + _ARROW, end)):
        canvas.line("link", x1, y1, x2, y2)
    canvas.shape("goal", (width, end), (width + _ARROW + 2, end - _ARROW), (width + _ARROW + 2, end + _ARROW))
    canvas.text("t2 ts", words_at, start + 4, arc.words, room=canvas.width - words_at)
