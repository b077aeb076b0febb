"""The estimates of a round on its page: each statement drawn, and three ways to join the ranges side by side."""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.exports.elicited import ElicitedFigures
from survey_app.exports.round_report import PanelReport
from survey_app.routes.figures import round_wording
from survey_app.routes.presentation import percent
from survey_app.routes.range_words import PoolLine, base_words, desk_drawing, figure, pool_lines, weighted_words

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class JoinedItem:
    """One statement whose estimates are joined."""

    code: str
    label: str
    base: str
    chart: Markup
    heads: tuple[str, str, str, str]
    pools: tuple[PoolLine, ...]
    weighted: str
    ranges: tuple[tuple[str, str, str], ...]


def items_of(report: PanelReport, number: int, shown: Collection[str]) -> tuple[JoinedItem, ...]:
    """The statements of these codes in a round with estimates that may be shown."""
    part = next(each for each in report.rounds if each.figures.number == number)
    return tuple(
        JoinedItem(
            code=item.code,
            label=round_wording.label(item, report.language),
            base=base_words(item.elicited),
            chart=desk_drawing(item.elicited),
            heads=_heads(item.elicited),
            pools=tuple(pool_lines(item.elicited)),
            weighted=weighted_words(item.elicited),
            ranges=tuple((figure(low), figure(best), figure(high)) for low, best, high in item.elicited.ranges),
        )
        for item in part.figures.items
        if item.elicited is not None and item.elicited.n and item.code in shown
    )


def _heads(found: ElicitedFigures) -> tuple[str, str, str, str]:
    """The ends of what is joined, by the share that lies below."""
    below = (1 - found.confidence / _HUNDRED) / 2
    return (
        _("Low end, %(share)s", share=percent(below)),
        _("Median"),
        _("High end, %(share)s", share=percent(1 - below)),
        _("Width"),
    )
