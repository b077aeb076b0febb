"""Penalty and reward: what a low and a high rating of each attribute do to the outcome, as a table and as bars."""

import math

from survey_app.exceptions import N_
from survey_app.exports import colour_key, styles
from survey_app.exports.analyses import ContrastRow, ContrastTable
from survey_app.exports.book import Book
from survey_app.exports.cells import row_height
from survey_app.exports.native_charts import BarSeries, Paint, Picture, bar_chart
from survey_app.exports.sheet import Sheet
from survey_app.exports.sheets.kano import P_FORMAT
from survey_app.exports.words import cut_short
from survey_app.stats.penalty_reward import ContrastClass

_FIRST, _LAST = 6, 9
_LABEL, _PENALTY, _REWARD = 11, 12, 13
_STEPS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_MOST_STEPS = 8
_NO_VERDICT = "\N{EN DASH}"
KINDS: dict[ContrastClass, str] = {
    ContrastClass.BASIC: N_("Basic, only annoys"),
    ContrastClass.ATTRACTIVE: N_("Attractive, only pleases"),
    ContrastClass.PERFORMANCE: N_("Performance, does both"),
    ContrastClass.NEUTRAL: N_("Neutral, does neither"),
}

_PENALTY_NAME, _REWARD_NAME = N_("Penalty of a low rating"), N_("Reward of a high rating")


def build(book: Book, found: ContrastTable) -> Sheet:
    """The sheet: the table, the bars of penalty and reward below it."""
    sheet, words = book.sheet("contrast"), book.words
    sheet.columns((2, 29, 14, 9, 14, 9, 16, 16, 40), beside=(3, 12, 9, 9))
    book.head(sheet, "contrast", words.sentences(about(book, found), book.about()))
    names = (
        N_("Attribute"), N_("Penalty of a low rating"), N_("p"), N_("Reward of a high rating"), N_("p"),
        N_("Low ratings"), N_("High ratings"), N_("What it is"),
    )  # fmt: skip
    sheet.header(5, {column: words.say(name) for column, name in enumerate(names, 2)}, left=(2, _LAST))
    for number, row in enumerate(found.rows, _FIRST):
        _line(sheet, book, number, (found, row))
    last = _FIRST + len(found.rows) - 1
    steady = any(found.is_steady(row) for row in found.rows)
    end = _chart(sheet, book, found, last) if steady else last + 1
    sheet.one_page = len(found.rows) <= 12
    end = sheet.foot(end + 1, _foot(book, found, is_drawn=steady))
    if steady and book.is_recoloured:
        meanings = {styles.IMPROVE: words.say(_PENALTY_NAME), styles.RESULT: words.say(_REWARD_NAME)}
        colour_key.add(sheet, end, meanings, chinese=words.is_chinese)
    return sheet


def about(book: Book, found: ContrastTable) -> str:
    """What the ratings act on."""
    outcome = cut_short(book.words.of(found.outcome), 36)
    return book.words.say(N_("What high and low ratings do to “%(outcome)s”."), outcome=outcome)


def name_of(book: Book, row: ContrastRow) -> str:
    """The attribute, and that it is not to be acted on where that was marked."""
    name = book.words.of(row.label) or row.variable
    return book.words.say(N_("%(name)s (not to be acted on)"), name=name) if row.is_marked else name


def verdict(book: Book, found: ContrastTable, row: ContrastRow) -> str:
    """What the two weights make of an attribute, or that too few said so."""
    if not found.is_steady(row):
        return book.words.say(N_("too few for a verdict"))
    kind = row.contrast.category
    return book.words.say(KINDS[kind]) if kind is not None else _NO_VERDICT


