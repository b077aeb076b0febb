"""Trying a protocol before anybody answers: many simulated panels through its scale and its rules."""

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from survey_app.stats.answers import FloatArray
from survey_app.stats.chance_verdicts import (
    ChanceVerdicts,
    chance_of_agreement,
    chance_of_share,
    chance_verdicts,
    uniform_chances,
)
from survey_app.stats.consensus import DEFAULT_RULE, AgreementRule
from survey_app.stats.proportion import Proportion, wilson
from survey_app.stats.reading_trial import ReadingTrial, try_reading
from survey_app.stats.results import Base, Result, StatisticsRefused
from survey_app.stats.trial_course import Counts, Course, Flags, follow, stable_panels
from survey_app.stats.trial_worlds import Crowd, World, begin, go_on, points_of

__all__ = ["ProtocolTrial", "TrialPlan", "TrialWorld", "first_agreement", "try_protocol"]

_SOURCE = (
    "Monte Carlo over the declared rules; exact probabilities by the multinomial distribution. False consensus by "
    "chance: Diamond et al. 2014, Journal of Clinical Epidemiology 67:401, on declaring rules beforehand"
)
_MOST_PEOPLE, _MOST_PANELS, _MOST_ROUNDS = 400, 10_000, 12
_CLASSES, _FEW_POINTS = 10, 21
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class TrialPlan:
    """What is tried: the rule, how many people and rounds, the bound of stability in per cent, and the assumptions.

    `true_share` of a real majority rate high; a panellist keeps a rating with `keeps`, leaves a round with `leaves`.
    """

    rule: AgreementRule = field(default_factory=lambda: DEFAULT_RULE)
    panellists: int = 12
    rounds: int = 2
    stable_below: float = 15
    panels: int = 1_000
    true_share: float = 0.9
    keeps: float = 0.6
    leaves: float = 0.15
    readings: tuple[str, ...] = ()
    """Further readings of a rating: "ram", or the value of a fuzzy table."""

    def check(self) -> None:
        """Refuse what cannot be simulated.

        >>> TrialPlan().check()
        """
        self.rule.check()
        if not (1 <= self.panellists <= _MOST_PEOPLE and 1 <= self.panels <= _MOST_PANELS):
            raise StatisticsRefused("panel_out_of_range", n=self.panellists, panels=self.panels)
        if not 1 <= self.rounds <= _MOST_ROUNDS:
            raise StatisticsRefused("rounds_out_of_range", rounds=self.rounds, most=_MOST_ROUNDS)
        if not all(0 <= share <= 1 for share in (self.true_share, self.keeps, self.leaves)):
            raise StatisticsRefused("share_out_of_range", lowest=0, highest=1)


@dataclass(frozen=True, slots=True)
class TrialWorld:
    """One world: what the rule said of its panels after the planned rounds, and when they stopped moving.

    `settled_in` counts the panels by the round in which they first were stable, from round 2; `unsettled` never were.
    `finished_with` is the mean number of people in the last planned round.
    """

    world: World
    panellists: int
    passed: Proportion
    passed_first: Proportion
    agreed_high: int
    agreed_low: int
    split: int
    no_agreement: int
    too_few: int
    agreed_and_stable: int
    settled_in: tuple[int, ...]
    unsettled: int
    rounds_to_stop: float | None
    finished_with: float


@dataclass(frozen=True, kw_only=True)
class ProtocolTrial(Result):
    """The trial of a protocol; n are the simulated panels of each world.

    `chance_high` is the exact probability that ratings at random reach the threshold in the high range, `chance` every
    verdict by chance, `power` every verdict for the true majority, both in the first round.
    """

    plan: TrialPlan
    seed: int
    chance_high: Fraction
    chance: ChanceVerdicts
    power: ChanceVerdicts
    worlds: tuple[TrialWorld, ...]
    readings: tuple[ReadingTrial, ...] = ()

    def of(self, world: World) -> TrialWorld:
        """One world."""
        return next(each for each in self.worlds if each.world is world)


def first_agreement(plan: TrialPlan) -> tuple[Fraction, Fraction]:
    """How probable agreement is in a first round: high or low by chance, and high of a true majority.

    Parameters: plan.
    Returns: two probabilities, exact.
    Raises: StatisticsRefused for a rule that contradicts itself, or more than 400 panellists.
    Formula: the multinomial distribution; of the true majority those who do not rate high rate any other point alike.
    Do not trust it for people who talk to each other: it takes their ratings for independent.
    Source: the multinomial distribution; 75 % of nine uniform raters in 7 to 9: 163/19,683.

    >>> by_chance, by_majority = first_agreement(TrialPlan(panellists=9))
    >>> by_chance == 2 * Fraction(163, 19683), round(float(by_majority), 3)
    (True, 0.947)
    """
    plan.check()
    by_chance, by_majority = _first_chances(plan)
    agreed = chance_of_agreement(plan.panellists, plan.rule, *by_chance)
    return sum(agreed, start=Fraction(0)), chance_of_agreement(plan.panellists, plan.rule, *by_majority)[0]


def _first_chances(plan: TrialPlan) -> tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]:
    """That one rating lies in the high or in the low range: at random, and of a true majority."""
    high, low = uniform_chances(plan.rule, int(points_of(plan.rule).size))
    true = Fraction(str(plan.true_share))
    return (high, low), (true, (1 - true) * low / (1 - high) if high < 1 else Fraction(0))


