"""Kendall's W: how far the members of a panel put the items into the same order."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from survey_app.stats.answers import FloatArray, Matrix, as_matrix
from survey_app.stats.permuting import Permuted, permute
from survey_app.stats.proportion import Flags
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused
from survey_app.stats.significance import Shortfall, SignificanceTest

__all__ = ["Concordance", "concordance"]

_ALMOST_ONE = 1 - 1e-12
_FEWEST_ITEMS = 3
_SOURCE = (
    "Kendall and Babington Smith 1939, Annals of Mathematical Statistics 10:275; ties: Kendall 1970, Rank Correlation "
    "Methods; tests: Friedman 1937, Legendre 2005, Journal of Agricultural, Biological and Environmental Statistics "
    "10:226"
)


@dataclass(frozen=True, kw_only=True)
class Concordance(Result):
    """W (`value`) of n panellists over k items, its tests, and who was left out.

    `incomplete` rated some items only, `constant` gave every item the same rating: both carry no order of all items.
    `mean_ranks` follow the items; the highest rated item has the highest rank. `preferred` names the test to print.
    """

    value: float | None = None
    k: int
    items: tuple[str, ...]
    raters: tuple[str, ...]
    incomplete: tuple[str, ...]
    constant: tuple[str, ...]
    mean_ranks: tuple[float | None, ...]
    mean_spearman: float | None = None
    spearman_exact: bool = False
    tied_raters: int = 0
    chi_square: SignificanceTest
    f: SignificanceTest
    permutation: SignificanceTest
    preferred: str
    shortfall: Shortfall | None = None


def concordance(
    ratings: Matrix,
    raters: Sequence[str] = (),
    items: Sequence[str] = (),
    *,
    seed: int = 1939,
) -> Concordance:
    """Kendall's W over the panellists who rated every item, corrected for ties, with its tests.

    Parameters: ratings, panellists in rows and items in columns, None and NaN missing; raters and items, their names,
    by default their numbers from 1; seed, for the permutations, so that the same figures come out again.
    Returns: Concordance. Fewer than two usable panellists or fewer than three items: value None, `reason` and the
    finer `shortfall`. A panellist with a missing item, or with one rating for all, is left out and named.
    Raises: StatisticsRefused for text, rows of differing length or names that do not fit.
    Formula: mid-ranks within a panellist; S = sum (R_j - mean R)²; T = sum (t³ - t) over all ties;
    W = 12 S/(m²(k³ - k) - mT). chi² = m(k - 1)W on k - 1; F = (m - 1)W/(1 - W) on k - 1 - 2/m and m - 1 times that;
    permutations of each panellist's ranks, all of them up to 50,000, else 9,999 drawn. The permutation is preferred
    for k <= 7 or m < 20, else chi2. Mean Spearman = (mW - 1)/(m - 1), exact when all have the same pattern of ties.
    Do not trust a small p as agreement: with many panellists a W of .1 is significant.
    Source: Kendall and Babington Smith 1939; Kendall 1970; Friedman 1937; Legendre 2005.

    >>> found = concordance([[1, 2, 3, 4], [1, 3, 2, 4], [2, 1, 3, 4], [1, 2, None, 4]], raters=["A", "B", "C", "D"])
    >>> round(found.value, 4), found.n, found.incomplete, found.mean_ranks[3]
    (0.7778, 3, ('D',), 4.0)
    """
    table = as_matrix(ratings)
    people, things = _names(raters, table.shape[0], "raters"), _names(items, table.shape[1], "items")
    whole, flat = _whole_and_flat(table)
    used: Flags = whole & ~flat
    ranks = np.asarray(stats.rankdata(table[used], axis=1), dtype=np.float64).reshape(int(used.sum()), len(things))
    lack = _shortfall(ranks, incomplete=int((~whole).sum()), constant=int(flat.sum()))
    ties = _ties(ranks)
    w = None if lack else _w(ranks, float(ties.sum()))
    m = int(used.sum())
    tests = _tests(w, ranks, seed, lack)
    return Concordance(
        value=w,
        n=m,
        missing=len(people) - m,
        base=Base.COMPLETE_CASES,
        method="kendall_w_tie_corrected",
        source=_SOURCE,
        reason=_reason(lack, len(things)),
        k=len(things),
        items=things,
        raters=_those(people, used),
        incomplete=_those(people, ~whole),
        constant=_those(people, flat),
        mean_ranks=tuple(float(rank) for rank in ranks.mean(axis=0)) if m else (None,) * len(things),
        mean_spearman=None if w is None else (m * w - 1) / (m - 1),
        spearman_exact=w is not None and bool(np.ptp(ties) == 0),
        tied_raters=int((ties > 0).sum()),
        chi_square=tests[0],
        f=tests[1],
        permutation=tests[2],
        preferred=tests[2 if tests[2].p is not None else 0].method,
        shortfall=lack,
    )


def _names(given: Sequence[str], count: int, what: str) -> tuple[str, ...]:
    if given and len(given) != count:
        raise StatisticsRefused("names_do_not_fit", what=what, names=len(given), expected=count)
    return tuple(given) or tuple(str(place) for place in range(1, count + 1))


def _whole_and_flat(table: FloatArray) -> tuple[Flags, Flags]:
    """Who rated every item, and who of them gave all the same rating."""
    whole: Flags = np.asarray(~np.isnan(table).any(axis=1), dtype=np.bool_)
    flat = np.zeros(whole.size, dtype=np.bool_)
    if table.shape[1]:
        flat[whole] = np.ptp(table[whole], axis=1) == 0
    return whole, flat


def _those(names: tuple[str, ...], mask: Flags) -> tuple[str, ...]:
    return tuple(name for name, holds in zip(names, mask, strict=True) if holds)


def _shortfall(ranks: FloatArray, *, incomplete: int, constant: int) -> Shortfall | None:
    m, k = ranks.shape
    if k < _FEWEST_ITEMS:
        return Shortfall.TOO_FEW_ITEMS
    if m > 1:
        return None
    if m == 1:
        return Shortfall.ONE_RATER
    return Shortfall.NO_ORDER if constant and not incomplete else Shortfall.NO_RATERS


def _reason(lack: Shortfall | None, k: int) -> Reason | None:
    """The nearest of the codes that all results share; the shortfall itself is finer."""
    nearest = {
        Shortfall.TOO_FEW_ITEMS: Reason.ONE_ITEM if k <= 1 else Reason.TOO_FEW_EFFECTIVE,
        Shortfall.ONE_RATER: Reason.ONE_ANSWER,
        Shortfall.NO_ORDER: Reason.NO_VARIATION,
        Shortfall.NO_RATERS: Reason.NO_ANSWERS,
    }
    return nearest[lack] if lack else None


def _ties(ranks: FloatArray) -> FloatArray:
    """Sum of t3 - t over the ties of each panellist."""
    sizes = (np.unique(row, return_counts=True)[1].astype(np.float64) for row in ranks)
    return np.array([float((size**3 - size).sum()) for size in sizes], dtype=np.float64)


def _w(ranks: FloatArray, ties: float) -> float:
    m, k = ranks.shape
    sums = ranks.sum(axis=0)
    spread = float(((sums - m * (k + 1) / 2) ** 2).sum())
    return float(min(1.0, 12 * spread / (m * m * (k**3 - k) - m * ties)))


def _tests(
    w: float | None, ranks: FloatArray, seed: int, lack: Shortfall | None
) -> tuple[SignificanceTest, SignificanceTest, SignificanceTest]:
    if w is None:
        none = [SignificanceTest(name, shortfall=lack) for name in ("chi_square", "f", "permutation")]
        return none[0], none[1], none[2]
    m, k = ranks.shape
    chi = m * (k - 1) * w
    return (
        SignificanceTest("chi_square", chi, (k - 1,), float(special.chdtrc(k - 1, chi))),
        _f(w, m, k),
        _permutation(permute(ranks, seed)),
    )


def _f(w: float, m: int, k: int) -> SignificanceTest:
    first = k - 1 - 2 / m
    freedom = (first, first * (m - 1))
    if w >= _ALMOST_ONE:
        return SignificanceTest("f", None, freedom, shortfall=Shortfall.FULL_CONCORDANCE)
    ratio = (m - 1) * w / (1 - w)
    return SignificanceTest("f", ratio, freedom, float(special.fdtrc(*freedom, ratio)))


def _permutation(found: Permuted | None) -> SignificanceTest:
    if found is None:
        return SignificanceTest("permutation", shortfall=Shortfall.LARGE_PANEL)
    return SignificanceTest(found.method, None, (), found.p)
