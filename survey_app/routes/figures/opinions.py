"""The map of the cards between two groups of opinion."""

from collections.abc import Sequence
from functools import partial

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.charts.priority_map import PriorityMark, PriorityPlane, PriorityWords, priority_map
from survey_app.routes.presentation import number, percent
from survey_app.services import opinion_map
from survey_app.services.opinion_map import CardPlace
from survey_app.services.stances import Side
from survey_app.services.vote_tables import ERASED

_HALVES, _WHOLE = (0.5, 0.5), (0.0, 1.0)
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def drawing(found: Sequence[CardPlace]) -> Markup:
    """The cards on the plane of two groups; nothing where there are not two, or nothing can be shown of both."""
    shown = opinion_map.on_map(found)
    if not shown:
        return Markup("")
    names = PriorityWords(
        _("Group 2 agrees"), _("Group 1 agrees"), _("only group 2"), _("both groups"), _("only group 1"), _("neither")
    )
    plane = PriorityPlane(
        str(_("Share of each group that agrees")),
        _HALVES,
        names,
        (partial(percent), partial(percent)),
        (_WHOLE, _WHOLE),
        (_TICKS, _TICKS),
    )
    return priority_map(plane, [_mark(each) for each in shown])


def _mark(place: CardPlace) -> PriorityMark:
    first, second = (share or 0.0 for share in place.agree)
    words = _(
        "group 1: %(first)s of %(first_seen)s, group 2: %(second)s of %(second_seen)s",
        first=percent(first),
        second=percent(second),
        first_seen=number(place.by_group[0].seen if place.by_group[0] else 0),
        second_seen=number(place.by_group[1].seen if place.by_group[1] else 0),
    )
    return PriorityMark(place.text or str(_(ERASED)), second, first, str(words), named=place.side is Side.DIVIDES)
