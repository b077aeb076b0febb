"""How each question was answered: one block per question, rating scales first as a table with its chart."""

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.book import Book
from survey_app.exports.sheet import Sheet
from survey_app.exports.sheets import choice_blocks, rating_block
from survey_app.exports.sheets.question_grid import MOST_POINTS, Grid, name_width
from survey_app.questions.dividing import divided
from survey_app.questions.summary import QuestionSummary, RowSummary


def build(book: Book) -> Sheet:
    """The questions sheet."""
    sheet = book.sheet("questions")
    rated, others = sort_out(tuple(divided(book.report.questions)), book.report.key.overall)
    # longer scales are told in three parts
    points = (len(row.codes) for block in rated for row in block.rows)
    names = [[rating_block.name_of(book, row) for row, _own in block.lines()] for block in rated]
    grid = Grid(sheet, book, max(each for each in (5, *points) if each <= MOST_POINTS), name_width(names))
    book.head(sheet, "questions", book.about())
    sheet.heights[4] = 8.0
    for block in rated:
        rating_block.add(grid, block)
    for summary in others:
        choice_blocks.add(grid, summary)
    grid.take(10.0)
    notes = book.words.say(
        N_("Shares of valid answers. ** base under 30, * base under 100. Labels under 6 in 100 are left out of charts.")
    )
    sheet.put(grid.take(16.0), 2, notes, styles.FOOT)
    return sheet


def sort_out(
    questions: tuple[QuestionSummary, ...], overall: RowSummary | None
) -> tuple[list[rating_block.Block], list[QuestionSummary]]:
    """Rating questions as blocks, those of one row joined to the first block on the same scale; and the others.

    Satisfaction as a whole is joined to a block with as many points; another question only where the words of its
    answers are the same, because it would stand under those of the block. Identity questions stand in neither.
    """
    questions = tuple(summary for summary in questions if not summary.question.is_identity)
    rated = [summary for summary in questions if any(is_rated(row) for row in summary.rows)]
    blocks = [rating_block.Block(summary, list(summary.rows)) for summary in rated if len(summary.rows) > 1]
    for summary in rated:
        if len(summary.rows) > 1:
            continue
        row = summary.rows[0]
        is_overall = overall is not None and row.variable == overall.variable
        home = next((block for block in blocks if _is_home(block.rows[0], row, is_overall=is_overall)), None)
        if home is None:
            blocks.append(rating_block.Block(summary, list(summary.rows)))
        else:
            home.single.extend(summary.rows)
    others = [summary for summary in questions if summary not in rated]
    return blocks, others


def _is_home(first: RowSummary, row: RowSummary, *, is_overall: bool) -> bool:
    return codes(first) == codes(row) and (is_overall or first.codes == row.codes)


def is_rated(row: RowSummary) -> bool:
    """Whether a row stands in a rating table."""
    return row.top is not None and row.frequencies is not None


def codes(row: RowSummary) -> tuple[tuple[int, ...], ...]:
    """The points of a row's scale, those that are told as one together."""
    return row.parts or tuple((code,) for code, _text in row.codes)
