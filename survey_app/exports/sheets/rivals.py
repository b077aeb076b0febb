"""Rivals: each attribute beside those of the rivals, and what the decision table says to do."""

from typing import Any

from survey_app.exceptions import N_
from survey_app.exports import colour_key, styles
from survey_app.exports.analyses import RivalRow, RivalTable
from survey_app.exports.book import Book
from survey_app.exports.cells import row_height
from survey_app.exports.native_charts import BarSeries, Paint, Picture, bar_chart
from survey_app.exports.sheet import Sheet
from survey_app.exports.sheets.priorities import DECISIONS
from survey_app.exports.words import cut_short, shortened
from survey_app.stats.rivals import Against, Decision

_FIRST = 6
_STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
PAINTS: dict[Decision, str] = {
    Decision.IMPROVE_FIRST: styles.IMPROVE,
    Decision.INVEST_TO_WIN: styles.INK,
    Decision.PROTECT_AND_TELL: styles.RESULT,
}


def build(book: Book, found: RivalTable) -> Sheet:
    """The sheet: sorted by decision, the differences as bars below."""
    sheet, words = book.sheet("rivals"), book.words
    many = len(found.names)
    sheet.columns((2, 29, 13.5, 8, 9, *(12.5,) * many, 14, 11, 9, 9, 9, 29.5), beside=(3, 12, 9, 9))
    book.head(sheet, "rivals", words.sentences(about(book, found), book.about()))
    names = [
        words.say(N_("Attribute")), words.say(N_("Importance")), "", words.say(N_("Own")),
        *(words.of(name) for name in found.names), words.say(N_("Best")), words.say(N_("Difference")),
        words.say(N_("Low")), words.say(N_("High")), words.say(N_("Base")), words.say(N_("Decision")),
    ]  # fmt: skip
    sheet.header(5, dict(enumerate(names, 2)), left=(2, 4, 6 + many, 11 + many))
    for number, row in enumerate(found.rows, _FIRST):
        _line(sheet, book, found, number, row)
    last = _FIRST + len(found.rows) - 1
    end = _chart(sheet, book, found, last)
    sheet.one_page = len(found.rows) <= 14
    end = sheet.foot(end + 1, note(book, found))
    if book.is_recoloured and not found.is_little:
        others = words.say(N_(", ")).join(words.say(DECISIONS[each]) for each in Decision if each not in PAINTS)
        meanings = {paint: words.say(DECISIONS[each]) for each, paint in PAINTS.items()} | {styles.NO_ACTION: others}
        colour_key.add(sheet, end, meanings, chinese=words.is_chinese)
    return sheet


def about(book: Book, found: RivalTable) -> str:
    """Whom one is compared with."""
    if found.against is Against.MEAN:
        return book.words.say(N_("Against the mean of all rivals."))
    return book.words.say(N_("Against the best rated rival."))


def decision_words(book: Book, row: RivalRow) -> str:
    """What to do, or that it is only reported."""
    if row.is_marked:
        return book.words.say(N_("Reported, not acted on"))
    return book.words.say(DECISIONS[row.decision]) if row.decision else "–"


