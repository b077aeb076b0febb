"""Cronbach's alpha of a set of items, raw and standardised, and what each item does to it."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from survey_app.stats.answers import FloatArray, Matrix, as_matrix, base_cautions, check_level
from survey_app.stats.results import Base, Caution, CautionCode, Estimate, Interval, Reason, StatisticsRefused

__all__ = ["Alpha", "ItemReliability", "cronbach_alpha", "difference_reliability"]

_NOTHING = 1e-12
_SOURCE = "Cronbach 1951, Psychometrika 16:297; interval: Feldt, Woodruff and Salih 1987, Applied Psych. Meas. 11:93"


@dataclass(frozen=True, slots=True)
class ItemReliability:
    """One item: its correlation with the sum of the others, and raw alpha without it; None where undefined."""

    item_rest_correlation: float | None
    alpha_if_deleted: float | None


@dataclass(frozen=True, kw_only=True)
class Alpha(Estimate):
    """Raw alpha (`value`) with Feldt's interval, standardised alpha, and the items in the order given."""

    standardised: float | None
    mean_correlation: float | None
    k: int
    items: tuple[ItemReliability, ...]


def cronbach_alpha(items: Matrix, level: float = 0.95) -> Alpha:
    """How well k items hang together as one scale, from the respondents who answered all of them.

    Parameters: items, respondents in rows and k items in columns, keyed in one direction, None and NaN missing; level,
    confidence of the interval.
    Returns: Alpha. One item, fewer than two complete rows, or a sum that does not vary: value None and the reason. A
    constant item: standardised None, with a caution. A negative alpha: a caution to check the keying.
    Raises: StatisticsRefused for text or rows of differing length.
    Formula: k/(k - 1) (1 - sum s2_i / s2_total); standardised k r/(1 + (k - 1) r), r the mean correlation; interval
    1 - (1 - alpha) F at (1 + level)/2 and (1 - level)/2, F(n - 1, (n - 1)(k - 1)). Incomplete rows are left out.
    Do not trust it as proof of one dimension; published alphas are often the standardised one.
    Source: Cronbach 1951; Feldt, Woodruff and Salih 1987, formulas 6 and 7.

    >>> found = cronbach_alpha([[4, 4, 5], [2, 3, 2], [5, 4, 4], [3, 3, 4], [1, 2, 1]])
    >>> round(found.value, 4), round(found.standardised, 4), found.n
    (0.9216, 0.9622, 5)
    """
    check_level(level)
    table = as_matrix(items)
    complete = table[~np.isnan(table).any(axis=1)]
    n, k = complete.shape
    covariance = np.cov(complete, rowvar=False).reshape(k, k) if n > 1 else np.zeros((k, k))
    value = _alpha(covariance)
    correlation = _correlations(covariance)
    mean_r = None if correlation is None or k <= 1 else float(correlation[~np.eye(k, dtype=bool)].mean())
    constant = int((np.ptp(complete, axis=0) == 0).sum()) if n > 1 else 0
    return Alpha(
        value=value,
        interval=None if value is None else _feldt(value, n, k, level),
        standardised=None
        if mean_r is None or 1 + (k - 1) * mean_r <= _NOTHING
        else k * mean_r / (1 + (k - 1) * mean_r),
        mean_correlation=mean_r,
        k=k,
        items=tuple(_item(covariance, place) for place in range(k)),
        n=n,
        missing=int(table.shape[0]) - n,
        base=Base.COMPLETE_CASES,
        method="cronbach_alpha_listwise",
        source=_SOURCE,
        cautions=base_cautions(n) + _cautions(value, constant),
        reason=None if value is not None else _why_none(n, k),
    )


def _why_none(n: int, k: int) -> Reason:
    if k <= 1:
        return Reason.ONE_ITEM
    if n <= 1:
        return Reason.ONE_ANSWER if n else Reason.NO_ANSWERS
    return Reason.NO_VARIATION


def _alpha(covariance: FloatArray) -> float | None:
    k = covariance.shape[0]
    trace, total = float(np.trace(covariance)), float(covariance.sum())
    if k <= 1 or total <= _NOTHING * trace or trace == 0:
        return None
    return float(k / (k - 1) * (1 - trace / total))


def _correlations(covariance: FloatArray) -> FloatArray | None:
    spread = np.sqrt(np.diag(covariance))
    if not spread.size or not np.all(spread > 0):
        return None
    return np.asarray(covariance / np.outer(spread, spread), dtype=np.float64)


def _feldt(alpha: float, n: int, k: int, level: float) -> Interval:
    freedom = (n - 1, (n - 1) * (k - 1))
    upper, lower = (float(special.fdtri(*freedom, (1 + side * level) / 2)) for side in (1, -1))
    return Interval(1 - (1 - alpha) * upper, 1 - (1 - alpha) * lower, level, "feldt")


def _item(covariance: FloatArray, place: int) -> ItemReliability:
    others = np.delete(np.arange(covariance.shape[0]), place)
    rest = covariance[np.ix_(others, others)]
    own, total = float(covariance[place, place]), float(rest.sum())
    r = None
    if own > 0 and total > _NOTHING * float(np.trace(rest)):
        r = float(covariance[place, others].sum()) / (own * total) ** 0.5
    return ItemReliability(r, _alpha(rest))


def _cautions(value: float | None, constant: int) -> tuple[Caution, ...]:
    found: tuple[Caution, ...] = (Caution.of(CautionCode.CONSTANT_ITEM, items=constant),) if constant else ()
    if value is not None and value < 0:
        found += (Caution.of(CautionCode.NEGATIVE_ALPHA, alpha=value),)
    return found


def difference_reliability(
    sd_experienced: float,
    sd_expected: float,
    reliability_experienced: float,
    reliability_expected: float,
    correlation: float,
) -> tuple[float | None, Reason | None]:
    """Reliability of a difference score, often far below that of its two sides.

    Parameters: the standard deviations and reliabilities of the two ratings, and their correlation.
    Returns: the reliability and None, or None and reason `no_variation` when the difference does not vary.
    Raises: StatisticsRefused for a negative spread or a correlation outside -1..1.
    Formula: (sP2 rPP + sE2 rEE - 2 sP sE rEP)/(sP2 + sE2 - 2 sP sE rEP).
    Do not trust it when the reliabilities come from another population.
    Source: Peter, Churchill and Brown 1993, Journal of Consumer Research 19:655, after Lord 1963.

    >>> round(difference_reliability(1.0, 1.0, 0.8, 0.8, 0.5)[0], 6)
    0.6
    """
    if min(sd_experienced, sd_expected) < 0 or not -1 <= correlation <= 1:
        raise StatisticsRefused("spread_or_correlation_out_of_range", correlation=correlation)
    shared = 2 * sd_experienced * sd_expected * correlation
    spread = sd_experienced**2 + sd_expected**2 - shared
    if spread <= 0:
        return None, Reason.NO_VARIATION
    true = sd_experienced**2 * reliability_experienced + sd_expected**2 * reliability_expected - shared
    return true / spread, None
