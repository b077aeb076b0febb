"""The diverging chart of a rating table: both sides from one line, the middle answer apart, a key of squares above."""

from collections.abc import Sequence
from typing import Any

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Color

from survey_app.exceptions import N_
from survey_app.exports import findings, styles
from survey_app.exports.cells import clean_text, display_width
from survey_app.exports.native_charts import BarSeries, Paint, Picture, bar_chart, label_on
from survey_app.exports.sheets.question_grid import PAGE, Grid, point_words
from survey_app.exports.words import cut_short, shortened
from survey_app.questions.definition import Text
from survey_app.questions.summary import QuestionSummary, RowSummary

_LOW = {1: ("A8410A",), 2: ("E6A57C", "A8410A"), 3: ("F2CDB2", "E6A57C", "A8410A")}
_HIGH = {1: ("0A5A8C",), 2: ("86B6D6", "0A5A8C"), 3: ("B9D5E7", "86B6D6", "0A5A8C")}
_KEY = 18.0
_LONGEST_TITLE, _LONGEST_NAME = 105, 60
_SQUARE = 6
"""Letters that the square before a name of the key and the blanks after it take."""
_LEAST, _CHINESE, _MOST, _MANY = 11.5, 14.0, 21.0, 5
"""Points a bar has at least, with Chinese labels, or every second one is dropped, and at most; bars of a page's own."""
Codes = Sequence[tuple[int, Text]]


def height(rows: int, *, chinese: bool) -> float:
    """How much room the key and the chart of so many rows take."""
    return _KEY + _lines(rows, chinese=chinese) * 15.0


def _lines(rows: int, *, chinese: bool, room: float = 0.0) -> int:
    """How many sheet rows the chart covers at least; more where the page has room for it."""
    least = _sheet_rows(rows, _CHINESE if chinese else _LEAST)
    return max(least, min(_sheet_rows(rows, _MOST), int(room / 15))) if rows >= _MANY else least


def _sheet_rows(rows: int, each: float) -> int:
    return max(6, min(24, round((rows * each + 30) / 15)))


def _plot(lines: int) -> tuple[float, float]:
    """Where the plot begins and how high it is, in shares of a chart over so many sheet rows."""
    points = 15 * lines
    return 26 / points, 1 - 32 / points


def sides(points: int) -> tuple[list[int], int | None, list[int]]:
    """The places of the answers below the middle and above it, each from the middle outwards, and the middle's.

    >>> sides(5)
    ([1, 0], 2, [3, 4])
    >>> sides(4)
    ([1, 0], None, [2, 3])
    """
    half = points // 2
    return list(reversed(range(half))), half if points % 2 else None, list(range(points - half, points))


def add(grid: Grid, summary: QuestionSummary, shown: Sequence[RowSummary], rows: tuple[int, int]) -> int:
    """Write the auxiliary columns and the key, hang the charts; returns the next free row."""
    codes = shown[0].codes
    low, middle, high = sides(len(codes))
    _beside(grid, codes, rows)
    _key(grid, codes)
    first = grid.row
    lines = _lines(rows[1] - rows[0] + 1, chinese=grid.book.words.is_chinese, room=PAGE - grid.used)
    for _ in range(lines):
        grid.take(15.0)
    split = grid.top + 1 if middle is not None else grid.apart + 1
    words = grid.book.words
    about = words.of(summary.question.text) or summary.question.code
    told = summary.untold  # who does not see all rows cannot say which is best
    found = findings.between(shown, words) if told else findings.best_and_least(shown, words, _LONGEST_TITLE)
    if display_width(found) <= _LONGEST_TITLE:
        about = words.stated(found, about)
    else:
        found = ""
    grid.sheet.chart(
        _diverging(grid, codes, rows, (low, high), (found, about), lines=lines), (first, 2), (first + lines, split)
    )
    if middle is not None:
        chart = _middle(grid, codes, rows, middle, about, lines=lines)
        grid.sheet.chart(chart, (first, split), (first + lines, grid.apart + 1))
    return grid.row


def _beside(grid: Grid, codes: Codes, rows: tuple[int, int]) -> None:
    """Labels and signed shares to the right of the paper: what the charts refer to."""
    sheet, (low, _, _) = grid.sheet, sides(len(codes))
    sheet.put(rows[0] - 1, grid.aside, grid.book.words.say(N_("For the chart")), styles.FOOT)
    for row in range(rows[0], rows[1] + 1):
        name = sheet.cells[row, 2].value
        sheet.put(row, grid.aside, cut_short(str(name), 40), styles.FOOT)
        for place in range(len(codes)):
            share = sheet.cells[row, 3 + place].value
            value = None if share is None else -share if place in low and share else share
            sheet.put(row, grid.aside + 1 + place, value, styles.FOOT.having(number_format=styles.SHARE))


