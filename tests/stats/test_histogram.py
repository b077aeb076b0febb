"""Classes of a histogram: nobody is lost, widths are equal and round."""

import itertools
import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.stats.histogram import histogram

NUMBERS = st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), max_size=60)


@settings(deadline=None)
@given(NUMBERS)
def test_every_answer_falls_into_one_class(values: list[float | None]) -> None:
    present = [value for value in values if value is not None]
    found = histogram(values)
    assert sum(each.count for each in found) == len(present)
    if present:
        assert found[0].low <= min(present)
        assert found[-1].high >= max(present)
    assert all(one.high == other.low for one, other in itertools.pairwise(found))


def test_no_answers_give_no_classes() -> None:
    assert histogram([]) == ()
    assert histogram([None, math.nan]) == ()


def test_whole_numbers_get_a_class_each() -> None:
    found = histogram([1, 1, 2, 5])
    assert [(each.low + 0.5, each.count) for each in found] == [(1, 2), (2, 1), (3, 0), (4, 0), (5, 1)]


def test_the_counts_are_those_of_numpy_for_the_same_bounds() -> None:
    values = np.random.default_rng(5).normal(50, 12, 771)
    found = histogram(values)
    bounds = [each.low for each in found] + [found[-1].high]
    assert [each.count for each in found] == np.histogram(values, bins=bounds)[0].tolist()
    assert {round(each.high - each.low, 9) for each in found} == {10.0}
    assert all(bound % 10 == 0 for bound in bounds)
