"""Which customers bring the profit: the cumulative curve, the share of the top fifth, what the bottom loses."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.stats.answers import FloatArray, Values, as_numbers, as_weights
from survey_app.stats.results import Base, Caution, CautionCode, Reason, Result, StatisticsRefused

__all__ = ["CurvePoint", "ProfitCurve", "ProfitShare", "customer_value", "profit_curve"]

_SOURCE = (
    "Cumulative profit by customers in falling order, as the 80/20 and 80/20/30 rules count it; Gini 1912; its limits "
    "with losses: Raffinetti, Siletti and Vernizzi 2015, Statistical Methods and Applications 24:507"
)
_POINTS = 101


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A point of the curve: so large a share of customers, best first, brings so large a share of the profit."""

    customers: float
    profit: float


@dataclass(frozen=True, slots=True)
class ProfitShare:
    """The profit of a share of the customers, from the top or the bottom: its sum and its share of the total."""

    side: str
    customers: float
    sum: float
    share: float | None


@dataclass(frozen=True, kw_only=True)
class ProfitCurve(Result):
    """The curve and what it says: shares from either end, the Gini coefficient, losses, and who carries the total."""

    total: float
    mean: float | None
    points: tuple[CurvePoint, ...]
    shares: tuple[ProfitShare, ...]
    gini: float | None
    losing: int
    losing_share: float | None
    loss: float
    gain: float
    customers_for_80: float | None
    peak: float | None
    weighted_n: float


def profit_curve(
    profits: Values,
    top: Sequence[float] = (0.2,),
    bottom: Sequence[float] = (0.3,),
    weights: Values | None = None,
) -> ProfitCurve:
    """How profit piles up over customers in falling order of what each brings.

    Parameters: profits, one figure per customer, None and NaN missing, losses negative; top and bottom, the shares of
    customers to report from either end, above 0 up to 1; weights, how many customers a row stands for, or None.
    Returns: ProfitCurve. No customer: no figures. A total of 0 or less: sums, but no shares (a caution).
    Raises: StatisticsRefused when a share is outside 0 to 1.
    Formula: the sum over the best p of n customers, the customer on the border counted by the part of it inside;
    shares by the total. Gini = sum over pairs |x - y| / (2 n² mean). `customers_for_80`: the smallest share of
    customers with 80 % of the total. `peak`: the largest height of the curve, above 1 where others lose.
    Do not trust a share of the total when losses are large: the top can bring more than all of it.
    Source: the 80/20 rule as the source texts state it (docs/source-texts.md, E4); Gini 1912.

    >>> found = profit_curve([90, 4, 3, 2, 1])
    >>> [(each.side, each.customers, each.share) for each in found.shares], round(found.gini, 3)
    ([('top', 0.2, 0.9), ('bottom', 0.3, 0.02)], 0.72)
    """
    if any(not 0 < each <= 1 for each in (*top, *bottom)):
        raise StatisticsRefused("share_out_of_range", shares=len((*top, *bottom)))
    array = as_numbers(profits)
    mass = as_weights(weights, array.size)
    kept = ~np.isnan(array) if mass is None else ~np.isnan(array) & (mass > 0)
    values, held = array[kept], np.ones(int(kept.sum())) if mass is None else mass[kept]
    order = np.argsort(-values, kind="stable")
    values, held = values[order], held[order]
    n, total = values.size, float((values * held).sum())
    weight = float(held.sum())
    at = np.concatenate([[0.0], np.cumsum(held)]) / weight if n else np.zeros(1)
    height = np.concatenate([[0.0], np.cumsum(values * held)])
    positive = total > 0
    losing = values < 0
    return ProfitCurve(
        total=total,
        mean=total / weight if n else None,
        points=_points(at, height, total) if positive else (),
        shares=_shares(at, height, (top, bottom), total if positive else None) if n else (),
        gini=_gini(values, held) if positive else None,
        losing=int(losing.sum()),
        losing_share=float(held[losing].sum()) / weight if n else None,
        loss=float((values * held)[losing].sum()),
        gain=float((values * held)[~losing].sum()),
        customers_for_80=_reached(at, height, 0.8 * total) if positive else None,
        peak=float(height.max() / total) if positive else None,
        weighted_n=weight,
        n=n,
        missing=array.size - n,
        base=Base.VALID_ANSWERS,
        method="cumulative_profit",
        source=_SOURCE,
        cautions=(Caution.of(CautionCode.LOSSES_IN_TOTAL, customers=int(losing.sum())),) if losing.any() else (),
        reason=None if positive else Reason.NO_ANSWERS if not n else Reason.NO_CASES,
    )


def _points(at: FloatArray, height: FloatArray, total: float) -> tuple[CurvePoint, ...]:
    """Every customer's point, or a hundred evenly spread ones when there are more."""
    where = at if at.size <= _POINTS else np.linspace(0, 1, _POINTS)
    heights = np.interp(where, at, height) / total
    return tuple(CurvePoint(float(x), float(y)) for x, y in zip(where, heights, strict=True))


def _shares(
    at: FloatArray, height: FloatArray, ends: tuple[Sequence[float], Sequence[float]], total: float | None
) -> tuple[ProfitShare, ...]:
    found = []
    for side, wanted in zip(("top", "bottom"), ends, strict=True):
        for share in wanted:
            inside = float(np.interp(share if side == "top" else 1 - share, at, height))
            part = inside if side == "top" else float(height[-1]) - inside
            found.append(ProfitShare(side, float(share), part, None if total is None else part / total))
    return tuple(found)


def _gini(values: FloatArray, held: FloatArray) -> float:
    """From customers in falling order: twice the area between the curve and the diagonal."""
    weight, total = float(held.sum()), float((values * held).sum())
    heights = np.concatenate([[0.0], np.cumsum(values * held)]) / total
    area = float((held / weight * (heights[1:] + heights[:-1]) / 2).sum())
    return 2 * area - 1


def _reached(at: FloatArray, height: FloatArray, goal: float) -> float | None:
    place = int(np.argmax(height >= goal * (1 - 1e-12)))
    if height[place] < goal * (1 - 1e-12):
        return None
    if place == 0:
        return 0.0
    step = height[place] - height[place - 1]
    return float(at[place - 1] + (at[place] - at[place - 1]) * (goal - height[place - 1]) / step)


def customer_value(
    income: Values, product_cost: Values, service_cost: Values, marketing_cost: Values, referral_profit: Values
) -> FloatArray:
    """The value of each customer: future income - product, service and marketing cost + referral profit.

    Parameters: five columns, a customer in the same place in all, in one currency and over the same time.
    Returns: a value for each customer, NaN where a part is missing.
    Raises: StatisticsRefused when the columns differ in length.
    Formula: income - product cost - service cost - marketing cost + referral profit.
    Do not trust it beyond the time for which income and costs were estimated; nothing is discounted.
    Source: the source texts, customer value by income, costs and referrals (docs/source-texts.md, E3).

    >>> customer_value([100, 50], [40, 20], [10, 5], [5, None], [20, 0]).tolist()
    [65.0, nan]
    """
    parts = [as_numbers(each) for each in (income, product_cost, service_cost, marketing_cost, referral_profit)]
    if len({each.size for each in parts}) != 1:
        raise StatisticsRefused("columns_differ_in_length", columns=len(parts))
    found: FloatArray = parts[0] - parts[1] - parts[2] - parts[3] + parts[4]
    return found
