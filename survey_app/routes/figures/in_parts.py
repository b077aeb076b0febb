"""Figures of questions that are told in parts, because few people of a group gave some of the answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from survey_app.charts.bars import Bar, bar_chart
from survey_app.exports import titles, told_in_parts
from survey_app.exports.report import Breakdown
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.routes.figures import pairs, wording
from survey_app.routes.figures.model import Figure, Row, Table
from survey_app.services.crosstabs import RowChoice

UNRATED = "not-by"
"""The anchor of what is not told by any group."""
_MOST = 5
"""Names that stand in one sentence."""


def noted(figure: Figure, summary: QuestionSummary, hidden: frozenset[str], least: int) -> Figure:
    """The figure with why some of it is told as one or is missing, and what to do about it."""
    notes = tuple(str(_(each, least=least)) for each in told_in_parts.messages(summary, hidden))
    return replace(figure, notes=(*notes, *figure.notes), caveats=notes) if notes else figure


def of_rows(chosen: RowChoice, fewest: int) -> tuple[str, ...]:
    """The same of the rows and columns of a cross-table; nothing where all of them stand there."""
    found = [told_in_parts.LEFT_OUT] if chosen.unsaid else [told_in_parts.TOGETHER] if chosen.parts else []
    found += [told_in_parts.GROUPS] if chosen.left_out else []
    return tuple(str(_(each, least=fewest)) for each in (*found, told_in_parts.MORE)) if found else ()


def withheld(summary: QuestionSummary, anchor: str, fallback: str, least: int) -> Figure:
    """A question of which nothing can be told."""
    return Figure(
        anchor=anchor,
        heading=_(told_in_parts.NOTHING, least=least),
        measure=wording.label_of(summary.question, fallback),
        notes=(str(_(told_in_parts.MORE)),),
    )


def unrated(found: Sequence[Breakdown], least: int) -> Figure:
    """The attributes by whose groups the satisfied share cannot be told: one figure, however many they are."""
    names = [wording.words_of(each.title, "en", each.attribute) for each in found]
    if (more := len(names) - _MOST) > 0:
        names = [*names[:_MOST], str(ngettext("%(num)s more", "%(num)s more", more))]
    attribute = str(_(", ")).join(names)
    return Figure(
        anchor=UNRATED,
        heading=_(told_in_parts.NOTHING, least=least),
        measure=_("Satisfied share by %(attribute)s", attribute=attribute),
        notes=(str(_(told_in_parts.MORE)),),
    )


def highest(summary: QuestionSummary, rows: Sequence[RowSummary], fallback: str) -> Figure:
    """Several things on one scale: the share of the satisfied as bars, all of its ranges in the table."""
    question = wording.label_of(summary.question, fallback)
    ranked = sorted((row for row in rows if row.n), key=_top)
    empty = [row for row in rows if not row.n]
    codes = rows[0].codes
    points = [wording.words_of(text, fallback, str(code)) for code, text in codes]
    bars = [_bar(row, fallback) for row in ranked]
    is_single = titles.is_single(ranked)
    name = _("Highest") if is_single else _("Two highest")
    head = (_("Rated"), *points, name, wording.interval_head(), _("Valid answers"))
    lines = tuple(_line(row, fallback) for row in (*ranked, *empty))
    shares = [_top(row) for row in ranked]
    return Figure(
        anchor=summary.question.code,
        heading=_between(shares, is_single=is_single),
        measure=_("%(question)s · share of the highest point, fewest first", question=question)
        if is_single
        else _("%(question)s · share of the two highest points, fewest first", question=question),
        chart=bar_chart(question, bars) if bars else Markup(""),
        table=Table(question, tuple(str(words) for words in head), lines),
        notes=wording.marks_note([row.n for row in ranked]),
        methods=wording.methods_of(*(row.top for row in ranked)),
    )


def ranges(summary: QuestionSummary, rows: Sequence[RowSummary], fallback: str) -> Figure:
    """Pairs of opposite words: how many chose each range between them, without a mean."""
    question = wording.label_of(summary.question, fallback)
    points = [wording.words_of(text, fallback, str(code)) for code, text in rows[0].codes]
    head = (_("Pair"), *points, _("Valid answers"))
    lines = tuple(
        Row(pairs.label_of(row, fallback), (*_shares(row), wording.base(row.n)), wording.look(row.n)) for row in rows
    )
    return Figure(
        anchor=summary.question.code,
        heading=_("How often each range was chosen"),
        measure=_("%(question)s · share of those who answered", question=question),
        table=Table(question, tuple(str(words) for words in head), lines),
        notes=wording.marks_note([row.n for row in rows]),
        methods=wording.methods_of(*(row.frequencies for row in rows)),
    )


OF_ROWS: Mapping[str, Callable[[QuestionSummary, Sequence[RowSummary], str], Figure]] = {
    "battery": highest,
    "grid": highest,
    "differential": ranges,
}
"""Drawings that put every point of a scale in its place, or set means side by side, and what stands instead."""


def _between(shares: Sequence[float], *, is_single: bool) -> str:
    """The shares from the smallest to the largest; none is called the first, for some rows may not be told."""
    if not shares:
        return str(_("Nobody has answered this yet"))
    low, high = wording.rounded(min(shares)), wording.rounded(max(shares))
    if low == high:
        return str(
            _("%(share)s choose the highest", share=low)
            if is_single
            else _("%(share)s choose the two highest", share=low)
        )
    if is_single:
        return str(_("Between %(low)s and %(high)s choose the highest", low=low, high=high))
    return str(_("Between %(low)s and %(high)s choose the two highest", low=low, high=high))


def _top(row: RowSummary) -> float:
    return row.top.value if row.top is not None and row.top.value is not None else 0.0


def _bar(row: RowSummary, fallback: str) -> Bar:
    count = row.top.count if row.top is not None else 0
    return Bar(
        wording.words_of(row.label, fallback, row.variable),
        _top(row),
        wording.rounded(_top(row)),
        wording.of(count, row.n),
        few=row.n < wording.USABLE,
    )


def _line(row: RowSummary, fallback: str) -> Row:
    found = row.top
    top = (wording.NONE, wording.NONE)
    if found is not None and found.value is not None:
        top = wording.share(found.value, row.n), wording.share_interval(found) or wording.why(found.reason)
    label = wording.words_of(row.label, fallback, row.variable)
    return Row(label, (*_shares(row), *top, wording.base(row.n)), wording.look(row.n))


def _shares(row: RowSummary) -> tuple[str, ...]:
    """The share of each answer as it is told; none where nobody answered."""
    if row.frequencies is None or not row.n:
        return tuple(wording.NONE for _code in row.codes)
    return tuple(wording.share(each.value, row.n) for each in row.frequencies.categories)