def try_protocol(plan: TrialPlan, seed: int = 2026) -> ProtocolTrial:
    """Send simulated panels through a protocol: what passes by chance, when it stops, and what it would miss.

    Parameters: plan; seed, so that the same figures come out again.
    Returns: ProtocolTrial with six worlds: ratings at random; the same in the smallest panel that gets a verdict; a
    true majority; two camps; panellists who drift to the median; a divided panel whose minority leaves.
    Raises: StatisticsRefused for a rule that contradicts itself, more than 400 panellists or 10,000 panels.
    Formula: each simulated panel is one item. Verdicts by the rule after the planned rounds; stable when the net change
    of those who answered twice lies below the bound, from six pairs; exact chances by the multinomial distribution.
    Do not trust it as a forecast: real panellists are no dice. It shows what the rules alone can do.
    Source: counting; 75 % of nine uniform raters in 7 to 9: 163/19,683.

    >>> found = try_protocol(TrialPlan(panellists=9, panels=200), seed=1)
    >>> found.chance_high == Fraction(163, 19683), found.of(World.POLARISED).split
    (True, 200)
    """
    plan.check()
    by_chance, by_majority = _first_chances(plan)
    return ProtocolTrial(
        n=plan.panels,
        base=Base.FRAME_UNITS,
        method="simulated_panels",
        source=_SOURCE,
        plan=plan,
        seed=seed,
        chance_high=chance_of_share(plan.panellists, plan.rule, by_chance[0]),
        chance=chance_verdicts(plan.panellists, plan.rule, *by_chance),
        power=chance_verdicts(plan.panellists, plan.rule, *by_majority),
        worlds=tuple(_world(world, plan, np.random.default_rng([seed, place])) for place, world in enumerate(World)),
        readings=tuple(
            try_reading(each, plan.rule, (plan.panels, plan.panellists), plan.true_share, seed)
            for each in plan.readings
        ),
    )


def _world(world: World, plan: TrialPlan, chance: np.random.Generator) -> TrialWorld:
    people = min(plan.rule.minimum, plan.panellists) if world is World.SMALL else plan.panellists
    crowd = begin(world, plan.rule, (plan.panels, people), plan.true_share, chance)
    course = follow(
        crowd,
        plan.rounds,
        judge=lambda now: _verdicts(plan.rule, now),
        go_on=lambda now: go_on(world, plan.rule, now, chance, keeps=plan.keeps, leaves=plan.leaves),
        is_stable=lambda before, after: _stable(plan, before, after),
    )
    return _summed(world, plan, people, course)


def _summed(world: World, plan: TrialPlan, people: int, course: Course) -> TrialWorld:
    first, last = (np.bincount(each, minlength=5) for each in (course.first, course.last))
    agreed = (course.last == 0) | (course.last == 1)
    return TrialWorld(
        world=world,
        panellists=people,
        passed=wilson(int(last[0] + last[1]), plan.panels),
        passed_first=wilson(int(first[0] + first[1]), plan.panels),
        agreed_high=int(last[0]),
        agreed_low=int(last[1]),
        split=int(last[2]),
        no_agreement=int(last[3]),
        too_few=int(last[4]),
        agreed_and_stable=int((agreed & course.stable).sum()),
        settled_in=course.settled_in(plan.rounds),
        unsettled=int((course.stopped == 0).sum()),
        rounds_to_stop=course.rounds_to_stop,
        finished_with=course.stays,
    )


def _verdicts(rule: AgreementRule, crowd: Crowd) -> Counts:
    """By panel: 0 agreed high, 1 agreed low, 2 split, 3 no agreement, 4 too few; as `verdict_of`, for all at once."""
    ratings, there = crowd.ratings, crowd.answers
    high = (there & (ratings >= rule.high[0]) & (ratings <= rule.high[1])).sum(axis=1)
    low = (there & (ratings >= rule.low[0]) & (ratings <= rule.low[1])).sum(axis=1)
    judged = there.sum(axis=1)
    threshold = Fraction(rule.percent)
    reach = [_WHOLE * threshold.denominator * each >= threshold.numerator * judged for each in (high, low)]
    split = (np.minimum(high, low) >= np.maximum(1, (judged + 1) // 3)) | (reach[0] & reach[1])
    cases = [judged < rule.minimum, split, reach[0], reach[1]]
    return np.asarray(np.select(cases, [4, 2, 0, 1], default=3), dtype=np.int64)


def _stable(plan: TrialPlan, before: Crowd, after: Crowd) -> Flags:
    """By panel, whether the net change of those who answered twice lies below the bound."""
    classes = (_classes(plan.rule, before.ratings), _classes(plan.rule, after.ratings))
    return stable_panels(before, after, classes, plan.stable_below)


def _classes(rule: AgreementRule, ratings: FloatArray) -> FloatArray:
    """Every point is a class, on a long scale ten of equal width: as the rounds of a study are compared."""
    points = points_of(rule)
    if points.size <= _FEW_POINTS:
        return ratings
    cuts = np.linspace(rule.scale_min, rule.scale_max, _CLASSES + 1)[1:-1]
    return np.asarray(np.digitize(ratings, cuts), dtype=np.float64)
