"""Sentences about a panel's round: the finding, the key figures, what each statement came to."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from survey_app.exports import bound_words, chosen, own_scales, round_words, ticked, two_scales
from survey_app.exports.rankings import order_of
from survey_app.exports.round_report import ConcordanceFigures, ItemFigures, PanelReport, RoundPart
from survey_app.routes.figures import round_choices
from survey_app.routes.figures.model import Entry
from survey_app.routes.figures.wording import NONE, short, words_of
from survey_app.routes.presentation import bracketed, filled, moment, ngettext, number, percent, sentences
from survey_app.stats.consensus import Verdict
from survey_app.stats.significance import Shortfall
from survey_app.vocabulary import ItemScale

Grouped = Sequence[tuple[str, Sequence[ItemFigures]]]
_TINY = 0.001


@dataclass(frozen=True, slots=True)
class Kpi:
    """One key figure: its name, its value, what stands small beside it, and a line below."""

    label: str
    value: str
    small: str = ""
    line: str = ""


def plain(value: float) -> str:
    """A point of a scale, without decimals where it has none."""
    return number(value, 0 if float(value).is_integer() else 1)


def figure(value: float | None) -> str:
    """A median or quartile, as exact as it is."""
    if value is None:
        return NONE
    return number(value, next(places for places in (0, 1, 2) if places == 2 or round(value, places) == value))  # noqa: PLR2004 - quarters


def middle(item: ItemFigures) -> str:
    """The middle half."""
    return NONE if item.lower is None else f"{figure(item.lower)}–{figure(item.upper)}"


def label(item: ItemFigures, fallback: str) -> str:
    """The words of a statement; nothing where its code is all there is."""
    words = words_of(item.text, fallback)
    return "" if words == item.code else words


def scale_ends(part: RoundPart) -> dict[str, str]:
    """The ends of what one answer can be."""
    if part.figures.scale is ItemScale.POINTS:
        return {"low": plain(0), "high": plain(part.rules.points_total)}
    return {"low": plain(part.rules.scale_min), "high": plain(part.rules.scale_max)}


def pooled(part: RoundPart, value: float | None) -> str:
    """A figure of the estimates as one, which is kept as a share of a scale that begins at 0, in the scale's unit."""
    rules = part.rules
    unit = rules.scale_max if rules.scale_min == 0 and rules.scale_max > 0 else 1.0
    return number(None if value is None else value * unit, 3 if rules.scale_max - rules.scale_min <= 1 else 2)


def range_words(part: RoundPart) -> tuple[str, str]:
    """The high and the low range of the rule."""
    rules = part.rules
    return (
        f"{plain(rules.high_from)}–{plain(rules.high_to)}",
        f"{plain(rules.low_from)}–{plain(rules.low_to)}",
    )


def grouped(part: RoundPart) -> Grouped:
    """The statements as the page lists them: agreed and stable, agreed and moving, not agreed; else by weight."""
    items = part.figures.items
    if part.figures.scale is ItemScale.RANKING:
        return [("", [each.item for each in order_of(part)])]
    if two_scales.looks_for_sides(part) and part.figures.scale is ItemScale.RATING:
        split = two_scales.split(part)
        return [(_("Of two minds"), split), (_("Not split"), [item for item in items if item not in split])]
    if not part.figures.has_rule:
        return [("", sorted(items, key=lambda item: -(item.weight or 0.0)))]
    agreed = sorted((item for item in items if item.is_agreed), key=_by_agreement)
    others = sorted((item for item in items if not item.is_agreed), key=_by_agreement)
    if not any(item.movement for item in items):
        return [(_("Agreed"), agreed), (_("Not agreed"), others)]
    return [
        (_("Agreed and stable"), [item for item in agreed if item.is_stable]),
        (_("Agreed, opinions still moving"), [item for item in agreed if item.is_stable is False]),
        (_("Agreed, movement cannot be said"), [item for item in agreed if item.is_stable is None]),
        (_("Not agreed"), others),
    ]


def _by_agreement(item: ItemFigures) -> tuple[float, float]:
    return -max(item.high or 0.0, item.low or 0.0), -(item.median or 0.0)


