"""Labels of native scatter charts: whatever the names and wherever the points, none covers another."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.exports.map_labels import Labels, box, placed
from survey_app.stats.rectangle import Box

SIZE = (880.0, 250.0)
DOT = st.tuples(st.floats(0, SIZE[0]), st.floats(0, SIZE[1]))
NAME = st.sampled_from(["Price", "On-time delivery of spare parts abroad", "准时交货", "Courtesy"])


def overlaps(found: Labels, dots: list[tuple[float, float]]) -> int:
    told = zip(found.labels, dots, strict=True)
    boxes = [box(label.words, dot, label.side) for label, dot in told if label.words]
    return sum(one.meets(two) for one, two in combinations(boxes, 2))


def numbers(found: Labels) -> list[int]:
    return sorted(int(part) for label in found.labels if label.words for part in label.words.split(", "))


@given(st.lists(st.tuples(NAME, DOT), min_size=1, max_size=30))
@settings(max_examples=40, deadline=None)
def test_no_label_covers_another_and_every_point_is_named(points: list[tuple[str, tuple[float, float]]]) -> None:
    names, dots = [name for name, _dot in points], [dot for _name, dot in points]
    found = placed(names, dots, SIZE)
    assert overlaps(found, dots) == 0
    if found.numbered:
        assert numbers(found) == list(range(1, len(points) + 1))
    else:
        assert [label.words for label in found.labels] == names


def test_thirty_equal_points_share_their_labels() -> None:
    dots = [(400.0, 100.0)] * 30
    found = placed(["Price"] * 30, dots, SIZE)
    assert found.numbered
    assert overlaps(found, dots) == 0
    assert numbers(found) == list(range(1, 31))


def test_names_stay_where_there_is_room() -> None:
    found = placed(["Price", "Delivery"], [(100.0, 100.0), (860.0, 100.0)], SIZE)
    assert not found.numbered
    assert [label.side for label in found.labels] == ["r", "l"]


def test_a_label_makes_way_for_one_that_would_cover_a_point() -> None:
    # the second name has points on three sides and the first name on the fourth
    dots = [(275.0, 100.0), (400.0, 100.0), (400.0, 78.0), (400.0, 122.0), (440.0, 100.0)]
    found = placed(["Price for this", "Reply within a day", "A", "B", "C"], dots, SIZE)
    points = [Box(*dot, 12, 12) for dot in dots]
    told = list(zip(found.labels, dots, strict=True))
    assert not [label for label, dot in told for point in points if box(label.words, dot, label.side).meets(point)]
    assert (found.labels[1].side, overlaps(found, dots)) == ("l", 0)


def test_a_label_stands_beside_a_line_where_there_is_room() -> None:
    line = Box(SIZE[0] / 2, 100.0, SIZE[0], 0.0)
    assert placed(["Price"], [(300.0, 100.0)], SIZE).labels[0].side == "r"
    assert placed(["Price"], [(300.0, 100.0)], SIZE, [line]).labels[0].side == "t"
