"""Figures and drawings on a panellist's pages: how numbers are written, and the chart of what the panel said."""

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.charts.feedback import Answers, ChartWords, GroupLine, feedback_chart
from survey_app.routes.presentation import ngettext, number
from survey_app.services.feedback import Feedback

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


def chart(found: Feedback) -> Markup:
    """The drawing of what the panel said; nothing where too few people answered for one."""
    if not found.counts or found.median is None or found.middle is None:
        return Markup()
    groups = [
        GroupLine(group.name, number(group.n), group.median, group.lower, group.upper)
        for group in found.groups
        if group.median is not None and group.lower is not None and group.upper is not None
    ]
    own = found.own.value if found.own else None
    drawn = Answers(found.counts, found.median, found.middle, own, bool(found.own and found.own.counted), tuple(groups))
    return feedback_chart(drawn, _words(found, own), figure)


def _words(found: Feedback, own: float | None) -> ChartWords:
    parts = [f"{figure(point)}: {number(count)}" for point, count in found.counts or ()]
    parts.append(_("median %(value)s", value=figure(found.median)))
    parts.append(_("middle half %(values)s", values=stretch(found.middle)))
    if own is not None:
        parts.append(_("you %(value)s", value=figure(own)))
    parts += [
        _(
            "%(group)s (%(n)s): median %(median)s, middle half %(values)s",
            group=group.name,
            n=number(group.n),
            median=figure(group.median),
            values=stretch((group.lower, group.upper)),
        )
        for group in found.groups
        if group.lower is not None and group.upper is not None
    ]
    people = ngettext("%(num)s answer of the panel", "%(num)s answers of the panel", found.n)
    title = _("Round %(round)s, %(answers)s", round=number(found.round_number), answers=people)
    return ChartWords(
        f"{title}. {'; '.join(parts)}",
        _("You"),
        _("middle half %(values)s", values=stretch(found.middle)),
        _("median %(value)s", value=figure(found.median)),
    )
