"""The key figures: up to four large ones, their table, and two charts whose figures stand on the second page."""

from dataclasses import dataclass

from survey_app.exceptions import N_
from survey_app.exports import left_out, styles, told_in_parts
from survey_app.exports.book import Book
from survey_app.exports.cells import text_width
from survey_app.exports.key_targets import held
from survey_app.exports.sheet import Sheet
from survey_app.exports.sheets import kpi_before, kpi_charts
from survey_app.stats.recommend import NetPromoter
from survey_app.stats.results import Estimate
from survey_app.stats.satisfaction import TopShare
from survey_app.stats.target import Outcome
from survey_app.vocabulary import KeyMeasure

_TILES = (2, 5, 8, 11)
_TABLE = 10
"""The row of the table's head; one lower where tiles name an earlier survey."""
_MEASURES: dict[str, KeyMeasure] = {
    "share": KeyMeasure.SATISFIED,
    "points": KeyMeasure.INDEX,
    "mean": KeyMeasure.MEAN,
    "score": KeyMeasure.RECOMMEND,
    "gap": KeyMeasure.GAP,
}
_COMPOSED = frozenset({"points", "score"})
"""The figures that are made of others."""
_SMALLER, _SLIMMER = 1.05, 1.2
"""Words of a tile are smaller than what its width is counted in, Latin ones slimmer too."""
_OUTCOMES: dict[Outcome, str] = {
    Outcome.REACHED: N_("reached"),
    Outcome.WITHIN: N_("neither reached nor missed"),
    Outcome.NOT_REACHED: N_("missed"),
    Outcome.UNKNOWN: N_("no interval"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure: its short name, its row in the table, how it is written, and what it means."""

    short: str
    name: str
    estimate: Estimate
    kind: str
    big: str
    small: str
    meaning: str
    first: str = ""
    """The first part of what it means, where that has several."""


def build(book: Book) -> Sheet:
    """The sheet of key figures."""
    sheet = book.sheet("kpi")
    triple = (15.5, 9.5, 9.5) if book.words.is_chinese else (13.5, 10.4, 10.4)
    sheet.columns((2, *triple * 4), beside=(3, 24, 9, 9))
    book.head(sheet, "kpi", book.about())
    figures = key_figures(book)
    for column, figure in zip(_TILES, figures, strict=False):
        _tile(sheet, book, column, figure)
    head = _TABLE + bool(book.report.analyses.waves)
    sheet.heights |= {5: 20.0, 6: 44.0} | dict.fromkeys(range(7, head), 16.0)
    _table(sheet, book, figures, head)
    if kpi_charts.are_drawn(book):
        sheet.breaks.append(kpi_charts.LAST_ROW + 1)
    row = kpi_charts.add(sheet, book)
    _notes(sheet, book, row, figures)
    return sheet


def key_figures(book: Book) -> list[Figure]:
    """The figures the questionnaire gives, at most four: satisfied, index or mean, recommendation, gap.

    Nobody is said to have answered only where that is so: what a filter hides is left out, and named below.
    """
    hides = _hides(book)
    return [each for each in _asked(book) if each.estimate.n or not hides][: len(_TILES)]


def _asked(book: Book) -> list[Figure]:
    say, key = book.words.say, book.report.key
    found = []
    if key.satisfied is not None:
        name = say(N_("Satisfied: %(answers)s"), answers=top_words(key.satisfied, book))
        meaning = say(N_("share of valid answers"))
        found.append(
            Figure(say(N_("Satisfied (CSAT)")), name, key.satisfied, "share", styles.SHARE, styles.SHARE_1, meaning)
        )
    if key.index is not None:
        found.append(_index(book, key.index, key.weighted))
    elif key.satisfaction_mean is not None:
        name, meaning = say(N_("Overall satisfaction, mean")), say(N_("mean of valid answers"))
        found.append(
            Figure(say(N_("Mean satisfaction")), name, key.satisfaction_mean, "mean", styles.MEAN, styles.MEAN, meaning)
        )
    if key.recommend is not None:
        name = say(N_("Net promoter score"))
        found.append(
            Figure(
                say(N_("Would recommend (NPS)")),
                name,
                key.recommend,
                "score",
                styles.SIGNED_WHOLE,
                styles.SIGNED_POINTS,
                _promoters(key.recommend, book),
            )
        )
    gap = key.gap_mean or key.gap
    if gap is not None:
        name, meaning = say(N_("Mean S over all attributes")), say(N_("below 0: less than expected"))
        found.append(
            Figure(say(N_("Experience − expectation")), name, gap, "gap", styles.SIGNED, styles.SIGNED, meaning)
        )
    return found


def untold(book: Book) -> list[str]:
    """The figures that the filters in force hide."""
    return [each.name for each in _asked(book) if not each.estimate.n] if _hides(book) else []


def _hides(book: Book) -> bool:
    return bool(book.report.withheld or book.report.in_parts)


def _index(book: Book, plain: Estimate, weighted: Estimate | None) -> Figure:
    """The index with the panel's weights where a panel gave some, else with equal ones."""
    say = book.words.say
    if weighted is None:
        label = say(N_("Satisfaction index"))
        name = say(N_("Satisfaction index, 0 to 100"))
        parts = say(N_("all attributes together, equal weights")), _whole(plain, book)
        meaning = say(N_("; ")).join(filter(None, parts))
        return Figure(label, name, plain, "points", styles.POINTS, styles.POINTS, meaning, parts[0])
    label = say(N_("Index weighted by the panel"))
    name = say(N_("Index weighted by the panel, 0 to 100"))
    parts = say(N_("with equal weights %(value)s"), value=book.value(plain.value or 0.0, "points")), _whole(plain, book)
    meaning = say(N_("; ")).join(filter(None, parts))
    return Figure(label, name, weighted, "points", styles.POINTS, styles.POINTS, meaning, parts[0])


def _whole(plain: Estimate, book: Book) -> str:
    """That an index counts fewer people than the other figures, and which ones."""
    satisfied = book.report.key.satisfied
    fewer = satisfied is not None and plain.n < satisfied.n
    return book.words.say(N_("people who rated every attribute")) if fewer else ""


def top_words(estimate: Estimate, book: Book) -> str:
    """Which answers count as satisfied, such as `4 or 5`."""
    if isinstance(estimate, TopShare) and estimate.top:
        points = [f"{point:g}" for point in estimate.top]
        if len(points) == 2:
            return book.words.say(N_("%(low)s or %(high)s"), low=points[0], high=points[1])
        return book.words.say(N_(", ")).join(points)
    return book.words.say(N_("the two highest answers"))


def _promoters(found: NetPromoter, book: Book) -> str:
    if found.promoter_share is None or found.detractor_share is None:
        return ""
    shares = {
        "promoters": book.words.share(found.promoter_share),
        "detractors": book.words.share(found.detractor_share),
    }
    return book.words.say(N_("%(promoters)s promoters − %(detractors)s detractors"), **shares)


def _tile(sheet: Sheet, book: Book, column: int, figure: Figure) -> None:
    words, estimate = book.words, figure.estimate
    quiet = styles.Look(size=10, colour=styles.QUIET)
    sheet.put(5, column, figure.short, styles.Look(bold=True))
    if estimate.value is None:
        sheet.put(6, column, "–", styles.Look(size=26, bold=True, colour=styles.QUIET))
    else:
        size = 26 if words.is_chinese else 28
        sheet.put(
            6, column, estimate.value, styles.Look(size=size, bold=True, colour=styles.RESULT, number_format=figure.big)
        )
    sheet.put(7, column, book.interval(estimate, figure.kind, target_of(book, figure)), quiet)
    sheet.put(8, column, words.say(N_("n = %(n)s"), n=words.count(estimate.n)), quiet)
    room = int(
        (_SMALLER if words.is_chinese else _SLIMMER) * sum(sheet.width(each) for each in range(column, column + 3))
    )
    told = (target_words(book, figure), kpi_before.said(book, figure.kind, room))
    for row, said in enumerate(filter(None, told), 9):
        sheet.put(row, column, said, quiet.having(colour=styles.INK))


def target_of(book: Book, figure: Figure) -> float | None:
    """The target of a figure, in the figure's own unit."""
    return book.report.targets.get(_MEASURES[figure.kind])


def target_words(book: Book, figure: Figure) -> str:
    """The target of a figure and whether it is reached; empty where it has none."""
    measure = _MEASURES[figure.kind]
    found = held(book.report, book.report.analyses.least).get(measure)
    if found is None:
        return ""
    scaled = 100 * found.target if measure is KeyMeasure.SATISFIED else found.target
    places = next((each for each in (0, 1) if round(scaled, each) == round(scaled, 2)), 2)
    is_signed = measure in {KeyMeasure.RECOMMEND, KeyMeasure.GAP}
    value = (book.words.signed if is_signed else book.words.figure)(found.target, places)
    if measure is KeyMeasure.SATISFIED:
        value = book.words.share(found.target, places)
    outcome = book.words.say(_OUTCOMES[found.outcome])
    return book.words.say(N_("Target %(target)s: %(outcome)s"), target=value, outcome=outcome)


def _table(sheet: Sheet, book: Book, figures: list[Figure], head: int) -> None:
    say, wave = book.words.say, kpi_before.shown(book)
    names = (N_("Value"), N_("Low"), N_("High"), N_("Base"))
    headers = dict.fromkeys(range(2, 14), "") | {column: say(name) for column, name in enumerate(names, 5)}
    headers[2] = say(N_("Indicator"))
    sheet.header(head, headers, left=(2, 3, 4, 9, 10, 11, 12, 13), wide=(2, 9, 11))
    if wave is None:
        sheet.put(head, 9, say(N_("How it is counted")), styles.HEADER.having(wrap=False, indent=1))
    else:
        kpi_before.head(sheet, book, wave, head)
    for row, figure in enumerate(figures, head + 1):
        estimate, interval = figure.estimate, figure.estimate.interval
        sheet.put(row, 2, figure.name)
        sheet.put(row, 5, estimate.value, styles.number(figure.small, bold=True))
        sheet.put(row, 6, interval.low if interval else None, styles.number(figure.small))
        sheet.put(row, 7, interval.high if interval else None, styles.number(figure.small))
        sheet.put(row, 8, estimate.n, styles.number(styles.base_format(estimate.n)))
        if wave is None:
            meaning = figure.meaning if _fits(sheet, figure) else figure.first
            sheet.put(row, 9, book.reason(estimate) or meaning, styles.BODY.having(indent=1))
        else:
            kpi_before.line(sheet, book, row, (wave, figure.kind, figure.small))
        sheet.line(row, styles.BODY)
        sheet.heights[row] = 19.0
    if head == _TABLE:
        sheet.heights[15] = 12.0


def _fits(sheet: Sheet, figure: Figure) -> bool:
    """Whether all that a figure means has room in its line; what reaches over the last column is not printed."""
    return not figure.first or text_width(figure.meaning) <= sheet.width(9, sheet.printed) - 1


def _notes(sheet: Sheet, book: Book, row: int, figures: list[Figure]) -> None:
    """What the marks mean and what is hidden; what has no room in the table, or gives it to an earlier survey."""
    say, report, words = book.words.say, book.report, book.words
    told = say(N_("** base under 30: hollow bar. * base under 100. Intervals: see Method."))
    hidden = sum(breakdown.hidden for breakdown in report.breakdowns)
    if hidden:
        fewer = say(told_in_parts.UNRATED, k=report.min_group, count=hidden)
        told = words.sentences(told, fewer)
    told = words.sentences(told, left_out.unrated(book), left_out.figures(book, untold(book)))
    row = sheet.foot(row, told)
    if kpi_before.shown(book) is None:
        cut = [words.noted(each.name, each.meaning) for each in figures if each.estimate.n and not _fits(sheet, each)]
        if cut:
            sheet.foot(row, words.stated(*cut, ""))
    else:
        # why a figure is not told stands nowhere else beside the columns of the earlier survey
        said = ((each, book.reason(each.estimate), each.kind in _COMPOSED) for each in figures)
        told_of = ((each, reason or (each.meaning if composed else "")) for each, reason, composed in said)
        parts = [words.noted(each.name, meaning) for each, meaning in told_of if meaning]
        if parts:
            sheet.foot(row, words.stated(*parts, ""))
