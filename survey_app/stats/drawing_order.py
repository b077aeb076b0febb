"""In which order people are drawn: that of their answers, so that the same data gives the same figures anywhere."""

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.answer_table import AnswerTable
from survey_app.stats.answers import FloatArray

__all__ = ["drawing_order"]

_SHIFT = np.uint64(29)
_ODD = np.uint64(0x9E3779B97F4A7C15)
"""2**64 divided by the golden ratio, odd: a multiplier that spreads neighbouring numbers (Knuth 1998)."""
_MISSING = -1e18
_PLACES = 6
"""Weights are told apart to so many decimals: the last ones depend on the order in which they were added up."""


def drawing_order(table: AnswerTable, mass: FloatArray | None = None) -> NDArray[np.int64]:
    """The places of the people of a table, in an order that follows from what they answered alone.

    Parameters: table, people in rows; mass, the weight of each, or None.
    Returns: the places, by a mixed number of each row; people with the same answers and weight may stand in any order,
    which changes nothing. Rows come from a database in an order of chance, and a resample that draws the seventh person
    would draw another one elsewhere.
    Do not trust it to hide anything: it is no secret order.
    Source: multiplicative mixing after Knuth 1998, The Art of Computer Programming 3, 2nd ed., section 6.4.

    >>> from survey_app.stats.answer_table import as_table
    >>> rows = [[1, 5], [2, 4], [None, 3]]
    >>> turned = rows[::-1]
    >>> first = [rows[place] for place in drawing_order(as_table(rows)).tolist()]
    >>> first == [turned[place] for place in drawing_order(as_table(turned)).tolist()]
    True
    """
    columns = [table.column(at) for at in range(table.width)]
    if mass is not None:
        columns.append(np.round(mass, _PLACES))
    key = np.zeros(len(table), np.uint64)
    for column in columns:
        known = np.where(np.isnan(column), _MISSING, column) + 0.0  # -0.0 and 0.0 are one answer
        key = (key ^ known.view(np.uint64)) * _ODD
        key ^= key >> _SHIFT
    return np.argsort(key, kind="stable")
