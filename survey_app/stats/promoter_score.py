"""The Net Promoter Score with an interval that survives small bases, its cuts a stated setting."""

from dataclasses import dataclass

import numpy as np

from survey_app.stats.answers import (
    Values,
    as_numbers,
    as_weights,
    base_cautions,
    check_level,
    check_population,
    kish,
    normal_quantile,
)
from survey_app.stats.linearised import SUFFIX, base_of_score
from survey_app.stats.results import Base, Caution, CautionCode, Estimate, Interval, Reason, StatisticsRefused

__all__ = ["STANDARD", "Cuts", "NetPromoter", "adjusted_moments", "net_promoter", "score_of"]

_FEWEST = 2
_SOURCE = "Reichheld 2003 (score); Rocks 2016, The American Statistician 70:365 (interval)"


@dataclass(frozen=True, slots=True)
class Cuts:
    """The scale of the item and the classes on it: detractors up to one code, promoters from another."""

    scale_min: int = 0
    scale_max: int = 10
    detractors_to: int = 6
    promoters_from: int = 9


STANDARD = Cuts()
"""The published cuts: 0 to 6, 7 and 8, 9 and 10 on a scale of 0 to 10."""


@dataclass(frozen=True, kw_only=True)
class NetPromoter(Estimate):
    """The score in points, -100 to 100 (`value`); shares between 0 and 1; the standard error in points."""

    promoters: int = 0
    passives: int = 0
    detractors: int = 0
    promoter_share: float | None = None
    passive_share: float | None = None
    detractor_share: float | None = None
    standard_error: float | None = None
    cuts: Cuts = STANDARD


def net_promoter(
    values: Values,
    population: int | None = None,
    level: float = 0.95,
    weights: Values | None = None,
    cuts: Cuts = STANDARD,
) -> NetPromoter:
    """Share of promoters minus share of detractors, in points, with the adjusted Wald interval.

    Parameters: values, one answer per respondent on the scale of the cuts, None and NaN missing; population, N or None;
    level, confidence; weights, one per respondent, or None; cuts, the scale and its classes (default 0-10, detractors
    0-6, promoters 9-10).
    Returns: NetPromoter. No answers: value None. One answer, or an effective base below 2: no interval. All N
    answered: no interval. A scale other than 0-10, or own cuts, earns a caution: it is not the NPS of others.
    Raises: StatisticsRefused when cuts overlap or leave the scale, an answer leaves the scale, or n exceeds N.
    Formula: 100(P - D); standard error 100 sqrt((P + D - (P - D)²)/n); interval always by adding 3/4 to promoters and
    to detractors and 3 to n, so it keeps a width when all answers fall in one class. Finite population: n* =
    n(N - 1)/(N - n) stands for n before the adding, and in the standard error. Weighted: the base of the design
    (`base_of_score`) stands for n; n_eff is Kish's.
    Do not trust it below about five answers: the shrunken interval may leave out the score itself.
    Source: Reichheld 2003; Rocks 2016.

    >>> found = net_promoter([10] * 19 + [8] * 8 + [5] * 9)
    >>> round(found.value, 2), round(found.interval.low, 1), round(found.interval.high, 1)
    (27.78, -0.4, 51.7)
    """
    _check_cuts(cuts)
    check_level(level)
    array = as_numbers(values)
    mass = as_weights(weights, array.size)
    present = ~np.isnan(array) if mass is None else ~np.isnan(array) & (mass > 0)
    kept = array[present]
    if kept.size and (kept.min() < cuts.scale_min or kept.max() > cuts.scale_max):
        raise StatisticsRefused("answer_off_scale", scale_min=cuts.scale_min, scale_max=cuts.scale_max)
    check_population(int(kept.size), population)
    classes = (kept >= cuts.promoters_from, kept <= cuts.detractors_to)
    used = None if mass is None else mass[present]
    shares = tuple(float(np.average(one, weights=used)) if kept.size else 0.0 for one in classes)
    counts = (int(classes[0].sum()), int(classes[1].sum()))
    missing = int(np.isnan(array).sum())
    n_eff = None if used is None or missing == array.size else kish(used)
    base = None
    if used is not None and n_eff and kept.size:
        squared = used * used
        parts = [float(squared[each].sum()) for each in (classes[0], ~classes[0] & ~classes[1], classes[1])]
        base = base_of_score((shares[0], shares[1]), (parts[0], parts[1], parts[2]), n_eff, float(used.sum()))
    bases = (int(kept.size), n_eff, base)
    return score_of(shares, counts, bases, population=population, level=level, cuts=cuts, missing=missing)


