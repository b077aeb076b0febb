"""The blocks of the other questions: choices, recommendation, numbers and open answers."""

from collections.abc import Iterable

from survey_app.exceptions import N_
from survey_app.exports import styles, told_in_parts
from survey_app.exports.sheets import mean_lines
from survey_app.exports.sheets.question_grid import Grid, no_answers
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.questions.years import are_years
from survey_app.stats.counting import CategoryCount
from survey_app.stats.results import Interval

_LINE = 17.0
_LARGE, _HUGE = 1_000, 1_000_000_000
_TENTHS, _WHOLE = "0.0", "0"
_SHORT = '[>=1000000]0.0,,"M";[>=1000]0.0,"k";0.0'
Line = tuple[str, int | None, float | None, Interval | None, int | None]


def add(grid: Grid, summary: QuestionSummary) -> None:
    """Write the block of one question."""
    if is_multiple(summary):
        lines = [_chosen(grid, row) for row in summary.rows if row.frequencies]
        _choices(grid, _heading(grid, summary), lines)
    else:
        _rows(grid, summary)
    grid.note(told_in_parts.note(summary, grid.book.report, grid.book.words))


def _rows(grid: Grid, summary: QuestionSummary) -> None:
    """Each row as a block of its own."""
    for row in summary.rows:
        name = _heading(grid, summary, row)
        if row.recommend is not None:
            _recommend(grid, row, name)
        elif row.frequencies is not None:
            _choices(grid, name, list(_options(grid, row)), row)
            _kano(grid, row)
            mean_lines.add(grid, row)
        elif row.mean is not None:
            _number(grid, row, name, is_year=are_years(summary.question, row.mean))
            mean_lines.add(grid, row)
        else:
            _open(grid, row, name)


def is_multiple(summary: QuestionSummary) -> bool:
    """Whether each row is one box that may be ticked."""
    ticked = [row for row in summary.rows if row.frequencies is not None]
    return len(ticked) > 1 and all({code for code, _text in row.codes} <= {0, 1} for row in ticked)


def _heading(grid: Grid, summary: QuestionSummary, row: RowSummary | None = None) -> str:
    words = grid.book.words
    text = words.of(summary.question.text) or summary.question.code
    own = words.of(row.label) if row is not None else ""
    alone = not own or own == text or len(summary.rows) + len(summary.untold) == 1
    return text if alone else f"{text} · {own}"


def _chosen(grid: Grid, row: RowSummary) -> Line:
    name = grid.book.words.of(row.label) or row.variable
    if row.frequencies is None:
        return name, row.n, None, None, None
    found = next((category for category in row.frequencies.categories if category.code == 1), None)
    if found is None:
        return name, 0, None, None, row.n
    return name, found.count, found.value, found.interval, row.n


def _options(grid: Grid, row: RowSummary) -> Iterable[Line]:
    names = dict(row.codes)
    categories: tuple[CategoryCount, ...] = row.frequencies.categories if row.frequencies else ()
    for category in categories:
        words = grid.book.words.of(names.get(category.code, {})) or str(category.code)
        yield words, category.count, category.value, category.interval, None
    apart = sum(row.missing.values())
    if apart:
        yield grid.book.words.say(N_("No valid answer, outside the base")), apart, None, None, None


def _choices(grid: Grid, name: str, lines: list[Line], row: RowSummary | None = None) -> None:
    grid.keep_together(46.0 + _LINE * min(len(lines), 20))
    grid.space()
    grid.heading(name)
    _header(grid, "base" if row is None else "")
    first = grid.row
    for words, count, share, interval, base in lines:
        _line(grid, (words, count, share, interval, base))
    if row is not None:
        number = grid.take(_LINE)
        quiet = styles.BODY.having(colour=styles.QUIET)
        grid.sheet.put(number, 2, grid.book.words.say(N_("Base: valid answers")), quiet)
        look = styles.number(styles.base_format(row.n)).having(colour=styles.QUIET)
        grid.sheet.put(number, grid.top - 1, row.n, look)
        grid.sheet.line(number, styles.BODY, 2, grid.apart)
    if grid.row > first:
        grid.sheet.data_bar(grid.top, first, grid.row - 1)


def _header(grid: Grid, base: str) -> None:
    say = grid.book.words.say
    words = {
        2: say(N_("Answer")),
        grid.top - 1: say(N_("Count")),
        grid.top: say(N_("Share")),
        grid.mean: say(N_("Low")),
        grid.spread: say(N_("High")),
    }
    if base:
        words[grid.base] = say(N_("Base"))
    grid.header(words)


def _line(grid: Grid, line: Line) -> None:
    words, count, share, interval, base = line
    sheet, number = grid.sheet, grid.take(_LINE)
    grid.label(number, words, grid.top - 2)
    sheet.put(number, grid.top - 1, count, styles.number(styles.COUNT))
    sheet.put(number, grid.top, share, styles.number(styles.SHARE, bold=True))
    sheet.put(number, grid.mean, interval.low if interval else None, styles.number(styles.SHARE))
    sheet.put(number, grid.spread, interval.high if interval else None, styles.number(styles.SHARE))
    if base is not None:
        sheet.put(number, grid.base, base, styles.number(styles.base_format(base)))
    sheet.line(number, styles.BODY, 2, grid.apart)


