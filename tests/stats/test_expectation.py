"""What makes an expectation, against scipy's test of Welch."""

import numpy as np
import pytest
from scipy import stats

from survey_app.stats.expectation import formed_by

EXPECTED = np.array([5, 4, 5, 3, 2, 4, 1, 3, np.nan, 4], np.float64)
OTHERS = np.array([1, 1, 1, 0, 0, 1, 0, 0, 1, np.nan])
BRAND = np.array([0, 1, 0, 1, 0, 1, 1, 0, 0, np.nan])


def test_each_source_is_compared_with_those_who_did_not_name_it() -> None:
    found = formed_by(EXPECTED, {"others": OTHERS, "brand": BRAND})
    assert (found.n, found.missing) == (8, 2)
    assert [each.name for each in found.sources] == ["others", "brand"]
    there = slice(0, 8)
    for each, flag in zip(found.sources, (OTHERS, BRAND), strict=True):
        sides = EXPECTED[there][flag[there] == 1], EXPECTED[there][flag[there] == 0]
        test = stats.ttest_ind(*sides, equal_var=False)
        low, high = test.confidence_interval()
        assert each.difference.value == pytest.approx(sides[0].mean() - sides[1].mean())
        assert each.difference.p == pytest.approx(test.pvalue)
        assert each.difference.interval is not None
        assert (each.difference.interval.low, each.difference.interval.high) == pytest.approx((low, high))


def test_nobody_gives_no_figures() -> None:
    found = formed_by([None, None], {"others": [1, 0]})
    assert found.n == 0
    assert found.sources[0].difference.value is None
