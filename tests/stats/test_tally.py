"""A column counted once gives the very figures of the column itself."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.stats.descriptive import frequencies, mean
from survey_app.stats.promoter_score import net_promoter
from survey_app.stats.results import Interval, Result, StatisticsRefused
from survey_app.stats.satisfaction import top_share
from survey_app.stats.tally import average, count_codes, recommend_score, shares, top

POINTS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)


def same(one: Any, two: Any) -> None:
    """Every field of two results, figures up to rounding."""
    if isinstance(one, Result | Interval):
        assert type(one) is type(two)
        for field in fields(one):
            same(getattr(one, field.name), getattr(two, field.name))
    elif isinstance(one, tuple):
        assert len(one) == len(two)
        for first, second in zip(one, two, strict=True):
            same(first, second)
    elif isinstance(one, float):
        assert one == pytest.approx(two, rel=1e-9, abs=1e-9)
    elif hasattr(one, "params"):
        assert one.code == two.code
        same(tuple(value for _, value in one.params), tuple(value for _, value in two.params))
    else:
        assert one == two


CODES, MASSES = st.sampled_from([-9, -7, 0, 1, 4, 7, 9, 10]), st.sampled_from([0.0, 0.5, 1.0, 3.0])


@given(
    st.lists(st.tuples(CODES, MASSES), max_size=40), st.sampled_from(["", "weighted"]), st.sampled_from([None, 41, 500])
)
@settings(deadline=None, max_examples=50)
def test_counts_give_the_figures_of_the_column(
    people: list[tuple[int, float]],
    how: str,
    population: int | None,
) -> None:
    column = np.array([code for code, _ in people], np.int16)
    weights = np.array([mass for _, mass in people]) if how else None
    kept = column if weights is None else column[weights > 0]
    mass = None if weights is None else weights[weights > 0]
    answers = np.where(kept >= 0, kept.astype(float), np.nan)
    tally = count_codes(column, weights)
    found = [
        (shares(tally, POINTS, population), frequencies(answers, POINTS, mass, population)),
        (average(tally, POINTS, population), mean(answers, population, weights=mass)),
        (top(tally, POINTS, (9, 10), population), top_share(answers, (9, 10), population, weights=mass)),
        (recommend_score(tally, population), net_promoter(answers, population, weights=mass)),
    ]
    for counted, again in found:
        if again.n:
            same(counted, again)
        assert (counted.n, counted.missing) == (again.n, again.missing)
        same(getattr(counted, "value", None), getattr(again, "value", None))


def test_codes_outside_the_scale_are_told_and_no_numbers_are_refused() -> None:
    tally = count_codes(np.array([1, 2, 7, -9], np.int8))
    found = shares(tally, (1, 2))
    assert (found.n, found.unlisted, found.missing) == (2, 1, 1)
    assert average(tally, (1, 2)).missing == 2
    for wrong in (np.array([0.5]), np.array([0, 10**6])):
        with pytest.raises(StatisticsRefused):
            count_codes(wrong)
    assert count_codes(np.zeros(0, np.int16)).size == 0
