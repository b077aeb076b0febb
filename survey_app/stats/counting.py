"""Frequencies of a closed question: counts, shares of the valid answers and their intervals."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.answers import Values, as_weights, base_cautions, kish
from survey_app.stats.proportion import Proportion, share_of
from survey_app.stats.results import Base, Caution, CautionCode, Reason, Result, StatisticsRefused

__all__ = ["CategoryCount", "Frequencies", "frequencies"]


_UNLISTED, _MISSING, _WEIGHTLESS = -1, -2, -3


@dataclass(frozen=True, kw_only=True)
class CategoryCount(Proportion):
    """One category: `count` people chose it; value, k and interval as in Proportion (weighted when weighted)."""

    code: Any
    count: int


@dataclass(frozen=True, kw_only=True)
class Frequencies(Result):
    """The categories in the order given; n is the base, `unlisted` the answers outside the categories."""

    categories: tuple[CategoryCount, ...]
    weighted_n: float
    n_eff: float | None
    unlisted: int


def _is_missing(code: object) -> bool:
    return code is None or (isinstance(code, float | np.floating) and bool(np.isnan(code)))


def _places(codes: Sequence[Hashable] | NDArray[Any], categories: Sequence[Hashable]) -> NDArray[np.int64]:
    """Each answer's place among the categories, or why it has none.

    An array of numbers is looked up in one go, since results are counted from columns of many thousands; anything
    else may hold codes of any kind and is looked up one by one.
    """
    listed = np.asarray(categories)
    if isinstance(codes, np.ndarray) and codes.dtype.kind in "iuf" and listed.dtype.kind in "iuf" and listed.size:
        order = np.argsort(listed)
        nearest = order[np.minimum(np.searchsorted(listed, codes, sorter=order), listed.size - 1)]
        places = np.where(listed[nearest] == codes, nearest, _UNLISTED)
        return np.where(np.isnan(codes), _MISSING, places) if codes.dtype.kind == "f" else places
    index = {code: place for place, code in enumerate(categories)}
    found = [_MISSING if _is_missing(code) else index.get(code, _UNLISTED) for code in codes]
    return np.array(found, dtype=np.int64)


def frequencies(
    codes: Sequence[Hashable] | NDArray[Any],
    categories: Sequence[Hashable],
    weights: Values | None = None,
    population: int | None = None,
    level: float = 0.95,
) -> Frequencies:
    """Count of every category, its share of the valid answers and the interval of the share.

    Parameters: codes, one code per respondent, None and NaN missing; categories, the codes in display order, also those
    nobody chose; weights, one per respondent, or None (a weight of 0 leaves the person out of the figures); population,
    N or None; level, confidence between 0 and 1.
    Returns: Frequencies. Counts are people, shares are weighted when weights are given. No answers: shares are None.
    Raises: StatisticsRefused for a repeated category, weights of another length, or n above N.
    Formula: share = sum of the weights of the category / sum of the weights of all valid answers; interval by `wilson`
    with Kish's n_eff when weighted.
    Do not trust it for codes outside the categories: they leave the base and stand in `unlisted`.
    Source: as `wilson`; Kish 1965 for n_eff.

    >>> found = frequencies([1, 2, 2, None], categories=[1, 2, 3])
    >>> [(row.code, row.count, round(row.value, 3)) for row in found.categories], found.n, found.missing
    ([(1, 1, 0.333), (2, 2, 0.667), (3, 0, 0.0)], 3, 1)
    """
    if len(set(categories)) != len(categories):
        raise StatisticsRefused("repeated_category")
    places = _places(codes, categories)
    mass = as_weights(weights, places.size)
    if mass is not None:
        places[(mass <= 0) & (places != _MISSING)] = _WEIGHTLESS
    listed = places >= 0
    used = None if mass is None else mass[listed]
    valid = places[listed]
    n = valid.size
    missing, unlisted = (int((places == kind).sum()) for kind in (_MISSING, _UNLISTED))
    rows = []
    for place, code in enumerate(categories):
        hits = valid == place
        found = share_of(hits, used, population, level, missing=missing)
        rows.append(CategoryCount(**vars(found), code=code, count=int(hits.sum())))
    n_eff = None if used is None or not n else kish(used)
    small = () if n == population else base_cautions(n if n_eff is None else n_eff)
    outside = (Caution.of(CautionCode.UNLISTED_CODES, count=unlisted),) if unlisted else ()
    return Frequencies(
        categories=tuple(rows),
        n=n,
        weighted_n=float(n if used is None else used.sum()),
        n_eff=n_eff,
        missing=missing,
        unlisted=unlisted,
        base=Base.VALID_ANSWERS,
        method="frequencies" if used is None else "weighted_frequencies",
        source="Kish 1965, Survey Sampling" if used is not None else "counting",
        cautions=small + outside,
        reason=None if n else Reason.ZERO_WEIGHTS if np.any(places == _WEIGHTLESS) else Reason.NO_ANSWERS,
    )
