"""What to improve first: attributes by importance and performance, as a table and as a map."""

import math
from collections.abc import Iterable

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.book import Book
from survey_app.exports.cells import row_height
from survey_app.exports.native_maps import Field, Map, Point, scatter_chart
from survey_app.exports.report import PriorityMap, PriorityRow
from survey_app.exports.sheet import Sheet, Strip
from survey_app.exports.words import shortened
from survey_app.stats.importance import Quadrant
from survey_app.stats.rivals import Decision

Line = tuple[Strip, Strip]
_FIRST = 6
_ASIDE = 11
_ROOM = 0.06
_STEP, _SHARE_STEP = 0.25, 0.02
"""The first column beside the paper, where the ends of the lines stand."""

QUADRANTS: dict[Quadrant, str] = {
    Quadrant.IMPROVE_FIRST: N_("Concentrate here"),
    Quadrant.KEEP_UP: N_("Keep up"),
    Quadrant.LOW_PRIORITY: N_("Low priority"),
    Quadrant.POSSIBLE_OVERKILL: N_("Possible overkill"),
}
_CORNERS: dict[Quadrant, tuple[float, float]] = {
    Quadrant.IMPROVE_FIRST: (0.0, 0.96),
    Quadrant.KEEP_UP: (1.0, 0.96),
    Quadrant.LOW_PRIORITY: (0.0, 0.04),
    Quadrant.POSSIBLE_OVERKILL: (1.0, 0.04),
}
"""Where their names stand, in shares of the axes: performance, importance."""
DECISIONS: dict[Decision, str] = {
    Decision.IMPROVE_FIRST: N_("Improve first"),
    Decision.INVEST_TO_WIN: N_("Invest to win orders"),
    Decision.PROTECT_AND_TELL: N_("Protect it and tell people"),
    Decision.WATCH: N_("Watch"),
    Decision.LEAVE: N_("Leave as it is"),
}


def build(book: Book, found: PriorityMap) -> Sheet:
    """The sheet: the table, the map below it unless no priorities follow."""
    sheet = book.sheet("priorities")
    compared = _compared(found)
    sheet.columns((2, 34, 13, 13, 32, 17, 9, *((17, 27) if compared else ())), beside=(3,) * (7 if compared else 9))
    book.head(sheet, "priorities", book.words.sentences(importance_words(book, found), book.about()))
    _header(sheet, book, compared=compared)
    rows = [*found.placed, *(row for row in found.rows if row.quadrant is None)]
    for number, row in enumerate(rows, _FIRST):
        _line(sheet, book, number, row, found)
        if compared:
            _beside(sheet, book, number, row)
    last = _FIRST + len(rows) - 1
    # where hardly anything is explained the importances are noise, and a map would draw them out into advice
    end = last + 1 if found.is_little else _chart(sheet, book, found, last)
    sheet.one_page = len(rows) <= 12
    if told := note(book, found):
        sheet.foot(end + 1, told)
    return sheet


def importance_words(book: Book, found: PriorityMap) -> str:
    """Where importance comes from."""
    if found.is_stated:
        return book.words.say(N_("Importance: as people stated it."))
    outcome = shortened(book.words.of(found.outcome), 48)
    return book.words.say(N_("Importance: worked out from “%(outcome)s”."), outcome=outcome)


def _compared(found: PriorityMap) -> bool:
    return any(row.decision is not None for row in found.rows)


def _header(sheet: Sheet, book: Book, *, compared: bool) -> None:
    names: tuple[str, ...] = (
        N_("Attribute"),
        N_("Importance"),
        N_("Performance"),
        N_("Quarter"),
        N_("Same quarter again"),
        N_("Base"),
    )
    if compared:
        names = (*names, N_("Against the best rival"), N_("Decision"))
    sheet.header(5, {column: book.words.say(name) for column, name in enumerate(names, 2)}, left=(2, 5, 9))


def _line(sheet: Sheet, book: Book, number: int, row: PriorityRow, found: PriorityMap) -> None:
    name = book.words.of(row.label) or row.variable
    first = row in found.act_on
    look = styles.BODY.having(bold=first, colour=styles.IMPROVE if first else styles.INK, indent=1)
    sheet.put(number, 2, name, styles.BODY_WRAP)
    sheet.put(number, 3, row.importance, styles.number(styles.MEAN if found.is_stated else styles.SHARE_1))
    sheet.put(number, 4, row.performance, styles.number(styles.MEAN, bold=True))
    sheet.put(number, 5, quarter(book, row, found), look)
    sheet.put(number, 6, None if found.is_little else row.stability, styles.number(styles.SHARE))
    sheet.put(number, 7, row.n, styles.number(styles.base_format(row.n)))
    sheet.heights[number] = max(18.0, row_height(name, sheet.width(2)))


def quarter(book: Book, row: PriorityRow, found: PriorityMap) -> str:
    """Where an attribute stands, in words, and that it is not to be acted on where that was marked.

    Where the attributes hardly explain the outcome it stands nowhere: its quarter would be advice out of noise.
    """
    say = book.words.say
    told = say(QUADRANTS[row.quadrant]) if row.quadrant and not found.is_little else say(N_("no place"))
    return say(N_("; ")).join((told, say(N_("not to be acted on")))) if row.is_marked else told


