"""Which groups may be shown apart: whatever the sizes, no subtraction gives a small one."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.services.groups import UNANSWERED, rests_alone, showable

SIZES = st.dictionaries(st.integers(0, 30), st.integers(0, 40), max_size=12)


@settings(deadline=None)
@given(SIZES, st.integers(3, 10))
def test_neither_a_shown_group_nor_the_rest_of_all_is_small(sizes: dict[int, int], least: int) -> None:
    shown = showable(sizes, least)
    rest = sum(size for key, size in sizes.items() if key not in shown)
    assert all(sizes[key] >= least for key in shown)
    assert rest == 0 or rest >= least or not shown


@settings(deadline=None)
@given(SIZES)
def test_who_may_see_single_answers_sees_every_group(sizes: dict[int, int]) -> None:
    assert showable(sizes, 1) == {key for key, size in sizes.items() if size}


@settings(deadline=None, max_examples=40)
@given(SIZES, st.sampled_from(sorted(UNANSWERED)), st.integers(1, 20))
def test_those_without_an_answer_are_no_group_and_hide_none(sizes: dict[int, int], gap: int, silent: int) -> None:
    shown = showable({**sizes, gap: silent}, 5)
    rest = sum(size for key, size in sizes.items() if key not in shown)
    assert gap not in shown
    assert not shown or (rest == 0 or rest >= 5)
    assert not shown or rest + silent >= 5


def test_two_filters_are_refused_where_all_whom_one_cannot_show_are_in_one_group_of_the_other() -> None:
    region = np.array([1] * 10 + [2] * 3 + [3] * 3)
    assert rests_alone([region, np.array([1] * 10 + [2] * 6)], 5)
    assert not rests_alone([region, np.array([1, 2] * 8)], 5)
    assert not rests_alone([region, np.ones(16, np.int64)], 5)
    assert not rests_alone([region], 5)
    # who gave no answer is not among those whom a filter could not show: where the others are is told all the same
    assert rests_alone([np.append(region, [-9] * 5), np.array([1] * 10 + [2] * 6 + [1] * 5)], 5)
