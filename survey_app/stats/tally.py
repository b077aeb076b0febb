"""A closed column counted once: every figure of a question from its counts, whatever the number of people.

A column of a million answers holds a dozen codes. One pass counts them; shares, mean, quartiles, top share and
recommend score follow from the counts and are the same as those of `frequencies`, `mean`, `top_share`, `net_promoter`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.answers import FloatArray, as_weights, base_cautions, check_level, check_population
from survey_app.stats.counting import CategoryCount, Frequencies
from survey_app.stats.descriptive import Mean, mean_of_counts
from survey_app.stats.linearised import base_of_score, base_of_share
from survey_app.stats.promoter_score import STANDARD, Cuts, NetPromoter, score_of
from survey_app.stats.proportion import Proportion, wilson
from survey_app.stats.results import Base, Caution, CautionCode, Reason, StatisticsRefused
from survey_app.stats.satisfaction import TopShare

__all__ = ["Tally", "average", "count_codes", "recommend_score", "shares", "top"]

_WIDEST = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """The codes that occur in rising order, how many people gave each, their sums of weights and of squared weights.

    Negative codes are reasons for a missing answer. A person of weight 0 counts under `weightless` and nowhere else.
    """

    codes: NDArray[np.int64]
    counts: NDArray[np.int64]
    weighted: FloatArray | None
    squares: FloatArray | None
    size: int
    weightless: int

    def part(self, wanted: Collection[float] | None) -> "Part":
        """Those who gave one of the codes; None: those who gave any that is not negative."""
        hits = self.codes >= 0 if wanted is None else np.isin(self.codes, list(wanted))
        return Part(
            self.codes[hits],
            self.counts[hits],
            None if self.weighted is None else self.weighted[hits],
            np.zeros(int(hits.sum())) if self.squares is None else self.squares[hits],
        )

    def count(self, code: int) -> int:
        """How many people gave one code."""
        place = int(np.searchsorted(self.codes, code))
        return int(self.counts[place]) if place < self.codes.size and self.codes[place] == code else 0


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some codes of a tally: people, weights and squared weights of each."""

    codes: NDArray[np.int64]
    counts: NDArray[np.int64]
    weighted: FloatArray | None
    squares: FloatArray

    @property
    def n(self) -> int:
        """People."""
        return int(self.counts.sum())

    @property
    def masses(self) -> FloatArray:
        """Weight of each code: people when unweighted."""
        return self.counts.astype(np.float64) if self.weighted is None else self.weighted

    @property
    def n_eff(self) -> float | None:
        """Kish's effective base; None when unweighted or empty."""
        if self.weighted is None or not self.n:
            return None
        return min(float(self.weighted.sum()) ** 2 / float(self.squares.sum()), float(self.n))

    def share(self, wanted: Collection[float], population: int | None, level: float, missing: int) -> Proportion:
        """Share of those who gave one of the codes."""
        hits = np.isin(self.codes, list(wanted))
        if self.weighted is None:
            return wilson(int(self.counts[hits].sum()), self.n, population, level, missing=missing)
        if not self.n:
            return wilson(0, 0, population, level, missing=missing)
        share = min(1.0, float(self.weighted[hits].sum() / self.weighted.sum()))
        parts = (float(self.squares[hits].sum()), float(self.squares[~hits].sum()))
        base = base_of_share((share, 1 - share), parts, float(self.weighted.sum()), self.n_eff or 0.0)
        return wilson(self.n * share, self.n, population, level, self.n_eff, missing=missing, linearised=base)


def count_codes(column: NDArray[Any], weights: Sequence[float | None] | NDArray[Any] | None = None) -> Tally:
    """Count a column of whole codes in one pass.

    Parameters: column, whole numbers, one per person, negative ones being reasons for a missing answer; weights, one
    per person, or None.
    Returns: Tally.
    Raises: StatisticsRefused for a column of other numbers, codes more than 65,536 apart, or weights that do not fit.

    >>> found = count_codes(np.array([3, 1, 3, -9], np.int16))
    >>> found.codes.tolist(), found.counts.tolist()
    ([-9, 1, 3], [1, 1, 2])
    """
    if column.dtype.kind not in "iu":
        raise StatisticsRefused("not_a_number")
    column = np.ascontiguousarray(column)  # a column of a table of people lies scattered
    mass = as_weights(weights, column.size)
    weightless = 0
    if mass is not None and not bool((mass > 0).all()):
        weightless = int((mass <= 0).sum())
        column, mass = column[mass > 0], mass[mass > 0]
    if not column.size:
        nothing = np.zeros(0, np.int64)
        empty = None if mass is None else np.zeros(0)
        return Tally(nothing, nothing, empty, empty, weightless, weightless)
    low, high = int(column.min()), int(column.max())
    if high - low > _WIDEST:
        raise StatisticsRefused("codes_too_far_apart", low=low, high=high)
    places = column if low == 0 else column.astype(np.int64) - low
    counts = np.bincount(places)
    there = np.flatnonzero(counts)
    weighted = None if mass is None else np.asarray(np.bincount(places, mass)[there], dtype=np.float64)
    squares = None if mass is None else np.asarray(np.bincount(places, mass * mass)[there], dtype=np.float64)
    return Tally(there + low, counts[there], weighted, squares, int(column.size) + weightless, weightless)