def heading(part: RoundPart) -> str:
    """The finding as one sentence."""
    figures = part.figures
    total = len(figures.items)
    if figures.scale is ItemScale.RATING and not figures.has_rule:
        return _two_minds(part)
    if not figures.has_rule:
        return _most_weight(part)
    agreed = len(figures.agreed)
    moving = sum(item.is_stable is False for item in figures.agreed)
    words = {"all": number(total), "moving": number(moving)}
    if not agreed:
        return ngettext("The one statement is not agreed", "None of %(num)s statements is agreed", total)
    # of a statement that too few rated twice nobody can say that it stands still
    unknown = not moving and any(item.is_stable is None for item in figures.agreed)
    if unknown or not any(item.movement for item in figures.items):
        return ngettext(
            "%(num)s of %(all)s statements is agreed", "%(num)s of %(all)s statements are agreed", agreed, **words
        )
    if not moving:
        return ngettext(
            "%(num)s of %(all)s statements is agreed, and no agreed one is still moving",
            "%(num)s of %(all)s statements are agreed, and none of those is still moving",
            agreed,
            **words,
        )
    return ngettext(
        "%(num)s of %(all)s statements is agreed; %(moving)s of those still moved",
        "%(num)s of %(all)s statements are agreed; %(moving)s of those still moved",
        agreed,
        **words,
    )


def _two_minds(part: RoundPart) -> str:
    """Where no agreement is sought: on how many statements the panel is split."""
    words = {"all": number(len(part.figures.items))}
    split = len(two_scales.split(part))
    if not split:
        return str(_("The panel is of two minds on none of %(all)s statements", **words))
    return ngettext(
        "The panel is of two minds on %(num)s of %(all)s statements",
        "The panel is of two minds on %(num)s of %(all)s statements",
        split,
        **words,
    )


def _most_weight(part: RoundPart) -> str:
    figures = part.figures
    if figures.scale is ItemScale.RANKING:
        return _ranked_first(part)
    if figures.scale is ItemScale.CHOICE:
        return round_choices.heading(part, "en")
    weighed = sorted((item for item in figures.items if item.weight is not None), key=lambda item: -(item.weight or 0))
    if figures.scale is ItemScale.ESTIMATE or not weighed:
        return ngettext(
            "%(num)s estimate of the panel as one", "%(num)s estimates of the panel as one", len(figures.items)
        )
    first = weighed[0]
    return str(
        _(
            "%(name)s weighs most: %(share)s",
            name=short(words_of(first.text, "en", first.code), 50),
            share=percent(first.weight),
        )
    )


def _ranked_first(part: RoundPart) -> str:
    first = [each.item for each in order_of(part) if each.place == 1]
    if not first:
        return str(_("Too few rankings for an order"))
    return str(_("%(name)s stands first", name=short(words_of(first[0].text, "en", first[0].code), 50)))


def lede(report: PanelReport, part: RoundPart) -> str:
    """Which round, when it closed, who finished, and over whom figures are."""
    figures, flow = part.figures, part.figures.flow
    parts = []
    if part.closed_at:
        when = moment(part.closed_at, report.timezone)
        words = {"number": number(figures.number), "rounds": number(part.rules.rounds), "when": when}
        parts.append(_("Round %(number)s of %(rounds)s closed on %(when)s and is frozen.", **words))
    asked = flow.get("asked", flow.get("accepted", 0))
    parts.append(
        _(
            "%(finished)s of %(accepted)s panellists finished.",
            finished=number(flow.get("finished", 0)),
            accepted=number(asked),
        )
    )
    return sentences([*parts, *_bases(report, part)])


