"""Many people drawn in random groups: as steady as drawing them one by one, whatever the order of the rows."""

import tracemalloc
from typing import Any

import numpy as np
import pytest

from survey_app.stats import random_groups
from survey_app.stats.answer_table import AnswerTable
from survey_app.stats.drivers import drivers
from survey_app.stats.importance import importance_performance
from survey_app.stats.penalty_reward import penalty_reward
from survey_app.stats.random_groups import GROUPS, MOST_SINGLY, drawn_means, drawn_moments
from survey_app.stats.resampling import resampled_counts
from survey_app.stats.rivals import decide

N, POINTS = 21_000, (1, 2, 3, 4, 5)
Codes = np.ndarray[Any, np.dtype[np.int16]]


def _people(n: int = N, width: int = 4) -> tuple[Codes, list[Codes]]:
    """An outcome driven by the first two of some ratings that go together; rows in order, so that neighbours agree."""
    chance = np.random.default_rng(8)
    common = chance.normal(size=n)
    ratings = [np.clip(np.round(3.3 + 0.6 * common + chance.normal(size=n)), 1, 5) for _ in range(width)]
    outcome = np.clip(np.round(0.5 * ratings[0] + 0.3 * ratings[1] + 0.6 + chance.normal(size=n)), 1, 5)
    order = np.argsort(outcome, kind="stable")
    return outcome[order].astype(np.int16), [each[order].astype(np.int16) for each in ratings]


def _spread(draws: np.ndarray[Any, Any]) -> float:
    return float(np.std(draws, ddof=1))


def test_a_mean_spreads_as_theory_says_though_neighbours_are_alike() -> None:
    outcome, _ratings = _people()
    drawn = drawn_means(AnswerTable.coded([outcome], POINTS), np.ones(N), 3)
    draws = np.concatenate([drawn.means(counts)[:, 0] for counts in resampled_counts(drawn.units, 2_000, 3)])
    # the standard error of a mean: s / sqrt(n); 1,000 groups and 2,000 draws leave an error of some 3 %
    assert _spread(draws) == pytest.approx(float(outcome.std(ddof=1)) / N**0.5, rel=0.08)
    assert draws.mean() == pytest.approx(float(outcome.mean()), abs=2e-3)


def test_a_correlation_spreads_as_by_the_poisson_bootstrap_of_every_person() -> None:
    outcome, ratings = _people()
    weights = np.random.default_rng(4).uniform(0.3, 3, N)
    drawn = drawn_moments(AnswerTable.coded([outcome, ratings[0]], POINTS), weights, 5)
    groups = np.concatenate([drawn.correlations(counts)[:, 0, 1] for counts in resampled_counts(drawn.units, 1_000, 5)])
    # Chamandy et al. 2012: each person counts a Poisson number of times; numpy's own weighted covariances
    chance, both = np.random.default_rng(6), np.vstack([outcome, ratings[0]]).astype(float)
    poisson = []
    for _ in range(250):
        spread = np.cov(both, aweights=chance.poisson(1, N) * weights)
        poisson.append(spread[0, 1] / (spread[0, 0] * spread[1, 1]) ** 0.5)
    assert _spread(groups) == pytest.approx(_spread(np.array(poisson)), rel=0.15)


def test_an_item_that_few_of_many_rated_spreads_as_those_few_do() -> None:
    chance = np.random.default_rng(9)
    column = np.full(N, -9, np.int16)
    column[:40] = chance.integers(1, 6, 40)
    drawn = drawn_means(AnswerTable.coded([column], POINTS), np.ones(N), 3)
    draws = np.concatenate([drawn.means(counts)[:, 0] for counts in resampled_counts(drawn.units, 2_000, 3)])
    assert _spread(draws) == pytest.approx(float(column[:40].std()) / 40**0.5, rel=0.15)


def test_every_figure_is_that_of_people_drawn_singly_and_only_the_intervals_differ_a_little(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outcome, ratings = _people()
    table, weights = AnswerTable.coded(ratings, POINTS), np.random.default_rng(4).uniform(0.3, 3, N)
    names = list("abcd")
    many = drivers(outcome, table, names, weights=weights, resamples=120)
    rival = {"r": AnswerTable.coded([np.roll(each, 7) for each in ratings], POINTS)}
    beside = decide([0.4, 0.3, 0.2, 0.1], table, rival, names, resamples=120)
    mapped = importance_performance(table, table.only([3, 2, 1, 0]), names, resamples=120)
    assert (many.groups, beside.groups, mapped.groups) == (GROUPS, GROUPS, GROUPS)
    monkeypatch.setattr(random_groups, "MOST_SINGLY", N)
    singly = drivers(outcome, table.whole(), names, weights=weights, resamples=120)
    assert singly.groups == 0
    assert many.r2 == pytest.approx(singly.r2, rel=1e-9)
    for one, other in zip(many.drivers, singly.drivers, strict=True):
        figures = ("value", "johnson", "pearson", "spearman", "beta", "mean", "sd")
        assert [getattr(one, name) for name in figures] == pytest.approx([getattr(other, name) for name in figures])
        assert one.interval is not None
        assert other.interval is not None
        width = other.interval.high - other.interval.low
        assert one.interval.high - one.interval.low == pytest.approx(width, rel=0.35)
        assert one.interval.low == pytest.approx(other.interval.low, abs=0.25 * width)
    again = importance_performance(table, table.only([3, 2, 1, 0]), names, resamples=120)
    assert [each.quadrant for each in mapped.attributes] == [each.quadrant for each in again.attributes]
    assert [each.decision for each in beside.attributes] == [
        each.decision for each in decide([0.4, 0.3, 0.2, 0.1], table, rival, names, resamples=120).attributes
    ]


def test_equal_columns_are_merged_and_gaps_left_out_among_many_too() -> None:
    outcome, ratings = _people(width=3)
    ratings[1] = ratings[0].copy()
    ratings[2][:100] = -9
    found = drivers(outcome, AnswerTable.coded([*ratings, np.full(N, 3, np.int16)], POINTS), list("abcd"), resamples=30)
    assert (found.n, found.missing) == (N - 100, 100)
    assert [each.same_as for each in found.drivers] == [None, "a", None, None]
    assert found.drivers[3].value is None


def test_the_contrast_of_many_is_numpys_least_squares_of_all_of_them() -> None:
    outcome, ratings = _people(width=2)
    found = penalty_reward(outcome, AnswerTable.coded(ratings, POINTS), ["a", "b"], 5, 2)
    design = np.column_stack([np.ones(N), *(each >= 5 for each in ratings), *(each <= 2 for each in ratings)])
    solved = np.linalg.lstsq(design, outcome.astype(float), rcond=None)[0]
    told = [found.constant, *(each.reward for each in found.attributes), *(each.penalty for each in found.attributes)]
    assert told == pytest.approx(solved.tolist())


def test_many_people_are_never_all_in_memory_as_numbers() -> None:
    outcome, ratings = _people(3 * N, 12)
    peaks = []
    for width in (4, 12):
        table = AnswerTable.coded(ratings[:width], POINTS)
        tracemalloc.start()
        drivers(outcome, table, [str(place) for place in range(width)], resamples=0)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # as numbers eight columns more are eight bytes more for each person, eight times
    assert peaks[1] - peaks[0] < 3 * N * 8 * 8 / 2
    assert 3 * N > MOST_SINGLY
