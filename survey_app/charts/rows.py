"""Charts whose rows carry a label: beside the marks on a wide drawing, above them on a narrow one."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.charts.canvas import WIDTHS, Canvas, Side
from survey_app.charts.lettering import width_of, wrap

LABEL_ROOM = 236.0
_WORDS, _MOST_WORDS, _BETWEEN = 52.0, 110.0, 14.0
_MOST = {Side.WIDE: 240.0, Side.NARROW: 84.0}
"""How wide what stands behind the figures may be; on a narrow drawing anything wider stands below the label."""
_LINE = 16.0
_LIFT = 4.5
_HALF = 13.0


@dataclass(frozen=True, slots=True)
class Row:
    """The place of one row: its label's lines, the height its marks are centred on, and a note below the label."""

    label: str
    lines: tuple[str, ...]
    top: float
    middle: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of all rows and the stretch that is free for marks."""

    side: Side
    rows: tuple[Row, ...]
    start: float
    end: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Ending:
    """The room at the end of the rows: for the figures, for the counts behind them, and notes where they do not fit."""

    words: float
    count: float
    notes: tuple[str, ...] = ()

    @property
    def reserved(self) -> float:
        """The width that is kept free for both."""
        return self.words + self.count + (_BETWEEN if self.count else 8.0)


def ending_of(side: Side, words: Sequence[str], counts: Sequence[str]) -> Ending:
    """The room that figures and counts need so that none is cut.

    >>> ending_of(Side.NARROW, ["−0.3"], ["Nordic Model Company Ltd"]).notes
    ('Nordic Model Company Ltd',)
    """
    first = min(_MOST_WORDS, max([_WORDS, *(width_of(each) + 4 for each in words)]))
    second = max((width_of(each) for each in counts), default=0.0)
    if second > _MOST[side] and side is Side.NARROW:
        return Ending(first, 0.0, tuple(counts))
    return Ending(first, min(second, _MOST[side]))


def lay_out(side: Side, labels: Sequence[str], *, top: float, reserved: float, notes: Sequence[str] = ()) -> Layout:
    """Places for rows below a head of `top`, with a column of `reserved` width kept free at the end.

    `notes` stand below the labels of a narrow drawing.
    """
    wide = side is Side.WIDE
    room = LABEL_ROOM if wide else WIDTHS[side] - (4 if not wide else 0)
    rows, y = [], top
    for label, note in zip(labels, notes or [""] * len(labels), strict=True):
        lines = wrap(label, room)
        if wide:
            height = 32.0 if len(lines) == 1 else 42.0
            rows.append(Row(label, lines, y + height / 2 - (len(lines) - 1) * _LINE / 2, y + height / 2))
        else:
            written = _LINE * (len(lines) + bool(note))
            height = written + 32.0
            rows.append(Row(label, lines, y + 8, y + written + 14, note))
        y += height
    start = LABEL_ROOM + 14 if wide else 2.0
    return Layout(side, tuple(rows), start, WIDTHS[side] - reserved, y)


def write_label(canvas: Canvas, row: Row) -> None:
    """The row's label, every line in its place."""
    wide = canvas.side is Side.WIDE
    for number, words in enumerate(row.lines):
        y = row.top + number * _LINE + _LIFT
        whole = row.label if words != row.label and words.endswith("…") else words
        canvas.text("end" if wide else "", LABEL_ROOM if wide else 0.0, y, words, full=whole)
    if row.note and not wide:
        y = row.top + len(row.lines) * _LINE + _LIFT
        canvas.text("t2 num", 0.0, y, row.note, room=canvas.width)


def draw_upright(canvas: Canvas, look: str, layout: Layout, x: float) -> None:
    """A line that all bars begin at; on a narrow drawing in pieces, since the labels stand over it."""
    if canvas.side is Side.WIDE and layout.rows:
        canvas.line(look, x, layout.rows[0].middle - _HALF, x, layout.bottom)
        return
    for row in layout.rows:
        canvas.line(look, x, row.middle - _HALF, x, row.middle + _HALF)


def beside(row: Row) -> float:
    """The base line of a figure that stands beside a row's marks."""
    return row.middle + _LIFT
