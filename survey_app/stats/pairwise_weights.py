"""Weights of things compared two by two, and whether the comparisons of one person fit together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from survey_app.stats.answers import FloatArray
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = ["LARGEST_RATIO", "MOST_FACTORS", "RANDOM_INDEX", "TOLERATED", "PairwiseWeights", "pairwise_weights"]

_SOURCE = (
    "Saaty 1977, Journal of Mathematical Psychology 15:234 (comparisons, consistency); Crawford and Williams 1985, "
    "Journal of Mathematical Psychology 29:387 (geometric mean); Bozoki, Fulop and Ronyai 2010, Mathematical and "
    "Computer Modelling 52:318 (comparisons left out)"
)
RANDOM_INDEX: Mapping[int, float] = {
    1: 0.0, 2: 0.0, 3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45, 10: 1.49,
}  # fmt: skip
"""Mean consistency index of comparisons made at random, by the number of things (Saaty 1980, The Analytic Hierarchy
Process, McGraw-Hill)."""
MOST_FACTORS = max(RANDOM_INDEX)
LARGEST_RATIO = 9.0
TOLERATED = 0.10
"""Above this ratio the comparisons contradict each other too much (Saaty 1980)."""
_ALWAYS_CONSISTENT = 2
_ROUNDING = 1e-9


@dataclass(frozen=True, kw_only=True)
class PairwiseWeights(Result):
    """The weights of one person's comparisons, adding up to 1, in the order of the things; n counts the comparisons.

    `ratio` is the consistency ratio: 0 where everything fits, about 1 for answers at random. It is None as long as a
    comparison is left out, and 0 for two things, which cannot contradict each other. `eigenvector` are the weights that
    Saaty takes, with the `largest` eigenvalue and the consistency `index`; they too need every comparison.
    """

    weights: tuple[float, ...] = ()
    ratio: float | None = None
    eigenvector: tuple[float, ...] = ()
    largest: float | None = None
    index: float | None = None

    @property
    def is_consistent(self) -> bool | None:
        """Whether the ratio is within what is tolerated; None where there is none."""
        return None if self.ratio is None else self.ratio <= TOLERATED


def pairwise_weights(factors: int, compared: Mapping[tuple[int, int], float]) -> PairwiseWeights:
    """Return the weights that one person's comparisons come to.

    Parameters: factors, how many things there are, 2 to 10; compared, how many times as important the first thing of a
    pair is as the second (1/9 to 9), by the places of the two, the first before the second; pairs may be left out.
    Returns: PairwiseWeights. No weights with reason `no_answers` where nothing was compared, and with `too_few_items`
    where the pairs answered do not join all things.
    Raises: StatisticsRefused for another number of things, a pair that is none, and a ratio that cannot be.
    Formula: weights that minimise the squares of log a(i,j) - log w(i) + log w(j), which is the geometric mean of each
    row where all pairs are there. Ratio: index / random index, index (lambda - n)/(n - 1), lambda the largest
    eigenvalue, whose vector are the other weights.
    Do not trust weights with a ratio above 0.10, nor a mean over people who disagree.
    Source: Saaty 1977 and 1980; Crawford and Williams 1985; Bozoki, Fulop and Ronyai 2010.

    >>> found = pairwise_weights(3, {(0, 1): 2, (0, 2): 4, (1, 2): 2})
    >>> [round(weight, 4) for weight in found.weights], round(found.ratio, 6)
    ([0.5714, 0.2857, 0.1429], 0.0)
    >>> pairwise_weights(3, {(0, 1): 2}).reason
    <Reason.TOO_FEW_ITEMS: 'too_few_items'>
    """
    _check(factors, compared)
    pairs = factors * (factors - 1) // 2
    if not compared:
        return _result(0, pairs, Reason.NO_ANSWERS)
    laplacian, sums = _equations(factors, compared)
    if np.linalg.matrix_rank(laplacian) < factors - 1:
        return _result(len(compared), pairs, Reason.TOO_FEW_ITEMS)
    logs = np.linalg.lstsq(laplacian, sums, rcond=None)[0]
    raw = np.exp(logs - logs.max())
    weights = tuple(float(weight) for weight in raw / raw.sum())
    found = replace(_result(len(compared), pairs, None), weights=weights)
    return _with_ratio(found, factors, compared) if len(compared) == pairs else found


def _check(factors: int, compared: Mapping[tuple[int, int], float]) -> None:
    if not _ALWAYS_CONSISTENT <= factors <= MOST_FACTORS:
        raise StatisticsRefused("factors_not_2_to_10", factors=factors)
    for (first, second), times in compared.items():
        if not 0 <= first < second < factors:
            raise StatisticsRefused("no_such_pair", first=first, second=second)
        if not 1 / LARGEST_RATIO - _ROUNDING <= times <= LARGEST_RATIO + _ROUNDING:
            raise StatisticsRefused("ratio_off_scale", times=times)


def _equations(factors: int, compared: Mapping[tuple[int, int], float]) -> tuple[FloatArray, FloatArray]:
    """The normal equations: how things are joined by comparisons, and what each gained in them (in logs)."""
    laplacian, sums = np.zeros((factors, factors)), np.zeros(factors)
    for (first, second), times in compared.items():
        laplacian[[first, second], [first, second]] += 1
        laplacian[[first, second], [second, first]] -= 1
        sums[first] += np.log(times)
        sums[second] -= np.log(times)
    return laplacian, sums


def _with_ratio(found: PairwiseWeights, factors: int, compared: Mapping[tuple[int, int], float]) -> PairwiseWeights:
    matrix = np.ones((factors, factors))
    for (first, second), times in compared.items():
        matrix[first, second], matrix[second, first] = times, 1 / times
    values, vectors = np.linalg.eig(matrix)
    place = int(values.real.argmax())
    vector = np.abs(vectors[:, place].real)
    largest = float(values[place].real)
    index = max(0.0, (largest - factors) / (factors - 1))
    return replace(
        found,
        ratio=0.0 if factors == _ALWAYS_CONSISTENT else index / RANDOM_INDEX[factors],
        eigenvector=tuple(float(weight) for weight in vector / vector.sum()),
        largest=largest,
        index=index,
    )


def _result(n: int, pairs: int, reason: Reason | None) -> PairwiseWeights:
    return PairwiseWeights(
        n=n, missing=pairs - n, base=Base.VALID_ANSWERS, method="pairwise_weights", source=_SOURCE, reason=reason
    )
