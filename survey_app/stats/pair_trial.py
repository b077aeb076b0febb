"""Trying comparisons in pairs before anybody answers: which consistency people reach who compare at random."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from survey_app.stats.answers import FloatArray
from survey_app.stats.pairwise_weights import MOST_FACTORS, RANDOM_INDEX, TOLERATED
from survey_app.stats.proportion import Proportion, wilson
from survey_app.stats.random_pairs import STEPS, judge, ratios_from
from survey_app.stats.results import Base, Result, StatisticsRefused
from survey_app.stats.trial_worlds import World

__all__ = ["PairPlan", "PairTrial", "PairWorld", "try_pairs"]

_SOURCE = (
    "Monte Carlo over random comparisons; consistency ratio and random index: Saaty 1977, Journal of Mathematical "
    "Psychology 15:234, and Saaty 1980, The Analytic Hierarchy Process"
)
_WORLDS = (World.RANDOM, World.MAJORITY)
_FEWEST, _MOST_PEOPLE, _MOST_PANELS, _MOST_JUDGES = 2, 400, 10_000, 100_000
_PLACES = 2


@dataclass(frozen=True, slots=True)
class PairPlan:
    """What is tried: how many things are compared, by how many people; of a true majority `true_share` hold one view.

    `judges` are simulated people, of whom `panels` panels are drawn.
    """

    things: int = 5
    panellists: int = 12
    judges: int = 4_000
    panels: int = 1_000
    true_share: float = 0.9

    def check(self) -> None:
        """Refuse what cannot be simulated.

        >>> PairPlan().check()
        """
        if not _FEWEST <= self.things <= MOST_FACTORS:
            raise StatisticsRefused("factors_not_2_to_10", factors=self.things)
        if not (1 <= self.panellists <= _MOST_PEOPLE and 1 <= self.panels <= _MOST_PANELS):
            raise StatisticsRefused("panel_out_of_range", n=self.panellists, panels=self.panels)
        if not 1 <= self.judges <= _MOST_JUDGES:
            raise StatisticsRefused("panel_out_of_range", n=self.judges, panels=self.panels)
        if not 0 <= self.true_share <= 1:
            raise StatisticsRefused("share_out_of_range", lowest=0, highest=1)


@dataclass(frozen=True, slots=True)
class PairWorld:
    """One world: ratios of single people, and the panels whose median ratio is within what is tolerated.

    `index` is the mean consistency index, the ratio before it is divided by the random index.
    """

    world: World
    mean: float
    median: float
    index: float
    within: Proportion
    panels_within: Proportion


@dataclass(frozen=True, kw_only=True)
class PairTrial(Result):
    """The trial of comparisons; n are the simulated people of each world."""

    plan: PairPlan
    seed: int
    tolerated: float
    random_index: float
    worlds: tuple[PairWorld, ...]

    def of(self, world: World) -> PairWorld:
        """One world."""
        return next(each for each in self.worlds if each.world is world)


def try_pairs(plan: PairPlan, seed: int = 2026, steps: tuple[int, ...] = STEPS) -> PairTrial:
    """Let simulated people compare things two by two: how often their comparisons fit together, by chance or by view.

    Parameters: plan; seed, so that the same figures come out again; steps, how many times as important a thing can be.
    Returns: PairTrial with two worlds: comparisons at random, and a true majority of one view, the others at random.
    Raises: StatisticsRefused for another number of things than 2 to 10, or too many people or panels.
    Formula: the consistency ratio of every person; panels are drawn from them with replacement.
    Do not trust it as a forecast: real people are no dice. A good ratio says that somebody was consistent, not right.
    Source: Saaty 1977 and 1980.

    >>> found = try_pairs(PairPlan(things=7, judges=500), seed=1)
    >>> found.of(World.RANDOM).within.value < 0.01 < found.of(World.MAJORITY).within.value
    True
    """
    plan.check()
    return PairTrial(
        n=plan.judges,
        base=Base.FRAME_UNITS,
        method="simulated_panels",
        source=_SOURCE,
        plan=plan,
        seed=seed,
        tolerated=TOLERATED,
        random_index=RANDOM_INDEX[plan.things],
        worlds=tuple(
            _world(world, plan, np.random.default_rng([seed, place]), steps) for place, world in enumerate(_WORLDS)
        ),
    )


def _world(world: World, plan: PairPlan, chance: Generator, steps: tuple[int, ...]) -> PairWorld:
    holds = chance.random(plan.judges) < (plan.true_share if world is World.MAJORITY else 0.0)
    ratios = ratios_from(judge(holds.astype(np.int64), plan.things, chance, steps), plan.things)
    panels = np.median(ratios[chance.integers(0, plan.judges, (plan.panels, plan.panellists))], axis=1)
    return PairWorld(
        world=world,
        mean=float(ratios.mean()),
        median=float(np.median(ratios)),
        index=float(ratios.mean()) * RANDOM_INDEX[plan.things],
        within=_share(ratios, plan.judges),
        panels_within=_share(panels, plan.panels),
    )


def _share(ratios: FloatArray, n: int) -> Proportion:
    """How many are within what is tolerated; ratios are compared with the two decimals that are kept of them."""
    return wilson(int((np.round(ratios, _PLACES) <= TOLERATED).sum()), n)
