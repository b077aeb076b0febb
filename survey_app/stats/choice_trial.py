"""Trying a choice among options before anybody answers: many simulated panels through its threshold and its rounds."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.random import Generator

from survey_app.stats.answers import FloatArray
from survey_app.stats.choice_chances import agreement_chances
from survey_app.stats.proportion import Proportion, wilson
from survey_app.stats.results import Base, Result, StatisticsRefused
from survey_app.stats.trial_course import Counts, Course, Flags, follow, stable_panels
from survey_app.stats.trial_worlds import DIVIDED, Crowd, World

__all__ = ["ChoicePlan", "ChoiceTrial", "ChoiceWorld", "first_agreement", "try_choice"]

_SOURCE = (
    "Monte Carlo over the declared rules; chances of a first round by the multinomial distribution (Levin 1981, Annals "
    "of Statistics 9:1123). Declaring the threshold beforehand: Diamond et al. 2014, Journal of Clinical Epidemiology "
    "67:401"
)
_MOST_PEOPLE, _MOST_PANELS, _MOST_ROUNDS, _MOST_OPTIONS = 400, 10_000, 12, 20
_WHOLE = 100
_FIRST_OPTION, _ANOTHER, _TIED, _NONE, _TOO_FEW = range(5)


@dataclass(frozen=True, slots=True)
class ChoicePlan:
    """What is tried: options, the threshold and the fewest for a verdict, people, rounds, the bound of stability.

    In a true majority `true_share` choose the first option; a panellist keeps a choice with `keeps`, leaves a round
    with `leaves`.
    """

    options: int = 4
    percent: Fraction = Fraction(75)
    minimum: int = 7
    panellists: int = 12
    rounds: int = 2
    stable_below: float = 15
    panels: int = 1_000
    true_share: float = 0.9
    keeps: float = 0.6
    leaves: float = 0.15

    def check(self) -> None:
        """Refuse what cannot be simulated.

        >>> ChoicePlan().check()
        """
        if not 2 <= self.options <= _MOST_OPTIONS:  # noqa: PLR2004 - one option is no choice
            raise StatisticsRefused("too_few_options", options=self.options)
        if not 0 < self.percent <= _WHOLE:
            raise StatisticsRefused("share_out_of_range", lowest=0, highest=_WHOLE)
        if not (1 <= self.panellists <= _MOST_PEOPLE and 1 <= self.panels <= _MOST_PANELS and self.minimum >= 1):
            raise StatisticsRefused("panel_out_of_range", n=self.panellists, panels=self.panels)
        if not 1 <= self.rounds <= _MOST_ROUNDS:
            raise StatisticsRefused("rounds_out_of_range", rounds=self.rounds, most=_MOST_ROUNDS)
        if not all(0 <= share <= 1 for share in (self.true_share, self.keeps, self.leaves)):
            raise StatisticsRefused("share_out_of_range", lowest=0, highest=1)


@dataclass(frozen=True, slots=True)
class ChoiceWorld:
    """One world: what became of its panels after the planned rounds, and when they stopped moving.

    `agreed_first_option` and `agreed_another` are the panels that agreed on the first option, or on another one;
    `tied` those in which no option alone was chosen most; `settled_in` counts from round 2 on.
    """

    world: World
    panellists: int
    passed: Proportion
    passed_first: Proportion
    agreed_first_option: int
    agreed_another: int
    tied: int
    no_agreement: int
    too_few: int
    agreed_and_stable: int
    settled_in: tuple[int, ...]
    unsettled: int
    rounds_to_stop: float | None
    finished_with: float


@dataclass(frozen=True, kw_only=True)
class ChoiceTrial(Result):
    """The trial of a choice; n are the simulated panels of each world.

    `chance` is the probability that people who choose at random agree on any option, `power` that a true majority is
    found for its own option, both in the first round.
    """

    plan: ChoicePlan
    seed: int
    chance: float
    power: float
    worlds: tuple[ChoiceWorld, ...]

    def of(self, world: World) -> ChoiceWorld:
        """One world."""
        return next(each for each in self.worlds if each.world is world)


def first_agreement(plan: ChoicePlan) -> tuple[float, float]:
    """How probable agreement is in a first round: on any option by chance, and of a true majority on its own one.

    Parameters: plan.
    Returns: two probabilities; 0 where there are fewer people than a verdict takes.
    Raises: StatisticsRefused for what cannot be simulated.
    Formula: the multinomial distribution; of the true majority the others choose any other option alike.
    Do not trust it for people who talk to each other: it takes their choices for independent.
    Source: Levin 1981, Annals of Statistics 9:1123.

    >>> [round(each, 4) for each in first_agreement(ChoicePlan(options=2, panellists=8))]
    [0.2891, 0.9619]
    """
    plan.check()
    others = plan.options - 1
    if plan.panellists < plan.minimum:
        return 0.0, 0.0
    true = [plan.true_share, *[(1 - plan.true_share) / others] * others]
    by_chance = sum(agreement_chances(plan.panellists, [1 / plan.options] * plan.options, plan.percent))
    return by_chance, agreement_chances(plan.panellists, true, plan.percent)[0]


def try_choice(plan: ChoicePlan, seed: int = 2026) -> ChoiceTrial:
    """Send simulated panels through a choice among options: what agrees by chance, when it stops, what it would miss.

    Parameters: plan; seed, so that the same figures come out again.
    Returns: ChoiceTrial with six worlds: choices at random; the same in the smallest panel that gets a verdict; a true
    majority for the first option; two camps of equal size; panellists who go over to what most chose; a divided panel
    (60 % for the first option) whose minority leaves.
    Raises: StatisticsRefused for fewer than two options, more than 400 panellists or 10,000 panels, or shares that are
    none.
    Formula: each simulated panel is one statement. Agreed when one option alone is chosen most and reaches the
    threshold, as `chosen_options`; stable when the net change of those who chose twice lies below the bound, from six
    pairs. Chances of the first round by the multinomial distribution.
    Do not trust it as a forecast: real panellists are no dice. It shows what the rules alone can do.
    Source: counting; Levin 1981.

    >>> found = try_choice(ChoicePlan(options=2, panellists=8, panels=200), seed=1)
    >>> round(found.chance, 4), found.of(World.POLARISED).tied
    (0.2891, 200)
    """
    by_chance, by_majority = first_agreement(plan)
    return ChoiceTrial(
        n=plan.panels,
        base=Base.FRAME_UNITS,
        method="simulated_panels",
        source=_SOURCE,
        plan=plan,
        seed=seed,
        chance=by_chance,
        power=by_majority,
        worlds=tuple(_world(world, plan, np.random.default_rng([seed, place])) for place, world in enumerate(World)),
    )


def _world(world: World, plan: ChoicePlan, chance: Generator) -> ChoiceWorld:
    people = min(plan.minimum, plan.panellists) if world is World.SMALL else plan.panellists
    course = follow(
        _begin(world, plan, people, chance),
        plan.rounds,
        judge=lambda now: _verdicts(plan, now),
        go_on=lambda now: _go_on(world, plan, now, chance),
        is_stable=lambda before, after: stable_panels(
            before, after, (before.ratings, after.ratings), plan.stable_below
        ),
    )
    return _summed(world, plan, people, course)


def _summed(world: World, plan: ChoicePlan, people: int, course: Course) -> ChoiceWorld:
    first, last = (np.bincount(each, minlength=_TOO_FEW + 1) for each in (course.first, course.last))
    return ChoiceWorld(
        world=world,
        panellists=people,
        passed=wilson(int(last[_FIRST_OPTION] + last[_ANOTHER]), plan.panels),
        passed_first=wilson(int(first[_FIRST_OPTION] + first[_ANOTHER]), plan.panels),
        agreed_first_option=int(last[_FIRST_OPTION]),
        agreed_another=int(last[_ANOTHER]),
        tied=int(last[_TIED]),
        no_agreement=int(last[_NONE]),
        too_few=int(last[_TOO_FEW]),
        agreed_and_stable=int(((course.last <= _ANOTHER) & course.stable).sum()),
        settled_in=course.settled_in(plan.rounds),
        unsettled=int((course.stopped == 0).sum()),
        rounds_to_stop=course.rounds_to_stop,
        finished_with=course.stays,
    )


def _begin(world: World, plan: ChoicePlan, people: int, chance: Generator) -> Crowd:
    """The first round: any option; half of the people each of two; or the first option with a share, else another."""
    shape = (plan.panels, people)
    holds = np.zeros(shape, dtype=np.bool_)
    if world is World.POLARISED:
        holds[:, people // 2 :] = True
    elif world in (World.MAJORITY, World.DROPOUT):
        holds = chance.random(shape) < (plan.true_share if world is World.MAJORITY else DIVIDED)
    return Crowd(_draw(world, plan, holds, chance), holds, np.ones(shape, dtype=np.bool_))


def _draw(world: World, plan: ChoicePlan, holds: Flags, chance: Generator) -> FloatArray:
    if world in (World.RANDOM, World.SMALL, World.DRIFTING):
        return chance.integers(1, plan.options + 1, holds.shape).astype(np.float64)
    other = 3 if world is World.POLARISED else plan.options + 1
    return np.where(holds, 1.0, chance.integers(2, other, holds.shape).astype(np.float64))


def _go_on(world: World, plan: ChoicePlan, crowd: Crowd, chance: Generator) -> Crowd:
    """The next round: most keep their choice; others choose anew from what they hold, or go over to the leading one.

    In the world of dropouts each round loses some, twice as many of those who do not hold with the first option.
    """
    moves = chance.random(crowd.ratings.shape) >= plan.keeps
    anew = _leading(plan, crowd, chance) if world is World.DRIFTING else _draw(world, plan, crowd.is_high, chance)
    answers = crowd.answers
    if world is World.DROPOUT:
        leaves = np.where(crowd.is_high, plan.leaves, min(1.0, 2 * plan.leaves))
        answers = answers & (chance.random(crowd.ratings.shape) >= leaves)
    return Crowd(np.where(moves, anew, crowd.ratings), crowd.is_high, answers)


def _leading(plan: ChoicePlan, crowd: Crowd, chance: Generator) -> FloatArray:
    """By panel the option chosen most in the round before; of several, one of them at random."""
    counts = _counts(plan, crowd)
    most = counts == counts.max(axis=1, keepdims=True)
    leading = np.argmax(most * chance.random(counts.shape), axis=1) + 1
    return np.broadcast_to(leading[:, np.newaxis].astype(np.float64), crowd.ratings.shape)


def _counts(plan: ChoicePlan, crowd: Crowd) -> Counts:
    """How many chose each option, panels in rows."""
    options = range(1, plan.options + 1)
    return np.stack([(crowd.answers & (crowd.ratings == option)).sum(axis=1) for option in options], axis=1)


def _verdicts(plan: ChoicePlan, crowd: Crowd) -> Counts:
    """By panel: agreed on the first option, on another one, tied, no agreement, too few; as `chosen_options`."""
    counts = _counts(plan, crowd)
    judged, most = counts.sum(axis=1), counts.max(axis=1)
    tied = (counts == most[:, np.newaxis]).sum(axis=1) > 1
    reach = _WHOLE * plan.percent.denominator * most >= plan.percent.numerator * judged
    cases = [judged < max(1, plan.minimum), tied, reach & (counts[:, 0] == most), reach]
    return np.asarray(np.select(cases, [_TOO_FEW, _TIED, _FIRST_OPTION, _ANOTHER], default=_NONE), dtype=np.int64)
