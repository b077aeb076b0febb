"""The two charts of the key figures, and the tables they are drawn from."""

from survey_app.exceptions import N_
from survey_app.exports import styles, titles
from survey_app.exports.book import Book
from survey_app.exports.native_charts import HOLLOW, BarSeries, Paint, Picture, bar_chart
from survey_app.exports.report import Breakdown, Group
from survey_app.exports.sheet import Sheet, Strip
from survey_app.exports.words import capital, shortened
from survey_app.questions.summary import RowSummary

FIRST_ROW, LAST_ROW = 16, 29
_MOST_BARS, _MOST_CHINESE = 12, 8
"""Bars of a chart; Chinese names need more room each, or every second one is dropped."""
_TABLE_NAME, _CHART_NAME = 42, 32
"""How wide a name may be in the table, and beside a bar: there a second line would lie on the name above."""
_LABEL = 15
_ROWS_A_PAGE = 28
_PLACES = ((2, 8), (8, 14))


def add(sheet: Sheet, book: Book) -> int:
    """Write the figures from the second page on, hang the charts over the first; returns the next free row."""
    say = book.words.say
    for row in range(FIRST_ROW, LAST_ROW + 1):
        sheet.heights[row] = 16.0
    row = LAST_ROW + 3
    charts = []
    if book.report.breakdowns or book.report.key.overall or book.report.key.recommend:
        sheet.put(row, 2, say(N_("The charts' figures")), styles.SECTION)
        sheet.heights[row] = 24.0
        row += 1
    begun = row
    for number, breakdown in enumerate(book.report.breakdowns):
        begun = _keep_together(sheet, row, begun, len(breakdown.groups) + 2)
        picture, row = _groups(sheet, book, breakdown, row)
        if number == 0:
            charts.append(picture)
    overall = book.report.key.overall
    if overall is not None and overall.frequencies is not None:
        begun = _keep_together(sheet, row, begun, len(overall.codes) + 4)
        picture, row = _answers(sheet, book, overall, row)
        charts.append(picture)
    if len(charts) < len(_PLACES) and book.report.key.recommend is not None:
        picture, row = _recommendation(sheet, book, row)
        charts.append(picture)
    for picture, (first, last) in zip(charts, _PLACES, strict=False):
        sheet.chart(bar_chart(picture), (FIRST_ROW, first), (LAST_ROW + 1, last))
    return row


def _keep_together(sheet: Sheet, row: int, begun: int, rows: int) -> int:
    """Start a new page at a table that would be torn apart; returns the row in which the page began."""
    if row == begun or row + rows - begun <= _ROWS_A_PAGE:
        return begun
    sheet.breaks.append(row - 1)
    return row


def _header(sheet: Sheet, book: Book, row: int, first: str, *, intervals: bool) -> None:
    say = book.words.say
    words = {2: first, 3: "", 4: "", 5: say(N_("Share")), 8: say(N_("Base"))}
    if intervals:
        words |= {6: say(N_("Low")), 7: say(N_("High")), 9: say(N_("to low")), 10: say(N_("to high"))}
    sheet.header(row, words, left=(2, 3, 4), wide=(2,))
    sheet.line(row, styles.HEADER, 2, 10)


def _share_row(sheet: Sheet, row: int, name: str, group: Group, *, bold: bool = False) -> None:
    value, interval = group.satisfied.value, group.satisfied.interval
    sheet.put(row, 2, name, styles.BODY_BOLD if bold else styles.BODY)
    sheet.put(row, 5, value, styles.number(styles.SHARE_1, bold=bold))
    sheet.put(row, 8, group.n, styles.number(styles.base_format(group.n)))
    if interval is not None and value is not None:
        limits = {6: interval.low, 7: interval.high, 9: value - interval.low, 10: interval.high - value}
        for column, figure in limits.items():
            sheet.put(row, column, figure, styles.number(styles.SHARE_1))
    sheet.line(row, styles.BODY, 2, 10)
    sheet.heights[row] = 16.0


def _groups(sheet: Sheet, book: Book, breakdown: Breakdown, row: int) -> tuple[Picture, int]:
    say, total = book.words.say, book.report.key.satisfied
    shown = sorted(breakdown.groups, key=lambda group: (group.n < styles.TINY_BASE, -(group.satisfied.value or 0.0)))
    most = _MOST_CHINESE if book.words.is_chinese else _MOST_BARS
    if len(shown) > most:
        largest = set(sorted((group.n for group in shown), reverse=True)[:most])
        shown.sort(key=lambda group: group.n not in largest)
    _header(sheet, book, row, capital(breakdown.attribute), intervals=True)
    sheet.put(row, _LABEL, say(N_("For the chart")), styles.FOOT)
    first = row + 1
    if total is not None:
        _share_row(sheet, first, say(N_("All")), Group(None, total.n, total), bold=True)
        sheet.put(first, _LABEL, say(N_("All")), styles.FOOT)
    row = first + (total is not None)
    for group in shown:
        mark = " **" if group.n < styles.TINY_BASE else " *" if group.n < styles.SMALL_BASE else ""
        name = group.label if group.label is not None else say(N_("not stated"))
        _share_row(sheet, row, shortened(name, _TABLE_NAME) + mark, group)
        sheet.put(row, _LABEL, shortened(name, _CHART_NAME) + mark, styles.FOOT)
        row += 1
    last = min(row - 1, first + most)
    return _group_picture(sheet, book, breakdown, (first, last), shown), row + 1


