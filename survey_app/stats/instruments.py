"""Scores of standard questionnaires, person by person: the published key, the published rule for missing answers.

Each function takes a table of answers, respondents in rows and items in the published order in columns, None and NaN
missing, and gives one score a respondent, NaN where the rule gives none. What a group scores is the mean of these, with
the t interval of `descriptive.mean`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.stats.answers import FloatArray, Matrix, as_matrix
from survey_app.stats.results import StatisticsRefused

__all__ = [
    "UEQ_SCALES",
    "UEQ_SHORT_SCALES",
    "UeqFlags",
    "csuq",
    "nasa_tlx",
    "nasa_tlx_weighted",
    "sus",
    "three_item_index",
    "ueq",
    "ueq_flags",
    "ueq_short",
    "umux",
    "umux_lite",
    "umux_lite_as_sus",
]

_SUS_ITEMS, _UMUX_ITEMS, _UEQ_ITEMS, _UEQ_SHORT_ITEMS, _TLX_ITEMS, _CSUQ_ITEMS = 10, 4, 26, 8, 6, 16
_APART = 3
"""Answers of one scale of the UEQ that lie farther apart contradict each other."""
_PAIRS = 15
_UEQ_FLIPPED = (3, 4, 5, 9, 10, 12, 17, 18, 19, 21, 23, 24, 25)
UEQ_SCALES: Mapping[str, tuple[int, ...]] = {
    "attractiveness": (1, 12, 14, 16, 24, 25),
    "perspicuity": (2, 4, 13, 21),
    "efficiency": (9, 20, 22, 23),
    "dependability": (8, 11, 17, 19),
    "stimulation": (5, 6, 7, 18),
    "novelty": (3, 10, 15, 26),
}
"""Scale -> the numbers of its items, from 1."""
UEQ_SHORT_SCALES: Mapping[str, tuple[int, ...]] = {
    "pragmatic": (1, 2, 3, 4),
    "hedonic": (5, 6, 7, 8),
    "overall": (1, 2, 3, 4, 5, 6, 7, 8),
}
CSUQ_SCALES: Mapping[str, tuple[int, ...]] = {
    "system": (1, 2, 3, 4, 5, 6),
    "information": (7, 8, 9, 10, 11, 12),
    "interface": (13, 14, 15),
    "overall": tuple(range(1, 17)),
}


def _table(answers: Matrix, items: int, low: int, high: int) -> FloatArray:
    table = as_matrix(answers)
    if table.shape[1] != items:
        raise StatisticsRefused("wrong_number_of_items", items=int(table.shape[1]), expected=items)
    known = table[~np.isnan(table)]
    if known.size and (known.min() < low or known.max() > high):
        raise StatisticsRefused("answer_off_the_scale", low=low, high=high)
    return table


def _alternating(table: FloatArray, low: int, high: int) -> FloatArray:
    """Odd items count upwards from the lowest point, even ones, worded the other way, downwards from the highest."""
    signed = table.copy()
    signed[:, 0::2] -= low
    signed[:, 1::2] = high - signed[:, 1::2]
    return signed


def _added(table: FloatArray) -> FloatArray:
    return np.asarray(table.sum(axis=1), dtype=np.float64)


def sus(answers: Matrix) -> FloatArray:
    """System Usability Scale, 0 to 100, from ten items rated 1 to 5.

    Parameters: answers, people in rows and the ten items in their published order in columns, None and NaN missing.
    Returns: a score for each person, NaN where an item is missing.
    Formula: 2.5 (sum of x - 1 over the odd items + sum of 5 - x over the even ones). One missing item: no score.
    Raises: StatisticsRefused when there are not ten items or an answer is off the scale.
    Do not trust it as a percentage: 68 is the average of published studies, not 50.
    Source: Brooke 1996, in Usability Evaluation in Industry, 189-194.

    >>> sus([[5, 1] * 5, [3] * 10, [4, 2, 5, 1, 4, 2, 5, 1, 4, None]]).tolist()
    [100.0, 50.0, nan]
    """
    table = _table(answers, _SUS_ITEMS, 1, 5)
    return _added(_alternating(table, 1, 5)) * 2.5


def umux(answers: Matrix) -> FloatArray:
    """Usability Metric for User Experience, 0 to 100, from four items rated 1 to 7.

    Formula: 100/24 (sum of x - 1 over the odd items + sum of 7 - x over the even ones). One missing item: no score.
    Raises: StatisticsRefused when there are not four items or an answer is off the scale.
    Source: Finstad 2010, Interacting with Computers 22:323.

    >>> umux([[7, 1, 7, 1], [4, 4, 4, 4], [6, 3, 5, 2]]).round(2).tolist()
    [100.0, 50.0, 75.0]
    """
    table = _table(answers, _UMUX_ITEMS, 1, 7)
    return _added(_alternating(table, 1, 7)) * 100 / 24


def umux_lite(answers: Matrix) -> FloatArray:
    """Two-item form of the UMUX, 0 to 100, from two items rated 1 to 7.

    Formula: 100/12 ((x1 - 1) + (x2 - 1)). One missing item: no score.
    Raises: StatisticsRefused when there are not two items or an answer is off the scale.
    Source: Lewis, Utesch and Maher 2013, CHI '13, 2099.

    >>> umux_lite([[7, 7], [1, 1], [6, 5], [6, None]]).tolist()
    [100.0, 0.0, 75.0, nan]
    """
    table = _table(answers, 2, 1, 7)
    return _added(table - 1) * 100 / 12


def umux_lite_as_sus(answers: Matrix) -> FloatArray:
    """The SUS score that a UMUX-LITE score lets expect: 0.65 times the score plus 22.9, so from 22.9 to 87.9.

    Raises: as `umux_lite`.
    Do not mix it with measured SUS scores of single people: the regression holds for means of studies.
    Source: Lewis, Utesch and Maher 2015, International Journal of Human-Computer Interaction 31:496.

    >>> umux_lite_as_sus([[7, 7], [1, 1]]).round(2).tolist()
    [87.9, 22.9]
    """
    return umux_lite(answers) * 0.65 + 22.9


def _scales(table: FloatArray, scales: Mapping[str, Sequence[int]]) -> dict[str, FloatArray]:
    found = {}
    for name, numbers in scales.items():
        part = table[:, [number - 1 for number in numbers]]
        answered = (~np.isnan(part)).sum(axis=1)
        total = np.nansum(part, axis=1)
        found[name] = np.where(answered > 0, total / np.maximum(answered, 1), np.nan)
    return found


def _ueq_values(answers: Matrix) -> FloatArray:
    table = _table(answers, _UEQ_ITEMS, 1, 7) - 4
    table[:, [number - 1 for number in _UEQ_FLIPPED]] *= -1
    return table


def ueq(answers: Matrix) -> dict[str, FloatArray]:
    """User Experience Questionnaire: six scales from -3 to 3, from 26 pairs of words rated 1 to 7 from left to right.

    Formula: x - 4, the sign turned where the pleasant word stands left (13 pairs), then the mean of the scale's pairs
    that were answered. From -0.8 to 0.8 counts as neutral.
    Raises: StatisticsRefused when there are not 26 items or an answer is off the scale.
    Source: Laugwitz, Held and Schrepp 2008, USAB 2008, LNCS 5298:63; UEQ handbook version 11, 2023.

    >>> {name: scores.tolist() for name, scores in ueq([[4] * 26]).items()}["novelty"]
    [0.0]
    """
    return _scales(_ueq_values(answers), UEQ_SCALES)


@dataclass(frozen=True, slots=True)
class UeqFlags:
    """Why a case deserves a look: scales whose answers contradict each other, and answers that are all alike."""

    inconsistent: FloatArray
    """How many scales have answers more than 3 apart, after turning signs."""
    identical: FloatArray
    """How often the most frequent answer stands, of 26."""


def ueq_flags(answers: Matrix) -> UeqFlags:
    """Signs of careless answering in the UEQ. Usual thresholds: 2 or 3 scales, more than 15 answers alike.

    Raises: as `ueq`. A flag is a reason to look, never to delete.
    Source: UEQ handbook version 11, 2023.

    >>> flags = ueq_flags([[4] * 26, [7, 1] * 13])
    >>> flags.inconsistent.tolist(), flags.identical.tolist()
    ([0.0, 5.0], [26.0, 13.0])
    """
    raw, turned = as_matrix(answers), _ueq_values(answers)
    inconsistent = np.zeros(len(raw))
    for numbers in UEQ_SCALES.values():
        part = turned[:, [number - 1 for number in numbers]]
        low = np.where(np.isnan(part), np.inf, part).min(axis=1)
        high = np.where(np.isnan(part), -np.inf, part).max(axis=1)
        inconsistent += high - low > _APART
    alike = np.max([(raw == point).sum(axis=1) for point in range(1, 8)], axis=0).astype(float)
    return UeqFlags(inconsistent, alike)


def ueq_short(answers: Matrix) -> dict[str, FloatArray]:
    """Short form of the UEQ: pragmatic, hedonic and overall quality from -3 to 3, from eight pairs rated 1 to 7.

    Formula: x - 4, mean of pairs 1-4, of pairs 5-8, and of all eight, as far as they were answered.
    Raises: StatisticsRefused when there are not eight items or an answer is off the scale.
    Source: Schrepp, Hinderks and Thomaschewski 2017, IJIMAI 4(6):103.

    >>> {name: scores.tolist() for name, scores in ueq_short([[7, 6, 7, 6, 4, 4, 5, 3]]).items()}
    {'pragmatic': [2.5], 'hedonic': [0.0], 'overall': [1.25]}
    """
    return _scales(_table(answers, _UEQ_SHORT_ITEMS, 1, 7) - 4, UEQ_SHORT_SCALES)


def csuq(answers: Matrix, points: int = 7) -> dict[str, FloatArray]:
    """Computer System Usability Questionnaire, 16 items: means of system, information, interface and all.

    Formula: the plain mean of the items of a scale that were answered. In the CSUQ more is better; in the PSSUQ, which
    has the same items, 1 is agreement and less is better: say which way it points wherever the figure stands.
    Raises: StatisticsRefused when there are not 16 items or an answer is off the scale.
    Source: Lewis 1995, International Journal of Human-Computer Interaction 7:57; 2002, 14:463.

    >>> {name: scores.tolist() for name, scores in csuq([[7] * 6 + [5] * 6 + [3] * 3 + [6]]).items()}["information"]
    [5.0]
    """
    return _scales(_table(answers, _CSUQ_ITEMS, 1, points), CSUQ_SCALES)


def nasa_tlx(answers: Matrix) -> FloatArray:
    """Raw task load, 0 to 100: the mean of six ratings from 0 to 100. One missing rating: no score.

    Raises: StatisticsRefused when there are not six items or an answer is off the scale.
    Source: Hart and Staveland 1988, Human Mental Workload, 139; without weights: Hart 2006.

    >>> nasa_tlx([[100, 0, 50, 50, 50, 50], [10, 20, 30, 40, 50, None]]).tolist()
    [50.0, nan]
    """
    return _added(_table(answers, _TLX_ITEMS, 0, 100)) / _TLX_ITEMS


def nasa_tlx_weighted(answers: Matrix, chosen: Matrix) -> FloatArray:
    """Weighted task load, 0 to 100; `chosen` says how often each scale won among the 15 pairs.

    Formula: sum of rating times chosen, divided by 15. A missing rating, or pairs that do not come to 15: no score.
    Raises: StatisticsRefused when there are not six items, an answer is off the scale, or the tables differ in length.
    Source: Hart and Staveland 1988, Human Mental Workload, 139.

    >>> nasa_tlx_weighted([[80, 20, 60, 40, 50, 30]], [[5, 0, 4, 3, 2, 1]]).round(2).tolist()
    [59.33]
    """
    table, weights = _table(answers, _TLX_ITEMS, 0, 100), _table(chosen, _TLX_ITEMS, 0, 5)
    if len(table) != len(weights):
        raise StatisticsRefused("differing_lengths", first=len(table), second=len(weights))
    complete = weights.sum(axis=1) == _PAIRS
    return np.where(complete, (table * weights).sum(axis=1) / _PAIRS, np.nan)


def three_item_index(answers: Matrix) -> FloatArray:
    """Satisfaction from three items rated 1 to 10 (overall, against expectation, against the ideal), 0 to 100.

    Formula: (a + b + c - 3)/27 times 100, which is equal weights. One missing item: no score.
    Raises: StatisticsRefused when there are not three items or an answer is off the scale.
    Do not call it by the name of a published national index: that one takes its weights from a model.
    Source: form of Fornell et al. 1996, Journal of Marketing 60(4):7.

    >>> three_item_index([[10, 10, 10], [7, 6, 5], [1, 1, 1]]).round(2).tolist()
    [100.0, 55.56, 0.0]
    """
    return (_added(_table(answers, 3, 1, 10)) - 3) * 100 / 27
