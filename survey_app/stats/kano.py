"""Kano: what kind of requirement a feature is, from the answers to having it and to not having it."""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from survey_app.stats.answers import FloatArray, Values, as_numbers, as_weights, base_cautions, kish
from survey_app.stats.kano_rules import ClassRule, binomial_p, classify, fong_least, ranked
from survey_app.stats.kano_table import DYSFUNCTIONAL, FUNCTIONAL, TIERS, Category, Letters, Table, categories, category
from survey_app.stats.results import Base, Caution, CautionCode, Reason, Result, StatisticsRefused

__all__ = [
    "Category",
    "ClassRule",
    "Kano",
    "Table",
    "category",
    "kano",
    "kano_by_segment",
    "kano_of_counts",
    "kano_of_letters",
]

_SOURCE = (
    "Kano et al. 1984, Journal of the Japanese Society for Quality Control 14:39; Berger et al. 1993, Center for "
    "Quality Management Journal 2(4):3; Fong 1996, Center for Quality Management Journal 5(3):21"
)
_DOUBTFUL = 0.1
_ROUNDING = 1e-9
_MOST = 10**12
_CUT = 2


@dataclass(frozen=True, kw_only=True)
class Kano(Result):
    """How one feature is classified; figures whose denominator is empty are None.

    `counts` are people, `shares` their (weighted) shares of all classified pairs. `category` follows `rule`, `by_rule`
    holds what each rule says. `better` says how much having it satisfies (0 to 1), `worse` how much lacking it
    dissatisfies (0 to -1). `strength` is the lead of the first letter over the second and `total` the share of A, O
    and M; `p` is the exact binomial test of the first two against each other, `fong` whether they differ by the rule of
    Fong, that is by `fong_least` people or more. `functional` and `dysfunctional` are the means of the points,
    `quadrant` where they lie; `mirrored` is the category of the same answers with the feature worded the other way
    round, given when most see it as reverse.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    shares: Mapping[str, float | None] = field(default_factory=dict)
    category: str | None = None
    second: str | None = None
    tier: str | None = None
    rule: ClassRule = ClassRule.PLURALITY
    by_rule: Mapping[str, str | None] = field(default_factory=dict)
    table: Table | None = None
    better: float | None = None
    worse: float | None = None
    strength: float | None = None
    total: float | None = None
    p: float | None = None
    fong: bool | None = None
    fong_least: float | None = None
    functional: float | None = None
    dysfunctional: float | None = None
    functional_sd: float | None = None
    dysfunctional_sd: float | None = None
    quadrant: str | None = None
    mirrored: str | None = None
    weighted_n: float = 0
    n_eff: float | None = None


def kano(
    functional: Values,
    dysfunctional: Values,
    *,
    table: Table = Table.BERGER,
    rule: ClassRule = ClassRule.PLURALITY,
    weights: Values | None = None,
) -> Kano:
    """What kind of requirement a feature is to all who answered both of its questions.

    Parameters: functional and dysfunctional, one answer from 1 (like) over 2 (must be), 3 (neutral) and 4 (live with)
    to 5 (dislike) a person in the same order, None and NaN missing; table, the published one or Pouliot's; rule, how
    the letters become one; weights, one per person, or None (a weight of 0 leaves the person out).
    Returns: Kano. A pair with a missing side stays out. No pair at all: nothing but counts of 0.
    Raises: StatisticsRefused when the two are not equally long or an answer is none of the five.
    Formula: better = (A + O)/(A + O + M + I), worse = -(O + M)/(A + O + M + I); strength = first - second, total = A +
    O + M, both of all pairs; p two-sided exact binomial of the first against the second at 1/2; Fong: they differ if
    |a - b| >= 1.65 sqrt((a + b)(2n - a - b)/(2n)). Means over all pairs: functional 4, 2, 0, -1, -2 and dysfunctional
    -2, -1, 0, 2, 4 in the order of the answers, quadrants cut at 2. Weighted: shares of weight; the two tests with
    these shares of Kish's n_eff.
    Do not trust a category whose lead is small, or a feature with many Q: its wording was not understood.
    Source: Kano et al. 1984; Berger et al. 1993; Fong 1996.

    >>> found = kano([1, 1, 3, 2, None], [5, 5, 5, 3, 1])
    >>> found.counts, found.category, found.better, found.worse
    ({'A': 0, 'O': 2, 'M': 1, 'I': 1, 'R': 0, 'Q': 0}, 'O', 0.5, -0.75)
    """
    with_it, without_it = as_numbers(functional), as_numbers(dysfunctional)
    if with_it.size != without_it.size:
        raise StatisticsRefused("sides_of_different_length", first=with_it.size, second=without_it.size)
    mass = as_weights(weights, with_it.size)
    both = ~np.isnan(with_it) & ~np.isnan(without_it)
    one_side = int((np.isnan(with_it) != np.isnan(without_it)).sum())
    missing = int((~both).sum())
    if mass is not None:
        both &= mass > 0
    having, lacking = with_it[both], without_it[both]
    used = None if mass is None else mass[both]
    letters = categories(having, lacking, table)
    found = _of(_people(letters), _sums(letters, used), rule, None if used is None or not used.size else kish(used))
    aside = (Caution.of(CautionCode.ONE_SIDE_MISSING, count=one_side),) if one_side else ()
    more = _continuous(having, lacking, used) | {"missing": missing, "table": table}
    if found.category == Category.REVERSE:
        turned = categories(lacking, having, table)
        more["mirrored"] = classify(_sums(turned, used), rule)
    return Kano(**vars(found) | more | {"cautions": found.cautions + aside})


def kano_of_counts(counts: Mapping[str, float], rule: ClassRule = ClassRule.PLURALITY, n: int | None = None) -> Kano:
    """The same from counts by letter, such as those of a published table; shares (per cent) with the n behind them.

    Parameters: counts, by letter, a missing letter is 0; rule as in `kano`; n, how many pairs were classified, where
    the figures are shares and not counts.
    Returns: Kano without what needs both answers: means of the points, quadrant, the category mirrored. Nothing
    counted: counts of 0 and the reason.
    Raises: StatisticsRefused for another letter, a figure below 0, or fractions of people without n.
    Formula: as in `kano`; of shares the counts are whole people that add up to n, by the largest remainders.
    Do not trust p and the rule of Fong where n was guessed: nothing else depends on it.
    Source: Berger et al. 1993; Fong 1996.

    >>> found = kano_of_counts({"A": 7, "O": 32, "M": 49, "I": 10})
    >>> found.category, round(found.better, 2), round(found.worse, 2)
    ('M', 0.4, -0.83)
    """
    figures = {each.value: counts.get(each.value, 0) for each in Category}
    whole = all(float(count).is_integer() for count in figures.values())
    if any(not 0 <= count < _MOST for count in figures.values()) or set(counts) - set(Category):
        raise StatisticsRefused("counts_do_not_fit", letters="AOMIRQ")
    if n is None and not whole:
        raise StatisticsRefused("shares_without_n", letters="AOMIRQ")
    total = sum(figures.values())
    scale = 1 if n is None or not total else n / total
    sums = {letter: count * scale for letter, count in figures.items()}
    found = _of(_whole_people(sums), sums, rule, None)
    return found if n is None else replace(found, n=n if total else 0)


def kano_of_letters(
    letters: Sequence[str | None], rule: ClassRule = ClassRule.PLURALITY, weights: Values | None = None
) -> Kano:
    """The same where each pair was already made into its letter: all but the means of the points.

    Parameters: letters, one a person, None missing; rule and weights as in `kano`.
    Returns: Kano without what needs both answers; `missing` counts those without a letter.
    Raises: StatisticsRefused for another letter, or weights of another length.
    Formula: as in `kano`.
    Do not trust letters of several tables side by side: Pouliot's has more of Q than Berger's.
    Source: Berger et al. 1993; Fong 1996.

    >>> kano_of_letters(["O", "O", "M", None]).category
    'O'
    """
    if set(letters) - set(Category) - {None}:
        raise StatisticsRefused("counts_do_not_fit", letters="AOMIRQ")
    mass = as_weights(weights, len(letters))
    there = np.array([letter is not None for letter in letters], dtype=bool)
    missing = int((~there).sum())
    if mass is not None:
        there &= mass > 0
    used = None if mass is None else mass[there]
    held = np.array([letter or "" for letter in letters], dtype=np.str_)[there]
    found = _of(_people(held), _sums(held, used), rule, None if used is None or not used.size else kish(used))
    return replace(found, missing=missing)


def kano_by_segment(
    functional: Values,
    dysfunctional: Values,
    segments: Sequence[Hashable | None],
    *,
    table: Table = Table.BERGER,
    rule: ClassRule = ClassRule.PLURALITY,
    weights: Values | None = None,
) -> dict[Hashable, Kano]:
    """The feature in each segment, in the order in which the segments first appear; people without one stay out.

    >>> {name: each.category for name, each in kano_by_segment([1, 1, 3], [5, 5, 3], ["a", "a", "b"]).items()}
    {'a': 'O', 'b': 'I'}
    """
    having, lacking = as_numbers(functional), as_numbers(dysfunctional)
    if len(segments) != having.size or having.size != lacking.size:
        raise StatisticsRefused("sides_of_different_length", first=having.size, second=len(segments))
    mass = as_weights(weights, having.size)
    found: dict[Hashable, Kano] = {}
    for name in dict.fromkeys(each for each in segments if each is not None):
        here = np.array([each == name for each in segments], dtype=bool)
        part = None if mass is None else mass[here]
        found[name] = kano(having[here], lacking[here], table=table, rule=rule, weights=part)
    return found


def _people(letters: Letters) -> dict[str, int]:
    return {each.value: int((letters == each.value).sum()) for each in Category}


def _whole_people(sums: Mapping[str, float]) -> dict[str, int]:
    """Whole people by letter who add up to all of them: rounded down, the rest to the largest remainders.

    >>> _whole_people({"A": 3.4, "O": 3.3, "M": 3.3})
    {'A': 4, 'O': 3, 'M': 3}
    """
    found = {letter: math.floor(count + _ROUNDING) for letter, count in sums.items()}
    left = round(sum(sums.values())) - sum(found.values())
    nearest = sorted(sums, key=lambda letter: (found[letter] - sums[letter], -sums[letter]))
    return found | {letter: found[letter] + 1 for letter in nearest[: max(left, 0)]}


def _sums(letters: Letters, used: FloatArray | None) -> dict[str, float]:
    if used is None:
        return dict(_people(letters))
    return {each.value: float(used[letters == each.value].sum()) for each in Category}


def _of(counts: Mapping[str, int], sums: Mapping[str, float], rule: ClassRule, n_eff: float | None) -> Kano:
    n, mass = sum(counts.values()), sum(sums.values())
    first, second = ranked(sums)[:2]
    clear = sums["A"] + sums["O"] + sums["M"] + sums["I"]
    named = classify(sums, rule)
    scale = (mass if n_eff is None else n_eff) / mass if mass else 0.0
    a, b = sums[first] * scale, sums[second] * scale
    least = fong_least(a, b, mass if n_eff is None else n_eff) if mass else None
    return Kano(
        counts=counts,
        shares={letter: sums[letter] / mass if mass else None for letter in counts},
        category=named,
        second=second if sums[second] else None,
        tier=None if named is None else TIERS.get(Category(named)),
        rule=rule,
        by_rule={each.value: classify(sums, each) for each in ClassRule},
        better=(sums["A"] + sums["O"]) / clear if clear else None,
        worse=0.0 - (sums["O"] + sums["M"]) / clear if clear else None,
        strength=(sums[first] - sums[second]) / mass if mass else None,
        total=(sums["A"] + sums["O"] + sums["M"]) / mass if mass else None,
        p=binomial_p(a, b) if mass else None,
        fong=None if least is None else a - b >= least,
        fong_least=least,
        weighted_n=mass,
        n_eff=n_eff,
        n=n,
        base=Base.BOTH_SIDES,
        method=f"kano_{rule.value}",
        source=_SOURCE,
        cautions=_cautions(sums, mass, base_cautions(n if n_eff is None else n_eff)),
        reason=None if n else Reason.NO_ANSWERS,
    )


def _cautions(sums: Mapping[str, float], mass: float, small: tuple[Caution, ...]) -> tuple[Caution, ...]:
    found = small
    if mass and ranked(sums)[0] == Category.REVERSE:
        found += (Caution.of(CautionCode.MOSTLY_REVERSE, share=sums["R"] / mass),)
    if mass and sums["Q"] > _DOUBTFUL * mass:
        found += (Caution.of(CautionCode.MANY_QUESTIONABLE, share=sums["Q"] / mass),)
    if mass and len({classify(sums, rule) for rule in ClassRule}) > 1:
        found += (Caution.of(CautionCode.RULES_DISAGREE),)
    return found


def _continuous(having: FloatArray, lacking: FloatArray, used: FloatArray | None) -> dict[str, object]:
    """Means and spread of the points of both sides, and the quadrant in which the means lie."""
    if not having.size:
        return {}
    found: dict[str, object] = {}
    means = []
    for name, side, points in (("functional", having, FUNCTIONAL), ("dysfunctional", lacking, DYSFUNCTIONAL)):
        values = np.array(points, dtype=np.float64)[side.astype(int) - 1]
        average = float(np.average(values, weights=used))
        spread = float(np.average((values - average) ** 2, weights=used))
        n = values.size
        found[name] = average
        found[f"{name}_sd"] = (spread * n / (n - 1)) ** 0.5 if n > 1 else None
        means.append(average >= _CUT)
    found["quadrant"] = ("indifferent", "must_be", "attractive", "one_dimensional")[2 * means[0] + means[1]]
    return found
