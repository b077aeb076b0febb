"""Whether a panel agrees about one item: the shares in two declared ranges and the verdict of a declared rule."""

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from survey_app.stats.answers import Values, as_numbers, check_level
from survey_app.stats.distribution import Distribution, distribution
from survey_app.stats.proportion import Proportion, wilson
from survey_app.stats.results import Base, Reason, StatisticsRefused

__all__ = ["DEFAULT_RULE", "AgreementRule", "ItemConsensus", "Verdict", "consensus", "split_from", "verdict_of"]

_SOURCE = (
    "Share at or above a declared threshold: Diamond et al. 2014, Journal of Clinical Epidemiology 67:401; "
    "interval: Wilson 1927; two camps: Fitch et al. 2001, The RAND/UCLA Appropriateness Method User's Manual"
)
_PUBLISHED_SIZES = range(8, 17)
_WHOLE = 100


class Verdict(StrEnum):
    """What the rule says about an item."""

    AGREED_HIGH = "agreed_high"
    AGREED_LOW = "agreed_low"
    NO_AGREEMENT = "no_agreement"
    SPLIT = "split"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class AgreementRule:
    """The rule a protocol declares: the scale, the range at either end, the per cent needed, the fewest answers."""

    scale_min: float = 1
    scale_max: float = 9
    high: tuple[float, float] = (7, 9)
    low: tuple[float, float] = (1, 3)
    percent: Fraction | int = 75
    minimum: int = 7

    def check(self) -> None:
        """Refuse a rule that contradicts itself: ranges off the scale or overlapping, a share outside 0..100.

        >>> AgreementRule().check()
        """
        ends = (self.scale_min, *self.low, *self.high, self.scale_max)
        if not (ends[0] <= ends[1] <= ends[2] < ends[3] <= ends[4] <= ends[5] and ends[0] < ends[5]):
            raise StatisticsRefused(
                "ranges_out_of_order",
                scale_min=self.scale_min,
                low_from=self.low[0],
                low_to=self.low[1],
                high_from=self.high[0],
                high_to=self.high[1],
                scale_max=self.scale_max,
            )
        if not 0 < self.percent <= _WHOLE:
            raise StatisticsRefused("percent_out_of_range", percent=float(self.percent))
        if self.minimum < 1:
            raise StatisticsRefused("minimum_out_of_range", minimum=self.minimum)

    def reached(self, k: int, n: int) -> bool:
        """Whether k of n reach the threshold, compared in whole numbers: 3 of 4 reach 75 %.

        >>> AgreementRule().reached(3, 4), AgreementRule(percent=70).reached(69, 100), AgreementRule().reached(0, 0)
        (True, False, False)
        """
        return n > 0 and _WHOLE * k >= self.percent * n


DEFAULT_RULE = AgreementRule()
"""At least 75 % of at least seven panellists at 7 to 9, or at 1 to 3, of a scale from 1 to 9."""


@dataclass(frozen=True, kw_only=True)
class ItemConsensus(Distribution):
    """One item: `high` and `low` among those who judged, `_of_all` among those who saw it, and both verdicts.

    `split_from` is the count each end must reach to be a camp; `split_extended` says that the panel's size is not
    one the manual prints.
    """

    cannot_judge: int
    seen: int
    high: Proportion
    low: Proportion
    high_of_all: Proportion
    low_of_all: Proportion
    verdict: Verdict
    verdict_of_all: Verdict
    split_from: int
    split_extended: bool
    rule: AgreementRule


