"""Cronbach's alpha of a set of items, raw and standardised, and what each item does to it."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from survey_app.stats.answers import LONE, FloatArray, Matrix, Values, base_cautions, check_level
from survey_app.stats.covariances import MissingRule, correlations, covariances, unusable_cautions
from survey_app.stats.results import Caution, CautionCode, Estimate, Interval, Reason, StatisticsRefused

__all__ = ["Alpha", "ItemReliability", "cronbach_alpha", "difference_reliability"]

_NOTHING = 1e-12
_TWO = 2
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
    spearman_brown: float | None
    mean_correlation: float | None
    k: int
    items: tuple[ItemReliability, ...]


def cronbach_alpha(
    items: Matrix,
    level: float = 0.95,
    weights: Values | None = None,
    missing: MissingRule | str = MissingRule.LISTWISE,
) -> Alpha:
    """How well k items hang together as one scale, from the respondents who answered all of them.

    Parameters: items, respondents in rows and k items in columns, keyed in one direction, None and NaN missing; level,
    confidence of the interval; weights, one per respondent, or None; missing, what is done about gaps: listwise
    (default), pairwise or item_mean. The choice moves the third digit: `method` names it.
    Returns: Alpha. One item, fewer than two complete rows, or a sum that does not vary: value None and the reason. A
    constant item: standardised None, with a caution. A negative alpha: a caution to check the keying. Two items: their
    Spearman-Brown coefficient as well, which is the standardised alpha of two.
    Raises: StatisticsRefused for text, rows of differing length or weights that do not fit.
    Formula: k/(k - 1) (1 - sum s2_i / s2_total); standardised k r/(1 + (k - 1) r), r the mean correlation; interval
    1 - (1 - alpha) F at (1 + level)/2 and (1 - level)/2, F(n - 1, (n - 1)(k - 1)), n_eff for n when weighted, the
    smallest pair's n when pairwise.
    Do not trust it as proof of one dimension; published alphas are often the standardised one.
    Source: Cronbach 1951; Feldt, Woodruff and Salih 1987, formulas 6 and 7.

    >>> found = cronbach_alpha([[4, 4, 5], [2, 3, 2], [5, 4, 4], [3, 3, 4], [1, 2, 1]])
    >>> round(found.value, 4), round(found.standardised, 4), found.n
    (0.9216, 0.9622, 5)
    """
    check_level(level)
    spread = covariances(items, weights, missing)
    covariance, k = spread.matrix, spread.matrix.shape[0]
    value = _alpha(covariance)
    correlation = correlations(covariance)
    mean_r = None if correlation is None or k <= 1 else float(correlation[~np.eye(k, dtype=bool)].mean())
    standardised = _standardised(mean_r, k)
    constant = int((np.diag(covariance) == 0).sum()) if spread.n > 1 else 0
    effective = spread.effective
    return Alpha(
        value=value,
        interval=None if value is None or effective <= LONE else _feldt(value, effective, k, level),
        standardised=standardised,
        spearman_brown=standardised if k == _TWO else None,
        mean_correlation=mean_r,
        k=k,
        items=tuple(_item(covariance, place) for place in range(k)),
        n=spread.n,
        n_eff=spread.n_eff,
        missing=spread.missing,
        base=spread.base,
        method=f"cronbach_alpha_{spread.rule.value}",
        source=_SOURCE,
        cautions=base_cautions(effective) + _cautions(value, constant) + unusable_cautions(spread),
        reason=None if value is not None else _why_none(spread.n, k),
    )


def _standardised(mean_r: float | None, k: int) -> float | None:
    if mean_r is None or 1 + (k - 1) * mean_r <= _NOTHING:
        return None
    return k * mean_r / (1 + (k - 1) * mean_r)


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


def _feldt(alpha: float, n: float, k: int, level: float) -> Interval:
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
