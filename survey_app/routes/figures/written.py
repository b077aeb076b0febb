"""Figures of numbers and of open answers."""

from collections.abc import Callable

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.charts.bars import Bar, bar_chart
from survey_app.charts.histogram import Class
from survey_app.charts.histogram import histogram as histogram_chart
from survey_app.exports.coded_texts import CodedTexts
from survey_app.questions.summarising import Columns, column_of
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.questions.years import are_years
from survey_app.routes.figures import wording
from survey_app.routes.figures.model import Figure, Row, Table
from survey_app.routes.presentation import number, year
from survey_app.stats.histogram import HistogramClass, histogram
from survey_app.stats.results import Estimate

FIRST_TEXTS = 5
Write = Callable[[float | None, int], str]
"""How a figure is written: as a number, or as a year."""


def numbers(summary: QuestionSummary, row: RowSummary, columns: Columns, fallback: str) -> Figure:
    """Numbers: their mean as heading, how they spread as columns."""
    question = wording.label_of(summary.question, fallback)
    unit = wording.words_of(summary.question.settings.unit, fallback)
    column = column_of(columns, row.variable)
    write, places = (year, 1) if are_years(summary.question, row.mean) else (number, 2)
    classes = [Class(each.low, each.high, each.count, _whole_label(each, write)) for each in histogram(column)]
    measure = _("%(question)s · in %(unit)s", question=question, unit=unit) if unit else question
    return Figure(
        anchor=summary.question.code,
        heading=_mean_words(row, write),
        measure=measure,
        chart=histogram_chart(question, classes, lambda value: _plain(value, write)) if classes else Markup(""),
        table=_spread_table(question, row, write, places),
        notes=(*wording.order_note(row.mean), wording.base_note(row, fallback), *wording.marks_note([row.n])),
        methods=wording.methods_of(row.mean),
    )


def _plain(value: float, write: Write) -> str:
    return write(value, 0 if value == round(value) else 1)


def _whole_label(found: HistogramClass, write: Write) -> str:
    """The whole number that a class is made for; nothing for classes that hold several."""
    middle = (found.low + found.high) / 2
    return write(middle, 0) if found.high - found.low == 1 and middle == round(middle) else ""


def _mean_words(row: RowSummary, write: Write) -> str:
    if row.mean is None or row.mean.value is None:
        return str(_("Nobody has answered this yet"))
    interval = _interval(row.mean, write, 1)
    return str(_("%(mean)s on average (%(interval)s)", mean=write(row.mean.value, 1), interval=interval))


def _interval(found: Estimate, write: Write, places: int) -> str:
    """The ends of the interval, or why there is none."""
    if found.interval is None:
        return wording.why(found.reason)
    ends = (write(each, places) for each in (found.interval.low, found.interval.high))
    return str(_("%(low)s to %(high)s", **dict(zip(("low", "high"), ends, strict=True))))


def _spread_table(question: str, row: RowSummary, write: Write, places: int) -> Table:
    found = row.mean
    lines: list[tuple[str, str]] = []
    if found is not None and found.value is not None:
        ends = {"low": write(found.lower_quartile, places), "high": write(found.upper_quartile, places)}
        middle = (_("Middle half"), _("%(low)s to %(high)s", **ends))
        lines = [
            (_("Mean"), write(found.value, places)),
            (wording.interval_head(), _interval(found, write, places)),
            *([] if found.median is None else [(_("Median"), write(found.median, places)), middle]),
            (_("Standard deviation"), number(found.sd, places)),
        ]
    lines.append((_("Valid answers"), wording.base(row.n)))
    return Table(
        question,
        (str(_("Figure")), str(_("Value"))),
        tuple(Row(str(label), (value,)) for label, value in lines),
    )


def open_answers(summary: QuestionSummary, row: RowSummary, fallback: str, coded: CodedTexts | None = None) -> Figure:
    """What people wrote: how many, under which codes, the first few, and where the others stand."""
    question = wording.label_of(summary.question, fallback)
    label = wording.words_of(row.label, fallback)
    coded = coded.spoken(str(get_locale())) if coded is not None else None
    told = question if label == question or not label else str(_("%(label)s: %(words)s", label=question, words=label))
    heading = ngettext("%(n)s person wrote something", "%(n)s people wrote something", row.n, n=number(row.n))
    rest = row.n - FIRST_TEXTS
    return Figure(
        anchor=row.variable,
        heading=str(heading) if row.n else str(_("Nobody has answered this yet")),
        measure=told,
        chart=_codes_chart(told, coded),
        table=_codes_table(told, coded),
        texts=row.texts[:FIRST_TEXTS],
        more_texts=row.variable if rest > 0 else "",
        more_count=row.n,
        coded=row.variable if row.texts else "",
        notes=(str(_("In alphabetical order, which tells nothing about who wrote what.")),) if row.n else (),
    )


def _codes_chart(title: str, coded: CodedTexts | None) -> Markup:
    """The codes as bars; nothing where nobody has coded the answers."""
    if coded is None or not coded.codes:
        return Markup("")
    bars = [
        Bar(name, share.value or 0.0, wording.rounded(share.value), number(share.k))
        for name, share in sorted(coded.codes, key=lambda each: -each[1].k)
    ]
    return bar_chart(title, bars)


def _codes_table(title: str, coded: CodedTexts | None) -> Table | None:
    """Codes, then themes, with how many answers stand under each."""
    if coded is None or not coded.codes:
        return None
    head = (str(_("Code")), str(_("Answers")), str(_("Share")), wording.interval_head())
    named = [*coded.codes, *((str(_("Theme: %(name)s", name=name)), share) for name, share in coded.themes)]
    rows = tuple(
        Row(name, (number(share.k), wording.share(share.value, share.n), wording.share_interval(share)))
        for name, share in named
    )
    return Table(title, head, rows)
