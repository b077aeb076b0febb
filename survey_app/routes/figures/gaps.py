"""Figures of expectation against experience, and of the satisfied share group by group."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from survey_app.charts.gaps import GapMark, GapWords, gap_chart
from survey_app.charts.intervals import IntervalMark, interval_chart
from survey_app.exports.report import Breakdown, Group
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.routes.figures import wording
from survey_app.routes.figures.model import Entry, Figure, Row, Table
from survey_app.routes.presentation import number, signed
from survey_app.stats.results import CautionCode, Estimate, Reason
from survey_app.stats.satisfaction import Gap

_NAMED = 2


def falls_short(gap: Gap) -> bool:
    """Whether experience lies below expectation beyond the margin."""
    if gap.value is None:
        return False
    return gap.interval.high < 0 if gap.interval else gap.reason is Reason.CENSUS and gap.value < 0


def exceeds(gap: Gap) -> bool:
    """Whether experience lies above expectation beyond the margin."""
    if gap.value is None:
        return False
    return gap.interval.low > 0 if gap.interval else gap.reason is Reason.CENSUS and gap.value > 0


def battery(summary: QuestionSummary, rows: Sequence[RowSummary], fallback: str) -> Figure:
    """Every attribute with what was expected and experienced, the widest shortfall first."""
    question = wording.label_of(summary.question, fallback)
    rated = [row for row in rows if row.gap is not None and row.gap.value is not None]
    rated.sort(key=lambda row: row.gap.value if row.gap and row.gap.value is not None else 0.0)
    scale = summary.question.settings.scale
    places = wording.places_of(scale.last - scale.first)
    short = [row for row in rated if row.gap and falls_short(row.gap)][:_NAMED]
    recalled = any(row.gap.warns(CautionCode.RECALLED_EXPECTATION) for row in rated if row.gap)
    words = GapWords(_("expected"), _("experienced"), _("gap"))
    marks = [_mark(row, places, fallback, named=row in short) for row in rated]
    ends = {"first": number(scale.first), "last": number(scale.last)}
    key = [
        Entry("ring", str(_("expected"))),
        Entry("disc", str(_("experienced, with %(interval)s", interval=wording.interval_head()))),
    ]
    if short:
        key.append(Entry("named", str(_("furthest below what was expected"))))
    return Figure(
        anchor=summary.question.code,
        heading=sentence([(wording.words_of(row.label, fallback, row.variable), row.gap) for row in rated if row.gap]),
        measure=_("%(question)s · means on %(first)s to %(last)s, widest shortfall first", question=question, **ends),
        chart=gap_chart(question, marks, words, lambda value: number(value, 0 if value == round(value) else 1)),
        key=tuple(key),
        table=_gap_table(question, rated, places, fallback),
        notes=(
            str(_("Base: people who rated both sides; the experience alone may rest on more.")),
            *((str(_("Expectation was asked together with experience: it is recalled.")),) if recalled else ()),
            *wording.marks_note([row.gap.n for row in rated if row.gap]),
        ),
        methods=wording.methods_of(*(row.gap for row in rated), *(row.mean for row in rated)),
    )


def sentence(gaps: Sequence[tuple[str, Gap]]) -> str:
    """What can be said of the gaps: only what lies beyond the margin, the widest named first."""
    if all(gap.interval is None for _label, gap in gaps):
        few = _("Too few answers to say whether expectations are met")
        return str(few if gaps else _("Nobody has answered this yet"))
    short = [wording.short(label, 40) for label, gap in gaps if falls_short(gap)]
    if len(short) == 1:
        return str(_("%(first)s falls short of what was expected", first=short[0]))
    if len(short) == _NAMED:
        return str(_("%(first)s and %(second)s fall short of what was expected", first=short[0], second=short[1]))
    if short:
        return str(
            _(
                "%(first)s and %(second)s fall furthest short of what was expected (%(count)s of %(all)s fall short)",
                first=short[0],
                second=short[1],
                count=number(len(short)),
                all=number(len(gaps)),
            )
        )
    more = [wording.short(label, 40) for label, gap in reversed(gaps) if exceeds(gap)]
    if more:
        return str(_("%(first)s gives more than was expected, nothing falls short", first=more[0]))
    return str(_("Experience meets expectation within the margin"))


def clause(gaps: Sequence[tuple[str, Gap]]) -> str:
    """The same, to stand after another statement: it begins small and names attributes only behind a colon."""
    short = [wording.short(label, 40) for label, gap in gaps if falls_short(gap)]
    names = _(", ").join(short[:_NAMED])
    if len(short) > _NAMED:
        return str(
            _(
                "furthest short of expectations: %(names)s (%(count)s of %(all)s attributes fall short)",
                names=names,
                count=number(len(short)),
                all=number(len(gaps)),
            )
        )
    if short:
        return str(_("short of expectations: %(names)s", names=names))
    more = [wording.short(label, 40) for label, gap in reversed(gaps) if exceeds(gap)]
    if more:
        return str(_("nothing falls short of expectations, furthest above them: %(name)s", name=more[0]))
    return str(_("experience meets expectation within the margin"))


def _mark(row: RowSummary, places: int, fallback: str, *, named: bool) -> GapMark:
    gap = row.gap
    found = row.mean
    interval = found.interval if found else None
    return GapMark(
        wording.words_of(row.label, fallback, row.variable),
        (gap.expected_mean if gap else None) or 0.0,
        (gap.experienced_mean if gap else None) or 0.0,
        interval.low if interval else None,
        interval.high if interval else None,
        signed(gap.value if gap else None, places),
        named=named,
    )


def _gap_table(question: str, rows: Sequence[RowSummary], places: int, fallback: str) -> Table:
    head = (
        _("Attribute"),
        _("Expected"),
        _("Experienced"),
        _("Gap"),
        wording.interval_head(),
        _("Below"),
        _("Met"),
        _("Above"),
        _("Expected the most"),
        _("Both sides"),
        _("Experience only"),
    )
    found = []
    for row in rows:
        gap = row.gap
        if gap is None:
            continue
        cells = (
            number(gap.expected_mean, places),
            number(gap.experienced_mean, places),
            signed(gap.value, places),
            wording.interval_of(gap, decimals=places, sign=True) or wording.why(gap.reason),
            *(wording.share(each.value, gap.n) for each in (gap.below, gap.met, gap.above, gap.expected_top)),
            wording.base(gap.n),
            number(gap.left_out.only_experienced),
        )
        found.append(Row(wording.words_of(row.label, fallback, row.variable), cells, wording.look(gap.n)))
    return Table(question, tuple(str(each) for each in head), tuple(found))


def breakdown(found: Breakdown, anchor: str, overall: Estimate | None, least: int) -> Figure:
    """The satisfied share in the groups of one attribute, largest share first, everybody as dashed line."""
    attribute = wording.words_of(found.title, "en", found.attribute)
    groups = [group for group in found.groups if group.satisfied.value is not None]
    groups.sort(key=lambda group: -(group.satisfied.value or 0.0))
    average = overall.value if overall else None
    apart = [group for group in groups if average is not None and _stands_out(group.satisfied, average)]
    marks = [_share_mark(group, named=group in apart) for group in groups]
    hidden = ngettext(
        "%(num)s group is not shown: it, its remainder, its satisfied or its others are fewer than %(least)s people.",
        "%(num)s groups are not shown: they, their remainder, their satisfied or their others are fewer than %(least)s "
        "people.",
        found.hidden,
        least=least,
    )
    return Figure(
        anchor=anchor,
        heading=_apart_words(apart, average),
        measure=_(
            "Satisfied share by %(attribute)s, with %(interval)s; dashed: everybody",
            attribute=attribute,
            interval=wording.interval_head(),
        ),
        chart=interval_chart(attribute, marks, 100 * average if average is not None else None, _whole, (0.0, 100.0)),
        key=(Entry("named", str(_("everybody's share lies outside the interval"))),) if apart else (),
        table=Table(
            str(_("Satisfied share by %(attribute)s", attribute=attribute)),
            (attribute, str(_("Satisfied")), "%", wording.interval_head()),
            tuple(_group_row(group) for group in groups),
        ),
        notes=((str(hidden),) if found.hidden else ()) + wording.marks_note([group.n for group in groups]),
        methods=wording.methods_of(*(group.satisfied for group in groups)),
    )


def _share_mark(group: Group, *, named: bool) -> IntervalMark:
    share = group.satisfied
    return IntervalMark(
        _label(group),
        100 * (share.value or 0.0),
        100 * share.interval.low if share.interval else None,
        100 * share.interval.high if share.interval else None,
        wording.rounded(share.value),
        _("n %(n)s", n=wording.base(group.n)),
        named=named,
        few=group.n < wording.USABLE,
    )


def _group_row(group: Group) -> Row:
    cells = (
        wording.of(getattr(group.satisfied, "count", 0), group.n),
        wording.share(group.satisfied.value, group.n),
        wording.share_interval(group.satisfied) or wording.why(group.satisfied.reason),
    )
    return Row(_label(group), cells, wording.look(group.n))


def _label(group: Group) -> str:
    return str(_("not stated")) if group.label is None else wording.words_of(group.words, "en", group.label)


def _whole(value: float) -> str:
    return wording.rounded(value / 100)


def _stands_out(found: Estimate, average: float) -> bool:
    return found.interval is not None and found.n >= wording.USABLE and found.interval.leaves_out(average)


def _apart_words(apart: Sequence[Group], average: float | None) -> str:
    share = wording.rounded(average)
    if not apart or average is None:
        return str(_("No group differs clearly from the %(share)s of everybody", share=share))
    names = [_label(group) for group in apart]
    if len(apart) == 1:
        name = wording.short(names[0])
        if (apart[0].satisfied.value or 0.0) > average:
            return str(_("%(name)s lies clearly above the %(share)s of everybody", name=name, share=share))
        return str(_("%(name)s lies clearly below the %(share)s of everybody", name=name, share=share))
    if len(names) <= 3:  # noqa: PLR2004 - as many names as a heading bears
        listed = _(", ").join(wording.short(name, 40) for name in names)
        return str(_("Different from the %(share)s of everybody: %(names)s", share=share, names=listed))
    return str(
        ngettext(
            "%(count)s group differs from the %(share)s of everybody",
            "%(count)s groups differ from the %(share)s of everybody",
            len(names),
            count=number(len(names)),
            share=share,
        )
    )