def _key(grid: Grid, codes: Codes) -> None:
    low, middle, high = sides(len(codes))
    paints = dict(zip(low, _LOW[len(low)], strict=True)) | dict(zip(high, _HIGH[len(high)], strict=True))
    order = [*sorted(low), *high]
    parts: list[Any] = []
    quiet = _inline(styles.QUIET, 9, grid)
    whole = grid.sheet.width(2, grid.apart) * 1.1
    long = sum(display_width(point_words(grid.book, codes, place)) + _SQUARE for place in range(len(codes)))
    room = _LONGEST_NAME if long + _SQUARE * 4 <= whole else min(22, int(whole / len(codes)) - 7)
    for place in order:
        name = cut_short(point_words(grid.book, codes, place), room)
        parts += [TextBlock(_inline(paints[place], 12, grid), "■ "), TextBlock(quiet, clean_text(name) + "    ")]
    if middle is not None:
        name = cut_short(point_words(grid.book, codes, middle), room)
        told = grid.book.words.say(N_("%(answer)s, the middle, shown apart"), answer=name)
        parts += [TextBlock(_inline(styles.MIDDLE, 12, grid), "■ "), TextBlock(quiet, clean_text(told))]
    grid.sheet.put(grid.take(_KEY), 2, CellRichText(*parts), styles.FOOT)


def _inline(colour: str, size: int, grid: Grid) -> InlineFont:
    font = styles.CHINESE_FONT if grid.book.words.is_chinese else styles.LATIN_FONT
    return InlineFont(rFont=font, sz=size, color=Color(rgb=f"FF{colour}"))


def _diverging(
    grid: Grid,
    codes: Codes,
    rows: tuple[int, int],
    both: tuple[list[int], list[int]],
    told: tuple[str, str],
    *,
    lines: int,
) -> Any:
    """The sides of the scale from one line; `told` is what the answers say, where it fits, and what was asked."""
    words, (low, high), (found, about) = grid.book.words, both, told
    colours = [*zip(low, _LOW[len(low)], strict=True), *zip(high, _HIGH[len(high)], strict=True)]
    series = tuple(
        BarSeries(
            point_words(grid.book, codes, place),
            grid.sheet.strip(grid.aside + 1 + place, *rows),
            Paint(colour, label=label_on(colour)),
            label_format=styles.HIDE_SMALL,
            label_place="ctr",
            bold=False,
        )
        for place, colour in colours
    )
    title = words.say(N_("Below the middle ← share of answers → above the middle"))
    top, tall = _plot(lines)
    below, above = (_reach(grid, rows, side) for side in both)
    return bar_chart(
        Picture(
            title=found or title,
            alt=words.labelled(title, about),
            labels=grid.sheet.strip(grid.aside, *rows),
            series=series,
            low=-below,
            high=above,
            stacked=True,
            label_size=8,
            plot=(0.24, top, 0.74, tall),
            gap=38,
            chinese=words.is_chinese,
            blank_before_percent=words.blank_before_percent,
        )
    )


def _reach(grid: Grid, rows: tuple[int, int], side: list[int]) -> float:
    totals: list[float] = [
        sum(abs(grid.sheet.cells[row, grid.aside + 1 + place].value or 0.0) for place in side)
        for row in range(rows[0], rows[1] + 1)
    ]
    return max(0.05, min(1.0, round(max(totals) * 1.02 + 0.005, 2)))


def _middle(grid: Grid, codes: Codes, rows: tuple[int, int], place: int, about: str, *, lines: int) -> Any:
    words = grid.book.words
    name = shortened(point_words(grid.book, codes, place), 20)
    title = words.say(N_("%(answer)s, the middle"), answer=name)
    values = grid.sheet.strip(grid.aside + 1 + place, *rows)
    largest = max((float(value) for value in values.values if isinstance(value, int | float)), default=0.5)
    top, tall = _plot(lines)
    most = words.say(N_("%(answer)s: at most %(share)s"), answer=name, share=words.share(largest))
    return bar_chart(
        Picture(
            title=most if values.values else title,
            alt=words.labelled(words.stated(title, most), about),
            labels=grid.sheet.strip(grid.aside, *rows),
            series=(
                BarSeries(title, values, Paint(styles.MIDDLE, label=styles.INK), label_format=styles.SHARE, bold=False),
            ),
            high=max(0.1, min(1.0, largest * 1.15)),
            named=False,
            plot=(0.03, top, 0.94, tall),
            gap=38,
            chinese=words.is_chinese,
            blank_before_percent=words.blank_before_percent,
        )
    )
