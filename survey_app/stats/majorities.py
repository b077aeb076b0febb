"""Rules that rest on majorities: 70/15 of core outcome sets, and the cut that the panel's own majorities make."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np

from survey_app.stats.answers import FloatArray, Values, as_numbers, base_cautions
from survey_app.stats.proportion import Proportion, wilson
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = ["Apmo", "CoreOutcome", "Fate", "Opinions", "apmo", "seventy_fifteen"]

_COMET = "COMET: Williamson et al. 2017, Trials 18(Suppl 3):280"
_APMO = "Kapoor 1987; von der Gracht 2012, Technological Forecasting and Social Change 79:1525"
_WHOLE, _HALF = 100, 2
_IN, _OUT = 70, 15


class Fate(StrEnum):
    """What a rule says becomes of an item."""

    IN = "in"
    OUT = "out"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class CoreOutcome(Result):
    """One item under the rule 70/15: the shares at either end and its fate; None when nobody rated it."""

    high: Proportion
    low: Proportion
    fate: Fate | None = None
    at_least: Fraction | int
    below: Fraction | int


@dataclass(frozen=True, slots=True)
class Opinions:
    """One item among the majorities: its agreeing and disagreeing votes, and whether it reaches the cut."""

    agree: int
    disagree: int
    n: int
    majority: Fate
    share: float | None
    reached: bool | None


@dataclass(frozen=True, kw_only=True)
class Apmo(Result):
    """The average per cent of majority opinions as a share (`cut`), over the items that were rated."""

    cut: float | None = None
    items: tuple[Opinions, ...]


def seventy_fifteen(
    ratings: Values,
    *,
    high: tuple[float, float] = (7, 9),
    low: tuple[float, float] = (1, 3),
    at_least: Fraction | int = _IN,
    below: Fraction | int = _OUT,
    level: float = 0.95,
) -> CoreOutcome:
    """Whether an item enters a core outcome set: many call it critical and few unimportant.

    Parameters: ratings, one per panellist, None and NaN missing ("cannot rate" leaves n); high and low, the two ranges;
    at_least and below, the two thresholds in per cent; level, confidence of the intervals.
    Returns: CoreOutcome: in, out (the mirror) or none. No ratings: fate None, reason `no_answers`.
    Raises: StatisticsRefused when the ranges overlap or a threshold is outside 0..100.
    Formula: in when 100 k >= at_least n and 100 l < below n, in whole numbers; out with k and l exchanged.
    Do not trust it without the movement between rounds: some studies ask 50 % first and 70 % last.
    Source: Williamson et al. 2017.

    >>> seventy_fifteen([7, 7, 7, 7, 7, 7, 7, 5, 5, 2]).fate.value
    'in'
    """
    if not (low[0] <= low[1] < high[0] <= high[1]):
        raise StatisticsRefused("ranges_out_of_order", low_to=low[1], high_from=high[0])
    if not (0 < at_least <= _WHOLE and 0 < below <= _WHOLE):
        raise StatisticsRefused("percent_out_of_range", at_least=float(at_least), below=float(below))
    array = as_numbers(ratings)
    top, bottom, n = _votes(array, high, low)
    missing = int(array.size) - n
    return CoreOutcome(
        n=n,
        missing=missing,
        base=Base.VALID_ANSWERS,
        method="seventy_fifteen",
        source=_COMET,
        cautions=base_cautions(n),
        reason=None if n else Reason.NO_ANSWERS,
        high=wilson(top, n, level=level, missing=missing),
        low=wilson(bottom, n, level=level, missing=missing),
        fate=_fate(top, bottom, n, (at_least, below)) if n else None,
        at_least=at_least,
        below=below,
    )


def _fate(top: int, bottom: int, n: int, thresholds: tuple[Fraction | int, Fraction | int]) -> Fate:
    def many_and_few(many: int, few: int) -> bool:
        return _WHOLE * many >= thresholds[0] * n and _WHOLE * few < thresholds[1] * n

    if many_and_few(top, bottom):
        return Fate.IN
    return Fate.OUT if many_and_few(bottom, top) else Fate.NONE


def apmo(items: Sequence[Values], *, high: tuple[float, float] = (7, 9), low: tuple[float, float] = (1, 3)) -> Apmo:
    """The average per cent of majority opinions: a threshold that the panel's own answers make.

    Parameters: items, the ratings of each, None and NaN missing; high, the range that agrees; low, that disagrees.
    Returns: Apmo with the cut and, per item, the majority and whether its share reaches the cut; an item that nobody
    rated has no share and does not count. No ratings at all: cut None, reason `no_answers`.
    Formula: (votes agreeing in items that more than half agree with + votes disagreeing in items that more than half
    disagree with) / all votes; an item reaches it with its larger share.
    Do not trust it as a threshold declared beforehand: it moves with the answers.
    Source: Kapoor 1987, as von der Gracht 2012 describes it.

    >>> found = apmo([[8, 8, 8, 2], [1, 1, 5, 5], [2, 2, 2, 9]])
    >>> found.cut, [each.reached for each in found.items]
    (0.5, [True, True, True])
    """
    counted = [_votes(as_numbers(ratings), high, low) for ratings in items]
    n = sum(votes[2] for votes in counted)
    inside = sum(max(votes[:2]) for votes in counted if _majority(*votes) is not Fate.NONE)
    cut = Fraction(inside, n) if n else None
    return Apmo(
        n=n,
        missing=sum(as_numbers(ratings).size for ratings in items) - n,
        base=Base.VALID_ANSWERS,
        method="apmo",
        source=_APMO,
        reason=None if n else Reason.NO_ANSWERS,
        cut=None if cut is None else float(cut),
        items=tuple(_opinions(votes, cut) for votes in counted),
    )


def _votes(array: FloatArray, high: tuple[float, float], low: tuple[float, float]) -> tuple[int, int, int]:
    agree = int(((array >= high[0]) & (array <= high[1])).sum())
    disagree = int(((array >= low[0]) & (array <= low[1])).sum())
    return agree, disagree, int((~np.isnan(array)).sum())


def _majority(agree: int, disagree: int, n: int) -> Fate:
    if _HALF * agree > n:
        return Fate.IN
    return Fate.OUT if _HALF * disagree > n else Fate.NONE


def _opinions(votes: tuple[int, int, int], cut: Fraction | None) -> Opinions:
    agree, disagree, n = votes
    share = Fraction(max(agree, disagree), n) if n else None
    return Opinions(
        agree=agree,
        disagree=disagree,
        n=n,
        majority=_majority(agree, disagree, n),
        share=None if share is None else float(share),
        reached=None if share is None or cut is None else share >= cut,
    )
