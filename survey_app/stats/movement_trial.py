"""Trying the rule of stability before anybody answers: simulated panels that rank, share out points or estimate."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.random import Generator

from survey_app.stats.answers import FloatArray
from survey_app.stats.proportion import Proportion, wilson
from survey_app.stats.results import Base, Result, StatisticsRefused
from survey_app.stats.transitions import FEWEST_PAIRS
from survey_app.stats.trial_course import HORIZON, Counts, Flags
from survey_app.stats.trial_orders import OrderTest, order_test
from survey_app.stats.trial_views import AT_RANDOM, FIRST_VIEW, OTHER_VIEW, Scale, SheetKind, Views, draw, drift
from survey_app.stats.trial_worlds import DIVIDED

__all__ = ["MovementPlan", "MovementTrial", "MovementWorld", "MovingWorld", "try_movement"]

_SOURCE = (
    "Monte Carlo over the declared rule of stability; net change: Scheibe, Skutsch and Schofer 1975, in Linstone and "
    "Turoff, The Delphi Method; agreement of orders: Friedman 1937, Kendall and Babington Smith 1939"
)
_MOST_PEOPLE, _MOST_PANELS, _MOST_ROUNDS, _MOST_ITEMS = 400, 10_000, 12, 200
_MOST_CELLS, _FEWEST_PANELS = 400_000, 10
_CLASSES, _FEW_POINTS = 10, 21
_WHOLE = 100
_TOLERANCE = 1e-9


class MovingWorld(StrEnum):
    """What the panellists are like: `anew` answers at random in every round and keeps nothing."""

    ANEW = "anew"
    RANDOM = "random"
    SMALL = "small"
    MAJORITY = "majority"
    POLARISED = "polarised"
    DRIFTING = "drifting"
    DROPOUT = "dropout"


@dataclass(frozen=True, slots=True)
class MovementPlan:
    """What is tried: what is answered, of how many statements, by how many, and the bound of stability in per cent.

    `minimum` answers are needed before a statement is judged. A panellist keeps the sheet with `keeps`, leaves a round
    with `leaves`; of a true majority `true_share` hold one view.
    """

    kind: SheetKind = SheetKind.RANKING
    items: int = 8
    low: float = 1
    high: float = 8
    given: int = 0
    minimum: int = 7
    panellists: int = 12
    rounds: int = 2
    stable_below: float = 15
    panels: int = 1_000
    true_share: float = 0.9
    keeps: float = 0.6
    leaves: float = 0.15

    @property
    def scale(self) -> Scale:
        """The ends of one answer."""
        return Scale(self.kind, self.low, self.high, self.given)

    @property
    def simulated(self) -> int:
        """How many panels are simulated: fewer of large ones, which hold as many statements together."""
        answers = max(self.items, self.items * (self.items - 1) // 2 if self.kind is SheetKind.PAIRS else 0)
        return min(self.panels, max(_FEWEST_PANELS, _MOST_CELLS // (self.panellists * answers)))

    def check(self) -> None:
        """Refuse what cannot be simulated.

        >>> MovementPlan().check()
        """
        if not (1 <= self.panellists <= _MOST_PEOPLE and 1 <= self.panels <= _MOST_PANELS and self.minimum >= 1):
            raise StatisticsRefused("panel_out_of_range", n=self.panellists, panels=self.panels)
        if not 1 <= self.items <= _MOST_ITEMS:
            raise StatisticsRefused("items_out_of_range", items=self.items, most=_MOST_ITEMS)
        if not 2 <= self.rounds <= _MOST_ROUNDS:  # noqa: PLR2004 - nothing moves within one round
            raise StatisticsRefused("rounds_out_of_range", rounds=self.rounds, most=_MOST_ROUNDS)
        if not self.low < self.high:
            raise StatisticsRefused("scale_out_of_order", scale_min=self.low, scale_max=self.high)
        if not all(0 <= share <= 1 for share in (self.true_share, self.keeps, self.leaves)):
            raise StatisticsRefused("share_out_of_range", lowest=0, highest=1)


@dataclass(frozen=True, slots=True)
class MovementWorld:
    """One world after the planned rounds.

    `settled` is the share of statements that count as stable, `stopped` the panels in which all of them do, as the stop
    rule asks; `settled_in` those panels by the first round in which it was so, from round 2; `unsettled` never were.
    `ordered` are the panels whose orders agree by the test of Kendall's W at 5 % in the first round; None where nothing
    is ranked or fewer than three statements are.
    """

    world: MovingWorld
    panellists: int
    settled: float
    stopped: Proportion
    settled_in: tuple[int, ...]
    unsettled: int
    rounds_to_stop: float | None
    finished_with: float
    ordered: Proportion | None


@dataclass(frozen=True, kw_only=True)
class MovementTrial(Result):
    """The trial of a rule of stability; n are the simulated panels of each world."""

    plan: MovementPlan
    seed: int
    worlds: tuple[MovementWorld, ...]

    def of(self, world: MovingWorld) -> MovementWorld:
        """One world."""
        return next(each for each in self.worlds if each.world is world)


@dataclass(frozen=True, slots=True)
class _Crowd:
    """Many panels at once: their sheets (panels, people, statements), what they hold, and who still answers."""

    sheets: FloatArray
    views: Views
    answers: Flags


def try_movement(plan: MovementPlan, seed: int = 2026) -> MovementTrial:
    """Send simulated panels through the rounds: how often statements count as stable, by chance and otherwise.

    Parameters: plan; seed, so that the same figures come out again.
    Returns: MovementTrial with seven worlds: everybody anew at random in every round; at random, but most keep their
    sheet; the same in the smallest panel that is judged; a true majority of one view; two camps of opposite views;
    panellists who go half the way to the panel; a divided panel (60 % of one view) whose minority leaves.
    Raises: StatisticsRefused for more than 400 panellists or 200 statements, fewer than two rounds, or shares that are
    none.
    Formula: a statement is stable when enough answered, at least six answered twice and the net change of their
    distribution lies below the bound; places of an order are classes by themselves up to 21, points, estimates and
    longer orders fall into ten classes of equal width. The test of W is that of the results (`order_test`).
    Do not trust it as a forecast: real panellists are no dice. Stability is no agreement: two camps are stable.
    Source: counting; Scheibe, Skutsch and Schofer 1975; Friedman 1937.

    >>> found = try_movement(MovementPlan(panels=200), seed=1)
    >>> found.of(MovingWorld.ANEW).settled < 0.1, found.of(MovingWorld.MAJORITY).ordered.value
    (True, 1.0)
    """
    plan.check()
    is_ranked = plan.kind is SheetKind.RANKING
    test = order_test(plan.scale, plan.items, plan.panellists, seed) if is_ranked else None
    worlds = (
        _world(world, plan, test, np.random.default_rng([seed, place])) for place, world in enumerate(MovingWorld)
    )
    return MovementTrial(
        n=plan.simulated,
        base=Base.FRAME_UNITS,
        method="simulated_panels",
        source=_SOURCE,
        plan=plan,
        seed=seed,
        worlds=tuple(worlds),
    )


def _world(world: MovingWorld, plan: MovementPlan, test: OrderTest | None, chance: Generator) -> MovementWorld:
    people = min(plan.minimum, plan.panellists) if world is MovingWorld.SMALL else plan.panellists
    crowd = _begin(world, plan, people, chance)
    ordered = test.agreeing(crowd.sheets) if test is not None and people == plan.panellists else None
    stopped: Counts = np.zeros(plan.simulated, dtype=np.int64)
    settled, stays, reached = 0.0, 0.0, 0
    for turn in range(2, max(plan.rounds, HORIZON) + 1):
        before, crowd = crowd, _go_on(world, plan, crowd, chance)
        stable = _stable(plan, before, crowd)
        whole = stable.all(axis=1)
        stopped = np.where((stopped == 0) & whole, turn, stopped)
        if turn == plan.rounds:
            settled, reached = float(stable.mean()), int(whole.sum())
            stays = float(crowd.answers.sum(axis=1).mean())
    ended = stopped[stopped > 0]
    return MovementWorld(
        world=world,
        panellists=people,
        settled=settled,
        stopped=wilson(reached, plan.simulated),
        settled_in=tuple(int((stopped == turn).sum()) for turn in range(2, max(plan.rounds, HORIZON) + 1)),
        unsettled=int((stopped == 0).sum()),
        rounds_to_stop=float(ended.mean()) if ended.size else None,
        finished_with=stays,
        ordered=None if ordered is None else wilson(ordered, plan.simulated),
    )


def _begin(world: MovingWorld, plan: MovementPlan, people: int, chance: Generator) -> _Crowd:
    shape = (plan.simulated, people)
    views: Views = np.full(shape, AT_RANDOM, dtype=np.int64)
    if world is MovingWorld.POLARISED:
        views[:] = np.where(np.arange(people) < people // 2, FIRST_VIEW, OTHER_VIEW)
    elif world is MovingWorld.MAJORITY:
        views = np.where(chance.random(shape) < plan.true_share, FIRST_VIEW, AT_RANDOM)
    elif world is MovingWorld.DROPOUT:
        views = np.where(chance.random(shape) < DIVIDED, FIRST_VIEW, OTHER_VIEW)
    return _Crowd(draw(plan.scale, views, plan.items, chance), views, np.ones(shape, dtype=np.bool_))


def _go_on(world: MovingWorld, plan: MovementPlan, crowd: _Crowd, chance: Generator) -> _Crowd:
    """The next round: most keep their sheet; others answer anew from what they hold, or go half the way to the panel.

    In the world of dropouts each round loses some, twice as many of those who do not hold with the most.
    """
    keeps = 0.0 if world is MovingWorld.ANEW else plan.keeps
    moves = chance.random(crowd.views.shape) >= keeps
    if world is MovingWorld.DRIFTING:
        anew = drift(plan.scale, crowd.sheets, chance)
    else:
        anew = draw(plan.scale, crowd.views, plan.items, chance)
    answers = crowd.answers
    if world is MovingWorld.DROPOUT:
        leaves = np.where(crowd.views == FIRST_VIEW, plan.leaves, min(1.0, 2 * plan.leaves))
        answers = answers & (chance.random(crowd.views.shape) >= leaves)
    return _Crowd(np.where(moves[..., np.newaxis], anew, crowd.sheets), crowd.views, answers)


def _stable(plan: MovementPlan, before: _Crowd, after: _Crowd) -> Flags:
    """By panel and statement, whether the net change of those who answered twice lies below the bound."""
    both = before.answers & after.answers
    pairs = both.sum(axis=1)
    one, two = (_counts(plan, each.sheets, both) for each in (before, after))
    net = np.abs(one - two).sum(axis=2) / 2 / np.maximum(pairs, 1)[:, np.newaxis]
    is_due = (pairs >= FEWEST_PAIRS) & (after.answers.sum(axis=1) >= plan.minimum)
    return np.asarray(is_due[:, np.newaxis] & (net < plan.stable_below / _WHOLE - _TOLERANCE), dtype=np.bool_)


def _counts(plan: MovementPlan, sheets: FloatArray, both: Flags) -> FloatArray:
    """How many of those who answered twice fall into each class: panels, statements, classes."""
    panels, _people, items = sheets.shape
    cuts = _cuts(plan)
    classes = np.digitize(sheets, cuts)
    place = (np.arange(panels)[:, np.newaxis, np.newaxis] * items + np.arange(items)) * (cuts.size + 1) + classes
    there = np.broadcast_to(both[..., np.newaxis], sheets.shape)
    found = np.bincount(place[there], minlength=panels * items * (cuts.size + 1))
    return found.reshape(panels, items, cuts.size + 1).astype(np.float64)


def _cuts(plan: MovementPlan) -> FloatArray:
    """The inner bounds of the classes, as the rounds of a study are compared."""
    if plan.kind is SheetKind.RANKING and plan.high - plan.low < _FEW_POINTS:
        return np.arange(plan.low + 1, plan.high + 1)
    return np.asarray(plan.low + (plan.high - plan.low) * np.arange(1, _CLASSES) / _CLASSES, dtype=np.float64)
