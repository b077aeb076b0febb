"""The check: live formulas count the headline figures again from the coded data, beside the figures as written."""

from collections.abc import Iterator, Sequence

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.book import Book
from survey_app.exports.cells import row_height
from survey_app.exports.report import GapRow
from survey_app.exports.sheet import Sheet
from survey_app.exports.sheets import check_analyses, kpi
from survey_app.exports.sheets.check_formulas import Checked, Columns, Scale, fits
from survey_app.questions.summary import RowSummary
from survey_app.stats.results import Estimate
from survey_app.stats.satisfaction import SatisfactionIndex, TopShare

FIRST = 8
"""The row of the first figure."""
VERDICT = (5, 3)
"""Row and column of the cell that says whether everything agrees."""
TOLERANCE = "0.000000001"
EXACT = '[>=0.0000000005]0.000000000;[<=-0.0000000005]"−"0.000000000;0'
_FIGURE, _SHARE = '[>=0]0.0000;"−"0.0000', "0.0000%"
_ROOM = 1.03
"""Small letters are narrower than those that widths are counted in."""
_EXPERIENCED, _EXPECTED = ".experienced", ".expected"


def build(book: Book, columns: Columns) -> Sheet:
    """The sheet of checks; its formulas are the only ones of the workbook."""
    sheet, say = book.sheet("check", styles.AGREES), book.words.say
    sheet.columns((2, 50, 12, 12, 12.5, 11, 62))
    about = say(
        N_("Left the figure as written, beside it the same by formula. A program that does not calculate shows none.")
    )
    book.head(sheet, "check", about)
    figures = [each for each in checks(book, columns) if fits(each.formula)]
    last = FIRST + max(len(figures), 1) - 1
    _verdict(sheet, book, last)
    names = (N_("Figure"), N_("Value"), N_("By formula"), N_("Difference"), N_("State"), N_("How it is counted"))
    sheet.header(FIRST - 1, {column: say(name) for column, name in enumerate(names, 2)}, left=(2, 6, 7))
    for row, figure in enumerate(figures, FIRST):
        _line(sheet, book, row, figure)
    sheet.alarm(f"F{FIRST}:F{last}", f"NOT(ABS($E{FIRST})<{TOLERANCE})")
    sheet.alarm("C5:C5", f"NOT({_wrong(last)}=0)")
    sheet.repeated, sheet.freeze = "1:7", f"A{FIRST}"
    note = N_(
        "Valid answers only: what is missing stands in the data as a negative code. Agrees: less than %(least)s off."
    )
    sheet.foot(last + 2, say(note, least=book.words.figure(1e-9, 9)))
    sheet.evenly(FIRST)
    return sheet


def checks(book: Book, columns: Columns) -> Iterator[Checked]:
    """Every headline figure that has a value and whose answers stand in the data."""
    say, report = book.words.say, book.report
    if columns.rows and not report.filters:
        name, how = say(N_("Usable answers")), say(N_("rows of the data"))
        yield Checked(name, report.fieldwork.usable, columns.count_rows(), styles.COUNT, how)
    if report.weighting is not None and not columns.weights:
        return  # the rows are given without their weights: nothing else can be counted again
    yield from _overall(book, columns)
    yield from _recommended(book, columns)
    yield from _pooled(book, columns)
    for row in report.gaps:
        yield from _attribute(book, columns, row)
    yield from check_analyses.checks(book, columns)


def _overall(book: Book, columns: Columns) -> Iterator[Checked]:
    say, key = book.words.say, book.report.key
    row = key.overall
    scale = _scale(row)
    if row is None or scale is None or not columns.has(row.variable):
        return
    name, how = (
        say(N_("Valid answers to overall satisfaction")),
        say(N_("count of %(variable)s"), variable=row.variable),
    )
    yield Checked(name, row.n, columns.base(row.variable, scale), styles.COUNT, how)
    if isinstance(key.satisfied, TopShare) and key.satisfied.value is not None:
        top = Scale(int(key.satisfied.top[0]), int(key.satisfied.top[-1]))
        name = say(N_("Satisfied: %(answers)s"), answers=kpi.top_words(key.satisfied, book))
        formula, how = columns.share(row.variable, scale, top), _says_share(book, row.variable)
        yield Checked(name, key.satisfied.value, formula, _SHARE, how)
    if key.satisfaction_mean is not None and key.satisfaction_mean.value is not None:
        name, how = say(N_("Overall satisfaction, mean")), _says_mean(book, row.variable)
        yield Checked(name, key.satisfaction_mean.value, columns.mean(row.variable, scale), _FIGURE, how)


def _recommended(book: Book, columns: Columns) -> Iterator[Checked]:
    found = book.report.key.recommend
    rows = (row for summary in book.report.questions for row in summary.rows if row.recommend is not None)
    row = next(rows, None)
    if found is None or found.value is None or row is None or not columns.has(row.variable):
        return
    cuts = found.cuts
    scale = Scale(int(cuts.scale_min), int(cuts.scale_max))
    formula = columns.score(row.variable, scale, int(cuts.promoters_from), int(cuts.detractors_to))
    how = book.words.say(N_("promoters minus detractors of %(variable)s"), variable=row.variable)
    yield Checked(book.words.say(N_("Net promoter score")), found.value, formula, _FIGURE, how)


