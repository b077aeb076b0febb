"""Trying a choice: chances against every ballot and an exact multinomial reckoning, verdicts against one by one."""

import itertools
import math
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest

from survey_app.stats import choice_trial as inside
from survey_app.stats.choice_chances import agreement_chances
from survey_app.stats.choice_trial import ChoicePlan, try_choice
from survey_app.stats.chosen import chosen_options, option_moves
from survey_app.stats.consensus import AgreementRule
from survey_app.stats.protocol_trial import TrialPlan, try_protocol
from survey_app.stats.reading_trial import RAM
from survey_app.stats.results import StatisticsRefused
from survey_app.stats.trial_worlds import Crowd, World

pytestmark = pytest.mark.sqlite_only


def count_vectors(n: int, options: int) -> Iterator[tuple[int, ...]]:
    """Every way to share n people out over the options."""
    if options == 1:
        yield (n,)
        return
    for first in range(n + 1):
        for rest in count_vectors(n - first, options - 1):
            yield (first, *rest)


def exactly(n: int, shares: list[Fraction], percent: int) -> list[Fraction]:
    """The multinomial distribution summed in whole fractions over all counts, each judged by the product's own rule."""
    found = [Fraction(0)] * len(shares)
    for counts in count_vectors(n, len(shares)):
        answers = [place for place, count in enumerate(counts, 1) for _each in range(count)]
        judged = chosen_options(answers, len(shares), percent=percent, minimum=1)
        if judged.agreed:
            ways = Fraction(math.factorial(n), math.prod(math.factorial(count) for count in counts))
            found[judged.leading[0] - 1] += ways * math.prod(
                share**count for share, count in zip(shares, counts, strict=True)
            )
    return found


@pytest.mark.parametrize(
    ("n", "shares", "percent"),
    [
        (9, [Fraction(1, 3)] * 3, 75),
        (8, [Fraction(1, 4)] * 4, 40),
        (8, [Fraction(9, 10), Fraction(1, 20), Fraction(1, 20)], 75),
        (7, [Fraction(1, 2), Fraction(3, 10), Fraction(1, 5)], 50),
        (6, [Fraction(1, 2), Fraction(1, 2)], 50),
        (1, [Fraction(1, 3)] * 3, 100),
        (5, [Fraction(1), Fraction(0)], 80),
    ],
)
def test_chances_are_those_of_the_exact_multinomial_distribution(n: int, shares: list[Fraction], percent: int) -> None:
    found = agreement_chances(n, [float(share) for share in shares], percent)
    assert found == pytest.approx([float(each) for each in exactly(n, shares, percent)], abs=1e-12)


def test_chances_are_those_of_counting_every_ballot() -> None:
    agreed = sum(
        bool(chosen_options(ballot, 3, percent=60, minimum=1).agreed)
        for ballot in itertools.product((1, 2, 3), repeat=6)
    )
    assert sum(agreement_chances(6, [1 / 3] * 3, 60)) == pytest.approx(agreed / 3**6, abs=1e-12)


def test_the_simulation_meets_the_chances_within_its_error() -> None:
    found = try_choice(ChoicePlan(options=2, panellists=8, panels=10_000), seed=7)
    for expected, got in (
        (found.chance, found.of(World.RANDOM).passed_first.k),
        (found.power, found.of(World.MAJORITY).passed_first.k),
    ):
        assert got == pytest.approx(10_000 * expected, abs=4 * math.sqrt(10_000 * expected * (1 - expected)))
    assert found.chance == pytest.approx(2 * (1 + 8 + 28) / 2**8)


def test_many_panels_at_once_are_judged_like_one_by_one() -> None:
    plan = ChoicePlan(options=3, panellists=11, panels=80, percent=Fraction(50))
    chance = np.random.default_rng(3)
    first = chance.integers(1, 4, (80, 11)).astype(float)
    second = np.where(chance.random((80, 11)) < 0.7, first, chance.integers(1, 4, (80, 11)))
    there = chance.random((80, 11)) < 0.8
    everybody = np.ones((80, 11), dtype=bool)
    judged = inside._verdicts(plan, Crowd(second, everybody, there))
    settled = inside.stable_panels(
        Crowd(first, everybody, everybody), Crowd(second, everybody, there), (first, second), plan.stable_below
    )
    for place in range(80):
        kept = [float(value) if here else None for value, here in zip(second[place], there[place], strict=True)]
        one = chosen_options(kept, 3, percent=50, minimum=7)
        expected = 4 if one.agreed is None else 2 if len(one.leading) > 1 else 3
        assert judged[place] == ((0 if one.leading == (1,) else 1) if one.agreed else expected)
        moved = option_moves(first[place], kept, 3)
        is_stable = moved.shortfall is None and moved.net_change is not None and moved.net_change < 0.15
        assert bool(settled[place]) == is_stable


def test_each_world_shows_what_it_is_for() -> None:
    found = try_choice(ChoicePlan(panellists=30, rounds=4))
    assert found.of(World.POLARISED).tied == 1_000
    assert found.of(World.SMALL).panellists == 7
    assert found.of(World.MAJORITY).agreed_first_option > 950
    assert (found.of(World.DROPOUT).passed.k or 0) > 2 * (found.of(World.DROPOUT).passed_first.k or 0)
    assert (found.of(World.DRIFTING).passed.k or 0) > 900
    for world in found.worlds:
        assert sum(world.settled_in) + world.unsettled == 1_000
        judged = (world.agreed_first_option, world.agreed_another, world.tied, world.no_agreement, world.too_few)
        assert sum(judged) == 1_000
    assert try_choice(ChoicePlan(panels=50), 5) == try_choice(ChoicePlan(panels=50), 5)


def test_too_few_for_a_verdict_never_agree() -> None:
    found = try_choice(ChoicePlan(panellists=5, panels=50))
    assert (found.chance, found.power) == (0.0, 0.0)
    assert all(world.too_few == 50 for world in found.worlds)


@pytest.mark.parametrize(
    "plan",
    [
        ChoicePlan(options=1),
        ChoicePlan(percent=Fraction(0)),
        ChoicePlan(panellists=401),
        ChoicePlan(panels=10_001),
        ChoicePlan(rounds=0),
        ChoicePlan(keeps=1.1),
    ],
)
def test_what_cannot_be_tried_is_refused(plan: ChoicePlan) -> None:
    with pytest.raises(StatisticsRefused):
        try_choice(plan)


def test_further_readings_are_tried_beside_the_rule_of_ratings() -> None:
    found = try_protocol(TrialPlan(panellists=9, panels=300, readings=(RAM,)))
    (ram,) = found.readings
    assert 0.02 < (ram.by_chance.value or 0) < 0.2
    assert (ram.by_majority.value or 0) > 0.95
    five = TrialPlan(rule=AgreementRule(1, 5, (4, 5), (1, 2)), panellists=9, panels=300, readings=("five",))
    (fuzzy,) = try_protocol(five).readings
    assert (fuzzy.by_chance.value or 0) < 0.2 < (fuzzy.by_majority.value or 0)
