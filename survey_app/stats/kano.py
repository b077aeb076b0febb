"""Kano: what kind of requirement a feature is, from the answers to having it and to not having it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import comb, sqrt

import numpy as np

from survey_app.stats.answers import Values, as_numbers, base_cautions
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = ["Category", "Kano", "category", "kano", "kano_of_counts"]

_SOURCE = (
    "Kano et al. 1984, Journal of the Japanese Society for Quality Control 14:39; Berger et al. 1993, Center for "
    "Quality Management Journal 2(4):3; Fong 1996, Center for Quality Management Journal 5(3):21"
)
_FONG_Z = 1.65


class Category(StrEnum):
    """The kinds of requirement by their letters."""

    ATTRACTIVE = "A"
    ONE_DIMENSIONAL = "O"
    MUST_BE = "M"
    INDIFFERENT = "I"
    REVERSE = "R"
    QUESTIONABLE = "Q"


_TABLE = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
_ORDER = "MOAIRQ"
"""Which category is named where several are chosen equally often: the stricter one."""
_FUNCTIONAL = (4, 2, 0, -1, -2)
_DYSFUNCTIONAL = (-2, -1, 0, 2, 4)
_ANSWERS = range(1, len(_TABLE) + 1)


@dataclass(frozen=True, kw_only=True)
class Kano(Result):
    """How one feature is classified; figures whose denominator is empty are None.

    `better` says how much having it satisfies (0 to 1), `worse` how much lacking it dissatisfies (0 to -1).
    `strength` is the lead of the first category over the second and `total` the share of A, O and M; `p` is the exact
    binomial test of the first two against each other, `fong` whether they differ by the rule of Fong.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    category: str | None = None
    second: str | None = None
    better: float | None = None
    worse: float | None = None
    strength: float | None = None
    total: float | None = None
    p: float | None = None
    fong: bool | None = None
    functional: float | None = None
    dysfunctional: float | None = None


def category(functional: int, dysfunctional: int) -> Category:
    """The category of one person's pair of answers.

    Parameters: functional and dysfunctional, answers from 1 (I like it) over 2 (it must be so), 3 (neutral) and 4 (I
    can live with it) to 5 (I dislike it).
    Returns: the letter of the table.
    Raises: StatisticsRefused for an answer that is none of the five.
    Source: the evaluation table of Berger et al. 1993.

    >>> "".join(category(*pair) for pair in ((1, 5), (3, 5), (1, 3), (3, 3), (5, 1), (1, 1)))
    'OMAIRQ'
    """
    if functional not in _ANSWERS or dysfunctional not in _ANSWERS:
        raise StatisticsRefused("answer_off_scale", functional=functional, dysfunctional=dysfunctional)
    return Category(_TABLE[functional - 1][dysfunctional - 1])


def kano(functional: Values, dysfunctional: Values) -> Kano:
    """What kind of requirement a feature is to all who answered both of its questions.

    Parameters: functional and dysfunctional, one answer from 1 to 5 a person in the same order, None and NaN missing.
    Returns: Kano. A pair with a missing side stays out. No pair at all: nothing but counts of 0.
    Raises: StatisticsRefused when the two are not equally long or an answer is none of the five.
    Formula: better = (A + O)/(A + O + M + I), worse = -(O + M)/(A + O + M + I); the category chosen most often, of
    equals the first of M, O, A, I; p two-sided exact binomial of the first against the second at 1/2; Fong: they
    differ if |a - b| >= 1.65 sqrt((a + b)(2n - a - b)/(2n)). Means: functional 4, 2, 0, -1, -2 and dysfunctional -2,
    -1, 0, 2, 4 in the order of the answers.
    Do not trust a category whose lead is small, or a feature with many Q: its wording was not understood.
    Source: Kano et al. 1984; Berger et al. 1993; Fong 1996.

    >>> found = kano([1, 1, 3, 2, None], [5, 5, 5, 3, 1])
    >>> found.counts, found.category, found.better, found.worse
    ({'A': 0, 'O': 2, 'M': 1, 'I': 1, 'R': 0, 'Q': 0}, 'O', 0.5, -0.75)
    """
    with_it, without_it = as_numbers(functional), as_numbers(dysfunctional)
    if with_it.size != without_it.size:
        raise StatisticsRefused("sides_of_different_length", first=with_it.size, second=without_it.size)
    both = ~np.isnan(with_it) & ~np.isnan(without_it)
    pairs = [(int(a), int(b)) for a, b in zip(with_it[both], without_it[both], strict=True)]
    found = Counter(category(*pair).value for pair in pairs)
    counts = {each.value: found[each.value] for each in Category}
    means = [
        sum(scores[pair[side] - 1] for pair in pairs) / len(pairs) if pairs else None
        for side, scores in enumerate((_FUNCTIONAL, _DYSFUNCTIONAL))
    ]
    return _of(counts, int((~both).sum()), means[0], means[1])


def kano_of_counts(counts: Mapping[str, int]) -> Kano:
    """The same from counts by letter, such as those of a published table.

    >>> found = kano_of_counts({"A": 7, "O": 32, "M": 49, "I": 10})
    >>> found.category, round(found.better, 2), round(found.worse, 2)
    ('M', 0.4, -0.83)
    """
    return _of({each.value: counts.get(each.value, 0) for each in Category}, 0, None, None)


def _of(counts: Mapping[str, int], missing: int, functional: float | None, dysfunctional: float | None) -> Kano:
    n = sum(counts.values())
    first, second = sorted(counts, key=lambda letter: (-counts[letter], _ORDER.index(letter)))[:2]
    clear = counts["A"] + counts["O"] + counts["M"] + counts["I"]
    a, b = counts[first], counts[second]
    return Kano(
        counts=counts,
        category=first if n else None,
        second=second if b else None,
        better=(counts["A"] + counts["O"]) / clear if clear else None,
        worse=-(counts["O"] + counts["M"]) / clear if clear else None,
        strength=(a - b) / n if n else None,
        total=(counts["A"] + counts["O"] + counts["M"]) / n if n else None,
        p=_binomial(a, b) if n else None,
        fong=abs(a - b) >= _FONG_Z * sqrt((a + b) * (2 * n - a - b) / (2 * n)) if n else None,
        functional=functional,
        dysfunctional=dysfunctional,
        n=n,
        missing=missing,
        base=Base.BOTH_SIDES,
        method="kano",
        source=_SOURCE,
        cautions=base_cautions(n) if n else (),
        reason=None if n else Reason.NO_ANSWERS,
    )


def _binomial(a: int, b: int) -> float:
    """Two-sided exact p of a against b when both are equally likely."""
    n, tail = a + b, max(a, b)
    return min(1.0, float(2 * sum(comb(n, k) for k in range(tail, n + 1)) / 2**n)) if n else 1.0