def _line(sheet: Sheet, book: Book, number: int, shown: tuple[ContrastTable, ContrastRow]) -> None:
    found, row = shown
    each, name = row.contrast, name_of(book, row)
    sheet.put(number, 2, name, styles.BODY_WRAP)
    if found.is_steady(row):
        for column, value in ((3, each.penalty), (5, each.reward)):
            sheet.put(number, column, value, styles.number(styles.SIGNED, bold=True))
        for column, value in ((4, each.penalty_p), (6, each.reward_p)):
            sheet.put(number, column, value, styles.number(P_FORMAT))
    few = book.words.say(N_("fewer than %(least)s"), least=book.words.count(found.least))
    for column, count in ((7, each.low), (8, each.high)):
        sheet.put(number, column, count if count >= found.least else few, styles.number(styles.COUNT))
    basic = each.category is ContrastClass.BASIC and found.is_steady(row)
    look = styles.BODY.having(indent=1, bold=basic, colour=styles.IMPROVE if basic else styles.INK)
    sheet.put(number, _LAST, verdict(book, found, row), look)
    sheet.line(number, styles.BODY)
    sheet.put(number, _LABEL, cut_short(book.words.of(row.label) or row.variable, 36), styles.FOOT)
    look = styles.FOOT.having(number_format=styles.SIGNED)
    for column, value in ((_PENALTY, each.penalty), (_REWARD, each.reward)):
        sheet.put(number, column, (value if found.is_steady(row) else None) or 0.0, look)
    sheet.heights[number] = max(18.0, row_height(name, sheet.width(2)))


def _chart(sheet: Sheet, book: Book, found: ContrastTable, last: int) -> int:
    words, top, high = book.words, last + 2, max(12, min(26, len(found.rows) + 6))
    for row in range(top, top + high):
        sheet.heights[row] = 15.0
    sheet.put(5, _LABEL, words.say(N_("For the chart")), styles.FOOT)
    low, up, step = _span(found)
    drawn = "" if book.is_recoloured else _drawn(book)
    bars = (
        BarSeries(words.say(_PENALTY_NAME), sheet.strip(_PENALTY, _FIRST, last), Paint(styles.IMPROVE)),
        BarSeries(words.say(_REWARD_NAME), sheet.strip(_REWARD, _FIRST, last), Paint(styles.RESULT)),
    )
    picture = Picture(
        title=book.charted("contrast", drawn) if drawn else book.findings["contrast"],
        alt=book.words.stated(*filter(None, (drawn, book.findings["contrast"]))),
        labels=sheet.strip(_LABEL, _FIRST, last),
        series=tuple(_without_labels(each) for each in bars),
        low=low,
        high=up,
        step=step,
        ticks=styles.SIGNED,
        plot=(0.26, 0.14, 0.71, 0.74),
        chinese=words.is_chinese,
    )
    sheet.chart(bar_chart(picture), (top, 2), (top + high, sheet.printed + 1))
    return top + high


def _drawn(book: Book) -> str:
    """What the colours of the bars mean."""
    return book.words.say(N_("Orange: penalty of a low rating; blue: reward of a high one, in points of the outcome"))


def _foot(book: Book, found: ContrastTable, *, is_drawn: bool) -> str:
    """The note, led by the colours where the chart's title has no room for them."""
    told, drawn = note(book, found), _drawn(book)
    if not is_drawn or book.is_recoloured or drawn in book.charted("contrast", drawn):
        return told
    return book.words.sentences(drawn + book.words.say(N_(".")), told)


def _without_labels(bars: BarSeries) -> BarSeries:
    """The figures stand in the table above: a bar of almost nothing has no room for one."""
    return BarSeries(bars.name, bars.values, bars.paint, label_format=None)


def _span(found: ContrastTable) -> tuple[float, float, float]:
    """The ends of the axis and its step; zero always inside."""
    shown = [row.contrast for row in found.rows if found.is_steady(row)]
    values = [0.0, *(value for each in shown for value in (each.penalty, each.reward) if value is not None)]
    low, high = min(values), max(values)
    step = next((step for step in _STEPS if (high - low) / step <= _MOST_STEPS), _STEPS[-1])
    ends = math.floor(low / step) * step, math.ceil(high / step) * step
    return round(ends[0], 6), round(max(ends[1], ends[0] + step), 6), step


def note(book: Book, found: ContrastTable) -> str:
    """The cuts, the base, and what a verdict needs."""
    words, result = book.words, found.result
    base = words.say(
        N_("High: %(high)s or more; low: %(low)s or less. Base: %(n)s people who rated everything; R² %(r2)s."),
        high=words.count(result.reward_from),
        low=words.count(result.penalty_to),
        n=words.count(result.n),
        r2=words.share(result.r2 or 0.0),
    )
    parts = [base]
    if not all(found.is_steady(row) for row in found.rows):
        told = N_("A verdict needs %(least)s high and %(least)s low ratings.")
        parts.append(words.say(told, least=words.count(found.least)))
    if not result.is_undecided:
        parts.append(words.say(N_("Other points for high and low can give other verdicts.")))
    return words.sentences(*parts)
