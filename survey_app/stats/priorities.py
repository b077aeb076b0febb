"""What a panel puts first: points of a nominal group, and Borda counts with mean ranks, partial ballots declared."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import stats

from survey_app.stats.answers import FloatArray, Matrix, Values, as_matrix, as_weights, kish
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = ["Borda", "GroupScore", "NominalGroup", "Partial", "RankedItem", "borda", "nominal_group"]

_NGT = "Delbecq, Van de Ven and Gustafson 1975, Group Techniques for Program Planning"
_MOST = 10_000
_BORDA = "Borda 1781; mid-ranks: Kendall 1970, Rank Correlation Methods"


class Partial(StrEnum):
    """What becomes of a ballot that does not rank every item."""

    SHARE = "share"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class GroupScore:
    """One item: all its points, how many ranked it, the mean of those who did, and its place (ties share one)."""

    total: float
    voters: int
    mean: float | None
    place: int | None


@dataclass(frozen=True, kw_only=True)
class NominalGroup(Result):
    """Points k..1 of n ballots; an item that a ballot does not rank is not ranked there, not last."""

    k: int
    items: tuple[GroupScore, ...]
    weighted_n: float | None = None
    n_eff: float | None = None


@dataclass(frozen=True, slots=True)
class RankedItem:
    """One item: mean of the mid-ranks (1 is first), Borda points (k less the rank), how many ranked it, its place."""

    mean_rank: float | None
    points: float | None
    ranked_by: int
    place: int | None


@dataclass(frozen=True, kw_only=True)
class Borda(Result):
    """The order of k items from n ballots; `partial` ballots were shared out or dropped, `empty` ones always are."""

    k: int
    rule: Partial
    partial: int
    empty: int
    items: tuple[RankedItem, ...]
    weighted_n: float | None = None
    n_eff: float | None = None


def nominal_group(ranks: Matrix, k: int | None = None, weights: Values | None = None) -> NominalGroup:
    """Points of a nominal group: every member gives k points to their first choice, down to 1.

    Parameters: ranks, members in rows and items in columns, 1 is first, None and NaN not ranked; k, how many each
    member ranks, by default the largest rank given; weights, one a member, or None (a weight of 0 leaves them out).
    Returns: NominalGroup with total, voters and mean per item. No ranks at all: reason `no_answers`.
    Raises: StatisticsRefused for a rank that is no whole number from 1 to k, or the same rank twice in a ballot.
    Formula: points = k + 1 - rank; mean over those who ranked the item, totals and means weighted; places by total,
    ties sharing the better one.
    Do not trust the total alone: look at the voters, one member's passion can equal three members' third choice.
    Source: Delbecq, Van de Ven and Gustafson 1975.

    >>> found = nominal_group([[1, 2, 3, None], [2, 1, None, 3], [1, None, 2, 3]])
    >>> [(each.total, each.voters, each.place) for each in found.items]
    [(8.0, 3, 1), (5.0, 2, 2), (3.0, 2, 3), (2.0, 2, 4)]
    """
    table, mass, absent = _weighed(ranks, weights)
    there = ~np.isnan(table)
    given = table[there]
    most = k if k is not None else int(given.max()) if given.size and given.max() < _MOST else table.shape[1]
    if np.any((given < 1) | (given > most) | (given != np.round(given))):
        raise StatisticsRefused("rank_out_of_range", lowest=1, highest=most)
    if any(np.unique(row[~np.isnan(row)]).size < (~np.isnan(row)).sum() for row in table):
        raise StatisticsRefused("rank_given_twice")
    points = np.where(there, most + 1 - table, 0.0)
    one = np.ones(len(table)) if mass is None else mass
    totals, voters, shares = one @ points, there.sum(axis=0), one @ there
    some = there.any(axis=1)
    n = int(some.sum())
    places = _places(-totals)
    return NominalGroup(
        n=n,
        missing=int(table.shape[0]) - n + absent,
        base=Base.CASES_WITH_ANY_ITEM,
        method="nominal_group_points",
        source=_NGT,
        reason=None if n else Reason.NO_ANSWERS,
        k=most,
        items=tuple(
            GroupScore(float(total), int(count), float(total / share) if count else None, place if count else None)
            for total, count, share, place in zip(totals, voters, shares, places, strict=True)
        ),
        weighted_n=None if mass is None else float(mass[some].sum()),
        n_eff=None if mass is None else kish(mass[some]),
    )


def borda(
    ballots: Matrix, partial: Partial = Partial.SHARE, *, highest_first: bool = False, weights: Values | None = None
) -> Borda:
    """The order of the items by mean rank and Borda points.

    Parameters: ballots, panellists in rows and items in columns, ranks with 1 as first (or ratings, with
    highest_first), None and NaN not ranked; partial, whether the unranked items of a ballot share the ranks that
    remain or the ballot is dropped; weights, one a ballot, or None (a weight of 0 leaves it out).
    Returns: Borda. No usable ballot: reason `no_answers`. A ballot without any rank is left out.
    Raises: StatisticsRefused for text or rows of differing length.
    Formula: mid-ranks within a ballot; r of k ranked and shared: the others get (r + 1 + k)/2 each; points = k - rank;
    mean rank and sum of points over the ballots, both weighted; places by mean rank, ties sharing the better one.
    Do not trust places that differ by little: see whether the panel agrees at all (`concordance`).
    Source: Borda 1781; Kendall 1970 for mid-ranks.

    >>> found = borda([[1, 2, 3], [1, None, None], [2, 1, 3]])
    >>> [(round(each.mean_rank, 3), each.points, each.place) for each in found.items]
    [(1.333, 5.0, 1), (1.833, 3.5, 2), (2.833, 0.5, 3)]
    """
    table, mass, absent = _weighed(ballots, weights)
    there = ~np.isnan(table)
    counts, k = there.sum(axis=1), table.shape[1]
    some = (counts > 0) & (counts < k)
    used = (counts > 0) & ~(some & (partial is Partial.DROP))
    n = int(used.sum())
    ranks = np.array([_mid_ranks(row, highest_first=highest_first) for row in table[used]]).reshape(n, k)
    used_mass = None if mass is None else mass[used]
    means = np.average(ranks, axis=0, weights=used_mass) if n else np.full(k, np.nan)
    whole = float(n) if used_mass is None else float(used_mass.sum())
    places = _places(means)
    return Borda(
        n=n,
        missing=int(table.shape[0]) - n + absent,
        base=Base.COMPLETE_CASES if partial is Partial.DROP else Base.CASES_WITH_ANY_ITEM,
        method=f"borda_{partial.value}",
        source=_BORDA,
        reason=None if n else Reason.NO_ANSWERS,
        k=k,
        rule=partial,
        partial=int(some.sum()),
        empty=int((counts == 0).sum()),
        items=tuple(
            RankedItem(float(mean), float(whole * k - whole * mean), int(by), place)
            if n
            else RankedItem(None, None, 0, None)
            for mean, by, place in zip(means, there[used].sum(axis=0), places, strict=True)
        ),
        weighted_n=None if used_mass is None else whole,
        n_eff=None if used_mass is None else kish(used_mass),
    )


def _weighed(rows: Matrix, weights: Values | None) -> tuple[FloatArray, FloatArray | None, int]:
    """The ballots that count with their weights, and how many have none."""
    table = as_matrix(rows)
    mass = as_weights(weights, len(table))
    if mass is None:
        return table, None, 0
    kept = mass > 0
    return table[kept], mass[kept], int((~kept).sum())


def _mid_ranks(row: FloatArray, *, highest_first: bool) -> FloatArray:
    there = ~np.isnan(row)
    count, k = int(there.sum()), row.size
    found = np.full(k, (count + 1 + k) / 2)
    found[there] = stats.rankdata(-row[there] if highest_first else row[there])
    return found


def _places(values: FloatArray) -> list[int]:
    """1 for the smallest; values equal at nine decimals share the better place."""
    return [int(place) for place in stats.rankdata(np.round(np.nan_to_num(values), 9), method="min")]
