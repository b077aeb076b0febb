"""A map at paper size: points with their names in four quarters, names moved out of each other's way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from survey_app.exports import map_labels, styles
from survey_app.exports.documents.drawing import FOOT_SIZE, WIDTH, Canvas, axis, wide
from survey_app.exports.documents.model import Look
from survey_app.exports.words import shortened
from survey_app.stats.rectangle import Box as Surface

_HEIGHT = 300.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 34.0, 8.0, 8.0, 34.0
_LINE, _KEY_LINE = 10.0, 13.0
_TRIES = ((7.0, 3.0, "start"), (-7.0, 3.0, "end"), (0.0, -8.0, "middle"), (0.0, 14.0, "middle"))


@dataclass(frozen=True, slots=True)
class Mark:
    """One point: its name, how far to the right and how high it stands, and whether the title speaks of it."""

    name: str
    across: float
    up: float
    is_named: bool = False
    is_aside: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """The ends of both axes, where the lines cross, the words of the axes and of the quarters.

    The quarters are named from the upper left by rows.
    """

    across: tuple[float, float]
    up: tuple[float, float]
    cross: tuple[float, float]
    names: tuple[str, str]
    quarters: tuple[str, str, str, str]
    figures: tuple[Callable[[float], str], Callable[[float], str]]


Box = tuple[float, float, float, float]
Dot = tuple[float, float]


def mark_map(marks: Sequence[Mark], frame: Frame, look: Look) -> str:
    """The map as SVG."""
    canvas = Canvas(look)
    right, bottom = WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    x, up = axis(*frame.across, _LEFT, right), axis(*frame.up, bottom, _TOP)
    canvas.rect((_LEFT, _TOP), right - _LEFT, bottom - _TOP, styles.WHITE, styles.LINE)
    canvas.line((x(frame.cross[0]), _TOP), (x(frame.cross[0]), bottom), styles.AXIS)
    canvas.line((_LEFT, up(frame.cross[1])), (right, up(frame.cross[1])), styles.AXIS)
    corners = _words(canvas, frame, right, bottom)
    places = [(x(mark.across), up(mark.up)) for mark in marks]
    cross = (x(frame.cross[0]), up(frame.cross[1]))
    found = _labels(marks, places, cross, corners)
    for mark, at, label in zip(marks, places, found.labels, strict=True):
        colour = look.warm if mark.is_named else styles.AXIS if mark.is_aside else look.accent
        canvas.disc(*at, 4, colour, colour)
        if label.words:
            dx, dy, anchor = _TRIES[map_labels.SIDES.index(label.side)]
            ink = look.warm if mark.is_named else styles.INK
            canvas.text(at[0] + dx, at[1] + dy, label.words, anchor=anchor, colour=ink, bold=mark.is_named)
    return canvas.done(_key(canvas, marks) if found.numbered else _HEIGHT)


def _key(canvas: Canvas, marks: Sequence[Mark]) -> float:
    """The names of numbered points under the map, in two columns; how high everything is then."""
    lines, half = (len(marks) + 1) // 2, (WIDTH - _LEFT - _RIGHT) / 2
    room = int((half - 2 * FOOT_SIZE) / wide("0", FOOT_SIZE))
    for place, mark in enumerate(marks):
        column, line = divmod(place, lines)
        at, down = _LEFT + column * half, _HEIGHT + (line + 1) * _KEY_LINE
        ink = canvas.look.warm if mark.is_named else styles.INK
        canvas.text(at, down, f"{place + 1}  {shortened(mark.name, room)}", anchor="start", colour=ink, size=FOOT_SIZE)
    return _HEIGHT + (lines + 1) * _KEY_LINE


def _labels(marks: Sequence[Mark], places: Sequence[Dot], cross: Dot, corners: Sequence[Box]) -> map_labels.Labels:
    """What stands beside each point and on which side, so that nothing covers another; numbers where names would."""
    boxes = [*corners, (cross[0], _TOP, cross[0], _HEIGHT - _BOTTOM), (_LEFT, cross[1], WIDTH - _RIGHT, cross[1])]
    lines = [
        Surface(_zoomed((x1 + x2) / 2 - _LEFT), _zoomed((y1 + y2) / 2 - _TOP), _zoomed(x2 - x1), _zoomed(y2 - y1))
        for x1, y1, x2, y2 in boxes
    ]
    dots = [(_zoomed(px - _LEFT), _zoomed(py - _TOP)) for px, py in places]
    size = _zoomed(WIDTH - _RIGHT - _LEFT), _zoomed(_HEIGHT - _BOTTOM - _TOP)
    return map_labels.placed([mark.name for mark in marks], dots, size, lines)


def _zoomed(points: float) -> float:
    """Points of this drawing as the pixels in which labels are placed: by the width of a letter."""
    return points * map_labels.LETTER / wide("0")


def _words(canvas: Canvas, frame: Frame, right: float, bottom: float) -> list[Box]:
    """The words around and in the corners; the boxes of those in the corners."""
    corners = [
        (x, y, anchor) for y in (_TOP + 10, bottom - 5) for x, anchor in ((_LEFT + 4, "start"), (right - 4, "end"))
    ]
    for words, (x, y, anchor) in zip(frame.quarters, corners, strict=True):
        canvas.text(x, y, words, anchor=anchor, colour=styles.AXIS, size=FOOT_SIZE, bold=True)
    middle = (_LEFT + right) / 2
    small = [
        *(
            (right if place else _LEFT, bottom + 11, frame.figures[0](end), _anchor(place))
            for place, end in enumerate(frame.across)
        ),
        *(
            (_LEFT - 4, _TOP + 8 if place else bottom, frame.figures[1](end), "end")
            for place, end in enumerate(frame.up)
        ),
        # arrows stand apart from words: a program that looks for a font with both may find none
        (middle, bottom + 11, frame.names[0], "middle"),
        (middle + wide(frame.names[0], FOOT_SIZE) / 2 + 4, bottom + 11, "→", "start"),
        (_LEFT, bottom + 26, "↑", "start"),
        (_LEFT + FOOT_SIZE, bottom + 26, frame.names[1], "start"),
    ]
    for x, y, words, anchor in small:
        canvas.text(x, y, words, anchor=anchor, colour=styles.QUIET, size=FOOT_SIZE)
    return [
        _box((x, y), wide(words, FOOT_SIZE), (0.0, 0.0, anchor))
        for words, (x, y, anchor) in zip(frame.quarters, corners, strict=True)
    ]


def _anchor(place: int) -> str:
    return "end" if place else "start"


def _box(place: tuple[float, float], size: float, side: tuple[float, float, str]) -> Box:
    dx, dy, anchor = side
    left = place[0] + dx - {"start": 0.0, "middle": size / 2, "end": size}[anchor]
    base = place[1] + dy
    return left, base - _LINE + 2, left + size, base + 2
