"""Charts whose rows carry a label: beside the marks on a wide drawing, above them on a narrow one."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.charts.canvas import WIDTHS, Canvas, Side
from survey_app.charts.lettering import wrap

LABEL_ROOM = 236.0
_LINE = 16.0
_LIFT = 4.5
_HALF = 13.0


@dataclass(frozen=True, slots=True)
class Row:
    """The place of one row: its label's lines, and the height its marks are centred on."""

    label: str
    lines: tuple[str, ...]
    top: float
    middle: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of all rows and the stretch that is free for marks."""

    side: Side
    rows: tuple[Row, ...]
    start: float
    end: float
    bottom: float


def lay_out(side: Side, labels: Sequence[str], *, top: float, reserved: float) -> Layout:
    """Places for rows below a head of `top`, with a column of `reserved` width kept free at the end."""
    wide = side is Side.WIDE
    room = LABEL_ROOM if wide else WIDTHS[side] - (4 if not wide else 0)
    rows, y = [], top
    for label in labels:
        lines = wrap(label, room)
        if wide:
            height = 32.0 if len(lines) == 1 else 42.0
            rows.append(Row(label, lines, y + height / 2 - (len(lines) - 1) * _LINE / 2, y + height / 2))
        else:
            height = _LINE * len(lines) + 32.0
            rows.append(Row(label, lines, y + 8, y + _LINE * len(lines) + 14))
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
