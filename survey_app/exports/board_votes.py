"""The result of a vote in the workbook of a brainstorm: what stands first, and the first cards as bars."""

from dataclasses import dataclass

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.cells import display_width
from survey_app.exports.native_charts import BarSeries, Picture, bar_chart
from survey_app.exports.sheet import Sheet
from survey_app.exports.words import Words, cut_short, fitting

_FIRST, _FIGURE, _CARD = 6, 5, 3
_MOST_BARS, _CHART_TITLE, _NAME = 12, 145, 48
_PAGE, _FULL = 500.0, 535.0
"""Points of rows after which a chart is put on the next page, and those that a page holds at most."""


@dataclass(frozen=True, slots=True)
class VoteSheet:
    """The result of the vote: rank, card and theme first. `formats` says how each column's numbers are written.

    `told` says who voted how, `notes` how the figures came about. None is a figure that is not shown.
    """

    heads: tuple[str, ...]
    formats: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]
    told: str
    notes: tuple[str, ...]


def finding(found: VoteSheet, words: Words) -> str:
    """Which card stands first, or that several share the place."""
    first = [str(row[1]) for row in found.rows if row[0] == found.rows[0][0]]
    if not first:
        return words.say(N_("Votes"))
    several = words.say(N_("Cards that share the first place: %(count)s"), count=words.count(len(first)))
    if len(first) > 1:
        return several
    return fitting(words.say(N_("Stands first in the vote: %(card)s"), card=first[0]))


def draw(sheet: Sheet, found: VoteSheet, words: Words, said: str) -> int:
    """The first cards as bars, under the table; returns the row after them."""
    row, place = _FIRST + len(found.rows) + 1, _FIGURE - 2
    values = [line[place] for line in found.rows[:_MOST_BARS] if len(line) > place]
    bars = [float(value) for value in values if isinstance(value, int | float)]
    if len(bars) < len(values) or min(bars, default=0.0) < 0 or not any(bars):
        return row
    while not bars[-1]:
        bars.pop()
    last, aside, tall = _FIRST + len(bars) - 1, sheet.printed + 2, max(8, len(bars) + 4)
    sheet.put(_FIRST - 1, aside, words.say(N_("For the chart")), styles.FOOT)
    for number in range(_FIRST, last + 1):
        sheet.put(number, aside, cut_short(str(sheet.cells[number, _CARD].value), _NAME), styles.FOOT)
    for line in range(row, row + tall):
        sheet.heights[line] = 15.0
    high = [sheet.heights.get(line, 15.0) for line in range(1, row + tall)]
    if sum(high) > _PAGE:
        sheet.breaks.append(row - 1)
        if sum(high[: row - 2]) <= _FULL:  # the chart has its page for itself: no head of a table above it
            sheet.repeated = "1:3"
    drawn, written = found.heads[place], found.formats[place]
    picture = Picture(
        title=f"{said}\n{drawn}" if display_width(said + drawn) <= _CHART_TITLE else said,
        alt=words.stated(drawn, said),
        labels=sheet.strip(aside, _FIRST, last),
        series=(BarSeries(drawn, sheet.strip(_FIGURE, _FIRST, last), label_format=written),),
        high=max(bars) * 1.05,
        plot=(0.3, 0.14, 0.67, 0.83),
        chinese=words.is_chinese,
        blank_before_percent=words.blank_before_percent,
    )
    sheet.chart(bar_chart(picture), (row, 2), (row + tall, sheet.printed + 1))
    return row + tall + 1
