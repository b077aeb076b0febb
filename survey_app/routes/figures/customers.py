"""Analyses of customers in words: a figure with its finding, drawing, table, notes and way of counting."""

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from survey_app.charts.bars import Bar, bar_chart
from survey_app.charts.curve import CurveWords, curve_chart
from survey_app.forms.need_notes import AWARENESS
from survey_app.routes.figures import customer_words, wording
from survey_app.routes.figures.customer_notes import hidden, notes_of
from survey_app.routes.figures.expectation_sources import formed
from survey_app.routes.figures.model import Figure, Method, Row, Table
from survey_app.routes.presentation import bracketed, listed, number, percent
from survey_app.services.customers import Looked
from survey_app.stats.channels import Channels, ChannelStage
from survey_app.stats.coding import in_order
from survey_app.stats.counting import Frequencies
from survey_app.stats.customer_cells import Cells, Losses, NeedOfferUse
from survey_app.stats.expectation import FormedBy
from survey_app.stats.loyalty import Loyalty, LoyaltyClass
from survey_app.stats.need_register import NeedEntry, NeedRegister
from survey_app.stats.profit_curve import ProfitCurve
from survey_app.stats.proportion import Proportion
from survey_app.stats.results import Result

Words = Mapping[str, str]
_FIFTHS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def figures_of(looked: Looked, title: str, fallback: str) -> list[Figure]:
    """The figures of an analysis; none while something it needs is not chosen, or nobody answered."""
    result = looked.result
    if result is None or not result.n:
        return []
    for kind, build in _BUILDERS:
        if isinstance(result, kind):
            return build(result, looked, title, fallback)
    raise TypeError(type(result))


def _shares(title: str, lines: Sequence[tuple[str, int, Proportion]], head: str) -> tuple[Markup, Table]:
    bars = [Bar(words, share.value or 0.0, wording.rounded(share.value), number(n)) for words, n, share in lines]
    rows = tuple(
        Row(words, (number(n), wording.share(share.value, share.n), wording.share_interval(share)))
        for words, n, share in lines
    )
    columns = (head, str(_("Answers")), str(_("Share")), wording.interval_head())
    return bar_chart(title, bars), Table(title, columns, rows)


def _largest(title: str, lines: Sequence[tuple[str, int, Proportion]]) -> str:
    """What stands first: that it leads only where the margin allows it."""
    (words, _n, share), *others = sorted(lines, key=lambda each: -each[1])
    if not others or wording.clearly_above(share, others[0][2]):
        return str(
            _("%(title)s: %(words)s leads with %(share)s", title=title, words=words, share=wording.rounded(share.value))
        )
    second, _n, other = others[0]
    said = _(
        "“%(first)s” and “%(second)s” come first, %(share)s and %(other)s: within the margin of each other",
        first=wording.short(words),
        second=wording.short(second),
        share=wording.rounded(share.value),
        other=wording.rounded(other.value),
    )
    return str(_("%(label)s: %(words)s", label=title, words=said))


def _loyalty(result: Loyalty, _looked: Looked, title: str, _fallback: str) -> list[Figure]:
    names = customer_words.classes()
    lines = [(names[each.name], each.count, each.share) for each in result.classes]
    chart, table = _shares(title, lines, str(_("Class")))
    rule = result.rule
    words = _(
        "No purchase: potential. Less than %(new)s months: new. At least %(loyal)s of such purchases here and trust of "
        "%(trust)s or more: loyal. At least %(old)s months and %(orders)s purchases: old. At least %(regular)s of such "
        "purchases here: regular. The first that fits counts; who fits none is unclassified",
        new=number(rule.new_below_months),
        loyal=percent(rule.loyal_from_share),
        trust=number(rule.loyal_from_trust),
        old=number(rule.old_from_months),
        orders=number(rule.old_from_orders),
        regular=percent(rule.regular_from_share),
    )
    methods = (Method(str(words), result.source),)
    known = [line for each, line in zip(result.classes, lines, strict=True) if each.name != LoyaltyClass.UNCLASSIFIED]
    heading = _largest(title, known if any(n for _words, n, _share in known) else lines)
    return [Figure("loyalty", heading, title, chart, table=table, notes=notes_of(result), methods=methods)]


def _cells(result: Cells, looked: Looked, title: str, _fallback: str) -> list[Figure]:
    names = customer_words.cells()
    lines = [(names[each.name], each.count, each.share) for each in result.cells]
    chart, table = _shares(title, lines, str(_("Combination")))
    notes = list(notes_of(result))
    if looked.least == 1 and result.incomplete:
        several = listed(f"{code} {number(count)}" for code, count in result.incomplete)
        notes.append(str(_("Not complete, a ? for what is missing: %(codes)s.", codes=several)))
    methods = (Method(str(_("Those who answered every part; a share with Wilson's interval")), result.source),)
    heading = _largest(title, lines)
    return [Figure("cells", heading, title, chart, table=table, notes=tuple(notes), methods=methods)]


