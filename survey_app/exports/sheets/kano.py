"""Kano: what kind of requirement each feature is by every rule, as a table, as bars and as a map."""

from collections.abc import Sequence
from typing import Any

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Color

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.book import Book
from survey_app.exports.cells import display_width, row_height
from survey_app.exports.native_charts import BarSeries, Paint, Picture, bar_chart, label_on
from survey_app.exports.native_maps import Map, Point, scatter_chart
from survey_app.exports.sheet import Sheet
from survey_app.exports.sheets.priorities import number_rows
from survey_app.exports.words import cut_short, shortened
from survey_app.questions.summary import RowSummary
from survey_app.questions.words import KANO_CATEGORIES
from survey_app.stats.kano import ClassRule, Kano

_FIRST = 6
_SHARES, _CLASS, _STRENGTH = 3, 9, 12
_ASIDE = 18
_SURE = 0.05
_CHART_NAME, _CHART_TITLE = 36, 84
_WIDE = 168.0
"""Wider than a page at full size, so that the names of the classes stand in one piece; it is printed smaller."""
_HIGH = 17
_MAP_SIZE = (500.0, 340.0)
P_FORMAT = '[<0.001]"< .001";0.000'
COLOURS = {
    "A": styles.RESULT, "O": styles.COMPARED, "M": styles.PANEL, "I": styles.LINE, "R": styles.WARM, "Q": styles.WHITE,
}  # fmt: skip
RULES: dict[ClassRule, str] = {
    ClassRule.PLURALITY: N_("Class"),
    ClassRule.WITHIN_5_POINTS: N_("Within 5 points"),
    ClassRule.TWO_STEP: N_("In two steps"),
}


def build(book: Book, rows: Sequence[RowSummary]) -> Sheet:
    """The sheet: the table, below it the bars and the map."""
    sheet = book.sheet("kano")
    sheet.columns((2, 24, *(12.2,) * 6, 17, 17, 17, 9, 7, 7, 9, 7), beside=(3, 12, 9, 9, 9, 9), total=_WIDE)
    about = book.words.say(N_("Pairs of questions: if it were there, if it were not."))
    book.head(sheet, "kano", book.words.sentences(about, book.about()))
    _header(sheet, book)
    for number, row in enumerate(rows, _FIRST):
        _line(sheet, book, number, row)
    last = _FIRST + len(rows) - 1
    end = _charts(sheet, book, rows, last)
    sheet.one_page = len(rows) <= 12
    sheet.foot(end + 1, note(book))
    return sheet


def class_name(book: Book, letter: str | None) -> str:
    """A class in words."""
    return book.words.of(KANO_CATEGORIES[letter]) if letter else "–"


def leading(book: Book, found: Kano) -> str:
    """The class, with the second one where the two cannot be told apart."""
    told = class_name(book, found.category)
    close = found.second is not None and found.p is not None and found.p >= _SURE
    return f"{told} / {class_name(book, found.second)}" if close and found.second != found.category else told


def _header(sheet: Sheet, book: Book) -> None:
    say = book.words.say
    names = [say(N_("Feature")), *(book.words.of(each) for each in KANO_CATEGORIES.values())]
    names += [say(each) for each in RULES.values()]
    names += [say(N_("Strength")), "CS+", "CS−", say(N_("p of the two")), say(N_("Base"))]
    sheet.header(5, dict(enumerate(names, 2)), left=(2, _CLASS, _CLASS + 1, _CLASS + 2), height=32)
    for column, name in enumerate(names[1:-8], _SHARES):
        sheet.put(5, column, name, styles.HEADER_RIGHT.having(size=8.5, indent=0))
    for column, name in enumerate(names[-8:-5], _CLASS):
        sheet.put(5, column, name, styles.HEADER.having(indent=1))


