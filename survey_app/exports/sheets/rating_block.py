"""A rating table: shares of each answer, top two, mean, spread and base, with the chart of its two sides."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from survey_app.exceptions import N_
from survey_app.exports import styles, titles, told_in_parts
from survey_app.exports.book import Book
from survey_app.exports.cells import row_height, text_width
from survey_app.exports.sheets import likert
from survey_app.exports.sheets.question_grid import (
    FEWEST_POINTS,
    FIRST,
    MOST_POINTS,
    PAGE,
    Grid,
    answer_words,
    cannot_judge,
)
from survey_app.questions.definition import best_of
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.stats.descriptive import Frequencies

_LINE, _HEAD = 17.0, 60.0
"""Points of a row, and of the highest head: a higher one takes the chart its room."""


@dataclass
class Block:
    """The rows of one rating question, and single questions on the same scale that stand under them."""

    summary: QuestionSummary
    rows: list[RowSummary]
    single: list[RowSummary] = field(default_factory=list)

    def lines(self) -> list[tuple[RowSummary, bool]]:
        """The table's rows, highest share of top answers first, and whether each is a question of its own."""
        unrated = [row for row in self.rows if titles.top_value(row) is None]
        if len(self.rows) == 1 and not self.single:
            return [(self.rows[0], False)]
        return [(row, False) for row in titles.sorted_by_top(self.rows) + unrated] + [
            (row, True) for row in self.single
        ]


def add(grid: Grid, block: Block) -> None:
    """Write one rating table and hang its chart under it."""
    lines = block.lines()
    codes = block.rows[0].codes
    # ranges have no middle to stand on either side of
    is_whole = not any(row.parts for row, _own in lines)
    charted = is_whole and FEWEST_POINTS <= len(codes) <= MOST_POINTS and any(row.n for row, _own in lines)
    table = 50.0 + sum(max(_LINE, row_height(name_of(grid.book, row), grid.sheet.width(2))) for row, _ in lines)
    chart = likert.height(len(lines), chinese=grid.book.words.is_chinese) if charted else 0.0
    grid.keep_together(table + chart if FIRST + table + chart <= PAGE else min(table, PAGE - FIRST))
    if not grid.is_new_page:
        grid.space(6.0)
    grid.heading(_question(grid, block))
    _header(grid, block.rows[0])
    first = grid.row
    for row, own in lines:
        _line(grid, row, own=own, points=len(codes))
    last = grid.row - 1
    grid.sheet.data_bar(grid.top, first, last)
    grid.note(told_in_parts.note(block.summary, grid.book.report, grid.book.words))
    if charted:
        grid.keep_together(chart)
        grid.row = likert.add(grid, block.summary, block.rows, (first, last))


def name_of(book: Book, row: RowSummary) -> str:
    """What a row of the table is called."""
    return book.words.of(row.label) or row.variable


def _question(grid: Grid, block: Block) -> str:
    words = grid.book.words
    text = words.of(block.summary.question.text) or block.summary.question.code
    if block.summary.question.kind == "battery" or any(row.gap is not None for row in block.rows):
        return words.say(N_("%(question)s (the experience)"), question=text)
    return text


def _answers(grid: Grid, row: RowSummary, parts: Sequence[Sequence[int]]) -> list[str]:
    """The words of the answers over their columns; figures alone where one is too long (the key has the words)."""
    words = answer_words(grid.book, row)
    room = (grid.sheet.width(3) - 1.5) * 1.1
    fits = all(text_width(word) <= room for name in words for word in name.split())
    is_low = max(map(text_width, words)) <= 3 * room and all(grid.sheet.head_height(3, name) <= _HEAD for name in words)
    return words if fits and is_low else list(map(_figures, parts))


def _figures(part: Sequence[int]) -> str:
    """A point as its figure, points told as one from the first to the last."""
    return str(part[0]) if len(part) == 1 else f"{part[0]}–{part[-1]}"


def _header(grid: Grid, row: RowSummary) -> None:
    say, codes = grid.book.words.say, row.codes
    words = {2: say(N_("Attribute"))}
    parts = row.parts or tuple((code,) for code, _text in codes)
    if len(codes) <= MOST_POINTS:
        words |= dict(enumerate(_answers(grid, row, parts), 3))
    else:
        ranges = ((parts[0], parts[1]), (parts[2], parts[-3]), (parts[-2], parts[-1]))
        words |= {column: f"{low[0]}–{high[-1]}" for column, (low, high) in enumerate(ranges, 3)}
    best = best_of([code for part in parts for code in part])
    words |= {
        grid.top: say(N_("%(low)s or %(high)s"), low=best[0], high=best[-1]) if len(best) > 1 else str(best[0]),
        grid.mean: say(N_("Mean")),
        grid.spread: say(N_("SD")),
        grid.base: say(N_("Base")),
        grid.apart: say(N_("Cannot judge")),
    }
    grid.header(words)


def shares(found: Frequencies | None, points: int) -> list[float | None]:
    """The shares of the answers; of a long scale the low end, the middle and the high end."""
    values = [category.value for category in found.categories] if found else [None] * points
    if len(values) <= MOST_POINTS:
        return list(values)
    if found is None or found.n == 0:
        return [None, None, None]
    parts = (values[:2], values[2:-2], values[-2:])
    return [sum(value or 0.0 for value in part) for part in parts]


def _line(grid: Grid, row: RowSummary, *, own: bool, points: int) -> None:
    sheet, number = grid.sheet, grid.take(_LINE)
    name = name_of(grid.book, row)
    needed = grid.label(number, name, 2, bold=own)
    sheet.heights[number] = needed
    grid.used += needed - _LINE
    for column, share in enumerate(shares(row.frequencies, points), 3):
        sheet.put(number, column, share, styles.number(styles.SHARE))
    mean = row.mean
    sheet.put(number, grid.top, titles.top_value(row), styles.number(styles.SHARE, bold=True))
    sheet.put(number, grid.mean, mean.value if mean else None, styles.number(styles.MEAN))
    sheet.put(number, grid.spread, mean.sd if mean else None, styles.number(styles.MEAN))
    sheet.put(number, grid.base, row.n, styles.number(styles.base_format(row.n)))
    sheet.put(number, grid.apart, cannot_judge(row.missing, row.n), styles.number(styles.SHARE))
    sheet.line(number, styles.NUMBER, 3, grid.apart)
