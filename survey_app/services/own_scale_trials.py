"""Trying the own scales of statements: how often each would pass by chance in a first round, exactly.

Every statement is judged by its own ranges or options and by the share, the denominator and the smallest number of
the protocol. Drifting, leaving and stopping are tried on the protocol's scale alone.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from survey_app.exports.own_scale_trials import OwnScaleLine
from survey_app.models import Item
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.stats import choice_trial, protocol_trial
from survey_app.stats.choice_trial import ChoicePlan
from survey_app.stats.protocol_trial import TrialPlan
from survey_app.vocabulary import ItemScale

__all__ = ["grouped", "lines"]

Own = Mapping[str, Any]
_TRIED = (ItemScale.RATING, ItemScale.CHOICE)
"""Where one answer of everybody passes or fails; of any other scale nothing is computed."""

_KEPT = 256
"""How many plans are remembered: scales with other words and the same figures have the same chances."""


def grouped(items: Iterable[Item]) -> list[tuple[Own, tuple[str, ...]]]:
    """Every own scale once, in the order of the statements, with the codes of those on it."""
    found: list[tuple[Own, list[str]]] = []
    for item in items:
        if not item.own_scale:
            continue
        codes = next((codes for own, codes in found if own == item.own_scale), None)
        if codes is None:
            found.append((dict(item.own_scale), [item.code]))
        else:
            codes.append(item.code)
    return [(own, tuple(codes)) for own, codes in found]


def lines(rules: ProtocolRules, items: Iterable[Item], panellists: int) -> tuple[OwnScaleLine, ...]:
    """The chances of every own scale, by the rules of the protocol and so many people."""
    return tuple(_line(rules.of(own), own, codes, panellists) for own, codes in grouped(items))


def _line(rules: ProtocolRules, own: Own, codes: tuple[str, ...], panellists: int) -> OwnScaleLine:
    if not rules.gives_verdicts or rules.scale not in _TRIED:
        return OwnScaleLine(own, codes)
    smallest = min(rules.min_verdict, panellists)
    (by_chance, by_majority), (in_smallest, _majority) = (_chances(rules, people) for people in (panellists, smallest))
    return OwnScaleLine(own, codes, by_chance, in_smallest, by_majority)


def _chances(rules: ProtocolRules, people: int) -> tuple[float, float]:
    """That a statement counts as agreed: by chance, and on the view of a true majority."""
    if rules.scale is ItemScale.CHOICE:
        share = Fraction(str(rules.percent))
        return _of_choice(ChoicePlan(int(rules.scale_max), share, rules.min_verdict, people))
    return _of_rating(TrialPlan(rules.rule, people))


@lru_cache(_KEPT)
def _of_choice(plan: ChoicePlan) -> tuple[float, float]:
    return choice_trial.first_agreement(plan)


@lru_cache(_KEPT)
def _of_rating(plan: TrialPlan) -> tuple[float, float]:
    by_chance, by_majority = protocol_trial.first_agreement(plan)
    return float(by_chance), float(by_majority)
