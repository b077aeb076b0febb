"""The drawing of estimates: sorted ranges above, their curve below, everything on the sheet, however many there are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.charts.ranges import Ranges, RangeWords, range_chart

WORDS = RangeWords("3 ranges", "You", "joined 2–8", "median 5", "Share at or below", ("0%", "50%", "100%"))
CURVE = [(float(x), x / 10) for x in range(11)]


def drawn(told: Ranges) -> list[str]:
    return re.findall(r"<svg.*?</svg>", range_chart(told, WORDS, "{:g}".format), re.DOTALL)


def test_every_range_has_a_line_and_a_best_estimate_and_the_own_one_is_apart() -> None:
    told = Ranges([(1, 3, 5), (2, 5, 8), (4, 6, 9)], CURVE, (2, 5, 8), own=(2, 5, 8))
    for picture in drawn(told):
        assert picture.count('class="reach"') == picture.count('class="reach-d"') == 3
        assert picture.count('class="reach you"') == picture.count('class="you-d"') == 1
        assert picture.count('class="curve-l"') == 10
    assert all("reach you" not in each for each in drawn(Ranges(told.ranges, CURVE, (2, 5, 8))))


@given(
    st.lists(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3).map(sorted), max_size=200),
    st.none() | st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3).map(sorted),
)
def test_nothing_leaves_the_sheet(rows: list[list[float]], own: list[float] | None) -> None:
    told = Ranges([(a, b, c) for a, b, c in rows], CURVE, (2, 5, 8), own=(own[0], own[1], own[2]) if own else None)
    for picture in drawn(told):
        size = re.search(r'viewBox="0 0 (\S+) (\S+)"', picture)
        assert size
        width, height = map(float, size.groups())
        assert height < 620, "a page can hold it"
        for x in re.findall(r' (?:x|x1|x2|cx)="(-?[\d.]+)"', picture):
            assert 0 <= float(x) <= width
        for y in re.findall(r' (?:y|y1|y2|cy)="(-?[\d.]+)"', picture):
            assert 0 <= float(y) <= height


@pytest.mark.parametrize("rows", [[], [(5.0, 5.0, 5.0)]])
def test_one_value_alone_can_be_drawn(rows: list[tuple[float, float, float]]) -> None:
    told = Ranges(rows, [(5.0, 1.0)], (5, 5, 5))
    assert len(drawn(told)) == 2
