"""The two charts of the key figures, and the tables they are drawn from."""

from survey_app.exceptions import N_
from survey_app.exports import findings, styles, titles
from survey_app.exports.book import Book
from survey_app.exports.naming import attribute_name, group_name
from survey_app.exports.native_charts import HOLLOW, BarSeries, Paint, Picture, bar_chart
from survey_app.exports.report import Breakdown, Group
from survey_app.exports.sheet import Sheet, Strip
from survey_app.exports.words import cut_short, shortened
from survey_app.questions.summary import RowSummary

FIRST_ROW, LAST_ROW = 16, 29
_MOST_BARS, _MOST_CHINESE = 12, 8
"""Bars of a chart; Chinese names need more room each, or every second one is dropped."""
_TABLE_NAME, _CHART_NAME, _CHART_TITLE = 64, 32, 66
"""How wide a name may be in the table, and beside a bar: there a second line would lie on the name above."""
_SHARE, _LOW, _HIGH, _BASE, _AGAINST, _LAST = 8, 9, 10, 11, 12, 13
"""The columns of the tables: the names reach over those before."""
_LABEL, _TO_LOW, _TO_HIGH = 15, 16, 17
_AGAINST_ALL = {1: N_("higher than all"), -1: N_("lower than all")}
_ROWS_A_PAGE = 28
_PLACES = ((2, 8), (8, 14))


def add(sheet: Sheet, book: Book) -> int:
    """Write the figures from the second page on, hang the charts over the first; returns the next free row."""
    say = book.words.say
    for row in range(FIRST_ROW, LAST_ROW + 1):
        sheet.heights[row] = 15.0 if book.report.analyses.waves else 16.0
    row = LAST_ROW + 3
    charts = []
    if are_drawn(book):
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
    if overall is not None and overall.frequencies is not None and overall.n:
        begun = _keep_together(sheet, row, begun, len(overall.codes) + 4)
        picture, row = _answers(sheet, book, overall, row)
        charts.append(picture)
    recommend = book.report.key.recommend
    if len(charts) < len(_PLACES) and recommend is not None and recommend.n:
        picture, row = _recommendation(sheet, book, row)
        charts.append(picture)
    for picture, (first, last) in zip(charts, _PLACES, strict=False):
        sheet.chart(bar_chart(picture), (FIRST_ROW, first), (LAST_ROW + 1, last))
    return row


def are_drawn(book: Book) -> bool:
    """Whether anybody answered what the charts show."""
    key = book.report.key
    answered = (each for each in (key.overall, key.recommend) if each is not None)
    return bool(book.report.breakdowns) or any(each.n for each in answered)


def _keep_together(sheet: Sheet, row: int, begun: int, rows: int) -> int:
    """Start a new page at a table that would be torn apart; returns the row in which the page began."""
    if row == begun or row + rows - begun <= _ROWS_A_PAGE:
        return begun
    sheet.breaks.append(row - 1)
    return row


def _header(sheet: Sheet, book: Book, row: int, first: str, *, intervals: bool) -> None:
    say = book.words.say
    words = {2: first, _SHARE: say(N_("Share")), _BASE: say(N_("Base") if intervals else N_("Count"))}
    if intervals:
        words |= {_LOW: say(N_("Low")), _HIGH: say(N_("High"))}
    sheet.header(row, words, wide=(2,))
    sheet.line(row, styles.HEADER, 2, _LAST)


def _share_row(sheet: Sheet, row: int, name: str, group: Group, *, bold: bool = False) -> None:
    value, interval = group.satisfied.value, group.satisfied.interval
    sheet.put(row, 2, name, styles.BODY_BOLD if bold else styles.BODY)
    sheet.put(row, _SHARE, value, styles.number(styles.SHARE_1, bold=bold))
    sheet.put(row, _BASE, group.n, styles.number(styles.base_format(group.n)))
    if interval is not None and value is not None:
        for column, limit in {_LOW: interval.low, _HIGH: interval.high}.items():
            sheet.put(row, column, limit, styles.number(styles.SHARE_1))
        for column, reach in {_TO_LOW: value - interval.low, _TO_HIGH: interval.high - value}.items():
            sheet.put(row, column, reach, styles.FOOT.having(number_format=styles.SHARE_1))
    sheet.line(row, styles.BODY, 2, _LAST)
    sheet.heights[row] = 16.0


