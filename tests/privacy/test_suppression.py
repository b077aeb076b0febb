"""Counts in steps, batches of at least k, reminders that single nobody out."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.privacy.refusals import GroupTooSmall
from survey_app.privacy.suppression import in_steps, may_remind, releasable

K = st.integers(3, 10)


@given(st.integers(0, 10_000), K)
def test_a_shown_count_is_below_the_true_one_by_less_than_k(count: int, k: int) -> None:
    assert in_steps(count, k) % k == 0
    assert 0 <= count - in_steps(count, k) < k


@given(st.lists(st.integers(1, 4), max_size=80), K)
def test_whatever_comes_in_every_mix_has_at_least_k_sheets_and_none_is_left(arriving: list[int], k: int) -> None:
    waiting, mixes = [0], []
    for count in arriving:
        waiting[-1] += count
        if waiting[-1] >= k:
            waiting.append(0)
        ready = releasable(waiting, k, closing=False)
        if ready:
            mixes.append(sum(waiting[:ready]))
            waiting = waiting[ready:]
    if 0 < sum(arriving) < k:
        with pytest.raises(GroupTooSmall):
            releasable(waiting, k, closing=True)
        assert not mixes
        return
    assert releasable(waiting, k, closing=True) == len(waiting)
    mixes += [sum(waiting)] if sum(waiting) else []
    assert sum(mixes) == sum(arriving)
    assert all(size >= k for size in mixes)


def test_nothing_is_released_while_the_rest_would_be_small() -> None:
    assert releasable([100, 4], 5, closing=False) == 0
    assert releasable([100, 5], 5, closing=False) == 1
    assert releasable([], 5, closing=True) == 0


@given(st.lists(st.integers(0, 60), min_size=2, max_size=20), K)
def test_two_lists_of_reminders_differ_by_at_least_k(counts: list[int], k: int) -> None:
    sent = [0]
    for answered in sorted(counts):
        if may_remind(answered, sent[-1], k):
            sent.append(answered)
    assert not may_remind(sent[-1], sent[-1], k), "nobody since is told apart from one since"
    steps = [later - earlier for earlier, later in itertools.pairwise(sent)]
    assert all(step >= k for step in steps)
