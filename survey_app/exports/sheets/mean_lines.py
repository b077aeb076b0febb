"""The lines below a table of counts that say what its codes come to.

Mean places and points of an order, mean positions, and how often a row was chosen as best and as worst.
"""

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.sheets.question_grid import Grid
from survey_app.questions.summary import RowSummary
from survey_app.stats.descriptive import Mean

_LINE = 17.0


def add(grid: Grid, row: RowSummary) -> None:
    """Write the lines that the row has figures for."""
    if row.points is not None:
        _line(grid, N_("Mean place of those who placed it"), row.mean)
        _line(grid, N_("Points: first place most, no place none"), row.points)
    elif row.frequencies is not None and row.top is None and row.recommend is None and row.gap is None:
        _line(grid, N_("Mean"), row.mean)
    if row.contradicted is not None and row.contradicted.value is not None:
        number, say = grid.take(_LINE), grid.book.words.say
        told = say(N_("Contradicted themselves (ratio above 0.10): %(k)s of %(n)s people"),
                   k=int(row.contradicted.k), n=row.contradicted.n)  # fmt: skip
        grid.sheet.put(number, 2, told)
        grid.sheet.line(number, styles.BODY, 2, grid.apart)
    if row.picked is not None:
        best, worst, shown = row.picked
        number = grid.take(_LINE)
        say = grid.book.words.say
        told = say(N_("Chosen as best %(best)s times, as worst %(worst)s times, shown %(shown)s times"),
                   best=best, worst=worst, shown=shown)  # fmt: skip
        grid.sheet.put(number, 2, told)
        grid.sheet.line(number, styles.BODY, 2, grid.apart)


def _line(grid: Grid, name: str, mean: Mean | None) -> None:
    if mean is None or mean.value is None:
        return
    sheet, number = grid.sheet, grid.take(_LINE)
    grid.label(number, grid.book.words.say(name), grid.top - 2, bold=True)
    sheet.put(number, grid.top - 1, mean.n, styles.number(styles.COUNT))
    sheet.put(number, grid.top, mean.value, styles.number(styles.MEAN, bold=True))
    sheet.put(number, grid.mean, mean.interval.low if mean.interval else None, styles.number(styles.MEAN))
    sheet.put(number, grid.spread, mean.interval.high if mean.interval else None, styles.number(styles.MEAN))
    sheet.line(number, styles.BODY, 2, grid.apart)