def _offers(result: NeedOfferUse, looked: Looked, title: str, fallback: str) -> list[Figure]:
    (figure,) = _cells(result, looked, title, fallback)
    lines = [
        (str(_("of those in need have no offer")), result.need_without_offer),
        (str(_("of those with an offer use it")), result.use_of_offer),
        (str(_("of those in need with an offer do not use it")), result.unused_need),
    ]
    said = [
        bracketed(f"{wording.rounded(share.value)} {words}", wording.of(round(share.k), share.n))
        for words, share in lines
        if share.n
    ]
    heading = str(_("%(share)s of those in need have no offer", share=wording.rounded(result.need_without_offer.value)))
    found = [
        Figure(
            figure.anchor, heading, title, figure.chart, table=figure.table,
            notes=figure.notes, methods=figure.methods, texts=tuple(said),
        )
    ]  # fmt: skip
    if result.causes is not None and result.causes.n:
        found.append(
            _reasons(
                "causes",
                str(_("Why an offer is not used")),
                result.causes,
                customer_words.answers(looked, "cause", fallback),
            )
        )
    return found


def _reasons(anchor: str, title: str, found: Frequencies, names: Words) -> Figure:
    lines = [(names.get(str(each.code), str(each.code)), each.count, each) for each in found.categories]
    chart, table = _shares(title, lines, str(_("Reason")))
    methods = (Method(str(_("Counts")), found.source),)
    return Figure(anchor, _largest(title, lines), title, chart, table=table, notes=notes_of(found), methods=methods)


def _losses(result: Losses, looked: Looked, title: str, fallback: str) -> list[Figure]:
    kinds = customer_words.losses()
    lines = [
        (kinds["active"], round(result.active.k), result.active),
        (kinds["passive"], round(result.passive.k), result.passive),
    ]
    chart, table = _shares(title, lines, str(_("Loss")))
    methods = (Method(str(_("Those whose kind of loss is known; a share with Wilson's interval")), result.source),)
    found = [
        Figure("losses", _largest(title, lines), title, chart, table=table, notes=notes_of(result), methods=methods)
    ]
    names = customer_words.answers(looked, "reason", fallback)
    for kind, part in result.reasons:
        if part.n:
            words = str(_("Reasons: %(kind)s", kind=kinds[kind]))
            found.append(_reasons(f"reasons-{kind}", words, part, names))
    return found


def _channels(result: Channels, looked: Looked, _title: str, fallback: str) -> list[Figure]:
    return [_stage(result, stage, looked, fallback) for stage in result.stages]


def _stage(result: Channels, stage: ChannelStage, looked: Looked, fallback: str) -> Figure:
    title = customer_words.stages()[stage.name]
    names = customer_words.answers(looked, f"{stage.name}_used", fallback)
    names = customer_words.answers(looked, f"{stage.name}_preferred", fallback) | names
    channels = [(names.get(each.name, each.name), each) for each in stage.channels]
    bars = [
        Bar(
            words,
            each.use.value or 0.0,
            wording.rounded(each.use.value),
            wording.rounded(each.preferred.value),
        )
        for words, each in channels
    ]
    rows = tuple(
        Row(
            words,
            (
                wording.share(each.use.value, each.use.n),
                wording.share(each.preferred.value, each.preferred.n),
                number(each.satisfaction.value, 2)
                if each.satisfaction and each.satisfaction.value is not None
                else wording.NONE,
            ),
        )
        for words, each in channels
    )
    head = (_("Channel"), _("Use it"), _("Prefer it"), _("Satisfaction of its users"))
    share = stage.mismatch
    heading = _(
        "%(stage)s: %(share)s use none of the channels they prefer", stage=title, share=wording.rounded(share.value)
    )
    notes = (str(_("Base: %(n)s people.", n=number(share.n))), *wording.marks_note([share.n]))
    methods = (
        Method(str(_("Use and preference of all who named a channel; apart, of all who named both")), result.source),
    )
    table = Table(title, tuple(str(words) for words in head), rows)
    measure = str(_("%(stage)s: the bars are who uses a channel, on the right stands who prefers it", stage=title))
    return Figure(
        f"channels-{stage.name}", str(heading), measure, bar_chart(title, bars),
        table=table, notes=notes, methods=methods,
    )  # fmt: skip