def _recommend(grid: Grid, row: RowSummary, name: str) -> None:
    found, say = row.recommend, grid.book.words.say
    if found is None:
        return
    cuts = {"low": found.cuts.promoters_from, "high": found.cuts.scale_max}
    lines: list[Line] = [
        (say(N_("Promoters %(low)s–%(high)s"), **cuts), found.promoters, found.promoter_share, None, None),
        (
            say(N_("Passives %(low)s–%(high)s"), low=found.cuts.detractors_to + 1, high=found.cuts.promoters_from - 1),
            found.passives,
            found.passive_share,
            None,
            None,
        ),
        (
            say(N_("Detractors %(low)s–%(high)s"), low=found.cuts.scale_min, high=found.cuts.detractors_to),
            found.detractors,
            found.detractor_share,
            None,
            None,
        ),
    ]
    _choices(grid, name, [*lines, *_options(grid, row)], row)
    number, sheet = grid.take(_LINE), grid.sheet
    grid.label(number, say(N_("Score: promoters minus detractors, points")), grid.top - 2, bold=True)
    sheet.put(number, grid.top, found.value, styles.number(styles.SIGNED_POINTS, bold=True))
    sheet.put(number, grid.mean, found.interval.low if found.interval else None, styles.number(styles.SIGNED_POINTS))
    high = found.interval.high if found.interval else None
    sheet.put(number, grid.spread, high, styles.number(styles.SIGNED_POINTS))
    sheet.line(number, styles.BODY, 2, grid.apart)


def _kano(grid: Grid, row: RowSummary) -> None:
    """How much a feature satisfies and its lack dissatisfies, below the counts of its categories."""
    if row.kano is None:
        return
    say = grid.book.words.say
    for words, figure in ((N_("Better, 0 to 1"), row.kano.better), (N_("Worse, 0 to −1"), row.kano.worse)):
        number = grid.take(_LINE)
        grid.label(number, say(words), grid.top - 2, bold=True)
        grid.sheet.put(number, grid.top, figure, styles.number(styles.SIGNED, bold=True))
        grid.sheet.line(number, styles.BODY, 2, grid.apart)


def _number(grid: Grid, row: RowSummary, name: str, *, is_year: bool) -> None:
    mean, say = row.mean, grid.book.words.say
    grid.keep_together(46.0 + _LINE)
    grid.space()
    grid.heading(name)
    if mean is None or mean.value is None:
        no_answers(grid)
        return
    names = (N_("Lowest"), N_("Lower quartile"), N_("Median"), N_("Upper quartile"), N_("Highest"))
    figures = (mean.minimum, mean.lower_quartile, mean.median, mean.upper_quartile, mean.maximum)
    words = {3 + place: say(text) for place, text in enumerate(names) if not told_in_parts.is_without_middle(row)}
    words |= {
        grid.top: say(N_("Mean")),
        grid.mean: say(N_("Low")),
        grid.spread: say(N_("High")),
        grid.base: say(N_("Base")),
        grid.apart: say(N_("SD")),
    }
    grid.header(words)
    number = grid.take(_LINE)
    plain = _TENTHS if is_year else plain_format([mean.minimum, mean.maximum], grid.sheet.width(3))
    # of whole numbers the ends and quartiles are whole, too: "19.0 years" says more than anybody answered
    whole = _WHOLE if plain == _TENTHS and all(figure is None or figure % 1 == 0 for figure in figures) else plain
    grid.sheet.put(number, 2, say(N_("Numbers given")))
    for column, figure in enumerate(figures, 3):
        grid.sheet.put(number, column, figure, styles.number(whole))
    grid.sheet.put(number, grid.top, mean.value, styles.number(plain, bold=True))
    grid.sheet.put(number, grid.mean, mean.interval.low if mean.interval else None, styles.number(plain))
    grid.sheet.put(number, grid.spread, mean.interval.high if mean.interval else None, styles.number(plain))
    grid.sheet.put(number, grid.base, row.n, styles.number(styles.base_format(row.n)))
    grid.sheet.put(number, grid.apart, mean.sd, styles.number(plain))
    grid.sheet.line(number, styles.BODY, 2, grid.apart)


def plain_format(figures: Iterable[float | None], room: float) -> str:
    """The number format for figures of this size in a column of this width, so that none prints ###.

    >>> plain_format([3.5], 11), plain_format([148567], 11), plain_format([148567], 8)
    ('0.0', '#,##0', '[>=1000000]0.0,,"M";[>=1000]0.0,"k";0.0')
    """
    known = [figure for figure in figures if figure is not None]
    largest = max((abs(figure) for figure in known), default=0.0)
    grouped = largest >= _LARGE
    signs = 1 if min(known, default=0.0) < 0 else 0
    if len(f"{largest:,.0f}" if grouped else f"{largest:.1f}") + signs + 2.5 <= room:
        return "#,##0" if grouped else _TENTHS
    return "0.0E+00" if signs or largest >= _HUGE else _SHORT


def _open(grid: Grid, row: RowSummary, name: str) -> None:
    say = grid.book.words.say
    grid.keep_together(40.0)
    grid.space()
    grid.heading(name)
    number = grid.take(_LINE)
    count = grid.book.words.count(row.n)
    if "verbatims" in grid.book.names:
        told = say(
            N_("Open answers: %(count)s; see sheet “%(sheet)s”"), count=count, sheet=grid.book.names["verbatims"]
        )
    else:
        told = say(N_("Open answers: %(count)s"), count=count)
    grid.sheet.put(number, 2, told)
    grid.sheet.line(number, styles.BODY, 2, grid.apart)
