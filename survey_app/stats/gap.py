"""The satisfaction gap: experience minus expectation, person by person."""

from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from survey_app.stats.answers import FloatArray, Values, as_numbers, as_weights
from survey_app.stats.descriptive import Mean, mean
from survey_app.stats.proportion import Flags, Proportion, share_of
from survey_app.stats.results import Base, Caution, CautionCode, StatisticsRefused

__all__ = ["Gap", "LeftOut", "PairedTests", "gap"]

_SOURCE = "Gap: Parasuraman, Zeithaml and Berry 1988; tests: Student 1908, Wilcoxon 1945"


@dataclass(frozen=True, slots=True)
class PairedTests:
    """Two-sided tests that the gap is 0: Student's paired t and Wilcoxon's signed ranks; None where undefined."""

    t: float | None
    df: float | None
    t_p: float | None
    wilcoxon: float | None
    wilcoxon_p: float | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """People without a gap: those who gave one side only, and those who gave neither."""

    only_expected: int
    only_experienced: int
    neither: int


@dataclass(frozen=True, kw_only=True)
class Gap(Mean):
    """Mean gap S = experience - expectation (`value`), its spread and tests, the shares, and who was left out."""

    expected_mean: float | None
    experienced_mean: float | None
    below: Proportion
    met: Proportion
    above: Proportion
    expected_top: Proportion
    tests: PairedTests
    left_out: LeftOut
    scale_min: float
    scale_max: float


def gap(
    expected: Values,
    experienced: Values,
    scale_min: float,
    scale_max: float,
    population: int | None = None,
    *,
    level: float = 0.95,
    weights: Values | None = None,
    experienced_scale: tuple[float, float] | None = None,
    recalled: bool = True,
) -> Gap:
    """Satisfaction as experience minus expectation, for everybody who gave both.

    Parameters: expected and experienced, one rating per respondent in the same order, None and NaN missing; scale_min
    and scale_max, the ends of the scale; population, N or None; level, confidence; weights, or None;
    experienced_scale, the ends of the second scale when kept apart; recalled, whether expectation was asked together
    with experience (a caution) and not in an earlier wave.
    Returns: Gap, shares as Proportion. Nobody gave both: value None. All gaps equal: no interval, no t.
    Raises: StatisticsRefused when the two scales differ, a rating lies off the scale, or the columns differ in length.
    Formula: d = P - E; mean and interval as `mean`; t = mean/its error, df = n - 1 (n_eff when weighted); Wilcoxon's
    signed ranks without the zeros: exact up to 50 without ties and up to 13 with ties, else normal; it takes no
    weights, and is left out where there are some. Both p values are two-sided and leave out the finite population
    correction.
    Do not trust the gap alone: who expects the top can never be exceeded (`expected_top`), and a recalled expectation
    is coloured by the experience.
    Source: the 2006 study's S = experience - expectation; Parasuraman, Zeithaml and Berry 1988.

    >>> found = gap([5, 4, 3, 4, None], [4, 4, 5, 2, 3], 1, 5)
    >>> found.value, found.n, found.left_out.only_experienced, found.below.value, found.expected_top.value
    (-0.25, 4, 1, 0.5, 0.25)
    """
    before, after = as_numbers(expected), as_numbers(experienced)
    _check(before, after, (scale_min, scale_max), experienced_scale)
    mass = as_weights(weights, before.size)
    both = ~np.isnan(before) & ~np.isnan(after)
    difference = np.where(both, after - before, np.nan)
    found = mean(difference, population, level, mass)
    keep = both if mass is None else both & (mass > 0)
    used = None if mass is None else mass[keep]
    kept, sides = difference[keep], (before[keep], after[keep])
    averages = [float(np.average(side, weights=used)) if found.n else None for side in sides]
    hits = (kept < 0, kept == 0, kept > 0, sides[0] == scale_max)
    shares = [share_of(each, used, population, level, missing=found.missing) for each in hits]
    cautions = found.cautions + _cautions(shares[3], recalled=recalled, weighted=used is not None)
    renamed = {"base": Base.BOTH_SIDES, "method": f"paired_difference_{found.method}", "source": _SOURCE}
    return Gap(
        **vars(found) | renamed | {"cautions": cautions},
        expected_mean=averages[0],
        experienced_mean=averages[1],
        below=shares[0],
        met=shares[1],
        above=shares[2],
        expected_top=shares[3],
        tests=_paired_tests(found, kept),
        left_out=_left_out(~np.isnan(before), ~np.isnan(after)),
        scale_min=scale_min,
        scale_max=scale_max,
    )


def _left_out(before: Flags, after: Flags) -> LeftOut:
    return LeftOut(int((before & ~after).sum()), int((after & ~before).sum()), int((~before & ~after).sum()))


def _check(
    before: FloatArray, after: FloatArray, scale: tuple[float, float], second: tuple[float, float] | None
) -> None:
    low, high = scale
    if not low < high:
        raise StatisticsRefused("scale_out_of_order", scale_min=low, scale_max=high)
    if second is not None and tuple(second) != scale:
        raise StatisticsRefused(
            "scales_differ", scale_min=low, scale_max=high, other_min=second[0], other_max=second[1]
        )
    if before.size != after.size:
        raise StatisticsRefused("columns_differ_in_length", expected=before.size, experienced=after.size)
    for side in (before, after):
        if np.any((side < low) | (side > high)):
            raise StatisticsRefused("answer_off_scale", scale_min=low, scale_max=high)


def _paired_tests(found: Mean, gaps: FloatArray) -> PairedTests:
    n = float(found.n) if found.n_eff is None else found.n_eff
    t = df = t_p = signed = signed_p = None
    if found.value is not None and found.sd and n > 1:
        t, df = found.value / _error(found, n), n - 1
        t_p = float(2 * special.stdtr(df, -abs(t)))
    moved = gaps[gaps != 0]
    if found.n_eff is None and moved.size > 1:
        test = stats.wilcoxon(moved)
        signed, signed_p = float(test.statistic), float(test.pvalue)
    return PairedTests(t, df, t_p, signed, signed_p)


def _error(found: Mean, n: float) -> float:
    """The standard error of a population without end: linearised when weighted."""
    if found.n_eff is None or not found.standard_error:
        return float((found.sd or 0.0) / n**0.5)
    return float(found.standard_error / (1 - found.n / found.population if found.population else 1.0) ** 0.5)


def _cautions(top: Proportion, *, recalled: bool, weighted: bool) -> tuple[Caution, ...]:
    found: tuple[Caution, ...] = (Caution.of(CautionCode.RECALLED_EXPECTATION),) if recalled and top.n else ()
    if top.k:
        found += (Caution.of(CautionCode.EXPECTED_TOP, k=top.k, n=top.n),)
    if weighted and top.n:
        found += (Caution.of(CautionCode.RANK_TEST_TAKES_NO_WEIGHTS),)
    return found