def _groups(sheet: Sheet, book: Book, breakdown: Breakdown, row: int) -> tuple[Picture, int]:
    say, total = book.words.say, book.report.key.satisfied
    shown = sorted(breakdown.groups, key=lambda group: (group.n < styles.TINY_BASE, -(group.satisfied.value or 0.0)))
    most = _MOST_CHINESE if book.words.is_chinese else _MOST_BARS
    if len(shown) > most:
        largest = set(sorted((group.n for group in shown), reverse=True)[:most])
        shown.sort(key=lambda group: group.n not in largest)
    _header(sheet, book, row, attribute_name(breakdown.attribute, book.words, breakdown.title), intervals=True)
    sheet.put(row, _LABEL, say(N_("For the chart")), styles.FOOT)
    first = row + 1
    if total is not None:
        _share_row(sheet, first, say(N_("All")), Group(None, total.n, total), bold=True)
        sheet.put(first, _LABEL, say(N_("All")), styles.FOOT)
    row = first + (total is not None)
    for group in shown:
        mark = " **" if group.n < styles.TINY_BASE else " *" if group.n < styles.SMALL_BASE else ""
        name = group_name(group.label, book.words, group.words)
        _share_row(sheet, row, cut_short(name, _TABLE_NAME) + mark, group)
        if told := _AGAINST_ALL.get(titles.against_all(group, book.report)):
            sheet.put(row, _AGAINST, say(told), styles.BODY.having(indent=1))
        sheet.put(row, _LABEL, cut_short(name, _CHART_NAME) + mark, styles.FOOT)
        row += 1
    last = min(row - 1, first + most)
    if len(shown) > most and breakdown is book.report.breakdowns[0]:
        told = say(N_("The chart shows the %(count)s largest of %(total)s groups."), count=most, total=len(shown))
        sheet.put(LAST_ROW + 1, 2, told, styles.FOOT)
    return _group_picture(sheet, book, breakdown, (first, last), shown), row + 1


def _group_picture(
    sheet: Sheet, book: Book, breakdown: Breakdown, rows: tuple[int, int], shown: list[Group]
) -> Picture:
    with_total = book.report.key.satisfied is not None
    offset = int(with_total)
    points = {0: Paint(styles.QUIET)} if with_total else {}
    for place, group in enumerate(shown[: rows[1] - rows[0] + 1 - offset], offset):
        if group.n < styles.TINY_BASE:
            points[place] = HOLLOW
        elif titles.against_all(group, book.report) < 0:
            points[place] = Paint(styles.IMPROVE)
    values, whiskers = _strips(sheet, rows)
    title = book.words.say(
        N_("%(attribute)s: share satisfied and %(level)s interval"),
        attribute=shortened(attribute_name(breakdown.attribute, book.words, breakdown.title), 40),
        level=book.words.share(0.95),
    )
    found = titles.of_breakdown(breakdown, book.report, book.words, _CHART_TITLE)
    return Picture(
        title=found or title,
        alt=book.words.stated(title, found) if found else title,
        labels=sheet.strip(_LABEL, *rows),
        series=(BarSeries(book.words.say(N_("Satisfied")), values, points=points, whiskers=whiskers),),
        high=_room(values, whiskers[1]),
        plot=(0.36, 0.12, 0.61, 0.86),
        label_size=7.5 if book.words.is_chinese else 9,
        chinese=book.words.is_chinese,
        blank_before_percent=book.words.blank_before_percent,
    )


def _strips(sheet: Sheet, rows: tuple[int, int]) -> tuple[Strip, tuple[Strip, Strip]]:
    return sheet.strip(_SHARE, *rows), (sheet.strip(_TO_LOW, *rows), sheet.strip(_TO_HIGH, *rows))


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
    labels = {code: cut_short(words.of(text) or str(code), 26) for code, text in row.codes}
    pairs = [
        (labels.get(category.code, str(category.code)), category.value, category.count)
        for category in (row.frequencies.categories if row.frequencies else ())
    ]
    top = set(row.top.top) if row.top is not None else set()
    codes = [category.code for category in (row.frequencies.categories if row.frequencies else ())]
    points = {place: Paint(styles.RESULT) for place, code in enumerate(codes) if code in top}
    title = words.say(N_("Overall satisfaction, share of each answer"))
    return _columns(sheet, book, line, (title, findings.rated(row, words)), pairs=pairs, points=points)


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
    told = findings.score(found, book.words) if found is not None else ""
    title = say(N_("Would recommend, share of each class"))
    return _columns(sheet, book, line, (title, told), pairs=pairs, points={2: Paint()})


def _columns(
    sheet: Sheet,
    book: Book,
    row: int,
    titled: tuple[str, str],
    *,
    pairs: list[tuple[str, float | None, int]],
    points: dict[int, Paint],
) -> tuple[Picture, int]:
    """The table under what is drawn, and the chart under what it shows."""
    title, found = titled
    sheet.put(row, 2, title, styles.Look(bold=True))
    sheet.heights[row] = 18.0
    row += 1
    _header(sheet, book, row, book.words.say(N_("Answer")), intervals=False)
    first = row + 1
    for number, (name, share, count) in enumerate(pairs, first):
        sheet.put(number, 2, name)
        sheet.put(number, _SHARE, share, styles.number(styles.SHARE_1))
        sheet.put(number, _BASE, count, styles.number(styles.COUNT))
        sheet.line(number, styles.BODY, 2, _LAST)
        sheet.heights[number] = 16.0
    last = first + max(len(pairs), 1) - 1
    values = sheet.strip(_SHARE, first, last)
    picture = Picture(
        title=found or title,
        alt=book.words.stated(title, found) if found else title,
        labels=sheet.strip(2, first, last),
        series=(BarSeries(title, values, Paint(styles.COMPARED, label=styles.INK), points),),
        high=_room(values, Strip(sheet.name, _SHARE, first, tuple(0.0 for _ in values.values))),
        horizontal=False,
        plot=(0.03, 0.14, 0.94, 0.7),
        gap=55,
        chinese=book.words.is_chinese,
        blank_before_percent=book.words.blank_before_percent,
    )
    return picture, last + 2