def _beside(sheet: Sheet, book: Book, number: int, row: PriorityRow) -> None:
    """What the comparison with the best rival says."""
    sheet.put(number, 8, row.difference, styles.number(styles.SIGNED))
    sheet.put(number, 9, decision(book, row), styles.BODY.having(indent=1))


def decision(book: Book, row: PriorityRow) -> str:
    """What to do about an attribute beside its rivals, or that it is only reported; empty where nothing was decided."""
    if row.decision is None:
        return ""
    return book.words.say(N_("Reported, not acted on") if row.is_marked else DECISIONS[row.decision])


def ends(values: list[float], step: float) -> tuple[float, float]:
    """The ends of an axis: every value inside, with room for a name, at figures that can be shown.

    >>> ends([3.21, 4.4], 0.5)
    (3.0, 4.5)
    >>> ends([3.01, 4.4], 0.5)
    (2.5, 4.5)
    """
    room = _ROOM * (max(values) - min(values))
    low, high = math.floor((min(values) - room) / step) * step, math.ceil((max(values) + room) / step) * step
    return round(low, 6), round(high if high > low else low + step, 6)


def _chart(sheet: Sheet, book: Book, found: PriorityMap, last: int) -> int:
    words, top, high = book.words, last + 2, 17
    for row in range(top, top + high):
        sheet.heights[row] = 15.0
    placed = found.placed
    steps = (_STEP, _STEP if found.is_stated else _SHARE_STEP)
    across = ends([found.cut_performance, *(row.performance or 0.0 for row in placed)], steps[0])
    up = ends([found.cut_importance, *(row.importance or 0.0 for row in placed)], steps[1])
    title = words.say(N_("Importance upwards, performance to the right; the lines are the means"))
    points = [_point(sheet, book, _FIRST + place, row, found) for place, row in enumerate(placed)]
    chart = Map(
        title=book.charted("priorities", title),
        alt=book.words.stated(title, book.findings["priorities"]),
        points=points,
        cross=_cross(sheet, found, across, up),
        fields=_fields(sheet, book, across, up),
        across=across,
        up=up,
        names=(words.say(N_("Performance")), words.say(N_("Importance"))),
        formats=("0.00", "0.00" if found.is_stated else ("0\u00a0%" if words.blank_before_percent else "0%")),
        steps=steps,
        chinese=words.is_chinese,
        is_keyed=True,
    )
    sheet.chart(scatter_chart(chart), (top, 2), (top + high, sheet.printed + 1))
    if chart.labels.numbered:
        number_rows(sheet, range(_FIRST, _FIRST + len(placed)))
    return top + high


def number_rows(sheet: Sheet, rows: Iterable[int]) -> None:
    """Number the rows in the margin, because their names had no room beside their points."""
    for number, row in enumerate(rows, 1):
        sheet.put(row, 1, number, styles.FOOT)


def _point(sheet: Sheet, book: Book, number: int, row: PriorityRow, found: PriorityMap) -> Point:
    first = row in found.act_on
    colour = styles.IMPROVE if first else styles.AXIS if row.is_marked else styles.RESULT
    name = shortened(book.words.of(row.label) or row.variable, 36)
    return Point(name, sheet.strip(4, number, number), sheet.strip(3, number, number), colour, first)


def _cross(sheet: Sheet, found: PriorityMap, across: tuple[float, float], up: tuple[float, float]) -> list[Line]:
    """The ends of the two lines stand beside the paper, where the chart takes them from."""
    look = styles.FOOT.having(number_format=styles.MEAN)
    columns = (
        (found.cut_performance, found.cut_performance),
        up,
        across,
        (found.cut_importance, found.cut_importance),
    )
    for place, values in enumerate(columns):
        for row, value in enumerate(values, _FIRST):
            sheet.put(row, _ASIDE + place, value, look)
    strips = [sheet.strip(_ASIDE + place, _FIRST, _FIRST + 1) for place in range(4)]
    return [(strips[0], strips[1]), (strips[2], strips[3])]


def _fields(sheet: Sheet, book: Book, across: tuple[float, float], up: tuple[float, float]) -> list[Field]:
    """The names of the quarters in the corners; where they stand is written beside the paper, too."""
    look, found = styles.FOOT.having(number_format=styles.MEAN), []
    for row, (quadrant, (right, high)) in enumerate(_CORNERS.items(), _FIRST):
        for column, ends, share in ((_ASIDE + 4, across, right), (_ASIDE + 5, up, high)):
            sheet.put(row, column, ends[0] + share * (ends[1] - ends[0]), look)
        places = (sheet.strip(_ASIDE + 4, row, row), sheet.strip(_ASIDE + 5, row, row))
        found.append(Field(book.words.say(QUADRANTS[quadrant]), *places, "l" if right > 1 / 2 else "r"))
    return found


def note(book: Book, found: PriorityMap) -> str:
    """What the columns mean."""
    say = book.words.say
    parts = [] if found.is_little else [say(N_("Concentrate here: important and rated below the line."))]
    if found.resamples and not found.is_little:
        told = N_("Same quarter again: the share of %(count)s resamples in which it falls into the same quarter.")
        parts.append(say(told, count=book.words.count(found.resamples)))
    if _compared(found):
        parts.append(say(N_("Against the best rival: own rating minus the rival's.")))
    return book.words.sentences(*parts)
