"""Trying the rules: exact chances by counting every ballot, simulations within their error, and what rules can do."""

import itertools
import json
import math
import time
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from survey_app.stats import protocol_trial as inside
from survey_app.stats.chance_verdicts import (
    chance_of_agreement,
    chance_of_share,
    chance_verdicts,
    uniform_chances,
)
from survey_app.stats.consensus import AgreementRule, Verdict, consensus, verdict_of
from survey_app.stats.protocol_trial import TrialPlan, try_protocol
from survey_app.stats.results import StatisticsRefused
from survey_app.stats.stability import stability
from survey_app.stats.trial_worlds import Crowd, World

RULE = AgreementRule()
NINE = TrialPlan(panellists=9)


def test_nine_uniform_raters_reach_the_threshold_with_163_of_19683() -> None:
    third = Fraction(1, 3)
    assert uniform_chances(RULE) == (third, third)
    assert chance_of_share(9, RULE, third) == Fraction(163, 19_683)
    assert float(chance_of_share(9, RULE, third)) == pytest.approx(stats.binom.sf(6, 9, 1 / 3))
    assert try_protocol(replace(NINE, panels=10)).chance_high == Fraction(163, 19_683)


def test_exact_chances_are_those_of_counting_every_ballot() -> None:
    rule = AgreementRule(1, 3, (3, 3), (1, 1), 60, 3)
    counted = dict.fromkeys(Verdict, 0)
    for ballot in itertools.product((1, 2, 3), repeat=5):
        counted[consensus(ballot, rule).verdict] += 1
    found = chance_verdicts(5, rule, *uniform_chances(rule))
    assert {verdict: getattr(found, verdict.value) for verdict in Verdict} == {
        verdict: Fraction(count, 3**5) for verdict, count in counted.items()
    }


@pytest.mark.parametrize("percent", [1, 34, 51, 75, 100])
def test_every_verdict_has_the_multinomial_chance_of_its_counts(percent: int) -> None:
    n, rule = 11, replace(RULE, percent=Fraction(percent))
    high, low = Fraction(2, 5), Fraction(1, 7)
    summed = dict.fromkeys(Verdict, Fraction(0))
    for up, down in itertools.product(range(n + 1), repeat=2):
        if (rest := n - up - down) >= 0:
            orders = math.factorial(n) // (math.factorial(up) * math.factorial(down) * math.factorial(rest))
            summed[verdict_of(up, down, n, n, rule)] += orders * high**up * low**down * (1 - high - low) ** rest
    found = chance_verdicts(n, rule, high, low)
    assert {verdict: getattr(found, verdict.value) for verdict in Verdict} == summed


def test_four_hundred_people_are_no_wait() -> None:
    begun = time.process_time()
    found = chance_verdicts(400, replace(RULE, percent=Fraction(51)), Fraction(2, 5), Fraction(1, 5))
    assert time.process_time() - begun < 0.5, "term by term it takes seconds, and every own scale has its own"
    assert found.passes + found.split + found.no_agreement == 1


def test_the_simulation_meets_the_exact_chances_within_its_error() -> None:
    found = try_protocol(replace(NINE, panels=10_000), seed=7)
    first = found.of(World.RANDOM).passed_first
    assert first.k == pytest.approx(10_000 * float(found.chance.passes), abs=4 * (10_000 * 0.0166) ** 0.5)
    power = found.of(World.MAJORITY).passed_first
    assert power.k == pytest.approx(10_000 * float(found.power.passes), abs=4 * (10_000 * 0.95 * 0.05) ** 0.5)
    assert found.chance.split + found.chance.passes + found.chance.no_agreement == 1


