"""Figures of several rows that come to a mean each: places in an order, points shared out, pairs of words, choices."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import inf

from flask_babel import gettext as _

from survey_app.charts.intervals import IntervalMark, interval_chart
from survey_app.questions.maxdiff import ENDS
from survey_app.questions.pairwise import POINTS
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.routes.figures import wording
from survey_app.routes.figures.model import Figure, Method, Row, Table
from survey_app.routes.presentation import number
from survey_app.stats.descriptive import Mean
from survey_app.stats.pairwise_weights import TOLERATED
from survey_app.stats.proportion import Proportion
from survey_app.stats.results import Estimate

_PLACES = 2


def order(summary: QuestionSummary, rows: Sequence[RowSummary], fallback: str) -> Figure:
    """Rows put in an order, most points first: points of Borda, mean place, share of first places."""
    question = wording.label_of(summary.question, fallback)
    ranked = sorted(rows, key=lambda row: -(row.points.value or 0.0) if row.points else 0.0)
    head = (_("Ranked"), _("Points"), wording.interval_head(), _("Mean place"), _("Put first"), _("Orders given"))
    return _figure(
        summary,
        [(row, row.points) for row in ranked],
        fallback,
        measure=_("%(question)s · points: the first place gives most, no place gives none", question=question),
        table=Table(question, head, tuple(_order_row(row, fallback) for row in ranked)),
    )


def shares(summary: QuestionSummary, rows: Sequence[RowSummary], fallback: str) -> Figure:
    """Points shared out among rows, most points first."""
    question = wording.label_of(summary.question, fallback)
    ranked = sorted(rows, key=lambda row: -(row.mean.value or 0.0) if row.mean else 0.0)
    measure = _("%(question)s · mean of the points given", question=question)
    ends = (0.0, float(summary.question.settings.total))
    return _figure(summary, [(row, row.mean) for row in ranked], fallback, measure=measure, ends=ends)


def picked(summary: QuestionSummary, rows: Sequence[RowSummary], fallback: str) -> Figure:
    """Rows compared in small sets, highest score first: how often each was best, worst and shown."""
    question = wording.label_of(summary.question, fallback)
    ranked = sorted(rows, key=lambda row: -(row.mean.value or 0.0) if row.mean else 0.0)
    head = (_("Compared"), _("Mean score"), wording.interval_head(), _("Best"), _("Worst"), _("Shown"))
    return _figure(
        summary,
        [(row, row.mean) for row in ranked],
        fallback,
        measure=_("%(question)s · score: times best less times worst, by times shown", question=question),
        table=Table(question, head, tuple(_picked_row(row, fallback) for row in ranked)),
        ends=ENDS,
    )


def weighed(summary: QuestionSummary, rows: Sequence[RowSummary], fallback: str) -> Figure:
    """Factors compared two by two, heaviest first; below it how many people contradicted themselves."""
    question = wording.label_of(summary.question, fallback)
    factors = [row for row in rows if row.contradicted is None]
    ranked = sorted(factors, key=lambda row: -(row.mean.value or 0.0) if row.mean else 0.0)
    measure = _("%(question)s · mean weight, all factors together being 100", question=question)
    figure = _figure(summary, [(row, row.mean) for row in ranked], fallback, measure=measure, ends=(0.0, POINTS))
    doubts = [_doubt(row.contradicted) for row in rows if row.contradicted is not None and row.n]
    way = Method(
        _("Weights: geometric mean of each factor's comparisons. Consistency: largest eigenvalue and random index"),
        "Saaty 1977, 1980; Crawford and Williams 1985",
    )
    methods = (way, *wording.methods_of(*(row.contradicted for row in rows)))
    return replace(figure, notes=(*doubts, *figure.notes), methods=(*figure.methods, *methods))


def _doubt(found: Proportion) -> str:
    said = _(
        "Contradicted themselves (consistency ratio above %(most)s): %(of)s people, %(share)s.",
        most=number(TOLERATED, 2),
        of=wording.of(found.k, found.n),
        share=wording.rounded(found.value),
    )
    return str(said)


def in_order(
    summary: QuestionSummary, rows: Sequence[RowSummary], fallback: str, ends: tuple[float, float] = (-inf, inf)
) -> Figure:
    """Rows with a mean each, in the order they are asked."""
    question = wording.label_of(summary.question, fallback)
    measure = _("%(question)s · means of those who answered", question=question)
    return _figure(summary, [(row, row.mean) for row in rows], fallback, measure=measure, ends=ends)


def _figure(
    summary: QuestionSummary,
    found: Sequence[tuple[RowSummary, Mean | None]],
    fallback: str,
    *,
    measure: str,
    table: Table | None = None,
    ends: tuple[float, float] = (-inf, inf),
) -> Figure:
    question = wording.label_of(summary.question, fallback)
    known = [(row, mean) for row, mean in found if mean is not None and mean.value is not None]
    bases = [mean.n for _row, mean in known]
    marks = [_mark(row, mean, fallback) for row, mean in known]
    return Figure(
        anchor=summary.question.code,
        heading=_leading(known, fallback),
        measure=measure,
        chart=interval_chart(question, marks, None, partial(number, decimals=1), ends),
        table=table or _means_table(question, found, fallback),
        notes=(wording.base_note(found[0][0], fallback), *wording.marks_note(bases)),
        methods=wording.methods_of(*(mean for _row, mean in known)),
    )


def _mark(row: RowSummary, mean: Mean, fallback: str) -> IntervalMark:
    value = mean.value or 0.0
    return IntervalMark(
        wording.words_of(row.label, fallback, row.variable),
        value,
        mean.interval.low if mean.interval else None,
        mean.interval.high if mean.interval else None,
        number(value, _PLACES),
        few=mean.n < wording.USABLE,
    )


def _leading(known: Sequence[tuple[RowSummary, Mean]], fallback: str) -> str:
    """Which row has most and which least; that one leads is said only where the margin allows it."""
    ranked = sorted(known, key=lambda pair: -(pair[1].value or 0.0))
    if not ranked:
        return str(_("Nobody has answered this yet"))
    (first, most), (last, least) = ranked[0], ranked[-1]
    words = {
        "first": wording.short(wording.words_of(first.label, fallback, first.variable)),
        "most": number(most.value, _PLACES),
    }
    if len(ranked) == 1:
        return str(_("“%(first)s” has %(most)s on average", **words))
    if not wording.clearly_above(most, least):
        words["least"] = number(least.value, _PLACES)
        return str(_("No clear difference: the means lie between %(least)s and %(most)s", **words))
    words["last"] = wording.short(wording.words_of(last.label, fallback, last.variable))
    words["least"] = number(least.value, _PLACES)
    return str(_("“%(first)s” is highest with %(most)s on average, “%(last)s” lowest with %(least)s", **words))


def _order_row(row: RowSummary, fallback: str) -> Row:
    categories = row.frequencies.categories if row.frequencies else ()
    first = next((each for each in categories if each.code == 1), None)
    cells = (
        *_mean_cells(row.points),
        number(row.mean.value, _PLACES) if row.mean and row.mean.value is not None else wording.NONE,
        wording.share(first.value, row.n) if first and row.n else wording.NONE,
        wording.base(row.n),
    )
    return Row(wording.words_of(row.label, fallback, row.variable), cells, wording.look(row.n))


def _picked_row(row: RowSummary, fallback: str) -> Row:
    cells = (*_mean_cells(row.mean), *(number(count) for count in row.picked or ()))
    return Row(wording.words_of(row.label, fallback, row.variable), cells, wording.look(row.n))


def _means_table(question: str, found: Sequence[tuple[RowSummary, Mean | None]], fallback: str) -> Table:
    head = (_("Rated"), _("Mean"), wording.interval_head(), _("Valid answers"))
    rows = tuple(
        Row(
            wording.words_of(row.label, fallback, row.variable),
            (*_mean_cells(mean), wording.base(row.n)),
            wording.look(row.n),
        )
        for row, mean in found
    )
    return Table(question, head, rows)


def _mean_cells(mean: Estimate | None) -> tuple[str, str]:
    if mean is None or mean.value is None:
        return wording.NONE, wording.NONE
    interval = wording.interval_of(mean, decimals=_PLACES) or wording.why(mean.reason)
    return number(mean.value, _PLACES), interval
