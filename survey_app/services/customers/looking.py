"""One analysis of customers as an address asks for it, refused where it would show few people apart."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from survey_app.exceptions import N_, BadInput
from survey_app.models import Stage
from survey_app.services import filters, reports
from survey_app.services.columns import Answered, Mask, Places
from survey_app.services.customers.choosing import Chosen, Kind, Offer, checked, offers_of
from survey_app.services.customers.settling import STAGES
from survey_app.services.customers.views import View
from survey_app.services.filters import Asked, Condition, Dimension, GroupTooSmall
from survey_app.services.groups import crossable
from survey_app.stats.profit_curve import ProfitCurve
from survey_app.stats.results import Result, StatisticsRefused
from survey_app.vocabulary import Role

_POINTS = 100
"""The profit curve has a point for every hundredth of the customers."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a page shows: what can be chosen, what is, and the result once every part that is needed was chosen."""

    view: View
    offers: Mapping[Kind, tuple[Offer, ...]]
    values: Mapping[str, str]
    offered: tuple[Dimension, ...]
    conditions: tuple[Condition, ...]
    least: int
    answered: Answered
    result: Result | None = None
    is_small: bool = False
    """Whether the figures would show few people apart, and are therefore none."""


def look(stage: Stage, view: View, asked: Asked, *, role: Role | None = None) -> Looked:
    """One analysis of a survey as the address asks for it; without figures where they would show few people apart."""
    answered = reports.readable(stage)
    least = reports.least_shown(stage, role)
    offered = filters.dimensions(answered)
    conditions = filters.read(_without(asked, view), offered)
    given = {part.name: next(iter(asked.get(part.name, ())), "") for part in view.parts}
    values = checked(view.parts, given, answered)
    offers = {kind: offers_of(answered, kind) for kind in {part.kind for part in view.parts}}
    found = Looked(view, offers, values, offered, conditions, least, answered)
    if not _is_complete(view, values):
        return found
    try:
        mask = filters.chosen(answered, conditions, least)
        return replace(found, result=_settled(view, Chosen(answered, values), mask, least))
    except GroupTooSmall:
        return replace(found, is_small=True)


def _without(asked: Asked, view: View) -> Asked:
    """The address without the parts of the analysis: the rest are filters."""
    own = {part.name for part in view.parts}
    return {name: values for name, values in asked.items() if name not in own}


def _is_complete(view: View, values: Mapping[str, str]) -> bool:
    if view.key == "channels":
        return any({f"{name}_used", f"{name}_preferred"} <= set(values) for name in STAGES)
    return all(part.name in values for part in view.parts if part.is_needed)


def _settled(view: View, chosen: Chosen, mask: Mask, least: int) -> Result:
    try:
        result = view.settle(_only(chosen, mask)).result
        groups = view.settle(chosen).groups if least > 1 else ()
    except StatisticsRefused as refused:
        raise BadInput(_refusal(refused.code)) from refused
    if groups:
        known = np.logical_or.reduce([each >= 0 for each in groups])
        inside = [*groups, mask.astype(np.int64)]
        is_large = int((known & mask).sum()) >= least and all(_is_open(each[known & mask], least) for each in groups)
        if not is_large or not crossable([each[known] for each in inside], least):
            raise GroupTooSmall(least=least)
        if isinstance(result, ProfitCurve) and result.n < least * _POINTS:
            return replace(result, points=())
    return result


def _is_open(places: Places, least: int) -> bool:
    """Whether every value that occurs could be shown by itself: an analysis shows them all."""
    return bool(np.unique(places, return_counts=True)[1].min() >= least)


def _only(chosen: Chosen, mask: Mask) -> Chosen:
    columns = {
        name: column[mask] if isinstance(column, np.ndarray) else () for name, column in chosen.answered.columns.items()
    }
    return replace(chosen, answered=replace(chosen.answered, columns=columns))


def _refusal(code: str) -> str:
    words = {
        "share_out_of_range": N_("The share of purchases has to lie between 0 and 1, or between 0 and 100 per cent."),
    }
    return words.get(code, N_("These columns do not fit together. Choose others."))
