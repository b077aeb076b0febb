"""What drives an outcome: correlations, regression weights, and each driver's share of what is explained."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from survey_app.stats.answer_table import AnswerTable, as_table
from survey_app.stats.answers import (
    LONE,
    FloatArray,
    Matrix,
    Values,
    as_numbers,
    as_weights,
    base_cautions,
    check_level,
    kish,
)
from survey_app.stats.moments import correlation_stack, mid_ranks
from survey_app.stats.random_groups import AT_ONCE, DrawnMoments, drawn_moments, groups_of, sourced
from survey_app.stats.relative_importance import LARGEST_SHAPLEY, explained, johnson, shapley, standardised
from survey_app.stats.resampling import RESAMPLES, SEED, check_resamples, percentile, resampled_counts
from survey_app.stats.results import Base, Caution, CautionCode, Interval, Reason, Result, StatisticsRefused

__all__ = ["LITTLE", "Driver", "Drivers", "Shares", "drivers"]

_SOURCE = {
    "shapley": "Lindeman, Merenda and Gold 1980, Introduction to Bivariate and Multivariate Analysis",
    "johnson": "Johnson 2000, Multivariate Behavioral Research 35:1; Genizi 1993, Statistica Sinica 3:407",
}
LITTLE = 0.01
"""An adjusted R² below this: a hundredth of what varies in the outcome."""
_PER_DRIVER = 5
_SAME = 1 - 1e-9
_FEWEST = 3


class Shares(StrEnum):
    """How R² is shared out; `auto` takes Shapley up to 14 drivers and Johnson beyond."""

    AUTO = "auto"
    SHAPLEY = "shapley"
    JOHNSON = "johnson"


@dataclass(frozen=True, slots=True)
class Driver:
    """One driver: correlations with the outcome, standardised weight, share of R² (`value`) with its interval.

    `percent` is the share of what is explained, `johnson` the share of R² by Johnson's weights, whichever way `value`
    was made. A driver that does not vary, or is the same as an earlier one (`same_as`), has no share of its own.
    """

    name: str
    value: float | None = None
    percent: float | None = None
    interval: Interval | None = None
    rank: int | None = None
    pearson: float | None = None
    spearman: float | None = None
    beta: float | None = None
    mean: float | None = None
    sd: float | None = None
    same_as: str | None = None
    johnson: float | None = None


@dataclass(frozen=True, kw_only=True)
class Drivers(Result):
    """The drivers in the order given, R² and adjusted R², and how they were come by.

    `outcome_steps` is the number of different answers of the outcome: with few it is a rating, taken as a measure.
    `groups` is the number of random groups that were drawn instead of people; 0 where people were drawn.
    """

    drivers: tuple[Driver, ...]
    r2: float | None = None
    r2_adjusted: float | None = None
    r2_interval: Interval | None = None
    n_eff: float | None = None
    outcome_steps: int = 0
    resamples: int = 0
    groups: int = 0
    seed: int = SEED
    level: float = 0.95

    @property
    def is_little(self) -> bool:
        """Adjusted R² is below `LITTLE`: the shares rank what is next to nothing, and no advice follows from them."""
        return self.r2_adjusted is not None and self.r2_adjusted < LITTLE

    def ranked(self) -> list[Driver]:
        """The drivers that have a share, the largest first."""
        return sorted((each for each in self.drivers if each.value is not None), key=lambda each: each.rank or 0)

    def are_ahead(self, most: int) -> bool:
        """Whether the intervals of the first so many lie above those of all others; without intervals nothing is sure.

        Intervals that overlap do not prove that two shares are alike: it only cannot be told that one is larger.
        """
        first, others = self.ranked()[:most], self.ranked()[most:]
        lows = [each.interval.low for each in first if each.interval]
        highs = [each.interval.high for each in others if each.interval]
        is_whole = len(lows) == len(first) == most and len(highs) == len(others)
        return is_whole and bool(highs) and min(lows) > max(highs)


@dataclass(frozen=True, slots=True)
class _Drawing:
    resamples: int
    seed: int
    level: float
    rows: int


@dataclass(frozen=True, slots=True)
class _Cases:
    """Complete cases, outcome first; the places of the drivers that vary and are no copies, and of the others.

    `drawn` holds the outcome and the drivers in `places`; None where there is nothing to explain, or to explain it by.
    """

    table: AnswerTable
    used: FloatArray | None
    places: tuple[int, ...] = ()
    constant: tuple[int, ...] = ()
    copies: tuple[tuple[int, int], ...] = ()
    drawn: DrawnMoments | None = None


def drivers(
    outcome: Values,
    attributes: Matrix | AnswerTable,
    names: Sequence[str] = (),
    *,
    weights: Values | None = None,
    shares: Shares = Shares.AUTO,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    level: float = 0.95,
) -> Drivers:
    """How much of an outcome each attribute explains, among people who answered all of them.

    Parameters: outcome, one rating per respondent; attributes, respondents in rows, p attributes in columns; None and
    NaN missing; names, p words; weights, one per respondent, or None; shares, how R² is shared out; resamples and seed
    of the bootstrap (0 resamples: no intervals); level, confidence.
    Returns: Drivers. An attribute that does not vary is left out, one with |r| = 1 to an earlier one is merged with it;
    both with a caution. Fewer than 3 cases, or an outcome that does not vary: no figures and the reason.
    Raises: StatisticsRefused when lengths differ, there is no attribute, or Shapley is asked for above 14.
    Formula: R² = b'r; shares by `shapley` (all orders) or `johnson`, both sum to R²; adjusted R² = 1 - (1 - R²)(n - 1)/
    (n - p - 1), n_eff for n when weighted; interval: percentiles of the share over resampled people, of more than
    20,000 over resampled random groups (`random_groups`). Weighted: correlations sum w(x - mx)(y - my) over the
    weighted spreads; ranks count weight.
    Do not trust it as cause and effect, nor for an outcome of few steps as if it were a measure: it is a rating.
    Source: Lindeman, Merenda and Gold 1980; Johnson 2000; Efron 1979.

    >>> found = drivers([1, 2, 3, 4, 5], [[1, 2], [2, 1], [3, 4], [4, 3], [5, 5]], ["a", "b"], resamples=0)
    >>> round(found.r2, 4), [round(each.value, 4) for each in found.drivers]
    (1.0, [0.68, 0.32])
    """
    check_level(level)
    check_resamples(resamples)
    table, target = as_table(attributes), as_numbers(outcome)
    rows, p = len(table), table.width
    named = tuple(names) or tuple(str(place + 1) for place in range(p))
    if not p or len(named) != p or target.size != rows:
        sizes = {"answers": rows, "outcome": target.size, "names": len(named), "items": p}
        raise StatisticsRefused("columns_differ_in_length", **sizes)
    mass = as_weights(weights, rows)
    kept = ~np.isnan(target) & table.complete()
    if mass is not None:
        kept &= mass > 0
    whole = as_table(target[:, None]).beside(table).among(kept)
    used = None if mass is None else mass[kept]
    return _of(whole, used, named, shares, _Drawing(resamples, seed, level, rows))


def _of(
    whole: AnswerTable,
    used: FloatArray | None,
    named: tuple[str, ...],
    shares: Shares,
    drawing: _Drawing,
) -> Drivers:
    n = len(whole)
    n_eff = None if used is None or not n else kish(used)
    effective = float(n) if n_eff is None else n_eff
    cases = _usable(whole, used, drawing.seed)
    method = _method(shares, len(cases.places))
    frame: dict[str, Any] = {
        "n": n,
        "missing": drawing.rows - n,
        "base": Base.COMPLETE_CASES,
        "source": sourced(_SOURCE[method], groups_of(n)),
        "n_eff": n_eff,
        "outcome_steps": np.unique(whole.column(0)).size,
        "groups": groups_of(n),
        "seed": drawing.seed,
        "level": drawing.level,
        "cautions": _cautions(cases, named, effective),
    }
    reason = _why_nothing(n, effective, cases)
    if reason is not None or cases.drawn is None:
        return Drivers(drivers=tuple(map(Driver, named)), method=method, reason=reason, **frame)
    matrix = cases.drawn.correlations(np.ones((1, cases.drawn.units)))
    r2 = float(explained(matrix[:, 1:, 1:], matrix[:, 0, 1:])[0])
    draws, r2_draws = _resampled(cases.drawn, len(cases.places), method, drawing)
    spare = effective - len(cases.places) - 1
    lost = drawing.resamples - len(draws)
    if lost:
        frame["cautions"] = (*frame["cautions"], Caution.of(CautionCode.RESAMPLES_LEFT_OUT, count=lost))
    return Drivers(
        drivers=_each(cases, named, matrix, _shared(matrix, method)[0], (draws, drawing.level)),
        r2=r2,
        r2_adjusted=1 - (1 - r2) * (effective - 1) / spare if spare > 0 else None,
        r2_interval=percentile(r2_draws, drawing.level),
        resamples=drawing.resamples,
        method=method,
        **frame,
    )


def _method(shares: Shares, p: int) -> str:
    if shares is Shares.AUTO:
        return (Shares.SHAPLEY if p <= LARGEST_SHAPLEY else Shares.JOHNSON).value
    if shares is Shares.SHAPLEY and p > LARGEST_SHAPLEY:
        raise StatisticsRefused("too_many_drivers", drivers=p, most=LARGEST_SHAPLEY)
    return shares.value


def _why_nothing(n: int, effective: float, cases: _Cases) -> Reason | None:
    if n == 0:
        return Reason.NO_ANSWERS
    if n < _FEWEST or effective <= LONE:
        return Reason.TOO_FEW_EFFECTIVE
    return Reason.NO_VARIATION if cases.drawn is None else None


def _usable(whole: AnswerTable, used: FloatArray | None, seed: int) -> _Cases:
    if not len(whole):
        return _Cases(whole, used, constant=tuple(range(1, whole.width)))
    spread = [float(np.ptp(whole.column(place))) for place in range(whole.width)]
    constant = tuple(place for place in range(1, whole.width) if spread[place] == 0)
    varied = [place for place in range(1, whole.width) if spread[place] > 0]
    if not varied:
        return _Cases(whole, used, constant=constant)
    drawn = drawn_moments(whole.only([0, *varied]), used, seed)
    matrix = np.abs(drawn.correlations(np.ones((1, drawn.units)))[0, 1:, 1:])
    kept: list[int] = []
    copies = []
    for place in range(len(varied)):
        first = next((each for each in kept if matrix[place, each] >= _SAME), None)
        if first is None:
            kept.append(place)
        else:
            copies.append((varied[place], varied[first]))
    if copies:
        drawn = drawn.among([0, *(each + 1 for each in kept)])
    places = tuple(varied[each] for each in kept)
    return _Cases(whole, used, places, constant, tuple(copies), drawn if spread[0] > 0 else None)


def _shared(matrix: FloatArray, method: str) -> FloatArray:
    work = shapley if method == Shares.SHAPLEY else johnson
    return work(matrix[:, 1:, 1:], matrix[:, 0, 1:])


def _resampled(drawn: DrawnMoments, p: int, method: str, drawing: _Drawing) -> tuple[FloatArray, FloatArray]:
    """Shares and R² of every resample in which all columns vary; the others are NaN."""
    shares, r2 = [np.empty((0, p))], [np.empty(0)]
    for counts in resampled_counts(drawn.units, drawing.resamples, drawing.seed, AT_ONCE):
        matrix = drawn.correlations(counts)
        sound = ~np.isnan(matrix).any(axis=(1, 2))
        shares.append(_shared(matrix[sound], method))
        r2.append(explained(matrix[sound][:, 1:, 1:], matrix[sound][:, 0, 1:]))
    return np.concatenate(shares), np.concatenate(r2)


def _each(
    cases: _Cases,
    named: tuple[str, ...],
    matrix: FloatArray,
    value: FloatArray,
    drawn: tuple[FloatArray, float],
) -> tuple[Driver, ...]:
    beta = standardised(matrix[:, 1:, 1:], matrix[:, 0, 1:])[0]
    relative = johnson(matrix[:, 1:, 1:], matrix[:, 0, 1:])[0]
    ranked = mid_ranks(cases.table.column(0), cases.used)
    order = {int(place): rank for rank, place in enumerate(np.argsort(-value, kind="stable"), start=1)}
    found = {place: Driver(named[place - 1]) for place in range(1, len(named) + 1)}
    for at, place in enumerate(cases.places):
        column = cases.table.column(place)
        average = float(np.average(column, weights=cases.used))
        spread = float(np.average((column - average) ** 2, weights=cases.used)) * column.size / (column.size - 1)
        found[place] = Driver(
            name=named[place - 1],
            value=float(value[at]),
            percent=float(100 * value[at] / value.sum()) if value.sum() > 0 else None,
            interval=percentile(drawn[0][:, at], drawn[1]),
            rank=order[at],
            pearson=float(matrix[0, 0, at + 1]),
            spearman=_correlation(ranked, mid_ranks(column, cases.used), cases.used),
            beta=float(beta[at]),
            mean=average,
            sd=spread**0.5,
            johnson=float(relative[at]),
        )
    for place, first in cases.copies:
        found[place] = Driver(named[place - 1], same_as=named[first - 1])
    return tuple(found.values())


def _correlation(one: FloatArray, other: FloatArray, used: FloatArray | None) -> float:
    mass = np.ones((1, one.size)) if used is None else used[None, :]
    return float(correlation_stack(np.column_stack([one, other]), mass)[0, 0, 1])


def _cautions(cases: _Cases, named: tuple[str, ...], effective: float) -> tuple[Caution, ...]:
    found = base_cautions(effective)
    if effective < _PER_DRIVER * len(cases.places):
        found += (Caution.of(CautionCode.FEW_CASES_PER_DRIVER, n=effective, drivers=len(cases.places)),)
    found += tuple(Caution.of(CautionCode.CONSTANT_COLUMN_OUT, column=named[place - 1]) for place in cases.constant)
    return found + tuple(
        Caution.of(CautionCode.EQUAL_COLUMNS_MERGED, column=named[place - 1], into=named[first - 1])
        for place, first in cases.copies
    )
