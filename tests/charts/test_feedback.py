"""The drawing of what a panel said: every value in its title, every person one dot, nothing outside its frame."""

import re
from typing import Any

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from survey_app.charts.feedback import MOST_DOTS, Answers, ChartWords, GroupLine, feedback_chart

SVG = "{http://www.w3.org/2000/svg}"
WORDS = ChartWords("Round 1. 4: 2; 7: 5", "You", "middle half 6–8", "median 7")
COUNTS = tuple(zip(map(float, range(1, 10)), (0, 1, 1, 2, 2, 4, 7, 5, 2), strict=True))


def plain(value: float) -> str:
    return f"{value:g}"


def drawn(answers: Answers, words: ChartWords = WORDS) -> list[Any]:
    markup = feedback_chart(answers, words, plain)
    assert isinstance(markup, Markup)
    return list(ElementTree.fromstring(f"<both>{markup}</both>"))


def of_class(drawing: Any, name: str) -> list[Any]:
    return [each for each in drawing.iter() if name in each.get("class", "").split()]


def test_there_is_a_wide_and_a_narrow_drawing_and_both_say_every_value() -> None:
    wide, narrow = drawn(Answers(COUNTS, 7, (6, 8), 4))
    assert (wide.get("class"), narrow.get("class")) == ("wide", "narrow")
    assert {each.findtext(f"{SVG}title") for each in (wide, narrow)} == {WORDS.title}


def test_every_person_is_one_dot_and_oneself_the_diamond() -> None:
    for drawing in drawn(Answers(COUNTS, 7, (6, 8), 4)):
        assert len(of_class(drawing, "one-dot")) == 23
        assert len(of_class(drawing, "you-d")) == 1
    for drawing in drawn(Answers(COUNTS, 7, (6, 8))):
        assert len(of_class(drawing, "one-dot")) == 24
        assert not of_class(drawing, "you-d")


def test_an_own_answer_that_was_not_counted_takes_nobodys_place() -> None:
    for drawing in drawn(Answers(COUNTS, 7, (6, 8), 4, own_counted=False)):
        assert len(of_class(drawing, "one-dot")) == 24
        assert len(of_class(drawing, "you-d")) == 1


def test_more_than_sixty_people_are_drawn_as_bars() -> None:
    few = Answers(((1.0, 0), (2.0, MOST_DOTS), (3.0, 0)), 2, (2, 2))
    many = Answers(((1.0, 1), (2.0, MOST_DOTS), (3.0, 0)), 2, (2, 2), 2)
    assert len(of_class(drawn(few)[0], "one-dot")) == MOST_DOTS
    assert not of_class(drawn(many)[0], "one-dot")
    assert len(of_class(drawn(many)[0], "column")) == 2
    assert len(of_class(drawn(many)[0], "you-d")) == 1


@pytest.mark.parametrize(
    ("middle", "cells"), [((6, 8), (6, 8)), ((5.75, 8), (5, 8)), ((7, 7), (7, 7)), ((6.5, 7.5), (6, 8))]
)
def test_the_band_covers_whole_cells_of_the_scale(middle: tuple[float, float], cells: tuple[int, int]) -> None:
    drawing = drawn(Answers(COUNTS, 7, middle))[0]
    [band] = of_class(drawing, "band")
    places = {each.text: float(each.get("x", "")) for each in of_class(drawing, "lg")}
    half = (places["2"] - places["1"]) / 2
    left = float(band.get("x", ""))
    right = left + float(band.get("width", ""))
    assert (left, right) == pytest.approx((places[str(cells[0])] - half, places[str(cells[1])] + half), abs=0.2)


def test_groups_are_lines_with_their_medians() -> None:
    groups = (GroupLine("Customers", "9", 7, 6, 8), GroupLine("A very long name of a group of people", "8", 6, 5, 7))
    for drawing in drawn(Answers(COUNTS, 7, (6, 8), 4, groups=groups)):
        assert len(of_class(drawing, "span")) == len(of_class(drawing, "mid-d")) == 2
        assert "Customers (9)" in {each.text for each in drawing.iter(f"{SVG}text")}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 400), min_size=3, max_size=21).filter(any),
    st.integers(0, 20),
    st.text(st.characters(), max_size=40),
)
def test_nothing_stands_outside_the_frame(counts: list[int], own: int, name: str) -> None:
    points = tuple((float(place), count) for place, count in enumerate(counts, 1))
    last = float(len(counts))
    mine = float(own % len(counts) + 1)
    groups = (GroupLine(name, "7", last, 1.0, last),)
    words = ChartWords(name, "You", f"middle half {last:g}", f"median {last:g}")
    for drawing in drawn(Answers(points, last, (1.0, last), mine, groups=groups), words):
        _zero, _none, width, height = map(float, drawing.get("viewBox", "").split())
        frame = (("x", width), ("cx", width), ("x1", width), ("x2", width), ("y", height), ("cy", height))
        for each in drawing.iter():
            for name_of, most in frame:
                assert 0 <= float(each.get(name_of, 0)) <= most
        assert not re.search(r"style=|font-size", ElementTree.tostring(drawing).decode())
