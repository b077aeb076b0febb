"""One analysis of customers as an address asks for it, refused where it would show few people apart."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from survey_app.exceptions import N_, BadInput
from survey_app.models import Stage
from survey_app.services import answers_by_group, filters, flagged, need_notes, reports, weighing, weightings
from survey_app.services.answer_tables import Look
from survey_app.services.columns import Answered, Mask, Places
from survey_app.services.customers import coded
from survey_app.services.customers.choosing import Chosen, Kind, Offer, checked, offers_of
from survey_app.services.customers.hiding import Rules, told_apart
from survey_app.services.customers.settling import STAGES
from survey_app.services.customers.views import View
from survey_app.services.filters import Asked, Condition, Dimension, FewFlagged, GroupTooSmall
from survey_app.services.groups import crossable, merged
from survey_app.services.lent_columns import arrays_of
from survey_app.services.withholding import look_of
from survey_app.stats.need_register import NeedRegister
from survey_app.stats.profit_curve import ProfitCurve
from survey_app.stats.results import Result, StatisticsRefused
from survey_app.vocabulary import Role

_CODE = re.compile(r"[.=]")
"""What follows the code of a question in the name of an item, or of an answer."""
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
    hidden: int = 0
    """Lines and columns that are left out of the result because few people stand in them or behind them."""
    is_small: bool = False
    """Whether the figures would show few people apart, and are therefore none. Nobody at all is not few people."""
    weighting: str = ""
    """The name of the weighting that the figures are weighted by; empty where they are not."""


def look(stage: Stage, view: View, asked: Asked, *, role: Role | None = None) -> Looked:
    """One analysis of a survey as the address asks for it; without figures where they would show few people apart."""
    answered = reports.readable(stage)
    least = reports.least_shown(stage, role)
    offered = (*flagged.dimensions(stage, answered, asked), *filters.dimensions(answered))
    conditions = filters.read(_without(asked, view), offered)
    if any(part.kind is Kind.WORDS for part in view.parts):
        answered = coded.with_coded(stage, answered)
    given = {part.name: next(iter(asked.get(part.name, ())), "") for part in view.parts}
    values = checked(view.parts, given, answered)
    offers = {kind: offers_of(answered, kind) for kind in {part.kind for part in view.parts}}
    force = weighing.in_force(stage, asked, answered, least)
    name = force.name if force else ""
    found = Looked(view, offers, values, offered, conditions, least, answered, weighting=name)
    if not _is_complete(view, values):
        return found
    weights = force.applied.weights if force else None
    notes = need_notes.of_stage(stage) if view.key == "needs" else {}
    try:
        fewest = reports.fewest_told(stage, role)
        mask = filters.chosen(answered, conditions, least, fewest)
        _refuse_few(answered, values, look_of(conditions, fewest), least)
        told = [each.dimension.places for each in conditions]
        result, hidden = _settled(view, Chosen(answered, values, notes, weights), (mask, told), least)
        return replace(found, result=result, hidden=hidden)
    except FewFlagged:
        raise  # it says why in words of its own
    except GroupTooSmall:
        return replace(found, is_small=bool(answered.keys))


def _refuse_few(answered: Answered, values: Mapping[str, str], groups: Look, least: int) -> None:
    """Refuse an analysis of questions of which few people of a group that the filters make gave an answer."""
    if groups.is_free:
        return
    used = {_CODE.split(value)[0] for value in values.values()}
    for question in answered.questionnaire.questions():
        if question.code in used and not answers_by_group.telling_of(question, answered, groups).whole:
            raise GroupTooSmall(least=least)


def _without(asked: Asked, view: View) -> Asked:
    """The address without the parts of the analysis: the rest are filters."""
    own = {part.name for part in view.parts}
    return {name: values for name, values in asked.items() if name not in own}


def _is_complete(view: View, values: Mapping[str, str]) -> bool:
    if view.key == "channels":
        return any({f"{name}_used", f"{name}_preferred"} <= set(values) for name in STAGES)
    return all(part.name in values for part in view.parts if part.is_needed)


def _settled(view: View, chosen: Chosen, filtered: tuple[Mask, Sequence[Places]], least: int) -> tuple[Result, int]:
    """The result of the people of the mask, and how much of it is hidden.

    `filtered` are those people, and all that the filters in force could ask for.
    """
    mask, told = filtered
    try:
        result = view.settle(_only(chosen, mask)).result
        whole = view.settle(chosen) if least > 1 else None
    except StatisticsRefused as refused:
        raise BadInput(_refusal(refused.code)) from refused
    # who looks at figures of nobody sees nobody
    if whole is not None and whole.groups and (whole.result.n or any((each >= 0).any() for each in whole.groups)):
        if whole.hide is not None:
            shown, hidden = whole.hide(result, _rules(chosen, mask, told, least))
            if not _lines(shown):
                raise GroupTooSmall(least=least)
            return shown, hidden
        if not _may_show(chosen, whole.groups, mask, told, least):
            raise GroupTooSmall(least=least)
        if isinstance(result, ProfitCurve) and result.n < least * _POINTS:
            return replace(result, points=()), 0
    return result, 0


def _lines(result: Result) -> bool:
    """Whether anything of a result in lines is left."""
    return bool(result.needs if isinstance(result, NeedRegister) else getattr(result, "sources", ()))


def _rules(chosen: Chosen, mask: Mask, told: Sequence[Places], least: int) -> Rules:
    weights = None if chosen.weights is None else weightings.cells(chosen.weights)
    return Rules(
        least,
        mask,
        told_apart(told, weights, mask.size, least),
        lambda places: _may_show(chosen, (places,), mask, told, least),
    )


def _may_show(chosen: Chosen, groups: Sequence[Places], mask: Mask, told: Sequence[Places], least: int) -> bool:
    """Whether these groups, crossed with one another and with every value of the filters, show nobody apart.

    Not with the chosen value alone: what two other values and everybody show would give the third.
    """
    known = np.logical_or.reduce([each >= 0 for each in groups])
    inside = [*groups, *told]
    if int((known & mask).sum()) < least or not all(_is_open(each[known & mask], least) for each in groups):
        return False
    return crossable([each[known] for each in inside], least) and _may_weigh(chosen, inside, known, least)


def _may_weigh(chosen: Chosen, groups: Sequence[Places], known: Mask, least: int) -> bool:
    """Whether no weight belongs to few people of a group: who compares with the plain figures would find them."""
    if chosen.weights is None:
        return True
    cells = weightings.cells(chosen.weights[known])
    together = weighing.together([cells, *(merged(each[known], least) for each in groups)])
    return weighing.large(together, np.ones(together.size, np.bool_), least)


def _is_open(places: Places, least: int) -> bool:
    """Whether every value that occurs could be shown by itself: an analysis shows them all."""
    return bool(np.unique(places, return_counts=True)[1].min() >= least)


def _only(chosen: Chosen, mask: Mask) -> Chosen:
    stored = arrays_of(chosen.answered.columns)
    columns = {name: stored[name][mask] if name in stored else () for name in chosen.answered.columns}
    weights = None if chosen.weights is None else chosen.weights[mask]
    return replace(chosen, answered=replace(chosen.answered, columns=columns), weights=weights)


def _refusal(code: str) -> str:
    words = {
        "share_out_of_range": N_("The share of purchases has to lie between 0 and 1, or between 0 and 100 per cent."),
    }
    return words.get(code, N_("These columns do not fit together. Choose others."))
