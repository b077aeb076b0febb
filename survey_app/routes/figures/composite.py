"""Figures of tables of numbers, and of features with and without."""

from collections.abc import Sequence

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.charts.kano import KanoMark, KanoWords, kano_chart
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.questions.words import KANO_CATEGORIES
from survey_app.routes.figures import wording
from survey_app.routes.figures.model import Entry, Figure, Row, Table
from survey_app.routes.presentation import number, signed
from survey_app.stats.kano import ClassRule
from survey_app.stats.results import CautionCode


def numbers(summary: QuestionSummary, rows: Sequence[RowSummary], fallback: str) -> Figure:
    """Several numbers: mean, median and middle half of each as a table."""
    question = wording.label_of(summary.question, fallback)
    unit = wording.words_of(summary.question.settings.unit, fallback)
    head = (_("Number"), _("Mean"), wording.interval_head(), _("Median"), _("Middle half"), _("Valid answers"))
    lines = tuple(_number(row, fallback) for row in rows)
    return Figure(
        anchor=summary.question.code,
        heading=_heading(rows),
        measure=_("%(question)s · in %(unit)s", question=question, unit=unit) if unit else question,
        chart=Markup(""),
        table=Table(question, tuple(str(words) for words in head), lines),
        notes=(*wording.order_note(*(row.mean for row in rows)), *wording.marks_note([row.n for row in rows])),
        methods=wording.methods_of(*(row.mean for row in rows)),
    )


def _heading(rows: Sequence[RowSummary]) -> str:
    if any(row.mean is not None and row.mean.median is not None for row in rows):
        return str(_("Means and medians of %(count)s numbers", count=len(rows)))
    return str(_("Means of %(count)s numbers", count=len(rows)))


def _number(row: RowSummary, fallback: str) -> Row:
    label, found = wording.words_of(row.label, fallback, row.variable), row.mean
    if found is None or found.value is None:
        return Row(label, (*(wording.NONE for _place in range(4)), number(row.n)), "few")
    median = middle = wording.NONE
    if found.median is not None:
        ends = {"low": number(found.lower_quartile, 2), "high": number(found.upper_quartile, 2)}
        median, middle = number(found.median, 2), str(_("%(low)s to %(high)s", **ends))
    interval = wording.interval_of(found, decimals=2) or wording.why(found.reason)
    cells = (number(found.value, 2), interval, median, middle, wording.base(row.n))
    return Row(label, cells, wording.look(row.n))


def kano(summary: QuestionSummary, rows: Sequence[RowSummary], fallback: str) -> Figure:
    """Features by category, with how much each satisfies when it is there and dissatisfies when it is not."""
    question = wording.label_of(summary.question, fallback)
    names = [wording.words_of(words, fallback) for words in KANO_CATEGORIES.values()]
    head = (_("Feature"), _("Category"), _("Better"), _("Worse"), *names, _("Valid answers"))
    must = sum(row.kano is not None and row.kano.category == "M" for row in rows)
    return Figure(
        anchor=summary.question.code,
        heading=_("%(must)s of %(count)s features must be there", must=must, count=len(rows)),
        measure=_("%(question)s · people who put a feature into each category", question=question),
        chart=_plane(question, rows, fallback),
        key=(Entry("named", str(_("must be there"))),) if must else (),
        table=Table(question, tuple(str(words) for words in head), tuple(_feature(row, fallback) for row in rows)),
        notes=(
            str(_("Better: how many are pleased to have it, 0 to 1. Worse: how many miss it, 0 to −1.")),
            str(_("Category: the one chosen most often; of equals must-be before one-dimensional before attractive.")),
            str(_("Many questionable answers mean that the wording was not understood.")),
            *_doubts(rows, fallback),
            *wording.marks_note([row.n for row in rows]),
        ),
    )


def _doubts(rows: Sequence[RowSummary], fallback: str) -> tuple[str, ...]:
    """Features whose category a reader should doubt, by what makes it doubtful."""

    def warned(code: CautionCode) -> str:
        found = [row for row in rows if row.kano is not None and row.kano.warns(code)]
        return str(_(", ").join(wording.words_of(row.label, fallback, row.variable) for row in found))

    other = [
        _(
            "%(feature)s (%(category)s)",
            feature=wording.words_of(row.label, fallback, row.variable),
            category=wording.words_of(KANO_CATEGORIES[second], fallback),
        )
        for row in rows
        if row.kano is not None
        and (second := row.kano.by_rule.get(ClassRule.TWO_STEP)) is not None
        and second != row.kano.category
    ]
    notes = []
    if unclear := warned(CautionCode.MANY_QUESTIONABLE):
        notes.append(_("More than one answer in ten contradicts itself: %(features)s.", features=unclear))
    if turned := warned(CautionCode.MOSTLY_REVERSE):
        notes.append(_("Most people would rather be without: %(features)s.", features=turned))
    if other:
        notes.append(
            _(
                "Counted in two steps (must-be, one-dimensional and attractive together against all others) the "
                "category is another one: %(features)s.",
                features=_(", ").join(other),
            )
        )
    return tuple(map(str, notes))


def _plane(question: str, rows: Sequence[RowSummary], fallback: str) -> Markup:
    """The features that can be placed, those that must be there marked."""
    marks = []
    for row in rows:
        found = row.kano
        if found is None or found.category is None or found.better is None or found.worse is None:
            continue
        words = _(
            "%(category)s, better %(better)s, worse %(worse)s",
            category=wording.words_of(KANO_CATEGORIES[found.category], fallback),
            better=number(found.better, 2),
            worse=signed(found.worse, 2),
        )
        label = wording.words_of(row.label, fallback, row.variable)
        marks.append(KanoMark(label, found.better, -found.worse, str(words), named=found.category == "M"))
    if not marks:
        return Markup("")
    names = {letter: wording.words_of(KANO_CATEGORIES[letter], fallback) for letter in "AOMI"}
    better, worse = _("↑ Better: pleased to have it"), _("Worse: hurt by its lack →")
    return kano_chart(question, marks, KanoWords(better, worse, names["A"], names["O"], names["M"], names["I"]))


def _feature(row: RowSummary, fallback: str) -> Row:
    label, found = wording.words_of(row.label, fallback, row.variable), row.kano
    if found is None or found.category is None:
        return Row(label, (*(wording.NONE for _place in range(3 + len(KANO_CATEGORIES))), number(row.n)), "few")
    category = wording.words_of(KANO_CATEGORIES[found.category], fallback)
    better = wording.NONE if found.better is None else number(found.better, 2)
    worse = wording.NONE if found.worse is None else signed(found.worse, 2)
    counts = (number(found.counts[letter]) for letter in KANO_CATEGORIES)
    return Row(label, (category, better, worse, *counts, wording.base(row.n)), wording.look(row.n))
