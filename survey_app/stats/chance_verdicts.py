"""How probable every verdict of a rule is when the panellists rate independently: exact, in whole fractions."""

import math
from dataclasses import dataclass
from fractions import Fraction

from survey_app.stats.consensus import AgreementRule, Verdict, split_from, verdict_of
from survey_app.stats.results import StatisticsRefused

__all__ = ["ChanceVerdicts", "chance_of_agreement", "chance_of_share", "chance_verdicts", "uniform_chances"]

_MOST_RATERS = 400


@dataclass(frozen=True, slots=True)
class ChanceVerdicts:
    """The probability of each verdict; they sum to 1."""

    agreed_high: Fraction
    agreed_low: Fraction
    split: Fraction
    no_agreement: Fraction
    too_few: Fraction

    @property
    def passes(self) -> Fraction:
        """That the item counts as agreed, high or low."""
        return self.agreed_high + self.agreed_low


def uniform_chances(rule: AgreementRule, points: int | None = None) -> tuple[Fraction, Fraction]:
    """The probability that one rating at random lies in the high range, and in the low one.

    Parameters: rule; points, how many equally likely points the scale has, by default its whole numbers.
    Returns: the two probabilities.
    Raises: StatisticsRefused when the rule contradicts itself or the scale has fewer than two points.
    Formula: points of the range / points of the scale, the points lying at equal distances from end to end.
    Source: counting.

    >>> uniform_chances(AgreementRule())
    (Fraction(1, 3), Fraction(1, 3))
    """
    rule.check()
    many = points or math.floor(rule.scale_max) - math.ceil(rule.scale_min) + 1
    if many < 2:  # noqa: PLR2004 - one point is no scale
        raise StatisticsRefused("scale_out_of_order", scale_min=rule.scale_min, scale_max=rule.scale_max)
    first = _written(rule.scale_min) if points else Fraction(math.ceil(rule.scale_min))
    step = (_written(rule.scale_max) - first) / (many - 1) if points else Fraction(1)
    places = [first + step * place for place in range(many)]
    high, low = (
        sum(_written(ends[0]) <= each <= _written(ends[1]) for each in places) for ends in (rule.high, rule.low)
    )
    return Fraction(high, many), Fraction(low, many)


def _written(number: float) -> Fraction:
    """A bound as it is written: 0.3 is three tenths."""
    return Fraction(str(number))


def chance_of_share(n: int, rule: AgreementRule, chance: Fraction) -> Fraction:
    """The probability that a range reaches the threshold when every rating falls into it by chance.

    Parameters: n, panellists; rule, for the threshold; chance, that one rating lies in the range.
    Returns: a fraction.
    Raises: StatisticsRefused for fewer than one or more than 400 panellists, or a chance outside 0..1.
    Formula: sum over k with 100 k >= percent n of C(n, k) chance^k (1 - chance)^(n - k).
    Do not trust it for people who talk to each other: it takes their ratings for independent.
    Source: the binomial distribution; nine uniform raters on 1 to 9 reach 75 % in 7 to 9 with 163/19,683.

    >>> chance_of_share(9, AgreementRule(), Fraction(1, 3)) == Fraction(163, 19683)
    True
    """
    _check(n, chance, Fraction(0))
    rest = 1 - chance
    return sum(
        (math.comb(n, k) * chance**k * rest ** (n - k) for k in range(n + 1) if rule.reached(k, n)), start=Fraction(0)
    )