def shares(tally: Tally, categories: Sequence[int], population: int | None = None, level: float = 0.95) -> Frequencies:
    """Count of every category and its share of the answers, as `frequencies` of the column.

    Parameters: tally; categories, the codes in display order; population, N or None; level.
    Returns: Frequencies; negative codes are missing, others outside the categories stand in `unlisted`.
    Raises: StatisticsRefused as `frequencies`.
    Source: as `frequencies`.

    >>> found = shares(count_codes(np.array([1, 2, 2, -9], np.int16)), (1, 2, 3))
    >>> [(row.code, row.count, round(row.value, 3)) for row in found.categories]
    [(1, 1, 0.333), (2, 2, 0.667), (3, 0, 0.0)]
    """
    if len(set(categories)) != len(categories):
        raise StatisticsRefused("repeated_category")
    part, answered = tally.part(categories), tally.part(None).n
    n, n_eff, weighted = part.n, part.n_eff, tally.weighted is not None
    missing = tally.size - tally.weightless - answered
    unlisted = answered - n
    rows = [
        CategoryCount(**vars(part.share((code,), population, level, missing)), code=code, count=tally.count(code))
        for code in categories
    ]
    small = () if n == population else base_cautions(n if n_eff is None else n_eff)
    outside = (Caution.of(CautionCode.UNLISTED_CODES, count=unlisted),) if unlisted else ()
    return Frequencies(
        categories=tuple(rows),
        n=n,
        weighted_n=float(part.masses.sum()),
        n_eff=n_eff,
        missing=missing,
        unlisted=unlisted,
        base=Base.VALID_ANSWERS,
        method="weighted_frequencies" if weighted else "frequencies",
        source="Kish 1965, Survey Sampling" if weighted else "counting",
        cautions=small + outside,
        reason=None if n else Reason.ZERO_WEIGHTS if tally.weightless else Reason.NO_ANSWERS,
    )


def average(
    tally: Tally, points: Collection[int] | None = None, population: int | None = None, level: float = 0.95
) -> Mean:
    """Mean, spread and quartiles of the codes that are points of the scale, as `mean` of the column.

    Parameters: tally; points, the codes that count, or None for all that are not negative; population, N or None;
    level.
    Returns: Mean.
    Raises: StatisticsRefused as `mean`.
    Source: as `mean`.

    >>> found = average(count_codes(np.array([1, 2, 3, 4, -9], np.int16)))
    >>> found.value, found.median, found.missing
    (2.5, 2.5, 1)
    """
    part = tally.part(points)
    return mean_of_counts(
        part.codes.astype(np.float64),
        part.counts,
        None if part.weighted is None else (part.weighted, part.squares),
        population,
        level,
        missing=tally.size - tally.weightless - part.n,
        weightless=tally.weightless > 0,
    )


def top(
    tally: Tally,
    points: Collection[int] | None,
    wanted: Collection[int],
    population: int | None = None,
    level: float = 0.95,
) -> TopShare:
    """Share of the top answers, as `top_share` of the column.

    Parameters: tally; points, the codes that count, or None for all that are not negative; wanted, the codes on top;
    population, N or None; level.
    Returns: TopShare.
    Raises: StatisticsRefused as `top_share`.
    Source: as `top_share`.

    >>> top(count_codes(np.array([5, 4, 3, 2, 5, -9], np.int16)), (1, 2, 3, 4, 5), (4, 5)).value
    0.6
    """
    if not wanted:
        raise StatisticsRefused("top_codes_do_not_fit", top=0, shared=0)
    part = tally.part(points)
    found = vars(part.share(wanted, population, level, tally.size - tally.weightless - part.n))
    hits = np.isin(part.codes, list(wanted))
    reason = Reason.ZERO_WEIGHTS if not part.n and tally.weightless else found["reason"]
    more = {"reason": reason, "count": int(part.counts[hits].sum()), "top": tuple(sorted(wanted))}
    return TopShare(**(found | more), apart=0)


def recommend_score(
    tally: Tally, population: int | None = None, level: float = 0.95, cuts: Cuts = STANDARD
) -> NetPromoter:
    """Promoters minus detractors in points, as `net_promoter` of the column.

    Parameters: tally, in which codes off the scale of the cuts count as missing; population, N or None; level; cuts.
    Returns: NetPromoter.
    Raises: StatisticsRefused as `net_promoter`.
    Source: as `net_promoter`.

    >>> column = np.repeat(np.array([10, 8, 5], np.int16), [19, 8, 9])
    >>> round(recommend_score(count_codes(column)).value, 2)
    27.78
    """
    check_level(level)
    part = tally.part([code for code in tally.codes.tolist() if cuts.scale_min <= code <= cuts.scale_max])
    check_population(part.n, population)
    classes = (part.codes >= cuts.promoters_from, part.codes <= cuts.detractors_to)
    total = float(part.masses.sum())
    shares = [float(part.masses[hits].sum()) / total if total else 0.0 for hits in classes]
    base = None
    if part.n_eff is not None:
        groups = (classes[0], ~classes[0] & ~classes[1], classes[1])
        squares = [float(part.squares[hits].sum()) for hits in groups]
        base = base_of_score((shares[0], shares[1]), (squares[0], squares[1], squares[2]), part.n_eff, total)
    return score_of(
        tuple(shares),
        (int(part.counts[classes[0]].sum()), int(part.counts[classes[1]].sum())),
        (part.n, part.n_eff, base),
        population=population,
        level=level,
        cuts=cuts,
        missing=tally.size - tally.weightless - part.n,
    )
