"""Medians with their middle halves at paper size: the earlier round thin above, the later one as a band below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from survey_app.exports import styles
from survey_app.exports.documents.drawing import FOOT_SIZE, WIDTH, Canvas, axis, named, room_of, ticks, wide
from survey_app.exports.documents.model import Look

Middle = tuple[float, float, float]
"""The lower end of the middle half, the median, the upper end."""
_ROW, _FIGURES, _UP, _DOWN, _BAND = 26.0, 62.0, 6.0, 3.0, 7.0
_KEY, _FOOT, _SHORT = 22.0, 14.0, 10


@dataclass(frozen=True, slots=True)
class MiddleRow:
    """One thing: where it stood, where it stands, and its figures in words; `apart` is what needs a look."""

    label: str
    before: Middle | None
    now: Middle
    words: str
    apart: bool = False


@dataclass(frozen=True, slots=True)
class MiddleNames:
    """What the key says: of the earlier round, of this one, and of what stands apart; empty where there is none."""

    before: str
    now: str
    apart: str


def middles(
    rows: Sequence[MiddleRow],
    ends: tuple[float, float],
    names: MiddleNames,
    look: Look,
    figure: Callable[[float], str],
) -> str:
    """One row each, on a scale from end to end, with a key above and its points below."""
    sheet, label = Canvas(look), room_of(row.label for row in rows)
    at = axis(*ends, label + 16, WIDTH - _FIGURES - 12)
    top = y = _key(sheet, names)
    drawn: list[tuple[MiddleRow, float]] = []
    grid = Canvas(look)
    for row in rows:
        high = named(sheet, row.label, y, label, _ROW)
        drawn.append((row, y + high / 2))
        y += high
    for tick in _points(*ends):
        grid.line((at(tick), top), (at(tick), y), styles.GRID, 0.5)
        grid.text(at(tick), y + 10, figure(tick), anchor="middle", colour=styles.QUIET, size=FOOT_SIZE)
    sheet.shapes = [*grid.shapes, *sheet.shapes]
    for row, middle in drawn:
        _row(sheet, row, middle, at)
    return sheet.done(y + _FOOT)


def _points(low: float, high: float) -> Sequence[float]:
    """Every point of a short scale, ends included; of a long one round figures."""
    if low.is_integer() and high.is_integer() and high - low <= _SHORT:
        return [low + place for place in range(int(high - low) + 1)]
    return ticks(low, high)


def _row(sheet: Canvas, row: MiddleRow, middle: float, at: Callable[[float], float]) -> None:
    strong, soft = (sheet.look.warm, styles.WARM) if row.apart else (sheet.look.accent, sheet.look.second)
    up, down = middle - _UP, middle + _DOWN
    low, median, high = (at(value) for value in row.now)
    sheet.rect((low - 1, down - _BAND / 2), high - low + 2, _BAND, soft)
    if row.before is not None:
        first, earlier, last = (at(value) for value in row.before)
        sheet.line((first, up), (last, up), styles.AXIS, 1.2)
        if earlier != median:
            sheet.line((earlier, up), (median, down), styles.QUIET, 0.8)
        sheet.disc(earlier, up, 2.6, styles.WHITE, styles.AXIS)
    sheet.disc(median, down, 3.6, strong, styles.WHITE)
    colour = sheet.look.warm if row.apart else styles.INK
    sheet.text(WIDTH, middle + 3, row.words, anchor="end", bold=True, colour=colour)


def _key(sheet: Canvas, names: MiddleNames) -> float:
    """What the marks are, in one line; how much room it takes."""
    x, y = 0.0, 7.0
    if names.before:
        sheet.line((x, y), (x + 18, y), styles.AXIS, 1.2)
        sheet.disc(x + 9, y, 2.6, styles.WHITE, styles.AXIS)
        x = _said(sheet, x + 23, y, names.before)
    marks = ((names.now, sheet.look.accent, sheet.look.second), (names.apart, sheet.look.warm, styles.WARM))
    for words, strong, soft in marks:
        if words:
            sheet.rect((x, y - _BAND / 2), 18, _BAND, soft)
            sheet.disc(x + 9, y, 3.6, strong, styles.WHITE)
            x = _said(sheet, x + 23, y, words)
    return _KEY


def _said(sheet: Canvas, x: float, y: float, words: str) -> float:
    sheet.text(x, y + 3, words, colour=styles.QUIET, size=FOOT_SIZE)
    return x + wide(words, FOOT_SIZE) + 14
