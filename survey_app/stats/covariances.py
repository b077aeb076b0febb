"""How the items of a scale vary together: one matrix, whatever is missing and however people are weighted."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from survey_app.stats.answers import FloatArray, Matrix, Values, as_matrix, as_weights, kish
from survey_app.stats.proportion import Flags
from survey_app.stats.results import Base, Caution, CautionCode

__all__ = ["Covariances", "MissingRule", "correlations", "covariances", "unusable_cautions"]


class MissingRule(StrEnum):
    """What is done about respondents who left some of the items out."""

    LISTWISE = "listwise"
    PAIRWISE = "pairwise"
    ITEM_MEAN = "item_mean"


@dataclass(frozen=True, slots=True)
class Covariances:
    """The matrix of k items, how many people it rests on (n, and Kish's n_eff when weighted), and how many are out.

    `pair_bases` are the smallest and largest number of people behind one pair: equal unless the rule is pairwise.
    """

    matrix: FloatArray
    n: int
    n_eff: float | None
    missing: int
    pair_bases: tuple[int, int]
    base: Base
    rule: MissingRule
    imputed: int = 0

    @property
    def effective(self) -> float:
        """The people an interval may count on: those of the smallest pair, weights considered."""
        return self.pair_bases[0] if self.n_eff is None else self.n_eff


def covariances(
    items: Matrix, weights: Values | None = None, missing: MissingRule | str = MissingRule.LISTWISE
) -> Covariances:
    """Covariances of k items: from complete people, from each pair's own people, or with item means filled in.

    Parameters: items, respondents in rows, items in columns, None and NaN missing; weights, one per respondent, or None
    (weight 0 leaves the person out); missing, the rule.
    Returns: Covariances. Fewer than two people: a matrix of zeros.
    Raises: StatisticsRefused for text, rows of differing length or weights that do not fit.
    Formula: sum w (x - mx)(y - my) / sum w * n/(n - 1), n the people of the pair, unweighted w = 1.
    Do not trust a pairwise matrix blindly: it can belong to no possible data at all (not positive definite), and item
    means filled in shrink the spread.
    Source: Little and Rubin 2002, Statistical Analysis with Missing Data, chapters 3 and 4.

    >>> covariances([[1, 2], [3, 4], [5, None]]).n, covariances([[1, 2], [3, 4], [5, None]], missing="pairwise").n
    (2, 3)
    """
    rule = MissingRule(missing)
    table = as_matrix(items)
    mass = as_weights(weights, table.shape[0])
    counted = np.ones(table.shape[0], dtype=bool) if mass is None else mass > 0
    there = ~np.isnan(table)
    kept = counted & (there.all(axis=1) if rule is MissingRule.LISTWISE else there.any(axis=1))
    used = None if mass is None else mass[kept]
    answers, seen = table[kept], there[kept]
    n, k = answers.shape
    imputed = 0
    if rule is MissingRule.ITEM_MEAN and n:
        imputed = int((~seen).sum())
        answers, seen = _filled(answers, seen, used), np.ones_like(seen)
    bases = seen.T.astype(np.float64) @ seen if n else np.zeros((k, k))
    return Covariances(
        matrix=_matrix(answers, seen, used, bases) if n > 1 and k else np.zeros((k, k)),
        n=n,
        n_eff=None if used is None or not n else kish(used),
        missing=int(table.shape[0]) - n,
        pair_bases=(int(bases.min(initial=n)), int(bases.max(initial=0))),
        base=Base.COMPLETE_CASES if rule is MissingRule.LISTWISE else Base.CASES_WITH_ANY_ITEM,
        rule=rule,
        imputed=imputed,
    )


def _filled(answers: FloatArray, seen: Flags, weights: FloatArray | None) -> FloatArray:
    mass = np.ones(answers.shape[0]) if weights is None else weights
    known = np.where(seen, answers, 0.0)
    total = mass @ seen
    means = np.divide(mass @ known, total, out=np.zeros(answers.shape[1]), where=total > 0)
    return np.where(seen, answers, means)


def _matrix(answers: FloatArray, seen: Flags, weights: FloatArray | None, bases: FloatArray) -> FloatArray:
    """All pairs by products of matrices; each item is centred first, so that large codes lose no digits."""
    mass = np.ones(answers.shape[0]) if weights is None else weights / weights.mean()
    there = seen.astype(np.float64)
    totals = there.T @ (mass[:, None] * there)
    safe = np.where(totals > 0, totals, 1.0)
    shift = (mass @ np.where(seen, answers, 0.0)) / np.diag(safe)
    known = np.where(seen, answers - shift, 0.0)
    sums = known.T @ (mass[:, None] * there)
    products = known.T @ (mass[:, None] * known)
    spread = products / safe - (sums / safe) * (sums.T / safe)
    factor = np.divide(bases, bases - 1, out=np.zeros_like(bases), where=bases > 1)
    found = np.where(totals > 0, spread * factor, 0.0)
    diagonal = np.diag(found).copy()
    constant = np.array(
        [not present.any() or np.ptp(column[present]) == 0 for column, present in zip(answers.T, seen.T, strict=True)]
    )
    found[constant, :] = found[:, constant] = 0.0
    np.fill_diagonal(found, np.where(constant, 0.0, np.maximum(diagonal, 0.0)))
    return np.asarray((found + found.T) / 2, dtype=np.float64)


def correlations(covariance: FloatArray) -> FloatArray | None:
    """Correlations of a covariance matrix; None when an item does not vary."""
    spread = np.sqrt(np.diag(covariance))
    if not spread.size or not np.all(spread > 0):
        return None
    return np.asarray(covariance / np.outer(spread, spread), dtype=np.float64)


def unusable_cautions(found: Covariances) -> tuple[Caution, ...]:
    """What the rule about missing answers makes a reader careful of."""
    cautions: tuple[Caution, ...] = ()
    if found.pair_bases[0] != found.pair_bases[1]:
        low, high = found.pair_bases
        cautions += (Caution.of(CautionCode.BASES_DIFFER_BY_PAIR, smallest=low, largest=high),)
    if found.imputed:
        cautions += (Caution.of(CautionCode.IMPUTED_BY_ITEM_MEAN, answers=found.imputed),)
    return cautions
