"""Contradictions of comparisons: circles against the count of Kendall and Babington Smith, odd ones by hand."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from survey_app.stats.contradictions import Circle, OddOne, contradictions, panel_consistency
from survey_app.stats.results import Reason

sided = st.integers(3, 7).flatmap(
    lambda n: st.fixed_dictionaries(dict.fromkeys(combinations(range(n), 2), st.sampled_from((1 / 9, 1 / 3, 3, 5))))
)


@given(sided)
def test_as_many_circles_as_the_wins_say(compared: dict[tuple[int, int], float]) -> None:
    """Kendall and Babington Smith 1940: n(n-1)(2n-1)/12 - sum of squared wins / 2 circles, where nothing is equal."""
    n = max(second for _first, second in compared) + 1
    wins = [0] * n
    for (first, second), times in compared.items():
        wins[first if times > 1 else second] += 1
    count = n * (n - 1) * (2 * n - 1) / 12 - sum(won**2 for won in wins) / 2
    assert len(contradictions(n, compared).circles) == min(3, count)


def test_the_larger_circle_comes_first_and_names_who_beats_whom() -> None:
    found = contradictions(4, {(0, 1): 1 / 3, (0, 2): 3, (1, 2): 1 / 3, (0, 3): 9, (1, 3): 1 / 9, (2, 3): 9})
    assert found.circles[0] == Circle(0, 3, 1)
    assert Circle(0, 2, 1) in found.circles


def test_the_odd_one_is_the_comparison_furthest_from_the_weights() -> None:
    found = contradictions(4, {(0, 1): 2, (1, 2): 2, (2, 3): 2, (0, 2): 4, (1, 3): 4, (0, 3): 1})
    assert found.circles == ()
    # geometric means of the rows: (1·2·4·1)^¼ for the first, and (1·¼·½·1)^¼ for the last
    assert found.odd[0] == OddOne(0, 3, 1, found.odd[0].implied)
    assert abs(found.odd[0].implied - 64 ** (1 / 4)) < 1e-12
    assert contradictions(3, {(0, 1): 1, (1, 2): 1, (0, 2): 1}).odd == ()


def test_without_comparisons_there_is_nothing_to_say() -> None:
    assert contradictions(3, {}).reason is Reason.NO_ANSWERS
    assert panel_consistency([None]).reason is Reason.NO_ANSWERS
    assert panel_consistency([0.1, 0.1000001]).within == 1