def test_each_world_shows_what_it_is_for() -> None:
    found = try_protocol(NINE)
    assert found.of(World.POLARISED).split == 1_000
    assert found.of(World.SMALL).panellists == 7
    assert found.of(World.MAJORITY).agreed_high > 900
    dropout = found.of(World.DROPOUT)
    assert dropout.finished_with < 9
    # a divided panel whose minority leaves agrees more often than it did at first
    many = try_protocol(TrialPlan(panellists=30, rounds=4))
    assert (many.of(World.DROPOUT).passed.k or 0) > 2 * (many.of(World.DROPOUT).passed_first.k or 0)
    assert many.of(World.DRIFTING).rounds_to_stop
    for world in found.worlds:
        assert sum(world.settled_in) + world.unsettled == 1_000
        assert sum((world.agreed_high, world.agreed_low, world.split, world.no_agreement, world.too_few)) == 1_000


def test_the_same_seed_gives_the_same_figures_quickly_and_as_json() -> None:
    begun = time.process_time()
    one, two, other = try_protocol(NINE, 5), try_protocol(NINE, 5), try_protocol(NINE, 6)
    assert time.process_time() - begun < 3
    assert one == two != other
    plain = json.loads(json.dumps(one.to_json()))
    assert plain["chance_high"] == "163/19683"
    assert plain["plan"]["rule"]["percent"] == 75


def test_many_panels_at_once_are_judged_like_one_by_one() -> None:
    plan = TrialPlan(panellists=11, panels=60)
    chance = np.random.default_rng(3)
    first = chance.integers(1, 10, (60, 11)).astype(float)
    second = np.where(chance.random((60, 11)) < 0.7, first, chance.integers(1, 10, (60, 11)))
    there = chance.random((60, 11)) < 0.8
    everybody = np.ones((60, 11), dtype=bool)
    before, after = Crowd(first, everybody, everybody), Crowd(second, everybody, there)
    verdicts = (Verdict.AGREED_HIGH, Verdict.AGREED_LOW, Verdict.SPLIT, Verdict.NO_AGREEMENT, Verdict.TOO_FEW)
    judged, settled = inside._verdicts(RULE, after), inside._stable(plan, before, after)
    for place in range(60):
        kept = [float(value) if here else None for value, here in zip(second[place], there[place], strict=True)]
        assert verdicts[judged[place]] is consensus(kept, RULE).verdict
        assert bool(settled[place]) == bool(stability(first[place], kept, RULE).stable)


@pytest.mark.parametrize(
    "rule",
    [
        AgreementRule(0, 100, (70, 100), (0, 30)),
        AgreementRule(0, 1, (0.7, 1), (0, 0.3)),
        AgreementRule(1, 5, (4, 5), (1, 2), Fraction("66.7"), 5),
        AgreementRule(1, 2, (2, 2), (1, 1), 100, 1),
    ],
)
def test_other_scales_can_be_tried(rule: AgreementRule) -> None:
    found = try_protocol(TrialPlan(rule=rule, panellists=8, rounds=3, panels=100))
    assert 0 <= found.chance.passes <= 1
    assert found.of(World.RANDOM).passed.n == 100


@pytest.mark.parametrize(
    "plan",
    [
        TrialPlan(panellists=0),
        TrialPlan(panellists=401),
        TrialPlan(panels=10_001),
        TrialPlan(rounds=13),
        TrialPlan(true_share=1.1),
        TrialPlan(rule=AgreementRule(high=(3, 9))),
    ],
)
def test_what_cannot_be_tried_is_refused(plan: TrialPlan) -> None:
    with pytest.raises(StatisticsRefused):
        try_protocol(plan)


@pytest.mark.parametrize("percent", [34, 50, 66, 67, 75, 100])
def test_agreement_alone_has_the_chance_that_all_verdicts_together_give_it(percent: int) -> None:
    for n, minimum in itertools.product((1, 2, 3, 5, 7, 8, 9, 20), (1, 7)):
        rule = replace(AgreementRule(), percent=Fraction(percent), minimum=minimum)
        whole = chance_verdicts(n, rule, Fraction(2, 7), Fraction(3, 10))
        found = chance_of_agreement(n, rule, Fraction(2, 7), Fraction(3, 10))
        assert found == (whole.agreed_high, whole.agreed_low), n
