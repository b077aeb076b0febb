"""Simulated comparisons in pairs: against published random indices, and against the figures of one real person."""

import numpy as np
import pytest

from survey_app.services import compared
from survey_app.stats.pair_trial import PairPlan, try_pairs
from survey_app.stats.pairwise_weights import TOLERATED, pairwise_weights
from survey_app.stats.random_pairs import STEPS, judge, points_from, ratios_from
from survey_app.stats.results import StatisticsRefused
from survey_app.stats.trial_worlds import World

WHOLE_SCALE = tuple(range(1, 10))
ALONSO_LAMATA = {3: 0.5245, 4: 0.8815, 5: 1.1086, 6: 1.2479, 7: 1.3417, 8: 1.4056, 9: 1.4499}
"""Alonso and Lamata 2006, International Journal of Uncertainty 14:445: mean index of 100,000 random matrices."""


@pytest.mark.parametrize("things", ALONSO_LAMATA)
def test_random_judges_reach_the_published_random_index(things: int) -> None:
    found = try_pairs(PairPlan(things, judges=60_000 // things**2, panels=1), 7, WHOLE_SCALE).of(World.RANDOM)
    assert found.index == pytest.approx(ALONSO_LAMATA[things], rel=0.04)


@pytest.mark.parametrize("things", [2, 3, 5, 9])
def test_simulated_people_get_the_points_and_ratio_of_real_ones(things: int) -> None:
    codes = np.random.default_rng(things).choice(compared.CODES, (20, len(compared.pairs_of(things))))
    said = np.log([[compared.times(int(code)) for code in person] for person in codes])
    points, ratios = points_from(said, things, 100), ratios_from(said, things)
    for place, person in enumerate(codes.tolist()):
        assert tuple(points[place]) == compared.points(person, 100), person
        _items, pairs = compared.compared_in(person)
        assert ratios[place] == pytest.approx(pairwise_weights(things, pairs).ratio)


def test_steps_are_those_that_a_page_offers() -> None:
    assert {round(compared.times(code), 9) for code in compared.CODES} == {
        round(each, 9) for step in STEPS for each in (step, 1 / step)
    }
    said = judge(np.zeros(2_000, dtype=np.int64), 3, np.random.default_rng(1))
    _values, counts = np.unique(said, return_counts=True)
    assert counts.size == len(compared.CODES)
    assert counts.min() > 6_000 / counts.size * 0.8, "each is equally likely"


def test_a_view_is_consistent_and_chance_is_not() -> None:
    found = try_pairs(PairPlan(6, panellists=9), 3)
    by_chance, true = found.of(World.RANDOM), found.of(World.MAJORITY)
    assert by_chance.panels_within.k == 0
    assert true.within.value is not None
    assert 0.5 < true.within.value < found.plan.true_share + 0.02
    assert try_pairs(PairPlan(6, panellists=9), 3) == found
    assert try_pairs(PairPlan(6, panellists=9), 4) != found
    two = try_pairs(PairPlan(2), 1).of(World.RANDOM)
    assert (two.mean, two.within.value, two.index) == (0.0, 1.0, 0.0)
    assert found.tolerated == TOLERATED


@pytest.mark.parametrize(
    "plan", [PairPlan(1), PairPlan(11), PairPlan(panellists=0), PairPlan(judges=0), PairPlan(true_share=2)]
)
def test_what_cannot_be_simulated_is_refused(plan: PairPlan) -> None:
    with pytest.raises(StatisticsRefused):
        try_pairs(plan)
