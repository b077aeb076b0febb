"""The curve of the linear pool: what its quantiles say read backwards, and a mean of ramps computed by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.stats.pooled_quantiles import linear_pool_at, pool_quantiles
from survey_app.stats.results import StatisticsRefused

ranges = st.lists(
    st.lists(st.integers(0, 100), min_size=3, max_size=3, unique=True).map(sorted), min_size=1, max_size=8
)


@given(ranges, st.sampled_from((80, 90, 100)))
def test_the_curve_passes_through_the_quantiles_of_the_pool(rows: list[list[int]], confidence: int) -> None:
    low, best, high = (list(side) for side in zip(*rows, strict=True))
    found = pool_quantiles(low, best, high, confidence=confidence, limits=(-10, 110))
    assert found.linear_pool is not None
    shares = linear_pool_at(
        low, best, high, [found.linear_pool.median, -10, 110], confidence=confidence, limits=(-10, 110)
    )
    assert shares[0] == pytest.approx(0.5)
    assert shares[1:] == pytest.approx((0, 1))


@given(ranges)
def test_the_curve_is_the_mean_of_everybodys_and_never_falls(rows: list[list[int]]) -> None:
    low, best, high = (list(side) for side in zip(*rows, strict=True))
    points = np.linspace(0, 100, 41)
    heights = (0, 0.1, 0.5, 0.9, 1)
    each = [np.interp(points, (-1, *row, 101), heights) for row in rows]
    found = linear_pool_at(low, best, high, points, confidence=80, limits=(-1, 101))
    assert found == pytest.approx(tuple(np.mean(each, axis=0)))
    assert list(found) == sorted(found)


def test_one_figure_for_all_three_jumps_and_nobody_makes_no_curve() -> None:
    assert linear_pool_at([5], [5], [5], [4.9, 5, 5.1], confidence=100, limits=(0, 10)) == (0, 1, 1)
    assert linear_pool_at([], [], [], [1]) == ()
    with pytest.raises(StatisticsRefused):
        linear_pool_at([1], [2], [3], [1], confidence=50)
