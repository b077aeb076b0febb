"""The sheet of the groups of opinion in the workbook of a brainstorm: cards by group, and for two groups their map."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.cells import row_height
from survey_app.exports.native_maps import Map, Point, scatter_chart
from survey_app.exports.sheet import Sheet, Strip
from survey_app.exports.words import Words

_FIRST, _NUMBER, _CARD, _SHARES = 6, 2, 3, 4
_HIGH, _ON_ONE_PAGE, _ASIDE, _TWO = 24, 20, 12, 2
_MIDDLE = (0.5, 0.5)
_WHOLE = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One card: the share of each group that agrees with the people of it who saw the card, and what it does."""

    text: str
    shares: tuple[tuple[float, int] | None, ...]
    words: str
    on_map: bool = False
    divides: bool = False


@dataclass(frozen=True, slots=True)
class GroupSheet:
    """The cards between the groups of opinion: sizes of the groups, the finding, and a line for each card."""

    sizes: tuple[int, ...]
    finding: str
    lines: tuple[GroupLine, ...]
    notes: tuple[str, ...]


def widths(found: GroupSheet) -> tuple[float, ...]:
    """The columns of the sheet: gutter, card, two for each group, what the card does."""
    return (2, 6, 60, *[12.0, 9.0] * len(found.sizes), 20)


def heads(found: GroupSheet, words: Words) -> list[str]:
    """What stands above them."""
    columns = [words.say(N_("No.")), words.say(N_("Card"))]
    for number in range(1, len(found.sizes) + 1):
        columns += [words.say(N_("Group %(number)s: agree"), number=number), words.say(N_("Seen by"))]
    return [*columns, words.say(N_("The groups"))]


def fill(sheet: Sheet, found: GroupSheet, words: Words) -> None:
    """Write the lines, and for two groups the map that Excel draws itself from their cells."""
    last = _SHARES + 2 * len(found.sizes)
    for row, line in enumerate(found.lines, _FIRST):
        sheet.put(row, _NUMBER, row - _FIRST + 1, styles.number(styles.COUNT))
        sheet.put(row, _CARD, line.text, styles.BODY_WRAP)
        sheet.heights[row] = max(17.0, row_height(line.text, sheet.width(_CARD)))
        for place, cell in enumerate(line.shares):
            share, seen = cell or (None, None)
            sheet.put(row, _SHARES + 2 * place, "–" if share is None else share, styles.number(styles.SHARE))
            sheet.put(row, _SHARES + 2 * place + 1, "–" if seen is None else seen, styles.number(styles.COUNT))
        sheet.put(row, last, line.words, styles.BODY_WRAP.having(indent=1))
    sheet.one_page = len(found.lines) <= _ON_ONE_PAGE
    row = _FIRST + len(found.lines) + 1
    if len(found.sizes) == _TWO:
        row = _chart(sheet, found, words, row)
    for note in found.notes:
        row = sheet.foot(row, note)


def _chart(sheet: Sheet, found: GroupSheet, words: Words, row: int) -> int:
    points = _points(sheet, found)
    if not points:
        return row
    title = words.say(N_("Share of each group that agrees"))
    chart = Map(
        title=title,
        alt=words.stated(title, found.finding),
        points=points,
        cross=_cross(sheet),
        across=_WHOLE,
        up=_WHOLE,
        names=(words.say(N_("Group 1 agrees")), words.say(N_("Group 2 agrees"))),
        formats=(styles.SHARE, styles.SHARE),
        chinese=words.is_chinese,
    )
    for each in range(row, row + _HIGH):
        sheet.heights[each] = 15.0
    sheet.chart(scatter_chart(chart), (row, _NUMBER), (row + _HIGH, _SHARES + 5))
    return row + _HIGH + 1


def _points(sheet: Sheet, found: GroupSheet) -> list[Point]:
    """One point a place, named by the numbers of the cards that stand there."""
    places: dict[tuple[float | None, ...], list[tuple[int, GroupLine]]] = {}
    for row, line in enumerate(found.lines, _FIRST):
        if line.on_map:
            places.setdefault(tuple(cell[0] if cell else None for cell in line.shares), []).append((row, line))
    return [
        Point(
            ", ".join(str(row - _FIRST + 1) for row, _line in each),
            sheet.strip(_SHARES, each[0][0], each[0][0]),
            sheet.strip(_SHARES + 2, each[0][0], each[0][0]),
            styles.IMPROVE if any(line.divides for _row, line in each) else styles.RESULT,
        )
        for each in places.values()
    ]


def _cross(sheet: Sheet) -> Sequence[tuple[Strip, Strip]]:
    """The ends of the two lines stand beside the paper, where the chart takes them from."""
    look = styles.FOOT.having(number_format=styles.SHARE)
    for place, values in enumerate((_MIDDLE, _WHOLE)):
        for row, value in enumerate(values, _FIRST):
            sheet.put(row, _ASIDE + place, value, look)
    middle, whole = (sheet.strip(_ASIDE + place, _FIRST, _FIRST + 1) for place in range(2))
    return [(middle, whole), (whole, middle)]
