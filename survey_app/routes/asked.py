"""What an address chooses among the answers, and how it goes along from one way of looking at them to the next."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, request
from flask_babel import gettext as _
from flask_login import current_user

from survey_app.models import Stage, Study
from survey_app.services import weighing
from survey_app.services.crosstabs import KEPT
from survey_app.services.customers.views import VIEWS
from survey_app.services.filters import WEIGHT, Asked, UnknownFilter, is_filter
from survey_app.services.priorities import Wish
from survey_app.services.quality_rules import Flag

_CROSSTAB, _WAVES = "crosstabs.show", "waves.show"
_OF_ALL = frozenset({"quality.show", "weightings.show", "customers.show", "record_trends.show"})
"""Pages that nothing chooses among the answers of; they keep what was chosen for the way back."""


_ALSO: Mapping[str, frozenset[str]] = {
    "reports": frozenset({"page"}),
    "reports.exports": frozenset(Wish.__slots__),
    "reports.data": frozenset({"values", "separator", "bom"}),
    "crosstabs": frozenset({"rows", "columns", "inside", "correction"}),
    "priorities": frozenset({*Wish.__slots__, "shown"}),
    "quality": frozenset({*Flag, "page"}),
    "weightings": frozenset({"by", "column", "fill"}),
    "record_trends": frozenset({"measure", "place", "show"}),
    "text_codes": frozenset({"q", "code", "page"}),
    "waves": frozenset({"before", "now"}),
    "customers": frozenset(),
}
"""What the pages of results understand besides filters and weights, by blueprint or endpoint."""
_ALONE: Mapping[str, frozenset[str]] = {
    "improvements": frozenset({"page"}),
    "market": frozenset(),
    "market.new": frozenset({"panel"}),
    "market_files": frozenset(),
    "shared_results": frozenset(),
    "open_data": frozenset({"known"}),
    "fieldwork": frozenset({"by", "target"}),
    "fieldwork_files": frozenset({"by", "target"}),
    "cases": frozenset({"search", "disposition", "by", "value", "page"}),
}
"""What other pages of the desk understand: nothing chooses among answers there, so filters are unknown too."""


def refuse_unknown() -> None:
    """A name that a page does not understand is told: passed over, `weigth=1` would show other figures."""
    blueprint, endpoint = request.blueprint or "", request.endpoint or ""
    pages = _ALSO if blueprint in _ALSO else _ALONE
    if request.method not in {"GET", "HEAD"} or blueprint not in pages or not current_user.is_authenticated:
        return
    view = VIEWS.get((request.view_args or {}).get("view_name", ""))
    parts = {part.name for part in view.parts} if view is not None else set()
    known = pages[blueprint] | pages.get(endpoint, frozenset()) | parts
    for name, values in request.args.lists():
        if any(values) and name not in known and not (pages is _ALSO and is_filter(name)):
            raise UnknownFilter(name=name)


def filters_asked() -> Asked:
    """The filters and weights in the address; nothing else that stands there."""
    return {name: values for name, values in request.args.lists() if is_filter(name)}


def wish_asked() -> Asked:
    """What the address says of priorities: the battery, the outcome, the lines."""
    return {name: given for name in Wish.__slots__ if (given := [each for each in request.args.getlist(name) if each])}


def carried(endpoint: str) -> dict[str, Any]:
    """The filters and weights of this page as another page understands them.

    Cross-tables name a weighting where the other pages turn the kept one on; a weight that is a question of the data
    is known to cross-tables alone.
    """
    found: dict[str, Any] = {
        name: kept
        for name, values in filters_asked().items()
        if name != WEIGHT and (kept := [each for each in values if each])
    }
    if set(request.args.getlist(WEIGHT)) & {weighing.ON, KEPT}:
        found[WEIGHT] = KEPT if endpoint == _CROSSTAB else weighing.ON
    return found


def is_of_all() -> bool:
    """Whether this page is about all answers although something was chosen on another one."""
    return request.endpoint in _OF_ALL and bool(carried(request.endpoint))


def ways_of_looking(study: Study, stage: Stage) -> list[tuple[str, dict[str, Any], str]]:
    """The pages of a survey's answers: endpoint, arguments with the filters and weights of this page, and its name."""
    here = {"study_code": study.code, "stage_code": stage.code}
    pages = (
        ("reports.show", _("Figures")),
        (_CROSSTAB, _("Cross-table")),
        ("priorities.show", _("Priorities")),
        ("customers.show", _("Customers")),
        ("quality.show", _("Data quality")),
        ("weightings.show", _("Weighting")),
        ("record_trends.show", _("Over time")),
    )
    found: list[tuple[str, dict[str, Any], str]] = [
        (endpoint, {**carried(endpoint), **here}, str(words)) for endpoint, words in pages
    ]
    moved = {**carried(_WAVES), "now": stage.code, "study_code": study.code}
    return [*found, (_WAVES, moved, str(_("What moved")))]


def add_ways(app: Flask) -> None:
    """Teach the templates the ways of looking and what goes along, and let no address ask for what nothing knows."""
    app.before_request(refuse_unknown)
    app.jinja_env.globals.update(carried=carried, is_of_all=is_of_all, ways_of_looking=ways_of_looking)