def _pooled(book: Book, columns: Columns) -> Iterator[Checked]:
    """The figures over all attributes of the first battery."""
    say, key = book.words.say, book.report.key
    rows = next((each.rows for each in book.report.questions if each.question.kind == "battery"), ())
    scale = _scale(rows[0]) if rows else None
    experienced = [row.variable for row in rows]
    pairs = [(name.removesuffix(_EXPERIENCED) + _EXPECTED, name) for name in experienced]
    if scale is None or not columns.has(*experienced):
        return
    if (gap := key.gap_mean or key.gap) is not None and gap.value is not None and columns.has(*(a for a, _b in pairs)):
        name, how = say(N_("Mean S over all attributes")), say(N_("each person's mean over the pairs answered"))
        yield Checked(name, gap.value, columns.gap(pairs, scale), _FIGURE, how)
    named: Sequence[tuple[str, Estimate | None]] = (
        (say(N_("Satisfaction index, 0 to 100")), key.index),
        (say(N_("Index weighted by the panel, 0 to 100")), key.weighted),
    )
    for name, found in named:
        if isinstance(found, SatisfactionIndex) and found.value is not None and len(found.items) == len(experienced):
            points = [item.points for item in found.items]
            how = say(N_("people who rated every attribute"))
            yield Checked(name, found.value, columns.index(experienced, points, scale), _FIGURE, how)


def _attribute(book: Book, columns: Columns, row: GapRow) -> Iterator[Checked]:
    """The two means and the gap of one attribute."""
    rows = (each for summary in book.report.questions for each in summary.rows if each.variable == row.variable)
    scale = _scale(next(rows, None))
    expected = row.variable.removesuffix(_EXPERIENCED) + _EXPECTED
    if scale is None or not columns.has(row.variable, expected):
        return
    label = {"label": book.words.of(row.label) or row.variable}
    sides = (
        (N_("Expectation: %(label)s"), expected, row.expected),
        (N_("Experience: %(label)s"), row.variable, row.experienced),
    )
    for words, variable, found in sides:
        if found.value is not None:
            formula, how = columns.mean(variable, scale), _says_mean(book, variable)
            yield Checked(book.words.say(words, **label), found.value, formula, _FIGURE, how)
    if row.gap.value is not None:
        formula, how = columns.gap([(expected, row.variable)], scale), book.words.say(N_("people with both answers"))
        yield Checked(book.words.say(N_("S: %(label)s"), **label), row.gap.value, formula, _FIGURE, how)


def _scale(row: RowSummary | None) -> Scale | None:
    """The valid codes of a row; none where they are not consecutive."""
    told = [] if row is None else row.parts or [(code,) for code, _text in row.codes]
    codes = sorted(code for part in told for code in part)
    if not codes or codes != list(range(codes[0], codes[-1] + 1)):
        return None
    return Scale(codes[0], codes[-1])


def _says_share(book: Book, variable: str) -> str:
    return book.words.say(N_("share of the valid answers in %(variable)s"), variable=variable)


def _says_mean(book: Book, variable: str) -> str:
    return book.words.say(N_("mean of the valid answers in %(variable)s"), variable=variable)


def _wrong(last: int) -> str:
    """How many figures do not agree, as a formula; an error in one of them is an error here too."""
    return f"SUMPRODUCT(--NOT(ABS(E{FIRST}:E{last})<{TOLERANCE}))"


def _verdict(sheet: Sheet, book: Book, last: int) -> None:
    row, column = VERDICT
    sheet.put(row, 2, book.words.say(N_("All differences")), styles.Look(bold=True, size=13))
    yes, no = (quoted(book.words.say(words)) for words in (N_("all zero"), N_("NOT all zero")))
    look = styles.Look(bold=True, size=13, colour=styles.AGREES)
    sheet.formula(row, column, f"IF({_wrong(last)}=0,{yes},{no})", look)
    sheet.heights[row] = 24.0


def _line(sheet: Sheet, book: Book, row: int, figure: Checked) -> None:
    yes, no = (quoted(book.words.say(words)) for words in (N_("agrees"), N_("DIFFERS")))
    sheet.put(row, 2, figure.name, styles.BODY_WRAP)
    sheet.put(row, 3, figure.value, styles.number(figure.look))
    sheet.formula(row, 4, figure.formula, styles.number(figure.look))
    sheet.formula(row, 5, f"D{row}-C{row}", styles.number(EXACT))
    sheet.formula(row, 6, f"IF(ABS(E{row})<{TOLERANCE},{yes},{no})", styles.BODY.having(indent=1))
    sheet.put(row, 7, figure.how, styles.BODY_WRAP)
    high = max(row_height(words, _ROOM * sheet.width(column)) for column, words in ((2, figure.name), (7, figure.how)))
    sheet.heights[row] = max(18.0, high)


def quoted(words: str) -> str:
    """Words as a text inside a formula.

    >>> quoted("all zero")
    '"all zero"'
    """
    return '"' + words.replace('"', '""') + '"'
