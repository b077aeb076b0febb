"""Drivers: each attribute's share of what varies in the outcome, with its interval, as a table and as bars."""

from typing import Any

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.analyses import DriverRow, DriverTable
from survey_app.exports.book import Book
from survey_app.exports.cells import row_height
from survey_app.exports.native_charts import BarSeries, Paint, Picture, bar_chart
from survey_app.exports.sheet import Sheet
from survey_app.exports.words import cut_short

_FIRST = 6
_LABEL, _MINUS, _PLUS = 14, 15, 16
_PANEL, _STATED = N_("Weight by the panel"), N_("Importance as stated")


def build(book: Book, found: DriverTable) -> Sheet:
    """The sheet: the table, the bars below it."""
    sheet, words = book.sheet("drivers"), book.words
    beside = _beside(found)
    widths = (2, 36, 13, 10, 10, 14, 13, 13, 13, 14, *(15 for _name in beside))
    sheet.columns(widths, beside=(3,) * (_LABEL - 1 - len(widths)))
    sheet.widths = (*sheet.widths, 12.0, 9.0, 9.0)
    book.head(sheet, "drivers", words.sentences(about(book, found), book.about()))
    names = [
        N_("Attribute"), N_("Share of R²"), N_("Low"), N_("High"), N_("Part of what is explained"),
        N_("Share after Johnson"), N_("Correlation"), N_("Rank correlation"), N_("Standardised weight"), *beside,
    ]  # fmt: skip
    sheet.header(5, {column: words.say(name) for column, name in enumerate(names, 2)})
    for number, row in enumerate(found.rows, _FIRST):
        _line(sheet, book, number, row, beside)
    last = _FIRST + len(found.rows) - 1
    end = _chart(sheet, book, found, last)
    sheet.one_page = len(found.rows) <= 14
    end += 1
    for told in notes(book, found):
        end = sheet.foot(end, told)
    return sheet


def _beside(found: DriverTable) -> tuple[str, ...]:
    """What stands beside the shares: the weight by a panel and the importance that people stated, where known."""
    panel = (_PANEL,) if any(row.panel is not None for row in found.rows) else ()
    return (*panel, *((_STATED,) if any(row.stated is not None for row in found.rows) else ()))


def about(book: Book, found: DriverTable) -> str:
    """What the shares are of."""
    outcome = cut_short(book.words.of(found.outcome), 44)
    return book.words.say(N_("What explains “%(outcome)s”."), outcome=outcome)


def name_of(book: Book, row: DriverRow) -> str:
    """The attribute, and that it is not to be acted on where that was marked."""
    name = book.words.of(row.label) or row.variable
    return book.words.say(N_("%(name)s (not to be acted on)"), name=name) if row.is_marked else name


def _line(sheet: Sheet, book: Book, number: int, row: DriverRow, beside: tuple[str, ...]) -> None:
    driver, name = row.driver, name_of(book, row)
    low, high = (driver.interval.low, driver.interval.high) if driver.interval else (None, None)
    sheet.put(number, 2, name, styles.BODY_WRAP)
    figures: list[tuple[float | None, styles.Look]] = [
        (driver.value, styles.number(styles.SHARE_1, bold=True)),
        (low, styles.number(styles.SHARE_1)),
        (high, styles.number(styles.SHARE_1)),
        (None if driver.percent is None else driver.percent / 100, styles.number(styles.SHARE)),
        (driver.johnson, styles.number(styles.SHARE_1)),
        (driver.pearson, styles.number(styles.SIGNED)),
        (driver.spearman, styles.number(styles.SIGNED)),
        (driver.beta, styles.number(styles.SIGNED)),
        *([(row.panel, styles.number(styles.SHARE))] if _PANEL in beside else []),
        *([(row.stated, styles.number(styles.MEAN))] if _STATED in beside else []),
    ]
    for column, (value, look) in enumerate(figures, 3):
        sheet.put(number, column, value, look)
    value = driver.value or 0.0
    sheet.put(number, _LABEL, cut_short(book.words.of(row.label) or row.variable, 36), styles.FOOT)
    for column, reach in ((_MINUS, value - (low or value)), (_PLUS, (high or value) - value)):
        sheet.put(number, column, reach, styles.FOOT.having(number_format=styles.SHARE_1))
    sheet.heights[number] = max(18.0, row_height(name, sheet.width(2)))


def _chart(sheet: Sheet, book: Book, found: DriverTable, last: int) -> int:
    words, top, high = book.words, last + 2, max(12, min(24, len(found.rows) + 5))
    for row in range(top, top + high):
        sheet.heights[row] = 15.0
    for column, name in ((_LABEL, N_("For the chart")), (_MINUS, N_("minus")), (_PLUS, N_("plus"))):
        sheet.put(5, column, words.say(name), styles.FOOT)
    sheet.chart(_bars(sheet, book, found, last), (top, 2), (top + high, sheet.printed + 1))
    return top + high


def _bars(sheet: Sheet, book: Book, found: DriverTable, last: int) -> Any:
    words = book.words
    ends = [row.driver.interval.high if row.driver.interval else row.driver.value or 0.0 for row in found.rows]
    drawn = words.say(N_("Share of R² and %(level)s interval"), level=words.share(found.result.level))
    points = {place: Paint(styles.NO_ACTION, label=styles.INK) for place, row in enumerate(found.rows) if row.is_marked}
    series = BarSeries(
        drawn,
        sheet.strip(3, _FIRST, last),
        points=points,
        whiskers=(sheet.strip(_MINUS, _FIRST, last), sheet.strip(_PLUS, _FIRST, last)),
        label_format=None,
    )
    return bar_chart(
        Picture(
            title=book.charted("drivers", drawn),
            alt=book.words.stated(drawn, book.findings["drivers"]),
            labels=sheet.strip(_LABEL, _FIRST, last),
            series=(series,),
            high=min(1.0, max([0.05, *ends]) * 1.05),
            ticks=styles.SHARE,
            plot=(0.26, 0.16, 0.71, 0.72),
            chinese=words.is_chinese,
            blank_before_percent=words.blank_before_percent,
        )
    )


def notes(book: Book, found: DriverTable) -> list[str]:
    """Base, R², how shares and intervals were made, and what they do not say."""
    words, result, say = book.words, found.result, book.words.say
    told = say(N_("Base: %(n)s people who rated the outcome and every attribute."), n=words.count(result.n))
    rule = N_("Shares after Shapley (LMG): the mean over all orders of entry.")
    if result.method != "shapley":
        rule = N_("Shares after Johnson: relative weights.")
    parts = [told, say(rule)]
    if result.r2 is not None and result.r2_adjusted is not None:
        figures = {"r2": words.share(result.r2), "adjusted": words.share(result.r2_adjusted)}
        parts.insert(1, say(N_("R² = %(r2)s, adjusted %(adjusted)s."), **figures))
    if result.resamples:
        parts.append(say(N_("Intervals from %(count)s resamples."), count=words.count(result.resamples)))
    last = [say(N_("A share shows what goes together, not what causes what."))]
    if marked := [words.of(row.label) or row.variable for row in found.rows if row.is_marked]:
        last.append(say(N_("Not to be acted on: %(names)s."), names=say(N_(", ")).join(marked)))
    return [words.sentences(*parts), words.sentences(*last)]
