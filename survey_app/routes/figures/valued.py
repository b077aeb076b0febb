"""Rows by their tags: by kind of value for customers, and by what they are about."""

from collections.abc import Sequence

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.charts.bars import Bar, bar_chart
from survey_app.charts.gaps import GapMark, GapWords, gap_chart
from survey_app.questions.aspects import ASPECTS
from survey_app.questions.definition import Scale
from survey_app.questions.rated import TAGGINGS
from survey_app.questions.row_tags import RolledUp, Tagging, rolled_up
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.routes.figures import wording
from survey_app.routes.figures.model import Figure, Method, Row, Table
from survey_app.routes.presentation import number, signed

_VALUES = "Sheth, Newman and Gross 1991, Journal of Business Research 22(2):159"


def by_tags(summary: QuestionSummary, rows: Sequence[RowSummary], fallback: str) -> list[Figure]:
    """The means of tagged rows, a figure for each kind of tag that any row has."""
    found = [_by_tag(each, summary, rows, fallback) for each in TAGGINGS]
    return [each for each in found if each is not None]


def _by_tag(tagging: Tagging, summary: QuestionSummary, rows: Sequence[RowSummary], fallback: str) -> Figure | None:
    question, settings = wording.label_of(summary.question, fallback), summary.question.settings
    tags = getattr(settings, tagging.setting, ())
    found = rolled_up(summary.question.code, tags, list(tagging.words), rows)
    if not found:
        return None
    places = wording.places_of(settings.scale.last - settings.scale.first)
    named = {each: wording.words_of(tagging.words[each.tag], fallback, each.tag.value) for each in found}
    is_aspect = tagging is ASPECTS
    head = (
        _("What it is about") if is_aspect else _("Kind of value"), _("Rows"), _("Expected"), _("Mean"), _("Gap"),
    )  # fmt: skip
    measure = _("%(question)s · rows by what they are about", question=question)
    if not is_aspect:
        measure = _("%(question)s · rows by their kind of value", question=question)
    return Figure(
        anchor=f"{summary.question.code}-{tagging.setting}",
        heading=_heading(named),
        measure=measure,
        chart=_gaps(question, named, places) or _bars(question, named, settings.scale),
        table=Table(question, tuple(str(words) for words in head), _lines(named, places)),
        notes=(str(_("Each row counts the same within its kind, however many people rated it.")),),
        methods=(_method(is_aspect=is_aspect),),
    )


def _method(*, is_aspect: bool) -> Method:
    if is_aspect:
        words = _("Mean of the means of the rows that are about the customer, the product or the channel")
        return Method(str(words), str(_("plain mean")))
    return Method(str(_("Mean of the means of the rows that were tagged with a kind of value")), _VALUES)


def _lines(named: dict[RolledUp, str], places: int) -> tuple[Row, ...]:
    return tuple(Row(words, _cells(each, places)) for each, words in named.items())


def _heading(named: dict[RolledUp, str]) -> str:
    gaps = [each for each in named if each.gap is not None]
    lowest = min(gaps or named, key=lambda each: each.mean if each.gap is None else each.gap)
    if lowest.gap is not None:
        return str(_("%(kind)s has the lowest gap", kind=named[lowest]))
    return str(_("%(kind)s is rated lowest", kind=named[lowest]))


def _cells(each: RolledUp, places: int) -> tuple[str, ...]:
    expected = wording.NONE if each.expected is None else number(each.expected, places)
    gap = wording.NONE if each.gap is None else signed(each.gap, places)
    return (number(each.rows), expected, number(each.mean, places), gap)


def _gaps(question: str, named: dict[RolledUp, str], places: int) -> Markup:
    """Expected beside experienced; nothing where rows were rated once."""
    if any(each.expected is None for each in named):
        return Markup("")
    marks = [
        GapMark(label, each.expected or 0.0, each.mean, None, None, signed(each.gap, places))
        for each, label in named.items()
    ]
    words = GapWords(_("expected"), _("experienced"), _("gap"))
    return gap_chart(question, marks, words, lambda value: number(value, 0 if value == round(value) else 1))


def _bars(question: str, named: dict[RolledUp, str], scale: Scale) -> Markup:
    reach, places = scale.last - scale.first, wording.places_of(scale.last - scale.first)
    bars = [Bar(label, (each.mean - scale.first) / reach, number(each.mean, places)) for each, label in named.items()]
    return bar_chart(question, bars)
