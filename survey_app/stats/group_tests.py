"""Whether groups of people rate differently: rank tests and tests of means, how much, and which groups."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import special, stats

from survey_app.stats.answers import FloatArray, Values, as_numbers, as_weights, base_cautions, kish
from survey_app.stats.coding import Codes, single
from survey_app.stats.descriptive import Mean, mean
from survey_app.stats.proportion import Flags
from survey_app.stats.results import Base, Caution, CautionCode, Reason, Result, StatisticsRefused
from survey_app.stats.significance import SignificanceTest, holm
from survey_app.stats.weighted_ranks import rank_scores, weighted_kruskal, weighted_mann_whitney

__all__ = ["Effect", "GroupComparison", "GroupMean", "PairOfGroups", "compare_groups"]

_TWO = 2
_MOST_GROUPS = 200
_SOURCE = (
    "Kruskal and Wallis 1952, JASA 47:583; Mann and Whitney 1947; Welch 1951, Biometrika 38:330; Holm 1979; weighted "
    "ranks: Lumley and Scott 2013, Biometrika 100:831; effects: Tomczak and Tomczak 2014 (eta2_H, epsilon2), Hedges "
    "1981 (g), Kerby 2014 (rank-biserial)"
)


@dataclass(frozen=True, slots=True)
class Effect:
    """How large a difference is, by the name of its measure."""

    name: str
    value: float | None


@dataclass(frozen=True, slots=True)
class GroupMean:
    """One group: its code and the mean of its ratings."""

    code: Hashable
    mean: Mean


@dataclass(frozen=True, slots=True)
class PairOfGroups:
    """Two groups: the rank test and Welch's, each with p adjusted by Holm over all pairs, and both effects."""

    first: Hashable
    second: Hashable
    ranks: SignificanceTest
    ranks_p_holm: float | None
    rank_biserial: float | None
    means: SignificanceTest
    means_p_holm: float | None
    difference: float
    hedges_g: float | None


@dataclass(frozen=True, kw_only=True)
class GroupComparison(Result):
    """All groups at once (Kruskal-Wallis, analysis of variance, Welch), their effects, and every pair."""

    groups: tuple[GroupMean, ...]
    kruskal_wallis: SignificanceTest
    analysis_of_variance: SignificanceTest
    welch: SignificanceTest
    effects: tuple[Effect, ...]
    pairs: tuple[PairOfGroups, ...]


def compare_groups(
    values: Values,
    groups: Codes,
    weights: Values | None = None,
    order: Sequence[Hashable] | None = None,
    level: float = 0.95,
) -> GroupComparison:
    """Compare the ratings of two or more groups of different people.

    Parameters: values, one rating per person, None and NaN missing; groups, each person's group, None for none;
    weights, one per person, or None; order of the groups, or None for that of their codes; level of the intervals.
    Returns: GroupComparison. Groups of fewer than two people are out, with a caution; fewer than two groups, or ratings
    that do not vary: tests without figures, and the reason.
    Raises: StatisticsRefused for lists that do not fit, or more than 200 groups.
    Formula: Kruskal-Wallis with ties; eta2_H = (H - k + 1)/(n - k), floored at 0, epsilon2 = H/(n - 1); eta2 and omega2
    of the analysis of variance; pairs: Mann-Whitney by the normal with correction for ties and continuity,
    rank-biserial 2U/(n1 n2) - 1, Welch's t, Hedges' g; Holm over the pairs. Weighted, the tests of means take the
    weighted means and spreads with Kish's effective bases; the rank tests compare weighted mean ranks by their
    linearised errors (F with k - 1 and n - k degrees of freedom, pairs t with n - 2), H for the two effects of ranks is
    then (n_eff - 1) times the share of the ranks' variance that the groups explain.
    Do not trust the rank tests as tests of medians where the shapes of the groups differ.
    Source: Kruskal and Wallis 1952; Mann and Whitney 1947; Welch 1951; Holm 1979; Hedges 1981; Lumley and Scott 2013.

    >>> found = compare_groups([1, 2, 3, 4, 5, 6], ["a", "a", "a", "b", "b", "b"])
    >>> round(found.kruskal_wallis.statistic, 4), found.pairs[0].rank_biserial
    (3.8571, -1.0)
    """
    array, coded = as_numbers(values), single(groups, order)
    if coded.size != array.size:
        raise StatisticsRefused("questions_do_not_fit", first=int(array.size), second=coded.size)
    if len(coded.codes) > _MOST_GROUPS:
        raise StatisticsRefused("too_many_groups", groups=len(coded.codes), most=_MOST_GROUPS)
    mass = as_weights(weights, array.size)
    places = coded.places if coded.places is not None else np.zeros(0, np.int64)
    used = ~np.isnan(array) & (places >= 0) & (np.ones(array.size, bool) if mass is None else mass > 0)
    parts = [(code, used & (places == place)) for place, code in enumerate(coded.codes)]
    return _compared(array, mass, parts, level)


