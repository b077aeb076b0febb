"""The size of a market as a product of factors, worked out exactly: k = n q p, or a chain with any number of ratios."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from survey_app.stats.results import Base, Result, StatisticsRefused

__all__ = [
    "Factor",
    "FactorKind",
    "Potential",
    "PotentialKind",
    "Region",
    "as_exact",
    "potential",
    "potential_by_region",
]

_SOURCE = "Market potential k = n q p and the chain of ratios k = n a v v1 v2 ...; Kotler, Marketing Management"
_LONGEST, _LARGEST, _EXPONENT = 60, 10**60, 3
Exact = int | Fraction


class FactorKind(StrEnum):
    """What a factor is: an amount (buyers, quantity, price), a ratio of the market, or the share of one firm."""

    AMOUNT = "amount"
    RATIO = "ratio"
    FIRM_SHARE = "firm_share"


class PotentialKind(StrEnum):
    """What the product is: the potential of a whole market, or the sales of one firm in it."""

    MARKET = "market_potential"
    SALES = "sales_potential"


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor with its name and its exact value."""

    name: str
    value: Exact
    kind: FactorKind = FactorKind.AMOUNT


@dataclass(frozen=True, slots=True)
class Region:
    """One region: its own factors by name, and whether it fits capacity, buying power and habits."""

    name: str
    factors: Mapping[str, Exact]
    fits: bool = True
    value: Exact | None = None


@dataclass(frozen=True, kw_only=True)
class Potential(Result):
    """The product: exact, as a number (`value`), what it is, and its factors; `steps` are partial products."""

    value: float
    exact: Exact
    kind: PotentialKind
    factors: tuple[Factor, ...]
    steps: tuple[Exact, ...]
    regions: tuple[Region, ...] = ()
    left_out: tuple[str, ...] = ()


def as_exact(value: str | float | Fraction | Decimal) -> Exact:
    """Read a factor exactly: 100000, 0.05, 5 %, 1/3; a whole one becomes an integer.

    Raises: StatisticsRefused for anything else, and for a figure longer than 60 digits.

    >>> as_exact("5 %"), as_exact("100 000"), as_exact("1/3")
    (Fraction(1, 20), 100000, Fraction(1, 3))
    """
    text = str(value).strip().replace(" ", "").replace("\u00a0", "")
    part = text.removesuffix("%")
    exponent = part.lower().partition("e")[2]
    if len(text) > _LONGEST or (exponent and not (exponent.lstrip("+-").isdecimal() and len(exponent) <= _EXPONENT)):
        raise StatisticsRefused("not_a_number", value=text[:_LONGEST])
    try:
        found = Fraction(part) / (100 if part != text else 1)
    except (ValueError, ZeroDivisionError) as wrong:
        raise StatisticsRefused("not_a_number", value=text[:_LONGEST]) from wrong
    if abs(found.numerator) > _LARGEST or found.denominator > _LARGEST:
        raise StatisticsRefused("number_too_large", limit=float(_LARGEST))
    return found.numerator if found.denominator == 1 else found


def potential(factors: Sequence[Factor]) -> Potential:
    """Multiply the factors of a market exactly.

    Parameters: factors, at least one; a ratio or a firm's share lies between 0 and 1, an amount is not negative.
    Returns: Potential. With a firm's share among the factors it is sales potential, else market potential.
    Raises: StatisticsRefused for no factor, a repeated name, a negative one, or a ratio above 1.
    Formula: the product of all factors, as a fraction; `steps` are the products so far.
    Do not trust the product more than its weakest factor: see `simulate_potential` for ranges.
    Source: the source texts (docs/source-texts.md, F3 and F4): 1,000,000 x 10 x 1 = 10,000,000;
    100,000 x 10,000 x 1 % x 5 % = 500,000.

    >>> chain = [Factor("n", 100_000), Factor("a", 10_000), Factor("v", Fraction(1, 100), FactorKind.RATIO),
    ...          Factor("v1", Fraction(5, 100), FactorKind.FIRM_SHARE)]
    >>> potential(chain).exact, potential(chain).kind.value
    (500000, 'sales_potential')
    """
    _check(factors)
    steps: list[Exact] = []
    product = Fraction(1)
    for factor in factors:
        product *= factor.value
        steps.append(_whole(product))
    return _result(product, factors, steps)


def potential_by_region(
    shared: Sequence[Factor], regions: Sequence[Region], kinds: Mapping[str, FactorKind] | None = None
) -> Potential:
    """Add up the potential of the regions that fit; each has its own factors beside those all share.

    Parameters: shared, factors of every region; regions, each with its own factors (the same names in all) and whether
    it fits; kinds, what the own factors are (default: amounts).
    Returns: Potential, the sum; `regions` holds each one's product, `left_out` the names of those that do not fit.
    Raises: StatisticsRefused as `potential`, and when regions differ in their factors or in nothing but name.

    >>> parts = [Region("north", {"n": 100}), Region("south", {"n": 50}), Region("islands", {"n": 9}, fits=False)]
    >>> found = potential_by_region([Factor("q", 2)], parts)
    >>> found.exact, found.left_out
    (300, ('islands',))
    """
    if not regions or len({region.name for region in regions}) != len(regions):
        raise StatisticsRefused("repeated_name", names=len(regions))
    own = tuple(regions[0].factors)
    if any(set(region.factors) != set(own) for region in regions):
        raise StatisticsRefused("regions_differ_in_factors")
    total = Fraction(0)
    found = []
    for region in regions:
        here = [Factor(name, region.factors[name], (kinds or {}).get(name, FactorKind.AMOUNT)) for name in own]
        part = potential([*here, *shared])
        found.append(Region(region.name, region.factors, region.fits, part.exact))
        if region.fits:
            total += part.exact
    listed = [*(Factor(name, 0, (kinds or {}).get(name, FactorKind.AMOUNT)) for name in own), *shared]
    made = _result(total, listed, [])
    left_out = tuple(region.name for region in found if not region.fits)
    return Potential(
        **vars(made)
        | {"factors": tuple(shared), "n": len(found) - len(left_out), "missing": len(left_out)}
        | {"regions": tuple(found), "left_out": left_out, "method": "exact_product_by_region"}
    )


def _check(factors: Sequence[Factor]) -> None:
    if not factors:
        raise StatisticsRefused("no_factor")
    if len({factor.name for factor in factors}) != len(factors):
        raise StatisticsRefused("repeated_name", names=len(factors))
    for factor in factors:
        if factor.value < 0:
            raise StatisticsRefused("negative_factor", name=factor.name[:80])
        if factor.kind is not FactorKind.AMOUNT and factor.value > 1:
            raise StatisticsRefused("ratio_above_1", name=factor.name[:80], value=float(factor.value))


def _whole(value: Fraction) -> Exact:
    return value.numerator if value.denominator == 1 else value


def _result(product: Fraction, factors: Sequence[Factor], steps: Sequence[Exact]) -> Potential:
    is_sales = any(factor.kind is FactorKind.FIRM_SHARE for factor in factors)
    return Potential(
        value=float(product),
        exact=_whole(product),
        kind=PotentialKind.SALES if is_sales else PotentialKind.MARKET,
        factors=tuple(factors),
        steps=tuple(steps),
        n=len(factors),
        base=Base.ALL_CASES,
        method="exact_product",
        source=_SOURCE,
    )
