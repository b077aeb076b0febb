"""Kendall's W where every panellist rates only some of the items, by a balanced plan."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from survey_app.stats.answers import FloatArray, Matrix, as_matrix
from survey_app.stats.guards import Guard
from survey_app.stats.results import Base, Reason, Result
from survey_app.stats.significance import Shortfall, SignificanceTest

__all__ = ["BalancedConcordance", "balanced_concordance"]

_SOURCE = (
    "Durbin 1951, British Journal of Psychology (Statistical Section) 4:85; ties: Conover 1999, Practical "
    "Nonparametric Statistics, 3rd ed., 5.9"
)
_TWO, _FEWEST = 2, 3


@dataclass(frozen=True, kw_only=True)
class BalancedConcordance(Result):
    """W (`value`) of n panellists who rate s of k items each; every item r times, every two items l times together.

    The test takes ties into account, W does not: with many ties it stays below 1.
    """

    value: float | None = None
    k: int
    each_rates: int | None = None
    each_rated: int | None = None
    together: int | None = None
    empty: int = 0
    tied_raters: int = 0
    mean_ranks: tuple[float | None, ...]
    chi_square: SignificanceTest | None = None
    guard: Guard | None = None


def balanced_concordance(ratings: Matrix) -> BalancedConcordance:
    """Kendall's W of a balanced incomplete plan: nobody has to rate everything.

    Parameters: ratings, panellists in rows and k items in columns, None and NaN not rated; who rated nothing is left
    out.
    Returns: BalancedConcordance. A plan that is not balanced (everybody as many items, every item as often, every two
    items together as often): value None, guard `not_balanced`. Fewer than three items or two panellists: none.
    Raises: StatisticsRefused for text or rows of differing length.
    Formula: mid-ranks within a panellist; W = 12 sum (R_j - r(s + 1)/2)² / (l² k(k² - 1)), l = r(s - 1)/(k - 1). Test:
    (k - 1) sum (R_j - r(s + 1)/2)² / (A - C) on k - 1, A the sum of all squared ranks, C = m s(s + 1)²/4; without
    ties that is l(k² - 1)W/(s + 1).
    Do not trust the chi-square with few panellists: it is an approximation.
    Source: Durbin 1951; Conover 1999.

    >>> found = balanced_concordance([[1, 2, None], [1, None, 2], [None, 1, 2]])
    >>> found.value, found.together, round(found.chi_square.statistic, 4)
    (1.0, 1, 2.6667)
    """
    table = as_matrix(ratings)
    filled = table[~np.isnan(table).all(axis=1)] if table.size else table[:0]
    there = ~np.isnan(filled)
    m, k = filled.shape
    ranks = _ranks(filled)
    plan = _plan(there) if m >= _TWO and k >= _FEWEST else None
    centred = None if plan is None else np.nansum(ranks, axis=0) - plan[1] * (plan[0] + 1) / 2
    square = None if centred is None else float((centred**2).sum())
    counts = there.sum(axis=0)
    return BalancedConcordance(
        n=m,
        missing=int(table.shape[0]) - m,
        base=Base.CASES_WITH_ANY_ITEM,
        method="kendall_w_balanced_incomplete",
        source=_SOURCE,
        reason=None if m else Reason.NO_ANSWERS,
        value=None if square is None or plan is None else min(1.0, 12 * square / (plan[2] ** 2 * k * (k * k - 1))),
        k=k,
        each_rates=plan[0] if plan else None,
        each_rated=plan[1] if plan else None,
        together=plan[2] if plan else None,
        empty=int(table.shape[0]) - m,
        tied_raters=sum(np.unique(row[~np.isnan(row)]).size < (~np.isnan(row)).sum() for row in filled),
        mean_ranks=tuple(
            float(total / count) if count else None
            for total, count in zip(np.nansum(ranks, axis=0), counts, strict=True)
        ),
        chi_square=None if square is None or plan is None else _test(ranks, square, plan[0]),
        guard=_guard(m, k, plan),
    )


def _guard(m: int, k: int, plan: tuple[int, int, int] | None) -> Guard | None:
    if plan is not None:
        return None
    if m < _TWO:
        return Guard.ONE_RATER if m else Guard.NO_ANSWERS
    return Guard.FEWER_THAN_THREE if k < _FEWEST else Guard.NOT_BALANCED


def _ranks(filled: FloatArray) -> FloatArray:
    found = np.full(filled.shape, np.nan)
    for place, row in enumerate(filled):
        there = ~np.isnan(row)
        found[place, there] = stats.rankdata(row[there])
    return found


def _plan(there: NDArray[np.bool_]) -> tuple[int, int, int] | None:
    """How many items each rates, how often each is rated, how often two are rated together; None if not balanced."""
    pairs = there.astype(np.int64).T @ there.astype(np.int64)
    by_person, by_item = there.sum(axis=1), np.diag(pairs)
    together = pairs[~np.eye(pairs.shape[0], dtype=bool)]
    if any(np.ptp(counts) for counts in (by_person, by_item, together)) or not together[0]:
        return None
    return int(by_person[0]), int(by_item[0]), int(together[0])


def _test(ranks: FloatArray, square: float, each: int) -> SignificanceTest:
    m, k = ranks.shape
    spread = float(np.nansum(ranks**2)) - m * each * (each + 1) ** 2 / 4
    if spread <= 0:
        return SignificanceTest("durbin", shortfall=Shortfall.NO_ORDER)
    chi = (k - 1) * square / spread
    return SignificanceTest("durbin", chi, (k - 1,), float(special.chdtrc(k - 1, chi)))
