"""The medians of a round as bars with the middle half as whiskers, beside the table of who gave which point."""

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.native_charts import BarSeries, Paint, Picture, bar_chart
from survey_app.exports.round_book import RoundBook
from survey_app.exports.round_report import ItemFigures, RoundPart
from survey_app.exports.sheet import Sheet
from survey_app.stats.consensus import Verdict
from survey_app.vocabulary import ItemScale

_ROOM, _FEWEST, _MOST_STEPS = 60.0, 3, 10
"""The width that the chart needs beside the table; the fewest statements it is drawn for; points named on its axis."""
_AGREED = (Verdict.AGREED_HIGH, Verdict.AGREED_LOW)


def draw(book: RoundBook, sheet: Sheet, part: RoundPart, rows: tuple[int, int], column: int) -> None:
    """Hang the chart beside the rows of a table, from `column` on; nothing where it has no room or nothing to show."""
    first, last = rows
    shown = [item for item in part.figures.items if item.counts]
    told = all(None not in (item.median, item.lower, item.upper) for item in shown)
    wide = sheet.width(column, sheet.printed) >= _ROOM
    if part.figures.scale is not ItemScale.RATING or not (told and wide) or len(shown) < _FEWEST:
        return
    aside = sheet.printed + 2
    for row, item in enumerate(shown, first):
        median = item.median or 0.0
        values = (item.code, median, median - (item.lower or 0.0), (item.upper or 0.0) - median)
        for place, value in enumerate(values):
            sheet.put(row, aside + place, value, styles.FOOT)
    sheet.chart(bar_chart(_picture(book, sheet, part, rows, shown)), (first - 1, column), (last + 1, sheet.printed + 1))


def _picture(
    book: RoundBook, sheet: Sheet, part: RoundPart, rows: tuple[int, int], shown: list[ItemFigures]
) -> Picture:
    words, rules, aside = book.words, part.rules, sheet.printed + 2
    drawn = words.say(N_("Median and middle half"))
    if part.figures.has_rule:
        drawn = words.say(N_("Median and middle half; blue: agreed, grey: not agreed"))
    grey = Paint(styles.NO_ACTION)
    points = {place: grey for place, item in enumerate(shown) if part.figures.has_rule and item.verdict not in _AGREED}
    found = book.findings[f"round{part.figures.number}"]
    low, high = float(rules.scale_min), float(rules.scale_max)
    return Picture(
        title=found,
        alt=words.stated(drawn, found),
        labels=sheet.strip(aside, *rows),
        series=(
            BarSeries(
                words.say(N_("Median")),
                sheet.strip(aside + 1, *rows),
                points=points,
                whiskers=(sheet.strip(aside + 2, *rows), sheet.strip(aside + 3, *rows)),
                label_format=None,
            ),
        ),
        low=low,
        high=high,
        step=1.0 if high - low <= _MOST_STEPS else None,
        ticks="0",
        axis_title=drawn,
        plot=(0.1, 0.08, 0.86, 0.78),
        chinese=words.is_chinese,
    )