def _compared(
    array: FloatArray, mass: FloatArray | None, parts: Sequence[tuple[Hashable, Flags]], level: float
) -> GroupComparison:
    small = sum(0 < hits.sum() < _TWO for _, hits in parts)
    kept = [(code, hits) for code, hits in parts if hits.sum() >= _TWO]
    figures = [
        GroupMean(code, mean(array[hits], None, level, None if mass is None else mass[hits])) for code, hits in kept
    ]
    samples = [array[hits] for _, hits in kept]
    n = sum(sample.size for sample in samples)
    cautions: tuple[Caution, ...] = (Caution.of(CautionCode.GROUP_BELOW_2, groups=int(small)),) if small else ()
    least = min((figure.mean.n_eff or figure.mean.n for figure in figures), default=0)
    reason = _reason(samples)
    masses = None if mass is None else [mass[hits] for _, hits in kept]
    ranks, h = _ranked(samples, masses, reason)
    variance, welch, effects = _of_means(
        figures, h, float(n) if masses is None or not n else kish(np.concatenate(masses))
    )
    return GroupComparison(
        groups=tuple(figures),
        kruskal_wallis=ranks,
        analysis_of_variance=variance,
        welch=welch,
        effects=effects,
        pairs=() if reason else _pairs(figures, samples, masses),
        n=n,
        missing=int(array.size) - n,
        base=Base.BOTH_SIDES,
        method="groups_compared",
        source=_SOURCE,
        cautions=cautions + base_cautions(least),
        reason=reason,
    )


def _reason(samples: Sequence[FloatArray]) -> Reason | None:
    if len(samples) < _TWO:
        return Reason.ONE_GROUP if samples else Reason.NO_ANSWERS
    everybody = np.concatenate(samples)
    return Reason.NO_VARIATION if float(np.ptp(everybody)) == 0 else None


def _ranked(
    samples: Sequence[FloatArray], masses: Sequence[FloatArray] | None, reason: Reason | None
) -> tuple[SignificanceTest, float | None]:
    """The test of all ranks, and H for the effects."""
    if reason:
        return SignificanceTest("kruskal_wallis"), None
    if masses is None:
        found = stats.kruskal(*samples)
        h = float(found.statistic)
        return SignificanceTest("kruskal_wallis", h, (len(samples) - 1,), float(found.pvalue)), h
    scores = rank_scores(samples, masses)
    n_eff = kish(np.concatenate(masses))
    return weighted_kruskal(scores), None if scores.explained is None else (n_eff - 1) * scores.explained


def _of_means(
    figures: Sequence[GroupMean], h: float | None, n: float
) -> tuple[SignificanceTest, SignificanceTest, tuple[Effect, ...]]:
    """Analysis of variance and Welch's test from means, spreads and (effective) bases; and all effects."""
    if h is None:
        names = ("eta2_h", "epsilon2", "eta2", "omega2")
        nothing = SignificanceTest("analysis_of_variance"), SignificanceTest("welch")
        return *nothing, tuple(Effect(name, None) for name in names)
    k = len(figures)
    e = np.array([figure.mean.n_eff or figure.mean.n for figure in figures], dtype=np.float64)
    m = np.array([figure.mean.value for figure in figures], dtype=np.float64)
    v = np.array([figure.mean.sd for figure in figures], dtype=np.float64) ** 2
    between, within = float(e @ (m - e @ m / e.sum()) ** 2), float(np.maximum(e - 1, 0) @ v)
    freedom, rest = k - 1, float(e.sum()) - k
    error = within / rest if rest > 0 else 0.0
    variance = SignificanceTest("analysis_of_variance")
    eta = between / (between + within) if between + within > 0 else None
    omega = None
    if error > 0:
        f = between / freedom / error
        variance = SignificanceTest("analysis_of_variance", f, (freedom, rest), float(special.fdtrc(freedom, rest, f)))
        omega = max(0.0, (between - freedom * error) / (between + within + error))
    effects = (
        Effect("eta2_h", max(0.0, (h - k + 1) / (n - k)) if n > k else None),
        Effect("epsilon2", h / (n - 1)),
        Effect("eta2", eta),
        Effect("omega2", omega),
    )
    return variance, _welch(e, m, v), effects


