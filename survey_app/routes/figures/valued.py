"""Rows by their kind of value for customers: functional, social, emotional, epistemic, conditional."""

from collections.abc import Sequence

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.charts.bars import Bar, bar_chart
from survey_app.charts.gaps import GapMark, GapWords, gap_chart
from survey_app.questions.definition import Scale
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.questions.values import WORDS, RolledUp, rolled_up
from survey_app.routes.figures import wording
from survey_app.routes.figures.model import Figure, Method, Row, Table
from survey_app.routes.presentation import number, signed

_SOURCE = "Sheth, Newman and Gross 1991, Journal of Business Research 22(2):159"


def by_value(summary: QuestionSummary, rows: Sequence[RowSummary], fallback: str) -> Figure | None:
    """The means of tagged rows by kind of value; nothing where no row is tagged."""
    question, settings = wording.label_of(summary.question, fallback), summary.question.settings
    found = rolled_up(summary.question.code, getattr(settings, "values", ()), rows)
    if not found:
        return None
    places = wording.places_of(settings.scale.last - settings.scale.first)
    lines = tuple(Row(_named(each, fallback), _cells(each, places)) for each in found)
    head = (_("Kind of value"), _("Rows"), _("Expected"), _("Mean"), _("Gap"))
    return Figure(
        anchor=f"{summary.question.code}-values",
        heading=_heading(found, fallback),
        measure=_("%(question)s · rows by their kind of value", question=question),
        chart=_gaps(question, found, places, fallback) or _bars(question, found, settings.scale, fallback),
        table=Table(question, tuple(str(words) for words in head), lines),
        notes=(str(_("Each row counts the same within its kind, however many people rated it.")),),
        methods=(Method(str(_("Mean of the means of the rows that were tagged with a kind of value")), _SOURCE),),
    )


def _named(each: RolledUp, fallback: str) -> str:
    return wording.words_of(WORDS[each.value], fallback, each.value.value)


def _heading(found: Sequence[RolledUp], fallback: str) -> str:
    gaps = [each for each in found if each.gap is not None]
    lowest = min(gaps or found, key=lambda each: each.mean if each.gap is None else each.gap)
    if lowest.gap is not None:
        return str(_("%(kind)s has the lowest gap", kind=_named(lowest, fallback)))
    return str(_("%(kind)s is rated lowest", kind=_named(lowest, fallback)))


def _cells(each: RolledUp, places: int) -> tuple[str, ...]:
    expected = wording.NONE if each.expected is None else number(each.expected, places)
    gap = wording.NONE if each.gap is None else signed(each.gap, places)
    return (number(each.rows), expected, number(each.mean, places), gap)


def _gaps(question: str, found: Sequence[RolledUp], places: int, fallback: str) -> Markup:
    """Expected beside experienced; nothing where rows were rated once."""
    if any(each.expected is None for each in found):
        return Markup("")
    marks = [
        GapMark(_named(each, fallback), each.expected or 0.0, each.mean, None, None, signed(each.gap, places))
        for each in found
    ]
    words = GapWords(_("expected"), _("experienced"), _("gap"))
    return gap_chart(question, marks, words, lambda value: number(value, 0 if value == round(value) else 1))


def _bars(question: str, found: Sequence[RolledUp], scale: Scale, fallback: str) -> Markup:
    reach, places = scale.last - scale.first, wording.places_of(scale.last - scale.first)
    bars = [Bar(_named(each, fallback), (each.mean - scale.first) / reach, number(each.mean, places)) for each in found]
    return bar_chart(question, bars)