def _bases(report: PanelReport, part: RoundPart) -> list[str]:
    """Over whom figures and stability are; nothing before a second round."""
    found = [item.movement.pairs for item in part.figures.items if item.movement]
    if not found:
        return []
    least, most = min(found), max(found)
    pairs = number(most) if least == most else f"{number(least)}–{number(most)}"
    # where nobody's two answers are joined, stability compares the answers of everybody in either round
    joins_nobody = bool(bound_words.moved(part, report.level))
    if part.figures.scale is ItemScale.CHOICE:
        told = (
            _("Shares and stability use all who chose; %(pairs)s chose in both rounds.", pairs=pairs)
            if joins_nobody
            else _("Shares use all who chose, stability the %(pairs)s who chose in both rounds.", pairs=pairs)
        )
    elif part.figures.scale is not ItemScale.RATING:
        told = (
            _("Medians and stability use all who answered; %(pairs)s answered in both rounds.", pairs=pairs)
            if joins_nobody
            else _("Medians use all who answered, stability the %(pairs)s who answered twice.", pairs=pairs)
        )
    else:
        told = (
            _("Medians and stability use all who rated; %(pairs)s rated in both rounds.", pairs=pairs)
            if joins_nobody
            else _("Medians use all who rated, stability the %(pairs)s who rated twice.", pairs=pairs)
        )
    return [str(told)]


def chart_heading(part: RoundPart, items: Sequence[ItemFigures], fallback: str) -> str:
    """What the drawing of these statements shows, as a finding where there is one."""
    moved = [item for item in items if item.movement and item.movement.has_moved]
    split = [item for item in items if part.figures.has_rule and item.verdict is Verdict.SPLIT]
    if split:
        names = _(", ").join(short(words_of(item.text, fallback, item.code), 40) for item in split[:2])
        return str(_("Two camps: %(names)s", names=names))
    if not moved:
        return str(_("Where the panel stands"))
    most = max(moved, key=lambda item: (item.movement.net_change or 0.0) if item.movement else 0.0)
    return str(_("Moved most: %(name)s", name=short(words_of(most.text, fallback, most.code), 50)))


def measure(part: RoundPart, before: RoundPart | None, fallback: str) -> str:
    """What is drawn, on which scale."""
    ends = scale_ends(part)
    labels = (part.rules.low_label, part.rules.high_label) if part.figures.scale is not ItemScale.RANKING else ({}, {})
    words = [words_of(text, fallback) for text in labels]
    low, high = (" ".join(filter(None, pair)) for pair in zip(ends.values(), words, strict=True))
    if before is None:
        return str(_("Median and middle half on the scale from %(low)s to %(high)s", low=low, high=high))
    return str(
        _(
            "Median and middle half on the scale from %(low)s to %(high)s, round %(before)s above, round %(now)s below",
            low=low,
            high=high,
            before=number(before.figures.number),
            now=number(part.figures.number),
        )
    )


def key(part: RoundPart, before: RoundPart | None) -> tuple[Entry, ...]:
    """What the marks mean."""
    now = number(part.figures.number)
    found = []
    if before:
        found.append(Entry("before", _("round %(n)s: median and middle half", n=number(before.figures.number))))
        found.append(Entry("after", _("round %(n)s; a line joins medians that moved", n=now)))
    else:
        found.append(Entry("after", _("round %(n)s: median and middle half", n=now)))
    if part.figures.has_rule and not all(item.is_agreed for item in part.figures.items):
        found.append(Entry("named", _("round %(n)s, not agreed", n=now)))
    return tuple(found)


def found_words(part: RoundPart, item: ItemFigures, *, brief: bool = False) -> str:
    """The verdict and whether opinions still move; `brief` leaves out that there is no agreement."""
    says_verdict = part.figures.has_rule and not (brief and item.verdict is Verdict.NO_AGREEMENT)
    words = [filled(round_words.VERDICTS[item.verdict], {})] if says_verdict else []
    words += [round_choices.verdict(part, item, "en")] if part.figures.scale is ItemScale.CHOICE else []
    if item.movement and item.movement.stable is not None:
        words.append(filled(round_words.STABLE if item.movement.stable else round_words.MOVING, {}))
    elif item.movement and item.movement.shortfall:
        words.append(filled(round_words.SHORTFALLS[Shortfall(item.movement.shortfall)], {}))
    if item.withheld and item.median is None and item.n:
        words = [_("too few answers to be shown")]
    return str(_(", ")).join(filter(None, words))


