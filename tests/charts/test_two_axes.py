"""Statements on the plane of two scales: where the dots stand, and that nothing covers anything."""

import re
from dataclasses import replace

from survey_app.charts.standalone import standalone
from survey_app.charts.two_axes import StatementMark, TwoAxes, two_axes

PLANE = TwoAxes("Both", "How desirable?", "How feasible?", (1, 4), (1, 9), lambda value: f"{value:g}")
MARK = StatementMark("Free buses", 1, 9, (1, 2), (8, 9), "1 (1–2) · 9 (8–9)")


def wide(drawn: str) -> str:
    return drawn.split("</svg>", maxsplit=1)[0]


def test_the_whole_of_both_scales_is_drawn_and_a_dot_stands_at_its_medians() -> None:
    drawn = wide(two_axes(PLANE, [MARK, replace(MARK, label="Tolls", across=2.5, up=5)]))
    dots = [(float(x), float(y)) for x, y in re.findall(r'<circle class="own" cx="([0-9.]+)" cy="([0-9.]+)"', drawn)]
    [(left, top), (middle, half)] = dots
    lines = re.findall(r'<line class="mark-l" x1="([0-9.]+)" y1="([0-9.]+)" x2="([0-9.]+)" y2="([0-9.]+)"', drawn)
    across, up = ([float(place) for place in line] for line in lines)
    assert (across[0], up[1]) == (left, top), "1 stands at the left edge, 9 at the upper one"
    assert (up[0], across[1]) == (middle, half), "the lines cross in the middle of both scales"
    ticks = re.findall(r">([0-9])</text>", drawn.split("<circle")[0])
    assert ticks == [*"123456789", *"1234"]


def test_statements_at_the_same_place_have_numbers_beside_each_other() -> None:
    drawn = wide(two_axes(PLANE, [replace(MARK, label=f"S{each}", across=2, up=4) for each in range(8)]))
    places = re.findall(r'<text class="tb ts num mid" x="([0-9.]+)" y="([0-9.]+)">', drawn)
    assert len(places) == len(set(places)) == 8
    gaps = [
        max(abs(float(one[0]) - float(two[0])), abs(float(one[1]) - float(two[1])))
        for place, one in enumerate(places)
        for two in places[:place]
    ]
    assert min(gaps) > 7


def test_two_minds_stand_out_and_the_map_is_a_file_of_its_own() -> None:
    drawn = two_axes(PLANE, [replace(MARK, named=True)])
    assert 'class="you-f"' in drawn
    assert standalone(drawn).count("<svg") == 1
    assert two_axes(PLANE, []) == ""
