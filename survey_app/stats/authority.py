"""How much weight a panel carries: the positive coefficient of a round and the authority of its experts."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from survey_app.stats.answers import Values, as_numbers
from survey_app.stats.guards import Figure, Guard
from survey_app.stats.proportion import Proportion, wilson
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = [
    "BASES",
    "FAMILIARITY",
    "Authority",
    "ExpertAuthority",
    "Positive",
    "authority",
    "authority_of_levels",
    "positive",
]

_SOURCE = (
    "Authority coefficient Cr = (Ca + Cs)/2 as in Chinese Delphi practice: Zeng 1994, Delphi method; weights of the "
    "bases of judgement and of familiarity are printed with the result"
)
_POSITIVE = "Response rate of a round, called positive coefficient in Chinese Delphi practice"

BASES: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "practice": MappingProxyType({"large": 0.5, "medium": 0.4, "small": 0.3}),
        "theory": MappingProxyType({"large": 0.3, "medium": 0.2, "small": 0.1}),
        "literature": MappingProxyType({"large": 0.1, "medium": 0.1, "small": 0.1}),
        "intuition": MappingProxyType({"large": 0.1, "medium": 0.1, "small": 0.1}),
    }
)
"""What each base of judgement adds to Ca, by how much it influenced the expert; a study may declare its own."""

FAMILIARITY: Mapping[str, float] = MappingProxyType({"1": 1.0, "2": 0.8, "3": 0.6, "4": 0.4, "5": 0.2})
"""Cs by how familiar the expert is with the subject: 1 very, 5 not at all; a study may declare its own."""


@dataclass(frozen=True, slots=True)
class ExpertAuthority:
    """One expert: judgement, familiarity and authority; without a part there is no authority, never 0."""

    ca: float | None
    cs: float | None
    cr: float | None


@dataclass(frozen=True, kw_only=True)
class Authority(Result):
    """The panel's means over the experts with both parts, the share at .70 and above, and each expert."""

    ca: Figure
    cs: Figure
    cr: Figure
    at_threshold: int
    threshold: float
    experts: tuple[ExpertAuthority, ...]


@dataclass(frozen=True, kw_only=True)
class Positive(Result):
    """What came back of what was sent, and how many of those who answered also wrote suggestions."""

    returned: Proportion
    suggesting: Proportion


def authority(ca: Values, cs: Values, threshold: float = 0.7) -> Authority:
    """Authority of a panel from each expert's coefficients of judgement and of familiarity.

    Parameters: ca and cs, one each per expert in the same order, from 0 to 1, None and NaN missing; threshold, from
    which an expert counts as having authority.
    Returns: Authority; an expert with a part missing has none and is not in the means. Nobody with both: figures None.
    Raises: StatisticsRefused when the columns differ in length or a coefficient is outside 0..1.
    Formula: Cr = (Ca + Cs)/2 per expert; the panel's values are the means over the experts with both parts.
    Do not trust it as knowledge: the experts rate themselves.
    Source: Zeng 1994; a published panel has Ca .944, Cs .775 and Cr .860.

    >>> found = authority([0.9, 1.0, None], [0.8, 0.6, 0.8])
    >>> round(found.cr.value, 3), found.n, found.missing, found.experts[2].cr
    (0.825, 2, 1, None)
    """
    one, two = as_numbers(ca), as_numbers(cs)
    if one.size != two.size:
        raise StatisticsRefused("columns_differ_in_length", ca=one.size, cs=two.size)
    for side in (one, two):
        if np.any((side < 0) | (side > 1)):
            raise StatisticsRefused("coefficient_out_of_range", lowest=0, highest=1)
    both = ~np.isnan(one) & ~np.isnan(two)
    n = int(both.sum())
    each = (one + two) / 2
    none = Guard.PART_MISSING if one.size else Guard.NO_ANSWERS
    means = [Figure(float(side[both].mean())) if n else Figure(None, none) for side in (one, two, each)]
    return Authority(
        n=n,
        missing=int(one.size) - n,
        base=Base.COMPLETE_CASES,
        method="authority_coefficient",
        source=_SOURCE,
        reason=None if n else Reason.NO_ANSWERS,
        ca=means[0],
        cs=means[1],
        cr=means[2],
        at_threshold=int((np.round(each[both], 12) >= threshold).sum()),
        threshold=threshold,
        experts=tuple(
            ExpertAuthority(*(None if np.isnan(part) else float(part) for part in parts))
            for parts in zip(one, two, each, strict=True)
        ),
    )


