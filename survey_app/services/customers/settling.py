"""How each analysis of customers is worked out, and which groups of people it tells apart."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from survey_app.services.columns import Places
from survey_app.services.customers.choosing import Chosen
from survey_app.services.customers.hiding import NEITHER, Rules, segments_shown, sources_shown
from survey_app.services.need_notes import NOTHING
from survey_app.stats.answers import FloatArray
from survey_app.stats.channels import StageAnswers, channels
from survey_app.stats.customer_cells import buying_outcome, losses, need_offer_use, payers_and_users
from survey_app.stats.expectation import FormedBy, formed_by
from survey_app.stats.loyalty import LoyaltyClass, LoyaltyRule, loyalty, loyalty_classes
from survey_app.stats.need_register import Need, NeedRegister, need_register, of_needs, only_segments
from survey_app.stats.profit_curve import customer_value, profit_curve
from survey_app.stats.results import Result

STAGES = ("before", "during", "after")
_ENDS = 0.2


@dataclass(frozen=True, slots=True)
class Settled:
    """A result, and the groups of people it tells apart: the place of each person in each of them, -1 in none.

    Where every group stands in a line of its own, `hide` leaves out of a result what may not be shown, and counts it.
    """

    result: Result
    groups: tuple[Places, ...]
    hide: Callable[[Result, Rules], tuple[Result, int]] | None = None


def _places(column: Sequence[object]) -> Places:
    """The place of each value among those that occur, -1 where there is none."""
    kinds = sorted({str(value) for value in column if value is not None})
    return np.array([-1 if value is None else kinds.index(str(value)) for value in column], np.int64)


def _flags(chosen: Chosen, *names: str) -> tuple[Places, ...]:
    return tuple(np.nan_to_num(chosen.yes(name), nan=-1.0).astype(np.int64) for name in names)


def loyalty_of(chosen: Chosen) -> Settled:
    """Classes of loyalty; a share above 1 says that per cent were typed."""
    columns = [chosen.figure(name) for name in ("orders", "months", "share", "trust")]
    part = columns[2]
    if np.nanmax(part, initial=0.0) > 1:  # per cent, as most people type it
        columns[2] = part / 100
    rule = LoyaltyRule()
    orders, months, share, trust = columns
    classes = loyalty_classes(orders, months, share, trust, rule)
    there = np.asarray(~np.isnan(np.column_stack(columns)).all(axis=1), dtype=np.bool_)
    names = list(LoyaltyClass)
    places = np.array([names.index(each) if known else -1 for each, known in zip(classes, there, strict=True)])
    orders, months, share, trust = (column[there] for column in columns)
    weights = None if chosen.weights is None else chosen.weights[there]
    return Settled(loyalty(orders, months, share, trust, rule, weights=weights), (places.astype(np.int64),))


def roles_of(chosen: Chosen) -> Settled:
    """Payers and users."""
    result = payers_and_users(chosen.yes("pays"), chosen.yes("uses"), chosen.weights)
    return Settled(result, _flags(chosen, "pays", "uses"))


def man_of(chosen: Chosen) -> Settled:
    """Money, authority and need."""
    money, authority, need = (chosen.yes(name) for name in ("money", "authority", "need"))
    return Settled(buying_outcome(money, authority, need, chosen.weights), _flags(chosen, "money", "authority", "need"))


def losses_of(chosen: Chosen) -> Settled:
    """Lost customers by kind with their reasons."""
    left = chosen.yes("active")
    kinds = [None if np.isnan(each) else "active" if each else "passive" for each in left.tolist()]
    reasons = chosen.words("reason")
    return Settled(losses(kinds, reasons, chosen.weights), (*_flags(chosen, "active"), _places(reasons)))


def offers_of(chosen: Chosen) -> Settled:
    """Need, offer and use, with causes where a question for them was chosen."""
    names = ("need", "offered", "used")
    causes = chosen.words("cause") if "cause" in chosen.values else None
    need, offered, used = (chosen.yes(name) for name in names)
    result = need_offer_use(need, offered, used, causes, chosen.weights)
    groups = _flags(chosen, *names)
    return Settled(result, groups if causes is None else (*groups, _places(causes)))


def channels_of(chosen: Chosen) -> Settled:
    """Channels of the stages that were chosen."""
    stages, groups = {}, []
    for name in STAGES:
        if {f"{name}_used", f"{name}_preferred"} <= set(chosen.values):
            used, preferred = chosen.several(f"{name}_used"), chosen.several(f"{name}_preferred")
            rating = chosen.figure(f"{name}_rating") if f"{name}_rating" in chosen.values else None
            stages[name] = StageAnswers(used, preferred, rating)
            groups += [_places(["+".join(each) if each is not None else None for each in used])]
            groups += [_places(["+".join(each) if each is not None else None for each in preferred])]
    return Settled(channels(stages, chosen.weights), tuple(groups))


def formed_of(chosen: Chosen) -> Settled:
    """What formed the expectation: each source against those who did not name it."""
    expected, ticks = chosen.figure("expected"), chosen.several("sources")
    names = sorted({code for each in ticks if each is not None for code in each})
    flags = {
        name: np.array([np.nan if each is None else float(name in each) for each in ticks], np.float64)
        for name in names
    }
    # who named no source is a group too: everybody's mean stands elsewhere, and a subtraction would give theirs
    there = ~np.isnan(expected)
    places = {
        name: np.where(there, np.nan_to_num(flag, nan=NEITHER), -1).astype(np.int64) for name, flag in flags.items()
    }
    result = formed_by(expected, flags, weights=chosen.weights)
    return Settled(result, tuple(places.values()), partial(_without_sources, places))


def _without_sources(places: Mapping[str, Places], result: Result, rules: Rules) -> tuple[Result, int]:
    """The sources that may be shown, against everybody where their others may not."""
    if not isinstance(result, FormedBy) or not places:
        return result, 0
    shown = sources_shown(places, rules)
    kept = tuple(each for each in result.sources if each.name in shown.names)
    hidden = len(result.sources) - len(kept)
    if shown.has_others:
        return replace(result, sources=kept), hidden
    alone = tuple(replace(each, others=None, difference=None) for each in kept)
    return replace(result, sources=alone, whole=result.everybody, n=result.everybody.n), hidden


def profit_of(chosen: Chosen) -> Settled:
    """The curve of a column of profits."""
    return _curve(chosen.figure("profit"), chosen.weights)


def value_of(chosen: Chosen) -> Settled:
    """The curve of what each customer is worth."""
    names = ("income", "product_cost", "service_cost", "marketing_cost", "referral_profit")
    income, product, service, marketing, referral = (chosen.figure(name) for name in names)
    return _curve(customer_value(income, product, service, marketing, referral), chosen.weights)


def _curve(values: FloatArray, weights: FloatArray | None) -> Settled:
    """The ends of the curve are groups; so are those who bring a loss."""
    known = ~np.isnan(values)
    places = np.full(values.shape, -1, np.int64)
    order = np.argsort(-values[known], kind="stable")
    inside = np.ones(order.size, np.int64)
    inside[order[: int(order.size * _ENDS)]] = 0
    inside[values[known] < 0] = 2
    places[known] = inside
    return Settled(profit_curve(values, weights=weights), (places,))


def needs_of(chosen: Chosen) -> Settled:
    """The tiers of the features of one question, for all and for each segment."""
    question = chosen.question(chosen.values["features"])
    sides = ("functional", "dysfunctional")
    needs, groups = [], {}
    segments = chosen.words("segment") if "segment" in chosen.values else None
    for item in question.settings.items:
        pair = [
            np.asarray(chosen.answered.columns[f"{question.code}.{item.code}.{side}"], np.float64) for side in sides
        ]
        having, lacking = (np.where(column >= 0, column, np.nan) for column in pair)
        note = chosen.notes.get(f"{question.code}.{item.code}", NOTHING)
        needs.append(Need(str(item.code), having, lacking, note.awareness, note.source, note.evidence))
        given = ~np.isnan(having) & ~np.isnan(lacking)
        # who is of no segment is a group too: all less the segments would give their tier
        segment = np.zeros(given.size, np.int64) if segments is None else _places(segments) + 1
        groups[str(item.code)] = np.where(given, segment, -1)
    names = sorted({each for each in segments or () if each is not None})
    result = need_register(needs, segments, weights=chosen.weights)
    return Settled(result, tuple(groups.values()), partial(_without_segments, groups, names))


def _without_segments(
    places: Mapping[str, Places], names: Sequence[str], result: Result, rules: Rules
) -> tuple[Result, int]:
    """Every need with the segments that may be shown; a need that few answered is left out."""
    if not isinstance(result, NeedRegister):
        return result, 0
    kept, hidden = [], 0
    for each in result.needs:
        segments = places[each.name]
        if not rules.may_show(np.where(segments >= 0, 0, -1)):
            hidden += 1
            continue
        shown = {names[place - 1] for place in segments_shown(segments, rules)}
        kept.append(only_segments(each, shown))
        hidden += len(each.segments) - len(kept[-1].segments)
    return of_needs(result, kept), hidden
