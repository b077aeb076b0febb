"""Figures and drawings on a panellist's pages: how numbers are written, and the chart of what the panel said."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.charts.feedback import Answers, ChartWords, GroupLine, feedback_chart
from survey_app.models import Item
from survey_app.routes import chosen_words, range_words
from survey_app.routes.presentation import labelled, ngettext, number
from survey_app.services.feedback import Feedback
from survey_app.services.own_answers import Answer, Own
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.round_figures import GroupFigures
from survey_app.vocabulary import ItemScale

_EN = "\N{EN DASH}"


def figure(value: float | None) -> str:
    """A rating or a quartile: with decimals only where it has some."""
    if value is None:
        return number(None)
    decimals = next((places for places in (0, 1) if float(value * 10**places).is_integer()), 2)
    return number(value, decimals)


def stretch(ends: tuple[float, float] | None) -> str:
    """From one figure to another, or the one figure they both are."""
    if ends is None:
        return number(None)
    low, high = (figure(end) for end in ends)
    return low if low == high else f"{low}{_EN}{high}"


def pair(said: Own | Answer | None) -> str:
    """An answer on one scale or on both: "7" or "7 · 3"."""
    if said is None or said.second is None:
        return figure(said.value if said else None)
    return f"{figure(said.value)} · {figure(said.second)}"


def writers(rules: ProtocolRules) -> dict[str, Callable[..., str]]:
    """How a page writes an answer: as a figure, or as the words of the option that was chosen."""
    if rules.scale is not ItemScale.CHOICE:
        return {"figure": figure, "pair": pair, "stretch": stretch}
    words = chosen_words.options(rules)
    chosen = partial(chosen_words.option, words)
    return {"figure": chosen, "pair": lambda said: chosen(said.value if said else None), "stretch": stretch}


def writes(rules: ProtocolRules, item: Item) -> dict[str, Callable[..., str]]:
    """How a page writes an answer to one item: on its own scale where it has one."""
    return writers(rules.of(item.own_scale))


@dataclass(frozen=True, slots=True)
class SideTitles:
    """What the two sides of the texts of a panel are called, in the order of the page."""

    heading: str
    sides: tuple[tuple[str, str], ...]
    """None where an option is chosen: options have no lower or higher side."""
    one_sided: str


def side_titles(rules: ProtocolRules) -> SideTitles:
    """Reasons for a lower and for a higher answer, or arguments for and against."""
    if rules.scale is ItemScale.CHOICE:
        return SideTitles(_("Reasons people gave"), (), "")
    if rules.arguments:
        none = _("Arguments are shown here when there are some of both sides.")
        return SideTitles(_("Arguments people gave"), ((_("For"), "higher"), (_("Against"), "lower")), none)
    none = _("Reasons are shown here when there are some of both sides.")
    if rules.real_time:
        then = ((_("From below the median when given"), "lower"), (_("From above the median when given"), "higher"))
        return SideTitles(_("Reasons people gave"), then, none)
    sides = ((_("For a lower answer"), "lower"), (_("For a higher answer"), "higher"))
    if rules.scale is ItemScale.RANKING:
        sides = ((_("For a place nearer the top"), "lower"), (_("For a place further down"), "higher"))
    return SideTitles(_("Reasons people gave"), sides, none)


def chart(found: Feedback) -> Markup:
    """The drawing of what the panel said; nothing where too few people answered for one."""
    if found.options:
        return chosen_words.drawing(found)
    if found.elicited is not None:
        return range_words.drawing(found.elicited, found.own_range)
    if not found.counts or found.median is None or found.middle is None:
        return Markup()
    groups = [
        GroupLine(group.name, number(group.n), group.median, group.lower, group.upper)
        for group in found.groups
        if group.median is not None
    ]
    own = found.own.value if found.own else None
    drawn = Answers(found.counts, found.median, found.middle, own, bool(found.own and found.own.counted), tuple(groups))
    return feedback_chart(drawn, _words(found, own), figure)


def _group(group: GroupFigures) -> str:
    named = {"group": group.name, "n": number(group.n), "median": figure(group.median)}
    if group.lower is None or group.upper is None:
        return str(_("%(group)s (%(n)s): median %(median)s", **named))
    values = stretch((group.lower, group.upper))
    return str(_("%(group)s (%(n)s): median %(median)s, middle half %(values)s", values=values, **named))


def _words(found: Feedback, own: float | None) -> ChartWords:
    parts = [labelled(figure(point), number(count)) for point, count in found.counts or ()]
    parts.append(_("median %(value)s", value=figure(found.median)))
    parts.append(_("middle half %(values)s", values=stretch(found.middle)))
    if own is not None:
        parts.append(_("you %(value)s", value=figure(own)))
    parts += [_group(group) for group in found.groups if group.median is not None]
    people = ngettext("%(num)s answer of the panel", "%(num)s answers of the panel", found.n)
    title = _("Round %(round)s, %(answers)s", round=number(found.round_number), answers=people)
    return ChartWords(
        f"{title}. {'; '.join(parts)}",
        _("You"),
        _("middle half %(values)s", values=stretch(found.middle)),
        _("median %(value)s", value=figure(found.median)),
    )
