"""The range of a market's size when its factors are known only as low, middle and high."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from survey_app.stats.answers import FloatArray, check_level
from survey_app.stats.market_potential import FactorKind, PotentialKind
from survey_app.stats.results import Base, Interval, Result, StatisticsRefused

__all__ = ["FactorRange", "PotentialRange", "RangeShape", "Sensitivity", "simulate_potential"]

_SOURCE = (
    "Monte Carlo by a stated seed; PERT: Malcolm, Roseboom, Clark and Fazar 1959, Operations Research 7:646, as the "
    "beta distribution of Vose 2008 with shape 4; triangular: Johnson 1997, The Statistician 46:387"
)
_MOST = 1_000_000
_PERT = 4
_SEED = 1959


class RangeShape(StrEnum):
    """How chance is spread between low, middle and high."""

    PERT = "pert"
    TRIANGULAR = "triangular"


@dataclass(frozen=True, slots=True)
class FactorRange:
    """One factor: lowest, most likely and highest value; all three the same for a certain one."""

    name: str
    low: float
    middle: float
    high: float
    kind: FactorKind = FactorKind.AMOUNT


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How much one factor's uncertainty counts: rank correlation with the product, and its share of the squares."""

    name: str
    rank_correlation: float | None
    share: float | None


@dataclass(frozen=True, kw_only=True)
class PotentialRange(Result):
    """The simulated product; `low`, `middle`, `high` are the products of the lows, middles and highs."""

    mean: float
    median: float
    sd: float
    p5: float
    p25: float
    p75: float
    p95: float
    interval: Interval
    low: float
    middle: float
    high: float
    kind: PotentialKind
    shape: RangeShape
    sensitivities: tuple[Sensitivity, ...]
    draws: int
    seed: int


def simulate_potential(
    factors: Sequence[FactorRange],
    shape: RangeShape = RangeShape.PERT,
    draws: int = 20_000,
    seed: int = _SEED,
    level: float = 0.9,
) -> PotentialRange:
    """Draw every factor from its range, independently, and multiply.

    Parameters: factors, each with low, middle (the most likely, such as a panel's median) and high; shape, PERT or
    triangular; draws, how many; seed, of the generator; level, of the interval between percentiles.
    Returns: PotentialRange, n the draws.
    Raises: StatisticsRefused for no factor, a range out of order, a negative factor, a ratio above 1 or an absurd
    number of draws.
    Formula: PERT: low + (high - low) Beta(1 + 4 (m - low)/(high - low), 1 + 4 (high - m)/(high - low)); triangular with
    mode m. Share of a factor: its squared rank correlation with the product by the sum of these squares.
    Do not trust it when factors move together: the range is then too narrow.
    Source: Malcolm et al. 1959; Vose 2008, Risk Analysis; Johnson 1997.

    >>> found = simulate_potential([FactorRange("n", 90, 100, 110), FactorRange("q", 2, 2, 2)], draws=2000)
    >>> found.middle, 195 < found.median < 205, found.sensitivities[1].share
    (200.0, True, 0.0)
    """
    check_level(level)
    if not 1 <= draws <= _MOST:
        raise StatisticsRefused("draws_out_of_range", draws=draws, most=_MOST)
    _check(factors)
    generator = np.random.default_rng(seed)
    drawn = np.column_stack([_drawn(each, shape, draws, generator) for each in factors])
    product = drawn.prod(axis=1)
    tails = np.quantile(product, [0.05, 0.25, 0.5, 0.75, 0.95, (1 - level) / 2, (1 + level) / 2])
    ends = [float(np.prod([getattr(each, name) for each in factors])) for name in ("low", "middle", "high")]
    is_sales = any(each.kind is FactorKind.FIRM_SHARE for each in factors)
    return PotentialRange(
        mean=float(product.mean()),
        median=float(tails[2]),
        sd=float(product.std(ddof=1)) if draws > 1 else 0.0,
        p5=float(tails[0]),
        p25=float(tails[1]),
        p75=float(tails[3]),
        p95=float(tails[4]),
        interval=Interval(float(tails[5]), float(tails[6]), level, "monte_carlo_percentile"),
        low=ends[0],
        middle=ends[1],
        high=ends[2],
        kind=PotentialKind.SALES if is_sales else PotentialKind.MARKET,
        shape=shape,
        sensitivities=_sensitivities(factors, drawn, product),
        draws=draws,
        seed=seed,
        n=draws,
        base=Base.ALL_CASES,
        method=f"monte_carlo_{shape.value}",
        source=_SOURCE,
    )


def _check(factors: Sequence[FactorRange]) -> None:
    if not factors or len({each.name for each in factors}) != len(factors):
        raise StatisticsRefused("no_factor" if not factors else "repeated_name", names=len(factors))
    for each in factors:
        if not (np.isfinite(each.low) and np.isfinite(each.high) and each.low <= each.middle <= each.high):
            raise StatisticsRefused("range_out_of_order", name=each.name[:80])
        if each.low < 0:
            raise StatisticsRefused("negative_factor", name=each.name[:80])
        if each.kind is not FactorKind.AMOUNT and each.high > 1:
            raise StatisticsRefused("ratio_above_1", name=each.name[:80], value=each.high)


def _drawn(each: FactorRange, shape: RangeShape, draws: int, generator: np.random.Generator) -> FloatArray:
    width = each.high - each.low
    if width == 0:
        return np.full(draws, each.low)
    if shape is RangeShape.TRIANGULAR:
        return generator.triangular(each.low, each.middle, each.high, draws)
    first = 1 + _PERT * (each.middle - each.low) / width
    second = 1 + _PERT * (each.high - each.middle) / width
    return each.low + width * generator.beta(first, second, draws)


def _sensitivities(factors: Sequence[FactorRange], drawn: FloatArray, product: FloatArray) -> tuple[Sensitivity, ...]:
    places = np.argsort(np.argsort(product)).astype(np.float64)
    found: list[float | None] = []
    for column in drawn.T:
        if np.ptp(column) == 0 or np.ptp(product) == 0:
            found.append(None)
        else:
            found.append(float(np.corrcoef(np.argsort(np.argsort(column)), places)[0, 1]))
    total = sum(each**2 for each in found if each is not None)
    return tuple(
        Sensitivity(factor.name, each, (each or 0.0) ** 2 / total if total else None)
        for factor, each in zip(factors, found, strict=True)
    )
