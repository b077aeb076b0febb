"""Ratings of several things on one scale: dissatisfied to the left, satisfied to the right, the middle apart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from survey_app.charts.canvas import Canvas, Side, both
from survey_app.charts.joining import listed, told
from survey_app.charts.lettering import legible, width_of
from survey_app.charts.rows import Layout, Row, beside, draw_upright, lay_out, write_label

_THICK = 18.0
_FIGURE = 46.0
_APART = {Side.WIDE: 130.0, Side.NARROW: 74.0}
_WHOLE = {Side.WIDE: 72.0, Side.NARROW: 26.0}
Percent = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class LikertRow:
    """One thing that was rated: how many chose each point, lowest first."""

    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ends:
    """The words over the two halves and over the middle."""

    low: str
    high: str
    middle: str


@dataclass(frozen=True, slots=True)
class _Shares:
    below: tuple[float, ...]
    middle: float
    above: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Measure:
    zero: float
    scale: float
    percent: Percent


def looks(points: int) -> tuple[str, ...]:
    """The class of every point of a scale: the outer points strong, the inner ones light, the middle grey.

    >>> looks(5)
    ('f-neg2', 'f-neg1', 'f-mid', 'f-pos1', 'f-pos2')
    >>> looks(4)
    ('f-neg2', 'f-neg1', 'f-pos1', 'f-pos2')
    """
    half = points // 2
    strong = (half + 1) // 2
    low = ["f-neg2"] * strong + ["f-neg1"] * (half - strong)
    high = ["f-pos1"] * (half - strong) + ["f-pos2"] * strong
    return (*low, *(["f-mid"] if points % 2 else []), *high)


def likert_chart(title: str, rows: Sequence[LikertRow], ends: Ends, percent: Percent) -> Markup:
    """One row a thing; both sums printed, the middle drawn apart at the end."""
    return both(lambda side: _draw(side, title, rows, ends, percent))


def _shares(row: LikertRow) -> _Shares:
    total = sum(row.counts) or 1
    shares = tuple(count / total for count in row.counts)
    half = len(shares) // 2
    return _Shares(shares[:half], shares[half] if len(shares) % 2 else 0.0, shares[len(shares) - half :])


def _draw(side: Side, title: str, rows: Sequence[LikertRow], ends: Ends, percent: Percent) -> Markup:
    layout = lay_out(side, [row.label for row in rows], top=22.0, reserved=_APART[side])
    canvas = Canvas(side, layout.bottom + 4)
    found = [_shares(row) for row in rows]
    left = max((sum(each.below) for each in found), default=0.0)
    right = max((sum(each.above) for each in found), default=0.0)
    scale = (layout.end - layout.start - 2 * _FIGURE) / ((left + right) or 1.0)
    zero = layout.start + _FIGURE + left * scale
    measure = _Measure(zero, scale, percent)
    odd = any(len(row.counts) % 2 for row in rows)
    _write_ends(canvas, layout, ends, zero, odd=odd)
    for row, each in zip(layout.rows, found, strict=True):
        write_label(canvas, row)
        _draw_row(canvas, row, each, measure)
        if odd:
            _draw_middle(canvas, row, each.middle, percent)
    draw_upright(canvas, "zero", layout, zero)
    pairs = zip(rows, found, strict=True)
    return canvas.done(told(title, (_said(row.label, each, ends, percent, odd=odd) for row, each in pairs)))


def _said(label: str, each: _Shares, ends: Ends, percent: Percent, *, odd: bool) -> str:
    """A row in words: both sums, and the middle where there is one."""
    middle = [f"{ends.middle} {percent(each.middle)}"] if odd else []
    return listed(
        (f"{label} {ends.low} {percent(sum(each.below))}", *middle, f"{ends.high} {percent(sum(each.above))}")
    )


def _write_ends(canvas: Canvas, layout: Layout, ends: Ends, zero: float, *, odd: bool) -> None:
    # few answers below leave little room there: the words then begin at the edge and push the others on
    low, high = width_of(legible(ends.low)), zero + 8
    if low > zero - 8:
        low = min(low, (layout.end - 28) / 2)
        high = max(high, low + 12)
        canvas.text("t2 ts", 0.0, 14.0, ends.low, room=low)
    else:
        canvas.text("t2 ts end", zero - 8, 14.0, ends.low)
    canvas.text("t2 ts", high, 14.0, ends.high, room=max(20.0, layout.end - high - 8))
    if odd:
        canvas.text("t2 ts end", canvas.width - 4, 14.0, ends.middle, room=_APART[canvas.side] - 8)


def _draw_row(canvas: Canvas, row: Row, each: _Shares, measure: _Measure) -> None:
    zero, scale, percent = measure.zero, measure.scale, measure.percent
    points = len(each.below) + len(each.above)
    low, high = looks(points)[: points // 2], looks(points)[points // 2 :]
    place = zero
    for look, share in zip(reversed(low), reversed(each.below), strict=True):
        place -= share * scale
        canvas.rect(look, place, row.middle - _THICK / 2, max(0.0, share * scale - 1), _THICK)
    canvas.text("num end", place - 6, beside(row), percent(sum(each.below)))
    place = zero
    for look, share in zip(high, each.above, strict=True):
        canvas.rect(look, place + 1, row.middle - _THICK / 2, max(0.0, share * scale - 1), _THICK)
        place += share * scale
    canvas.text("num", place + 6, beside(row), percent(sum(each.above)))


def _draw_middle(canvas: Canvas, row: Row, share: float, percent: Percent) -> None:
    length = share * _WHOLE[canvas.side]
    right = canvas.width - 4
    canvas.rect("f-mid", right - 42 - length, row.middle - _THICK / 2, length, _THICK)
    canvas.text("t2 num end", right, beside(row), percent(share))
