"""Drawings and tables of joined estimates, for panellists and for the desk: the same figures in the same words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.charts.canvas import WIDTHS, Side
from survey_app.charts.ranges import PAGE_WIDTHS, Ranges, RangeWords, range_chart
from survey_app.exports.elicited import ElicitedFigures, Three
from survey_app.routes.presentation import bracketed, filled, labelled, ngettext, number, percent

_EN = "\N{EN DASH}"
_HUNDRED = 100


def figure(value: float | None) -> str:
    """A figure with as many decimals as it has, two at most; small ones keep three."""
    if value is None:
        return number(None)
    most = 3 if abs(value) < 1 else 2
    decimals = next((places for places in range(most) if round(value, places) == round(value, most)), most)
    return number(value, decimals)


def reach(three: Three) -> str:
    """From the low to the high end."""
    return f"{figure(three[0])}{_EN}{figure(three[2])}"


@dataclass(frozen=True, slots=True)
class PoolLine:
    """One way to join the ranges: its name, low, median and high end, and how wide it is."""

    words: str
    cells: tuple[str, str, str, str]


def pool_lines(found: ElicitedFigures) -> list[PoolLine]:
    """The three pools side by side."""
    lines = []
    for words, (low, median, high) in found.pools:
        lines.append(PoolLine(filled(words, {}), (figure(low), figure(median), figure(high), figure(high - low))))
    return lines


def weighted_words(found: ElicitedFigures) -> str:
    """The best estimates weighted by the ranges, for whoever leads the panel."""
    if found.narrow is None:
        return ""
    words = _(
        "Best estimates with narrow ranges counting more: %(narrow)s; with one-sided ranges counting more: "
        "%(one_sided)s. A narrow range may be knowledge or overconfidence.",
        narrow=figure(found.narrow),
        one_sided=figure(found.one_sided),
    )
    if not found.capped:
        return str(words)
    capped = ngettext(
        "%(num)s range without width counts as the narrowest with some.",
        "%(num)s ranges without width count as the narrowest with some.",
        found.capped,
    )
    return f"{words} {capped}"


def base_words(found: ElicitedFigures) -> str:
    """At which confidence ranges are compared, and how many were cut."""
    if found.confidence == _HUNDRED:
        return str(_("The ends of a range are taken as the extremes."))
    words = _(
        "All ranges are brought to %(share)s: as wide as if everybody were %(share)s sure.",
        share=percent(found.confidence / _HUNDRED),
    )
    if not found.clipped:
        return str(words)
    cut = ngettext(
        "%(num)s of them was cut to the limits of the scale.",
        "%(num)s of them were cut to the limits of the scale.",
        found.clipped,
    )
    return f"{words} {cut}"


def desk_drawing(found: ElicitedFigures | None) -> Markup:
    """The same as wide as the desk's pages are."""
    return drawing(found, widths=WIDTHS)


def drawing(
    found: ElicitedFigures | None, own: Three | None = None, *, widths: Mapping[Side, float] = PAGE_WIDTHS
) -> Markup:
    """Everybody's range and the curve they make; nothing where too few answered for single ranges, or too many."""
    if found is None or not found.curve or found.median_of_quantiles is None:
        return Markup()
    told = Ranges(found.ranges, found.curve, found.median_of_quantiles, own)
    return range_chart(told, _words(found, own, figure), figure, widths)


def _words(found: ElicitedFigures, own: Three | None, said: Callable[[float], str]) -> RangeWords:
    joined = found.median_of_quantiles or (0.0, 0.0, 0.0)
    parts = [_("joined %(values)s, median %(median)s", values=reach(joined), median=said(joined[1]))]
    if own is not None:
        parts.append(_("you %(values)s, best %(best)s", values=reach(own), best=said(own[1])))
    parts += [bracketed(reach(one), said(one[1])) for one in found.ranges]
    people = ngettext("%(num)s range of the panel", "%(num)s ranges of the panel", found.n)
    return RangeWords(
        title=labelled(people, _("; ").join(parts)),
        you=_("You"),
        joined=_("joined %(values)s", values=reach(joined)),
        median=_("median %(value)s", value=said(joined[1])),
        curve=_("Share at or below"),
        shares=(percent(0.0), percent(0.5), percent(1.0)),
    )