def authority_of_levels(
    judgement: Sequence[Mapping[str, str | None]],
    familiarity: Sequence[str | None],
    *,
    bases: Mapping[str, Mapping[str, float]] = BASES,
    levels: Mapping[str, float] = FAMILIARITY,
    threshold: float = 0.7,
) -> Authority:
    """Authority of a panel from what the experts ticked: the influence of each base, and their familiarity.

    Parameters: judgement, per expert the level of every base (practice large, theory small ...), None missing;
    familiarity, per expert a level; bases and levels, what each is worth, to be printed with the result; threshold.
    Returns: Authority as `authority`; an expert without a level for every base has no Ca.
    Raises: StatisticsRefused for a level that has no weight, or lists of differing length.
    Formula: Ca = sum over the bases of the weight of the level; Cs = the weight of the familiarity.
    Do not trust it across studies with other weights.
    Source: Zeng 1994; practice .5/.4/.3, theory .3/.2/.1, literature .1, intuition .1; familiarity 1/.8/.6/.4/.2.

    >>> level = {"practice": "large", "theory": "medium", "literature": "small", "intuition": "small"}
    >>> round(authority_of_levels([level], ["2"]).cr.value, 4)
    0.85
    """
    if len(judgement) != len(familiarity):
        raise StatisticsRefused("columns_differ_in_length", ca=len(judgement), cs=len(familiarity))
    ca = [_judgement(each, bases) for each in judgement]
    return authority(ca, [_worth(each, levels) for each in familiarity], threshold)


def _judgement(levels: Mapping[str, str | None], bases: Mapping[str, Mapping[str, float]]) -> float | None:
    parts = [_worth(levels.get(base), weights) for base, weights in bases.items()]
    return None if None in parts else min(1.0, math.fsum(part for part in parts if part is not None))


def _worth(level: str | None, weights: Mapping[str, float]) -> float | None:
    if level is None:
        return None
    if level not in weights:
        raise StatisticsRefused("level_without_weight", given=level[:40], known=", ".join(weights))
    return weights[level]


def positive(sent: int, returned: int, suggesting: int | None = None, level: float = 0.95) -> Positive:
    """The positive coefficient of a round: how many of those asked answered.

    Parameters: sent, panellists asked (say whether those who declined stay in it); returned, who answered; suggesting,
    who of them wrote suggestions, or None when that is not known; level, confidence of the intervals.
    Returns: Positive. Nobody asked: None with reason `no_answers`.
    Raises: StatisticsRefused when more answered than were asked, or more suggested than answered.
    Formula: returned/sent and suggesting/returned, limits by `wilson`.
    Do not trust it as interest: reminders raise it. 50 % is usually the minimum, 60 good, 70 very good.
    Source: Chinese Delphi practice; Babbie 1990 for 50, 60 and 70 %.

    >>> found = positive(20, 17, 5)
    >>> found.returned.value, round(found.suggesting.value, 3)
    (0.85, 0.294)
    """
    written = 0 if suggesting is None else suggesting
    if not 0 <= written <= returned <= sent:
        raise StatisticsRefused("count_out_of_range", k=returned, n=sent)
    return Positive(
        n=returned,
        missing=sent - returned,
        base=Base.ISSUED_CASES,
        method="positive_coefficient",
        source=_POSITIVE,
        reason=None if sent else Reason.NO_ANSWERS,
        returned=wilson(returned, sent, level=level),
        suggesting=wilson(written, returned if suggesting is not None else 0, level=level),
    )
