"""Answers that deserve a second look: flags with their thresholds. Nothing is ever left out for them silently."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.answer_table import AnswerTable, as_table
from survey_app.stats.answers import FloatArray, Matrix, Values, as_numbers
from survey_app.stats.proportion import Flags
from survey_app.stats.results import Base, Json, Reason, Result, Scalar, StatisticsRefused

__all__ = [
    "QualityFlags",
    "duplicates",
    "identical_answers",
    "inconsistent",
    "reversed_pair",
    "speeding",
    "straight_lining",
]

_MOST_KINDS = 2**62
"""So many different rows have numbers of their own."""
_LINES = "Kim et al. 2019, Social Science Computer Review 37:214; Curran 2016, J. Experimental Social Psychology 66:4"


@dataclass(frozen=True, kw_only=True, eq=False)
class QualityFlags(Result):
    """One rule: who is flagged, the figure behind it per person (NaN: the rule does not apply), and its thresholds.

    n counts the people the rule could be applied to, `flagged` those it flags.
    """

    rule: str
    thresholds: tuple[tuple[str, Scalar], ...]
    flags: Flags
    figures: FloatArray
    flagged: int
    share: float | None

    def to_json(self) -> dict[str, Json]:
        """The rule, its thresholds and counts, and the places (from 0) of those flagged with their figures."""
        places = np.flatnonzero(self.flags).tolist()
        return {
            "rule": self.rule,
            "thresholds": dict(self.thresholds),
            "n": self.n,
            "missing": self.missing,
            "flagged": self.flagged,
            "share": self.share,
            "places": places,
            "figures": [None if np.isnan(self.figures[place]) else float(self.figures[place]) for place in places],
            "base": self.base.value,
            "method": self.method,
            "source": self.source,
            "reason": self.reason.value if self.reason else None,
            "cautions": [],
        }


def _flags(rule: str, flags: Flags, figures: FloatArray, source: str, **thresholds: Scalar) -> QualityFlags:
    applies = ~np.isnan(figures)
    n, flagged = int(applies.sum()), int((flags & applies).sum())
    return QualityFlags(
        rule=rule,
        thresholds=tuple(thresholds.items()),
        flags=flags & applies,
        figures=figures,
        flagged=flagged,
        share=flagged / n if n else None,
        n=n,
        missing=int(figures.size - n),
        base=Base.ALL_CASES,
        method=rule,
        source=source,
        reason=None if n else Reason.NO_ANSWERS,
    )


def straight_lining(items: Matrix | AnswerTable, share: float = 1.0, least_items: int = 5) -> QualityFlags:
    """People who gave the same answer to (nearly) all items of a battery in a row.

    Parameters: items, people in rows and the items in the order shown, None and NaN missing; share, the part of the
    answered items that one unbroken run of the same answer must cover; least_items, answered items below which nobody
    is judged.
    Returns: QualityFlags; the figure is the longest run as a share of the answered items.
    Raises: StatisticsRefused for text or a share outside (0, 1].
    Formula: longest run of one answer, missing ones passed over, divided by the answered items, at least the share.
    Do not trust it alone: a battery keyed in one direction can be answered so in earnest.
    Source: Kim et al. 2019; Curran 2016.

    >>> found = straight_lining([[3, 3, 3, 3, 3], [1, 2, 3, 4, 5], [2, 2, 2, 2, None]])
    >>> found.flags.tolist(), found.n
    ([True, False, False], 2)
    """
    if not 0 < share <= 1:
        raise StatisticsRefused("share_out_of_range", share=share)
    table = as_table(items)
    answered = np.zeros(len(table), np.int64)
    longest, running = np.zeros(len(table)), np.zeros(len(table))
    last = np.full(len(table), np.nan)
    for at in range(table.width):
        column = table.column(at)
        there = ~np.isnan(column)
        answered += there
        running = np.where(there, np.where(column == last, running + 1, 1), running)
        last = np.where(there, column, last)
        longest = np.maximum(longest, running)
    figures = np.where(answered >= max(1, least_items), longest / np.maximum(answered, 1), np.nan)
    return _flags("straight_lining", figures >= share - 1e-12, figures, _LINES, share=share, least_items=least_items)


def speeding(seconds: Values, ratio: float = 0.3, shortest: float | None = None) -> QualityFlags:
    """People who were too fast to have read the questions.

    Parameters: seconds each person took, None and NaN missing; ratio, the part of the median below which a person is
    flagged; shortest, seconds below which a person is flagged in any case, or None.
    Returns: QualityFlags; the figure is the time as a share of the median.
    Raises: StatisticsRefused for text, a time below 0 or a ratio of 0 or less.
    Formula: t < ratio times the median of all times, or t < shortest.
    Do not trust it where filters let people skip most questions: compare those apart.
    Source: Greszki, Meyer and Schoen 2015, Public Opinion Quarterly 79:471.

    >>> speeding([100, 120, 20, None, 90]).flags.tolist()
    [False, False, True, False, False]
    """
    times = as_numbers(seconds)
    if not 0 < ratio < float("inf") or np.any(times < 0):
        raise StatisticsRefused("time_out_of_range", ratio=ratio)
    known = times[~np.isnan(times)]
    median = float(np.median(known)) if known.size else float("nan")
    figures = times / median if median > 0 else np.where(np.isnan(times), np.nan, 1.0)
    flags = (figures < ratio) | (times < (shortest or 0.0))
    more: dict[str, Scalar] = {"shortest": shortest} if shortest is not None else {}
    source = "Greszki, Meyer and Schoen 2015, Public Opinion Quarterly 79:471"
    return _flags("speeding", flags, figures, source, ratio=ratio, median=median if known.size else 0.0, **more)


def identical_answers(items: Matrix | AnswerTable, least_items: int = 10) -> QualityFlags:
    """People whose answers to all questions are the same as somebody else's.

    Parameters: items, people in rows and all closed questions in columns, None and NaN missing; least_items, answered
    questions below which nobody is judged.
    Returns: QualityFlags; the figure is the number of people with these very answers.
    Raises: StatisticsRefused for text.
    Formula: people with equal rows, missing answers included, two or more.
    Do not trust it for short questionnaires: agreement by chance is likely there.
    Source: Kuriakose and Robbins 2016, Statistical J. of the IAOS 32:283 (here: a match of 100 %).

    >>> identical_answers([[1, 2], [1, 2], [2, 1]], least_items=2).figures.tolist()
    [2.0, 2.0, 1.0]
    """
    table = as_table(items)
    answered, rows, kinds = np.zeros(len(table), np.int64), np.zeros(len(table), np.int64), 1
    for at in range(table.width):
        column = table.column(at)
        answered += ~np.isnan(column)
        values, places = np.unique(column, return_inverse=True)
        if kinds * max(values.size, 1) > _MOST_KINDS:
            _, rows = np.unique(rows, return_inverse=True)
            kinds = len(table)
        rows, kinds = rows * values.size + places, kinds * max(values.size, 1)
    _, inverse, counts = np.unique(rows, return_inverse=True, return_counts=True)
    figures = np.where(answered >= max(1, least_items), counts[inverse].astype(np.float64), np.nan)
    source = "Kuriakose and Robbins 2016, Statistical J. of the IAOS 32:283"
    return _flags("identical_answers", figures > 1, figures, source, least_items=least_items)


def duplicates(keys: Sequence[Hashable]) -> QualityFlags:
    """People who stand in the file more than once by a key such as an address or a customer number.

    Parameters: keys, one per person, None and "" missing; blanks around and capitals do not matter.
    Returns: QualityFlags; every one of them is flagged, the figure is how often the key occurs.
    Formula: keys that occur twice or more.
    Do not trust a key that several people share, such as one address of a household.
    Source: counting.

    >>> duplicates(["a@x.org", "b@x.org", " A@x.org "]).flags.tolist()
    [True, False, True]
    """
    cleaned = [key.strip().casefold() if isinstance(key, str) else key for key in keys]
    counts: dict[Hashable, int] = {}
    for key in cleaned:
        counts[key] = counts.get(key, 0) + 1
    figures = np.array([np.nan if _is_missing(key) else counts[key] for key in cleaned], dtype=np.float64)
    return _flags("duplicates", figures > 1, figures, "counting")


def _is_missing(key: Hashable) -> bool:
    return key is None or key == "" or (isinstance(key, float) and key != key)  # noqa: PLR0124 - NaN differs from itself


def inconsistent(
    first: Sequence[Hashable], second: Sequence[Hashable], forbidden: Sequence[tuple[Hashable, Hashable]]
) -> QualityFlags:
    """People whose answers to two questions cannot both be true.

    Parameters: first and second, the answers to the two questions, None and "" missing; forbidden, the pairs of answers
    that exclude each other.
    Returns: QualityFlags over those with both answers.
    Raises: StatisticsRefused for lists of two lengths.
    Formula: the pair is one of those forbidden.
    Do not trust it where a question could be misread: look at the wording first.
    Source: counting.

    >>> inconsistent(["no", "yes", "no"], ["5", "5", None], [("no", "5")]).flags.tolist()
    [True, False, False]
    """
    if len(first) != len(second):
        raise StatisticsRefused("questions_do_not_fit", first=len(first), second=len(second))
    wrong = set(forbidden)
    both = [not _is_missing(one) and not _is_missing(two) for one, two in zip(first, second, strict=True)]
    hits = np.array([pair in wrong for pair in zip(first, second, strict=True)], dtype=np.bool_)
    figures = np.where(np.array(both, dtype=np.bool_), hits.astype(np.float64), np.nan)
    return _flags("inconsistent", hits, figures, "counting", pairs=len(wrong))


def reversed_pair(first: Values, second: Values, scale: tuple[float, float], most: float | None = None) -> QualityFlags:
    """People who answered a statement and its opposite alike.

    Parameters: first and second, the ratings of the statement and of its opposite, None and NaN missing; scale, its two
    ends; most, the distance between the first and the turned second that is still let pass, or None for half the scale.
    Returns: QualityFlags over those with both; the figure is the distance.
    Raises: StatisticsRefused for text, lists of two lengths or a scale without length.
    Formula: |first - (low + high - second)| > most.
    Do not trust it for people in the middle of the scale: they pass either way.
    Source: Curran 2016, J. Experimental Social Psychology 66:4.

    >>> reversed_pair([5, 5, 3], [5, 1, 3], (1, 5)).flags.tolist()
    [True, False, False]
    """
    low, high = scale
    if not low < high:
        raise StatisticsRefused("scale_without_length", low=low, high=high)
    one, two = as_numbers(first), as_numbers(second)
    if one.size != two.size:
        raise StatisticsRefused("questions_do_not_fit", first=int(one.size), second=int(two.size))
    allowed = (high - low) / 2 if most is None else most
    distance: NDArray[np.float64] = np.abs(one - (low + high - two))
    return _flags("reversed_pair", distance > allowed, distance, _LINES, low=low, high=high, most=allowed)
