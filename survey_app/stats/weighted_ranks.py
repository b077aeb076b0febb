"""Rank tests of weighted answers: whether people of one group stand above those of another, by the design."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from survey_app.stats.answers import FloatArray
from survey_app.stats.moments import mid_ranks
from survey_app.stats.significance import SignificanceTest

__all__ = ["RankScores", "rank_scores", "weighted_kruskal", "weighted_mann_whitney"]

_NOTHING = 1e-15
_TWO = 2


@dataclass(frozen=True, slots=True)
class RankScores:
    """Of each group the mean of the rank scores (0 to 1), its variance and weight; how far the groups explain them."""

    means: FloatArray
    variances: FloatArray
    masses: FloatArray
    explained: float | None
    n: int


def rank_scores(samples: Sequence[FloatArray], weights: Sequence[FloatArray], drawn: int | None = None) -> RankScores:
    """The rank scores of weighted groups.

    Parameters: samples, the ratings of each group, two or more of them; weights, one above 0 for each rating;
    drawn, how many people the whole sample has, where these groups are only a part of it.
    Returns: RankScores; `explained` is None where nothing varies.
    Formula: score of a person = (weight below + half the weight of the equals)/N, N the sum of all weights; variance of
    a group's mean m by linearisation, n/(n - 1) sum (w (r - m))²/(sum w)² over the group, n all who were drawn;
    explained = weighted sum of squares between the groups by that of all.
    Do not trust the variances of groups of very few people.
    Source: Lumley and Scott 2013, Biometrika 100:831, as `svyranktest` of the R package survey. That one takes the
    plain mean of the ranks of equals, which depends on the order of the rows where their weights differ; this takes the
    mid-rank.

    >>> found = rank_scores([np.array([1.0, 2.0]), np.array([3.0, 4.0])], [np.ones(2), np.ones(2)])
    >>> found.means.tolist(), found.explained
    ([0.25, 0.75], 0.8)
    """
    mass = np.concatenate(weights)
    n, total = drawn or mass.size, float(mass.sum())
    scores = mid_ranks(np.concatenate(samples), mass) / total
    cuts = np.cumsum([sample.size for sample in samples])[:-1]
    means, variances, masses = [], [], []
    for score, weight in zip(np.split(scores, cuts), weights, strict=True):
        # where all are equal rounding must not pass for a spread
        mean = float(score[0]) if np.ptp(score) == 0 else float(np.average(score, weights=weight))
        means.append(mean)
        masses.append(float(weight.sum()))
        variances.append(n / (n - 1) * float(((weight * (score - mean)) ** 2).sum()) / masses[-1] ** 2)
    middle = float(np.average(scores, weights=mass))
    whole = float(mass @ (scores - middle) ** 2)
    between = float(np.array(masses) @ (np.array(means) - middle) ** 2)
    explained = between / whole if whole > _NOTHING * total else None
    return RankScores(np.array(means), np.array(variances), np.array(masses), explained, int(mass.size))


def weighted_kruskal(found: RankScores) -> SignificanceTest:
    """Whether any group stands above another, weighted.

    Parameters: found, the rank scores of two or more groups.
    Returns: the test; without figures where the scores of more than one group do not vary.
    Formula: Wald's statistic of the differences to one group, by the number of differences k - 1: F with k - 1 and
    n - k degrees of freedom.
    Do not trust it as a test of medians, nor with groups of very few people.
    Source: Lumley and Scott 2013, Biometrika 100:831.

    >>> test = weighted_kruskal(rank_scores([np.array([1.0, 2, 4]), np.array([3.0, 5, 6])], [np.ones(3), np.ones(3)]))
    >>> round(test.statistic, 4), test.df
    (4.375, (1, 4))
    """
    name = "kruskal_wallis_design_based"
    order = np.argsort(found.variances)
    means, variances = found.means[order], found.variances[order]
    freedom, rest = means.size - 1, found.n - means.size
    if rest < 1 or np.any(variances[1:] <= 0):
        return SignificanceTest(name)
    matrix = np.diag(variances[1:]) + variances[0]
    away = means[1:] - means[0]
    f = float(away @ np.linalg.solve(matrix, away)) / freedom
    return SignificanceTest(name, f, (freedom, rest), float(special.fdtrc(freedom, rest, f)))


def weighted_mann_whitney(found: RankScores) -> tuple[SignificanceTest, float]:
    """Whether one of two groups stands above the other, weighted, and by how much.

    Parameters: found, the rank scores of two groups, ranked among themselves.
    Returns: the test, and the rank-biserial correlation: the weighted chance that someone of the first group stands
    above someone of the second, less the chance of the opposite.
    Formula: t = (m1 - m2)/square root of (v1 + v2), df = n - 2; rank-biserial = 2 (m1 - m2). Neither group
    varies: the correlation without a test.
    Do not trust it as a test of medians, nor with groups of very few people.
    Source: Lumley and Scott 2013, Biometrika 100:831; Kerby 2014 (rank-biserial).

    >>> test, effect = weighted_mann_whitney(rank_scores([np.array([1.0, 2]), np.array([3.0, 4])], [np.ones(2)] * 2))
    >>> round(test.statistic, 4), test.df, effect
    (-3.4641, (2,), -1.0)
    """
    away = float(found.means[0] - found.means[1])
    variance, rest = float(found.variances.sum()), found.n - _TWO
    if variance <= 0 or rest < 1:
        return SignificanceTest("mann_whitney_design_based"), 2 * away
    t = away / variance**0.5
    p = float(2 * special.stdtr(rest, -abs(t)))
    return SignificanceTest("mann_whitney_design_based", t, (rest,), p), 2 * away