def _welch(e: FloatArray, m: FloatArray, v: FloatArray) -> SignificanceTest:
    """Welch 1951; a group that does not vary leaves no test."""
    k = e.size
    if np.any(v <= 0) or np.any(e <= 1):
        return SignificanceTest("welch")
    w = e / v
    share = w / w.sum()
    lack = float(((1 - share) ** 2 / (e - 1)).sum())
    centre = float(share @ m)
    f = float(w @ (m - centre) ** 2) / (k - 1) / (1 + 2 * (k - 2) / (k**2 - 1) * lack)
    rest = (k**2 - 1) / (3 * lack)
    return SignificanceTest("welch", f, (k - 1, rest), float(special.fdtrc(k - 1, rest, f)))


def _pairs(
    figures: Sequence[GroupMean], samples: Sequence[FloatArray], masses: Sequence[FloatArray] | None
) -> tuple[PairOfGroups, ...]:
    places = list(combinations(range(len(figures)), 2))
    drawn = sum(sample.size for sample in samples)
    ranked = [
        _mann_whitney(samples[one], samples[two])
        if masses is None
        else weighted_mann_whitney(rank_scores([samples[one], samples[two]], [masses[one], masses[two]], drawn))
        for one, two in places
    ]
    tested = [_welch_pair(figures[one].mean, figures[two].mean) for one, two in places]
    by_ranks, by_means = holm([test.p for test, _ in ranked]), holm([test.p for test, _, _ in tested])
    return tuple(
        PairOfGroups(
            figures[one].code,
            figures[two].code,
            ranked[place][0],
            by_ranks[place],
            ranked[place][1],
            tested[place][0],
            by_means[place],
            tested[place][1],
            tested[place][2],
        )
        for place, (one, two) in enumerate(places)
    )


def _mann_whitney(first: FloatArray, second: FloatArray) -> tuple[SignificanceTest, float]:
    if np.ptp(np.concatenate([first, second])) == 0:
        return SignificanceTest("mann_whitney"), 0.0
    found = stats.mannwhitneyu(first, second, method="asymptotic")
    effect = 2 * float(found.statistic) / (first.size * second.size) - 1
    return SignificanceTest("mann_whitney", float(found.statistic), (), float(found.pvalue)), effect


def _welch_pair(first: Mean, second: Mean) -> tuple[SignificanceTest, float, float | None]:
    """Welch's t of two groups, the difference of their means, and Hedges' g."""
    difference = (first.value or 0.0) - (second.value or 0.0)
    parts = [((side.sd or 0.0) ** 2, side.n_eff or float(side.n)) for side in (first, second)]
    (v1, e1), (v2, e2) = parts
    variance = v1 / e1 + v2 / e2
    freedom = e1 + e2 - 2
    pooled = ((e1 - 1) * v1 + (e2 - 1) * v2) / freedom if freedom > 0 else 0.0
    g = difference / pooled**0.5 * (1 - 3 / (4 * freedom - 1)) if pooled > 0 else None
    if variance <= 0 or min(e1, e2) <= 1:
        return SignificanceTest("welch_t"), difference, g
    t = difference / variance**0.5
    df = variance**2 / ((v1 / e1) ** 2 / (e1 - 1) + (v2 / e2) ** 2 / (e2 - 1))
    return SignificanceTest("welch_t", t, (df,), float(2 * special.stdtr(df, -abs(t)))), difference, g
