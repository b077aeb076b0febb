"""What may be told of answers that bind each other: points that come to one total, ranks that are each given once.

What one person gives to one statement leaves little for the others. So from the exact distribution of every statement
whole answers of people can be put together again, with nothing but a program that solves for them. Where no answer may
be joined with another one, less is told.
"""

from dataclasses import replace
from math import perm

from survey_app.exports.round_report import GroupFigures, ItemFigures
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import ItemScale

QUARTILES_FROM = 9
"""From so many answers on quartiles are told; of five they are three of the answers themselves."""
FEW_RANKINGS = 120
"""Where fewer rankings than these are possible, only means are told: all rankings of five statements are 120."""


def is_bound(scale: ItemScale, rank_top: int) -> bool:
    """Whether the answers of one person bind each other."""
    return scale is ItemScale.POINTS or (scale is ItemScale.RANKING and rank_top != 1)


def told(item: ItemFigures, rules: ProtocolRules, items: int) -> ItemFigures:
    """The figures of one of so many items from which nobody's whole answer can be put together."""
    if not is_bound(rules.scale, rules.rank_top):
        return item
    if item.movement is not None:
        item = replace(item, movement=replace(item.movement, cv_change=None))
    if rules.scale is ItemScale.RANKING and _rankings(rules, items) < FEW_RANKINGS:
        return replace(item, median=None, lower=None, upper=None, iqr=None, sd=None, counts=(), groups=())
    if rules.scale is ItemScale.POINTS or item.n < QUARTILES_FROM:
        item = replace(item, counts=(), sd=None)
    if item.n < QUARTILES_FROM:
        item = replace(item, lower=None, upper=None, iqr=None)
    return replace(item, groups=tuple(_group(each) for each in item.groups))


def _group(found: GroupFigures) -> GroupFigures:
    return found if found.n >= QUARTILES_FROM else replace(found, lower=None, upper=None)


def _rankings(rules: ProtocolRules, items: int) -> int:
    return perm(items, min(rules.rank_top or items, items))