def _line(sheet: Sheet, book: Book, number: int, row: RowSummary) -> None:
    found, name = row.kano, book.words.of(row.label) or row.variable
    if found is None:
        return
    sheet.put(number, 2, name, styles.BODY_WRAP)
    for column, letter in enumerate(KANO_CATEGORIES, _SHARES):
        sheet.put(number, column, found.shares.get(letter), styles.number(styles.SHARE))
    words = [leading(book, found), *(class_name(book, found.by_rule.get(rule.value)) for rule in list(RULES)[1:])]
    for column, told in enumerate(words, _CLASS):
        look = styles.BODY_WRAP.having(size=10, bold=column == _CLASS, indent=1)
        sheet.put(number, column, told, look)
    figures = (
        (found.total, styles.SHARE),
        (found.better, styles.SIGNED),
        (found.worse, styles.SIGNED),
        (found.p, P_FORMAT),
        (found.n, styles.base_format(found.n)),
    )
    for column, (value, look_format) in enumerate(figures, _STRENGTH):
        sheet.put(number, column, value, styles.number(look_format))
    highest = max(row_height(name, sheet.width(2)), row_height(words[0], sheet.width(_CLASS) - 2, 10.5))
    sheet.heights[number] = max(18.0, highest)
    quiet = styles.FOOT.having(number_format=styles.MEAN)
    sheet.put(number, _ASIDE, cut_short(name, 34), styles.FOOT)
    sheet.put(number, _ASIDE + 1, None if found.worse is None else -found.worse, quiet)


def _charts(sheet: Sheet, book: Book, rows: Sequence[RowSummary], last: int) -> int:
    """Bars left, map right, below the key of colours; returns the row after them."""
    sheet.put(5, _ASIDE, book.words.say(N_("For the chart")), styles.FOOT)
    _key(sheet, book, last + 2)
    top = last + 3
    for row in range(top, top + _HIGH):
        sheet.heights[row] = 15.0
    sheet.chart(_bars(sheet, book, rows), (top, 2), (top + _HIGH, _CLASS))
    sheet.chart(_map(sheet, book, rows), (top, _CLASS), (top + _HIGH, sheet.printed + 1))
    return top + _HIGH


def _key(sheet: Sheet, book: Book, row: int) -> None:
    parts: list[Any] = []
    for letter, colour in COLOURS.items():
        sign, ink = ("□ ", styles.AXIS) if colour == styles.WHITE else ("■ ", colour)
        parts += [TextBlock(_inline(ink, 12, book), sign), TextBlock(_inline(styles.QUIET, 9, book), class_name(book, letter) + "    ")]  # fmt: skip  # noqa: E501 - square and word belong together
    sheet.put(row, 2, CellRichText(*parts), styles.FOOT)
    sheet.heights[row] = 20.0


def _inline(colour: str, size: int, book: Book) -> InlineFont:
    font = styles.CHINESE_FONT if book.words.is_chinese else styles.LATIN_FONT
    return InlineFont(rFont=font, sz=size, color=Color(rgb=f"FF{colour}"))


def _bars(sheet: Sheet, book: Book, rows: Sequence[RowSummary]) -> Any:
    words, last = book.words, _FIRST + len(rows) - 1
    series = tuple(
        BarSeries(
            class_name(book, letter),
            sheet.strip(column, _FIRST, last),
            Paint(colour, styles.AXIS if colour == styles.WHITE else None, label_on(colour)),
            label_format=styles.HIDE_SMALL,
            label_place="ctr",
            bold=False,
        )
        for column, (letter, colour) in enumerate(COLOURS.items(), _SHARES)
    )
    title = words.say(N_("Share of respondents per class"))
    return bar_chart(
        Picture(
            title=_clearest(book, rows) or title,
            alt=book.words.stated(title, book.findings["kano"]),
            labels=sheet.strip(_ASIDE, _FIRST, last),
            series=series,
            stacked=True,
            plot=(0.34, 0.1, 0.64, 0.87),
            chinese=words.is_chinese,
            blank_before_percent=words.blank_before_percent,
        )
    )


