"""Two waves of a survey: tests of the change for different and for the same people, and what forbids comparing."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from scipy import special, stats

from survey_app.stats.answers import Values, as_numbers, base_cautions, normal_quantile
from survey_app.stats.descriptive import mean
from survey_app.stats.promoter_score import NetPromoter
from survey_app.stats.proportion import Proportion
from survey_app.stats.recommend import net_promoter_change
from survey_app.stats.results import Base, Estimate, Interval, Reason, StatisticsRefused
from survey_app.stats.significance import SignificanceTest
from survey_app.stats.trend import mean_change, share_change

__all__ = [
    "Barrier",
    "Instrument",
    "WaveChange",
    "barriers_between",
    "change_of_means",
    "change_of_recommendation",
    "change_of_shares",
    "paired_means",
    "paired_shares",
]

_Z = "z of two shares pooled on bases of the design; interval: Newcombe 1998, Statistics in Medicine 17:873, method 10"
_MCNEMAR = "McNemar 1947, Psychometrika 12:153, exact; interval: Agresti and Min 2005, Statistics in Medicine 24:729"


class Barrier(StrEnum):
    """What changed between two waves, so that figures may not be compared."""

    WORDING = "wording"
    SCALE = "scale"
    MODE = "mode"
    WEIGHTS = "weights"


@dataclass(frozen=True, slots=True)
class Instrument:
    """How a question was asked in one wave: its words, its codes with their labels, and the modes of collection.

    `is_weighted` tells whether its figures are weighted.
    """

    wording: str
    scale: tuple[str, ...]
    modes: frozenset[str] = frozenset()
    is_weighted: bool = False


@dataclass(frozen=True, kw_only=True)
class WaveChange(Estimate):
    """Now minus before (`value`) with its interval and test; `barriers` say what forbids comparing, then all is None.

    `moved` is the number of people who changed to and from, for the same people only.
    """

    before: float | None
    now: float | None
    n_before: int
    n_now: int
    test: SignificanceTest
    barriers: tuple[Barrier, ...] = ()
    moved: tuple[int, int] | None = None


def barriers_between(before: Instrument, now: Instrument) -> tuple[Barrier, ...]:
    """What changed between two waves: wording (blanks and capitals apart), scale, mode of collection, or weights.

    >>> barriers_between(Instrument("How satisfied?", ("1", "2")), Instrument("how  satisfied?", ("1", "2", "3")))
    (<Barrier.SCALE: 'scale'>,)
    """
    found = []
    if " ".join(before.wording.split()).casefold() != " ".join(now.wording.split()).casefold():
        found.append(Barrier.WORDING)
    if before.scale != now.scale:
        found.append(Barrier.SCALE)
    if before.modes != now.modes:
        found.append(Barrier.MODE)
    if before.is_weighted != now.is_weighted:
        found.append(Barrier.WEIGHTS)
    return tuple(found)


def change_of_shares(
    before: Proportion, now: Proportion, level: float = 0.95, *, barriers: tuple[Barrier, ...] = ()
) -> WaveChange:
    """Change of a share between two waves of different people.

    Parameters: before and now, shares as `share_of` gives them, weighted or not; level; barriers, what forbids
    comparing, see `barriers_between`.
    Returns: WaveChange. Barriers: no figure and the reason `not_comparable`. A wave of nobody: no figure.
    Raises: StatisticsRefused as `wilson`.
    Formula: z = (p2 - p1)/sqrt(p(1 - p)(1/e1 + 1/e2)), p pooled on the bases e: n when unweighted, that of the design
    (`base_of_share`) when weighted, Kish's where a share was given without its single weights.
    Do not trust it when the same people answered both waves.
    Source: normal test of two shares; Newcombe 1998 for the interval.

    >>> from survey_app.stats.proportion import wilson
    >>> found = change_of_shares(wilson(48, 80), wilson(56, 70))
    >>> round(found.value, 4), round(found.test.statistic, 4)
    (0.2, 2.6502)
    """
    if barriers:
        return _blocked(before, now, barriers, "two_shares_z")
    change = share_change(before, now, level)
    e1, e2 = _base(before), _base(now)
    test = SignificanceTest("two_shares_z")
    if before.value is not None and now.value is not None:
        pooled = (e1 * before.value + e2 * now.value) / (e1 + e2)
        spread = pooled * (1 - pooled) * (1 / e1 + 1 / e2)
        if spread > 0:
            z = (now.value - before.value) / spread**0.5
            test = SignificanceTest("two_shares_z", z, (), float(2 * special.ndtr(-abs(z))))
    return _of(change, before, now, test, (change.interval, "two_shares_z", _Z))


def _base(side: Proportion) -> float:
    known = (side.design_base, side.n_eff)
    return next((each for each in known if each is not None), float(side.n))


def change_of_means(
    before: Values,
    now: Values,
    level: float = 0.95,
    *,
    weights_before: Values | None = None,
    weights_now: Values | None = None,
    barriers: tuple[Barrier, ...] = (),
) -> WaveChange:
    """Change of a mean between two waves of different people, after Welch; see `mean_change`.

    Parameters: the ratings and weights of either wave; level; barriers as in `change_of_shares`.
    Returns: WaveChange, as `change_of_shares`.
    Raises: StatisticsRefused as `mean`.
    Formula: t = (m2 - m1)/sqrt(v1 + v2) with Welch's degrees of freedom; v is s²/n, weighted the linearised variance.
    Do not trust it when the same people answered both waves.
    Source: Welch 1947, Biometrika 34:28.

    >>> found = change_of_means([3, 4, 4, 5, 3, 2], [5, 5, 4, 4, 5, 3])
    >>> round(found.value, 4), round(found.test.p, 4)
    (0.8333, 0.1574)
    """
    first, second = mean(before, None, level, weights_before), mean(now, None, level, weights_now)
    if barriers:
        return _blocked(first, second, barriers, "welch_t")
    change = mean_change(before, now, level, weights_before=weights_before, weights_now=weights_now)
    test = SignificanceTest("welch_t")
    if change.p is not None and change.df is not None and change.value is not None:
        error = ((first.standard_error or 0) ** 2 + (second.standard_error or 0) ** 2) ** 0.5
        test = SignificanceTest("welch_t", change.value / error, (change.df,), change.p)
    return _of(change, first, second, test, (change.interval, "welch_t", "Welch 1947, Biometrika 34:28"))


def change_of_recommendation(
    before: NetPromoter, now: NetPromoter, level: float = 0.95, *, barriers: tuple[Barrier, ...] = ()
) -> WaveChange:
    """Change of a recommend score between two waves of different people, in points; see `net_promoter_change`.

    Parameters: before and now, results of `net_promoter`; level; barriers as in `change_of_shares`.
    Returns: WaveChange, as `change_of_shares`.
    Raises: StatisticsRefused when the two used different cuts.
    Formula: z = (s2 - s1)/sqrt(v1 + v2), v = (prom + detr - (prom - detr)²)/n_eff.
    Do not trust it when the same people answered both waves.
    Source: Rocks 2016, The American Statistician 70:365.

    >>> from survey_app.stats.recommend import net_promoter
    >>> found = change_of_recommendation(net_promoter([10] * 40 + [5] * 60), net_promoter([10] * 60 + [5] * 40))
    >>> round(found.value), round(found.test.statistic, 3)
    (40, 2.887)
    """
    if barriers:
        return _blocked(before, now, barriers, "recommend_z")
    change = net_promoter_change(before, now, level)
    test = SignificanceTest("recommend_z", change.z, (), change.p)
    return _of(change, before, now, test, (change.interval, change.method, change.source))


def paired_shares(before: Values, now: Values, level: float = 0.95) -> WaveChange:
    """Change of a share among the same people.

    Parameters: before and now, 1 or 0 (true or false) per person in the same order, None and NaN missing; level.
    Returns: WaveChange over those with both; `moved`: how many went from no to yes, and from yes to no. Nobody moved:
    no test, and the reason.
    Raises: StatisticsRefused for lists of two lengths or values other than 0 and 1.
    Formula: exact binomial of b among b + c at one half; interval of Agresti and Min, half a person added to each of
    the four kinds of people. Weights are not used.
    Do not trust it when many people answered only one wave: they may differ.
    Source: McNemar 1947; Agresti and Min 2005.

    >>> found = paired_shares([1] * 20 + [0] * 30, [1] * 15 + [0] * 20 + [1] * 15)
    >>> found.moved, round(found.value, 2), round(found.test.p, 4)
    ((15, 5), 0.2, 0.0414)
    """
    first, second = _both(before, now)
    if np.any((first != 0) & (first != 1)) or np.any((second != 0) & (second != 1)):
        raise StatisticsRefused("not_yes_or_no")
    n = int(first.size)
    up, down = int(((first == 0) & (second == 1)).sum()), int(((first == 1) & (second == 0)).sum())
    interval, test = None, SignificanceTest("mcnemar_exact")
    if n:
        more, less, size = up + 0.5, down + 0.5, n + 2
        centre = (more - less) / size
        half = normal_quantile(level) * (more + less - (more - less) ** 2 / size) ** 0.5 / size
        interval = Interval(max(-1.0, centre - half), min(1.0, centre + half), level, "agresti_min")
    if up + down:
        test = SignificanceTest("mcnemar_exact", float(up), (), float(stats.binomtest(up, up + down).pvalue))
    return WaveChange(
        value=(up - down) / n if n else None,
        interval=interval,
        before=float(first.mean()) if n else None,
        now=float(second.mean()) if n else None,
        n_before=n,
        n_now=n,
        test=test,
        moved=(up, down),
        n=n,
        missing=len(before) - n,
        base=Base.BOTH_SIDES,
        method="mcnemar_exact",
        source=_MCNEMAR,
        cautions=base_cautions(n),
        reason=None if up + down else Reason.NO_CHANGES if n else Reason.NO_ANSWERS,
    )


def paired_means(before: Values, now: Values, level: float = 0.95, weights: Values | None = None) -> WaveChange:
    """Change of a mean among the same people.

    Parameters: before and now, the ratings of each person in the same order, None and NaN missing; level; weights, one
    per person, or None.
    Returns: WaveChange over those with both.
    Raises: StatisticsRefused for lists of two lengths.
    Formula: t of the mean difference, n - 1 (n_eff - 1) degrees of freedom.
    Do not trust it when many people answered only one wave: they may differ.
    Source: Student 1908, Biometrika 6:1.

    >>> found = paired_means([3, 4, 4, 5], [4, 4, 5, 5])
    >>> found.value, round(found.test.statistic, 4)
    (0.5, 1.7321)
    """
    one, two = as_numbers(before), as_numbers(now)
    if one.size != two.size:
        raise StatisticsRefused("questions_do_not_fit", first=int(one.size), second=int(two.size))
    both = ~np.isnan(one) & ~np.isnan(two)
    found = mean(two - one, None, level, weights)
    sides = [mean(np.where(both, side, np.nan), None, level, weights) for side in (one, two)]
    test = SignificanceTest("paired_t")
    if found.value is not None and found.standard_error and found.reason is None:
        t, df = found.value / found.standard_error, (found.n_eff or found.n) - 1
        test = SignificanceTest("paired_t", t, (df,), float(2 * special.stdtr(df, -abs(t))))
    return WaveChange(
        value=found.value,
        interval=found.interval,
        before=sides[0].value,
        now=sides[1].value,
        n_before=found.n,
        n_now=found.n,
        test=test,
        moved=(int((two > one).sum()), int((two < one).sum())),
        n=found.n,
        n_eff=found.n_eff,
        missing=found.missing,
        base=Base.BOTH_SIDES,
        method="paired_t",
        source="Student 1908, Biometrika 6:1",
        cautions=found.cautions,
        reason=found.reason,
    )


def _both(before: Values, now: Values) -> tuple[np.ndarray, np.ndarray]:
    first, second = as_numbers(before), as_numbers(now)
    if first.size != second.size:
        raise StatisticsRefused("questions_do_not_fit", first=int(first.size), second=int(second.size))
    kept = ~np.isnan(first) & ~np.isnan(second)
    return first[kept], second[kept]


def _of(
    change: Estimate, before: Estimate, now: Estimate, test: SignificanceTest, how: tuple[Interval | None, str, str]
) -> WaveChange:
    return WaveChange(
        value=change.value,
        interval=how[0],
        before=before.value,
        now=now.value,
        n_before=before.n,
        n_now=now.n,
        test=test,
        n=change.n,
        missing=change.missing,
        base=change.base,
        method=how[1],
        source=how[2],
        cautions=change.cautions,
        reason=change.reason,
    )


def _blocked(before: Estimate, now: Estimate, barriers: tuple[Barrier, ...], method: str) -> WaveChange:
    """Both figures stand, the change does not."""
    found = _of(before, before, now, SignificanceTest(method), (None, method, "no comparison"))
    return replace(found, value=None, n=before.n + now.n, barriers=barriers, cautions=(), reason=Reason.NOT_COMPARABLE)
