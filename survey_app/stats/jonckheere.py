"""Jonckheere and Terpstra's test: whether answers rise from one ordered group to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from survey_app.stats.answers import FloatArray
from survey_app.stats.results import StatisticsRefused

__all__ = ["OrderedGroups", "jonckheere_terpstra"]

_FEWEST = 3


@dataclass(frozen=True, slots=True)
class OrderedGroups:
    """The statistic J with what it would be by chance, its deviation z from that, and the two-sided p of z."""

    j: float | None = None
    expected: float | None = None
    standard_error: float | None = None
    z: float | None = None
    p: float | None = None


def jonckheere_terpstra(counts: Sequence[Sequence[float]] | NDArray[Any], design_effect: float = 1.0) -> OrderedGroups:
    """Whether the answers rise with the order of the groups.

    Parameters: counts, people in the cells, the answers in rows and the groups in columns, both in their order
    (weighted: the weights scaled to mean 1); design_effect, 1 + cv2 of the weights.
    Returns: OrderedGroups. Nothing but None where fewer than three people, or all in one group or with one answer.
    Raises: StatisticsRefused for counts that are no table or below 0.
    Formula: J = pairs of people from different groups of whom the one in the later group answered higher, equal answers
    as halves; E = (n² - sum g²)/4; variance with the sizes g of the groups and t of the answers: [n(n - 1)(2n + 5) -
    sum g(g - 1)(2g + 5) - sum t(t - 1)(2t + 5)]/72 + sum g(g - 1)(g - 2) sum t(t - 1)(t - 2)/(36 n(n - 1)(n - 2)) +
    sum g(g - 1) sum t(t - 1)/(8 n(n - 1)); z = (J - E)/root, no correction for continuity. Weighted: z over the root of
    the design effect: approximate.
    Do not trust p where there are very few people: it is that of the normal distribution.
    Source: Terpstra 1952, Indagationes Mathematicae 14:327; Jonckheere 1954, Biometrika 41:133; Hollander and Wolfe
    1999, Nonparametric Statistical Methods, 6.2.

    >>> found = jonckheere_terpstra([[2, 0], [1, 1], [0, 2]])
    >>> found.j, found.expected
    (8.5, 4.5)
    """
    table = _table(counts)
    answers, groups, n = table.sum(axis=1), table.sum(axis=0), float(table.sum())
    if n < _FEWEST or min((answers > 0).sum(), (groups > 0).sum()) <= 1:
        return OrderedGroups()
    below = np.vstack([np.zeros(table.shape[1]), table.cumsum(axis=0)[:-1]])
    earlier = below.cumsum(axis=1) - below
    alike = table.cumsum(axis=1) - table
    j = float((table * (earlier + alike / 2)).sum())
    expected = float(n**2 - groups @ groups) / 4
    variance = (_cubes(np.array([n])) - _cubes(groups) - _cubes(answers)) / 72
    variance += _falling(groups, 3) * _falling(answers, 3) / (36 * n * (n - 1) * (n - 2))
    variance += _falling(groups, 2) * _falling(answers, 2) / (8 * n * (n - 1))
    error = (variance * design_effect) ** 0.5
    z = (j - expected) / error
    return OrderedGroups(j, expected, error, z, float(2 * special.ndtr(-abs(z))))


def _table(counts: Sequence[Sequence[float]] | NDArray[Any]) -> FloatArray:
    found = np.asarray(counts, dtype=np.float64)
    if found.ndim != 2:  # noqa: PLR2004 - answers and groups
        raise StatisticsRefused("wrong_shape", dimensions=int(found.ndim), expected=2)
    if not np.all(np.isfinite(found)) or np.any(found < 0):
        raise StatisticsRefused("negative_count")
    return found


def _cubes(sizes: FloatArray) -> float:
    return float((sizes * (sizes - 1) * (2 * sizes + 5)).sum())


def _falling(sizes: FloatArray, factors: int) -> float:
    """The sum of g(g - 1) or g(g - 1)(g - 2)."""
    found = sizes.copy()
    for less in range(1, factors):
        found *= sizes - less
    return float(found.sum())
