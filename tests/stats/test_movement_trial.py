"""Trying the rule of stability: shares by chance against exact ones, the test of W against Friedman's table."""

import math
from fractions import Fraction

import numpy as np
import pytest

from survey_app.stats import movement_trial as inside
from survey_app.stats.concordance import concordance
from survey_app.stats.consensus import AgreementRule
from survey_app.stats.movement_trial import MovementPlan, MovingWorld, try_movement
from survey_app.stats.results import StatisticsRefused
from survey_app.stats.stability import stability
from survey_app.stats.trial_orders import order_test
from survey_app.stats.trial_views import Scale, SheetKind, draw

pytestmark = pytest.mark.sqlite_only


def chance_of_the_same(n: int, shares: list[Fraction]) -> Fraction:
    """That two independent samples of n fall alike into classes: the sum of all squared multinomial chances."""
    parts = [Fraction(1), *[Fraction(0)] * n]
    for share in shares:
        one = [share ** (2 * k) / math.factorial(k) ** 2 for k in range(n + 1)]
        parts = [sum((parts[k] * one[total - k] for k in range(total + 1)), Fraction(0)) for total in range(n + 1)]
    return parts[n] * math.factorial(n) ** 2


def points_in_classes(total: int, items: int) -> list[Fraction]:
    """The chance of ten classes of equal width when every way to share points out is equally likely."""
    ways = [math.comb(total - given + items - 2, items - 2) for given in range(total + 1)]
    found = [0] * 10
    for given, count in enumerate(ways):
        found[min(9, given * 10 // total)] += count
    return [Fraction(each, sum(ways)) for each in found]


@pytest.mark.parametrize(
    ("plan", "shares"),
    [
        (MovementPlan(SheetKind.RANKING, 3, 1, 3), [Fraction(1, 3)] * 3),
        (MovementPlan(SheetKind.RANKING, 6, 1, 3, given=2), [Fraction(1, 6), Fraction(1, 6), Fraction(2, 3)]),
        (MovementPlan(SheetKind.ESTIMATE, 3, 0, 50), [Fraction(1, 10)] * 10),
        (MovementPlan(SheetKind.POINTS, 4, 0, 100), points_in_classes(100, 4)),
    ],
)
def test_answers_anew_at_random_are_stable_as_often_as_the_exact_chance_says(
    plan: MovementPlan, shares: list[Fraction]
) -> None:
    # of six people none may have moved: one of them is 16.7 per cent
    six = MovementPlan(plan.kind, plan.items, plan.low, plan.high, plan.given, 6, 6, 2, 15, 6_000)
    exact = float(chance_of_the_same(6, shares))
    found = inside._world(MovingWorld.ANEW, six, None, np.random.default_rng(3)).settled
    # four standard errors, were the statements of one panel no better than one
    assert found == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / 6_000))


@pytest.mark.parametrize(
    ("items", "people", "share"),
    # Friedman 1937, tables V and VI: the largest chance of chi2 that is not above .05
    [(3, 3, 0.028), (3, 4, 0.042), (3, 5, 0.039), (3, 6, 0.029), (4, 2, 0.042), (4, 3, 0.033)],
)
def test_orders_at_random_agree_as_often_as_friedmans_table_says(items: int, people: int, share: float) -> None:
    scale = Scale(SheetKind.RANKING, 1, items)
    test = order_test(scale, items, people)
    assert test is not None
    sheets = draw(scale, np.zeros((20_000, people), dtype=np.int64), items, np.random.default_rng(5))
    assert test.agreeing(sheets) / 20_000 == pytest.approx(share, abs=0.006)


@pytest.mark.parametrize(("items", "people", "given"), [(9, 24, 0), (12, 21, 4), (5, 8, 2)])
def test_orders_of_any_size_agree_by_chance_in_five_of_a_hundred_and_as_the_results_say(
    items: int, people: int, given: int
) -> None:
    scale = Scale(SheetKind.RANKING, 1, given + 1 if given else items, given)
    test = order_test(scale, items, people)
    assert test is not None
    sheets = draw(scale, np.zeros((4_000, people), dtype=np.int64), items, np.random.default_rng(6))
    assert test.agreeing(sheets) / 4_000 == pytest.approx(0.047, abs=0.012)
    for sheet in sheets[:4]:
        found = concordance(sheet.tolist())
        tested = next(each for each in (found.permutation, found.chi_square) if each.method == found.preferred)
        assert tested.p is not None
        assert (tested.p <= 0.05) == bool(test.agreeing(sheet[np.newaxis]))


@pytest.mark.parametrize("plan", [MovementPlan(items=4, high=4), MovementPlan(SheetKind.POINTS, 4, 0, 100)])
def test_each_statement_is_judged_as_the_rounds_of_a_study_are(plan: MovementPlan) -> None:
    chance = np.random.default_rng(7)
    begun = inside._begin(MovingWorld.DROPOUT, plan, 12, chance)
    after = inside._go_on(MovingWorld.DROPOUT, plan, begun, chance)
    flags = inside._stable(plan, begun, after)
    rule = AgreementRule(plan.low, plan.high, (plan.high, plan.high), (plan.low, plan.low))
    cuts = () if plan.kind is SheetKind.RANKING else tuple(float(each) for each in range(10, 100, 10))
    for panel in range(40):
        there = after.answers[panel]
        for item in range(plan.items):
            second = [float(x) if here else None for x, here in zip(after.sheets[panel, :, item], there, strict=True)]
            found = stability(begun.sheets[panel, :, item].tolist(), second, rule, cuts=cuts)
            due = int(there.sum()) >= plan.minimum and found.n >= 6
            assert bool(flags[panel, item]) == bool(due and (found.net_change or 0) < 0.15 - 1e-9)


def test_camps_stand_still_dropouts_leave_and_the_seed_repeats_it() -> None:
    plan = MovementPlan(items=5, high=5, panellists=40, rounds=3, panels=60)
    found = try_movement(plan, seed=1)
    assert found == try_movement(plan, seed=1)
    assert found != try_movement(plan, seed=2)
    assert found.of(MovingWorld.ANEW).settled < found.of(MovingWorld.RANDOM).settled
    assert found.of(MovingWorld.POLARISED).settled > 0.5
    true, left = found.of(MovingWorld.MAJORITY), found.of(MovingWorld.DROPOUT)
    assert (true.ordered is not None and true.ordered.value, true.finished_with) == (1.0, 40)
    assert left.finished_with == pytest.approx(40 * (0.6 * 0.85**2 + 0.4 * 0.7**2), abs=1)
    assert sum(true.settled_in) + true.unsettled == 60
    assert found.of(MovingWorld.SMALL).panellists == plan.minimum


@pytest.mark.parametrize(
    "wrong", [{"panellists": 401}, {"items": 0}, {"rounds": 1}, {"low": 5, "high": 5}, {"keeps": 1.5}, {"panels": 0}]
)
def test_what_cannot_be_simulated_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(StatisticsRefused):
        try_movement(MovementPlan(**wrong))  # type: ignore[arg-type]  # the sort is what is tested
