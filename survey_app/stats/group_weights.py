"""The weights of a panel from those of its members."""

from dataclasses import dataclass

import numpy as np

from survey_app.stats.answers import FloatArray, Matrix, as_matrix
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = ["GroupWeights", "group_weights"]

_SOURCE = "Individual priorities: Forman and Peniwati 1998, European Journal of Operational Research 108:165"
_ROUNDING = 1e-6


@dataclass(frozen=True, kw_only=True)
class GroupWeights(Result):
    """The panel's weights, which sum to 1: by the geometric mean, and by the arithmetic one; with each range."""

    geometric: tuple[float | None, ...]
    arithmetic: tuple[float | None, ...]
    lowest: tuple[float | None, ...]
    highest: tuple[float | None, ...]


def group_weights(weights: Matrix) -> GroupWeights:
    """The weights of a panel.

    Parameters: weights, members in rows and things in columns, each row summing to 1 (or to 100), None and NaN missing;
    a member with a part missing is left out.
    Returns: GroupWeights. Nobody with all weights: all None, reason `no_answers`. A weight of 0 makes the geometric
    weight 0.
    Raises: StatisticsRefused for a negative weight or a row that sums neither to 1 nor to 100.
    Formula: geometric: product of the members' weights to the power 1/n, brought to sum 1; arithmetic: their mean.
    Do not trust either where the members disagree: look at the range.
    Source: Forman and Peniwati 1998.

    >>> found = group_weights([[0.5, 0.3, 0.2], [20, 60, 20]])
    >>> [round(each, 4) for each in found.geometric], found.arithmetic[2]
    ([0.3362, 0.4511, 0.2127], 0.2)
    """
    table = as_matrix(weights)
    whole = table[~np.isnan(table).any(axis=1)]
    sums = whole.sum(axis=1)
    if np.any(whole < 0) or np.any((np.abs(sums - 1) > _ROUNDING) & (np.abs(sums - 100) > 100 * _ROUNDING)):
        raise StatisticsRefused("weights_do_not_sum", expected="1 or 100")
    n, k = whole.shape
    none: tuple[float | None, ...] = (None,) * k
    shares = whole / np.where(sums > 2, 100, 1)[:, None]  # noqa: PLR2004 - sums of 1 or of 100
    geometric = _geometric(shares) if n else None
    return GroupWeights(
        n=n,
        missing=int(table.shape[0]) - n,
        base=Base.COMPLETE_CASES,
        method="individual_priorities",
        source=_SOURCE,
        reason=None if n else Reason.NO_ANSWERS,
        geometric=none if geometric is None else geometric,
        arithmetic=tuple(float(each) for each in shares.mean(axis=0)) if n else none,
        lowest=tuple(float(each) for each in shares.min(axis=0)) if n else none,
        highest=tuple(float(each) for each in shares.max(axis=0)) if n else none,
    )


def _geometric(shares: FloatArray) -> tuple[float | None, ...] | None:
    with np.errstate(divide="ignore"):
        logs = np.log(shares).mean(axis=0)
    if not np.isfinite(logs).any():
        return None
    raw = np.exp(logs - logs.max())
    return tuple(float(each) for each in raw / raw.sum())
