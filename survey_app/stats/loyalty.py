"""Customers by loyalty: potential, new, regular, old and loyal, by stated thresholds; who fits none is unclassified."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from survey_app.stats.answers import FloatArray, Values, as_numbers, as_weights
from survey_app.stats.proportion import Proportion, share_of
from survey_app.stats.results import Base, Caution, CautionCode, Reason, Result, StatisticsRefused

__all__ = ["Loyalty", "LoyaltyClass", "LoyaltyCount", "LoyaltyRule", "loyalty", "loyalty_classes"]

_SOURCE = "Five classes of loyalty of a customer study of 2006; thresholds as stated with the result"


class LoyaltyClass(StrEnum):
    """The five classes, and those whom no rule fits or whose figures are missing."""

    POTENTIAL = "potential"
    NEW = "new"
    REGULAR = "regular"
    OLD = "old"
    LOYAL = "loyal"
    UNCLASSIFIED = "unclassified"


@dataclass(frozen=True, slots=True)
class LoyaltyRule:
    """The thresholds: months since the first purchase, number of purchases, share of purchases here, trust."""

    new_below_months: float = 12
    old_from_months: float = 36
    old_from_orders: float = 10
    regular_from_share: float = 0.5
    loyal_from_share: float = 0.8
    loyal_from_trust: float = 4


@dataclass(frozen=True, slots=True)
class LoyaltyCount:
    """One class: how many people, and their share of all with its interval."""

    name: LoyaltyClass
    count: int
    share: Proportion


@dataclass(frozen=True, kw_only=True)
class Loyalty(Result):
    """The classes in their order with the rule that made them; `without_figures` are unclassified for want of data."""

    classes: tuple[LoyaltyCount, ...]
    rule: LoyaltyRule
    without_figures: int
    n_eff: float | None = None


def loyalty_classes(
    orders: Values, months: Values, share: Values, trust: Values, rule: LoyaltyRule | None = None
) -> tuple[LoyaltyClass, ...]:
    """The class of each customer.

    Parameters: orders, purchases so far; months since the first one; share of all such purchases made here, 0 to 1;
    trust on its scale; None and NaN missing; rule, the thresholds.
    Formula, the first that fits: no purchase: potential. Fewer months than new: new. Trust and share of the loyal:
    loyal. Months and purchases of the old, share below the loyal one or trust below theirs, and share at least
    regular: old. Share at least regular: regular. Else, and where a figure the next test needs is missing:
    unclassified.
    Raises: StatisticsRefused when columns differ in length, a share is outside 0 to 1, or thresholds are out of order.

    >>> [each.value for each in loyalty_classes([0, 2, 9, 30, 40], [None, 3, 20, 60, 70], [None, 1, 0.6, 0.7, 0.9],
    ...                                         [None, 3, 3, 5, 5])]
    ['potential', 'new', 'regular', 'old', 'loyal']
    """
    limits = rule or LoyaltyRule()
    _check(limits)
    bought, since, part, faith = (as_numbers(each) for each in (orders, months, share, trust))
    if len({bought.size, since.size, part.size, faith.size}) != 1:
        raise StatisticsRefused("columns_differ_in_length", orders=bought.size, months=since.size, share=part.size)
    if np.any((part < 0) | (part > 1)) or np.any(bought < 0) or np.any(since < 0):
        raise StatisticsRefused("share_out_of_range", scale_min=0, scale_max=1)
    return tuple(_class(*each, limits) for each in zip(bought, since, part, faith, strict=True))


def _check(rule: LoyaltyRule) -> None:
    if not (
        rule.new_below_months <= rule.old_from_months
        and 0 <= rule.regular_from_share <= rule.loyal_from_share <= 1
        and rule.old_from_orders >= 0
    ):
        raise StatisticsRefused("thresholds_out_of_order")


def _class(orders: float, months: float, share: float, trust: float, rule: LoyaltyRule) -> LoyaltyClass:
    """NaN makes every comparison false, so a missing figure ends in unclassified."""
    if orders == 0:
        return LoyaltyClass.POTENTIAL
    if np.isnan(orders) or np.isnan(months):
        return LoyaltyClass.UNCLASSIFIED
    if months < rule.new_below_months:
        return LoyaltyClass.NEW
    if not share >= rule.regular_from_share or (share >= rule.loyal_from_share and np.isnan(trust)):
        return LoyaltyClass.UNCLASSIFIED
    if share >= rule.loyal_from_share and trust >= rule.loyal_from_trust:
        return LoyaltyClass.LOYAL
    is_old = months >= rule.old_from_months and orders >= rule.old_from_orders
    return LoyaltyClass.OLD if is_old else LoyaltyClass.REGULAR


def loyalty(
    orders: Values,
    months: Values,
    share: Values,
    trust: Values,
    rule: LoyaltyRule | None = None,
    *,
    weights: Values | None = None,
    population: int | None = None,
    level: float = 0.95,
) -> Loyalty:
    """How many customers stand in each class of loyalty.

    Parameters: as `loyalty_classes`; weights, one per customer, or None; population, N or None; level, confidence.
    Returns: Loyalty; the unclassified stay in the base, so the shares sum to 1.
    Formula: as `loyalty_classes`; shares with the interval of `wilson`.
    Do not trust classes across studies with other thresholds: they are printed with the figures.
    Source: a customer study of 2006.

    >>> found = loyalty([0, 2], [0, 3], [0, 1], [1, 3])
    >>> [(each.name.value, each.count) for each in found.classes if each.count]
    [('potential', 1), ('new', 1)]
    """
    found = loyalty_classes(orders, months, share, trust, rule)
    mass = as_weights(weights, len(found))
    kept = np.ones(len(found), dtype=bool) if mass is None else mass > 0
    used: FloatArray | None = None if mass is None else mass[kept]
    names = np.array([each.value for each in found], dtype=object)[kept]
    n = int(kept.sum())
    classes = tuple(
        LoyaltyCount(each, int((names == each.value).sum()), share_of(names == each.value, used, population, level))
        for each in LoyaltyClass
    )
    figures = np.column_stack([as_numbers(each) for each in (orders, months, share, trust)])[kept]
    gaps = np.array([np.isnan(row).any() for row in figures], dtype=bool)
    without = int(((names == LoyaltyClass.UNCLASSIFIED.value) & gaps).sum())
    aside = classes[-1].count
    return Loyalty(
        classes=classes,
        rule=rule or LoyaltyRule(),
        without_figures=without,
        n_eff=classes[0].share.n_eff,
        n=n,
        missing=len(found) - n,
        base=Base.ALL_CASES,
        method="five_classes",
        source=_SOURCE,
        cautions=(Caution.of(CautionCode.UNCLASSIFIED_CASES, count=aside),) if aside else (),
        reason=None if n else Reason.NO_ANSWERS,
    )
