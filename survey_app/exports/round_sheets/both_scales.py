"""Both scales of a panel: every statement with its two medians, and the last round as a map that Excel draws itself."""

from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.declared_rules import Text
from survey_app.exports.native_maps import Map, Point, scatter_chart
from survey_app.exports.round_book import COUNT, FIGURE, LEFT, MEAN, SHARE, STRONG, WRAPPED, Column, RoundBook
from survey_app.exports.round_report import ItemFigures, PanelReport, RoundPart
from survey_app.exports.round_sheets.protocol import second
from survey_app.exports.sheet import Sheet, Strip
from survey_app.exports.two_scales import (
    METHOD,
    NECESSITY_METHOD,
    TWO_MINDS,
    WORDS,
    has_any,
    necessity_of,
    on_map,
    split,
)
from survey_app.exports.words import shortened

_FIRST_ROW = 6
_ACROSS, _UP = 6, 9
"""Columns of the two medians."""
_HIGH, _ON_ONE_PAGE = 17, 12
_LONGEST_NAME = 36
_ASIDE = 17
"""Where the ends of the two lines stand, beside the paper."""


def are_in(report: PanelReport) -> bool:
    """Whether any round asked on a second scale; without one there is no such sheet."""
    return any(has_any(part) for part in report.rounds)


def build(book: RoundBook) -> Sheet:
    """The sheet of both scales."""
    say = book.words.say
    columns = _columns(book)
    parts = [part for part in book.report.rounds if has_any(part)]
    rules = parts[-1].rules
    questions = {"question": book.text(rules.question), "second": book.text(rules.second_question)}
    asked = say(N_("First scale: %(question)s Second scale: %(second)s"), **questions)
    sheet = book.sheet("both_scales", [column.width for column in columns], asked)
    sheet.freeze, sheet.repeated = "E6", "1:3"
    lines = [(part, item) for part in parts for item in part.figures.items]
    row = book.table(sheet, _FIRST_ROW - 1, columns, [_line(book, part, item) for part, item in lines])
    row = _chart(book, sheet, parts[-1], row - len(parts[-1].figures.items), row)
    sheet.one_page = len(lines) <= _ON_ONE_PAGE
    row = sheet.foot(row + 1, say(N_("The second scale reaches from %(scale)s."), scale=second(book, rules)))
    methods = (METHOD, *([NECESSITY_METHOD] if rules.necessity else []))
    for words, source in methods:
        row = sheet.foot(row, say(N_("%(method)s Source: %(source)s."), method=say(words), source=source))
    return sheet


def places_of(book: RoundBook, part: RoundPart, item: ItemFigures) -> dict[str, str]:
    """Where the figures of the second scale stand on this sheet, by name, as formulas of other sheets write it."""
    asked = [(each, one) for each in book.report.rounds if has_any(each) for one in each.figures.items]
    row = _FIRST_ROW + asked.index((part, item))
    sheet = book.names["both_scales"].replace("'", "''")
    names = enumerate(("median", "lower", "upper", "mean", "sd"), _UP)
    return {name: f"'{sheet}'!${get_column_letter(place)}${row}" for place, name in names}


def _columns(book: RoundBook) -> list[Column]:
    say = book.words.say
    first, other = say(N_("Median, first scale")), say(N_("Median, second scale"))
    quartiles = (Column(say(N_("Q1")), 7, FIGURE), Column(say(N_("Q3")), 7, FIGURE))
    return [
        Column(say(N_("Round")), 9, LEFT),
        Column(say(N_("Code")), 8, STRONG),
        Column(say(N_("Statement")), 34, WRAPPED),
        Column(say(N_("n")), 6, COUNT),
        Column(first, 9, FIGURE),
        *quartiles,
        Column(other, 9, FIGURE),
        *quartiles,
        Column(say(N_("Mean")), 8, MEAN),
        Column(say(N_("SD")), 8, MEAN),
        Column(say(N_("Net change")), 9, SHARE),
        Column(say(N_("What is found")), 30, WRAPPED.having(indent=1)),
    ]


def _line(book: RoundBook, part: RoundPart, item: ItemFigures) -> Sequence[object]:
    found, say = item.second, book.words.say
    necessity = necessity_of(part, item)
    words = (say(TWO_MINDS) if item in split(part) else "", say(WORDS[necessity]) if necessity else "")
    start = (str(part.figures.number), item.code, book.text(item.text), item.n, item.median, item.lower, item.upper)
    figures = (found.median, found.lower, found.upper, found.mean, found.sd) if found else (None,) * 5
    moved = found.movement.net_change if found and found.movement else None
    return (*start, *figures, moved, say(N_(", ")).join(filter(None, words)))


def _chart(book: RoundBook, sheet: Sheet, part: RoundPart, first: int, row: int) -> int:
    """The map below the table; its points are the medians in the table's own cells."""
    words, rules = book.words, part.rules
    points = _points(book, sheet, part, first)
    if not points:
        return row
    title = words.say(N_("Medians of both scales; the lines are their middles"))
    across, up = (rules.scale_min, rules.scale_max), (rules.second_min, rules.second_max)
    chart = Map(
        title=title,
        alt=book.words.stated(title, book.findings["both_scales"]),
        points=points,
        cross=_cross(sheet, across, up),
        across=across,
        up=up,
        names=(
            _named(book, rules.question, N_("First scale")),
            _named(book, rules.second_question, N_("Second scale")),
        ),
        formats=("0", "0"),
        steps=(1.0, 1.0),
        chinese=words.is_chinese,
    )
    for each in range(row + 1, row + 1 + _HIGH):
        sheet.heights[each] = 15.0
    sheet.chart(scatter_chart(chart), (row + 1, 2), (row + 1 + _HIGH, 11))
    return row + 1 + _HIGH


def _points(book: RoundBook, sheet: Sheet, part: RoundPart, first: int) -> list[Point]:
    """One point a place: statements with the same medians share it, with all their codes."""
    rows = {item.item_id: first + place for place, item in enumerate(part.figures.items)}
    named, places = split(part), dict[tuple[float | None, float | None], list[ItemFigures]]()
    for item, found in on_map(part.figures.items):
        places.setdefault((item.median, found.median), []).append(item)
    points = []
    for items in places.values():
        row, stands_out = rows[items[0].item_id], any(item in named for item in items)
        name = book.words.say(N_(", ")).join(item.code for item in items)
        colour = styles.IMPROVE if stands_out else styles.RESULT
        points.append(Point(name, sheet.strip(_ACROSS, row, row), sheet.strip(_UP, row, row), colour, stands_out))
    return points


def _named(book: RoundBook, text: Text, otherwise: str) -> str:
    return shortened(book.text(text), 2 * _LONGEST_NAME) or book.words.say(otherwise)


def _cross(sheet: Sheet, across: tuple[float, float], up: tuple[float, float]) -> list[tuple[Strip, Strip]]:
    """The ends of the two lines stand beside the paper, where the chart takes them from."""
    look = styles.FOOT.having(number_format=styles.MEAN)
    middles = (sum(across) / 2, sum(up) / 2)
    for place, values in enumerate(((middles[0],) * 2, up, across, (middles[1],) * 2)):
        for row, value in enumerate(values, _FIRST_ROW):
            sheet.put(row, _ASIDE + place, value, look)
    strips = [sheet.strip(_ASIDE + place, _FIRST_ROW, _FIRST_ROW + 1) for place in range(4)]
    return [(strips[0], strips[1]), (strips[2], strips[3])]
