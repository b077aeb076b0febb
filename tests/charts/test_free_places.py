"""Numbers on the maps of the page: however the dots lie, no number covers another or the words of a quarter."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.charts.axis import Axis
from survey_app.charts.free_places import free_place
from survey_app.stats.rectangle import Box

ACROSS, UP = Axis(0, 1, 38, 312), Axis(0, 1, 300, 26)
"""The narrow drawing, where there is least room."""
QUARTERS = [Box(90, 36, 100, 13), Box(260, 290, 90, 13)]
SHARE = st.floats(0, 1)
LINES = st.lists(st.tuples(SHARE, SHARE), min_size=1, max_size=30)


def numbers(places: list[tuple[float, float]]) -> list[Box]:
    dots = [(ACROSS.at(x), UP.at(y)) for x, y in places]
    drawn = [Box(x, y, 10, 10) for x, y in dots] + [Box(175, y, 274, 1) for _x, y in dots]
    written = [*QUARTERS]
    for number, dot in enumerate(dots, 1):
        written.append(free_place(str(number), dot, written, ACROSS, UP, drawn=drawn))
    return written


@given(LINES)
@settings(max_examples=25, deadline=None)
def test_no_number_covers_another(places: list[tuple[float, float]]) -> None:
    assert not [pair for pair in combinations(numbers(places), 2) if pair[0].meets(pair[1])]


def test_thirty_equal_dots_have_thirty_numbers_inside_the_drawing() -> None:
    found = numbers([(1.0, 0.0)] * 30)
    assert not [pair for pair in combinations(found, 2) if pair[0].meets(pair[1])]
    assert all(ACROSS.start <= each.x - each.width / 2 and each.x + each.width / 2 <= ACROSS.end for each in found)


def test_a_number_stands_right_beside_a_dot_that_is_alone() -> None:
    assert free_place("1", (150.0, 150.0), [], ACROSS, UP, drawn=[Box(150, 150, 10, 10)]).x == 163.0
