"""Charts at paper size: SVG in the width of a page, its letters in points, its colours written into every shape."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from survey_app.exports import styles
from survey_app.exports.cells import CLOSING, text_width
from survey_app.exports.documents.model import Look, clean

WIDTH = 482.0
"""The text of an A4 page between margins of 20 mm, in points."""
FONTS = (
    "Noto Sans",
    "Carlito",
    "DejaVu Sans",
    "Liberation Sans",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "Noto Serif CJK SC",
)
TWINS = {"Calibri": "Carlito", "Arial": "Liberation Sans", "Times New Roman": "Liberation Serif"}
"""What stands for a font where it is not installed."""
_SIZE = 8.5
FOOT_SIZE = 7.5
_DIGIT = 0.55
"""How wide a digit is, in sizes of the letters."""
_ROW, _THICK, _THIN = 20.0, 12.0, 7.0
_MANY = 12
"""From more bars than this on they are thinner."""
_LABEL, _FIGURES = 150.0, 62.0
_INSIDE = 22.0
_BREAKS = re.compile(rf"[\u2e80-\uffff][{CLOSING}]*|[^\s\u2e80-\uffff]+[{CLOSING}]*\s*|\s+")
"""What a line of a name may end after: a word, or a Chinese letter with the signs that close what it says."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its length between the ends, its figure in words, the ends of its interval."""

    label: str
    value: float | None
    words: str
    low: float | None = None
    high: float | None = None
    few: bool = False
    """Whether it rests on too few: it is drawn hollow."""
    paint: str = ""


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar in parts that are shares of a whole; `words` stand behind it."""

    label: str
    parts: tuple[float, ...]
    words: str = ""


@dataclass
class Canvas:
    """Shapes one after the other, in a client's look."""

    look: Look
    shapes: list[str] = field(default_factory=list)

    def rect(self, at: tuple[float, float], wide: float, high: float, fill: str, line: str = "") -> None:
        """A filled box, with an outline where one is named."""
        x, y = at
        edge = f' stroke="#{line}" stroke-width="0.8"' if line else ""
        if wide > 0:
            self.shapes.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="#{fill}"{edge}/>'
            )

    def line(self, first: tuple[float, float], last: tuple[float, float], colour: str, wide: float = 0.6) -> None:
        """A straight line."""
        (x1, y1), (x2, y2) = first, last
        self.shapes.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#{colour}" stroke-width="{wide}"/>'
        )

    def disc(self, x: float, y: float, radius: float, fill: str, line: str) -> None:
        """A disc or ring."""
        self.shapes.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="#{fill}" stroke="#{line}" stroke-width="1.2"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        anchor: str = "start",
        colour: str = styles.INK,
        size: float = _SIZE,
        bold: bool = False,
    ) -> None:
        """Words at a place."""
        weight = ' font-weight="700"' if bold else ""
        self.shapes.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="#{colour}"{weight}>'
            f"{escape(_plain(words))}</text>"
        )

    def done(self, height: float) -> str:
        """The drawing as SVG."""
        named = ", ".join(f"'{name}'" for name in families(self.look))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:.0f}" height="{height:.0f}" '
            f'viewBox="0 0 {WIDTH:.0f} {height:.0f}" font-family={quoteattr(named)}>' + "".join(self.shapes) + "</svg>"
        )


def families(look: Look) -> tuple[str, ...]:
    """The fonts of a document in the order they are tried.

    >>> families(Look(font="Arial"))[:3]
    ('Arial', 'Liberation Sans', 'Noto Sans')
    """
    own = (look.font, TWINS.get(look.font, "")) if look.font else ()
    return (*filter(None, own), *FONTS)


def bars(rows: Sequence[Bar], look: Look, *, low: float = 0.0, high: float = 1.0) -> str:
    """Bars from zero with their figures behind them and whiskers for their intervals; zero is always in the picture."""
    sheet, low, high = Canvas(look), min(0.0, low), max(high, 0.0)
    label = room_of(row.label for row in rows)
    start, end = label + 8, WIDTH - _FIGURES
    at = axis(low, high if high > low else low + 1, start, end)
    y = 4.0
    thick = _THICK if len(rows) <= _MANY else _THIN
    for row in rows:
        y += _bar(sheet, row, (y, thick), label, at)
    sheet.line((at(0), 2), (at(0), y), styles.AXIS)
    return sheet.done(y + 4)