def _line(sheet: Sheet, book: Book, found: RivalTable, number: int, row: RivalRow) -> None:
    words, name, after = book.words, book.words.of(row.label) or row.variable, 6 + len(found.names)
    sheet.put(number, 2, name, styles.BODY_WRAP)
    sheet.put(number, 3, row.importance, styles.number(styles.MEAN if found.is_stated else styles.SHARE_1))
    level = "" if row.important is None else words.say(N_("high") if row.important else N_("low"))
    sheet.put(number, 4, level, styles.BODY.having(colour=styles.QUIET))
    sheet.put(number, 5, row.own, styles.number(styles.MEAN, bold=True))
    for column, rival in enumerate(row.rivals, 6):
        sheet.put(number, column, rival.mean, styles.number(styles.MEAN))
    best = words.of(found.names[row.best]) if row.best is not None else ""
    sheet.put(number, after, shortened(best, 14), styles.BODY.having(indent=1))
    low, high = (row.interval.low, row.interval.high) if row.interval else (None, None)
    for column, value in enumerate((row.difference, low, high), after + 1):
        sheet.put(number, column, value, styles.number(styles.SIGNED, bold=column == after + 1))
    sheet.put(number, after + 4, row.n, styles.number(styles.base_format(row.n)))
    paint = None if row.is_marked or row.decision is None else PAINTS.get(row.decision)
    look = styles.BODY_WRAP.having(indent=1, bold=paint is not None, colour=paint or styles.QUIET)
    told = decision_words(book, row)
    sheet.put(number, after + 5, told, look)
    highest = max(row_height(name, sheet.width(2)), row_height(told, sheet.width(after + 5) - 2))
    sheet.heights[number] = max(18.0, highest)
    difference = row.difference or 0.0
    beside = after + 7
    sheet.put(number, beside, cut_short(name, 36), styles.FOOT)
    reaches = (difference - low, high - difference) if low is not None and high is not None else (0.0, 0.0)
    for column, reach in enumerate(reaches, beside + 1):
        sheet.put(number, column, reach, styles.FOOT.having(number_format=styles.MEAN))


def _chart(sheet: Sheet, book: Book, found: RivalTable, last: int) -> int:
    words, after = book.words, 6 + len(found.names)
    top, tall = last + 2, max(12, min(24, len(found.rows) + 6))
    for row in range(top, top + tall):
        sheet.heights[row] = 15.0
    for column, name in enumerate((N_("For the chart"), N_("minus"), N_("plus")), after + 7):
        sheet.put(5, column, words.say(name), styles.FOOT)
    sheet.chart(_bars(sheet, book, found, last), (top, 2), (top + tall, sheet.printed + 1))
    return top + tall


def _bars(sheet: Sheet, book: Book, found: RivalTable, last: int) -> Any:
    words, after = book.words, 6 + len(found.names)
    limits = [abs(end) for row in found.rows for end in _ends(row)]
    step = next(step for step in _STEPS if max([*limits, 0.1]) / step <= 4 or step == _STEPS[-1])
    reach = -(-max([*limits, 0.1]) // step) * step
    drawn = words.say(N_("Own minus rival, mean and %(level)s interval"), level=words.share(0.95))
    paints = {
        place: Paint(
            PAINTS.get(row.decision, styles.NO_ACTION) if row.decision and not row.is_marked else styles.NO_ACTION
        )
        for place, row in enumerate(found.rows)
    }
    series = BarSeries(
        drawn,
        sheet.strip(after + 1, _FIRST, last),
        points=paints,
        whiskers=(sheet.strip(after + 8, _FIRST, last), sheet.strip(after + 9, _FIRST, last)),
        label_format=None,
    )
    return bar_chart(
        Picture(
            title=book.charted("rivals", drawn),
            alt=book.words.stated(drawn, book.findings["rivals"]),
            labels=sheet.strip(after + 7, _FIRST, last),
            series=(series,),
            low=-round(reach, 6),
            high=round(reach, 6),
            step=step,
            ticks='[>0.001]+0.0;[<-0.001]"−"0.0;0',
            axis_title=words.say(N_("the rival is better ← points of the scale → we are better")),
            plot=(0.24, 0.15, 0.73, 0.66),
            chinese=words.is_chinese,
            blank_before_percent=words.blank_before_percent,
        )
    )


def _ends(row: RivalRow) -> tuple[float, float]:
    if row.interval is not None:
        return row.interval.low, row.interval.high
    return row.difference or 0.0, row.difference or 0.0


def note(book: Book, found: RivalTable) -> str:
    """What the colours and the interval mean."""
    words = book.words
    parts = [] if book.is_recoloured or found.is_little else [words.say(N_("Orange: improve first. Black: invest to win. Blue: protect and tell. Grey: watch, leave, or not to be acted on."))]  # fmt: skip  # noqa: E501 - one sentence
    if found.result.resamples:
        told = N_("Interval from %(count)s resamples; equal where it holds 0.")
        parts.append(words.say(told, count=words.count(found.result.resamples)))
    return words.sentences(*parts)