def _map(sheet: Sheet, book: Book, rows: Sequence[RowSummary]) -> Any:
    words, quiet = book.words, styles.FOOT.having(number_format=styles.MEAN)
    ends = ((0.5, 0.5), (0.0, 1.0), (0.0, 1.0), (0.5, 0.5))
    for column, values in enumerate(ends, _ASIDE + 2):
        for line, value in enumerate(values, _FIRST):
            sheet.put(line, column, value, quiet)
    strips = [sheet.strip(_ASIDE + 2 + place, _FIRST, _FIRST + 1) for place in range(4)]
    points, numbers = [], []
    for number, row in enumerate(rows, _FIRST):
        if row.kano is not None and row.kano.better is not None and row.kano.worse is not None:
            name = shortened(words.of(row.label) or row.variable, 36)
            colour = {"A": styles.RESULT, "O": styles.COMPARED, "M": styles.PANEL}.get(
                row.kano.category or "", styles.AXIS
            )
            across, up = sheet.strip(_ASIDE + 1, number, number), sheet.strip(_STRENGTH + 1, number, number)
            points.append(Point(name, across, up, colour, row.kano.category == "M"))
            numbers.append(number)
    title = words.say(N_("What having a feature and lacking it does"))
    chart = Map(
        title=_strongest(book, rows) or title,
        alt=book.words.stated(title, book.findings["kano"]),
        points=points,
        cross=((strips[0], strips[1]), (strips[2], strips[3])),
        across=(0.0, 1.0),
        up=(0.0, 1.0),
        names=(words.say(N_("displeased when it is missing, CS−")), words.say(N_("pleased when it is there, CS+"))),
        formats=("0.0", "0.0"),
        steps=(0.2, 0.2),
        chinese=words.is_chinese,
        size=_MAP_SIZE,
        is_keyed=True,
    )
    if chart.labels.numbered:
        number_rows(sheet, numbers)
    return scatter_chart(chart)


def _clearest(book: Book, rows: Sequence[RowSummary]) -> str:
    """The feature that most people put into one class; empty where that class is not sure."""
    known = [(share, row) for row in rows if (share := _class_share(row)) is not None]
    if not known:
        return ""
    share, row = max(known, key=lambda each: each[0])
    told = {"name": _named(book, row), "share": book.words.share(share)}
    letter = row.kano.category if row.kano else None
    return book.words.say(
        N_("Clearest: %(name)s, %(class)s for %(share)s"), **told, **{"class": class_name(book, letter)}
    )


def _class_share(row: RowSummary) -> float | None:
    """The share of the class of a feature, where no other comes near it."""
    found = row.kano
    if found is None or found.category is None or found.p is None or found.p >= _SURE or found.n < styles.TINY_BASE:
        return None
    return found.shares.get(found.category)


def _strongest(book: Book, rows: Sequence[RowSummary]) -> str:
    """Which feature pleases most people, and which displeases most where it is missing."""
    pleasing = [(row.kano.better, row) for row in rows if row.kano is not None and row.kano.better is not None]
    missed = [(row.kano.worse, row) for row in rows if row.kano is not None and row.kano.worse is not None]
    if not pleasing or not missed:
        return ""
    best = max(pleasing, key=lambda each: each[0])[1]
    worst = min(missed, key=lambda each: each[0])[1]
    if min(row.kano.n for row in (best, worst) if row.kano is not None) < styles.TINY_BASE:
        return ""
    message = N_("Pleases most: %(best)s; missed most: %(worst)s")
    told = book.words.say(message, best=_named(book, best), worst=_named(book, worst))
    return told if display_width(told) <= _CHART_TITLE else ""


def _named(book: Book, row: RowSummary) -> str:
    return cut_short(book.words.of(row.label) or row.variable, _CHART_NAME)


def note(book: Book) -> str:
    """What the columns mean."""
    say = book.words.say
    rules = N_(
        "Within 5 points: of all that near the largest the strictest. In two steps: must-be, one-dimensional and "
        "attractive together against the others first."
    )
    return book.words.sentences(
        say(N_("Class: the largest share; two where they cannot be told apart (exact binomial test, p ≥ 0.05).")),
        say(rules),
        say(N_("Strength: those three together. CS+ and CS−: how much it satisfies and its lack dissatisfies.")),
    )