def chance_verdicts(n: int, rule: AgreementRule, high: Fraction, low: Fraction) -> ChanceVerdicts:
    """The probability of every verdict.

    Parameters: n, panellists who all rate; rule; high and low, the chance that one rating lies in either range.
    Returns: ChanceVerdicts, exact.
    Raises: StatisticsRefused for fewer than one or more than 400 panellists, or chances that are none.
    Formula: sum over all counts (h, l) of n!/(h! l! (n - h - l)!) high^h low^l rest^(n - h - l), each under the verdict
    that the rule gives these counts: two camps go before agreement. Over l the verdict changes at two places at most,
    so the sums between them are taken as cumulative binomials.
    Do not trust it for people who talk to each other: it takes their ratings for independent.
    Source: the multinomial distribution.

    >>> found = chance_verdicts(9, AgreementRule(), Fraction(1, 3), Fraction(1, 3))
    >>> found.agreed_high == Fraction(163, 19683), found.passes + found.split + found.no_agreement
    (True, Fraction(1, 1))
    """
    _check(n, high, low)
    parts = math.lcm(high.denominator, low.denominator)
    up_weight, down_weight, rest_weight = (int(chance * parts) for chance in (high, low, 1 - high - low))
    # the verdict looks at a count only through whether it reaches the threshold, and whether it makes a camp
    starts = sorted({0, _least(n, rule), split_from(n)})
    below = [_below(start, n, down_weight, rest_weight) for start in [*starts, n + 1]]
    sums = dict.fromkeys(Verdict, 0)
    for up in range(n + 1):
        ways = math.comb(n, up) * up_weight**up
        for place, start in enumerate(starts):
            verdict = verdict_of(up, start, n, n, rule)
            sums[verdict] += ways * (below[place + 1][n - up] - below[place][n - up])
    return ChanceVerdicts(**{verdict.value: Fraction(sums[verdict], parts**n) for verdict in Verdict})


def chance_of_agreement(n: int, rule: AgreementRule, high: Fraction, low: Fraction) -> tuple[Fraction, Fraction]:
    """The probability of agreement at the high end, and at the low one.

    Parameters: n, panellists who all rate; rule; high and low, the chance that one rating lies in either range.
    Returns: two fractions, exact.
    Raises: StatisticsRefused for fewer than one or more than 400 panellists, or chances that are none.
    Formula: where so many are needed to agree that the others cannot be a camp, that one range reaches the threshold;
    else every verdict (`chance_verdicts`).
    Source: the binomial and the multinomial distribution.

    >>> rule, third = AgreementRule(), Fraction(1, 3)
    >>> chance_of_agreement(9, rule, third, third) == (Fraction(163, 19683), Fraction(163, 19683))
    True
    """
    _check(n, high, low)
    if n < rule.minimum:
        return Fraction(0), Fraction(0)
    least = _least(n, rule)
    if n - least < max(1, (n + 1) // 3) and 2 * least > n:
        return chance_of_share(n, rule, high), chance_of_share(n, rule, low)
    found = chance_verdicts(n, rule, high, low)
    return found.agreed_high, found.agreed_low


def _least(n: int, rule: AgreementRule) -> int:
    """How many of n reach the threshold; one more than there are where nobody could."""
    return next((k for k in range(n + 1) if rule.reached(k, n)), n + 1)


def _below(bound: int, most: int, hit: int, miss: int) -> list[int]:
    """For m = 0 to `most`: the sum over k < bound of C(m, k) hit^k miss^(m - k), in whole numbers.

    Whole numbers, since fractions would be brought to lowest terms at every step. One more try leaves the sum as it is
    but for those who stood right below the bound and hit: B(m + 1) = (hit + miss) B(m) - hit C(m, b - 1) ....
    """
    found = [1 if bound > 0 else 0]
    for m in range(most):
        last = bound - 1
        lost = hit * math.comb(m, last) * hit**last * miss ** (m - last) if 0 <= last <= m else 0
        found.append((hit + miss) * found[-1] - lost)
    return found


def _check(n: int, high: Fraction, low: Fraction) -> None:
    if not 1 <= n <= _MOST_RATERS:
        raise StatisticsRefused("panel_out_of_range", n=n, most=_MOST_RATERS)
    if min(high, low) < 0 or high + low > 1:
        raise StatisticsRefused("chance_out_of_range", high=float(high), low=float(low))
