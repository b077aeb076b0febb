"""The key figures: large, then as a table, then the satisfied share group by group."""

from survey_app.exceptions import N_
from survey_app.exports import left_out, titles, told_in_parts
from survey_app.exports.documents import drawing
from survey_app.exports.documents.model import (
    Emphasis,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Part,
    Table,
)
from survey_app.exports.naming import attribute_name, group_name
from survey_app.exports.report import Breakdown
from survey_app.exports.report_sections.figures import NONE, Telling
from survey_app.exports.sheets import kpi, kpi_before
from survey_app.exports.styles import TINY_BASE

_ANY_ROOM = 200
_PLACES = {"share": 0, "mean": 2, "points": 1, "score": 0, "gap": 2}


def build(telling: Telling) -> list[Part]:
    """Heading, finding, large figures, table, groups."""
    say, report = telling.say, telling.book.report
    name, told = say(N_("Key figures")), titles.kpi(report, telling.words)
    parts: list[Part] = [Heading(1, name), *([Paragraph(told, Emphasis.LEAD, keeps=True)] if told != name else [])]
    figures = kpi.key_figures(telling.book)
    gone = telling.words.sentences(
        left_out.unrated(telling.book), left_out.figures(telling.book, kpi.untold(telling.book))
    )
    if not figures and gone:
        return [*parts[:1], Paragraph(gone)]
    if not figures and report.questions:
        return []  # a page of its own would say nothing but that
    if not figures:
        return [*parts, Paragraph(say(N_("There is no key figure to show.")))]
    parts.append(KeyFigures(tuple(_tile(telling, figure) for figure in figures)))
    parts.append(_table(telling, figures))
    for breakdown in report.breakdowns:
        parts += _groups(telling, breakdown)
    return [*parts, Paragraph(gone, Emphasis.QUIET)] if gone else parts


def _tile(telling: Telling, figure: kpi.Figure) -> KeyFigure:
    if figure.estimate.value is None:
        return KeyFigure(figure.short, NONE, telling.book.reason(figure.estimate))
    base = telling.say(N_("n = %(n)s"), n=telling.words.count(figure.estimate.n))
    value = _value(telling, figure.estimate.value, figure.kind)
    interval = telling.book.interval(figure.estimate, figure.kind, kpi.target_of(telling.book, figure))
    return KeyFigure(figure.short, value, interval, base)


def _before(telling: Telling, figure: kpi.Figure) -> str:
    """What the figure was in the latest earlier survey that has it, and what may be said of the change."""
    return kpi_before.said(telling.book, figure.kind, _ANY_ROOM)


def _value(telling: Telling, value: float, kind: str) -> str:
    places = _PLACES.get(kind, 2)
    if kind == "share":
        return telling.words.share(value, places)
    return (telling.words.signed if kind in {"score", "gap"} else telling.words.figure)(value, places)


def _table(telling: Telling, figures: list[kpi.Figure]) -> Table:
    say = telling.say
    head = (
        say(N_("Indicator")),
        say(N_("Value")),
        say(N_("Low")),
        say(N_("High")),
        say(N_("Base")),
        say(N_("How it is counted")),
    )
    rows = []
    for figure in figures:
        found, book = figure.estimate, telling.book
        if found.value is None:
            rows.append((figure.name, NONE, NONE, NONE, telling.base(found.n), book.reason(found)))
            continue
        aim = kpi.target_of(book, figure)
        low, high = book.ends(found.interval, figure.kind, aim) if found.interval else (NONE, NONE)
        told = book.reason(found) or figure.meaning
        told = telling.say(N_("; ")).join(
            filter(None, (told, kpi.target_words(book, figure), _before(telling, figure)))
        )
        rows.append((figure.name, book.value(found.value, figure.kind), low, high, telling.base(found.n), told))
    note = telling.marks(*(figure.estimate.n for figure in figures))
    return Table(head, tuple(rows), (50, 18, 18, 18, 16, 50), left=(0, 5), note=note)


def _groups(telling: Telling, breakdown: Breakdown) -> list[Part]:
    say, report = telling.say, telling.book.report
    attribute = attribute_name(breakdown.attribute, telling.words, breakdown.title)
    plain = say(N_("%(attribute)s: share satisfied"), attribute=attribute)
    title = titles.of_breakdown(breakdown, report, telling.words) or plain
    bars = [
        drawing.Bar(
            group_name(group.label, telling.words, group.words),
            group.satisfied.value,
            telling.share(group.satisfied.value),
            group.satisfied.interval.low if group.satisfied.interval else None,
            group.satisfied.interval.high if group.satisfied.interval else None,
            few=group.n < TINY_BASE,
            paint=telling.look.warm if titles.against_all(group, report) < 0 else "",
        )
        for group in breakdown.groups
    ]
    head = (attribute, say(N_("Satisfied")), telling.interval_head(), say(N_("Base")))
    rows = tuple(
        (
            group_name(group.label, telling.words, group.words),
            telling.share(group.satisfied.value, group.n),
            telling.limits(group.satisfied, "share"),
            telling.base(group.n),
        )
        for group in breakdown.groups
    )
    notes = [telling.marks(*(group.n for group in breakdown.groups))]
    if breakdown.hidden:
        notes.append(say(told_in_parts.UNRATED, k=report.min_group, count=breakdown.hidden))
    measure = say(N_("Share of satisfied answers with its interval; hollow bars rest on fewer than 30 answers"))
    return [
        Heading(2, title),
        Paragraph(measure, Emphasis.QUIET, keeps=True),
        Figure(drawing.bars(bars, telling.look), f"{title}. {measure}"),
        Table(head, rows, (60, 20, 40, 20), note=telling.words.sentences(*notes)),
    ]
