"""Service quality person by person: experienced less expected, plain, alone and weighted (forms of SERVQUAL, SERVPERF).

`service_quality` sums these up with intervals; here each person has a score, NaN where the rule gives none.
"""

import numpy as np

from survey_app.stats.answers import FloatArray, Matrix, as_matrix
from survey_app.stats.results import StatisticsRefused
from survey_app.stats.service_quality import DIMENSIONS

__all__ = ["service_gaps", "service_performance", "weighted_service_gap"]

_PAIRS = 22
_POINTS = 100.0
_ROUNDING = 1e-6


def service_gaps(expected: Matrix, experienced: Matrix, points: int = 7) -> dict[str, FloatArray]:
    """The gap of every dimension, person by person, and `overall`, the mean of the five.

    Parameters: two tables of 22 columns in the published order, rated from 1 to `points`.
    Formula: mean of experienced less expected over the pairs of a dimension that were answered on both sides; overall
    is the plain mean of the five dimensions and needs all of them.
    Raises: StatisticsRefused when there are not 22 pairs, an answer is off the scale, or the tables differ in length.
    Source: Parasuraman, Zeithaml and Berry 1988, Journal of Retailing 64(1):12.

    >>> found = service_gaps([[6] * 22], [[5] * 4 + [7] * 18])
    >>> found["tangibles"].tolist(), found["overall"].round(2).tolist()
    ([-1.0], [0.6])
    """
    first, second = _table(expected, points), _table(experienced, points)
    if len(first) != len(second):
        raise StatisticsRefused("differing_lengths", first=len(first), second=len(second))
    found = {name: _mean(second[:, places] - first[:, places]) for name, places in _places()}
    return found | {"overall": np.column_stack(list(found.values())).mean(axis=1)}


def service_performance(experienced: Matrix, points: int = 7) -> FloatArray:
    """What was experienced alone: the mean of the 22 ratings that were given, 1 to `points`.

    Source: Cronin and Taylor 1992, Journal of Marketing 56(3):55, who leave the expectation out (SERVPERF).

    >>> service_performance([[5] * 11 + [7] * 11, [None] * 22]).tolist()
    [6.0, nan]
    """
    return _mean(_table(experienced, points))


def weighted_service_gap(expected: Matrix, experienced: Matrix, shared: Matrix, points: int = 7) -> FloatArray:
    """The gap with each dimension counting as much as the person said who shared 100 points among the five.

    Formula: sum of points times dimension gap, divided by 100. A dimension without a gap, or points that do not come
    to 100: no score.
    Source: Zeithaml, Parasuraman and Berry 1990, Delivering Quality Service, appendix A.

    >>> weighted_service_gap([[6] * 22], [[5] * 4 + [7] * 18], [[20, 30, 20, 10, 20]]).round(2).tolist()
    [0.6]
    """
    gaps = service_gaps(expected, experienced, points)
    table = np.column_stack([gaps[name] for name in DIMENSIONS])
    weights = as_matrix(shared)
    if weights.shape != table.shape:
        raise StatisticsRefused("differing_lengths", first=len(table), second=len(weights))
    whole = np.abs(weights.sum(axis=1) - _POINTS) < _ROUNDING
    return np.where(whole, (table * weights).sum(axis=1) / _POINTS, np.nan)


def _places() -> list[tuple[str, list[int]]]:
    return [(name, [number - 1 for number in numbers]) for name, numbers in DIMENSIONS.items()]


def _table(answers: Matrix, points: int) -> FloatArray:
    table = as_matrix(answers)
    if table.shape[1] != _PAIRS:
        raise StatisticsRefused("wrong_number_of_items", items=int(table.shape[1]), expected=_PAIRS)
    known = table[~np.isnan(table)]
    if known.size and (known.min() < 1 or known.max() > points):
        raise StatisticsRefused("answer_off_scale", scale_min=1, scale_max=points)
    return table


def _mean(table: FloatArray) -> FloatArray:
    """The mean of what is there in each row, NaN where nothing is."""
    there = ~np.isnan(table)
    counts = there.sum(axis=1)
    return np.where(counts > 0, np.where(there, table, 0).sum(axis=1) / np.maximum(counts, 1), np.nan)
