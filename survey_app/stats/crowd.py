"""Agree, pass or disagree at crowd size: what every opinion group shares, and what to show next."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.answers import FloatArray, Matrix, as_matrix
from survey_app.stats.opinion_groups import OpinionGroups, opinion_groups
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = ["Crowd", "CrowdStatement", "agreement", "crowd", "group_consensus", "priority"]

_SOURCE = (
    "Small, Bjorkegren, Erkkila, Shaw and Megill 2021, Recerca 26(2), Polis: smoothed agreement by group, group-aware "
    "consensus, routing by priority"
)


@dataclass(frozen=True, slots=True)
class CrowdStatement:
    """One statement: the people who agreed, disagreed and passed, by group the smoothed agreement, and its consensus.

    `consensus` is the product of the groups' agreement, `against` that of their disagreement; `priority` weighs how
    soon the statement should be shown again. None where there are no groups.
    """

    agree: int
    disagree: int
    passed: int
    agreement: float
    by_group: tuple[float, ...]
    consensus: float | None
    against: float | None
    priority: float


@dataclass(frozen=True, kw_only=True)
class Crowd(Result):
    """n people with a vote; the opinion groups of those who voted enough, and every statement."""

    votes: int
    groups: OpinionGroups
    statements: tuple[CrowdStatement, ...]


def agreement(agreed: int, seen: int) -> Fraction:
    """How probable it is that somebody agrees, smoothed: one half before any vote.

    Parameters: agreed, people who agreed; seen, people who voted, passes included.
    Returns: a fraction between 0 and 1.
    Raises: StatisticsRefused for negative counts or more that agreed than voted.
    Formula: (A + 1)/(S + 2).
    Source: Small et al. 2021.

    >>> agreement(0, 0), agreement(3, 4)
    (Fraction(1, 2), Fraction(2, 3))
    """
    if not 0 <= agreed <= seen:
        raise StatisticsRefused("count_out_of_range", k=agreed, n=seen)
    return Fraction(agreed + 1, seen + 2)


def group_consensus(groups: Sequence[tuple[int, int]]) -> Fraction | None:
    """How far every opinion group agrees: high only where none of them stands apart.

    Parameters: groups, per group the people who agreed and those who voted.
    Returns: a fraction; None without groups.
    Raises: StatisticsRefused as `agreement`.
    Formula: product over the groups of (A + 1)/(S + 2).
    Do not trust it across studies with other numbers of groups: more groups make a smaller product.
    Source: Small et al. 2021.

    >>> group_consensus([(9, 10), (1, 10)])
    Fraction(5, 36)
    """
    if not groups:
        return None
    found = Fraction(1)
    for agreed, seen in groups:
        found *= agreement(agreed, seen)
    return found


def priority(extremity: float, agreed: int, passed: int, seen: int) -> float:
    """How soon a statement should be shown: rarely seen ones first, then those that divide and that people judge.

    Parameters: extremity, how far the statement lies from the middle of the map of opinions; agreed and passed, people
    who did; seen, people who voted on it.
    Returns: a weight above 0 for a draw.
    Raises: StatisticsRefused as `agreement`.
    Formula: ((E + 1)(1 - p_pass) p_agree (1 + 8 2^(-S/5)))² with smoothed shares.
    Source: Small et al. 2021; Polis.

    >>> round(priority(0, 0, 0, 0), 4)
    5.0625
    """
    share = float(1 - agreement(passed, seen)) * float(agreement(agreed, seen))
    return float(((extremity + 1) * share * (1 + 8 * 2 ** (-seen / 5))) ** 2)


def crowd(votes: Matrix, seed: int = 2021, least: int = 1) -> Crowd:
    """What a crowd thinks of many statements.

    Parameters: votes, people in rows and statements in columns: 1 agrees, -1 disagrees, 0 passes, None and NaN not
    seen; each person's last vote only; seed, for the groups; least, people that a group must have.
    Returns: Crowd. Fewer than two groups of opinion: no consensus across groups. No votes: reason `no_answers`.
    Raises: StatisticsRefused for another vote.
    Formula: `agreement`, `group_consensus` (for and against), `priority`; groups by `opinion_groups`.
    Do not trust raw vote events: who votes twice would count twice.
    Source: Small et al. 2021.

    >>> camps = [[1, 1, -1, 1]] * 6 + [[-1, -1, 1, 1]] * 6
    >>> found = crowd(camps)
    >>> found.groups.sizes, [round(each.consensus, 3) for each in found.statements]
    ((6, 6), [0.109, 0.109, 0.109, 0.766])
    """
    table = as_matrix(votes)
    there = ~np.isnan(table)
    if not np.isin(table[there], (-1, 0, 1)).all():
        raise StatisticsRefused("vote_out_of_range", lowest=-1, highest=1)
    groups = opinion_groups(table, seed, least)
    members = [np.array(groups.of_person) == group for group in range(len(groups.sizes))]
    counts = [(table == value).sum(axis=0) for value in (1, -1, 0)]
    statements = []
    for place in range(table.shape[1]):
        agree, disagree, passed = (int(count[place]) for count in counts)
        seen = agree + disagree + passed
        sides = [_by_group(table[:, place], members, value) for value in (1, -1)]
        both = [group_consensus(side) if len(side) > 1 else None for side in sides]
        statements.append(
            CrowdStatement(
                agree,
                disagree,
                passed,
                float(agreement(agree, seen)),
                tuple(float(agreement(*side)) for side in sides[0]),
                _value(both[0]),
                _value(both[1]),
                priority(groups.extremity[place], agree, passed, seen),
            )
        )
    n = int(there.any(axis=1).sum())
    return Crowd(
        n=n,
        missing=int(table.shape[0]) - n,
        base=Base.CASES_WITH_ANY_ITEM,
        method="group_aware_consensus",
        source=_SOURCE,
        reason=None if n else Reason.NO_ANSWERS,
        votes=int(there.sum()),
        groups=groups,
        statements=tuple(statements),
    )


def _value(found: Fraction | None) -> float | None:
    return None if found is None else float(found)


def _by_group(votes: FloatArray, members: Sequence[NDArray[np.bool_]], value: int) -> list[tuple[int, int]]:
    return [(int((votes[group] == value).sum()), int((~np.isnan(votes[group])).sum())) for group in members]