def score_of(
    shares: tuple[float, ...],
    counts: tuple[int, int],
    bases: tuple[int, float | None, float | None],
    *,
    population: int | None,
    level: float,
    cuts: Cuts,
    missing: int,
) -> NetPromoter:
    """The score from shares already counted: those of promoters and detractors, and how many people they are.

    `bases`: people, Kish's base and the base of the design; both None when unweighted.
    """
    promoters, detractors = shares
    n, n_eff, linearised = bases
    effective = float(n) if n_eff is None else n_eff
    reason = _why_no_interval(n, effective, population, weighted=n_eff is not None)
    effective = effective if linearised is None else linearised
    if reason is None and population is not None:
        effective *= (population - 1) / (population - n)
    score = 100 * (promoters - detractors)
    return NetPromoter(
        value=score if n else None,
        interval=_adjusted_wald(promoters, detractors, effective, level) if reason is None else None,
        population=population,
        n_eff=n_eff,
        promoters=counts[0],
        passives=n - sum(counts),
        detractors=counts[1],
        promoter_share=promoters if n else None,
        passive_share=max(0.0, 1 - promoters - detractors) if n else None,
        detractor_share=detractors if n else None,
        standard_error=100 * (_variance(promoters, detractors) / effective) ** 0.5 if reason is None else None,
        cuts=cuts,
        n=n,
        missing=missing,
        base=Base.VALID_ANSWERS,
        method=_method(population, weighted=n_eff is not None),
        source=_SOURCE,
        cautions=_cautions(n, n_eff, counts, cuts, census=reason is Reason.CENSUS),
        reason=reason,
    )


def _method(population: int | None, *, weighted: bool) -> str:
    return f"adjusted_wald{SUFFIX if weighted else ''}{'' if population is None else '_finite_population'}"


def _why_no_interval(n: int, effective: float, population: int | None, *, weighted: bool) -> Reason | None:
    if n == 0:
        return Reason.ZERO_WEIGHTS if weighted else Reason.NO_ANSWERS
    if n == population:
        return Reason.CENSUS
    if n == 1:
        return Reason.ONE_ANSWER
    return Reason.TOO_FEW_EFFECTIVE if effective < _FEWEST else None


def _variance(promoters: float, detractors: float) -> float:
    return max(0.0, promoters + detractors - (promoters - detractors) ** 2)


def adjusted_moments(promoters: float, detractors: float, n: float) -> tuple[float, float]:
    """Centre and variance of the score as a share, after adding 3/4 to either class and 3 to n (Rocks 2016).

    >>> centre, variance = adjusted_moments(1.0, 0.0, 9)
    >>> centre, round(variance, 6)
    (0.75, 0.026042)
    """
    more, less = (promoters * n + 0.75) / (n + 3), (detractors * n + 0.75) / (n + 3)
    return more - less, _variance(more, less) / (n + 3)


def _adjusted_wald(promoters: float, detractors: float, n: float, level: float) -> Interval:
    centre, variance = adjusted_moments(promoters, detractors, n)
    half = normal_quantile(level) * variance**0.5
    return Interval(100 * max(-1.0, centre - half), 100 * min(1.0, centre + half), level, "adjusted_wald")


def _cautions(n: int, n_eff: float | None, counts: tuple[int, int], cuts: Cuts, *, census: bool) -> tuple[Caution, ...]:
    found = () if census else base_cautions(n if n_eff is None else n_eff)
    if (cuts.scale_min, cuts.scale_max) != (STANDARD.scale_min, STANDARD.scale_max):
        scale = {"scale_min": cuts.scale_min, "scale_max": cuts.scale_max}
        found += (Caution.of(CautionCode.ITEM_NOT_0_TO_10, **scale),)
    elif cuts != STANDARD:
        ends = {"detractors_to": cuts.detractors_to, "promoters_from": cuts.promoters_from}
        found += (Caution.of(CautionCode.OWN_CUTS, **ends),)
    if n and n in (*counts, n - sum(counts)):
        found += (Caution.of(CautionCode.ALL_IN_ONE_CLASS, n=n),)
    return found


def _check_cuts(cuts: Cuts) -> None:
    if not cuts.scale_min <= cuts.detractors_to < cuts.promoters_from <= cuts.scale_max:
        raise StatisticsRefused("cuts_do_not_fit", detractors_to=cuts.detractors_to, promoters_from=cuts.promoters_from)