def _curve(result: ProfitCurve, _looked: Looked, title: str, _fallback: str) -> list[Figure]:
    sides = customer_words.sides()
    rows = tuple(
        Row(
            f"{sides[each.side]} {percent(each.customers)}",
            (number(each.sum), wording.NONE if each.share is None else percent(each.share, 1)),
        )
        for each in result.shares
    )
    top = next((each for each in result.shares if each.side == "top"), None)
    heading = title
    if top is not None and top.share is not None:
        heading = str(
            _(
                "The best %(customers)s of customers bring %(share)s of the profit",
                customers=percent(top.customers),
                share=percent(top.share),
            )
        )
    chart = Markup("")
    if result.points:
        words = CurveWords(
            str(_("share of customers, best first")), str(_("share of the profit")), tuple(percent(x) for x in _FIFTHS)
        )
        chart = curve_chart(heading, [(point.customers, point.profit) for point in result.points], words)
    notes = list(notes_of(result))
    if result.customers_for_80 is not None:
        notes.append(
            str(_("%(share)s of customers carry 80%% of the profit.", share=percent(result.customers_for_80, 1)))
        )
    if result.losing:
        notes.append(
            str(
                _(
                    "%(count)s customers bring a loss, %(sum)s in all.",
                    count=number(result.losing),
                    sum=number(result.loss),
                )
            )
        )
    if result.gini is not None:
        notes.append(str(_("Gini coefficient: %(gini)s.", gini=number(result.gini, 2))))
    head = (str(_("Customers")), str(_("Profit")), str(_("Share of all")))
    methods = (
        Method(
            str(_("Customers in falling order of what each brings; the one on the border counts by the part inside")),
            result.source,
        ),
    )
    return [Figure("curve", heading, title, chart, table=Table(title, head, rows), notes=tuple(notes), methods=methods)]


def _needs(result: NeedRegister, looked: Looked, title: str, fallback: str) -> list[Figure]:
    names, tiers = customer_words.features(looked, fallback), customer_words.tiers()
    rows = tuple(
        Row(
            names.get(each.name, each.name),
            (tiers[each.tier or "none"], str(AWARENESS[each.awareness]), each.source, each.evidence, *_kano(each)),
            wording.look(each.kano.n),
        )
        for each in result.needs
    )
    head = (
        _("Need"), _("Tier"), _("Stated or latent"), _("Source"), _("Evidence"), _("Having it pleases"),
        _("Lacking it hurts"), _("Answers"),
    )  # fmt: skip
    counts = listed(f"{tiers[tier]} {number(count)}" for tier, count in result.tiers if count)
    methods = (
        Method(
            str(_("The most frequent category of Kano: must-be is basic, one-dimensional satisfying")),
            result.source,
        ),
    )
    table = Table(title, tuple(str(words) for words in head), rows)
    heading = str(_("%(title)s: %(counts)s", title=title, counts=counts))
    notes = (*notes_of(result), *hidden(looked))
    found = [Figure("needs", heading, title, table=table, notes=notes, methods=methods)]
    if any(each.segments for each in result.needs):
        found.append(_by_segment(result, names, customer_words.answers(looked, "segment", fallback), methods))
    return found


def _by_segment(result: NeedRegister, names: Words, segments: Words, methods: tuple[Method, ...]) -> Figure:
    """The tier of each need in each segment; a change of tier is the finding."""
    tiers = customer_words.tiers()
    known = in_order(list({each.segment for need in result.needs for each in need.segments}))
    rows = []
    for need in result.needs:
        by_name = {each.segment: each for each in need.segments}
        cells = tuple(tiers[by_name[key].tier or "none"] if key in by_name else wording.NONE for key in known)
        rows.append(Row(names.get(need.name, need.name), cells))
    differing = sum(each.same_in_all is False for each in result.needs)
    title = str(_("Tiers by segment"))
    heading = str(_("Every need has the same tier in all segments"))
    if differing:
        told = ngettext("%(n)s need changes its tier", "%(n)s needs change their tiers", differing, n=number(differing))
        heading = str(told)
    table = Table(title, (str(_("Need")), *(segments.get(key, key) for key in known)), tuple(rows))
    return Figure("segments", heading, title, table=table, methods=methods)


def _kano(entry: NeedEntry) -> tuple[str, ...]:
    found = entry.kano
    ends = (wording.NONE if value is None else number(value, 2) for value in (found.better, found.worse))
    return (*ends, wording.base(found.n))


Build = Callable[..., list[Figure]]
_BUILDERS: tuple[tuple[type[Result], Build], ...] = (
    (Loyalty, _loyalty),
    (NeedOfferUse, _offers),
    (Cells, _cells),
    (Losses, _losses),
    (Channels, _channels),
    (ProfitCurve, _curve),
    (FormedBy, formed),
    (NeedRegister, _needs),
)
