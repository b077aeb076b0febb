"""The sample: how many from each stratum, who exactly, and a tally of the drawn by any other feature."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from survey_app.stats.allocation import (
    Allocation,
    StratumAllocation,
    allocate,
    allocate_size,
    exact_rate,
    stratum_code,
    stratum_order,
)
from survey_app.stats.results import Base, Result, StatisticsRefused

__all__ = [
    "Allocation",
    "Draw",
    "StratifiedDraw",
    "StratumAllocation",
    "StratumDraw",
    "Tally",
    "TallyRow",
    "allocate",
    "allocate_size",
    "draw",
    "draw_strata",
    "exact_rate",
    "tally",
]

_METHOD = "hmac_sha256_order"
_SOURCE = "Simple random sampling by sorted random keys: Sunter 1977, Applied Statistics 26:261; keys: RFC 2104"


@dataclass(frozen=True, kw_only=True)
class Draw(Result):
    """The drawn ids in the order of drawing; the first m of them are the sample of size m."""

    units: tuple[str, ...]
    population: int
    seed: str


@dataclass(frozen=True, slots=True)
class StratumDraw:
    """One stratum's drawn ids in the order of drawing, of `size` units in the frame."""

    stratum: str | None
    size: int
    n: int
    units: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StratifiedDraw(Result):
    """The strata by code, "not stated" last; n is the whole sample."""

    strata: tuple[StratumDraw, ...]
    population: int
    seed: str

    @property
    def units(self) -> tuple[str, ...]:
        """All drawn ids, stratum after stratum."""
        return tuple(unit for row in self.strata for unit in row.units)


@dataclass(frozen=True, slots=True)
class TallyRow:
    """One category (None = not stated) and how many units are in it."""

    category: str | None
    n: int


@dataclass(frozen=True, kw_only=True)
class Tally(Result):
    """The categories, the largest first, "not stated" last; n counts them all."""

    rows: tuple[TallyRow, ...]


def _seed_text(seed: int | str) -> str:
    if isinstance(seed, bool) or not isinstance(seed, int | str) or not str(seed).strip():
        raise StatisticsRefused("seed_unusable", seed=str(seed))
    return str(seed)


def _ranked(units: Iterable[str], seed: str) -> list[str]:
    """Return the ids by their keyed hash; equal hashes, if ever, by id."""
    ids = list(units)
    if not all(isinstance(unit, str) and unit for unit in ids):
        raise StatisticsRefused("unit_id_not_text")
    repeated = [unit for unit, count in Counter(ids).items() if count > 1]
    if repeated:
        raise StatisticsRefused("repeated_unit_id", unit=min(repeated), repeated=len(repeated))
    key = seed.encode("utf-8", "surrogatepass")

    def rank(unit: str) -> tuple[bytes, str]:
        return hmac.digest(key, unit.encode("utf-8", "surrogatepass"), hashlib.sha256), unit

    return sorted(ids, key=rank)


def draw(units: Iterable[str], seed: int | str, n: int) -> Draw:
    """Simple random sample of n units that anybody with the list and the seed can repeat.

    Parameters: units, the ids of the frame, as text, each once, in any order; seed, a number or text (7 and "7" are the
    same seed); n, units to draw, 0 to the size of the frame.
    Returns: Draw; the order of the list does not matter, and a larger n keeps everybody of the smaller.
    Raises: StatisticsRefused for a repeated, empty or non-text id, an empty seed, or n out of range.
    Formula: sort by HMAC-SHA256(key = seed, message = id) and take the first n.
    Do not trust it when the seed was chosen after looking at the result: log it first.
    Source: Sunter 1977 for sampling by random keys; RFC 2104 for the key.

    >>> draw(["u1", "u2", "u3", "u4"], seed=2006, n=2).units == draw(["u4", "u3", "u2", "u1"], seed="2006", n=2).units
    True
    """
    text = _seed_text(seed)
    ranked = _ranked(units, text)
    if not 0 <= n <= len(ranked):
        raise StatisticsRefused("sample_larger_than_frame", n=n, population=len(ranked))
    return Draw(
        units=tuple(ranked[:n]),
        population=len(ranked),
        seed=text,
        n=n,
        base=Base.FRAME_UNITS,
        method=_METHOD,
        source=_SOURCE,
    )


def draw_strata(
    frame: Mapping[str, str | None], allocation: Allocation | Mapping[str | None, int], seed: int | str
) -> StratifiedDraw:
    """Random sample inside every stratum, no unit more important than another.

    Parameters: frame, the stratum of every unit id, None or blank being "not stated"; allocation, the result of
    `allocate`, or units to draw by stratum code; seed, as in `draw`.
    Returns: StratifiedDraw, the same for any order of the frame.
    Raises: StatisticsRefused when the allocation names other strata than the frame, or more than a stratum holds.
    Formula: `draw` inside each stratum with the one seed.
    Do not trust its totals unweighted when the rates of the strata differ: weigh by N_h/n_h.
    Source: Cochran 1977, chapter 5; as `draw`.

    >>> frame = {"a1": "A", "a2": "A", "b1": "B", "x": " "}
    >>> found = draw_strata(frame, allocate({"A": 2, "B": 1, None: 1}, "50%"), seed=1)
    >>> [(row.stratum, row.n, row.size) for row in found.strata]
    [('A', 1, 2), ('B', 1, 1), (None, 1, 1)]
    """
    text = _seed_text(seed)
    members: dict[str | None, list[str]] = {}
    for unit, code in frame.items():
        members.setdefault(stratum_code(code), []).append(unit)
    wanted = allocation.by_stratum() if isinstance(allocation, Allocation) else allocation
    wanted = {stratum_code(code): n for code, n in wanted.items()}
    for code in wanted.keys() ^ members.keys():
        if wanted.get(code, 1):
            raise StatisticsRefused("strata_differ", stratum=code or "")
    strata = []
    for code in sorted(members, key=stratum_order):
        units = draw(members[code], text, wanted[code]).units
        strata.append(StratumDraw(code, len(members[code]), len(units), units))
    return StratifiedDraw(
        strata=tuple(strata),
        population=len(frame),
        seed=text,
        n=sum(row.n for row in strata),
        base=Base.FRAME_UNITS,
        method=f"stratified_{_METHOD}",
        source=_SOURCE,
    )


def tally(categories: Iterable[str | None]) -> Tally:
    """Count units by a feature that was no stratum, such as the region of the drawn; a tally, never a second quota.

    Parameters: categories, one code per unit, None or blank being "not stated".
    Returns: Tally; "not stated" is a row of its own and stays in the total. Formula: counting.
    Do not trust it as a quota met: the draw did not look at it.
    Source: the 2006 study's table of questionnaires sent by region (979, of which 7 without a region).

    >>> [(row.category, row.n) for row in tally(["Jinan", "Weihai", "Jinan", ""]).rows]
    [('Jinan', 2), ('Weihai', 1), (None, 1)]
    """
    counts = Counter(stratum_code(category) for category in categories)
    ordered = sorted(counts.items(), key=lambda row: (row[0] is None, -row[1], row[0] or ""))
    return Tally(
        rows=tuple(TallyRow(category, count) for category, count in ordered),
        n=counts.total(),
        base=Base.FRAME_UNITS,
        method="tally",
        source="counting",
    )