def split_from(n: int) -> int:
    """How many ratings each end needs before a panel of n counts as split in two camps.

    Parameters: n, the panellists who judged.
    Returns: floor((n + 1)/3), at least 1.
    Formula: the published numbers are 3 for 8-10 panellists, 4 for 11-13, 5 for 14-16; the floor gives all nine.
    Source: Fitch et al. 2001 for 8 to 16; other sizes are an extension.

    >>> [split_from(n) for n in (8, 10, 11, 13, 14, 16)]
    [3, 3, 4, 4, 5, 5]
    """
    return max(1, (n + 1) // 3)


def consensus(
    ratings: Values,
    rule: AgreementRule = DEFAULT_RULE,
    *,
    cannot_judge: int = 0,
    seen: int | None = None,
    level: float = 0.95,
) -> ItemConsensus:
    """Whether the panel agrees that an item is high or low, is split in two camps, or neither.

    Parameters: ratings, one per panellist, None and NaN missing; rule, declared before the first round; cannot_judge,
    panellists who said so; seen, everybody who saw the item, by default those who judged and those who cannot; level,
    confidence of the intervals.
    Returns: ItemConsensus. Below the rule's minimum the verdict is `too_few`; no ratings: figures None, with reason.
    Raises: StatisticsRefused when the rule contradicts itself, a rating lies off the scale, or seen is below the
    panellists counted.
    Formula: agreed when 100 k >= percent n, in whole numbers; limits by `wilson`. Split when both ends hold at least
    `split_from(n)` ratings, or when both reach the threshold; split goes before agreed. Quartiles by `distribution`.
    Do not trust agreement as the end of a study: see whether the answers still move (`stability`).
    Source: Diamond et al. 2014; Wilson 1927; Fitch et al. 2001.

    >>> found = consensus([7, 8, 9, 7, 8, 2, 9, 7], cannot_judge=2)
    >>> found.verdict.value, found.high.value, found.high_of_all.value, found.verdict_of_all.value
    ('agreed_high', 0.875, 0.7, 'no_agreement')
    """
    rule.check()
    check_level(level)
    spread = distribution(ratings, rule.scale_min, rule.scale_max)
    shown = spread.n + cannot_judge if seen is None else seen
    if cannot_judge < 0 or shown < spread.n + cannot_judge:
        raise StatisticsRefused("seen_by_fewer_than_answered", seen=shown, answered=spread.n + cannot_judge)
    high, low = _inside(ratings, rule.high), _inside(ratings, rule.low)
    outside = shown - spread.n
    return ItemConsensus(
        **vars(spread)
        | {
            "method": "share_in_range_wilson",
            "source": f"{_SOURCE}. {spread.source}",
            "reason": None if spread.n else Reason.NO_ANSWERS,
        },
        cannot_judge=cannot_judge,
        seen=shown,
        high=wilson(high, spread.n, level=level, missing=outside),
        low=wilson(low, spread.n, level=level, missing=outside),
        high_of_all=replace(wilson(high, shown, level=level), base=Base.ISSUED_CASES),
        low_of_all=replace(wilson(low, shown, level=level), base=Base.ISSUED_CASES),
        verdict=verdict_of(high, low, spread.n, spread.n, rule),
        verdict_of_all=verdict_of(high, low, spread.n, shown, rule),
        split_from=split_from(spread.n),
        split_extended=spread.n not in _PUBLISHED_SIZES,
        rule=rule,
    )


def _inside(ratings: Values, ends: tuple[float, float]) -> int:
    array = as_numbers(ratings)
    return int(((array >= ends[0]) & (array <= ends[1])).sum())


def verdict_of(high: int, low: int, judged: int, base: int, rule: AgreementRule) -> Verdict:
    """The verdict from counts.

    Parameters: high and low, ratings in either range; judged, who rated; base, the denominator, at least that; rule.
    Returns: Verdict. Camps are always counted among those who judged; only the threshold moves with the base.
    Formula: as `consensus`.
    Do not trust a verdict of few: below the least number of the rule there is none, and one vote moves a small panel.
    Source: Diamond et al. 2014; Fitch et al. 2001.

    >>> verdict_of(7, 1, 8, 8, DEFAULT_RULE).value, verdict_of(7, 1, 8, 10, DEFAULT_RULE).value
    ('agreed_high', 'no_agreement')
    """
    if judged < rule.minimum:
        return Verdict.TOO_FEW
    is_high, is_low = rule.reached(high, base), rule.reached(low, base)
    if min(high, low) >= split_from(judged) or (is_high and is_low):
        return Verdict.SPLIT
    if is_high:
        return Verdict.AGREED_HIGH
    return Verdict.AGREED_LOW if is_low else Verdict.NO_AGREEMENT
