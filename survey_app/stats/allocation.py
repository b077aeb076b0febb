"""How many units each stratum sends into the sample, in exact arithmetic."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from survey_app.stats.results import Base, Caution, CautionCode, Result, StatisticsRefused

__all__ = [
    "Allocation",
    "StratumAllocation",
    "allocate",
    "allocate_size",
    "exact_rate",
    "stratum_code",
    "stratum_order",
]

_RATE = re.compile(r"(?P<whole>\d+(?:\.\d+)?|\.\d+)(?:\s*(?P<percent>%)|/(?P<divisor>\d+))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class StratumAllocation:
    """One stratum: its code (None = not stated), its size, the exact share it is owed, and the whole number it gets."""

    stratum: str | None
    size: int
    exact: Fraction
    n: int


@dataclass(frozen=True, kw_only=True)
class Allocation(Result):
    """The strata by code, "not stated" last; n is the whole sample, `rate` the rate as an exact fraction."""

    strata: tuple[StratumAllocation, ...]
    population: int
    rate: Fraction

    def by_stratum(self) -> dict[str | None, int]:
        """Return the sample size of every stratum."""
        return {row.stratum: row.n for row in self.strata}


def stratum_code(code: str | None) -> str | None:
    """Return the code without outer blanks; None, the stratum "not stated", when nothing is left.

    >>> stratum_code(" A "), stratum_code("  "), stratum_code(None)
    ('A', None, None)
    """
    return (code or "").strip() or None


def stratum_order(code: str | None) -> tuple[bool, str]:
    """Return the sort key that puts codes in order and "not stated" last."""
    return code is None, code or ""


def exact_rate(rate: str | Fraction | Decimal) -> Fraction:
    """Return a sampling rate as an exact fraction, built from its text.

    Parameters: rate, as "0.8", "80%", "4/5", a Fraction or a Decimal; a float is refused, it is not what was typed.
    Returns: a Fraction above 0 and at most 1.
    Raises: StatisticsRefused when it cannot be read exactly or lies outside (0, 1].

    >>> exact_rate("80 %"), exact_rate("0.35")
    (Fraction(4, 5), Fraction(7, 20))
    """
    if isinstance(rate, str):
        found = _RATE.fullmatch(rate.strip())
        if found is None or int(found["divisor"] or 1) == 0:
            raise StatisticsRefused("rate_not_read", rate=rate)
        exact = Fraction(found["whole"]) / (100 if found["percent"] else int(found["divisor"] or 1))
    elif isinstance(rate, Fraction | Decimal) and (isinstance(rate, Fraction) or rate.is_finite()):
        exact = Fraction(rate)
    else:
        raise StatisticsRefused("rate_not_exact", rate=str(rate))
    if not 0 < exact <= 1:
        raise StatisticsRefused("rate_out_of_range", rate=str(exact))
    return exact


def _sizes(sizes: Mapping[str | None, int]) -> dict[str | None, int]:
    """Return the sizes by cleaned code, in the order of the codes; codes that clean to the same are added up."""
    cleaned: dict[str | None, int] = {}
    for code, size in sizes.items():
        if not isinstance(size, int) or size < 0:
            raise StatisticsRefused("stratum_size_no_count", stratum=code or "", size=size)
        cleaned[stratum_code(code)] = cleaned.get(stratum_code(code), 0) + size
    return {code: cleaned[code] for code in sorted(cleaned, key=stratum_order)}


def allocate(stratum_sizes: Mapping[str | None, int], rate: str | Fraction | Decimal) -> Allocation:
    """Sample size of every stratum at one rate, each rounded half up.

    Parameters: stratum_sizes, units by stratum code, None or blank being "not stated"; rate, as in `exact_rate`.
    Returns: Allocation. A caution tells when the sum differs from the rounded rate of the whole frame, and another
    names each stratum that gets nobody.
    Raises: StatisticsRefused for a size that is no whole number of 0 or more, or a rate outside (0, 1].
    Formula: n_h = floor(N_h rate + 1/2) on exact fractions; never above N_h.
    Do not trust it to give a total fixed beforehand (use `allocate_size`), nor to reach very small strata.
    Source: the 2006 study of an 80 % sample by industry; Cochran 1977, chapter 5, for proportional allocation.

    >>> allocate({"A": 11, "B": 4, None: 2}, "80%").by_stratum()
    {'A': 9, 'B': 3, None: 2}
    """
    exact, sizes = exact_rate(rate), _sizes(stratum_sizes)
    rows = tuple(
        StratumAllocation(code, size, size * exact, math.floor(size * exact + Fraction(1, 2)))
        for code, size in sizes.items()
    )
    whole = math.floor(sum(sizes.values()) * exact + Fraction(1, 2))
    total = sum(row.n for row in rows)
    differs = (Caution.of(CautionCode.TOTAL_DIFFERS, n=total, of_whole=whole),) if total != whole else ()
    return _allocation(rows, exact, "half_up_per_stratum", "2006 customer study; Cochran 1977, chapter 5", differs)


def allocate_size(stratum_sizes: Mapping[str | None, int], total: int) -> Allocation:
    """Sample of a fixed total, shared in proportion to the strata by largest remainder.

    Parameters: stratum_sizes, as in `allocate`; total, units to draw, 0 to the size of the frame.
    Returns: Allocation whose numbers sum to the total, none above its stratum.
    Raises: StatisticsRefused for a size that is no whole number of 0 or more, or a total the frame cannot give.
    Formula: floor(total N_h / N), then one each to the largest remainders; ties go to the larger stratum, then by code.
    Do not trust it to be monotone: one unit more in all can take one from a stratum (the Alabama paradox).
    Source: Hamilton's method; Balinski and Young 1982, Fair Representation.

    >>> allocate_size({"A": 50, "B": 30, "C": 20}, 7).by_stratum()
    {'A': 4, 'B': 2, 'C': 1}
    """
    sizes = _sizes(stratum_sizes)
    population = sum(sizes.values())
    if not 0 <= total <= population:
        raise StatisticsRefused("sample_larger_than_frame", n=total, population=population)
    rate = Fraction(total, population) if population else Fraction(0)
    floors = {code: math.floor(size * rate) for code, size in sizes.items()}

    def claim(code: str | None) -> tuple[Fraction, int, tuple[bool, str]]:
        return floors[code] - sizes[code] * rate, -sizes[code], stratum_order(code)

    favoured = set(sorted(sizes, key=claim)[: total - sum(floors.values())])
    rows = tuple(
        StratumAllocation(code, size, size * rate, floors[code] + (code in favoured)) for code, size in sizes.items()
    )
    return _allocation(rows, rate, "largest_remainder", "Hamilton's method; Balinski and Young 1982", ())


def _allocation(
    rows: tuple[StratumAllocation, ...], rate: Fraction, method: str, source: str, cautions: tuple[Caution, ...]
) -> Allocation:
    empty = tuple(
        Caution.of(CautionCode.STRATUM_WITHOUT_CASES, stratum=row.stratum or "", size=row.size)
        for row in rows
        if row.size and not row.n
    )
    return Allocation(
        strata=rows,
        rate=rate,
        population=sum(row.size for row in rows),
        n=sum(row.n for row in rows),
        base=Base.FRAME_UNITS,
        method=method,
        source=source,
        cautions=cautions + empty,
    )