def _bar(sheet: Canvas, row: Bar, place: tuple[float, float], label: float, at: Callable[[float], float]) -> float:
    y, thick = place
    high = named(sheet, row.label, y, label, thick + 8)
    middle = y + high / 2
    if row.value is not None:
        zero, end = at(0), at(row.value)
        fill = row.paint or sheet.look.accent
        look = (styles.WHITE, fill) if row.few else (fill, "")
        sheet.rect((min(zero, end), middle - thick / 2), abs(end - zero), thick, *look)
        if row.low is not None and row.high is not None:
            sheet.line((at(row.low), middle), (at(row.high), middle), styles.WHITE, 2.6)
            sheet.line((at(row.low), middle), (at(row.high), middle), styles.INK, 1)
            for tip in (row.low, row.high):
                sheet.line((at(tip), middle - 2.5), (at(tip), middle + 2.5), styles.INK, 1)
    sheet.text(WIDTH, middle + 3, row.words, anchor="end", bold=True)
    return high


def stacks(
    rows: Sequence[Stack], paints: Sequence[str], names: Sequence[str], look: Look, percent: Callable[[float], str]
) -> str:
    """Bars of one length, each divided into its parts, with a key above; parts under 6 in 100 carry no figure."""
    sheet = Canvas(look)
    label = room_of(row.label for row in rows)
    start, end = label + 8, WIDTH - (_FIGURES if any(row.words for row in rows) else 4)
    y = _key(sheet, paints, names, 0.0)
    for row in rows:
        high = named(sheet, row.label, y, label)
        middle, x = y + high / 2, start
        for share, paint in zip(row.parts, paints, strict=False):
            long = share * (end - start)
            sheet.rect((x, middle - _THICK / 2 - 1), long, _THICK + 2, paint)
            if long >= _INSIDE:
                sheet.text(x + long / 2, middle + 3, percent(share), anchor="middle", colour=_on(paint), size=FOOT_SIZE)
            x += long
        sheet.text(WIDTH, middle + 3, row.words, anchor="end", bold=True)
        y += high
    return sheet.done(y + 4)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two points of one thing on a scale, the second with its interval, and their difference in words."""

    label: str
    first: float
    second: float
    low: float | None
    high: float | None
    words: str
    named: bool = False


def pairs(rows: Sequence[Pair], names: tuple[str, str], look: Look, figure: Callable[[float], str]) -> str:
    """Rings and discs on one scale joined by a line: what was expected, and what it was."""
    sheet = Canvas(look)
    label = room_of(row.label for row in rows)
    values = [each for row in rows for each in (row.first, row.second, row.low, row.high) if each is not None]
    low, high = min(values, default=0.0), max(values, default=1.0)
    at = axis(low, high if high > low else low + 1, label + 20, WIDTH - _FIGURES - 8)
    top = y = _pair_key(sheet, names)
    for row in rows:
        tall = named(sheet, row.label, y, label)
        _pair(sheet, row, y + tall / 2, at)
        y += tall
    for tick in ticks(low, high):
        sheet.line((at(tick), top), (at(tick), y), styles.GRID, 0.5)
        sheet.shapes.insert(0, sheet.shapes.pop())
        sheet.text(at(tick), y + 10, figure(tick), anchor="middle", colour=styles.QUIET, size=FOOT_SIZE)
    return sheet.done(y + 14)


def _pair(sheet: Canvas, row: Pair, y: float, at: Callable[[float], float]) -> None:
    colour = sheet.look.warm if row.named else sheet.look.accent
    sheet.line((at(row.first), y), (at(row.second), y), styles.AXIS, 1)
    if row.low is not None and row.high is not None:
        sheet.line((at(row.low), y), (at(row.high), y), colour, 2.4)
    sheet.disc(at(row.first), y, 4, styles.WHITE, styles.AXIS)
    sheet.disc(at(row.second), y, 4, colour, colour)
    sheet.text(WIDTH, y + 3, row.words, anchor="end", bold=True, colour=colour if row.named else styles.INK)


def _pair_key(sheet: Canvas, names: tuple[str, str]) -> float:
    sheet.disc(5, 7, 4, styles.WHITE, styles.AXIS)
    sheet.text(13, 10, names[0], colour=styles.QUIET, size=FOOT_SIZE)
    x = 13 + wide(names[0], FOOT_SIZE) + 14
    sheet.disc(x, 7, 4, sheet.look.accent, sheet.look.accent)
    sheet.text(x + 8, 10, names[1], colour=styles.QUIET, size=FOOT_SIZE)
    return 20.0


def axis(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """From a value to a place between two ends; what lies outside stands at the end."""
    return lambda value: start + (min(max(value, low), high) - low) / (high - low) * (end - start)


def ticks(low: float, high: float) -> list[float]:
    """At most nine round figures between two ends."""
    wide = high - low or 1.0
    step = next((each for each in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) if wide / each <= 7), wide)
    first = int(low / step) + (low > 0 and low % step > 0)
    return [round(step * place, 6) for place in range(first, first + 9) if low - 1e-9 <= step * place <= high + 1e-9]


def _key(sheet: Canvas, paints: Sequence[str], names: Sequence[str], y: float) -> float:
    x = 0.0
    for paint, name in zip(paints, names, strict=False):
        words = _plain(name)
        room = 12 + wide(words, FOOT_SIZE) + 12
        if x and x + room > WIDTH:
            x, y = 0.0, y + 12
        sheet.rect((x, y + 2), 8, 8, paint)
        sheet.text(x + 12, y + 9, words, colour=styles.QUIET, size=FOOT_SIZE)
        x += room
    return y + 18


def named(sheet: Canvas, words: str, y: float, room: float, least: float = _ROW) -> float:
    """Write a name in at most two lines; returns how high the row is."""
    lines = _lines(_plain(words), room)
    high = max(least, 4.0 + 10 * len(lines))
    for number, line in enumerate(lines):
        sheet.text(0, y + high / 2 + 3 + 10 * (number - (len(lines) - 1) / 2), line)
    return high


def _lines(words: str, room: float) -> list[str]:
    found, line = [], ""
    for word in _BREAKS.findall(words):
        if line and wide((line + word).rstrip()) > room:
            found.append(line.strip())
            line = ""
        line += word
    found.append(line.strip())
    if len(found) > 2:
        found = [found[0], found[1] + "…"]
    return [_cut(each, room) for each in found]


def _cut(words: str, room: float) -> str:
    if wide(words) <= room:
        return words
    while words and wide(words + "…") > room:
        words = words[:-1]
    return words.rstrip("…") + "…"


def room_of(names: Iterable[str]) -> float:
    """The width of the column of names: as wide as the widest, at most a third of the page."""
    return min(_LABEL, max((wide(_plain(name)) for name in names), default=0.0) + 4)


def wide(words: str, size: float = _SIZE) -> float:
    """About how wide words stand, rather too wide than too narrow."""
    return text_width(words) * size * _DIGIT


def _plain(words: str) -> str:
    return " ".join(clean(words[:400]).split())


def _on(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (0, 2, 4))
    return styles.WHITE if 0.299 * red + 0.587 * green + 0.114 * blue < 140 else styles.INK


def likert_paints(points: int, look: Look) -> tuple[str, ...]:
    """The colours of a scale's points: warm below the middle, the accent above, the middle grey.

    >>> likert_paints(5, Look())
    ('A8410A', 'E6A57C', 'C4CBD3', '86B6D6', '0A5A8C')
    """
    half = points // 2
    strong = (half + 1) // 2
    low = [look.warm] * strong + [styles.WARM] * (half - strong)
    high = [look.second] * (half - strong) + [look.accent] * strong
    return (*low, *([styles.MIDDLE] if points % 2 else []), *high)
