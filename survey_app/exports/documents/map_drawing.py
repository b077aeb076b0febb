"""A map at paper size: points with their names in four quarters, names moved out of each other's way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from survey_app.exports import map_labels, styles
from survey_app.exports.documents.drawing import FOOT_SIZE, WIDTH, Canvas, axis, wide
from survey_app.exports.documents.model import Look
from survey_app.stats.rectangle import Box as Surface

_HEIGHT = 300.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 34.0, 8.0, 8.0, 34.0
_LINE = 10.0
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
    taken: list[Box] = [*corners, *((px - 5, py - 5, px + 5, py + 5) for px, py in places)]
    cross = (x(frame.cross[0]), up(frame.cross[1]))
    sides = _sides(marks, places, cross, corners)
    for place, (mark, at) in enumerate(zip(marks, places, strict=True)):
        colour = look.warm if mark.is_named else styles.AXIS if mark.is_aside else look.accent
        canvas.disc(*at, 4, colour, colour)
        _name(canvas, mark, at, taken, [_TRIES[sides[place]]] if sides else _TRIES)
    return canvas.done(_HEIGHT)


def _sides(marks: Sequence[Mark], places: Sequence[Dot], cross: Dot, corners: Sequence[Box]) -> list[int]:
    """On which side each name stands so that none covers another; nothing where there is no room for all."""
    boxes = [*corners, (cross[0], _TOP, cross[0], _HEIGHT - _BOTTOM), (_LEFT, cross[1], WIDTH - _RIGHT, cross[1])]
    lines = [
        Surface(_zoomed((x1 + x2) / 2 - _LEFT), _zoomed((y1 + y2) / 2 - _TOP), _zoomed(x2 - x1), _zoomed(y2 - y1))
        for x1, y1, x2, y2 in boxes
    ]
    dots = [(_zoomed(px - _LEFT), _zoomed(py - _TOP)) for px, py in places]
    size = _zoomed(WIDTH - _RIGHT - _LEFT), _zoomed(_HEIGHT - _BOTTOM - _TOP)
    found = map_labels.placed([mark.name for mark in marks], dots, size, lines)
    return [] if found.numbered else [map_labels.SIDES.index(each.side) for each in found.labels]


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


def _name(canvas: Canvas, mark: Mark, place: Dot, taken: list[Box], sides: Sequence[tuple[float, float, str]]) -> None:
    """Write a name on the first side where it meets nothing; where it meets something on every side, on the first."""
    size = wide(mark.name)
    tries = [(_box(place, size, each), each) for each in sides]
    free = next(((box, each) for box, each in tries if not any(_meet(box, other) for other in taken)), tries[0])
    box, (dx, dy, anchor) = free
    taken.append(box)
    ink = canvas.look.warm if mark.is_named else styles.INK
    canvas.text(place[0] + dx, place[1] + dy, mark.name, anchor=anchor, colour=ink, bold=mark.is_named)


def _box(place: tuple[float, float], size: float, side: tuple[float, float, str]) -> Box:
    dx, dy, anchor = side
    left = place[0] + dx - {"start": 0.0, "middle": size / 2, "end": size}[anchor]
    base = place[1] + dy
    return left, base - _LINE + 2, left + size, base + 2


def _meet(one: Box, other: Box) -> bool:
    """Whether two boxes overlap, or one leaves the paper."""
    if one[0] < _LEFT or one[2] > WIDTH:
        return True
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
