"""Experience against expectation, attribute by attribute."""

import math

from survey_app.exceptions import N_
from survey_app.exports import colour_key, styles, titles
from survey_app.exports.book import Book
from survey_app.exports.cells import row_height
from survey_app.exports.native_charts import BarSeries, Paint, Picture, bar_chart
from survey_app.exports.report import GapRow
from survey_app.exports.sheet import Sheet
from survey_app.exports.words import cut_short
from survey_app.stats.results import Estimate

_FIRST = 6
_CHART_LABEL, _MINUS, _PLUS = 14, 15, 16


def build(book: Book) -> Sheet:
    """The gap sheet: a table sorted by the gap, and its chart."""
    sheet, words = book.sheet("gap"), book.words
    sheet.columns((2, 28, 11, 11, 9, 9, 9, 9, 9, 9, 9, 11), beside=(3, 2, 12, 9, 9))
    about = words.say(N_("S = experience − expectation, per respondent."))
    book.head(sheet, "gap", book.words.sentences(about, book.about()))
    rows = titles.sorted_by_gap(book.report.gaps)
    _header(sheet, book)
    for number, row in enumerate(rows, _FIRST):
        _line(sheet, book, number, row)
    last = _FIRST + len(rows) - 1
    end = _chart(sheet, book, rows, last)
    sheet.one_page = len(rows) <= 14
    end = sheet.foot(end + 1, _note(book))
    if book.is_recoloured:
        say = words.say
        meanings = {styles.IMPROVE: say(N_("Below, the two largest")), styles.WARM: say(N_("Below"))}
        meanings |= {styles.RESULT: say(N_("Above")), styles.NO_ACTION: say(N_("within the margin"))}
        colour_key.add(sheet, end, meanings, chinese=words.is_chinese)
    return sheet


def _header(sheet: Sheet, book: Book) -> None:
    say = book.words.say
    names = (
        say(N_("Attribute")),
        say(N_("Expectation")),
        say(N_("Experience")),
        say(N_("S")),
        say(N_("Low")),
        say(N_("High")),
        say(N_("Below")),
        say(N_("Met")),
        say(N_("Above")),
        say(N_("Base")),
        say(N_("Expected top")),
    )
    sheet.header(5, dict(enumerate(names, 2)))
    aside = {_CHART_LABEL: say(N_("For the chart")), _MINUS: say(N_("minus")), _PLUS: say(N_("plus"))}
    for column, name in aside.items():
        sheet.put(5, column, name, styles.FOOT)


def _line(sheet: Sheet, book: Book, number: int, row: GapRow) -> None:
    gap, name = row.gap, book.words.of(row.label)
    interval = gap.interval
    sheet.put(number, 2, name, styles.BODY_WRAP)
    figures: list[tuple[float | None, styles.Look]] = [
        (gap.expected_mean, styles.number(styles.MEAN)),
        (gap.experienced_mean, styles.number(styles.MEAN)),
        (gap.value, styles.number(styles.SIGNED, bold=True)),
        (interval.low if interval else None, styles.number(styles.SIGNED)),
        (interval.high if interval else None, styles.number(styles.SIGNED)),
        *((share.value, styles.number(styles.SHARE)) for share in (gap.below, gap.met, gap.above)),
        (gap.n, styles.number(styles.base_format(gap.n))),
        (gap.expected_top.value, styles.number(styles.SHARE)),
    ]
    for column, (value, look) in enumerate(figures, 3):
        sheet.put(number, column, value, look)
    if interval is None:
        sheet.put(number, 6, book.reason(gap), styles.BODY.having(size=9, colour=styles.QUIET))
    sheet.heights[number] = wrapped(sheet, name)
    sheet.put(number, _CHART_LABEL, cut_short(name, 36), styles.FOOT)
    sheet.put(number, _MINUS, reach(gap)[0], styles.FOOT.having(number_format=styles.MEAN))
    sheet.put(number, _PLUS, reach(gap)[1], styles.FOOT.having(number_format=styles.MEAN))


def wrapped(sheet: Sheet, name: str) -> float:
    """The height of a table row whose first column holds this name."""
    return max(18.0, row_height(name, sheet.width(2)))


def reach(estimate: Estimate) -> tuple[float, float]:
    """How far the interval reaches below and above the value; nothing where there is none."""
    if estimate.value is None or estimate.interval is None:
        return 0.0, 0.0
    return estimate.value - estimate.interval.low, estimate.interval.high - estimate.value


def _paint(place: int, row: GapRow) -> Paint:
    if titles.falls_short(row):
        return Paint(styles.IMPROVE if place < 2 else styles.WARM)
    return Paint(styles.RESULT if titles.exceeds(row) else styles.NO_ACTION)


def _chart(sheet: Sheet, book: Book, rows: list[GapRow], last: int) -> int:
    words = book.words
    first_row, height = last + 2, max(12, min(26, len(rows) + 5))
    for row in range(first_row, first_row + height):
        sheet.heights[row] = 15.0
    low, high, step = span(rows)
    title = words.say(N_("Experience minus expectation, mean and %(level)s interval"), level=words.share(0.95))
    series = BarSeries(
        words.say(N_("S")),
        sheet.strip(5, _FIRST, last),
        points={place: _paint(place, row) for place, row in enumerate(rows)},
        whiskers=(sheet.strip(_MINUS, _FIRST, last), sheet.strip(_PLUS, _FIRST, last)),
        label_format=None,
    )
    picture = Picture(
        title=book.charted("gap", title),
        alt=book.words.stated(title, book.findings["gap"]),
        labels=sheet.strip(_CHART_LABEL, _FIRST, last),
        series=(series,),
        low=low,
        high=high,
        step=step,
        ticks='[>0.001]+0.0;[<-0.001]"−"0.0;0',
        axis_title=words.say(N_("less than expected ← points of the scale → more than expected")),
        plot=(0.2, 0.1, 0.78, 0.72),
        gap=38,
        chinese=words.is_chinese,
        blank_before_percent=words.blank_before_percent,
    )
    sheet.chart(bar_chart(picture), (first_row, 2), (first_row + height, sheet.printed + 1))
    return first_row + height


def span(rows: list[GapRow]) -> tuple[float, float, float]:
    """The ends of the axis and its step: zero always inside, every whisker too, steps one decimal can show."""
    lows = [row.gap.interval.low if row.gap.interval else row.gap.value or 0.0 for row in rows]
    highs = [row.gap.interval.high if row.gap.interval else row.gap.value or 0.0 for row in rows]
    low, high = min([0.0, *lows]), max([0.0, *highs])
    wide = high - low
    step = next(step for step in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 100.0) if wide / step <= 8 or step == 100.0)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    return round(low, 6), round(high if high > low else low + step, 6), step


def _note(book: Book) -> str:
    say = book.words.say
    parts = [say(N_("Sorted by S. “Expected top”: the share that expected the scale's top and could not be exceeded."))]
    if book.recalled():
        parts.append(say(N_("Recalled expectation.")))
    if not book.is_recoloured:
        parts.append(say(N_("Orange: below expectation, dark the two largest. Blue: above. Grey: within the margin.")))
    return book.words.sentences(*parts)