def _group_picture(
    sheet: Sheet, book: Book, breakdown: Breakdown, rows: tuple[int, int], shown: list[Group]
) -> Picture:
    with_total = book.report.key.satisfied is not None
    low, offset = titles.lagging([breakdown], book.report), int(with_total)
    points = {0: Paint(styles.QUIET)} if with_total else {}
    for place, group in enumerate(shown[: rows[1] - rows[0] + 1 - offset], offset):
        if group.n < styles.TINY_BASE:
            points[place] = HOLLOW
        elif group is low:
            points[place] = Paint(styles.IMPROVE)
    values, whiskers = _strips(sheet, rows)
    title = book.words.say(
        N_("Satisfied by %(attribute)s, share and %(level)s interval"),
        attribute=shortened(breakdown.attribute, 40),
        level=book.words.share(0.95),
    )
    return Picture(
        title=title,
        alt=title,
        labels=sheet.strip(_LABEL, *rows),
        series=(BarSeries(book.words.say(N_("Satisfied")), values, points=points, whiskers=whiskers),),
        high=_room(values, whiskers[1]),
        plot=(0.36, 0.12, 0.61, 0.86),
        label_size=7.5 if book.words.is_chinese else 9,
        chinese=book.words.is_chinese,
        blank_before_percent=book.words.blank_before_percent,
    )


def _strips(sheet: Sheet, rows: tuple[int, int]) -> tuple[Strip, tuple[Strip, Strip]]:
    return sheet.strip(5, *rows), (sheet.strip(9, *rows), sheet.strip(10, *rows))


def _room(values: Strip, plus: Strip) -> float:
    tops = [
        float(value or 0.0) + float(more or 0.0)
        for value, more in zip(values.values, plus.values, strict=True)
        if not isinstance(value, str)
        and isinstance(value, int | float)
        and (more is None or isinstance(more, int | float))
    ]
    return min(1.0, max(tops, default=1.0) * 1.05) or 1.0


def _answers(sheet: Sheet, book: Book, row: RowSummary, line: int) -> tuple[Picture, int]:
    """How overall satisfaction was answered: one column per point of the scale."""
    words = book.words
    labels = {code: shortened(words.of(text) or str(code), 26) for code, text in row.codes}
    pairs = [
        (labels.get(category.code, str(category.code)), category.value, category.count)
        for category in (row.frequencies.categories if row.frequencies else ())
    ]
    top = set(row.top.top) if row.top is not None else set()
    codes = [category.code for category in (row.frequencies.categories if row.frequencies else ())]
    points = {place: Paint(styles.RESULT) for place, code in enumerate(codes) if code in top}
    title = words.say(N_("Overall satisfaction, share of each answer"))
    return _columns(sheet, book, line, title, pairs=pairs, points=points)


def _recommendation(sheet: Sheet, book: Book, line: int) -> tuple[Picture, int]:
    """Detractors, passives and promoters as three columns."""
    found, say = book.report.key.recommend, book.words.say
    pairs: list[tuple[str, float | None, int]] = []
    if found is not None:
        pairs = [
            (say(N_("Detractors")), found.detractor_share, found.detractors),
            (say(N_("Passives")), found.passive_share, found.passives),
            (say(N_("Promoters")), found.promoter_share, found.promoters),
        ]
    return _columns(
        sheet, book, line, say(N_("Would recommend, share of each class")), pairs=pairs, points={2: Paint()}
    )


def _columns(
    sheet: Sheet,
    book: Book,
    row: int,
    title: str,
    *,
    pairs: list[tuple[str, float | None, int]],
    points: dict[int, Paint],
) -> tuple[Picture, int]:
    sheet.put(row, 2, title, styles.BODY_BOLD)
    sheet.heights[row] = 18.0
    row += 1
    _header(sheet, book, row, book.words.say(N_("Answer")), intervals=False)
    sheet.put(row, 8, book.words.say(N_("Count")), styles.HEADER_RIGHT)
    first = row + 1
    for number, (name, share, count) in enumerate(pairs, first):
        sheet.put(number, 2, name)
        sheet.put(number, 5, share, styles.number(styles.SHARE_1))
        sheet.put(number, 8, count, styles.number(styles.COUNT))
        sheet.line(number, styles.BODY, 2, 10)
        sheet.heights[number] = 16.0
    last = first + max(len(pairs), 1) - 1
    values = sheet.strip(5, first, last)
    picture = Picture(
        title=title,
        alt=title,
        labels=sheet.strip(2, first, last),
        series=(BarSeries(title, values, Paint(styles.COMPARED, label=styles.INK), points),),
        high=_room(values, Strip(sheet.name, 5, first, tuple(0.0 for _ in values.values))),
        horizontal=False,
        plot=(0.03, 0.14, 0.94, 0.7),
        gap=55,
        chinese=book.words.is_chinese,
        blank_before_percent=book.words.blank_before_percent,
    )
    return picture, last + 2
