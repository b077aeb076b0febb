"""How many units each stratum sends when strata differ in spread: more where opinions differ more."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from survey_app.stats.allocation import Allocation, StratumAllocation, stratum_code, stratum_order
from survey_app.stats.results import Base, Caution, CautionCode, StatisticsRefused

__all__ = ["Stratum", "allocate_neyman"]

_LEAST = 2


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum: how many units it has and the standard deviation of the answers expected in it."""

    size: int
    spread: float


def allocate_neyman(strata: Mapping[str | None, Stratum], total: int, least: int = _LEAST) -> Allocation:
    """Sample of a fixed total, shared by size times spread.

    Parameters: strata, by code, None or blank being "not stated"; total, units to draw; least, what every stratum gets
    (all of a stratum that is smaller): two, so that its spread can be estimated.
    Returns: Allocation whose numbers sum to the total, none above its stratum; cautions name the strata that are taken
    whole (their share is spread over the others) and those that were raised to the least.
    Raises: StatisticsRefused for a total the frame cannot give or that is below the least, a spread below 0, or spreads
    that are all 0.
    Formula: n N_h S_h / sum(N S), held between the least and N_h by spreading the rest again in the same proportion;
    rounded by largest remainder, ties to the larger stratum, then by code.
    Do not trust it for other questions than the one whose spread it was given.
    Source: Neyman 1934, JRSS 97:558; Cochran 1977, Sampling Techniques, 5.5 and 5.8.

    >>> allocate_neyman({"A": Stratum(100, 2.0), "B": Stratum(100, 1.0)}, 30).by_stratum()
    {'A': 20, 'B': 10}
    """
    cleaned = _cleaned(strata)
    population = sum(stratum.size for stratum in cleaned.values())
    floors = {code: min(least, stratum.size) for code, stratum in cleaned.items()}
    if not 0 <= total <= population:
        raise StatisticsRefused("sample_larger_than_frame", n=total, population=population)
    if total < sum(floors.values()):
        raise StatisticsRefused("sample_below_least", n=total, least=sum(floors.values()), strata=len(cleaned))
    claims = {code: Fraction(stratum.size) * Fraction(stratum.spread) for code, stratum in cleaned.items()}
    if cleaned and not any(claims.values()):
        raise StatisticsRefused("no_spread")
    exact = _held(cleaned, claims, floors, total)
    whole = _rounded(cleaned, exact, total)
    rows = tuple(StratumAllocation(code, cleaned[code].size, exact[code], whole[code]) for code in cleaned)
    free = {code: total * claims[code] / sum(claims.values()) for code in cleaned}
    cautions = [
        Caution.of(CautionCode.STRATUM_TAKEN_WHOLE, stratum=code or "", size=stratum.size)
        for code, stratum in cleaned.items()
        if whole[code] == stratum.size and free[code] > stratum.size
    ]
    cautions += [
        Caution.of(CautionCode.STRATUM_RAISED_TO_LEAST, stratum=code or "", n=whole[code])
        for code in cleaned
        if free[code] < floors[code] <= whole[code] and exact[code] == floors[code]
    ]
    return Allocation(
        strata=rows,
        rate=Fraction(total, population) if population else Fraction(0),
        population=population,
        n=total,
        base=Base.FRAME_UNITS,
        method="neyman",
        source="Neyman 1934, JRSS 97:558; Cochran 1977, Sampling Techniques, 5.5 and 5.8",
        cautions=tuple(cautions),
    )


def _cleaned(strata: Mapping[str | None, Stratum]) -> dict[str | None, Stratum]:
    found: dict[str | None, Stratum] = {}
    for code in sorted(strata, key=lambda code: stratum_order(stratum_code(code))):
        stratum, name = strata[code], stratum_code(code)
        if stratum.size < 0:
            raise StatisticsRefused("stratum_size_no_count", stratum=name or "", size=stratum.size)
        if not 0 <= stratum.spread < float("inf"):
            raise StatisticsRefused("spread_out_of_range", stratum=name or "", spread=stratum.spread)
        if name in found:
            raise StatisticsRefused("repeated_category", question=name or "")
        found[name] = stratum
    return found


def _held(
    strata: Mapping[str | None, Stratum],
    claims: Mapping[str | None, Fraction],
    floors: Mapping[str | None, int],
    total: int,
) -> dict[str | None, Fraction]:
    """The exact shares between least and size: one common factor for all that stand at neither bound."""

    def at(factor: Fraction) -> dict[str | None, Fraction]:
        return {
            code: min(max(claims[code] * factor, Fraction(floors[code])), Fraction(strata[code].size))
            for code in strata
        }

    ends = {code: (floors[code] / claims[code], strata[code].size / claims[code]) for code in strata if claims[code]}
    points = [Fraction(0), *sorted({point for pair in ends.values() for point in pair})]
    if sum(at(points[-1]).values()) < total:  # strata without spread take what is left, by size
        return _with_rest(strata, claims, at(points[-1]), total)
    # between two neighbouring points the same strata stand between their bounds: there the sum is a straight line
    place = bisect_left(points, Fraction(total), lo=1, key=lambda point: sum(at(point).values(), Fraction(0)))
    low, high = points[place - 1], points[min(place, len(points) - 1)]
    rough = at(high)
    free = {code for code, (first, last) in ends.items() if first <= low and last >= high}
    claimed = sum((claims[code] for code in free), Fraction(0))
    rest = total - sum((value for code, value in rough.items() if code not in free), Fraction(0))
    return {code: rest * claims[code] / claimed if code in free else rough[code] for code in strata}


def _with_rest(
    strata: Mapping[str | None, Stratum],
    claims: Mapping[str | None, Fraction],
    found: dict[str | None, Fraction],
    total: int,
) -> dict[str | None, Fraction]:
    rest = total - sum(found.values(), Fraction(0))
    room = {code: strata[code].size - found[code] for code in strata if not claims[code]}
    whole = sum(room.values(), Fraction(0))
    return {code: found[code] + (rest * room[code] / whole if code in room else 0) for code in strata}


def _rounded(
    strata: Mapping[str | None, Stratum], exact: Mapping[str | None, Fraction], total: int
) -> dict[str | None, int]:
    whole = {code: int(value) for code, value in exact.items()}

    def claim(code: str | None) -> tuple[Fraction, int, tuple[bool, str]]:
        return whole[code] - exact[code], -strata[code].size, stratum_order(code)

    for code in sorted((code for code in strata if whole[code] < strata[code].size), key=claim)[
        : total - sum(whole.values())
    ]:
        whole[code] += 1
    return whole