def kpis(report: PanelReport, part: RoundPart, before: RoundPart | None) -> tuple[Kpi, ...]:
    """Invited and accepted, finished per round, by group, agreed, and how far the panel agrees on the order."""
    flow = part.figures.flow
    found = [
        Kpi(
            _("Invited → accepted"),
            f"{number(flow.get('invited', 0))} → {number(flow.get('accepted', 0))}",
            line=_declined(flow),
        )
    ]
    finished = [
        number(each.figures.flow.get("finished", 0))
        for each in report.rounds
        if each.figures.number <= part.figures.number
    ]
    found.append(Kpi(_("Finished, round by round"), " → ".join(finished), line=_left(flow)))
    if part.figures.groups:
        done = " · ".join(number(finished) for _name, _members, finished in part.figures.groups)
        of = _(", ").join(f"{number(members)} {name}" for name, members, _finished in part.figures.groups)
        found.append(
            Kpi(_("By group, round %(n)s", n=number(part.figures.number)), done, line=_("of %(groups)s", groups=of))
        )
    if part.figures.is_in_words:
        return tuple(found)
    if part.figures.has_rule:
        found.append(_agreed(part))
    if part.figures.scale is ItemScale.CHOICE and part.figures.seeks_agreement:
        found.append(_agreed_option(part))
    if part.figures.scale not in (ItemScale.ESTIMATE, ItemScale.CHOICE) and not own_scales.is_own(part):
        found.append(_order(part, before))
    return tuple(found)


def _declined(flow: object) -> str:
    counts = dict(flow) if isinstance(flow, dict) else {}
    words = [
        _("%(n)s declined", n=number(counts["declined"])) if counts.get("declined") else "",
        _("%(n)s withdrew", n=number(counts["withdrawn"])) if counts.get("withdrawn") else "",
    ]
    return str(_(", ")).join(each for each in words if each)


def _left(flow: object) -> str:
    counts = dict(flow) if isinstance(flow, dict) else {}
    words = {"part": number(counts.get("part", 0)), "none": number(counts.get("none", 0))}
    return str(_("%(part)s in part, %(none)s did not answer", **words))


def _agreed(part: RoundPart) -> Kpi:
    high, low = range_words(part)
    line = _(
        "at least %(percent)s in %(high)s, or in %(low)s", percent=percent(part.rules.percent / 100), high=high, low=low
    )
    small = _("of %(all)s", all=number(len(part.figures.items)))
    return Kpi(_("Agreed by the rule"), number(len(part.figures.agreed)), small, line)


def _agreed_option(part: RoundPart) -> Kpi:
    line = _("at least %(percent)s chose the same option", percent=percent(part.rules.percent / 100))
    if ticked.is_ticked(part):
        line = _("at least %(percent)s ticked it, or left it unticked", percent=percent(part.rules.percent / 100))
    small = _("of %(all)s", all=number(len(part.figures.items)))
    return Kpi(_("Agreed by the rule"), number(len(chosen.agreed(part))), small, line)


def _order(part: RoundPart, before: RoundPart | None) -> Kpi:
    """Kendall's W now and before, with its test."""
    now = part.figures.concordance
    if now.w is None:
        why = filled(round_words.SHORTFALLS[Shortfall(now.shortfall)], {}) if now.shortfall else ""
        return Kpi(_("Kendall's W"), NONE, line=why)
    earlier = before.figures.concordance if before else None
    small = _("was %(w)s", w=_concordance(earlier)) if earlier is not None and earlier.w is not None else ""
    words = [_("%(n)s panellists rated every statement", n=number(now.raters))]
    if now.p is not None:
        test = filled(round_words.TESTS.get(now.test, now.test), {})
        p = _("p < 0.001") if now.p < _TINY else _("p = %(p)s", p=number(now.p, 3))
        words.append(bracketed(p, test))
    return Kpi(_("Kendall's W"), _concordance(now), small, str(_("; ")).join(words))


def _concordance(found: ConcordanceFigures) -> str:
    """Kendall's W with as many decimals as are told, or the level it reaches."""
    told = number(found.w, bound_words.decimals_of(found, 2))
    if not found.is_floor:
        return told
    return str(_("at least %(w)s", w=told) if found.w else _("below %(w)s", w=number(0.1, 1)))
