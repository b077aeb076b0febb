"""Effort, service quality and the panel's points, on figures worked by hand."""

import numpy as np
import pytest
from scipy import stats

from survey_app.stats.effort import EffortForm, effort
from survey_app.stats.panel_weights import PointsFrom, panel_points
from survey_app.stats.results import Reason, StatisticsRefused
from survey_app.stats.satisfaction import index
from survey_app.stats.service_quality import REVERSED_1988, MissingPairs, service_quality


def test_ease_is_a_mean_and_a_share_of_five_to_seven() -> None:
    answers = [7, 6, 5, 4, 1, None]
    found = effort(answers)
    assert (found.value, found.easy.value, found.n, found.missing) == (4.6, 0.6, 5, 1)
    oracle = stats.t.interval(0.95, 4, 4.6, stats.sem([7, 6, 5, 4, 1]))
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == pytest.approx(oracle)


def test_effort_is_turned_round_so_that_more_is_easier() -> None:
    found = effort([1, 2, 3, 5], EffortForm.EFFORT_5)
    assert (found.value, found.asked_mean, found.easy.value) == (3.25, 2.75, 0.5)
    with pytest.raises(StatisticsRefused):
        effort([6], EffortForm.EFFORT_5)
    weighted = effort([7, 1], weights=[3, 1])
    assert (weighted.value, weighted.easy.value) == (5.5, 0.75)


def test_twenty_two_pairs_make_five_dimensions_and_a_total_weighted_by_points() -> None:
    chance = np.random.default_rng(22)
    expected, perceived = chance.integers(4, 8, (40, 22)), chance.integers(1, 8, (40, 22))
    points = [11, 32, 23, 19, 15]
    found = service_quality(perceived, expected, points)
    gaps = (perceived - expected).mean(axis=0)
    by_hand = [gaps[0:4].mean(), gaps[4:9].mean(), gaps[9:13].mean(), gaps[13:17].mean(), gaps[17:22].mean()]
    assert [each.score.value for each in found.dimensions] == pytest.approx(by_hand)
    assert found.overall.value == pytest.approx(np.mean(by_hand))
    assert found.weighted is not None
    assert found.weighted.value == pytest.approx(np.dot(points, by_hand) / 100)
    assert found.dimensions[1].items[0].value == pytest.approx(gaps[4])
    alone = service_quality(perceived)
    assert (alone.form, alone.weighted) == ("servperf", None)
    assert alone.dimensions[4].score.value == pytest.approx(perceived[:, 17:].mean())


def test_points_may_come_from_each_person_and_must_sum_to_a_hundred() -> None:
    sides = {"a": (1,), "b": (2,)}
    own = service_quality([[5, 3], [4, 4]], [[6, 6], [6, 5]], [[80, 20], [50, 50]], dimensions=sides)
    assert own.weighted is not None
    assert own.weighted.value == pytest.approx(((-0.8 - 0.6) + (-1 - 0.5)) / 2)
    assert own.dimensions[0].points == 65
    for wrong in ([60, 50], [[60, 40], [60, 41]], [120, -20], [100]):
        with pytest.raises(StatisticsRefused):
            service_quality([[5, 3], [4, 4]], [[6, 6], [6, 5]], wrong, dimensions=sides)
    with pytest.raises(StatisticsRefused):
        service_quality([[5] * 21], [[5] * 21])


def test_reversed_items_are_turned_on_both_sides_and_gaps_in_answers_follow_the_rule() -> None:
    plain = service_quality([[5.0] * 22], [[6.0] * 22])
    turned = service_quality([[5.0] * 22], [[6.0] * 22], reverse=REVERSED_1988)
    assert [each.score.value for each in plain.dimensions] == [-1] * 5
    assert [each.score.value for each in turned.dimensions] == [-1, -1, 1, -1, 1]
    gaps = np.full((2, 22), 5.0)
    gaps[0, 0] = np.nan
    available, listwise = (service_quality(gaps, [[6] * 22] * 2, missing_rule=rule) for rule in MissingPairs)
    assert [each.dimensions[0].score.n for each in (available, listwise)] == [2, 1]


def test_the_panels_ratings_become_points_that_the_index_takes() -> None:
    ratings = [[9, 6, 3], [9, 4, 5], [9, 5, None]]
    found = panel_points(ratings, ["quality", "price", "place"])
    assert found.points == pytest.approx((50, 100 * 5 / 18, 100 * 4 / 18))
    weighted = index([[10, 5, 1], [8, 5, 3]], 1, 10, found.points)
    by_hand = 100 * (50 * 8 + 5 / 18 * 100 * 4 + 4 / 18 * 100 * 1) / 100 / 9
    assert weighted.value == pytest.approx(by_hand)
    medians = panel_points(ratings, list("abc"), PointsFrom.MEDIAN, zero=1)
    assert medians.points == pytest.approx((100 * 8 / 15, 100 * 4 / 15, 100 * 3 / 15))
    assert panel_points([[1, None]], ["a", "b"]).reason is Reason.NO_ANSWERS
    assert panel_points([[0, 0]], ["a", "b"]).points is None
